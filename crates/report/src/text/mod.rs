//! Text for a terminal, with ANSI colours; strip them where they are not wanted.

mod check;
mod evidence;
mod keys;
mod steps;
mod style;
mod test_run;

pub use check::check;
pub use evidence::requirement_text;
pub use keys::keys;
pub use steps::{shell_quoted, steps};
pub use test_run::{test_run, unreadable};

use can_invoke_gateway::answer::{Answer, Explained};

/// How much is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// What decides.
    #[default]
    Short,
    /// Every statement and every element.
    Full,
}

/// The decisions that the verdict leans on: of the open way, or of the direct one.
pub fn decisions(answer: &Answer) -> impl Iterator<Item = &Explained> {
    let direct = answer.direct.explained.as_ref();
    let through_role: Vec<&Explained> = match answer.via() {
        Some(path) => vec![&path.assume, &path.invoke],
        None => answer
            .role_paths
            .paths
            .iter()
            .filter(|path| path.verdict == can_invoke_policy::Verdict::Depends)
            .flat_map(|path| [&path.assume, &path.invoke])
            .collect(),
    };
    direct.into_iter().chain(through_role)
}
