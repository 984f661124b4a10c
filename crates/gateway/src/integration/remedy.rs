//! The command that lets API Gateway invoke a function, tried out by the evaluator.
//!
//! Source: Lambda API reference, `API_AddPermission`, and the statement that it writes.

use can_invoke_policy::{Arn, Policy, PolicyKind, document};
use can_invoke_source::{Limits, Sources, parse_text};

use super::function;
use crate::{answer::Remedy, inventory::Known, journey::Asked, shell::word};

/// The permission for a source, with the verdict once it is given.
pub(super) fn add_permission(
    asked: Asked<'_>,
    function: &str,
    pattern: &str,
    source_arn: &str,
    statement_id: &str,
) -> Option<Remedy> {
    let is_plain = |text: &str| !text.contains(['"', '\\']) && !text.contains(char::is_control);
    if ![function, pattern, statement_id].into_iter().all(is_plain) {
        return None;
    }
    let statement = format!(
        "{{\n  \"Sid\": \"{statement_id}\",\n  \"Effect\": \"Allow\",\n  \"Principal\": {{ \
         \"Service\": \"{}\" }},\n  \"Action\": \"lambda:InvokeFunction\",\n  \"Resource\": \
         \"{function}\",\n  \"Condition\": {{ \"ArnLike\": {{ \"AWS:SourceArn\": \"{pattern}\" }} \
         }}\n}}",
        function::API_GATEWAY
    );
    let added = policy(&statement)?;
    let known = match &asked.inventory.function(function)?.policy {
        Known::Known(policy) => policy.as_deref(),
        Known::NotKnown => None,
    };
    let policies = known.into_iter().chain([&added]).collect();
    let explained = function::decide(asked, function, Some(source_arn), policies).ok()?;
    Some(Remedy {
        place: format!(
            "the resource-based policy of {}",
            function.rsplit(":function:").next().unwrap_or(function)
        ),
        command: command(function, pattern, statement_id)?,
        statement,
        verdict: explained.decision.verdict,
    })
}

/// Functions are named without their version or alias, which has an option of its own.
fn command(function: &str, pattern: &str, statement_id: &str) -> Option<String> {
    let (_, name) = function.rsplit_once(":function:")?;
    let qualifier = name.split_once(':').map(|(_, qualifier)| qualifier);
    let unqualified = match qualifier {
        Some(qualifier) => function.strip_suffix(qualifier)?.strip_suffix(':')?,
        None => function,
    };
    let mut command = format!(
        "aws lambda add-permission --region {} --function-name {}",
        word(Arn::parse(function)?.region)?,
        word(unqualified)?
    );
    if let Some(qualifier) = qualifier {
        command.push_str(&format!(" --qualifier {}", word(qualifier)?));
    }
    command.push_str(&format!(
        " --statement-id {} --action lambda:InvokeFunction --principal {} --source-arn {}",
        word(statement_id)?,
        function::API_GATEWAY,
        word(pattern)?
    ));
    Some(command)
}

fn policy(statement: &str) -> Option<Policy> {
    let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": {statement}}}");
    let mut sources = Sources::new();
    let file = sources.add("remedy.json", text);
    let node = parse_text(&sources, file, &Limits::default()).value?;
    let parsed = document::parse(&node, PolicyKind::Resource, "remedy");
    if parsed.has_errors() {
        return None;
    }
    parsed.value
}
