//! The catalogue: what can be the cause of an error of API Gateway, by what it shows in the
//! text, with what to do and how to test it. One table; nothing else in this crate knows
//! the texts.
//!
//! Source, beside the page that each cause names: API Gateway developer guide,
//! `supported-gateway-response-types`; re:Post knowledge center,
//! `api-gateway-troubleshoot-403-forbidden`; IAM user guide, `troubleshoot_access-denied`.

mod denials;
mod gateway;
mod others;
mod signs;

use can_invoke_policy::Layer;

use super::symptom::{Kinds, Symptom};
use crate::{answer::HopKind, inventory::Authorization};

pub use signs::{Need, Reason, Sign, Whom};

/// A cause of an error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cause {
    /// The id that stays.
    pub id: &'static str,
    /// What it is, in one line without a full stop.
    pub title: &'static str,
    /// The kinds of APIs where it occurs.
    pub kinds: Kinds,
    /// How narrow it is among the causes of the same text, zero for the broadest: of those
    /// that the inventory supports the narrowest comes first, of the others the broadest.
    pub narrowness: u8,
    /// What it shows in the text; one of these must fit.
    pub signs: &'static [Sign],
    /// The types of gateway responses that it gives, if those are known. A log that names
    /// another type excludes it.
    pub response_types: &'static [&'static str],
    /// The page that says so.
    pub source: &'static str,
    /// What to do.
    pub remedy: &'static str,
    /// How it is tested.
    pub test: Test,
}

/// How a cause is tested against what is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Test {
    /// No statement of the layer allows the caller.
    Silent(Layer),
    /// A statement of the layer denies the caller.
    Denies(Layer),
    /// The policies together do not allow the caller, or deny.
    Denied,
    /// A permissions boundary, a session policy or a service control policy limits the caller.
    Limited,
    /// The resource policy names users, roles or accounts, and the method does not find out
    /// who calls.
    NamesPrincipals,
    /// The resource policy asks for a VPC or VPC endpoint that the request does not have.
    EndpointCondition,
    /// The policies for an action other than invoking decide.
    Action,
    /// The route authorizes in one of these ways.
    Route(&'static [Authorization]),
    /// The route asks for a signature and the request has none.
    Unsigned,
    /// The signature is looked at.
    Signed,
    /// A bearer token went where a signature is asked for.
    BearerForSignature,
    /// The signature is for another Region.
    SignatureRegion,
    /// The route asks for an API key.
    ApiKey,
    /// No route matches.
    NoRoute,
    /// The route is there, but is not deployed.
    NotDeployed,
    /// There is no such stage.
    NoStage,
    /// The default endpoint is disabled.
    EndpointDisabled,
    /// No mapping of the custom domain name fits the path.
    NotMapped,
    /// The custom domain name asks for client certificates.
    MutualTls,
    /// A public API was called through a VPC endpoint.
    PublicThroughEndpoint,
    /// AWS WAF blocked the request.
    Waf,
    /// The API is private and has no resource policy.
    NoPolicyOfPrivate,
    /// The ARN of the method is too long.
    LongArn,
    /// The request ends at this hop; the words say what is not known where the journey does
    /// not lead there.
    Hop(HopKind, &'static str),
    /// The inventory holds nothing about it, in the words that say what is not known.
    NotInInventory(&'static str),
}

/// All causes, in the order in which they are told where nothing else decides.
pub fn all() -> impl Iterator<Item = &'static Cause> {
    [denials::CAUSES, gateway::CAUSES, others::CAUSES]
        .into_iter()
        .flatten()
}

/// What a response type that a log names tells, above all words of the message: those can
/// be changed by who runs the API.
const WEIGHT_OF_RESPONSE_TYPE: u32 = 8;

impl Cause {
    /// How much of a symptom speaks for this cause; `None` if nothing does, or if something
    /// in the text excludes it. `texts` are those of the symptom in lower case.
    pub(super) fn fits(&self, symptom: &Symptom, texts: &[String]) -> Option<u32> {
        if symptom.kinds.and(self.kinds).is_empty() {
            return None;
        }
        let said = self
            .signs
            .iter()
            .filter_map(|sign| sign.fits(symptom, texts));
        let said = said.max();
        let of_type = match &symptom.response_type {
            Some(found) if self.response_types.contains(&found.as_str()) => {
                // A type that says no more than "denied" does not tell what is behind it.
                let tells = found != "ACCESS_DENIED" && !found.starts_with("DEFAULT_");
                tells.then_some(WEIGHT_OF_RESPONSE_TYPE)
            }
            Some(_) if !self.response_types.is_empty() => return None,
            _ => None,
        };
        match (said, of_type) {
            (None, None) => None,
            (said, of_type) => Some(said.unwrap_or(0) + of_type.unwrap_or(0)),
        }
    }
}
