//! What descriptions of APIs say of other things that are to be read.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::collected::Collected;

/// The roles that API Gateway assumes to call what routes lead to, and authorizers.
pub(super) fn roles(apis: &Collected) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for value in apis.apis.iter().chain(apis.files.values()) {
        find(value, &mut |key, value| {
            let is_role = matches!(
                key,
                "credentials"
                    | "CredentialsArn"
                    | "authorizerCredentials"
                    | "AuthorizerCredentialsArn"
            );
            if let Some(arn) = value.as_str()
                && is_role
                && arn.contains(":role/")
                && !arn.contains(['*', '$'])
            {
                found.insert(arn.to_owned());
            }
        });
    }
    found
}

/// Whether a route asks for an API key.
pub(super) fn ask_for_keys(apis: &Collected) -> bool {
    let mut found = false;
    for value in apis.apis.iter().chain(apis.files.values()) {
        find(value, &mut |key, value| {
            let asks = matches!(
                key,
                "api-key-required" | "apiKeyRequired" | "ApiKeyRequired"
            );
            found |= asks && value.as_bool() == Some(true);
        });
    }
    found
}

fn find(value: &Value, found: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| find(item, found)),
        Value::Object(members) => {
            for (key, value) in members {
                found(key, value);
                find(value, found);
            }
        }
        _ => {}
    }
}
