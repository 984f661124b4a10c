//! Policies as API Gateway gives them: a string in which the quotes, and often the slashes,
//! are still escaped, `{\"Version\":…,\"Resource\":\"execute-api:\/*\"}`.
//!
//! Source: API Gateway API reference, `API_RestApi`: "a stringified policy document"; the
//! escapes are those of the examples in `apigateway-resource-policies-create-attach`.

use serde_json::Value;

/// The text of a policy document without the escapes; none if there is no document in it.
pub(super) fn plain(given: &str) -> Option<String> {
    let unescaped = serde_json::from_str::<String>(&format!("\"{}\"", given.trim()));
    let text = unescaped.unwrap_or_else(|_| given.to_owned());
    document(&text).map(|_| text)
}

/// The document in a text.
pub(super) fn document(text: &str) -> Option<Value> {
    let value: Value = serde_json::from_str(text).ok()?;
    value.is_object().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_and_plain_policies_are_read_and_nothing_else() {
        let wanted = r#"{"Version":"2012-10-17","Statement":[{"Resource":"execute-api:/*"}]}"#;
        let escaped =
            r#"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Resource\":\"execute-api:\/*\"}]}"#;
        assert_eq!(plain(escaped).as_deref(), Some(wanted));
        assert_eq!(plain(wanted).as_deref(), Some(wanted));
        let spread = "{\n  \"Version\": \"2012-10-17\"\n}";
        assert_eq!(plain(spread).as_deref(), Some(spread));
        for wrong in ["", "{", "[]", "policy", r#"{\"Version\":"#] {
            assert_eq!(plain(wrong), None, "{wrong}");
        }
    }
}
