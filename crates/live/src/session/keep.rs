//! Credentials that are kept until shortly before they end. Whoever signs asks for them with
//! every request, and a profile may have to run a program or to ask STS for new ones.

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use aws_credential_types::{
    Credentials,
    provider::{
        ProvideCredentials, Result, SharedCredentialsProvider, error::CredentialsError, future,
    },
};
use aws_types::SdkConfig;
use tokio::sync::Mutex;

use super::{AssumeCall, issued};

/// How long before their end credentials are renewed.
const AHEAD: Duration = Duration::from_secs(60);

/// Credentials that are kept.
pub(super) struct Kept {
    source: SharedCredentialsProvider,
    last: Mutex<Option<Credentials>>,
}

impl fmt::Debug for Kept {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Kept(…)")
    }
}

impl Kept {
    /// Those of a source, beginning with some that are at hand.
    pub(super) fn new(source: SharedCredentialsProvider, first: Option<Credentials>) -> Self {
        Kept {
            source,
            last: Mutex::new(first),
        }
    }

    async fn current(&self) -> Result {
        // Whoever comes while they are renewed waits for those.
        let mut last = self.last.lock().await;
        if let Some(kept) = last.as_ref().filter(|kept| !ends_soon(kept)) {
            return Ok(kept.clone());
        }
        let new = self.source.provide_credentials().await?;
        *last = Some(new.clone());
        Ok(new)
    }
}

impl ProvideCredentials for Kept {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.current())
    }
}

fn ends_soon(credentials: &Credentials) -> bool {
    let soon = SystemTime::now() + AHEAD;
    credentials.expiry().is_some_and(|end| end <= soon)
}

/// Where new credentials of a role come from once the first ones end.
pub(super) enum Again {
    /// The role is assumed again.
    Assuming(Box<Assuming>),
    /// A code counts once, so there are no new ones.
    Never(Credentials),
}

/// Assumes a role whenever it is asked.
#[derive(Debug)]
pub(super) struct Assuming {
    config: SdkConfig,
    call: AssumeCall,
}

impl Again {
    /// By the same call that gave the first ones.
    pub(super) fn new(config: SdkConfig, call: AssumeCall, first: Credentials) -> Self {
        if call.mfa.is_some() {
            Again::Never(first)
        } else {
            Again::Assuming(Box::new(Assuming { config, call }))
        }
    }

    pub(super) fn provider(self) -> SharedCredentialsProvider {
        match self {
            Again::Assuming(assuming) => SharedCredentialsProvider::new(*assuming),
            Again::Never(credentials) => SharedCredentialsProvider::new(credentials),
        }
    }
}

impl ProvideCredentials for Assuming {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            let issued = issued(&self.config, &self.call).await;
            let (credentials, _) = issued.map_err(CredentialsError::provider_error)?;
            Ok(credentials)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    };

    use super::*;

    /// Gives other credentials each time, which end after a while.
    #[derive(Debug)]
    struct Counting {
        asked: Arc<AtomicU64>,
        lasting: Option<Duration>,
    }

    impl ProvideCredentials for Counting {
        fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
        where
            Self: 'a,
        {
            let number = self.asked.fetch_add(1, Ordering::Relaxed);
            let end = self.lasting.map(|lasting| SystemTime::now() + lasting);
            let id = format!("AKID{number}");
            future::ProvideCredentials::ready(Ok(Credentials::new(id, "SECRET", None, end, "test")))
        }
    }

    #[tokio::test]
    async fn credentials_are_asked_for_again_shortly_before_they_end() {
        for (lasting, asked) in [(None, 1), (Some(3600), 1), (Some(30), 3)] {
            let count = Arc::new(AtomicU64::new(0));
            let source = Counting {
                asked: count.clone(),
                lasting: lasting.map(Duration::from_secs),
            };
            let kept = Kept::new(SharedCredentialsProvider::new(source), None);
            for _ in 0..3 {
                assert!(kept.provide_credentials().await.is_ok());
            }
            assert_eq!(count.load(Ordering::Relaxed), asked, "{lasting:?}");
            assert!(!format!("{kept:?}").contains("SECRET"));
        }
    }

    #[tokio::test]
    async fn first_credentials_are_used_while_they_last() {
        let count = Arc::new(AtomicU64::new(0));
        let source = Counting {
            asked: count.clone(),
            lasting: None,
        };
        let first = Credentials::new("FIRST", "SECRET", None, None, "test");
        let kept = Kept::new(SharedCredentialsProvider::new(source), Some(first));
        let given = kept.provide_credentials().await.unwrap();
        assert_eq!(given.access_key_id(), "FIRST");
        assert_eq!(count.load(Ordering::Relaxed), 0);
    }
}
