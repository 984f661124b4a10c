//! What is to be said about the patterns of one policy.

use can_invoke_policy::{
    Effect,
    document::{PrincipalEntry, Statement},
    pattern::ResourcePattern,
};
use can_invoke_source::words::quote;

use super::{
    Cover, Finding, FindingKind, Match, PatternUse,
    automaton::{Found, Step, cover, find_matched},
    collect::{Source, Table, is_matched},
    languages::{self, Read},
    repair::nearest_match,
};
use crate::inventory::{Api, Authorization};

/// A pattern with what is known of it.
pub(super) struct Subject<'i> {
    /// Its place in the report.
    pub(super) number: usize,
    /// The place of its statement in the policy.
    pub(super) statement_number: usize,
    pub(super) statement: &'i Statement,
    pub(super) pattern: &'i ResourcePattern,
    pub(super) read: Read,
}

/// Looks at the patterns of one policy; `uses` are the same as `subjects`, as they are told.
pub(super) fn find(
    source: &Source<'_>,
    apis: &[&Api],
    tables: &[Table<'_>],
    subjects: &[Subject<'_>],
    uses: &[PatternUse<'_>],
    findings: &mut Vec<Finding>,
) {
    for (subject, used) in subjects.iter().zip(uses) {
        // What `NotResource` leaves out is not what the statement is for.
        if used.is_negated {
            continue;
        }
        if used.matches.is_empty() {
            findings.extend(misses_all(source, apis, tables, subject));
            continue;
        }
        findings.extend(misses_parent(source, tables, subject, subjects, uses));
        findings.extend(over_matches(tables, subject, used));
        findings.extend(contradicts(subject, used, subjects, uses));
        findings.extend(not_asked(source, subject, used));
    }
}

fn named(matches: &[&Match<'_>]) -> Vec<(String, String)> {
    matches
        .iter()
        .map(|one| (one.api.id.clone(), one.route.key.text()))
        .collect()
}

/// A pattern that matches no route, if it speaks of an API whose routes are known and it is
/// clear what was meant.
fn misses_all(
    source: &Source<'_>,
    apis: &[&Api],
    tables: &[Table<'_>],
    subject: &Subject<'_>,
) -> Option<Finding> {
    let text = &subject.pattern.text;
    let has_variables = source.policy.has_variables;
    let repaired = nearest_match(text, has_variables, source.own, apis, tables);
    let speaks_of_known = apis
        .iter()
        .any(|api| text.contains(&api.id) && api.routes.known().is_some())
        || source.own.is_some_and(|api| api.routes.known().is_some());
    if tables.is_empty() || (repaired.is_none() && !speaks_of_known) {
        return None;
    }
    let (reasons, nearest) = match repaired {
        Some((reasons, nearest)) => (reasons, Some(nearest)),
        None => (vec!["no route is near".to_owned()], None),
    };
    Some(Finding {
        kind: FindingKind::MissesAll,
        pattern: subject.number,
        message: format!("{} matches no route: {}", quote(text), reasons.join("; ")),
        routes: Vec::new(),
        witness: None,
        nearest,
        also: None,
    })
}

/// `/pets/*` does not match `/pets`, and no other pattern of the policy with the same effect
/// does.
fn misses_parent(
    source: &Source<'_>,
    tables: &[Table<'_>],
    subject: &Subject<'_>,
    subjects: &[Subject<'_>],
    uses: &[PatternUse<'_>],
) -> Option<Finding> {
    let text = &subject.pattern.text;
    let parent = text.strip_suffix("/*")?;
    let read = languages::read(parent, source.policy.has_variables, source.own)?;
    let is_matched_by_another = |language: &[Step]| {
        subjects.iter().zip(uses).any(|(other, used)| {
            other.statement.effect == subject.statement.effect
                && !used.is_negated
                && cover(&other.read.steps, language) != Cover::None
        })
    };
    let missed: Vec<&Table<'_>> = tables
        .iter()
        .filter(|table| {
            table.languages.iter().any(|language| {
                cover(&read.steps, language) == Cover::All && !is_matched_by_another(language)
            })
        })
        .collect();
    let first = missed.first()?;
    Some(Finding {
        kind: FindingKind::MissesParent,
        pattern: subject.number,
        message: format!(
            "{} matches what lies below and not {} itself",
            quote(text),
            first.route.key.text()
        ),
        routes: missed
            .iter()
            .map(|table| (table.api.id.clone(), table.route.key.text()))
            .collect(),
        witness: None,
        nearest: Some(parent.to_owned()),
        also: None,
    })
}

/// Routes that a pattern matches by a `*` that spans more than its segment.
fn over_matches(
    tables: &[Table<'_>],
    subject: &Subject<'_>,
    used: &PatternUse<'_>,
) -> Option<Finding> {
    let seems_to_match = |language: &[Step]| {
        let mut seeming = subject.read.seeming.iter();
        seeming.any(|steps| cover(steps, language) != Cover::None)
    };
    let mut routes = Vec::new();
    let mut witness = None;
    for table in tables {
        let is_met = used
            .matches
            .iter()
            .any(|one| std::ptr::eq(one.route, table.route));
        if !is_met {
            continue;
        }
        let found = table
            .languages
            .iter()
            .filter(|language| !seems_to_match(language))
            .find_map(|language| {
                match find_matched(language, &[&subject.read.steps], |_| true) {
                    // What variables hold is not known, and then nothing is proven.
                    Found::Text(arn) => is_matched(subject.pattern, &arn).then_some(arn),
                    Found::Nothing | Found::TooMuch => None,
                }
            });
        if let Some(arn) = found {
            routes.push((table.api.id.clone(), table.route.key.text()));
            witness.get_or_insert(arn);
        }
    }
    let (_, first) = routes.first()?;
    Some(Finding {
        kind: FindingKind::OverMatches,
        pattern: subject.number,
        message: format!(
            "{} matches more than it seems to: a `*` goes on past slashes and words, so that it \
             matches {first} too",
            quote(&subject.pattern.text)
        ),
        routes,
        witness,
        nearest: None,
        also: None,
    })
}

/// An `Allow` all of which a `Deny` of the same policy closes, whoever calls and whatever the
/// request carries.
fn contradicts(
    subject: &Subject<'_>,
    used: &PatternUse<'_>,
    subjects: &[Subject<'_>],
    uses: &[PatternUse<'_>],
) -> Option<Finding> {
    if subject.statement.effect != Effect::Allow {
        return None;
    }
    let denying: Vec<(&Subject<'_>, &PatternUse<'_>)> = subjects
        .iter()
        .zip(uses)
        .filter(|(other, used)| is_unconditional_deny(other.statement) && !used.is_negated)
        .collect();
    let denies = |one: &Match<'_>| {
        denying.iter().find(|(_, used)| {
            used.matches
                .iter()
                .any(|other| std::ptr::eq(other.route, one.route) && other.cover == Cover::All)
        })
    };
    let mut first = None;
    for one in &used.matches {
        let (denying, _) = denies(one)?;
        first.get_or_insert(*denying);
    }
    let denying = first?;
    let matches: Vec<&Match<'_>> = used.matches.iter().collect();
    Some(Finding {
        kind: FindingKind::Contradicts,
        pattern: subject.number,
        message: format!(
            "{} allows nothing: {} denies all of it",
            quote(&subject.pattern.text),
            denying.statement.title(denying.statement_number)
        ),
        routes: named(&matches),
        witness: None,
        nearest: None,
        also: Some(denying.pattern.span),
    })
}

fn is_unconditional_deny(statement: &Statement) -> bool {
    statement.effect == Effect::Deny
        && statement.conditions.is_empty()
        && statement.principal.as_ref().is_none_or(|principals| {
            !principals.negated && principals.entries.iter().any(PrincipalEntry::is_everyone)
        })
}

/// A pattern of a caller's policy for routes that do not authorize by IAM.
fn not_asked(source: &Source<'_>, subject: &Subject<'_>, used: &PatternUse<'_>) -> Option<Finding> {
    if !source.is_of_caller {
        return None;
    }
    let other = |one: &Match<'_>| {
        let authorization = one.route.authorization.known().copied()?;
        (authorization != Authorization::AwsIam).then_some(authorization)
    };
    let mut first = None;
    for one in &used.matches {
        let authorization = other(one)?;
        first.get_or_insert((one, authorization));
    }
    let (one, authorization) = first?;
    let effect = match subject.statement.effect {
        Effect::Allow => "allows",
        Effect::Deny => "denies",
    };
    let matches: Vec<&Match<'_>> = used.matches.iter().collect();
    Some(Finding {
        kind: FindingKind::NotAsked,
        pattern: subject.number,
        message: format!(
            "{} {effect} nothing: {} has the authorization {}, so that the policies of callers \
             are not asked",
            quote(&subject.pattern.text),
            one.route.key.text(),
            authorization.name()
        ),
        routes: named(&matches),
        witness: None,
        nearest: None,
        also: None,
    })
}
