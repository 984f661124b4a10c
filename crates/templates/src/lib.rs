//! CloudFormation, SAM, CDK, Terraform plans and OpenAPI, read as inventories: a template
//! becomes a tree in the native format of inventories (`docs/inventory.md`), whose every value
//! keeps its place in the user's file, and the one reader of inventories reads it.
//!
//! A value that is known only after deployment becomes a *placeholder*: a text of the right
//! shape that stands for this value and for no other, so that two references to one API are
//! the same API, and nothing else is. [`placeholder::Placeholders`] says what each stands for.

pub mod cdk;
mod cloudformation;
pub mod kind;
mod lambda_permission;
mod openapi;
pub mod placeholder;
mod terraform;
mod tree;

use can_invoke_gateway::inventory::Lowered;
use can_invoke_source::Node;

pub use kind::TemplateKind;
pub use placeholder::Placeholders;

/// What is known about where a template is going to be deployed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// The account; a placeholder if it is not known.
    pub account: Option<String>,
    /// The Region; a placeholder if it is not known.
    pub region: Option<String>,
    /// The partition; `aws` if it is not known.
    pub partition: Option<String>,
    /// Values of parameters (CloudFormation) by their names.
    pub parameters: Vec<(String, String)>,
    /// What the documents are, where their content is not asked.
    pub kind: Option<TemplateKind>,
}

/// Reads a template; nothing if the document is none.
pub fn lower(
    _name: &str,
    node: &Node,
    environment: &Environment,
    placeholders: &mut Placeholders,
) -> Option<Lowered> {
    if terraform::is_plan(node) {
        return Some(terraform::lower(node, environment, placeholders));
    }
    if cloudformation::is_template(node) {
        return Some(cloudformation::lower(node, environment, placeholders));
    }
    openapi::is_definition(node).then(|| openapi::lower(node, environment, placeholders))
}
