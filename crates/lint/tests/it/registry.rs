//! What holds for all rules.

use std::collections::BTreeSet;

use can_invoke_lint::rules;

use crate::fixtures::{fixtures, folder};

#[test]
fn ids_are_sorted_and_ids_and_names_are_unique() {
    let ids: Vec<&str> = rules::ALL.iter().map(|rule| rule.meta().id).collect();
    assert!(ids.is_sorted_by(|one, other| one < other), "{ids:?}");
    let names: BTreeSet<&str> = rules::ALL.iter().map(|rule| rule.meta().name).collect();
    assert_eq!(names.len(), ids.len());
}

#[test]
fn every_rule_has_a_manual_page_and_fixtures() {
    for rule in rules::ALL {
        let meta = rule.meta();
        assert!(!meta.summary().is_empty(), "{}", meta.id);
        for heading in ["# Why", "# Bad", "# Good", "# Source"] {
            assert!(
                meta.manual.contains(heading),
                "{} lacks `{heading}`",
                meta.id
            );
        }
        assert!(
            meta.manual.contains("<https://docs.aws.amazon.com/"),
            "{}",
            meta.id
        );
        for word in ["bad", "good"] {
            assert!(
                !fixtures(*rule, word).is_empty(),
                "{} has no `{word}` fixture",
                meta.id
            );
        }
    }
}

#[test]
fn every_folder_of_fixtures_is_of_a_rule() {
    for entry in std::fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name();
        let name = name.to_str().unwrap();
        assert!(rules::find(name).is_some(), "there is no rule `{name}`");
    }
}
