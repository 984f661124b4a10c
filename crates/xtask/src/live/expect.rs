//! What a scenario asserts.

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

/// Fails with a sentence unless something holds.
pub(super) fn that(holds: bool, otherwise: impl FnOnce() -> String) -> Result<()> {
    if !holds {
        bail!("{}", otherwise());
    }
    Ok(())
}

/// Fails unless the value at a path of JSON (RFC 6901) is this one.
pub(super) fn at(json: &Value, path: &str, expected: impl Into<Value>) -> Result<()> {
    let expected = expected.into();
    let found = json.pointer(path).unwrap_or(&Value::Null);
    that(*found == expected, || {
        format!("`{path}` is {found}, not {expected}")
    })
}

/// The value at a path of JSON.
pub(super) fn part<'a>(json: &'a Value, path: &str) -> Result<&'a Value> {
    json.pointer(path)
        .with_context(|| format!("there is no `{path}`"))
}

/// The list at a path of JSON.
pub(super) fn list<'a>(json: &'a Value, path: &str) -> Result<&'a Vec<Value>> {
    json.pointer(path)
        .and_then(Value::as_array)
        .with_context(|| format!("there is no list `{path}`"))
}

/// The text at a path of JSON.
pub(super) fn text<'a>(json: &'a Value, path: &str) -> Result<&'a str> {
    json.pointer(path)
        .and_then(Value::as_str)
        .with_context(|| format!("there is no text `{path}`"))
}

/// The number at a path of JSON.
pub(super) fn number(json: &Value, path: &str) -> Result<u64> {
    json.pointer(path)
        .and_then(Value::as_u64)
        .with_context(|| format!("there is no number `{path}`"))
}

/// Fails unless a text says something.
pub(super) fn says(text: &str, part: &str) -> Result<()> {
    that(text.contains(part), || {
        let shown: String = text.chars().take(2000).collect();
        format!("`{part}` is not said in\n{shown}")
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_as_expected_is_named() {
        let json = json!({"a": [{"b": "c"}]});
        assert!(at(&json, "/a/0/b", "c").is_ok());
        let error = at(&json, "/a/0/b", "d").unwrap_err().to_string();
        assert_eq!(error, "`/a/0/b` is \"c\", not \"d\"");
        let error = at(&json, "/x", 1).unwrap_err().to_string();
        assert_eq!(error, "`/x` is null, not 1");
        assert_eq!(list(&json, "/a").unwrap().len(), 1);
        assert_eq!(text(&json, "/a/0/b").unwrap(), "c");
        assert!(list(&json, "/a/0").is_err() && number(&json, "/a").is_err());
        assert!(says("all of it", "some").is_err());
    }
}
