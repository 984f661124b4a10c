//! What a case expects.

use can_invoke_gateway::answer::HopKind;
use can_invoke_policy::{Layer, Verdict};
use can_invoke_source::{
    Diagnostic, Node, Span,
    words::{enumerate, nearest, quote},
};

use super::{
    CASE, QUESTION, Reader,
    scope::{check_keys, entries, is_mistyped, text, texts},
};
use crate::{DecisionExpect, Expect, MissingExpect};

const EXPECT: &[&str] = &[
    "verdict",
    "refused",
    "warns",
    "stops-at",
    "undecided-at",
    "route",
    "says",
    "response",
    "via",
    "chain",
    "role-failures",
    "role-path-failure",
    "role-paths",
    "not-readable",
    "suggests",
    "suggestions-lead-to",
    "assume",
    "invoke",
    "gates",
    "after-deployment",
];
const DECISION: &[&str] = &[
    "decided-by",
    "missing",
    "blocked-by",
    "reason",
    "depends-on",
    "allowed-when",
    "provisos",
    "nearest-miss",
    "assumptions",
];

/// What can be expected of the direct request once the API is deployed.
const AFTER_DEPLOYMENT: &[&str] = &[
    "verdict",
    "stops-at",
    "undecided-at",
    "says",
    "response",
    "via",
    "gates",
];

/// The names of the hops.
fn hops() -> [&'static str; HopKind::ALL.len()] {
    HopKind::ALL.map(HopKind::as_str)
}

/// Whether this is a key of what is expected.
pub(super) fn is_key(key: &str) -> bool {
    EXPECT.contains(&key) || DECISION.contains(&key)
}

/// The expectations of a case. Nothing at all is an error.
pub(super) fn read(reader: &mut Reader<'_>, case: &Node) -> Expect {
    let Some(node) = case.get("expect") else {
        if !is_mistyped(case, "expect", &[CASE, QUESTION].concat()) {
            reader.report(
                Diagnostic::error("no-expectation", case.span, "the case expects nothing")
                    .help("write `expect: { verdict: allowed }`, and the reason with it"),
            );
        }
        return Expect::default();
    };
    check_keys(reader, node, &[EXPECT, DECISION], "`expect`");
    let refused = refused(reader, node);
    let known = [EXPECT, DECISION].concat();
    let is_said = |key: &str| node.get(key).is_some() || is_mistyped(node, key, &known);
    if node.as_object().is_some() && !is_said("refused") && !is_said("verdict") {
        reader.report(
            Diagnostic::error("no-verdict", node.span, "no verdict is expected")
                .help(format!("write `verdict: allowed`; {}", verdicts())),
        );
    }
    check_response(reader, node);
    let response = node.get("response");
    Expect {
        verdict: verdict(reader, node, "verdict"),
        refused,
        warns: texts(reader, node, "warns").unwrap_or_default(),
        stops_at: one_of(reader, node, "stops-at", &hops()),
        undecided_at: one_of(reader, node, "undecided-at", &hops()),
        route: optional(reader, node, "route"),
        says: texts(reader, node, "says").unwrap_or_default(),
        response_status: response.and_then(|node| optional(reader, node, "status")),
        response_message: response.and_then(|node| optional(reader, node, "message-contains")),
        via: optional(reader, node, "via"),
        chain: texts(reader, node, "chain"),
        role_failures: texts(reader, node, "role-failures"),
        role_path_failure: optional(reader, node, "role-path-failure"),
        role_paths: optional(reader, node, "role-paths"),
        not_readable: texts(reader, node, "not-readable"),
        suggests: layers(reader, node, "suggests"),
        suggestions_lead_to: verdict(reader, node, "suggestions-lead-to"),
        direct: decision(reader, node),
        assume: step(reader, node, "assume"),
        invoke: step(reader, node, "invoke"),
        gates: gates(reader, node),
        after_deployment: after_deployment(reader, node).map(Box::new),
    }
}

fn check_response(reader: &mut Reader<'_>, node: &Node) {
    if let Some(response) = node.get("response") {
        let keys: &[&[&str]] = &[&["status", "message-contains"]];
        check_keys(reader, response, keys, "`response`");
    }
}

/// The decisions at other hops.
fn gates(reader: &mut Reader<'_>, node: &Node) -> Vec<(String, DecisionExpect)> {
    let Some(gates) = node.get("gates") else {
        return Vec::new();
    };
    let names = hops();
    check_keys(reader, gates, &[&names], "`gates`");
    names
        .iter()
        .filter(|name| gates.get(name).is_some())
        .map(|name| ((*name).to_owned(), step(reader, gates, name)))
        .collect()
}

/// What is expected of the direct request once what the API holds is deployed.
fn after_deployment(reader: &mut Reader<'_>, node: &Node) -> Option<Expect> {
    let node = node.get("after-deployment")?;
    let keys: &[&[&str]] = &[AFTER_DEPLOYMENT, DECISION];
    check_keys(reader, node, keys, "`after-deployment`");
    check_response(reader, node);
    let response = node.get("response");
    Some(Expect {
        verdict: verdict(reader, node, "verdict"),
        stops_at: one_of(reader, node, "stops-at", &hops()),
        undecided_at: one_of(reader, node, "undecided-at", &hops()),
        says: texts(reader, node, "says").unwrap_or_default(),
        response_status: response.and_then(|node| optional(reader, node, "status")),
        response_message: response.and_then(|node| optional(reader, node, "message-contains")),
        via: optional(reader, node, "via"),
        direct: decision(reader, node),
        gates: gates(reader, node),
        ..Expect::default()
    })
}

/// Parts of the errors that are expected, of which there is at least one.
fn refused(reader: &mut Reader<'_>, node: &Node) -> Option<Vec<String>> {
    let list = node.get("refused")?;
    let texts = texts(reader, node, "refused")?;
    if texts.is_empty() || texts.iter().any(|text| text.trim().is_empty()) {
        let message = "no error is expected";
        reader.report(
            Diagnostic::error("no-error", list.span, message)
                .help("say in `refused` a part of the error"),
        );
    }
    Some(texts)
}

/// One of the two steps of a role path.
fn step(reader: &mut Reader<'_>, node: &Node, key: &str) -> DecisionExpect {
    let Some(node) = node.get(key) else {
        return DecisionExpect::default();
    };
    check_keys(reader, node, &[&["verdict"], DECISION], &format!("`{key}`"));
    DecisionExpect {
        verdict: verdict(reader, node, "verdict"),
        ..decision(reader, node)
    }
}

fn decision(reader: &mut Reader<'_>, node: &Node) -> DecisionExpect {
    let missing = node.get("missing").map(|missing| {
        check_keys(reader, missing, &[&["all-of", "any-of"]], "`missing`");
        MissingExpect {
            all_of: layers(reader, missing, "all-of").unwrap_or_default(),
            any_of: layers(reader, missing, "any-of").unwrap_or_default(),
        }
    });
    DecisionExpect {
        verdict: None,
        decided_by: texts(reader, node, "decided-by"),
        missing,
        blocked_by: layers(reader, node, "blocked-by"),
        reason: optional(reader, node, "reason"),
        depends_on: texts(reader, node, "depends-on"),
        allowed_when: texts(reader, node, "allowed-when"),
        provisos: layers(reader, node, "provisos"),
        nearest_miss: texts(reader, node, "nearest-miss"),
        assumptions: texts(reader, node, "assumptions"),
    }
}

fn optional(reader: &mut Reader<'_>, node: &Node, key: &str) -> Option<String> {
    text(reader, node.get(key)?, key).map(str::to_owned)
}

fn verdicts() -> String {
    let all = Verdict::ALL.map(Verdict::as_str);
    format!("the verdicts are {}", enumerate(&all))
}

fn verdict(reader: &mut Reader<'_>, node: &Node, key: &str) -> Option<String> {
    one_of(reader, node, key, &Verdict::ALL.map(Verdict::as_str))
}

/// Ids of layers.
fn layers(reader: &mut Reader<'_>, node: &Node, key: &str) -> Option<Vec<String>> {
    let found = entries(reader, node.get(key)?, key)?;
    let known = Layer::ALL.map(Layer::id);
    for (id, span) in &found {
        if !known.contains(&id.as_str()) {
            unknown_word(reader, *span, id, "a layer", &known);
        }
    }
    Some(found.into_iter().map(|(id, _)| id).collect())
}

/// A word out of a few.
fn one_of(reader: &mut Reader<'_>, node: &Node, key: &str, known: &[&str]) -> Option<String> {
    let found = optional(reader, node, key)?;
    if !known.contains(&found.as_str()) {
        let place = node.get(key).unwrap_or(node);
        unknown_word(
            reader,
            place.span,
            &found,
            &format!("a value of `{key}`"),
            known,
        );
    }
    Some(found)
}

fn unknown_word(reader: &mut Reader<'_>, span: Span, word: &str, what: &str, known: &[&str]) {
    let message = format!("{} is not {what}", quote(word));
    let diagnostic = Diagnostic::error("unknown-value", span, message);
    reader.report(match nearest(word, known) {
        Some(nearest) => diagnostic.help(format!("did you mean `{nearest}`?")),
        None => diagnostic.help(format!("write one of {}", enumerate(known))),
    });
}
