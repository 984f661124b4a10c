//! What holds for all policies, requests and texts.

mod deciding;
mod matching;
mod printing;
mod replaying;
mod strategies;
