//! The IAM policy language and its decision.
//!
//! A [`document::Policy`] is read from a tree with its spans, a [`request::Request`] says
//! who asks for what in which context, [`layers::Layers`] hold the policies that bear on
//! it, and [`decide::decide`] gives the [`decision::Decision`]. There is one evaluator:
//! what it remembers for the explanation is chosen by a type parameter
//! ([`evidence::Recorder`]), and a fact that nobody gave is a third truth value
//! ([`truth::Truth::Unknown`]), not a second way of evaluating.
//!
//! Sources are pages of the AWS documentation, named where a rule is coded. Where AWS is
//! silent or contradicts itself our reading is an [`assumption::Assumption`].

pub mod arn;
pub mod assumption;
pub mod batch;
mod caller;
mod combine;
pub mod condition;
pub mod context;
pub mod decide;
pub mod decision;
pub mod depends;
pub mod document;
pub mod evidence;
mod index;
pub mod keys;
pub mod layers;
pub mod message;
mod outcome;
pub mod pattern;
pub mod prepared;
pub mod principal;
pub mod replay;
pub mod request;
pub mod service;
mod statement;
mod sts;
mod tally;
pub mod truth;
mod word;

pub use arn::Arn;
pub use assumption::{Assumption, Readings};
pub use caller::Caller;
pub use context::{Context, Lookup};
pub use decide::decide;
pub use decision::{Decision, Verdict};
pub use document::{Effect, Policy, PolicyKind};
pub use evidence::{Recorder, Silent, Trace};
pub use layers::{Granting, Layer, Layers, Supplied};
pub use prepared::Prepared;
pub use request::{Action, Request, Resource};
pub use truth::Truth;
