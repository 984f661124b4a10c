//! Text to tree with byte spans.
//!
//! This crate reads JSON and YAML into one [`Node`] tree whose every key and value
//! remembers where it stands, byte for byte, in the file it came from, and writes JSON. It
//! also owns the one [`Diagnostic`] type of the project. It knows nothing of AWS and does
//! no IO.
//!
//! Parsing never fails and never panics: the answer is always a [`Parsed`] value, the
//! part that could be read, with diagnostics about the part that could not.

mod collector;
pub mod diagnostic;
mod duplicates;
pub mod edit;
pub mod embedded;
mod encoding;
mod escapes;
pub mod json;
pub mod limits;
pub mod offset_map;
pub mod parse;
mod quote;
pub mod sources;
pub mod span;
pub mod tree;
pub mod words;
pub mod write;
pub mod yaml;

pub use diagnostic::{Diagnostic, Fix, Label, Severity};
pub use edit::Edit;
pub use limits::Limits;
pub use offset_map::OffsetMap;
pub use parse::{Parsed, parse_bytes, parse_text};
pub use sources::{FileId, LineColumn, SourceFile, Sources};
pub use span::Span;
pub use tree::{Member, Node, Number, Text, Value};
pub use write::{JsonWriter, Layout};
