//! The question: who, which route, and what else is known about the request.

use std::sync::Arc;

use can_invoke_policy::{Caller, Policy, Readings, assumption::ReadingError};

use crate::{carried::Carried, target::Target};

/// A question to an inventory.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// Who asks.
    pub caller: Caller,
    /// The HTTP method, or for a WebSocket API `CONNECT` or the key of a route; may be left
    /// out where the target is an ARN or says it itself.
    pub method: Option<String>,
    /// Which route of which API.
    pub target: Target,
    /// The id of the API, where the target does not say.
    pub api: Option<String>,
    /// The stage, where the target does not say.
    pub stage: Option<String>,
    /// Values of condition keys that the request is known to carry.
    pub context: Vec<(String, Vec<String>)>,
    /// Condition keys that the request is known to lack.
    pub absent: Vec<String>,
    /// What the request carries beside its signature.
    pub carried: Carried,
    /// What the caller passes when it assumes a role.
    pub assume: AssumeOptions,
    /// Whether ways through roles of the API's account are looked for.
    pub role_paths: bool,
    /// Whether a layer that nobody gave makes the verdict *depends*.
    pub strict: bool,
    /// Which choice is taken where AWS is silent or contradicts itself.
    pub readings: Readings,
}

/// What the caller passes to `sts:AssumeRole`. In a chain of calls some of it belongs to every
/// call, some to the first and some to the last, so that the session that calls the API is as
/// it was asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AssumeOptions {
    /// `ExternalId`, in every call.
    pub external_id: Option<String>,
    /// `RoleSessionName`, in every call.
    pub session_name: Option<String>,
    /// `Policy` and `PolicyArns`, in the last call.
    pub session_policies: Vec<Arc<Policy>>,
    /// `Tags`, with values: those that are transitive in the first call, from which they are
    /// handed on to the last session, all others in the last.
    pub session_tags: Vec<(String, String)>,
    /// `TransitiveTagKeys`, in the first call; each is the key of a tag that is passed.
    pub transitive_tags: Vec<String>,
    /// `SourceIdentity`, in the first call; every later session keeps it.
    pub source_identity: Option<String>,
    /// `DurationSeconds`, in the last call.
    pub duration: Option<u32>,
    /// Whether a user gives `SerialNumber` and `TokenCode`, in the first call.
    pub has_mfa: bool,
}

/// Why a question cannot be asked of this inventory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// What is wrong, in one line.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl QueryError {
    /// An error with its remedy.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        QueryError {
            message: message.into(),
            help: help.into(),
        }
    }
}

impl From<ReadingError> for QueryError {
    fn from(error: ReadingError) -> Self {
        QueryError::new(error.message, error.help)
    }
}

impl Query {
    /// A question without further knowledge.
    pub fn new(caller: Caller, method: Option<&str>, target: Target) -> Self {
        Query {
            caller,
            method: method.map(str::to_owned),
            target,
            api: None,
            stage: None,
            context: Vec::new(),
            absent: Vec::new(),
            carried: Carried::default(),
            assume: AssumeOptions::default(),
            role_paths: true,
            strict: false,
            readings: Readings::default(),
        }
    }
}
