//! What kind of question a case asks, and which keys mean something to it.
//!
//! A key that nothing reads would make a test say more than it tests, so it is an error.

use can_invoke_source::{Diagnostic, Member, Node};

use super::{
    Reader,
    policies::PolicyKey,
    scope::{Scope, member},
};

/// Keys that only a question about a route has, beside `ask`.
const OF_ROUTE: &[&str] = &[
    "api",
    "stage",
    "vpc-endpoint",
    "signature",
    "authorizer",
    "headers",
    "query-string",
    "token",
    "scopes",
    "external-id",
    "session-name",
    "session-tags",
    "transitive-tags",
    "source-identity",
    "duration",
    "mfa",
    "api-key",
    "client-certificate",
    "waf",
    "direct",
];

/// Keys that only a question about an action has, beside `action` and the policies.
const OF_ACTION: &[&str] = &[
    "resource",
    "resource-account",
    "present",
    "unknown",
    "complete",
    "not-given",
];

/// What is expected of the journey to a route, and of nothing else.
const EXPECTED_OF_ROUTE: &[&str] = &[
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

/// What is expected of the documents that a question about an action brings with it.
const EXPECTED_OF_DOCUMENTS: &[&str] = &["refused", "warns"];

/// What a case asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A route.
    Route,
    /// An action with a resource.
    Action,
    /// Nothing but whether its documents are accepted.
    Documents,
}

impl Kind {
    /// What a case asks; nothing, where it does not say so or says two things at once.
    pub(super) fn of(scope: &Scope<'_>, case: &Node) -> Option<Kind> {
        let says = |node: &Node, key: &str| node.get(key).is_some();
        let mut outwards = scope.innermost_first();
        match outwards.find(|node| says(node, "ask") || says(node, "action")) {
            Some(node) => match (says(node, "ask"), says(node, "action")) {
                (true, true) => None,
                (true, false) => Some(Kind::Route),
                (false, _) => Some(Kind::Action),
            },
            None if case.get("expect").is_some_and(|node| says(node, "refused")) => {
                Some(Kind::Documents)
            }
            None => None,
        }
    }

    /// Where a key stands that means nothing to this kind.
    fn place(self) -> &'static str {
        match self {
            Kind::Route => "for a question about a route",
            Kind::Action => "for a question about an action",
            Kind::Documents => "where nothing is asked but whether the documents are accepted",
        }
    }

    fn reads(self, key: &str) -> bool {
        let is_of_route = key == "ask" || OF_ROUTE.contains(&key);
        let is_of_action = key == "action" || OF_ACTION.contains(&key);
        // Session policies are passed when a role is assumed, too.
        let is_policy = PolicyKey::ALL
            .iter()
            .any(|policy| policy.key() == key && *policy != PolicyKey::Session);
        match self {
            Kind::Route => !is_of_action && !is_policy,
            Kind::Action => !is_of_route,
            Kind::Documents => !is_of_route && !is_of_action,
        }
    }

    fn compares(self, key: &str) -> bool {
        match self {
            Kind::Route => !EXPECTED_OF_DOCUMENTS.contains(&key),
            Kind::Action => !EXPECTED_OF_ROUTE.contains(&key),
            Kind::Documents => true,
        }
    }
}

/// Reports the keys of a case, and of what it expects, that mean nothing to what it asks.
pub(super) fn check_case(reader: &mut Reader<'_>, case: &Node, kind: Kind) {
    for member in case.as_object().unwrap_or_default() {
        if !kind.reads(&member.key) {
            misplaced(reader, member, kind.place());
        }
    }
    let Some(expect) = case.get("expect") else {
        return;
    };
    let is_refused = kind != Kind::Route && expect.get("refused").is_some();
    for member in expect.as_object().unwrap_or_default() {
        let is_known = super::expect::is_key(&member.key);
        if is_known && !kind.compares(&member.key) {
            misplaced(reader, member, kind.place());
        } else if is_known && is_refused && member.key != "refused" {
            misplaced(reader, member, "beside `refused`");
        }
    }
}

/// Reports two questions in one place.
pub(super) fn check_one_question(reader: &mut Reader<'_>, node: &Node) {
    if let (Some(ask), Some(action)) = (member(node, "ask"), member(node, "action")) {
        let message = "`ask` and `action` are two questions";
        reader.report(
            Diagnostic::error("two-questions", action.key_span, message)
                .also(ask.key_span, "the other")
                .help("leave one of them out"),
        );
    }
}

/// The kinds of questions in a group, and in the groups in it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Below {
    has_route: bool,
    has_action: bool,
    has_documents: bool,
    /// Some case does not say what it asks, so that nothing is known of the keys it needs.
    has_unknown: bool,
}

impl Below {
    pub(super) fn add(&mut self, kind: Option<Kind>) {
        match kind {
            Some(Kind::Route) => self.has_route = true,
            Some(Kind::Action) => self.has_action = true,
            Some(Kind::Documents) => self.has_documents = true,
            None => self.has_unknown = true,
        }
    }

    pub(super) fn join(&mut self, other: Below) {
        self.has_route |= other.has_route;
        self.has_action |= other.has_action;
        self.has_documents |= other.has_documents;
        self.has_unknown |= other.has_unknown;
    }

    fn kinds(self) -> impl Iterator<Item = Kind> {
        let all = [
            (self.has_route, Kind::Route),
            (self.has_action, Kind::Action),
            (self.has_documents, Kind::Documents),
        ];
        all.into_iter()
            .filter_map(|(has, kind)| has.then_some(kind))
    }
}

/// Reports the keys of a group or file that no case below it reads.
pub(super) fn check_group(reader: &mut Reader<'_>, group: &Node, below: Below) {
    if below.has_unknown || below.kinds().next().is_none() {
        return;
    }
    for member in group.as_object().unwrap_or_default() {
        if !below.kinds().any(|kind| kind.reads(&member.key)) {
            misplaced(reader, member, "for any case below it");
        }
    }
}

fn misplaced(reader: &mut Reader<'_>, member: &Member, place: &str) {
    let message = format!("`{}` means nothing {place}", member.key);
    reader
        .report(Diagnostic::error("misplaced-key", member.key_span, message).help("leave it out"));
}
