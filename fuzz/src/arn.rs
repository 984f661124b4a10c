//! ARNs: of callers, of resources, of targets, and patterns of them against a definition.
//!
//! The input is a pattern and, after a line break, an ARN.

use can_invoke_gateway::target::Target;
use can_invoke_policy::{
    Action, Arn, Caller, Context, PolicyKind, Readings, Resource, document,
    pattern::{ResourceForm, resource::ResourceMatch},
};
use can_invoke_source::{Sources, parse_text};

use crate::{
    holds::{self, LIMITS},
    oracle,
};

/// More than this the definition is too slow for.
const LONGEST: usize = 300;

/// The body of the target.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (pattern, text) = text.split_once('\n').unwrap_or(("*", text.as_ref()));
    let short = |text: &str| text.chars().take(LONGEST).collect::<String>();
    let (pattern, text) = (short(pattern), short(text));
    read_back(&text);
    resource(&pattern, &text);
}

/// What is read as something and written again is read as the same.
fn read_back(text: &str) {
    if let Some(arn) = Arn::parse(text) {
        assert_eq!(arn.to_string(), text);
    }
    match Caller::parse(text) {
        Ok(caller) => {
            let written = caller.to_string();
            assert_eq!(
                Caller::parse(&written),
                Ok(caller),
                "written as {written:?}"
            );
        }
        Err(refusal) => assert!(!refusal.message.is_empty() && !refusal.help.is_empty()),
    }
    if let Some(action) = Action::parse(text) {
        assert_eq!(action.as_str(), text);
        assert!(action.lowercase().starts_with(action.service()));
    }
    if let Some(account) = &Resource::from_arn(text).account {
        assert!(text.contains(account.as_str()));
    }
    if let Err(refusal) = Target::parse(text) {
        assert!(!refusal.message.is_empty() && !refusal.help.is_empty());
    }
}

/// A pattern in a policy of the version without variables.
fn resource(pattern: &str, text: &str) {
    let policy = serde_json::json!({
        "Version": "2008-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": pattern }],
    });
    let mut sources = Sources::new();
    let file = sources.add("policy.json", policy.to_string());
    let parsed = parse_text(&sources, file, &LIMITS);
    let node = parsed.value.expect("what was written as JSON is JSON");
    let parsed = document::parse(&node, PolicyKind::Identity, "policy");
    holds::diagnostics(&sources, &parsed.diagnostics);
    let has_errors = parsed.has_errors();
    let policy = parsed.value.expect("a policy");
    let patterns = policy
        .statements
        .first()
        .and_then(|one| one.resource.as_ref());
    let Some(entry) = patterns.and_then(|all| all.patterns.first()) else {
        assert!(has_errors, "the resource is gone");
        return;
    };
    let (closed, open) = (Context::closed(), Context::open());
    let found = entry.matches(text, &closed, Readings::default());
    assert_eq!(found, entry.matches(text, &open, Readings::default()));
    let colons = pattern.matches(':').count();
    match (&entry.form, &found) {
        (ResourceForm::All, found) => assert!(matches!(found, ResourceMatch::Yes(_))),
        (ResourceForm::Malformed, found) => assert_eq!(*found, ResourceMatch::Malformed),
        (ResourceForm::Arn(_), ResourceMatch::Yes(_) | ResourceMatch::No(_)) if colons >= 5 => {
            let matches = matches!(found, ResourceMatch::Yes(_));
            assert_eq!(
                matches,
                oracle::resource(pattern, text),
                "{pattern:?} and {text:?}"
            );
        }
        (ResourceForm::Arn(_) | ResourceForm::OwnApi(_), _) => {}
    }
}
