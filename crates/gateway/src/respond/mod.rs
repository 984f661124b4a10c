//! What the backend of a route receives, and what the client gets for an answer of it.
//!
//! A [`Situation`] is a route with its integration, a sample request and a sample answer;
//! [`respond()`] maps them as API Gateway would and says where each line comes from. Mapping
//! templates in Velocity are not evaluated: what they make is *not known*.
//!
//! [`ask()`] is the door: it reads the documents and puts the situation together.

mod ask;
mod destination;
pub mod expression;
mod jsonpath;
mod lambda;
mod report;
mod request;
mod response;
mod rest_response;
mod sample;
mod situation;
mod template;
mod value;
mod variables;

pub use ask::{Asked, Given, Question, ask};
pub use jsonpath::JsonPath;
pub use report::{Client, Dropped, Item, Outcome, Received, Respond, Step, Value};
pub use sample::{Answer, Body, Field, Sample};
pub use situation::{Situation, respond};
