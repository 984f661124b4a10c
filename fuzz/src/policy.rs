//! Policy documents of every kind, and the decision under them.

use can_invoke_policy::{
    Action, Caller, Context, Decision, Layers, Policy, PolicyKind, Prepared, Request, Resource,
    Silent, Supplied, Trace, Verdict, context::Fact, decide, document, layers::Level,
    replay::replay,
};
use can_invoke_source::{FileId, Limits, OffsetMap, Sources, json, parse_bytes};

use crate::holds::{self, LIMITS};

/// Every kind of policy.
const KINDS: [PolicyKind; 8] = [
    PolicyKind::Identity,
    PolicyKind::PermissionsBoundary,
    PolicyKind::Session,
    PolicyKind::Resource,
    PolicyKind::Trust,
    PolicyKind::VpcEndpoint,
    PolicyKind::ServiceControl,
    PolicyKind::ResourceControl,
];

/// The body of the target.
pub fn run(data: &[u8]) {
    let mut sources = Sources::new();
    sources.add("other", "");
    let (_, parsed) = parse_bytes(&mut sources, "policy", data, &LIMITS);
    let Some(node) = parsed.value.as_ref() else {
        return;
    };
    let is_sound = !parsed.has_errors();
    for kind in KINDS {
        let document = document::parse(node, kind, "policy");
        let again = document::parse(node, kind, "policy");
        assert_eq!(document.value, again.value);
        assert_eq!(document.diagnostics, again.diagnostics);
        holds::diagnostics(&sources, &document.diagnostics);
        holds::corrections(&sources, &document.diagnostics);
        let has_errors = document.has_errors();
        let Some(policy) = document.value else {
            assert!(has_errors, "neither a policy nor an error");
            continue;
        };
        places(&sources, &policy);
        printed(&policy, is_sound && !has_errors);
        if is_sound && !has_errors {
            decisions(&policy);
        }
    }
}

/// What is printed is JSON, and says the same if nothing was wrong with the document.
fn printed(policy: &Policy, is_sound: bool) {
    let text = policy.to_json();
    let map = OffsetMap::identity(FileId(0), 0);
    // Indented, a text may be longer than the small limits.
    let parsed = json::parse(&text, &map, &Limits::default());
    for diagnostic in &parsed.diagnostics {
        let is_copied = matches!(diagnostic.code, "duplicate-key" | "more-of-the-same");
        assert!(is_copied && !is_sound, "{diagnostic:?} in {text}");
    }
    let node = parsed.value.expect("what is printed can be read");
    let again = document::parse(&node, policy.kind, &policy.name);
    if !is_sound {
        return;
    }
    assert!(!again.has_errors(), "{:?} in {text}", again.diagnostics);
    let again = again.value.expect("without an error there is a policy");
    assert_eq!(again.without_spans(), policy.without_spans(), "{text}");
    assert_eq!(again.to_json(), text);
}

fn places(sources: &Sources, policy: &Policy) {
    holds::span(sources, policy.span);
    for statement in &policy.statements {
        holds::span(sources, statement.span);
        holds::span(sources, statement.effect_span);
        holds::span(sources, statement.action.span);
        for pattern in &statement.action.patterns {
            holds::span(sources, pattern.span);
        }
        for pattern in statement.resource.iter().flat_map(|all| &all.patterns) {
            holds::span(sources, pattern.span);
        }
        for entry in statement.principal.iter().flat_map(|all| &all.entries) {
            holds::span(sources, entry.span);
        }
        for condition in &statement.conditions {
            holds::span(sources, condition.span);
            for value in &condition.values {
                holds::span(sources, value.span);
            }
        }
    }
}

const CALLERS: [&str; 6] = [
    "arn:aws:iam::222222222222:user/ann",
    "arn:aws:sts::222222222222:assumed-role/app/s1",
    "arn:aws:iam::111111111111:role/team/app",
    "arn:aws:iam::222222222222:root",
    "lambda.amazonaws.com",
    "anonymous",
];

const RESOURCES: [(&str, &str); 3] = [
    (
        "execute-api:Invoke",
        "arn:aws:execute-api:us-east-1:222222222222:abc123/prod/GET/pets",
    ),
    ("s3:GetObject", "arn:aws:s3:::bucket/a/b:c"),
    ("sts:AssumeRole", "arn:aws:iam::222222222222:role/app"),
];

/// A context of which much is not known.
fn open() -> Context {
    let mut context = Context::open();
    context.set_value("aws:SourceIp", "203.0.113.7");
    context.set_value("aws:PrincipalTag/team", "blue");
    context.set("aws:SourceVpce", Fact::Absent);
    context
}

/// One way in which what is not known in [`open`] may turn out: it is not there.
fn closed() -> Context {
    let mut context = Context::closed();
    context.set_value("aws:SourceIp", "203.0.113.7");
    context.set_value("aws:PrincipalTag/team", "blue");
    context
}

fn decisions(policy: &Policy) {
    let mut turned = policy.clone();
    turned.statements.reverse();
    for text in CALLERS {
        for (action, arn) in RESOURCES {
            let mut request = Request {
                caller: Caller::parse(text).expect("a caller"),
                action: Action::parse(action).expect("an action"),
                resource: Resource {
                    account: Some("222222222222".to_owned()),
                    ..Resource::from_arn(arn)
                },
                context: open(),
            };
            let unsure = decided(&request, policy);
            assert_eq!(
                unsure.verdict,
                decided(&request, &turned).verdict,
                "the order of statements makes a difference"
            );
            request.context = closed();
            let sure = decided(&request, policy);
            // Which of the two denials it is may turn on what is not known.
            let agrees = unsure.verdict == sure.verdict
                || (unsure.verdict.is_denied() && sure.verdict.is_denied());
            assert!(
                unsure.verdict == Verdict::Depends || agrees,
                "said {:?} with much unknown, and {:?} when it is known",
                unsure.verdict,
                sure.verdict
            );
        }
    }
}

/// Decides with and without a trace, twice.
fn decided(request: &Request, policy: &Policy) -> Decision {
    let layers = layers(policy);
    let silent = decide(request, &layers, &mut Silent);
    let mut trace = Trace::default();
    let traced = decide(request, &layers, &mut trace);
    assert_eq!(silent, traced, "the trace makes a difference");
    assert_eq!(
        replay(request, &traced, &trace),
        traced,
        "from the evidence alone, the decision is another"
    );
    let prepared = Prepared::new(layers.clone());
    assert_eq!(
        prepared.verdict(request),
        silent.verdict,
        "prepared, the verdict is another"
    );
    let mut again = Trace::default();
    decide(request, &layers, &mut again);
    assert_eq!(trace, again, "the same question, another trace");
    silent
}

/// The policy in its layer, and nothing in the way elsewhere.
fn layers(policy: &Policy) -> Layers<'_> {
    let alone = || Supplied::Given(vec![policy]);
    let level = || {
        Supplied::Given(vec![Level {
            name: "r-ab12".to_owned(),
            policies: vec![policy],
        }])
    };
    let none = Layers {
        identity: Supplied::NotGiven,
        resource: Supplied::NotGiven,
        ..Layers::none()
    };
    match policy.kind {
        PolicyKind::Identity => Layers {
            identity: alone(),
            resource: Supplied::nothing(),
            ..none
        },
        PolicyKind::PermissionsBoundary => Layers {
            boundary: alone(),
            ..none
        },
        PolicyKind::Session => Layers {
            session: alone(),
            ..none
        },
        PolicyKind::Resource | PolicyKind::Trust => Layers {
            resource: alone(),
            identity: Supplied::nothing(),
            ..none
        },
        PolicyKind::VpcEndpoint => Layers {
            vpc_endpoint: alone(),
            ..none
        },
        PolicyKind::ServiceControl => Layers {
            service_control: level(),
            ..none
        },
        PolicyKind::ResourceControl => Layers {
            resource_control: level(),
            ..none
        },
    }
}
