//! Why nothing can be said of live accounts.

use crate::door::journal::JournalError;

/// Why a run ends without a result.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    /// An account cannot be asked at all.
    #[error("{0}")]
    Connect(String),
    /// What was kept of an interrupted run cannot be used.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Somebody interrupted the run.
    #[error("interrupted after {answered} answers")]
    Interrupted {
        /// How many answers there were.
        answered: u64,
    },
    /// The credentials ended before the run did.
    #[error("the credentials for {account} have expired: {message}")]
    Expired {
        /// The account.
        account: String,
        /// What AWS says.
        message: String,
    },
    /// What was read cannot be put together.
    #[error("what was read of `{document}` cannot be used: {message}")]
    NotUsable {
        /// The part.
        document: String,
        /// Why.
        message: String,
    },
    /// The machine refuses something.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}
