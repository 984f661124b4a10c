//! A test file, read: what is asked, and what is expected.

use can_invoke_gateway::{Inventory, Query};
use can_invoke_policy::{Action, Caller, Layer, Policy, Readings, Resource, context::Fact};
use can_invoke_source::{Diagnostic, Sources, Span};

use crate::Expect;

/// A file of tests.
#[derive(Clone, Debug, Default)]
pub struct TestFile {
    /// The name of the file.
    pub name: String,
    /// What the file is about.
    pub title: Option<String>,
    /// Where its expectations come from: AWS's guides and pages.
    pub source: Vec<String>,
    /// What is known about accounts, principals and APIs.
    pub inventory: Inventory,
    /// The cases, in order.
    pub cases: Vec<Case>,
    /// All texts that were read.
    pub sources: Sources,
    /// What is wrong with them. With an error among them no case is run.
    pub diagnostics: Vec<Diagnostic>,
}

impl TestFile {
    /// Whether something keeps the cases from being run.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// One question with what is expected of its answer.
#[derive(Clone, Debug)]
pub struct Case {
    /// The titles of its groups and its own, joined by `: `.
    pub title: String,
    /// Where its title stands.
    pub span: Span,
    /// What is asked.
    pub question: Question,
    /// What is expected.
    pub expect: Expect,
}

/// What a case asks.
#[derive(Clone, Debug)]
pub enum Question {
    /// May the caller invoke a route? The whole journey is answered.
    Invocation(Box<Query>),
    /// May the caller do this with that resource? The policies alone decide.
    Action(Box<ActionQuestion>),
    /// The documents of the case cannot be read, and this is what there is to say of them.
    Refused(Vec<Diagnostic>),
}

/// A question about any action.
#[derive(Clone, Debug)]
pub struct ActionQuestion {
    /// Who asks.
    pub caller: Caller,
    /// For what.
    pub action: Action,
    /// On which resource.
    pub resource: Resource,
    /// What is said of the context, in order; a later word replaces an earlier one.
    pub context: Vec<(String, Fact)>,
    /// Whether the request carries nothing but what is said.
    pub is_complete: bool,
    /// Whether a layer that nobody gave makes the verdict *depends*.
    pub strict: bool,
    /// The choices where AWS is silent.
    pub readings: Readings,
    /// What there is to say about the policies.
    pub remarks: Vec<Diagnostic>,
    /// The policies.
    pub documents: Documents,
}

/// The policies that a case gives itself, layer by layer. What it does not speak of is what
/// the inventory says; where there is no inventory, there is nothing.
#[derive(Clone, Debug, Default)]
pub struct Documents {
    /// Whether there is an inventory that may speak of the others.
    pub has_inventory: bool,
    /// Identity-based policies.
    pub identity: Option<Vec<Policy>>,
    /// The permissions boundary.
    pub boundary: Option<Vec<Policy>>,
    /// Session policies.
    pub session: Option<Vec<Policy>>,
    /// The policy of the VPC endpoint.
    pub vpc_endpoint: Option<Vec<Policy>>,
    /// The policy of the resource; for a role its trust policy.
    pub resource: Option<Vec<Policy>>,
    /// Service control policies, level by level from the root.
    pub service_control: Option<Vec<Vec<Policy>>>,
    /// Resource control policies, level by level from the root.
    pub resource_control: Option<Vec<Vec<Policy>>>,
    /// Layers of which nobody said anything.
    pub not_given: Vec<Layer>,
}
