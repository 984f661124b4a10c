//! What holds for all policies, requests and texts.

mod deciding;
mod indexing;
mod matching;
mod strategies;
