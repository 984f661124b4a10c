//! Linting any document: a policy, an inventory, a template. Every rule looks at it, what is
//! found is written in every format, and corrections are applied.

use std::cell::RefCell;

use can_invoke_gateway::inventory::InMemory;
use can_invoke_lint::{
    Unit,
    finding::Finding,
    fix::{ByRequests, Looked, Wanted, fix},
    model::{Model, Unknowns},
    rules, run as look_at,
    unit::ReadOptions,
};
use can_invoke_report::{ci, text, v1};
use can_invoke_source::Node;
use can_invoke_templates::{Environment, Placeholders, lower};

use crate::holds::{self, LIMITS};

struct Shown<'a>(&'a Placeholders);

impl Unknowns for Shown<'_> {
    fn is_in(&self, text: &str) -> bool {
        self.0.is_in(text)
    }

    fn shown(&self, text: &str) -> String {
        self.0.shown(text)
    }
}

/// The body of the target.
pub fn run(data: &[u8]) {
    let Looked { unit, found } = look(data);
    assert_eq!(found, look(data).found);
    holds::diagnostics(&unit.loaded.sources, &unit.loaded.diagnostics);
    let documents = vec![("document".to_owned(), unit, found)];
    assert!(!text::lint(&documents).is_empty());
    serde_json::to_string(&v1::lint(&documents)).expect("findings are JSON");
    outputs(&documents);
    let fixed = fix(data, &look, &ByRequests, Wanted::Safe);
    if fixed.applied.is_empty() {
        assert_eq!(fixed.bytes, data);
    }
}

fn look(data: &[u8]) -> Looked {
    let placeholders = RefCell::new(Placeholders::default());
    let environment = Environment::default();
    let lower =
        |name: &str, node: &Node| lower(name, node, &environment, &mut placeholders.borrow_mut());
    let reading = ReadOptions {
        kind: None,
        lower: Some(&lower),
    };
    let unit = Unit::read("document", data, &InMemory::default(), &LIMITS, &reading);
    let found = {
        let placeholders = placeholders.borrow();
        let unknowns = Shown(&placeholders);
        let model = Model::new(&unit.loaded, &unit.alone, &unknowns);
        look_at(&model, rules::ALL.iter().copied())
    };
    for one in &found {
        assert!(!one.message.is_empty() && !one.subject.is_empty());
        let text = unit.loaded.sources.text(one.primary.span.file);
        assert!(text.get(one.primary.span.range()).is_some());
    }
    Looked { unit, found }
}

fn outputs(documents: &[(String, Unit, Vec<Finding>)]) {
    let rules: Vec<_> = rules::ALL.iter().map(|rule| rule.meta()).collect();
    let paths = ci::Paths {
        folder: "/folder".to_owned(),
        root: "/".to_owned(),
    };
    let report = ci::Report {
        documents,
        rules: &rules,
        paths: &paths,
        version: "0",
        unreadable: &[],
        suppressed: &ci::none_suppressed,
    };
    serde_json::to_string(&ci::sarif(&report)).expect("SARIF is JSON");
    serde_json::to_string(&ci::gitlab(&report)).expect("the report is JSON");
    // Nothing of a document becomes a command of its own.
    let annotations = ci::github(&report);
    let mut commands = annotations.lines().filter(|line| line.starts_with("::"));
    let is_ours = |line: &str| {
        ["::error ", "::warning ", "::notice "]
            .iter()
            .any(|word| line.starts_with(word))
    };
    assert!(commands.all(is_ours));
    assert!(!ci::junit_lint(&report).contains('\0'));
    ci::markdown(&report);
}
