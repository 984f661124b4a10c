//! One call of one operation, as data: what is asked, where, and why it was refused.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::operation::Operation;

/// Where something is asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The account, by its id of twelve digits.
    pub account: String,
    /// The Region; also for services that are the same in every Region.
    pub region: String,
}

/// A question to AWS: one page of one operation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ask {
    /// In which account and Region.
    pub place: Place,
    /// The operation.
    pub operation: Operation,
    /// The parameters, in AWS's spelling (`restApiId`, `ApiId`, `RoleName`), with the token of
    /// the page among them.
    pub parameters: BTreeMap<String, String>,
}

impl Ask {
    /// An operation without parameters.
    pub fn new(place: &Place, operation: Operation) -> Self {
        Ask {
            place: place.clone(),
            operation,
            parameters: BTreeMap::new(),
        }
    }

    /// With one more parameter.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.parameters.insert(name.to_owned(), value.into());
        self
    }

    /// The value of a parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    /// What tells this question from all others, as one line of text; no secret is in it.
    pub fn key(&self) -> String {
        let mut key = format!(
            "{} {} {}:{}",
            self.place.account,
            if self.operation.service().is_regional() {
                &self.place.region
            } else {
                "-"
            },
            self.operation.service().name(),
            self.operation.name()
        );
        for (name, value) in &self.parameters {
            key += &format!(" {name}={value:?}");
        }
        key
    }
}

/// The kinds of refusals that are treated differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusalKind {
    /// The credentials may not ask this.
    Denied,
    /// There is no such thing.
    NotFound,
    /// Too many requests, also after waiting and asking again.
    Throttled,
    /// The service fails or cannot be reached, also after asking again.
    Unavailable,
    /// There are no credentials, or they have expired or are refused.
    Credentials,
    /// The answer cannot be understood, or the service refuses for a reason of its own.
    Unexpected,
}

/// Why a question was not answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{}", self.text())]
pub struct Refusal {
    /// How it is treated.
    pub kind: RefusalKind,
    /// AWS's code, such as `AccessDeniedException`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What the service says, in one line; secrets of the credentials are never in it.
    pub message: String,
}

impl Refusal {
    /// The code and the message.
    pub fn text(&self) -> String {
        match &self.code {
            Some(code) => format!("{code}: {}", self.message),
            None => self.message.clone(),
        }
    }

    /// Whether asking again may help.
    pub fn is_passing(&self) -> bool {
        matches!(self.kind, RefusalKind::Throttled | RefusalKind::Unavailable)
    }
}
