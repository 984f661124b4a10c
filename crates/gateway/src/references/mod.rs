//! Who refers to a VPC link, a Lambda function or an authorizer: in the configuration of the
//! APIs, and in what their stages serve.
//!
//! A stage keeps the configuration of its deployment. A VPC link that the edited API no longer
//! uses is held by every stage that was not deployed since, and cannot be deleted until then.
//!
//! Source: re:Post knowledge center, `api-gateway-vpc-link-delete`; API Gateway API reference,
//! `API_DeleteVpcLink`, `API_CreateDeployment`.

mod find;
mod plan;
mod subject;

use can_invoke_source::Span;

use crate::{
    inventory::{ApiKind, Inventory},
    query::QueryError,
};

pub use plan::Step;
pub use subject::{Named, Subject, SubjectKind};

/// Everything that refers to a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct References {
    /// What is referred to.
    pub subject: Subject,
    /// What refers to it, by API, the configuration before the stages.
    pub found: Vec<Reference>,
    /// Where it is not known whether something does.
    pub not_known: Vec<NotKnown>,
    /// What the error of AWS names, and the documents do not show.
    pub not_shown: Vec<Named>,
    /// What to do before it can be deleted, in order.
    pub steps: Vec<Step>,
}

impl References {
    /// Whether something may refer to the subject that the documents do not show.
    pub fn is_unsure(&self) -> bool {
        !self.not_known.is_empty() || !self.not_shown.is_empty()
    }
}

/// One thing that refers to the subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The id of the API.
    pub api: String,
    /// Its kind.
    pub kind: ApiKind,
    /// The stage that serves it; none if it is in what the API holds now.
    pub stage: Option<String>,
    /// The route; none for an integration or authorizer that no route uses.
    pub route: Option<String>,
    /// Of a REST API: the id of the resource of the route, as errors of AWS name it.
    pub resource: Option<String>,
    /// By what it refers.
    pub by: By,
    /// The name of the stage variable through which it does.
    pub variable: Option<String>,
    /// Where it is written.
    pub span: Span,
}

/// By what something refers to the subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// An integration, by its id or name if it has one.
    Integration(Option<String>),
    /// An authorizer, by its name.
    Authorizer(String),
    /// A route that names an authorizer.
    Route,
}

/// A place of which it is not known whether it refers to the subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotKnown {
    /// The id of the API.
    pub api: String,
    /// Its kind.
    pub kind: ApiKind,
    /// The stage, if it is about one.
    pub stage: Option<String>,
    /// What is not known.
    pub reason: String,
    /// Where the inventory speaks of it.
    pub span: Span,
}

/// Looks for references. `text` is the id or name of a VPC link or an authorizer, an ARN, or
/// the error of AWS that says that a VPC link cannot be deleted.
///
/// # Errors
///
/// If the text names nothing that could be referred to.
pub fn references(inventory: &Inventory, text: &str) -> Result<References, QueryError> {
    let subject = Subject::parse(inventory, text)?;
    let (found, not_known) = find::all(inventory, &subject);
    let not_shown = subject.not_shown(&found);
    let steps = plan::steps(inventory, &subject, &found, &not_known);
    Ok(References {
        subject,
        found,
        not_known,
        not_shown,
        steps,
    })
}
