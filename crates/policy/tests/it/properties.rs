//! What holds for all policies, requests and texts.

mod deciding;
mod indexing;
mod lists;
mod matching;
mod printing;
mod replaying;
mod strategies;
