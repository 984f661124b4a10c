//! An answer against what is expected of it.

use can_invoke_gateway::answer::{
    Answer, Explained, HopKind, HopStatus, Journey, Response, RolePath,
};
use can_invoke_policy::{Assumption, Layer, message};
use can_invoke_source::{Diagnostic, words::enumerate};

use crate::{DecisionExpect, Expect, labels};

/// One thing that is not as expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What differs: the key under `expect`.
    pub what: String,
    /// What was expected.
    pub expected: String,
    /// What was found.
    pub found: String,
}

/// Every difference of the answer about a route.
pub(crate) fn answer(answer: &Answer, expect: &Expect) -> Vec<Difference> {
    let mut differences = Differences::default();
    differences.value(
        "verdict",
        expect.verdict.as_deref(),
        Some(answer.verdict.as_str()),
    );
    let route = answer.question.route.as_deref();
    differences.value("route", expect.route.as_deref(), route);
    differences.journey("", &answer.direct, expect);
    if let Some(expect) = &expect.after_deployment {
        let at = "after-deployment.";
        let journey = answer.after_deployment.as_ref();
        let found = answer.verdict_after_deployment();
        let found = found.map(|verdict| verdict.as_str());
        differences.value(&format!("{at}verdict"), expect.verdict.as_deref(), found);
        let via = answer.via_after_deployment().map(|path| path.role.as_str());
        differences.value(&format!("{at}via"), expect.via.as_deref(), via);
        match journey {
            Some(journey) => differences.journey(at, journey, expect),
            None => differences.push("after-deployment", "another journey", ""),
        }
    }
    differences.roles(answer, expect);
    if let Some(expected) = &expect.not_readable {
        let notes = answer.not_readable.iter();
        let found = notes.map(|note| format!("{} of {}", note.fact, note.of));
        differences.set("not-readable", expected, found.collect());
    }
    if let Some(layers) = &expect.suggests {
        let found = answer.suggestions.iter().map(|one| one.layer.id());
        differences.set("suggests", layers, found.map(str::to_owned).collect());
    }
    let first = answer.suggestions.first();
    let leads_to = first.map(|suggestion| suggestion.verdict.as_str());
    differences.value(
        "suggestions-lead-to",
        expect.suggestions_lead_to.as_deref(),
        leads_to,
    );
    differences.found
}

/// Every difference of a decision of the policies alone.
pub(crate) fn decision(explained: &Explained, expect: &Expect) -> Vec<Difference> {
    let mut differences = Differences::default();
    differences.value(
        "verdict",
        expect.verdict.as_deref(),
        Some(explained.decision.verdict.as_str()),
    );
    differences.decision("", Some(explained), &expect.direct);
    differences.assumptions("", explained.assumptions.iter(), &expect.direct);
    differences.found
}

/// Every difference of documents that are not accepted.
pub(crate) fn refusal(diagnostics: &[Diagnostic], expect: &Expect) -> Vec<Difference> {
    let mut differences = Differences::default();
    let errors: Vec<&str> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.is_error())
        .map(|diagnostic| diagnostic.message.as_str())
        .collect();
    let texts = expect.refused.iter().flatten();
    if errors.is_empty() && texts.clone().next().is_none() {
        differences.push("refused", "an error", "");
    }
    for text in texts {
        if !errors.iter().any(|error| error.contains(text.as_str())) {
            differences.push("refused", text, &enumerate(&errors));
        }
    }
    differences.found
}

/// Every remark that is expected and was not made.
pub(crate) fn remarks(diagnostics: &[Diagnostic], expect: &Expect) -> Vec<Difference> {
    let mut differences = Differences::default();
    let made: Vec<&str> = diagnostics
        .iter()
        .map(|diagnostic| diagnostic.message.as_str())
        .collect();
    for text in &expect.warns {
        if !made.iter().any(|remark| remark.contains(text.as_str())) {
            differences.push("warns", text, &enumerate(&made));
        }
    }
    differences.found
}

#[derive(Default)]
struct Differences {
    found: Vec<Difference>,
}

impl Differences {
    fn push(&mut self, what: &str, expected: &str, found: &str) {
        let found = if found.is_empty() { "nothing" } else { found };
        self.found.push(Difference {
            what: what.to_owned(),
            expected: expected.to_owned(),
            found: found.to_owned(),
        });
    }

    /// Compares one text, if anything is expected of it.
    fn value(&mut self, what: &str, expected: Option<&str>, found: Option<&str>) {
        if let Some(expected) = expected
            && found != Some(expected)
        {
            self.push(what, expected, found.unwrap_or_default());
        }
    }

    /// Compares two lists without regard to order.
    fn set(&mut self, what: &str, expected: &[String], mut found: Vec<String>) {
        let mut expected = expected.to_vec();
        expected.sort();
        found.sort();
        if expected != found {
            let list = |texts: &[String]| match texts {
                [] => "nothing".to_owned(),
                texts => texts.join(", "),
            };
            self.push(what, &list(&expected), &list(&found));
        }
    }

    fn journey(&mut self, at: &str, journey: &Journey, expect: &Expect) {
        self.hops(at, journey, expect);
        self.decision(at, journey.explained.as_ref(), &expect.direct);
        let decisions = journey.explained.iter();
        let of_decision = decisions.flat_map(|explained| &explained.assumptions);
        self.assumptions(at, of_decision.chain(&journey.assumptions), &expect.direct);
        for (name, expect) in &expect.gates {
            // Of several at one hop the last one decides.
            let mut gates = journey.gates.iter().rev();
            let gate = gates.find(|(kind, _)| kind.as_str() == name);
            let explained = gate.map(|(_, explained)| explained);
            self.step(&format!("{at}gates.{name}"), explained, expect);
        }
    }

    fn hops(&mut self, at: &str, journey: &Journey, expect: &Expect) {
        let hops = &journey.hops;
        let kind_where = |wanted: fn(&HopStatus) -> bool| {
            let hop = hops.iter().find(|hop| wanted(&hop.status));
            hop.map(|hop| HopKind::as_str(hop.kind))
        };
        let stops = kind_where(|status| matches!(status, HopStatus::Stops(_)));
        self.value(&format!("{at}stops-at"), expect.stops_at.as_deref(), stops);
        let undecided = kind_where(|status| matches!(status, HopStatus::Undecided));
        let expected = expect.undecided_at.as_deref();
        self.value(&format!("{at}undecided-at"), expected, undecided);
        for text in &expect.says {
            if !hops.iter().any(|hop| hop.summary.contains(text)) {
                let summaries: Vec<&str> = hops.iter().map(|hop| hop.summary.as_str()).collect();
                self.push(&format!("{at}says"), text, &enumerate(&summaries));
            }
        }
        let response = hops.iter().find_map(|hop| match &hop.status {
            HopStatus::Stops(response) => Some(response),
            HopStatus::Passes | HopStatus::Undecided => None,
        });
        self.response(at, response, expect);
    }

    fn response(&mut self, at: &str, response: Option<&Response>, expect: &Expect) {
        let status = response.map(|response| response.status.to_string());
        self.value(
            &format!("{at}response.status"),
            expect.response_status.as_deref(),
            status.as_deref(),
        );
        let message = response.map(|response| response.message.as_str());
        if let Some(part) = &expect.response_message
            && !message.is_some_and(|message| message.contains(part.as_str()))
        {
            self.push(
                &format!("{at}response.message-contains"),
                part,
                message.unwrap_or_default(),
            );
        }
    }

    fn roles(&mut self, answer: &Answer, expect: &Expect) {
        let paths = &answer.role_paths.paths;
        let via = answer.via().map(|path| path.role.as_str());
        self.value("via", expect.via.as_deref(), via);
        if let Some(expected) = &expect.chain {
            let calls = answer.via().into_iter().flat_map(RolePath::calls);
            let roles: Vec<String> = calls.map(|call| call.role.clone()).collect();
            // The order is part of the way.
            if *expected != roles {
                self.push("chain", &expected.join(", "), &roles.join(", "));
            }
        }
        if let Some(expected) = &expect.role_failures {
            let failures = answer.role_paths.failures.iter();
            self.set(
                "role-failures",
                expected,
                failures.map(labels::failure).collect(),
            );
        }
        let count = paths.len().to_string();
        self.value("role-paths", expect.role_paths.as_deref(), Some(&count));
        if let Some(key) = &expect.role_path_failure {
            let keys: Vec<String> = paths.iter().flat_map(labels::failing_keys).collect();
            if !keys.contains(key) {
                self.push("role-path-failure", key, &keys.join(", "));
            }
        }
        let first = paths.first();
        self.step(
            "assume",
            first.map(|path| &path.assume.decision),
            &expect.assume,
        );
        self.step("invoke", first.map(|path| &path.invoke), &expect.invoke);
    }

    /// One of the two steps of a role path.
    fn step(&mut self, name: &str, explained: Option<&Explained>, expect: &DecisionExpect) {
        let found = explained.map(|explained| explained.decision.verdict.as_str());
        self.value(&format!("{name}.verdict"), expect.verdict.as_deref(), found);
        let at = format!("{name}.");
        self.decision(&at, explained, expect);
        let assumptions = explained.into_iter();
        let assumptions = assumptions.flat_map(|explained| &explained.assumptions);
        self.assumptions(&at, assumptions, expect);
    }

    fn decision(&mut self, at: &str, explained: Option<&Explained>, expect: &DecisionExpect) {
        let decision = explained.map(|explained| &explained.decision);
        let ids = |layers: Option<Vec<Layer>>| -> Vec<String> {
            let layers = layers.unwrap_or_default();
            layers.iter().map(|layer| layer.id().to_owned()).collect()
        };
        if let Some(expected) = &expect.decided_by {
            let references = decision.map(|decision| decision.decided_by.clone());
            let references = references.unwrap_or_default();
            let found = references.iter().map(labels::statement).collect();
            self.set(&format!("{at}decided-by"), expected, found);
        }
        if let Some(expected) = &expect.missing {
            let missing = decision.map(|decision| decision.missing.clone());
            let missing = missing.unwrap_or_default();
            let all_of = ids(Some(missing.all_of));
            self.set(&format!("{at}missing.all-of"), &expected.all_of, all_of);
            let any_of = ids(Some(missing.any_of));
            self.set(&format!("{at}missing.any-of"), &expected.any_of, any_of);
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
            let found = explained.map(labels::nearest_misses).unwrap_or_default();
            self.set(&format!("{at}nearest-miss"), expected, found);
        }
        if let Some(expected) = &expect.reason {
            let found = explained
                .and_then(|explained| message::reason(&explained.request, &explained.decision));
            self.value(
                &format!("{at}reason"),
                Some(expected.as_str()),
                found.as_deref(),
            );
        }
        self.depends(at, explained, expect);
    }

    fn assumptions<'a>(
        &mut self,
        at: &str,
        found: impl Iterator<Item = &'a Assumption>,
        expect: &DecisionExpect,
    ) {
        let ids: Vec<&str> = found.map(|assumption| assumption.id()).collect();
        for id in expect.assumptions.iter().flatten() {
            if !ids.contains(&id.as_str()) {
                self.push(&format!("{at}assumptions"), id, &ids.join(", "));
            }
        }
    }

    fn depends(&mut self, at: &str, explained: Option<&Explained>, expect: &DecisionExpect) {
        let depends = explained.and_then(|explained| explained.depends.as_ref());
        if let Some(expected) = &expect.depends_on {
            let facts = depends.map(|depends| depends.facts.iter());
            let found = facts.into_iter().flatten();
            let found = found.map(|fact| fact.name().to_owned()).collect();
            self.set(&format!("{at}depends-on"), expected, found);
        }
        if let Some(expected) = &expect.allowed_when {
            let alternatives = depends.map(|depends| depends.allowed_when.iter());
            let found = alternatives.into_iter().flatten();
            let found = found.map(|one| labels::alternative(one)).collect();
            self.set(&format!("{at}allowed-when"), expected, found);
        }
    }
}
