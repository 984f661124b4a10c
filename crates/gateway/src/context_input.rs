//! What a question says of the context, checked before it is believed.
//!
//! A value that cannot be read, a key given twice or one that contradicts the caller or the
//! API would make conditions come out in ways that no real request does.

use can_invoke_policy::{
    Arn, Policy,
    condition::{self, Prepared},
    keys::{self, ValueType},
};
use can_invoke_source::words;

use crate::{
    inventory::Inventory,
    keys::is_always_carried,
    network_input,
    query::{Query, QueryError},
};

/// What a question says of a key, and why it cannot be true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextError {
    /// The key, as the question writes it.
    pub key: String,
    /// What is wrong with it.
    pub error: QueryError,
}

impl From<ContextError> for QueryError {
    fn from(error: ContextError) -> Self {
        error.error
    }
}

/// Refuses what cannot be true of the request. An error names the first key of the question
/// that is refused.
pub fn check(inventory: &Inventory, query: &Query) -> Result<(), ContextError> {
    let about = |key: &str| {
        let key = key.to_owned();
        move |error| ContextError { key, error }
    };
    let mut seen: Vec<String> = Vec::new();
    let keys = query.context.iter().map(|(key, _)| key);
    for key in keys.chain(&query.absent) {
        check_key(inventory, key, &mut seen).map_err(about(key))?;
    }
    for key in &query.absent {
        check_absent(key).map_err(about(key))?;
    }
    for (key, values) in &query.context {
        check_values(key, values).map_err(about(key))?;
    }
    network_input::check(inventory, query)
}

fn check_key(inventory: &Inventory, key: &str, seen: &mut Vec<String>) -> Result<(), QueryError> {
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
    match unlisted(inventory.policies(), key) {
        Some(error) => Err(error),
        None => {
            seen.push(lowercase);
            Ok(())
        }
    }
}

fn check_absent(key: &str) -> Result<(), QueryError> {
    if keys::find(key).is_some_and(is_always_carried) {
        return Err(QueryError::new(
            format!("every request carries `{key}`"),
            "leave it out, or say its value",
        ));
    }
    Ok(())
}

fn check_values(key: &str, values: &[String]) -> Result<(), QueryError> {
    let lowercase = key.to_ascii_lowercase();
    if lowercase == "sts:externalid" || lowercase == "sts:rolesessionname" {
        return Err(QueryError::new(
            format!("`{key}` is what the caller passes when it assumes a role"),
            "say it with --external-id or --session-name",
        ));
    }
    if let Some(known) = keys::find(key)
        && values.len() > 1
        && !known.is_multivalued
    {
        return Err(QueryError::new(
            format!("`{key}` has one value, not {}", values.len()),
            format!("give the key once; see {}", known.source),
        ));
    }
    values.iter().try_for_each(|value| check_value(key, value))
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
    Ok(())
}

/// What there is to say of a key that AWS does not list, where it lists all keys of that
/// prefix: it is a slip of the pen, unless one of the policies uses it too. AWS adds keys, and
/// then the question may speak of them.
pub fn unlisted<'p>(
    policies: impl IntoIterator<Item = &'p Policy>,
    key: &str,
) -> Option<QueryError> {
    let is_listed = !keys::is_of_listed_namespace(key) || keys::find(key).is_some();
    if is_listed || policies.into_iter().any(|policy| uses(policy, key)) {
        return None;
    }
    let help = match (keys::nearest(key).as_slice(), key.split_once('/')) {
        ([], _) => "`can-invoke keys` lists the keys".to_owned(),
        ([family], Some((_, tag))) if family.ends_with('/') => {
            format!("did you mean `{family}{tag}`?")
        }
        ([family], None) if family.ends_with('/') => {
            format!("the key of a tag follows a slash: `{family}team`")
        }
        ([name], _) => format!("did you mean `{name}`?"),
        (names, _) => format!("keys that begin so are {}", words::enumerate(names)),
    };
    Some(QueryError::new(
        format!("AWS has no condition key {}", words::quote(key)),
        help,
    ))
}

/// Whether a policy compares a key or fills it in.
fn uses(policy: &Policy, key: &str) -> bool {
    policy.statements.iter().any(|statement| {
        let resources = statement.resource.iter().flat_map(|all| &all.patterns);
        let values = statement.conditions.iter().flat_map(|one| &one.values);
        let in_values = values.filter_map(|value| match &value.prepared {
            Prepared::Text(template) => Some(template.variables()),
            _ => None,
        });
        let mut variables = resources
            .flat_map(|pattern| pattern.variables())
            .chain(in_values.flatten());
        let mut conditions = statement.conditions.iter();
        conditions.any(|condition| condition.key.eq_ignore_ascii_case(key))
            || variables.any(|variable| variable.key.eq_ignore_ascii_case(key))
    })
}

fn check_value(key: &str, value: &str) -> Result<(), QueryError> {
    let value_type = keys::find(key).map_or(ValueType::String, |known| known.value_type);
    let (is_right, expected) = match value_type {
        ValueType::IpAddress => (
            value.parse::<core::net::IpAddr>().is_ok(),
            "an address such as `203.0.113.7`",
        ),
        ValueType::Date => (
            condition::is_date(value),
            "a time such as `2026-11-22T10:00:00Z`",
        ),
        ValueType::Numeric => (condition::is_number(value), "a number such as `3600`"),
        ValueType::Bool => (matches!(value, "true" | "false"), "`true` or `false`"),
        ValueType::Arn => (
            Arn::parse(value).is_some(),
            "an ARN such as `arn:aws:iam::111111111111:role/app`",
        ),
        ValueType::String => (!value.is_empty(), "a value that is not empty"),
    };
    if is_right {
        return Ok(());
    }
    Err(QueryError::new(
        format!("`{value}` is not a value of `{key}`"),
        format!("write {expected}"),
    ))
}
