//! Exit statuses, and the last resort for errors.

use std::{io::Write as _, process::ExitCode};

use can_invoke_gateway::respond::Outcome;
use can_invoke_policy::Verdict;

/// What the command tells the shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExitStatus {
    /// Allowed; or all went well.
    Allowed,
    /// Denied.
    Denied,
    /// The question or a document cannot be read.
    InputError,
    /// It depends on facts that were not given.
    Depends,
    /// That of a command that was run.
    #[cfg(all(feature = "live", not(unix)))]
    OfCommand(u8),
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        ExitCode::from(match status {
            ExitStatus::Allowed => 0,
            ExitStatus::Denied => 1,
            ExitStatus::InputError => 2,
            ExitStatus::Depends => 3,
            #[cfg(all(feature = "live", not(unix)))]
            ExitStatus::OfCommand(status) => status,
        })
    }
}

impl From<Verdict> for ExitStatus {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Allowed => ExitStatus::Allowed,
            Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => ExitStatus::Denied,
            Verdict::Depends => ExitStatus::Depends,
        }
    }
}

impl From<Outcome> for ExitStatus {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Mapped => ExitStatus::Allowed,
            Outcome::GatewayError => ExitStatus::Denied,
            Outcome::Depends => ExitStatus::Depends,
        }
    }
}

/// Tells an error on standard error. A reader that went away is no error to tell.
pub(crate) fn report(error: &anyhow::Error) -> ExitStatus {
    let is_closed_pipe = error.chain().any(is_closed_pipe);
    if !is_closed_pipe {
        // If standard error is closed too, there is nobody left to tell.
        let _ = writeln!(anstream::stderr(), "error: {error:#}");
    }
    ExitStatus::InputError
}

/// A JSON writer wraps the error of what it writes to.
pub(crate) fn is_closed_pipe(cause: &(dyn std::error::Error + 'static)) -> bool {
    let of_io = cause.downcast_ref().map(std::io::Error::kind);
    let of_json = cause
        .downcast_ref()
        .and_then(serde_json::Error::io_error_kind);
    of_io.or(of_json) == Some(std::io::ErrorKind::BrokenPipe)
}
