//! The tree that JSON and YAML are read into.

use crate::{OffsetMap, Span};

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The bytes of the value: for a string with its quotes, in YAML with its tag, its
    /// anchor and the header of a block (`|`). A value that a YAML alias stands for keeps
    /// the place where it is written.
    pub span: Span,
    /// A YAML tag such as `!Ref`, with the exclamation mark; never set by JSON.
    pub tag: Option<String>,
    /// What the value is.
    pub value: Value,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, kept as it is written.
    Number(Number),
    /// A string.
    String(Text),
    /// An array.
    Array(Vec<Node>),
    /// An object. Keys that occur twice are kept twice, in order; the parser has
    /// reported them.
    Object(Vec<Member>),
}

/// A number as it is written; no digit is lost to floating point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number(pub String);

/// A decoded string, with the way back to its bytes in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// The string after its escapes were read.
    pub decoded: String,
    /// From offsets in `decoded` to offsets in the file.
    pub map: OffsetMap,
}

/// One key of an object with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The key, decoded.
    pub key: String,
    /// The bytes of the key, with its quotes.
    pub key_span: Span,
    /// The bytes of the key without its quotes. A word put in their place fits however the
    /// document is written: as JSON, YAML, or JSON inside a string.
    pub key_text_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The decoded string, if the node is a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(&text.decoded),
            _ => None,
        }
    }

    /// The boolean, if the node is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The elements, if the node is an array.
    pub fn as_array(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The members, if the node is an object.
    pub fn as_object(&self) -> Option<&[Member]> {
        match &self.value {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    /// Whether the node is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The value of a key of an object; the first, if the key occurs twice.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_object()?
            .iter()
            .find(|member| member.key == key)
            .map(|member| &member.value)
    }

    /// The text of a scalar: a string decoded, a number as written, `true`, `false`.
    /// `None` for `null`, arrays and objects.
    pub fn scalar_text(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(&text.decoded),
            Value::Number(number) => Some(&number.0),
            Value::Bool(true) => Some("true"),
            Value::Bool(false) => Some("false"),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// What the node is, in words for messages: `a string`, `an object` …
    pub fn kind_name(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        }
    }
}

impl Node {
    /// The bytes of a string without its quotes, in whose place a plain word fits however the
    /// document is written; `None` if the node is no string.
    pub fn text_span(&self) -> Option<Span> {
        match &self.value {
            Value::String(text) => Some(text.span()),
            _ => None,
        }
    }
}

impl Text {
    /// The bytes of the whole text, without quotes.
    pub fn span(&self) -> Span {
        self.map.span(0, self.decoded.len())
    }

    /// The text from byte `start` of the decoded string on, with its way back to the file.
    /// An offset inside a character gives an empty text.
    pub fn suffix(&self, start: usize) -> Text {
        let decoded = self.decoded.get(start..).unwrap_or_default().to_owned();
        let map = self.map.slice(start, decoded.len());
        Text { decoded, map }
    }
}
