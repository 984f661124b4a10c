//! What a question says of the context, checked before it is believed.
//!
//! A value that cannot be read, a key given twice or one that contradicts the caller or the
//! API would make conditions come out in ways that no real request does.

use can_invoke_policy::{condition, context::is_multivalued};

use crate::{
    keys,
    query::{Query, QueryError},
};

/// Refuses what cannot be true of the request.
pub(crate) fn check(query: &Query) -> Result<(), QueryError> {
    let mut seen: Vec<String> = Vec::new();
    let keys = query.context.iter().map(|(key, _)| key);
    for key in keys.chain(&query.absent) {
        let is_key = key
            .split_once(':')
            .is_some_and(|(prefix, name)| !prefix.is_empty() && !name.is_empty());
        if !is_key || key.contains(char::is_whitespace) {
            return Err(QueryError::new(
                format!("`{key}` is not a condition key"),
                "a condition key has a prefix and a name, such as `aws:SourceIp`",
            ));
        }
        let lowercase = key.to_ascii_lowercase();
        if seen.contains(&lowercase) {
            return Err(QueryError::new(
                format!("`{key}` is given twice"),
                "say once what the request carries",
            ));
        }
        refuse_what_follows(key, &lowercase)?;
        seen.push(lowercase);
    }
    for (key, values) in &query.context {
        let lowercase = key.to_ascii_lowercase();
        if lowercase == "sts:externalid" || lowercase == "sts:rolesessionname" {
            return Err(QueryError::new(
                format!("`{key}` is what the caller passes when it assumes a role"),
                "say it with --external-id or --session-name",
            ));
        }
        if values.len() > 1 && lowercase.starts_with("aws:") && !is_multivalued(key) {
            return Err(QueryError::new(
                format!("`{key}` has one value, not {}", values.len()),
                "give the key once",
            ));
        }
        for value in values {
            check_value(key, &lowercase, value)?;
        }
    }
    Ok(())
}

/// Keys whose value follows from the rest of the question.
fn refuse_what_follows(key: &str, lowercase: &str) -> Result<(), QueryError> {
    const OF_CALLER: &[&str] = &[
        "aws:principalarn",
        "aws:principalaccount",
        "aws:principaltype",
        "aws:principalisawsservice",
        "aws:principalservicename",
        "aws:username",
    ];
    const OF_API: &[&str] = &[
        "aws:requestedregion",
        "aws:resourceaccount",
        "aws:securetransport",
    ];
    if OF_CALLER.contains(&lowercase) {
        return Err(QueryError::new(
            format!("`{key}` follows from the caller"),
            "leave it out, or ask for another caller",
        ));
    }
    if OF_API.contains(&lowercase) {
        return Err(QueryError::new(
            format!("`{key}` follows from the API"),
            "leave it out, or ask for another API",
        ));
    }
    if keys::is_of_private_apis(lowercase) {
        return Err(QueryError::new(
            format!("requests to a public endpoint carry no `{key}`"),
            "leave it out; private APIs are not decided yet",
        ));
    }
    Ok(())
}

fn check_value(key: &str, lowercase: &str, value: &str) -> Result<(), QueryError> {
    let (is_right, expected) = match lowercase {
        "aws:sourceip" => (
            value.parse::<core::net::IpAddr>().is_ok(),
            "an address such as `203.0.113.7`",
        ),
        "aws:currenttime" | "aws:tokenissuetime" => (
            condition::is_date(value),
            "a time such as `2026-11-22T10:00:00Z`",
        ),
        "aws:epochtime" | "aws:multifactorauthage" => {
            (condition::is_number(value), "a number of seconds")
        }
        "aws:multifactorauthpresent" | "aws:viaawsservice" | "aws:assumedroot" => {
            (matches!(value, "true" | "false"), "`true` or `false`")
        }
        _ => (!value.is_empty(), "a value that is not empty"),
    };
    if is_right {
        return Ok(());
    }
    Err(QueryError::new(
        format!("`{value}` is not a value of `{key}`"),
        format!("write {expected}"),
    ))
}
