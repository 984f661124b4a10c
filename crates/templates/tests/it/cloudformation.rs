//! Templates of `tests/templates/cloudformation` with what they come to.
//!
//! `UPDATE_TEMPLATES=1 cargo test -p can-invoke-templates` writes the expected files anew.

use std::{collections::BTreeMap, fs};

use can_invoke_gateway::inventory::Known;
use can_invoke_source::Severity;
use can_invoke_templates::Environment;

use crate::shown::{Read, folder, read};

fn template(name: &str) -> Read {
    let bytes = fs::read(folder("cloudformation").join(name)).expect("the template is there");
    read(name, &bytes, &Environment::default())
}

fn names() -> Vec<String> {
    let entries = fs::read_dir(folder("cloudformation")).expect("the folder is there");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.into_string().expect("a plain name"))
        .filter(|name| !name.ends_with(".expected"))
        .collect();
    names.sort();
    names
}

#[test]
fn every_template_comes_to_what_is_expected() {
    let mut wrong = Vec::new();
    for name in names() {
        let found = template(&name).text(true);
        let path = folder("cloudformation").join(format!("{name}.expected"));
        if std::env::var_os("UPDATE_TEMPLATES").is_some() {
            fs::write(&path, &found).expect("the file can be written");
        }
        if fs::read_to_string(&path).unwrap_or_default() != found {
            wrong.push(format!("{name}:\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_inventories_of_good_templates_are_read_without_an_error() {
    let mut count = 0;
    for name in names().iter().filter(|name| !name.starts_with("bad")) {
        let read = template(name);
        let errors = read.loaded.diagnostics.iter();
        let errors: Vec<_> = errors.filter(|one| one.is_error()).collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
        count += 1;
    }
    assert!(count >= 8, "only {count}");
}

#[test]
fn statements_lead_to_where_they_are_written() {
    let mut count = 0;
    for name in names() {
        let read = template(&name);
        for tree in &read.loaded.policies {
            for statement in &tree.policy.statements {
                let Some(sid) = &statement.sid else { continue };
                let text = read.loaded.sources.slice(statement.span);
                assert!(
                    text.contains(sid.as_str()),
                    "{name}: {sid} is not in {text}"
                );
                count += 1;
            }
        }
    }
    assert!(count > 10, "only {count}");
}

#[test]
fn json_with_long_names_of_functions_is_the_same_as_yaml_with_short_ones() {
    let (yaml, json) = (template("rest.yaml"), template("rest.json"));
    assert_eq!(yaml.text(false), json.text(false));
}

#[test]
fn the_environment_fills_accounts_regions_and_parameters_in() {
    let bytes = fs::read(folder("cloudformation").join("conditions.yaml")).expect("it is there");
    let environment = Environment {
        account: Some("111122223333".to_owned()),
        region: Some("eu-west-1".to_owned()),
        parameters: vec![("Stage".to_owned(), "prod".to_owned())],
        ..Environment::default()
    };
    let read = read("conditions.yaml", &bytes, &environment);
    let api = &read.loaded.inventory.apis[0];
    assert_eq!(api.account, Known::Known("111122223333".to_owned()));
    assert_eq!(api.region, Known::Known("eu-west-1".to_owned()));
    let unknown = |one: &&can_invoke_source::Diagnostic| one.code == "condition-not-known";
    assert_eq!(read.loaded.diagnostics.iter().find(unknown), None);
    let statements: Vec<_> = read.loaded.policies[0].policy.statements.iter().collect();
    let sids: Vec<_> = statements
        .iter()
        .filter_map(|one| one.sid.as_deref())
        .collect();
    assert_eq!(sids, ["Always", "OnlyInProduction"]);
}

#[test]
fn an_undecided_condition_shows_both_elements_of_a_list() {
    let read = template("conditions.yaml");
    let policy = &read.loaded.policies[0].policy;
    let sids: Vec<_> = policy
        .statements
        .iter()
        .filter_map(|one| one.sid.as_deref())
        .collect();
    assert_eq!(sids, ["Always", "OnlyInProduction", "Elsewhere"]);
    let said = read.loaded.diagnostics.iter();
    let said = said.filter(|one| one.code == "condition-not-known");
    assert!(said.count() > 0);
}

#[test]
fn a_role_with_a_policy_of_aws_has_policies_that_are_not_known_and_are_looked_at() {
    let read = template("iam.yaml");
    let principals: BTreeMap<String, _> = read
        .loaded
        .inventory
        .principals
        .iter()
        .map(|one| (read.placeholders.shown(&one.name), one))
        .collect();
    assert_eq!(principals["<Partly>"].policies, Known::NotKnown);
    let kept = read.loaded.policies.iter();
    let kept: Vec<&str> = kept.map(|tree| tree.policy.name.as_str()).collect();
    assert!(kept.contains(&"KnownPart"), "{kept:?}");
    let Known::Known(all) = &principals["app"].policies else {
        panic!("the policies of app are all in the template");
    };
    let all: Vec<&str> = all.iter().map(|policy| policy.name.as_str()).collect();
    assert_eq!(all, ["Inline", "Managed", "Separate", "OfRole"]);
}

#[test]
fn a_function_without_a_permission_has_no_policy_and_one_elsewhere_is_not_spoken_of() {
    let read = template("functions.yaml");
    let functions = &read.loaded.inventory.functions;
    let of = |end: &str| functions.iter().find(|one| one.arn.ends_with(end));
    let lonely = of(":function:lonely").expect("it is in the template");
    assert_eq!(lonely.policy, Known::Known(None));
    let called = of(":function:called").expect("it is in the template");
    let Known::Known(Some(policy)) = &called.policy else {
        panic!("it has permissions");
    };
    assert_eq!(policy.statements.len(), 2);
    assert!(of(":function:other").is_none());
}

#[test]
fn a_deployment_that_does_not_follow_the_policy_is_told_at_its_place() {
    let read = template("lifecycle.yaml");
    let found: Vec<_> = read
        .loaded
        .diagnostics
        .iter()
        .filter(|one| one.code == "policy-not-deployed")
        .collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].severity, Severity::Warning);
    assert_eq!(
        read.loaded.sources.slice(found[0].primary.span),
        "Deployment"
    );
    let policy = read.loaded.sources.slice(found[0].secondary[0].span);
    assert!(policy.contains("Statement"), "{policy}");
}
