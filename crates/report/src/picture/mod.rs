//! An answer as a picture: who calls, the hops in order, the policies that were asked at a
//! hop, the ways through roles, and how it ends, with the way that is taken lit.
//!
//! [`of`] makes a [`Picture`] from the answer of version 1; [`mermaid`] and [`svg`] write it.
//! A picture holds texts as they are; whoever writes one escapes, wraps and shortens them.
//! Colour is never the only signal: each state has a mark and a word, and each link a stroke.

mod mermaid;
mod model;
mod outcome;
mod svg;
mod words;

pub use mermaid::mermaid;
pub use model::of;
pub use svg::svg;

use crate::v1::Verdict;

/// What there is to see, before anything is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The answer in one line.
    pub title: String,
    /// Everything that the picture shows, in sentences, for those who do not see it.
    pub description: String,
    /// Who calls.
    pub caller: String,
    /// What is called: method and URL.
    pub request: String,
    /// The ways to the backend: the direct one first, then those through roles.
    pub ways: Vec<Way>,
    /// What is not shown.
    pub left_out: Option<String>,
    /// The backend, where all ways lead.
    pub end: End,
}

/// One way from the caller to the backend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// `directly`, or through which role.
    pub title: String,
    /// How it ends.
    pub verdict: Verdict,
    /// Whether it is the way that the verdict speaks of.
    pub is_lit: bool,
    /// The stations, in order.
    pub stations: Vec<Station>,
    /// Whether the request gets from the last station to the backend.
    pub last: Reach,
}

/// A hop, or a step that the caller takes before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Station {
    /// The name.
    pub title: String,
    /// How it ends.
    pub state: State,
    /// Whether the request gets here from the station before.
    pub reach: Reach,
    /// What is to be said of it.
    pub lines: Vec<Line>,
    /// What the client sees, if the request ends here.
    pub response: Option<String>,
}

impl Station {
    /// Whether the request gets here for sure or perhaps.
    pub fn is_reached(&self) -> bool {
        !matches!(self.state, State::NotReached | State::NotLookedAt)
            && self.reach != Reach::NotTaken
    }
}

/// Where all ways lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// What becomes of the request.
    pub title: String,
    /// How that is.
    pub state: State,
    /// Which API, stage and route.
    pub text: String,
}

/// How a station ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The request goes on.
    Passes,
    /// It ends here.
    Stops,
    /// It cannot be decided.
    Undecided,
    /// It ends before.
    NotReached,
    /// It cannot be decided whether it comes here, and what would happen then.
    NotLookedAt,
}

impl State {
    /// The state in a word or two.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Passes => "passes",
            State::Stops => "stops",
            State::Undecided => "cannot be decided",
            State::NotReached => "not reached",
            State::NotLookedAt => "not looked at",
        }
    }
}

/// Whether the request goes from one station to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It does.
    Taken,
    /// That turns on facts that were not given.
    Maybe,
    /// It does not.
    NotTaken,
}

/// A line below the name of a station.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A part of a sentence.
    Text(String),
    /// What a policy says.
    Policy {
        /// How.
        mark: Mark,
        /// Which, and by which statement.
        text: String,
        /// File and line of the statement.
        place: Option<String>,
    },
}

/// What a policy comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It allows.
    Allows,
    /// It denies, or does not allow where it must.
    Denies,
    /// That turns on facts that were not given.
    Unknown,
    /// It says nothing, and need not.
    Silent,
}
