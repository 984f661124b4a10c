//! One self-contained question a line: the request and every policy that bears on it.
//!
//! The context of such a line is complete: what it does not carry is absent.
//!
//! [`decide_line`] reads a line into a tree, and says what is wrong with one. A [`Decider`]
//! gives the same answers, but remembers the policies of earlier lines.

mod cache;
mod cursor;
mod decider;
mod line;

use can_invoke_source::{FileId, Limits, Node, OffsetMap, json};

use self::cursor::Cursor;
use crate::{Layers, Silent, Verdict, assumption::Readings, decide, decision::Relation};

pub use decider::{Answer, Decider, Id};
pub use line::{Line, LineError};

/// What a line comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct LineResult {
    /// The `id` of the line, if it has one that can be read.
    pub id: Option<Node>,
    /// The verdict, or what is wrong with the line.
    pub outcome: Result<Verdict, LineError>,
}

/// Decides a line by our readings. A bad line is an error of that line, whatever is wrong
/// with it.
pub fn decide_line(text: &str, limits: &Limits) -> LineResult {
    decide_line_by(text, limits, Readings::default())
}

/// The same by given readings.
pub fn decide_line_by(text: &str, limits: &Limits, readings: Readings) -> LineResult {
    let map = OffsetMap::identity(FileId(0), 0);
    let parsed = json::parse(text, &map, limits);
    let id = match &parsed.value {
        Some(node) => node.get("id").cloned(),
        None => id_of_broken(text, limits),
    };
    // A line is written by a program: it is strict JSON or an error.
    let outcome = match (parsed.diagnostics.first(), &parsed.value) {
        (Some(diagnostic), _) => Err(LineError::from_diagnostic(diagnostic)),
        (None, None) => Err(LineError::new("the line is empty", 0)),
        (None, Some(node)) => Line::read(node, limits).and_then(|line| line.decide(readings)),
    };
    LineResult { id, outcome }
}

/// The `id` of a line that is not JSON, if it stands before the place where the line breaks.
fn id_of_broken(text: &str, limits: &Limits) -> Option<Node> {
    let mut id = None;
    // The reader gives up at the break; what it has seen before counts.
    let _ = Cursor::new(text).object(|key, cursor| {
        let from = cursor.rest();
        if cursor.document().is_none() {
            cursor.scalar()?;
        }
        if key == "id" {
            id = from.get(..from.len() - cursor.rest().len());
        }
        Some(())
    });
    let map = OffsetMap::identity(FileId(0), 0);
    json::parse(id?, &map, limits).value
}

impl Line {
    /// Decides the question of this line.
    pub fn decide(&self, readings: Readings) -> Result<Verdict, LineError> {
        let layers = Layers {
            readings,
            ..self.layers()
        };
        let decision = decide(&self.request, &layers, &mut Silent);
        let message = match (decision.verdict, decision.relation) {
            (Verdict::Depends, Relation::NotKnown) => {
                "the account that owns the resource is not known: give `accountId`"
            }
            (Verdict::Depends, _) => {
                "a policy names a principal of which the line does not say whether it is the caller"
            }
            (verdict, _) => return Ok(verdict),
        };
        Err(LineError::new(message, 0))
    }
}
