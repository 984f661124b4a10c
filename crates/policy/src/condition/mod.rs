//! Condition operators: their names, their values, their truth tables.
//!
//! Source: IAM user guide, `reference_policies_elements_condition_operators` and
//! `reference_policies_condition-single-vs-multi-valued-context-keys`.

pub(crate) mod candidates;
mod compare;
mod evaluate;
mod number;
mod operator;
mod ordered;
pub(crate) mod prepare;
mod texts;

pub use evaluate::{ConditionOutcome, evaluate};
pub(crate) use evaluate::{Finding, test, unknown_keys};
pub use number::KeptNumber;
pub use operator::{Family, Operator, OperatorBase, Qualifier};
pub use prepare::{Prepared, is_date, is_number};
