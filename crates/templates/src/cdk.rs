//! What `cdk synth` writes: a manifest that names the templates of the stacks, with the account
//! and the Region that each is for.
//!
//! Source: AWS CDK, `cloud-assembly-schema`.

use can_invoke_source::Node;

use crate::Environment;

/// A stack of a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stack {
    /// The file of its template, relative to the manifest.
    pub template: String,
    /// The account, unless the stack is for any.
    pub account: Option<String>,
    /// The Region, unless the stack is for any.
    pub region: Option<String>,
}

impl Stack {
    /// What is known about where the stack is going to be deployed.
    pub fn environment(&self) -> Environment {
        Environment {
            account: self.account.clone(),
            region: self.region.clone(),
            ..Environment::default()
        }
    }
}

/// Whether a document is a manifest.
pub fn is_manifest(node: &Node) -> bool {
    node.get("version").is_some() && node.get("artifacts").and_then(Node::as_object).is_some()
}

/// The stacks of a manifest, in its order; those of nested assemblies are in manifests of their
/// own.
pub fn stacks(manifest: &Node) -> Vec<Stack> {
    let of_stack = |artifact: &Node| {
        let template = artifact.get("properties")?.get("templateFile")?.as_str()?;
        let environment = artifact.get("environment").and_then(Node::as_str);
        let place = environment.and_then(|one| one.strip_prefix("aws://")?.split_once('/'));
        let known = |text: &str| (!text.starts_with("unknown-")).then(|| text.to_owned());
        Some(Stack {
            template: template.to_owned(),
            account: place.and_then(|(account, _)| known(account)),
            region: place.and_then(|(_, region)| known(region)),
        })
    };
    artifacts(manifest, "aws:cloudformation:stack")
        .filter_map(of_stack)
        .collect()
}

/// The folders of nested assemblies, relative to the manifest: each holds a `manifest.json`.
pub fn assemblies(manifest: &Node) -> Vec<String> {
    let folder = |artifact: &Node| {
        let folder = artifact.get("properties")?.get("directoryName")?.as_str()?;
        Some(folder.to_owned())
    };
    artifacts(manifest, "cdk:cloud-assembly")
        .filter_map(folder)
        .collect()
}

/// The files of the templates of nested stacks, relative to the template that has them.
pub fn nested_templates(template: &Node) -> Vec<String> {
    let resources = template.get("Resources").and_then(Node::as_object);
    let path = |resource: &Node| {
        let path = resource.get("Metadata")?.get("aws:asset:path")?.as_str()?;
        let is_stack = resource.get("Type")?.as_str()? == "AWS::CloudFormation::Stack";
        is_stack.then(|| path.to_owned())
    };
    let resources = resources.unwrap_or_default().iter();
    resources.filter_map(|one| path(&one.value)).collect()
}

fn artifacts<'n>(manifest: &'n Node, kind: &'static str) -> impl Iterator<Item = &'n Node> {
    let all = manifest.get("artifacts").and_then(Node::as_object);
    let all = all.unwrap_or_default().iter().map(|one| &one.value);
    all.filter(move |one| one.get("type").and_then(Node::as_str) == Some(kind))
}
