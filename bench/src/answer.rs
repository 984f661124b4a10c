//! What an engine answers, in words that all of them share.

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// The request is allowed.
    Allowed,
    /// A `Deny` applies.
    ExplicitlyDenied,
    /// Nothing allows it.
    ImplicitlyDenied,
    /// The engine refused the question or failed.
    Failed,
}

impl Answer {
    /// All answers that ours can give here.
    pub const OURS: [Answer; 3] = [
        Answer::Allowed,
        Answer::ExplicitlyDenied,
        Answer::ImplicitlyDenied,
    ];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Answer::Allowed => "allowed",
            Answer::ExplicitlyDenied => "explicitly denied",
            Answer::ImplicitlyDenied => "implicitly denied",
            Answer::Failed => "failed",
        }
    }

    /// From the word that iam-simulate uses.
    pub fn from_simulate(word: &str) -> Self {
        match word {
            "Allowed" => Answer::Allowed,
            "ExplicitlyDenied" => Answer::ExplicitlyDenied,
            "ImplicitlyDenied" => Answer::ImplicitlyDenied,
            _ => Answer::Failed,
        }
    }
}
