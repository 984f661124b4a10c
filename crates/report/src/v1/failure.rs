//! Errors of API Gateway's own, in place of the backend's answer.

use can_invoke_gateway::answer;
use serde::Serialize;

use super::{Response, Verdict, convert::verdict};

/// An error of API Gateway's own.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// Where: `integration`, `response` or `authorizer`.
    pub hop: String,
    /// What the client sees.
    pub response: Response,
    /// Why.
    pub reason: String,
    /// What API Gateway writes into its execution log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
    /// What would help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<Remedy>,
}

/// A command that opens the way to the backend.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Remedy {
    /// What it changes.
    pub place: String,
    /// The command, ready for a shell.
    pub command: String,
    /// The statement that it adds.
    pub statement: serde_json::Value,
    /// The verdict of the policies once it is there, as the evaluator finds.
    pub verdict: Verdict,
}

pub(super) fn failure(failure: &answer::Failure) -> Failure {
    Failure {
        hop: failure.hop.as_str().to_owned(),
        response: Response {
            status: failure.response.status,
            message: failure.response.message.clone(),
        },
        reason: failure.reason.clone(),
        log: failure.log.clone(),
        remedy: failure.remedy.as_ref().map(|remedy| Remedy {
            place: remedy.place.clone(),
            command: remedy.command.clone(),
            statement: serde_json::from_str(&remedy.statement).unwrap_or_default(),
            verdict: verdict(remedy.verdict),
        }),
    }
}
