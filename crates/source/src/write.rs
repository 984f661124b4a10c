//! Writing JSON: the one writer of the project.

use crate::{Node, Value};

/// How JSON text is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// On one line, without blanks.
    OneLine,
    /// One member or item a line, each level indented by two more spaces, without a line
    /// break at the end.
    Indented,
}

/// Writes JSON text, value by value.
///
/// Commas, line breaks and brackets come by themselves: inside of
/// [`object`](JsonWriter::object) write a [`key`](JsonWriter::key) and then its value, inside
/// of [`array`](JsonWriter::array) one value after the other.
#[derive(Clone, Debug)]
pub struct JsonWriter {
    text: String,
    layout: Layout,
    depth: usize,
    place: Place,
}

/// What stands before the next value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Nothing, or the key that it belongs to.
    Ready,
    /// An opening bracket.
    First,
    /// Another member or item.
    Next,
}

/// A tree as JSON text.
///
/// Keys that occur twice are written twice. A tag of YAML has no place in JSON and is left
/// out; a number in a form that only YAML knows, such as `0x1f`, becomes a string, so that
/// no digit of it changes.
pub fn json(node: &Node, layout: Layout) -> String {
    let mut writer = JsonWriter::new(layout);
    writer.node(node);
    writer.finish()
}

impl JsonWriter {
    /// A writer that has written nothing yet.
    pub fn new(layout: Layout) -> Self {
        JsonWriter {
            text: String::new(),
            layout,
            depth: 0,
            place: Place::Ready,
        }
    }

    /// The text.
    pub fn finish(self) -> String {
        self.text
    }

    /// Writes an object, whose members `members` writes.
    pub fn object(&mut self, members: impl FnOnce(&mut Self)) {
        self.nested('{', members, '}');
    }

    /// Writes an array, whose items `items` writes.
    pub fn array(&mut self, items: impl FnOnce(&mut Self)) {
        self.nested('[', items, ']');
    }

    /// Writes the key of a member; its value is what is written next.
    pub fn key(&mut self, key: &str) {
        self.begin();
        self.quoted(key);
        self.text.push(':');
        if self.layout == Layout::Indented {
            self.text.push(' ');
        }
        self.place = Place::Ready;
    }

    /// Writes a string.
    pub fn string(&mut self, value: &str) {
        self.begin();
        self.quoted(value);
    }

    /// Writes `true` or `false`.
    pub fn boolean(&mut self, value: bool) {
        self.word(if value { "true" } else { "false" });
    }

    /// Writes a whole number.
    pub fn number(&mut self, value: u32) {
        self.word(&value.to_string());
    }

    /// Writes one text as a string, and several or none as an array: how AWS writes an
    /// element that may hold more than one value.
    pub fn one_or_several<'t>(&mut self, texts: impl ExactSizeIterator<Item = &'t str>) {
        let is_one = texts.len() == 1;
        let write = |writer: &mut Self| texts.for_each(|text| writer.string(text));
        if is_one {
            write(self);
        } else {
            self.array(write);
        }
    }

    /// Writes a tree, as [`json`] does.
    pub fn node(&mut self, node: &Node) {
        match &node.value {
            Value::Null => self.word("null"),
            Value::Bool(value) => self.boolean(*value),
            Value::Number(number) if is_json_number(&number.0) => self.word(&number.0),
            Value::Number(number) => self.string(&number.0),
            Value::String(text) => self.string(&text.decoded),
            Value::Array(items) => self.array(|writer| {
                for item in items {
                    writer.node(item);
                }
            }),
            Value::Object(members) => self.object(|writer| {
                for member in members {
                    writer.key(&member.key);
                    writer.node(&member.value);
                }
            }),
        }
    }

    fn nested(&mut self, open: char, inside: impl FnOnce(&mut Self), close: char) {
        self.begin();
        self.text.push(open);
        self.depth += 1;
        self.place = Place::First;
        inside(self);
        self.depth -= 1;
        if self.place != Place::First {
            self.break_line();
        }
        self.text.push(close);
        self.place = Place::Next;
    }

    /// Writes what stands before a key or a value.
    fn begin(&mut self) {
        if self.place == Place::Next {
            self.text.push(',');
        }
        if self.place != Place::Ready {
            self.break_line();
        }
        self.place = Place::Next;
    }

    fn break_line(&mut self) {
        if self.layout == Layout::Indented {
            self.text.push('\n');
            self.text.extend(std::iter::repeat_n("  ", self.depth));
        }
    }

    fn word(&mut self, word: &str) {
        self.begin();
        self.text.push_str(word);
    }

    fn quoted(&mut self, text: &str) {
        self.text.push('"');
        for character in text.chars() {
            match character {
                '"' => self.text.push_str("\\\""),
                '\\' => self.text.push_str("\\\\"),
                '\n' => self.text.push_str("\\n"),
                '\r' => self.text.push_str("\\r"),
                '\t' => self.text.push_str("\\t"),
                // JSON asks this only of those before the space; the others could not be
                // seen. All of them have four digits.
                _ if character.is_control() => {
                    let escape = format!("\\u{:04x}", u32::from(character));
                    self.text.push_str(&escape);
                }
                _ => self.text.push(character),
            }
        }
        self.text.push('"');
    }
}

/// Whether a number is in the form that JSON knows.
///
/// Source: RFC 8259, section 6.
fn is_json_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let are_digits =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    are_digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(are_digits)
        && exponent.is_none_or(|text| are_digits(text.strip_prefix(['+', '-']).unwrap_or(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_json_takes_for_a_number_is_one() {
        for number in ["0", "-0", "10", "0.50", "1e9", "-1.5E+07", "2e-3"] {
            assert!(is_json_number(number), "{number}");
        }
        for other in [
            "", "-", "+1", "01", ".5", "1.", "1e", "1e+", "0x1f", "0o17", ".inf", "1_000", "1e5e5",
        ] {
            assert!(!is_json_number(other), "{other}");
        }
    }
}
