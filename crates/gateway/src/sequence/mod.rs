//! Several calls, one after another, and the cache of the authorizer between them.
//!
//! API Gateway reuses what a Lambda authorizer answered, for a time and for every call of the
//! same identity: also for another path and another method. A policy that names the one ARN
//! of the first call then refuses the next.
//!
//! Source: API Gateway developer guide, `apigateway-use-lambda-authorizer`,
//! `api-gateway-lambda-authorizer-output` and `http-api-lambda-authorizer`.

mod advice;
mod cache;
mod read;
mod run;

use can_invoke_policy::Verdict;
use can_invoke_source::{Diagnostic, Span};

use crate::{answer::Answer, inventory::Loaded, query::Query};

pub use read::load;
pub use run::run;

/// For how long answers are reused where nobody said, in seconds.
///
/// Source: API Gateway API reference, `API_Authorizer`.
pub const DEFAULT_TTL: u32 = 300;

/// Calls in the order in which they are made.
#[derive(Clone, Debug, PartialEq)]
pub struct Sequence {
    /// What they are about.
    pub title: Option<String>,
    /// The calls.
    pub calls: Vec<SequenceCall>,
}

/// One of the calls.
#[derive(Clone, Debug, PartialEq)]
pub struct SequenceCall {
    /// As it is written: `GET /pets`.
    pub text: String,
    /// Seconds since the sequence began.
    pub at: u64,
    /// What is asked; what the function would answer, if it is called, is in what the
    /// request carries.
    pub query: Query,
    /// Where it stands.
    pub span: Span,
}

/// A sequence with the documents that it was read from.
#[derive(Clone, Debug, Default)]
pub struct LoadedSequence {
    /// The calls; none where the diagnostics have an error.
    pub sequence: Option<Sequence>,
    /// The inventory, all texts and what is to be said about them.
    pub loaded: Loaded,
}

/// What a sequence comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct SequenceAnswer {
    /// The calls, in order.
    pub calls: Vec<CallAnswer>,
    /// What nobody said of the cache and the verdicts take for granted.
    pub taken_for_granted: Vec<String>,
}

impl SequenceAnswer {
    /// A denial if some call is denied; else *depends* if some call depends; else *allowed*.
    pub fn verdict(&self) -> Verdict {
        let verdicts = || self.calls.iter().map(|call| call.verdict);
        verdicts()
            .find(|verdict| verdict.is_denied())
            .or_else(|| verdicts().find(|verdict| *verdict == Verdict::Depends))
            .unwrap_or(Verdict::Allowed)
    }
}

/// What one call comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct CallAnswer {
    /// The verdict, the cache considered.
    pub verdict: Verdict,
    /// The answer, with what the authorizer answered now or earlier.
    pub answer: Answer,
    /// What became of the authorizer.
    pub authorizer: AuthorizerUse,
    /// Why it fails, where it is the cache that makes it fail.
    pub broken: Option<Broken>,
}

/// Whether a function was called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthorizerUse {
    /// The route has no Lambda authorizer, or the request did not get as far.
    NotAsked,
    /// The function was called.
    Called {
        /// Until when its answer is reused, in seconds since the sequence began; not at all
        /// if there is no cache for it.
        until: Option<u64>,
    },
    /// The answer to an earlier call was reused.
    Reused {
        /// The place of that call, counted from zero.
        from: usize,
        /// How old the answer is, in seconds.
        age: u64,
        /// What the two calls have in common: `the header Authorization`.
        key: String,
    },
}

/// A call that an answer from the cache refuses.
#[derive(Clone, Debug, PartialEq)]
pub struct Broken {
    /// The place of the call to which the authorizer gave the answer, counted from zero.
    pub from: usize,
    /// Which resource of which statement does not reach the call; none where the policy has
    /// no statement that could.
    pub diagnostic: Option<Diagnostic>,
    /// What would help, each tried out by the evaluator.
    pub advice: Vec<Advice>,
}

/// Something to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What it is.
    pub kind: AdviceKind,
    /// What to do, in a sentence.
    pub text: String,
    /// The resource to write, for [`AdviceKind::WiderResource`].
    pub resource: Option<String>,
    /// What the call comes to then, as the evaluator finds.
    pub verdict: Verdict,
}

/// The kinds of advice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdviceKind {
    /// Return a policy with a wildcard.
    WiderResource,
    /// Do not reuse answers.
    NoCache,
    /// Keep answers for each route of an HTTP API apart.
    RouteKey,
}

impl AdviceKind {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            AdviceKind::WiderResource => "wider-resource",
            AdviceKind::NoCache => "no-cache",
            AdviceKind::RouteKey => "route-key",
        }
    }
}
