//! Text for a terminal, with ANSI colours; strip them where they are not wanted.

mod called;
mod check;
mod evidence;
mod keys;
mod lint;
mod not_readable;
mod references;
mod respond;
mod roles;
mod routes;
mod rules;
mod sequence;
mod steps;
mod style;
mod test_run;
mod why;

pub use called::{assumed, called, foreseen};
pub use check::check;
pub use evidence::requirement_text;
pub use keys::keys;
pub use lint::lint;
pub use references::references;
pub use respond::respond;
pub use routes::routes;
pub use rules::{manual, rules};
pub use sequence::sequence;
pub use steps::{shell_quoted, steps};
pub use test_run::{test_coverage, test_run, unreadable};
pub(crate) use why::quoted_message;
pub use why::why;

/// How much is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// What decides.
    #[default]
    Short,
    /// Every statement and every element.
    Full,
}
