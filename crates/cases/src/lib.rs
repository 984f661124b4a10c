//! Tests of policies as data: questions with the answers that are expected.
//!
//! [`read`] takes a file apart, [`run`] asks its questions and says where an answer differs
//! from what is expected. The format is described in `docs/policy-tests.md`; the cases of
//! `tests/cases`, which hold this engine to AWS's documentation, are written in it.

mod case;
mod compare;
mod coverage;
mod expect;
mod labels;
mod read;
mod run;

pub use case::{ActionQuestion, Case, Documents, Question, TestFile};
pub use compare::Difference;
pub use coverage::{Asked, Coverage, Covered, Reached, coverage};
pub use expect::{DecisionExpect, Expect, MissingExpect};
pub use read::{ReadOptions, is_test_file, read, read_assuming, read_with};
pub use run::{CaseResult, Found, run, run_case};
