//! A request that was really sent: who answered it, API Gateway or the backend behind it, and
//! whether that is what was predicted.

mod agreement;
mod answered;

pub use agreement::{Agreement, Comparison, compare};
pub use answered::{Answered, Outcome, answered};
