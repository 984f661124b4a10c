//! What a scalar means: the core schema of YAML 1.2, and tags.
//!
//! Only the forms of YAML 1.2 are known: `yes` and `on` are strings, and so is a date. A
//! number keeps the text it was written as, so that an account id such as `012345678901`
//! loses no digit.

use saphyr_parser::{ScalarStyle, Tag};

use crate::{Number, Text, Value};

const CORE: &str = "tag:yaml.org,2002:";

/// What a tag says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum TagKind {
    /// There is none.
    None,
    /// A tag of the core schema, by its name: `str` for `!!str`.
    Core(String),
    /// `!` alone: the value is what it looks like, unresolved.
    NonSpecific,
    /// Any other, as [`crate::Node::tag`] keeps it.
    Custom(String),
}

impl TagKind {
    pub(super) fn of(tag: Option<&Tag>) -> Self {
        let Some(tag) = tag else {
            return TagKind::None;
        };
        let full = format!("{}{}", tag.handle, tag.suffix);
        match full.strip_prefix(CORE) {
            _ if full == "!" => TagKind::NonSpecific,
            Some(name @ ("str" | "int" | "float" | "bool" | "null" | "seq" | "map")) => {
                TagKind::Core(name.to_owned())
            }
            Some(name) => TagKind::Custom(format!("!!{name}")),
            None if full.starts_with('!') => TagKind::Custom(full),
            None => TagKind::Custom(format!("!<{full}>")),
        }
    }

    /// The tag of a collection, for the tree; `Err` with its name if it is not for one.
    pub(super) fn of_collection(self, own: &str) -> Result<Option<String>, String> {
        match self {
            TagKind::None | TagKind::NonSpecific => Ok(None),
            TagKind::Core(name) if name == own => Ok(None),
            TagKind::Core(name) => Err(name),
            TagKind::Custom(tag) => Ok(Some(tag)),
        }
    }

    /// The value and the tag of a scalar; `Err` with the name of a core tag that the text
    /// does not fit.
    pub(super) fn of_scalar(
        self,
        text: Text,
        style: ScalarStyle,
    ) -> Result<(Value, Option<String>), String> {
        let is_plain = style == ScalarStyle::Plain;
        match self {
            TagKind::None if is_plain => Ok((resolve(text), None)),
            TagKind::None | TagKind::NonSpecific => Ok((Value::String(text), None)),
            TagKind::Core(name) => forced(&name, text).map(|value| (value, None)).ok_or(name),
            TagKind::Custom(tag) if is_plain && text.decoded.is_empty() => {
                Ok((Value::Null, Some(tag)))
            }
            TagKind::Custom(tag) => Ok((Value::String(text), Some(tag))),
        }
    }
}

/// A plain scalar without a tag.
fn resolve(text: Text) -> Value {
    let written = text.decoded.as_str();
    if is_null(written) {
        Value::Null
    } else if let Some(boolean) = boolean(written) {
        Value::Bool(boolean)
    } else if is_integer(written) || is_float(written) {
        Value::Number(Number(text.decoded))
    } else {
        Value::String(text)
    }
}

/// A scalar with a core tag.
fn forced(name: &str, text: Text) -> Option<Value> {
    let written = text.decoded.as_str();
    match name {
        "str" => Some(Value::String(text)),
        "null" => is_null(written).then_some(Value::Null),
        "bool" => boolean(written).map(Value::Bool),
        "int" => is_integer(written).then_some(Value::Number(Number(text.decoded))),
        "float" => (is_integer(written) || is_float(written))
            .then_some(Value::Number(Number(text.decoded))),
        _ => None,
    }
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_integer(text: &str) -> bool {
    if let Some(octal) = text.strip_prefix("0o") {
        return !octal.is_empty() && octal.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
    }
    if let Some(hexadecimal) = text.strip_prefix("0x") {
        return !hexadecimal.is_empty() && hexadecimal.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    is_digits(text.strip_prefix(['-', '+']).unwrap_or(text))
}

fn is_float(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let exponent_fits = exponent
        .is_none_or(|exponent| is_digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent)));
    let mantissa_fits = match mantissa.split_once('.') {
        None => is_digits(mantissa),
        Some((whole, "")) => is_digits(whole),
        Some((whole, fraction)) => (whole.is_empty() || is_digits(whole)) && is_digits(fraction),
    };
    mantissa_fits && exponent_fits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FileId, OffsetMap};

    fn plain(text: &str) -> Value {
        resolve(Text {
            decoded: text.to_owned(),
            map: OffsetMap::identity(FileId(0), 0),
        })
    }

    #[test]
    fn the_core_schema() {
        for text in ["", "~", "null", "Null", "NULL"] {
            assert_eq!(plain(text), Value::Null, "{text}");
        }
        for text in ["true", "True", "TRUE"] {
            assert_eq!(plain(text), Value::Bool(true), "{text}");
        }
        for text in [
            "0",
            "-1",
            "+7",
            "012345678901",
            "111111111111",
            "0o17",
            "0xFf",
            "1.5",
            "-.5",
            "5.",
            "1e3",
            "1.5E-7",
            ".inf",
            "-.INF",
            ".nan",
        ] {
            assert_eq!(plain(text), Value::Number(Number(text.into())), "{text}");
        }
    }

    #[test]
    fn all_else_is_a_string() {
        for text in [
            "yes",
            "no",
            "on",
            "off",
            "y",
            "tRUE",
            "nULL",
            "2012-10-17",
            "1_000",
            "0b1",
            "1:30",
            "0o8",
            "0x",
            "-0x1",
            ".",
            "-",
            "e3",
            "1e",
            "1.2.3",
            "-.nan",
            "*",
            "arn:aws:iam::1:root",
        ] {
            assert!(matches!(plain(text), Value::String(_)), "{text}");
        }
    }
}
