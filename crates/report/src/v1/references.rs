//! Who refers to something, for `can-invoke references`.

use can_invoke_gateway::references::{self, By};
use can_invoke_source::{self as source, Sources};
use serde::Serialize;

use super::{Diagnostic, Location, Step, VERSION, convert};

/// The answer to `can-invoke references`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct References {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = VERSION)))]
    pub version: u32,
    /// What is referred to.
    pub subject: Subject,
    /// What refers to it.
    pub references: Vec<Reference>,
    /// Where it is not known whether something does.
    pub not_known: Vec<Unknown>,
    /// What the error of AWS names, and the documents do not show; left out if there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_shown: Vec<Named>,
    /// What to do before it can be deleted, in order.
    pub steps: Vec<Step>,
    /// What is to be said about the documents.
    pub diagnostics: Vec<Diagnostic>,
}

/// What is referred to.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Subject {
    /// `vpc-link`, `function` or `authorizer`.
    pub kind: String,
    /// The id of a VPC link or authorizer, the ARN of a function.
    pub id: String,
}

/// One thing that refers to the subject.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Reference {
    /// The id of the API.
    pub api: String,
    /// The stage that serves it; left out if it is in what the API holds now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// The route.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// By what: `integration`, `authorizer` or `route`.
    pub by: String,
    /// The id or name of the integration or authorizer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The stage variable through which it refers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage_variable: Option<String>,
    /// Where it is written.
    pub location: Location,
}

/// A place of which it is not known whether it refers to the subject.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Unknown {
    /// The id of the API.
    pub api: String,
    /// The stage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// What is not known.
    pub reason: String,
    /// Where the inventory speaks of it.
    pub location: Location,
}

/// One entry of the error with which AWS refuses to delete a VPC link.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Named {
    /// The method.
    pub method: String,
    /// The id of the resource.
    pub resource: String,
    /// The stage; left out in older errors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
}

/// The references, for machines. `diagnostics` are those of the documents.
pub fn references(
    found: &references::References,
    diagnostics: &[source::Diagnostic],
    sources: &Sources,
) -> References {
    References {
        version: VERSION,
        subject: Subject {
            kind: found.subject.kind.id().to_owned(),
            id: found.subject.id.clone(),
        },
        references: found
            .found
            .iter()
            .map(|one| {
                let (by, name) = match &one.by {
                    By::Integration(id) => ("integration", id.clone()),
                    By::Authorizer(name) => ("authorizer", Some(name.clone())),
                    By::Route => ("route", None),
                };
                Reference {
                    api: one.api.clone(),
                    stage: one.stage.clone(),
                    route: one.route.clone(),
                    by: by.to_owned(),
                    name,
                    stage_variable: one.variable.clone(),
                    location: convert::location(one.span, sources),
                }
            })
            .collect(),
        not_known: found
            .not_known
            .iter()
            .map(|one| Unknown {
                api: one.api.clone(),
                stage: one.stage.clone(),
                reason: one.reason.clone(),
                location: convert::location(one.span, sources),
            })
            .collect(),
        not_shown: found
            .not_shown
            .iter()
            .map(|named| Named {
                method: named.method.clone(),
                resource: named.resource.clone(),
                stage: named.stage.clone(),
            })
            .collect(),
        steps: found
            .steps
            .iter()
            .map(|step| Step {
                title: step.title.clone(),
                command: step.command.clone(),
            })
            .collect(),
        diagnostics: diagnostics
            .iter()
            .map(|diagnostic| convert::diagnostic(diagnostic, sources))
            .collect(),
    }
}
