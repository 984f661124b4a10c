//! The steps of a way through a role, as commands.

use can_invoke_gateway::{
    answer::{AssumeCall, Question, RolePath},
    inventory::ApiKind,
};
use can_invoke_policy::context::Lookup;

use crate::v1::Step;

/// What to do, in order: assume the role or one role after the other, use the credentials, sign
/// the call. There is nothing to do on a way that is closed, or of which too little is known.
pub fn steps(path: &RolePath, question: &Question) -> Vec<Step> {
    let is_known = path
        .decisions()
        .all(|explained| explained.decision.not_given.is_empty());
    if path.verdict.is_denied() || !is_known {
        return Vec::new();
    }
    let commands: Vec<Vec<String>> = path.calls().map(|call| command(call, path)).collect();
    // A command that holds control characters could do more than it shows.
    let words = commands.iter().flatten().chain([&question.url]);
    if words
        .into_iter()
        .any(|text| text.contains(char::is_control))
    {
        return vec![Step {
            title: "a value in these steps holds control characters, so no command is given"
                .to_owned(),
            command: None,
        }];
    }
    let is_chain = !path.before.is_empty();
    let mut steps = Vec::new();
    for (call, words) in path.calls().zip(commands) {
        let name = call.role.rsplit('/').next().unwrap_or(&call.role);
        let mut title = match (is_chain, steps.is_empty()) {
            (false, _) => "assume the role".to_owned(),
            (true, true) => format!("assume the role {name}"),
            (true, false) => format!("assume the role {name} with these credentials"),
        };
        if call.passed.has_mfa {
            title.push_str(
                ", with the ARN of your device for multi-factor authentication and its code",
            );
        }
        let words: Vec<String> = words.iter().map(|word| shell_quoted(word)).collect();
        steps.push(Step {
            title,
            command: Some(words.join(" ")),
        });
        steps.push(Step {
            title: "export AccessKeyId, SecretAccessKey and SessionToken of the answer as \
                    AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN"
                .to_owned(),
            command: None,
        });
    }
    steps.push(if question.url.starts_with("wss://") {
        handshake(question)
    } else {
        signed_call(question)
    });
    steps
}

/// The opening of a WebSocket connection, for which there is no command of `curl`.
fn handshake(question: &Question) -> Step {
    Step {
        title: format!(
            "connect to {}, the handshake signed with Signature Version 4 for the service \
             execute-api in {}",
            question.url, question.region
        ),
        command: None,
    }
}

/// The call itself, as a command.
fn signed_call(question: &Question) -> Step {
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
    }
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

/// The words of the command that makes a call.
fn command(call: &AssumeCall, path: &RolePath) -> Vec<String> {
    let session_name =
        needed(call, "sts:RoleSessionName").unwrap_or_else(|| path.session_name.clone());
    let mut words: Vec<String> = ["aws", "sts", "assume-role", "--role-arn"]
        .map(str::to_owned)
        .into();
    words.push(call.role.clone());
    let mut option = |name: &str, values: Vec<String>| {
        if !values.is_empty() {
            words.push(name.to_owned());
            words.extend(values);
        }
    };
    option("--role-session-name", vec![session_name]);
    let external_id = needed(call, "sts:ExternalId");
    option("--external-id", external_id.into_iter().collect());
    let passed = &call.passed;
    if !passed.tags.is_empty() {
        let tags = passed.tags.iter();
        let tags = tags.map(|(key, value)| serde_json::json!({ "Key": key, "Value": value }));
        let list = serde_json::Value::Array(tags.collect());
        option("--tags", vec![list.to_string()]);
    }
    option("--transitive-tag-keys", passed.transitive.clone());
    option(
        "--source-identity",
        passed.source_identity.iter().cloned().collect(),
    );
    // The command takes one policy in place; more of them are managed policies.
    let policies = passed.session_policies.iter();
    option(
        "--policy",
        policies
            .take(1)
            .map(|name| format!("file://{name}"))
            .collect(),
    );
    let duration = passed.duration.map(|seconds| seconds.to_string());
    option("--duration-seconds", duration.into_iter().collect());
    if passed.has_mfa {
        option("--serial-number", vec!["DEVICE-ARN".to_owned()]);
        option("--token-code", vec!["CODE".to_owned()]);
    }
    words
}

/// The value that a key must have in a call of `sts:AssumeRole`: as given, or as the trust
/// policy requires.
fn needed(call: &AssumeCall, key: &str) -> Option<String> {
    if let Lookup::Known([value]) = call.decision.request.context.get(key) {
        return Some(value.clone());
    }
    let depends = call.decision.depends.as_ref()?;
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
