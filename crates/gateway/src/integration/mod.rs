//! What a route leads to: what its `uri` means, whether it is complete, whether API Gateway
//! may call it, and whether the answers that it maps are declared.
//!
//! Each file answers one question. `examine` asks them in the order in which a request
//! meets them.

mod arguments;
mod completeness;
mod form;
mod function;
mod mapped_status;
mod permission;
mod remedy;
mod role;
mod source_arn;
mod survey;
mod target;

pub(crate) use arguments::{Filled, fill};
pub(crate) use mapped_status::invalid_method_response;
pub use permission::RefusedBy;
pub(crate) use permission::{Permission, of_authorizer};
pub use survey::{Refused, Subject, Surveyed, survey};
pub use target::Target;

use can_invoke_source::Span;

use crate::{
    answer::Response,
    inventory::{ApiKind, Integration, IntegrationKind, Known, Route},
    journey::{Asked, response},
};

/// Something that an integration lacks, or that cannot be as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The stable name of what is wrong.
    pub code: &'static str,
    /// The same in a sentence.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// What there is to say about an integration before it is called.
pub(crate) enum Examined {
    /// It cannot be as it is written: what is missing, one sentence each.
    Incomplete {
        /// What is wrong.
        gaps: Vec<Gap>,
        /// What the client sees.
        response: Response,
    },
    /// What it leads to, and whether API Gateway may call it.
    Complete {
        /// What it leads to, in words.
        leads_to: String,
        /// Facts that nobody said.
        granted: Vec<String>,
        /// Whether API Gateway may call it; none if nobody has to permit it.
        permission: Option<Permission>,
    },
}

/// Looks at an integration of the route that a call meets.
pub(crate) fn examine(asked: Asked<'_>, route: &Route, integration: &Integration) -> Examined {
    let found = completeness::check(asked, integration);
    if !found.gaps.is_empty() {
        return Examined::Incomplete {
            gaps: found.gaps,
            response: found
                .response
                .unwrap_or_else(|| server_error(asked.call.api.kind)),
        };
    }
    let permission = permission::of_integration(asked, route, integration, &found.target);
    Examined::Complete {
        leads_to: leads_to(integration, &found.target),
        granted: found.granted,
        permission,
    }
}

/// What the client sees where API Gateway cannot call what is behind it.
///
/// Source: re:Post knowledge center, `api-gateway-internal-server-error` and
/// `api-gateway-http-lambda-integrations`.
pub(crate) fn server_error(kind: ApiKind) -> Response {
    response::of(
        500,
        match kind {
            ApiKind::Rest | ApiKind::WebSocket => "Internal server error",
            ApiKind::Http => "Internal Server Error",
        },
    )
}

fn leads_to(integration: &Integration, target: &Target) -> String {
    let kind = match &integration.kind {
        Known::Known(kind) => kind.value.name(),
        Known::NotKnown => "an integration",
    };
    match target {
        Target::None if kind == IntegrationKind::Mock.name() => {
            "MOCK: API Gateway answers itself".to_owned()
        }
        Target::None => kind.to_owned(),
        target => format!("{kind} to {}", target.words()),
    }
}
