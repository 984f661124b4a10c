//! What is known about where templates are going to be deployed: `cdk synth` writes it beside
//! them.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use can_invoke_source::{Limits, Node, Sources, parse_bytes};
use can_invoke_templates::{Environment, cdk};

use crate::input::read_bounded;

/// The files with what is known about where each is going to be deployed. Of a folder that the
/// AWS CDK wrote only templates stay: the other files describe how they are deployed.
pub(crate) fn with_environments(
    paths: Vec<PathBuf>,
    limits: &Limits,
) -> Vec<(PathBuf, Environment)> {
    let mut folders: BTreeMap<PathBuf, Option<Templates>> = BTreeMap::new();
    let mut found = Vec::new();
    for path in paths {
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let templates = folders
            .entry(folder)
            .or_insert_with_key(|folder| templates(folder, limits));
        match templates {
            None => found.push((path, Environment::default())),
            Some(templates) => {
                if let Some(environment) = templates.get(&path) {
                    found.push((path, environment.clone()));
                } else if !is_by_product(&path) {
                    found.push((path, Environment::default()));
                }
            }
        }
    }
    found
}

/// The templates of a folder by their paths.
type Templates = BTreeMap<PathBuf, Environment>;

/// The templates that a manifest names, those of nested stacks among them; nothing if the folder
/// has no manifest.
fn templates(folder: &Path, limits: &Limits) -> Option<Templates> {
    let manifest = tree(&folder.join("manifest.json"), limits).filter(cdk::is_manifest)?;
    let mut found = Templates::new();
    for stack in cdk::stacks(&manifest) {
        let path = folder.join(&stack.template);
        let mut nested = vec![path];
        while let Some(path) = nested.pop() {
            if found.contains_key(&path) {
                continue;
            }
            let template = tree(&path, limits);
            let below = template.as_ref().map(cdk::nested_templates);
            let below = below.unwrap_or_default();
            nested.extend(below.iter().map(|name| folder.join(name)));
            found.insert(path, stack.environment());
        }
    }
    Some(found)
}

/// Whether a file is one of those that the AWS CDK writes beside templates.
fn is_by_product(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.is_some_and(|name| {
        matches!(name, "manifest.json" | "tree.json") || name.ends_with(".assets.json")
    })
}

/// The tree of a file, if it can be read; what is wrong with it is told where it is looked at.
fn tree(path: &Path, limits: &Limits) -> Option<Node> {
    let bytes = read_bounded(path, limits).ok()?;
    let mut sources = Sources::new();
    parse_bytes(&mut sources, "", &bytes, limits).1.value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stacks_are_read_for_their_accounts_and_by_products_are_left_out() {
        let folder = std::env::temp_dir().join(format!("can-invoke-cdk-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let write = |name: &str, text: &str| {
            let path = folder.join(name);
            std::fs::write(&path, text).expect("a file");
            path
        };
        let paths = vec![
            write(
                "manifest.json",
                r#"{"version": "36.0.0", "artifacts": {"S": {
                    "type": "aws:cloudformation:stack",
                    "environment": "aws://111122223333/eu-west-1",
                    "properties": {"templateFile": "S.template.json"}}}}"#,
            ),
            write(
                "S.template.json",
                r#"{"Resources": {"N": {"Type": "AWS::CloudFormation::Stack",
                    "Metadata": {"aws:asset:path": "N.nested.template.json"}}}}"#,
            ),
            write("N.nested.template.json", r#"{"Resources": {}}"#),
            write("S.assets.json", "{}"),
            write("policy.json", "{}"),
        ];
        let found = with_environments(paths, &Limits::default());
        std::fs::remove_dir_all(&folder).expect("the folder goes");
        let found: Vec<(&str, Option<&str>)> = found
            .iter()
            .map(|(path, environment)| {
                let name = path.file_name().and_then(|name| name.to_str());
                (name.unwrap_or_default(), environment.account.as_deref())
            })
            .collect();
        assert_eq!(
            found,
            [
                ("S.template.json", Some("111122223333")),
                ("N.nested.template.json", Some("111122223333")),
                ("policy.json", None),
            ]
        );
    }
}
