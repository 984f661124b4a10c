//! How long a session may last.
//!
//! Source: STS API reference, `AssumeRole`, `DurationSeconds`; IAM user guide,
//! `id_roles_terms-and-concepts` (role chaining).

use can_invoke_policy::Verdict;

use crate::{inventory::PrincipalRecord, query::Query};

use super::told::DurationProblem;

/// The longest session of a chain, the shortest maximum of a role, and what is asked for where
/// nothing is said, in seconds.
const ONE_HOUR: u32 = 3_600;

/// What becomes of the duration that a call asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Duration {
    /// STS grants it.
    Granted,
    /// STS refuses it.
    Refused(DurationProblem),
    /// The longest duration of the role is not known.
    NotKnown(String),
}

impl Duration {
    pub(super) fn of(query: &Query, is_chained: bool, role: &PrincipalRecord) -> Self {
        let Some(asked) = query.assume.duration.filter(|asked| *asked > ONE_HOUR) else {
            return Duration::Granted;
        };
        if is_chained {
            return Duration::Refused(DurationProblem::OfChain { asked });
        }
        match role.max_session_duration.known() {
            Some(most) if asked > *most => {
                Duration::Refused(DurationProblem::OfRole { asked, most: *most })
            }
            Some(_) => Duration::Granted,
            None => Duration::NotKnown(format!(
                "that sessions of {} may last {asked} seconds",
                role.arn
            )),
        }
    }

    pub(super) fn verdict(&self, strict: bool) -> Verdict {
        match self {
            Duration::Granted => Verdict::Allowed,
            Duration::Refused(_) => Verdict::ImplicitlyDenied,
            Duration::NotKnown(_) if strict => Verdict::Depends,
            Duration::NotKnown(_) => Verdict::Allowed,
        }
    }
}
