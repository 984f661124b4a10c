//! Is the status code that an integration response maps to declared by the method?
//!
//! Source: API Gateway developer guide, `api-gateway-integration-settings-integration-response`
//! and `api-gateway-method-settings-method-response`; re:Post knowledge center,
//! `api-gateway-internal-server-error`.

use crate::inventory::{ApiKind, Integration, IntegrationResponse, MethodResponse, Route};

/// What becomes of the answers of the backend.
pub(crate) struct Mapped {
    /// API Gateway's log, where every answer without an error ends in a 500.
    pub(crate) fails: Option<String>,
    /// The same for answers of other kinds.
    pub(crate) remarks: Vec<String>,
}

/// Looks at the integration responses of a method of a REST API; nothing, if there is nothing
/// to look at.
pub(crate) fn invalid_method_response(
    kind: ApiKind,
    route: &Route,
    integration: &Integration,
) -> Option<Mapped> {
    let is_mapped = integration
        .kind
        .known()
        .is_some_and(|kind| !kind.value.is_proxy());
    if kind != ApiKind::Rest || !is_mapped {
        return None;
    }
    let responses = integration.responses.known()?;
    let mut mapped = Mapped {
        fails: None,
        remarks: Vec::new(),
    };
    if responses.is_empty() {
        mapped.fails = Some(
            "Execution failed due to configuration error: No match for output mapping and no \
             default output mapping configured"
                .to_owned(),
        );
        return Some(mapped);
    }
    let declared = route.method_responses.known()?;
    for response in responses {
        let Some(log) = wrong(response, declared) else {
            continue;
        };
        match &response.selection_pattern {
            None => mapped.fails = Some(log),
            Some(pattern) => mapped.remarks.push(format!(
                "answers that match `{}` end in a 500 (`{log}`)",
                pattern.value
            )),
        }
    }
    Some(mapped)
}

/// What is wrong with an integration response, in the words of API Gateway's log.
fn wrong(response: &IntegrationResponse, declared: &[MethodResponse]) -> Option<String> {
    let status = &response.status.value;
    let Some(method) = declared.iter().find(|one| one.status.value == *status) else {
        return Some(format!(
            "Execution failed due to configuration error: Output mapping refers to an invalid \
             method response: {status}"
        ));
    };
    let undeclared = response.parameters.iter().find(|parameter| {
        let mut names = method.parameters.iter();
        !names.any(|name| name.value == parameter.name.value)
    });
    undeclared.map(|parameter| {
        format!(
            "Execution failed due to configuration error: the method response {status} does not \
             declare {}",
            parameter.name.value
        )
    })
}
