//! What a case expects.

use can_invoke_policy::{Layer, Verdict};
use can_invoke_source::{
    Diagnostic, Node,
    words::{enumerate, nearest, quote},
};

use super::{
    Reader,
    scope::{check_keys, text, texts},
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
    "role-path-failure",
    "role-paths",
    "suggests",
    "suggestions-lead-to",
    "assume",
    "invoke",
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
const HOPS: &[&str] = &["endpoint", "route", "authentication", "authorization"];

/// The expectations of a case. Nothing at all is an error.
pub(super) fn read(reader: &mut Reader<'_>, case: &Node) -> Expect {
    let Some(node) = case.get("expect") else {
        reader.report(
            Diagnostic::error("no-expectation", case.span, "the case expects nothing")
                .help("write `expect: { verdict: allowed }`, and the reason with it"),
        );
        return Expect::default();
    };
    check_keys(reader, node, &[EXPECT, DECISION], "`expect`");
    let refused = texts(reader, node, "refused");
    if refused.is_none() && node.get("verdict").is_none() {
        reader.report(
            Diagnostic::error("no-verdict", node.span, "no verdict is expected")
                .help(format!("write `verdict: allowed`; {}", verdicts())),
        );
    }
    let response = node.get("response");
    if let Some(response) = response {
        check_keys(
            reader,
            response,
            &[&["status", "message-contains"]],
            "`response`",
        );
    }
    Expect {
        verdict: verdict(reader, node, "verdict"),
        refused,
        warns: texts(reader, node, "warns").unwrap_or_default(),
        stops_at: one_of(reader, node, "stops-at", HOPS),
        undecided_at: one_of(reader, node, "undecided-at", HOPS),
        route: optional(reader, node, "route"),
        says: texts(reader, node, "says").unwrap_or_default(),
        response_status: response.and_then(|node| optional(reader, node, "status")),
        response_message: response.and_then(|node| optional(reader, node, "message-contains")),
        via: optional(reader, node, "via"),
        role_path_failure: optional(reader, node, "role-path-failure"),
        role_paths: optional(reader, node, "role-paths"),
        suggests: layers(reader, node, "suggests"),
        suggestions_lead_to: verdict(reader, node, "suggestions-lead-to"),
        direct: decision(reader, node),
        assume: step(reader, node, "assume"),
        invoke: step(reader, node, "invoke"),
    }
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
    let found = texts(reader, node, key)?;
    let known = Layer::ALL.map(Layer::id);
    for id in &found {
        if !known.contains(&id.as_str()) {
            unknown_word(reader, node.get(key).unwrap_or(node), id, "a layer", &known);
        }
    }
    Some(found)
}

/// A word out of a few.
fn one_of(reader: &mut Reader<'_>, node: &Node, key: &str, known: &[&str]) -> Option<String> {
    let found = optional(reader, node, key)?;
    if !known.contains(&found.as_str()) {
        let place = node.get(key).unwrap_or(node);
        unknown_word(reader, place, &found, &format!("a value of `{key}`"), known);
    }
    Some(found)
}

fn unknown_word(reader: &mut Reader<'_>, node: &Node, word: &str, what: &str, known: &[&str]) {
    let message = format!("{} is not {what}", quote(word));
    let diagnostic = Diagnostic::error("unknown-value", node.span, message);
    reader.report(match nearest(word, known) {
        Some(nearest) => diagnostic.help(format!("did you mean `{nearest}`?")),
        None => diagnostic.help(format!("write one of {}", enumerate(known))),
    });
}
