//! One faulty API as a raw policy, an OpenAPI definition, a SAM template and a Terraform plan:
//! the same findings, each at its place in each file. `UPDATE_LINT=1` writes the places.

use std::{cell::RefCell, collections::BTreeSet, fmt::Write as _, fs, path::Path};

use can_invoke_gateway::inventory::InMemory;
use can_invoke_lint::{Unit, model::Model, rules, run, unit::ReadOptions};
use can_invoke_policy::PolicyKind;
use can_invoke_source::{Limits, Node};
use can_invoke_templates::{Environment, Placeholders, lower};

use crate::fixtures::Shown;

/// The policy alone first, then the forms that also say what API it belongs to.
const FORMS: [&str; 4] = [
    "policy.resource.json",
    "api.openapi.yaml",
    "api.sam.yaml",
    "plan.json",
];

/// What is found in a form: the rule, what it says, and what stands at its place.
type Told = (String, String, String);

/// What is found, and the same with line and column.
fn found(name: &str) -> (BTreeSet<Told>, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/lint-forms")
        .join(name);
    let bytes = fs::read(path).unwrap();
    let placeholders = RefCell::new(Placeholders::default());
    let environment = Environment::default();
    let lower =
        |name: &str, node: &Node| lower(name, node, &environment, &mut placeholders.borrow_mut());
    let options = ReadOptions {
        kind: Some(PolicyKind::Resource),
        lower: Some(&lower),
    };
    let limits = Limits::default();
    let unit = Unit::read(name, &bytes, &InMemory::default(), &limits, &options);
    let placeholders = placeholders.borrow();
    let unknowns = Shown(&placeholders);
    let model = Model::new(&unit.loaded, &unit.alone, &unknowns);
    let mut told = BTreeSet::new();
    let mut places = format!("{name}\n");
    for finding in run(&model, rules::ALL.iter().copied()) {
        let span = finding.primary.span;
        let at = model
            .sources
            .get(span.file)
            .unwrap()
            .line_column(span.start as usize);
        // Quotes and escapes are those of the form.
        let text: String = model
            .sources
            .slice(span)
            .chars()
            .filter(|character| !matches!(character, '"' | '\\'))
            .collect();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let id = finding.rule.id;
        writeln!(places, "  {}:{} {id} {text}", at.line, at.column).unwrap();
        told.insert((id.to_owned(), finding.message, text));
    }
    (told, places)
}

#[test]
fn one_faulty_api_has_the_same_findings_in_every_form() {
    let [alone, forms @ ..] = FORMS.map(found);
    let rules: BTreeSet<&String> = alone.0.iter().map(|(rule, ..)| rule).collect();
    assert!(rules.len() >= 8, "{rules:?}");
    for (told, places) in &forms {
        let missing: Vec<&Told> = alone.0.difference(told).collect();
        assert!(missing.is_empty(), "{missing:#?} is not found in {places}");
    }
    // What the forms say of the API beside the policy: the raw policy has no API, so that an
    // action that its API is never asked about is found in the others only.
    let of_policy = |(told, _): &(BTreeSet<Told>, String)| -> BTreeSet<Told> {
        let rest = told.difference(&alone.0).cloned();
        rest.filter(|(rule, ..)| rule == "RP119").collect()
    };
    let [first, others @ ..] = forms.each_ref().map(of_policy);
    assert_eq!(first.len(), 2, "{first:#?}");
    for other in others {
        assert_eq!(first, other);
    }
}

#[test]
fn every_finding_has_its_place_in_every_form() {
    let places: String = FORMS.map(|name| found(name).1).concat();
    let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/lint-forms/places.txt");
    if std::env::var_os("UPDATE_LINT").is_some() {
        fs::write(&expected, &places).unwrap();
    }
    assert_eq!(places, fs::read_to_string(expected).unwrap());
}
