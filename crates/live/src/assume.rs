//! Credentials of roles, one call of `sts:AssumeRole` after the other, for callers that wait
//! for the result. Nothing of it is written anywhere: what becomes of the credentials is the
//! caller's business.
//!
//! Source: STS API reference, `AssumeRole`.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use aws_credential_types::{Credentials, provider::ProvideCredentials as _};
use aws_types::SdkConfig;

use crate::{
    ask::{Refusal, RefusalKind},
    send::{Incoming, NotARequest, Outgoing, sign},
    services::http,
    session,
};

pub use crate::session::{AssumeCall, Identity};

/// Somebody with credentials: whom the profile or the environment names, or the session of a
/// role.
pub struct Actor {
    runtime: tokio::runtime::Runtime,
    config: SdkConfig,
    identity: Identity,
}

/// The credentials stay out of what is shown.
impl fmt::Debug for Actor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Actor")
            .field("identity", &self.identity)
            .finish_non_exhaustive()
    }
}

impl Actor {
    /// Finds the credentials of a profile, or of the environment, and asks whose they are.
    ///
    /// # Errors
    ///
    /// If there are none, or STS refuses them.
    pub fn open(profile: Option<&str>, region: Option<&str>) -> Result<Actor, Refusal> {
        let runtime = runtime()?;
        let (config, identity) = runtime.block_on(async {
            let config = session::config(profile, region).await;
            let identity = session::identity(&config).await?;
            Ok::<_, Refusal>((config, identity))
        })?;
        Ok(Actor {
            runtime,
            config,
            identity,
        })
    }

    /// Who it is.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The Region of the profile or the environment.
    pub fn region(&self) -> Option<&str> {
        self.config.region().map(AsRef::as_ref)
    }

    /// Assumes a role: from here on, it is its session that acts.
    ///
    /// # Errors
    ///
    /// What STS refuses; nobody acts otherwise than before then.
    pub fn assume(&mut self, call: &AssumeCall) -> Result<(), Refusal> {
        let assumed = self.runtime.block_on(session::assume(&self.config, call))?;
        (self.config, self.identity) = assumed;
        Ok(())
    }

    /// The credentials, to be handed on.
    ///
    /// # Errors
    ///
    /// If they cannot be had any more.
    pub fn credentials(&self) -> Result<Issued, Refusal> {
        self.own_credentials().map(Issued)
    }

    /// Signs a request for a Region with the credentials, now.
    ///
    /// # Errors
    ///
    /// If there are no credentials any more, or a value of a header cannot be signed.
    pub fn sign(&self, request: &Outgoing, region: &str) -> Result<Outgoing, Unsigned> {
        let credentials = self.own_credentials().map_err(Unsigned::NoCredentials)?;
        sign(request, &credentials, region, SystemTime::now()).map_err(Unsigned::NotARequest)
    }

    fn own_credentials(&self) -> Result<Credentials, Refusal> {
        let refusal = |message: String| Refusal {
            kind: RefusalKind::Credentials,
            code: None,
            message,
        };
        let provider = self
            .config
            .credentials_provider()
            .ok_or_else(|| refusal("there are no credentials".to_owned()))?;
        self.runtime
            .block_on(provider.provide_credentials())
            .map_err(|error| refusal(error.to_string()))
    }
}

fn runtime() -> Result<tokio::runtime::Runtime, Refusal> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Refusal {
            kind: RefusalKind::Unavailable,
            code: None,
            message: error.to_string(),
        })
}

/// Sends a request as it is, once. Redirects are not followed.
///
/// # Errors
///
/// If no answer came.
pub fn send(request: Outgoing, timeout: Duration) -> Result<Incoming, Refusal> {
    let answer = runtime()?.block_on(http::send(request.into_request(), timeout));
    answer.map(Incoming::of).map_err(|error| Refusal {
        kind: RefusalKind::Unavailable,
        code: None,
        message: error.message,
    })
}

/// Why a request was not signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsigned {
    /// It is no request.
    #[error(transparent)]
    NotARequest(NotARequest),
    /// There are no credentials any more.
    #[error("{0}")]
    NoCredentials(Refusal),
}

/// Credentials that are handed on. What they are is not shown unless it is asked for.
pub struct Issued(Credentials);

impl fmt::Debug for Issued {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Issued(…)")
    }
}

impl Issued {
    /// The access key id.
    pub fn access_key_id(&self) -> &str {
        self.0.access_key_id()
    }

    /// The secret access key.
    pub fn secret_access_key(&self) -> &str {
        self.0.secret_access_key()
    }

    /// The session token.
    pub fn session_token(&self) -> Option<&str> {
        self.0.session_token()
    }

    /// When they end, in the form of ISO 8601, in UTC.
    pub fn expiration(&self) -> Option<String> {
        let end = aws_smithy_types::DateTime::from(self.0.expiry()?);
        let whole = aws_smithy_types::DateTime::from_secs(end.secs());
        whole
            .fmt(aws_smithy_types::date_time::Format::DateTime)
            .ok()
    }
}
