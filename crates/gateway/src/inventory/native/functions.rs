//! `functions:` of an inventory.

use can_invoke_policy::{Arn, PolicyKind, arn::is_account_id};
use can_invoke_source::words::quote;
use can_invoke_source::{Diagnostic, Node, Span};

use crate::inventory::{
    Function,
    fields::{self, Fields},
    policies,
    texts::Texts,
};

const KEYS: [&str; 4] = ["arn", "policy", "aliases", "versions"];

/// A Lambda function, with those of its aliases and versions that are spoken of.
pub(super) fn read(texts: &mut Texts<'_>, node: &Node) -> Vec<Function> {
    function(texts, node).unwrap_or_default()
}

fn function(texts: &mut Texts<'_>, node: &Node) -> Option<Vec<Function>> {
    let what = "a Lambda function";
    let fields = Fields::strict(texts, node, what, &KEYS)?;
    let arn = fields.require(texts, what, "arn")?;
    let (arn, span) = fields::text(texts, arn, "arn")?;
    check(texts, arn, span)?;
    let mut found = vec![one(texts, arn, fields.get("policy"), fields.span)];
    for key in ["aliases", "versions"] {
        let Some(node) = fields.get(key) else {
            continue;
        };
        for member in fields::members(texts, node, key).unwrap_or_default() {
            let arn = format!("{arn}:{}", member.key);
            let span = member.key_span.to(member.value.span);
            found.push(one(texts, &arn, Some(&member.value), span));
        }
    }
    Some(found)
}

fn one(texts: &mut Texts<'_>, arn: &str, policy: Option<&Node>, span: Span) -> Function {
    let name = format!(
        "policy of {}",
        arn.rsplit(":function:").next().unwrap_or(arn)
    );
    Function {
        arn: arn.to_owned(),
        policy: policies::optional(texts, policy, PolicyKind::Resource, &name),
        span,
    }
}

fn check(texts: &mut Texts<'_>, arn: &str, span: Span) -> Option<()> {
    let is_function = Arn::parse(arn).is_some_and(|arn| {
        arn.service == "lambda"
            && is_account_id(arn.account)
            && arn
                .resource
                .strip_prefix("function:")
                .is_some_and(|name| !name.is_empty() && !name.contains('/'))
    });
    if !is_function {
        let message = format!("{} is not the ARN of a Lambda function", quote(arn));
        texts.report(
            Diagnostic::error("invalid-function-arn", span, message)
                .help("write `arn:aws:lambda:us-east-1:111122223333:function:name`"),
        );
    }
    is_function.then_some(())
}
