//! An answer against what is expected of it.

use std::fmt::Debug;

use can_invoke_gateway::answer::{Answer, Explained, HopKind, HopStatus, RolePath};
use can_invoke_policy::{
    Assumption, Layer,
    depends::Requirement,
    evidence::{StatementEvidence, StatementRef},
};

use super::file::{DecisionExpect, Expect};

/// Every difference, in words.
pub(crate) fn compare(answer: &Answer, expect: &Expect) -> Vec<String> {
    let mut differences = Differences { found: Vec::new() };
    differences.journey(answer, expect);
    let direct = &answer.direct;
    differences.decision(
        "",
        direct.explained.as_ref(),
        &direct.assumptions,
        &expect.direct,
    );
    differences.roles(answer, expect);
    if let Some(layers) = &expect.suggests {
        let found = answer
            .suggestions
            .iter()
            .map(|suggestion| suggestion.layer.id().to_owned());
        differences.set("suggests", layers, found.collect());
    }
    if let Some(verdict) = &expect.suggestions_lead_to {
        let first = answer.suggestions.first();
        let found = first.map(|suggestion| suggestion.verdict.as_str());
        differences.value("suggestions-lead-to", Some(verdict.as_str()), found);
    }
    differences.found
}

struct Differences {
    found: Vec<String>,
}

impl Differences {
    fn value<T: PartialEq + Debug>(&mut self, what: &str, expected: T, found: T) {
        if expected != found {
            self.found
                .push(format!("{what}: expected {expected:?}, found {found:?}"));
        }
    }

    /// Two lists without regard to order.
    fn set(&mut self, what: &str, expected: &[String], mut found: Vec<String>) {
        let mut expected = expected.to_vec();
        expected.sort();
        found.sort();
        self.value(what, expected, found);
    }

    fn journey(&mut self, answer: &Answer, expect: &Expect) {
        self.value("verdict", expect.verdict.as_str(), answer.verdict.as_str());
        let hops = &answer.direct.hops;
        let kind_where = |wanted: fn(&HopStatus) -> bool| {
            let hop = hops.iter().find(|hop| wanted(&hop.status));
            hop.map(|hop| HopKind::as_str(hop.kind).to_owned())
        };
        if let Some(kind) = &expect.stops_at {
            let found = kind_where(|status| matches!(status, HopStatus::Stops(_)));
            self.value("stops-at", Some(kind), found.as_ref());
        }
        if let Some(kind) = &expect.undecided_at {
            let found = kind_where(|status| matches!(status, HopStatus::Undecided));
            self.value("undecided-at", Some(kind), found.as_ref());
        }
        if let Some(route) = &expect.route {
            self.value("route", Some(route), answer.question.route.as_ref());
        }
        for text in &expect.says {
            if !hops.iter().any(|hop| hop.summary.contains(text)) {
                let summaries: Vec<_> = hops.iter().map(|hop| &hop.summary).collect();
                self.found.push(format!(
                    "says: no hop says {text:?}, they say {summaries:?}"
                ));
            }
        }
        if let Some((status, message)) = &expect.response {
            let response = hops.iter().find_map(|hop| match &hop.status {
                HopStatus::Stops(response) => Some(response),
                HopStatus::Passes | HopStatus::Undecided => None,
            });
            let Some(response) = response else {
                self.found
                    .push("response: the journey does not end".to_owned());
                return;
            };
            if let Some(status) = status {
                self.value("response.status", status, &response.status.to_string());
            }
            if let Some(message) = message
                && !response.message.contains(message)
            {
                self.value("response.message-contains", message, &response.message);
            }
        }
    }

    fn roles(&mut self, answer: &Answer, expect: &Expect) {
        let paths = &answer.role_paths.paths;
        if let Some(via) = &expect.via {
            let found = answer.via().map(|path| path.role.clone());
            self.value("via", Some(via), found.as_ref());
        }
        if let Some(count) = expect.role_paths {
            self.value("role-paths", count, paths.len());
        }
        if let Some(key) = &expect.role_path_failure {
            let keys: Vec<String> = paths.iter().flat_map(failing_keys).collect();
            if !keys.contains(key) {
                self.value("role-path-failure", vec![key.clone()], keys);
            }
        }
        let first = paths.first();
        self.half("assume", first.map(|path| &path.assume), &expect.assume);
        self.half("invoke", first.map(|path| &path.invoke), &expect.invoke);
    }

    fn half(&mut self, name: &str, explained: Option<&Explained>, expect: &DecisionExpect) {
        if let Some(verdict) = &expect.verdict {
            let found = explained.map(|explained| explained.decision.verdict.as_str());
            self.value(&format!("{name}.verdict"), Some(verdict.as_str()), found);
        }
        self.decision(&format!("{name}."), explained, &[], expect);
    }

    fn decision(
        &mut self,
        at: &str,
        explained: Option<&Explained>,
        of_journey: &[Assumption],
        expect: &DecisionExpect,
    ) {
        let decision = explained.map(|explained| &explained.decision);
        let ids = |layers: Option<Vec<Layer>>| -> Vec<String> {
            let layers = layers.unwrap_or_default();
            layers.iter().map(|layer| layer.id().to_owned()).collect()
        };
        if let Some(expected) = &expect.decided_by {
            let references = decision.map(|decision| decision.decided_by.clone());
            let found = references.unwrap_or_default().iter().map(label).collect();
            self.set(&format!("{at}decided-by"), expected, found);
        }
        if let Some((all_of, any_of)) = &expect.missing {
            let missing = decision.map(|decision| decision.missing.clone());
            let missing = missing.unwrap_or_default();
            self.set(
                &format!("{at}missing.all-of"),
                all_of,
                ids(Some(missing.all_of)),
            );
            self.set(
                &format!("{at}missing.any-of"),
                any_of,
                ids(Some(missing.any_of)),
            );
        }
        if let Some(expected) = &expect.blocked_by {
            let found = ids(decision.map(can_invoke_policy::Decision::blocked_by));
            self.set(&format!("{at}blocked-by"), expected, found);
        }
        if let Some(expected) = &expect.provisos {
            let found = ids(decision.map(|decision| decision.provisos.clone()));
            self.set(&format!("{at}provisos"), expected, found);
        }
        if let Some(expected) = &expect.nearest_miss {
            let found = explained.map(nearest_misses).unwrap_or_default();
            self.set(&format!("{at}nearest-miss"), expected, found);
        }
        let depends = explained.and_then(|explained| explained.depends.as_ref());
        if let Some(expected) = &expect.depends_on {
            let facts = depends.map(|depends| depends.facts.iter());
            let found = facts.into_iter().flatten();
            let found = found.map(|fact| fact.name().to_owned()).collect();
            self.set(&format!("{at}depends-on"), expected, found);
        }
        if let Some(expected) = &expect.allowed_when {
            let alternatives = depends.map(|depends| depends.allowed_when.iter());
            let found = alternatives.into_iter().flatten().map(|alternative| {
                let texts: Vec<String> = alternative.iter().map(requirement_text).collect();
                texts.join(" and ")
            });
            let found = found.collect();
            self.set(&format!("{at}allowed-when"), expected, found);
        }
        let of_decision = explained.map(|explained| explained.assumptions.iter());
        let ids: Vec<&str> = of_decision
            .into_iter()
            .flatten()
            .chain(of_journey)
            .map(|assumption| assumption.id())
            .collect();
        for id in expect.assumptions.iter().flatten() {
            if !ids.contains(&id.as_str()) {
                self.found
                    .push(format!("{at}assumptions: {id:?} is not among {ids:?}"));
            }
        }
    }
}

/// `identity-based-policy 1`; the level and the document are told where they are not the
/// first.
fn label(reference: &StatementRef) -> String {
    let mut text = format!("{} {}", reference.layer.id(), reference.statement + 1);
    if reference.document > 0 {
        text.push_str(&format!(" of document {}", reference.document + 1));
    }
    if let Some(level) = reference.level.filter(|level| *level > 0) {
        text.push_str(&format!(" at level {}", level + 1));
    }
    text
}

/// For each silent layer the nearest `Allow`, with every element that failed.
fn nearest_misses(explained: &Explained) -> Vec<String> {
    let missing = &explained.decision.missing;
    let layers = missing.all_of.iter().chain(&missing.any_of);
    layers
        .filter_map(|layer| explained.trace.nearest_miss(*layer))
        .flat_map(failures)
        .collect()
}

fn failures(statement: &StatementEvidence) -> Vec<String> {
    let failures = statement
        .failures()
        .map(|element| match &element.condition {
            Some((operator, key)) => format!("{} {operator} {key}", label(&statement.reference)),
            None => format!(
                "{} {}",
                label(&statement.reference),
                element.element.as_str()
            ),
        });
    failures.collect()
}

/// The condition keys at which a role path fails.
fn failing_keys(path: &RolePath) -> Vec<String> {
    let halves = [&path.assume, &path.invoke];
    let failing = halves
        .into_iter()
        .filter(|explained| explained.decision.verdict.is_denied());
    failing
        .flat_map(|explained| {
            let missing = &explained.decision.missing;
            let silent = missing.all_of.iter().chain(&missing.any_of);
            let nearest = silent.filter_map(|layer| explained.trace.nearest_miss(*layer));
            let deciding = explained
                .decision
                .decided_by
                .iter()
                .filter_map(|reference| {
                    let mut statements = explained.trace.statements.iter();
                    statements.find(|statement| statement.reference == *reference)
                });
            let failed = nearest.flat_map(|statement| statement.failures().collect::<Vec<_>>());
            let denied = deciding.flat_map(|statement| statement.elements.iter());
            failed
                .chain(denied)
                .filter_map(|element| element.condition.as_ref())
                .map(|(_, key)| key.clone())
                .collect::<Vec<_>>()
        })
        .collect()
}

/// A requirement in the words of the report.
pub(crate) fn requirement_text(requirement: &Requirement) -> String {
    let fact = &requirement.fact;
    let (one_of, none_of) = (&requirement.one_of, &requirement.none_of);
    let is_range = |value: &String| {
        let address = value.split_once('/').map(|(address, _)| address);
        address.is_some_and(|address| address.parse::<std::net::IpAddr>().is_ok())
    };
    let mut text = if requirement.only_absent {
        format!("{fact} is absent")
    } else if !one_of.is_empty() && one_of.iter().all(is_range) {
        format!("{fact} is in {}", one_of.join(" or "))
    } else if !one_of.is_empty() {
        format!("{fact} is {}", one_of.join(" or "))
    } else if none_of.is_empty() {
        format!("{fact} is present")
    } else {
        format!("{fact} is anything but {}", none_of.join(" or "))
    };
    if requirement.or_absent {
        text.push_str(" or absent");
    }
    text
}
