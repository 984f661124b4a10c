//! The steps of a way through a role, as commands.

use can_invoke_gateway::{
    answer::{Question, RolePath},
    inventory::ApiKind,
};
use can_invoke_policy::context::Lookup;

use crate::v1::Step;

/// What to do, in order: assume the role, use its credentials, sign the call. There is
/// nothing to do on a way that is closed, or of which too little is known.
pub fn steps(path: &RolePath, question: &Question) -> Vec<Step> {
    let is_known = [&path.assume, &path.invoke]
        .iter()
        .all(|explained| explained.decision.not_given.is_empty());
    if path.verdict.is_denied() || !is_known {
        return Vec::new();
    }
    let session_name =
        needed(path, "sts:RoleSessionName").unwrap_or_else(|| path.session_name.clone());
    let external_id = needed(path, "sts:ExternalId");
    // A command that holds control characters could do more than it shows.
    let is_plain = |text: &str| !text.contains(char::is_control);
    let texts = [&path.role, &session_name, &question.url];
    if !texts
        .into_iter()
        .chain(&external_id)
        .all(|text| is_plain(text))
    {
        return vec![Step {
            title: "a value in these steps holds control characters, so no command is given"
                .to_owned(),
            command: None,
        }];
    }
    let mut command = format!(
        "aws sts assume-role --role-arn {} --role-session-name {}",
        shell_quoted(&path.role),
        shell_quoted(&session_name)
    );
    if let Some(id) = external_id {
        command.push_str(&format!(" --external-id {}", shell_quoted(&id)));
    }
    vec![
        Step {
            title: "assume the role".to_owned(),
            command: Some(command),
        },
        Step {
            title: "export AccessKeyId, SecretAccessKey and SessionToken of the answer as \
                    AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN"
                .to_owned(),
            command: None,
        },
        Step {
            title: format!(
                "call {} {}, signed with Signature Version 4 for the service execute-api in {}",
                question.method, question.url, question.region
            ),
            command: Some(format!(
                "curl --request {} --aws-sigv4 {} --user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\" \
                 --header \"x-amz-security-token: $AWS_SESSION_TOKEN\" {}",
                question.method,
                shell_quoted(&format!("aws:amz:{}:execute-api", question.region)),
                shell_quoted(&question.url)
            )),
        },
    ]
}

/// The command that deploys what an API holds to the stage of a question; none if the stage
/// has a name that a shell could misread.
///
/// Source: API Gateway developer guide, `set-up-deployments`; for HTTP and WebSocket APIs
/// `http-api-stages`.
pub(super) fn deployment_command(question: &Question) -> Option<String> {
    if question.stage.contains(char::is_control) {
        return None;
    }
    let api = shell_quoted(&question.api);
    let stage = shell_quoted(&question.stage);
    Some(match question.kind {
        ApiKind::Rest => format!(
            "aws apigateway create-deployment --rest-api-id {api} --stage-name {stage} --region {}",
            shell_quoted(&question.region)
        ),
        ApiKind::Http | ApiKind::WebSocket => format!(
            "aws apigatewayv2 create-deployment --api-id {api} --stage-name {stage} --region {}",
            shell_quoted(&question.region)
        ),
    })
}

/// The value that a key must have in the call of `sts:AssumeRole`: as given, or as the
/// trust policy requires.
fn needed(path: &RolePath, key: &str) -> Option<String> {
    if let Lookup::Known([value]) = path.assume.request.context.get(key) {
        return Some(value.clone());
    }
    let depends = path.assume.depends.as_ref()?;
    let requirement = depends
        .allowed_when
        .first()?
        .iter()
        .find(|requirement| requirement.fact.eq_ignore_ascii_case(key))?;
    match requirement.one_of.as_slice() {
        // Neither an external id nor a session name holds a blank; a range in words does.
        [value] if requirement.is_exact && !value.contains(' ') => Some(value.clone()),
        _ => None,
    }
}

/// A text as one word of a POSIX shell.
pub fn shell_quoted(text: &str) -> String {
    can_invoke_gateway::shell::quoted(text)
}
