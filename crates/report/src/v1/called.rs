//! A request that was sent, for `can-invoke call`.

use can_invoke_gateway::sent::{self as gateway, Outcome};
use serde::Serialize;

use super::{
    AssumeCall, Assumption, Diagnosis, Diagnostic, Journey, Response, VERSION, Verdict, assumption,
    convert::{Converter, verdict},
    diagnostic, why,
};
use crate::sent::{Reply, Sent};

/// The longest body that is told, in characters.
const MOST_BODY: usize = 64 * 1024;

/// The answer to `can-invoke call`: what came back beside what was predicted. Neither the
/// signature nor any credentials are in it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Called {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = VERSION)))]
    pub version: u32,
    /// Whether it came as predicted.
    pub agreement: Agreement,
    /// Why it is said so.
    pub agreement_reason: String,
    /// What was to be sent.
    pub request: CalledRequest,
    /// What came back; left out if the request was not sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<CalledResponse>,
    /// The role that was refused, so that the request was not sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused_role: Option<CalledRefusal>,
    /// What was predicted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prediction: Option<CalledPrediction>,
    /// Why nothing was predicted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_predicted: Option<String>,
    /// What an error can come from.
    pub meaning: Vec<Diagnosis>,
    /// What is to be said about the documents.
    pub diagnostics: Vec<Diagnostic>,
}

/// Whether something came as predicted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Agreement {
    /// It did.
    AsPredicted,
    /// It did not.
    NotAsPredicted,
    /// Nothing was predicted, or the prediction depends.
    NotPredicted,
    /// The answer does not tell.
    NotComparable,
}

/// What was to be sent.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CalledRequest {
    /// The HTTP method.
    pub method: String,
    /// The URL.
    pub url: String,
    /// The ARN of the caller, as AWS STS names it.
    pub caller: String,
    /// The roles that were to be assumed, in order.
    pub through: Vec<String>,
    /// The Region that the request is signed for.
    pub region: String,
    /// Where it was really sent, if not to the host of the URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// What came back.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CalledResponse {
    /// The HTTP status code.
    pub status: u16,
    /// How the request came out.
    pub outcome: CalledOutcome,
    /// By what that is seen.
    pub outcome_reason: String,
    /// The headers that tell of API Gateway.
    pub headers: Vec<CalledHeader>,
    /// The body, or its beginning; what is not UTF-8 is replaced.
    pub body: String,
    /// How long the body is, in bytes.
    pub body_length: usize,
    /// Whether something of the body is left out.
    pub is_body_cut: bool,
}

/// How a request came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CalledOutcome {
    /// API Gateway let it through to the backend.
    LetThrough,
    /// API Gateway refused it.
    Refused,
    /// An error of API Gateway that says nothing about whether the request is allowed.
    Failed,
    /// It is not clear who answered.
    NotTold,
}

/// A header of an answer.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CalledHeader {
    /// The name, in lower case.
    pub name: String,
    /// The value.
    pub value: String,
}

/// A role that was refused.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CalledRefusal {
    /// Its ARN.
    pub role: String,
    /// What AWS STS says.
    pub message: String,
}

/// What was predicted.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CalledPrediction {
    /// The verdict on all steps.
    pub verdict: Verdict,
    /// What API Gateway was to answer itself; left out if the backend was to answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<Response>,
    /// The calls of `sts:AssumeRole`, in order.
    pub roles: Vec<AssumeCall>,
    /// The request as the last session sends it, or the caller.
    pub journey: Journey,
    /// Where AWS is silent: what the prediction leans on.
    pub assumptions: Vec<Assumption>,
}

/// What came back, for machines.
pub fn called(sent: &Sent<'_>) -> Called {
    let to = Converter {
        sources: sent.sources,
    };
    let prediction = sent.predicted.map(|predicted| CalledPrediction {
        verdict: verdict(predicted.verdict),
        response: predicted.expected().map(|response| Response {
            status: response.status,
            message: response.message.clone(),
        }),
        roles: predicted
            .calls
            .iter()
            .map(|call| to.assume_call(call))
            .collect(),
        journey: to.journey(&predicted.journey),
        assumptions: predicted
            .assumptions()
            .into_iter()
            .map(|(one, choice)| assumption(one, choice))
            .collect(),
    });
    Called {
        version: VERSION,
        agreement: match sent.comparison.agreement {
            gateway::Agreement::AsPredicted => Agreement::AsPredicted,
            gateway::Agreement::NotAsPredicted => Agreement::NotAsPredicted,
            gateway::Agreement::NotPredicted => Agreement::NotPredicted,
            gateway::Agreement::NotComparable => Agreement::NotComparable,
        },
        agreement_reason: sent.comparison.because.clone(),
        request: CalledRequest {
            method: sent.method.to_owned(),
            url: sent.url.to_owned(),
            caller: sent.caller.to_owned(),
            through: sent.through.to_vec(),
            region: sent.region.to_owned(),
            address: sent.address.map(str::to_owned),
        },
        response: sent.result.ok().map(response),
        refused_role: sent.result.err().map(|refused| CalledRefusal {
            role: refused.role.to_owned(),
            message: refused.message.to_owned(),
        }),
        prediction,
        not_predicted: sent.not_predicted.map(str::to_owned),
        meaning: match sent.result {
            Ok(reply) => why(reply.why, &[], sent.sources).diagnoses,
            Err(_) => Vec::new(),
        },
        diagnostics: sent
            .diagnostics
            .iter()
            .map(|one| diagnostic(one, sent.sources))
            .collect(),
    }
}

fn response(reply: &Reply<'_>) -> CalledResponse {
    let (body, is_body_cut) = reply.shown_body(MOST_BODY);
    CalledResponse {
        status: reply.status,
        outcome: match reply.answered.outcome {
            Outcome::LetThrough => CalledOutcome::LetThrough,
            Outcome::Refused => CalledOutcome::Refused,
            Outcome::Failed => CalledOutcome::Failed,
            Outcome::NotTold => CalledOutcome::NotTold,
        },
        outcome_reason: reply.answered.because.clone(),
        headers: reply
            .telling_headers()
            .map(|(name, value)| CalledHeader {
                name,
                value: value.to_owned(),
            })
            .collect(),
        body,
        body_length: reply.length,
        is_body_cut,
    }
}
