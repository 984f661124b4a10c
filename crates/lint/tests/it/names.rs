//! Rules that ask the catalogue are silent on the policies of our examples, which are AWS's.

use std::{
    fs,
    path::{Path, PathBuf},
};

use can_invoke_lint::rule::Rule;
use can_invoke_lint::rules;

use crate::fix::look;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn asks_the_catalogue(rule: &dyn Rule) -> bool {
    let id = rule.meta().id;
    ("GR122".."GR170").contains(&id)
}

#[test]
fn they_are_silent_on_examples() {
    let mut paths = Vec::new();
    files(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples"),
        &mut paths,
    );
    let mut policies = 0;
    let mut wrong = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap().to_str().unwrap();
        let is_document = [".json", ".yaml", ".yml"]
            .iter()
            .any(|end| name.ends_with(end));
        if !is_document {
            continue;
        }
        let looked = look(name, None, &fs::read(&path).unwrap());
        policies += looked.unit.alone.len() + looked.unit.loaded.policies.len();
        for finding in looked.found {
            let rule = rules::find(finding.rule.id).unwrap();
            if asks_the_catalogue(rule) {
                wrong.push(format!(
                    "{}: {} {}",
                    path.display(),
                    finding.rule.id,
                    finding.message
                ));
            }
        }
    }
    assert!(policies > 10, "only {policies} policies");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
