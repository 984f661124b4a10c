//! The pages of rules, `docs/rules`, written from the doc comments of the rules.

use std::{collections::BTreeMap, fmt::Write as _, fs};

use can_invoke_lint::rules;
use can_invoke_report::{
    text,
    v1::{audience_word, severity_word},
};

use crate::support::repository;

/// The families of rules by the first letters of their ids, in the order of the index.
const FAMILIES: &[(&str, &str)] = &[
    ("RP", "Resource policies"),
    ("PV", "Private APIs"),
    ("IA", "Identity-based policies and authorization"),
    ("XA", "Across accounts"),
    ("TR", "Trust policies"),
    ("LP", "Permissions of Lambda functions"),
    ("VL", "VPC links and private integrations"),
    ("WS", "WebSocket APIs"),
    ("RM", "Routes and methods"),
    ("DP", "Deployments"),
    ("DC", "Hygiene of documents"),
    ("GR", "Grammar of policies"),
];

const FROM_THE_CODE: &str =
    "run the test `the_pages_of_rules_are_those_of_the_code` with `UPDATE_DOCS=1` after a change";

fn pages() -> BTreeMap<String, String> {
    let mut pages: BTreeMap<String, String> = rules::ALL
        .iter()
        .map(|rule| {
            let meta = rule.meta();
            (format!("{}.md", meta.id), text::manual(meta))
        })
        .collect();
    pages.insert("README.md".to_owned(), index());
    pages
}

fn index() -> String {
    let mut index = format!(
        "\
# Rules

What `can-invoke lint` looks for, by family.
`can-invoke rules` lists the same in a terminal, and `can-invoke rules RP104` shows one page.

These pages are written from the doc comments of the rules: {FROM_THE_CODE}.
"
    );
    for (family, title) in FAMILIES {
        let of_family = rules::ALL
            .iter()
            .map(|rule| rule.meta())
            .filter(|meta| meta.id.starts_with(family));
        let mut rows = String::new();
        for meta in of_family {
            let _ = writeln!(
                rows,
                "| [{id}]({id}.md) | {} | {} | {} | {} |",
                meta.name,
                severity_word(meta.severity),
                audience_word(meta.audience),
                meta.summary().replace('|', "\\|"),
                id = meta.id,
            );
        }
        if !rows.is_empty() {
            let _ = write!(
                index,
                "\n## {title}\n\n| id | name | severity | audience | what is found |\n\
                 | --- | --- | --- | --- | --- |\n{rows}"
            );
        }
    }
    index
}

#[test]
fn every_rule_is_of_a_family_of_the_index() {
    for rule in rules::ALL {
        let id = rule.meta().id;
        let of = FAMILIES.iter().filter(|(family, _)| id.starts_with(family));
        assert_eq!(of.count(), 1, "{id}");
    }
}

#[test]
fn the_pages_of_rules_are_those_of_the_code() {
    let folder = repository().join("docs/rules");
    let pages = pages();
    let written = || -> BTreeMap<String, String> {
        let entries = fs::read_dir(&folder).into_iter().flatten();
        entries
            .map(|entry| {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                (name, fs::read_to_string(path).unwrap())
            })
            .collect()
    };
    if std::env::var_os("UPDATE_DOCS").is_some() {
        for name in written().keys().filter(|name| !pages.contains_key(*name)) {
            fs::remove_file(folder.join(name)).unwrap();
        }
        for (name, page) in &pages {
            fs::write(folder.join(name), page).unwrap();
        }
    }
    let written = written();
    let names = |of: &BTreeMap<String, String>| of.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&written), names(&pages), "{FROM_THE_CODE}");
    for (name, page) in &pages {
        assert!(
            written.get(name) == Some(page),
            "docs/rules/{name} is not what the code says: {FROM_THE_CODE}"
        );
    }
}
