//! What the caller passes to `sts:AssumeRole`, checked before it is believed.

use can_invoke_policy::Caller;

use crate::query::{Query, QueryError};

/// Refuses what STS would refuse whatever the policies say.
///
/// Source: STS API reference, `AssumeRole`.
pub(crate) fn check(query: &Query) -> Result<(), QueryError> {
    check_tags(&query.assume.session_tags)?;
    check_transitive(query)?;
    if let Some(name) = &query.assume.source_identity {
        check_source_identity(name)?;
    }
    if let Some(seconds) = query.assume.duration
        && !(900..=43_200).contains(&seconds)
    {
        return Err(QueryError::new(
            format!("no session lasts {seconds} seconds"),
            "write seconds, from 900 (15 minutes) to 43200 (twelve hours)",
        ));
    }
    if query.assume.has_mfa && !matches!(query.caller, Caller::User { .. }) {
        return Err(QueryError::new(
            format!(
                "{} has no device for multi-factor authentication",
                query.caller
            ),
            "only an IAM user gives a code when it assumes a role; leave it out",
        ));
    }
    Ok(())
}

fn check_tags(tags: &[(String, String)]) -> Result<(), QueryError> {
    if tags.len() > 50 {
        return Err(QueryError::new(
            format!("{} session tags are too many", tags.len()),
            "a call passes 50 at most",
        ));
    }
    for (index, (key, value)) in tags.iter().enumerate() {
        let is_key = (1..=128).contains(&key.chars().count())
            && !key.to_ascii_lowercase().starts_with("aws:");
        if !is_key {
            return Err(QueryError::new(
                format!("`{key}` is not the key of a session tag"),
                "a key has 1 to 128 characters and does not begin with `aws:`",
            ));
        }
        if value.chars().count() > 256 {
            return Err(QueryError::new(
                format!("the value of the session tag `{key}` is too long"),
                "a value has 256 characters at most",
            ));
        }
        let mut before = tags.iter().take(index);
        if before.any(|(other, _)| other.eq_ignore_ascii_case(key)) {
            return Err(QueryError::new(
                format!("the session tag `{key}` is passed twice"),
                "keys of tags differ by more than the case of their letters",
            ));
        }
    }
    Ok(())
}

fn check_transitive(query: &Query) -> Result<(), QueryError> {
    let tags = &query.assume.session_tags;
    for key in &query.assume.transitive_tags {
        if !tags
            .iter()
            .any(|(passed, _)| passed.eq_ignore_ascii_case(key))
        {
            return Err(QueryError::new(
                format!("`{key}` is to be transitive and is no tag that is passed"),
                format!("pass the tag too: `--session-tag {key}=VALUE`"),
            ));
        }
    }
    Ok(())
}

fn check_source_identity(name: &str) -> Result<(), QueryError> {
    let fits = |character: char| character.is_alphanumeric() || "_+=,.@-".contains(character);
    let is_name = (2..=64).contains(&name.chars().count())
        && name.chars().all(fits)
        && !name.to_ascii_lowercase().starts_with("aws:");
    if is_name {
        return Ok(());
    }
    Err(QueryError::new(
        format!("`{name}` is not a source identity"),
        "it has 2 to 64 letters, digits and characters of `_+=,.@-`",
    ))
}
