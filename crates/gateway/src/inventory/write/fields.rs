//! Keys with the values that most things have: what is not known is left out.

use std::collections::BTreeMap;

use can_invoke_source::JsonWriter;

use crate::inventory::{Known, Parameter};

/// What says that there is nothing.
pub(super) const NONE: &str = "none";

/// A key with a text.
pub(super) fn text(writer: &mut JsonWriter, key: &str, value: &str) {
    writer.key(key);
    writer.string(value);
}

/// A text that there may be, of which not being there says nothing.
pub(super) fn optional(writer: &mut JsonWriter, key: &str, value: Option<&String>) {
    if let Some(value) = value {
        text(writer, key, value);
    }
}

/// A text that is known or not.
pub(super) fn known(writer: &mut JsonWriter, key: &str, value: &Known<String>) {
    optional(writer, key, value.known());
}

/// A text that there may be, or none, if that is known.
pub(super) fn known_or_none(writer: &mut JsonWriter, key: &str, value: &Known<Option<String>>) {
    if let Known::Known(value) = value {
        text(writer, key, value.as_deref().unwrap_or(NONE));
    }
}

/// A key with a list of texts.
pub(super) fn texts(writer: &mut JsonWriter, key: &str, values: &[String]) {
    writer.key(key);
    writer.array(|writer| values.iter().for_each(|value| writer.string(value)));
}

/// A list of texts that is known or not.
pub(super) fn known_texts(writer: &mut JsonWriter, key: &str, values: &Known<Vec<String>>) {
    if let Known::Known(values) = values {
        texts(writer, key, values);
    }
}

/// Names with texts, if they are known.
pub(super) fn known_map(
    writer: &mut JsonWriter,
    key: &str,
    values: &Known<BTreeMap<String, String>>,
) {
    if let Known::Known(values) = values {
        writer.key(key);
        writer.object(|writer| {
            for (name, value) in values {
                text(writer, name, value);
            }
        });
    }
}

/// Names with what they are given.
pub(super) fn parameters(writer: &mut JsonWriter, key: &str, parameters: &[Parameter]) {
    writer.key(key);
    writer.object(|writer| {
        for one in parameters {
            text(writer, &one.name.value, &one.value.value);
        }
    });
}

/// `true` or `false`, if it is known.
pub(super) fn known_flag(writer: &mut JsonWriter, key: &str, value: &Known<bool>) {
    if let Known::Known(value) = value {
        writer.key(key);
        writer.boolean(*value);
    }
}

/// A number, if it is known.
pub(super) fn known_number(writer: &mut JsonWriter, key: &str, value: &Known<u32>) {
    if let Known::Known(value) = value {
        writer.key(key);
        writer.number(*value);
    }
}
