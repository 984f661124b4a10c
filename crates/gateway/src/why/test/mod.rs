//! A hypothesis against the facts: those of the text first, then those of the inventory.
//! What is not known stays not known.

mod decided;
mod network;
mod policies;
mod resource_policy;
mod routes;

use super::{
    Evidence, Finding, Standing,
    asked::Asked,
    causes::{Cause, Test},
};

/// What becomes of a cause.
pub(super) fn test(cause: &Cause, asked: &Asked<'_>) -> Finding {
    if let Ok(api) = &asked.api
        && !cause.kinds.contains(api.kind)
    {
        return contradicted(format!(
            "API {} is one of the {}s, and this comes from {} only",
            api.id,
            api.kind.name(),
            cause.kinds.names()
        ));
    }
    match cause.test {
        Test::Silent(layer) => policies::silent(asked, layer),
        Test::Denies(layer) => policies::denies(asked, layer),
        Test::Denied => policies::denied(asked),
        Test::Limited => policies::limited(asked),
        Test::NamesPrincipals => resource_policy::names_principals(asked),
        Test::EndpointCondition => resource_policy::endpoint_condition(asked),
        Test::Action => policies::action(asked),
        Test::NoPolicyOfPrivate => resource_policy::no_policy_of_private(asked),
        Test::Route(wanted) => routes::authorizes(asked, wanted),
        Test::Unsigned => routes::unsigned(asked),
        Test::Signed => routes::signed(asked),
        Test::BearerForSignature => routes::bearer_for_signature(asked),
        Test::SignatureRegion => routes::signature_region(asked),
        Test::ApiKey => routes::api_key(asked),
        Test::NoRoute => routes::no_route(asked),
        Test::NotDeployed => routes::not_deployed(asked),
        Test::LongArn => routes::long_arn(asked),
        Test::NoStage => network::no_stage(asked),
        Test::EndpointDisabled => network::endpoint_disabled(asked),
        Test::NotMapped => network::not_mapped(asked),
        Test::MutualTls => network::mutual_tls(asked),
        Test::PublicThroughEndpoint => network::public_through_endpoint(asked),
        Test::Waf => network::waf(asked),
        Test::Hop(kind, otherwise) => network::hop(asked, kind, otherwise),
        Test::NotInInventory(reason) => not_known(match &asked.api {
            Ok(_) => reason.to_owned(),
            Err(_) => no_api(asked),
        }),
    }
}

/// Why the inventory cannot be asked about the API.
fn no_api(asked: &Asked<'_>) -> String {
    match &asked.api {
        Err(reason) => reason.clone(),
        Ok(_) => String::new(),
    }
}

fn supported(reason: impl Into<String>) -> Finding {
    finding(Standing::Supported, reason)
}

fn contradicted(reason: impl Into<String>) -> Finding {
    finding(Standing::Contradicted, reason)
}

fn not_known(reason: impl Into<String>) -> Finding {
    finding(Standing::NotKnown, reason)
}

fn finding(standing: Standing, reason: impl Into<String>) -> Finding {
    Finding {
        standing,
        reason: reason.into(),
        evidence: None,
    }
}

impl Finding {
    fn with(mut self, evidence: Evidence) -> Finding {
        if !evidence.statements.is_empty() {
            self.evidence = Some(Box::new(evidence));
        }
        self
    }
}
