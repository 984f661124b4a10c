//! The nearest pattern that matches a route, for one that matches none.

use std::cell::Cell;

use can_invoke_policy::{PolicyKind, document};
use can_invoke_source::words::nearest;
use can_invoke_source::{Limits, Sources, parse_bytes};

use super::{
    automaton::{Found, find_matched},
    collect::{Table, is_matched},
    languages,
};
use crate::{
    inventory::{Api, Known, RouteKey},
    target::METHODS,
};

/// A pattern taken apart.
#[derive(Clone, Debug, PartialEq)]
struct Parts {
    /// `arn:aws:execute-api:region:account:api`, cut at the colons; of the abbreviation
    /// `execute-api:` alone.
    leading: Vec<String>,
    /// What follows the API: stage, method and the segments of the path.
    segments: Vec<String>,
}

impl Parts {
    fn of(text: &str) -> Parts {
        let abbreviated = text.strip_prefix("execute-api:/");
        let (leading, rest) = match abbreviated {
            Some(rest) => (vec!["execute-api:".to_owned()], Some(rest)),
            None => {
                let (before, rest) = match text.split_once('/') {
                    Some((before, rest)) => (before, Some(rest)),
                    None => (text, None),
                };
                (before.split(':').map(str::to_owned).collect(), rest)
            }
        };
        let segments = rest.map_or(Vec::new(), |rest| {
            rest.split('/').map(str::to_owned).collect()
        });
        Parts { leading, segments }
    }

    fn text(&self) -> String {
        let mut text = self.leading.join(":");
        for segment in &self.segments {
            text.push('/');
            text.push_str(segment);
        }
        text
    }

    fn leading(&self, at: usize) -> Option<&str> {
        self.leading.get(at).map(String::as_str)
    }

    fn segment(&self, at: usize) -> Option<&str> {
        self.segments.get(at).map(String::as_str)
    }

    fn with_leading(&self, at: usize, text: &str) -> Option<Parts> {
        let mut parts = self.clone();
        *parts.leading.get_mut(at)? = text.to_owned();
        (parts != *self).then_some(parts)
    }

    fn with_segment(&self, at: usize, text: &str) -> Option<Parts> {
        let mut parts = self.clone();
        *parts.segments.get_mut(at)? = text.to_owned();
        (parts != *self).then_some(parts)
    }
}

/// What is wrong, and the pattern without it.
type Change = (String, Parts);

/// The nearest pattern that matches a route, and what is wrong with the one that is written;
/// one thing, or two.
pub(super) fn nearest_match(
    text: &str,
    has_variables: bool,
    own: Option<&Api>,
    apis: &[&Api],
    tables: &[Table<'_>],
) -> Option<(Vec<String>, String)> {
    let tried = Cell::new(0);
    let matches = |parts: &Parts| {
        let text = parts.text();
        languages::read(&text, has_variables, own).is_some_and(|read| {
            let mut languages = tables.iter().flat_map(|table| &table.languages);
            languages.any(|language| {
                tried.set(tried.get() + 1);
                tried.get() < MOST_TRIED
                    && match find_matched(language, &[&read.steps], |_| true) {
                        Found::Text(_) if read.has_variables => true,
                        Found::Text(arn) => is_confirmed(&text, &arn),
                        Found::Nothing | Found::TooMuch => false,
                    }
            })
        })
    };
    let changes = |parts: &Parts| changes(parts, own, apis, tables);
    let first = changes(&Parts::of(text));
    if let Some((reason, parts)) = first.iter().find(|(_, parts)| matches(parts)) {
        return Some((vec![reason.clone()], parts.text()));
    }
    for (reason, parts) in &first {
        for (other, parts) in changes(parts) {
            if matches(&parts) {
                return Some((vec![reason.clone(), other], parts.text()));
            }
        }
    }
    None
}

/// So many comparisons are made for one pattern.
const MOST_TRIED: usize = 20_000;

/// Whether the evaluator says that a pattern matches an ARN.
fn is_confirmed(text: &str, arn: &str) -> bool {
    if text.contains(['"', '\\']) || text.contains(char::is_control) {
        return false;
    }
    let document = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"{text}"}}}}"#
    );
    let mut sources = Sources::new();
    let limits = Limits::default();
    let (_, parsed) = parse_bytes(&mut sources, "", document.as_bytes(), &limits);
    let Some(node) = parsed.value else {
        return false;
    };
    let policy = document::parse(&node, PolicyKind::Resource, "").value;
    let resources = policy
        .iter()
        .flat_map(|policy| &policy.statements)
        .filter_map(|statement| statement.resource.as_ref());
    let mut patterns = resources.flat_map(|resources| &resources.patterns);
    patterns.any(|pattern| is_matched(pattern, arn))
}

/// The changes that may help, the surest first.
fn changes(parts: &Parts, own: Option<&Api>, apis: &[&Api], tables: &[Table<'_>]) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut add = |reason: String, parts: Option<Parts>| {
        if let Some(parts) = parts {
            changes.push((reason, parts));
        }
    };
    templates(parts, &mut add);
    if let Some(own) = own.filter(|_| parts.leading.len() == 6) {
        add(
            format!(
                "it is in a policy of API `{}`, which is asked about that API only",
                own.id
            ),
            parts.with_leading(5, &own.id),
        );
    }
    places(parts, apis, &mut add);
    if parts.segments.concat().is_empty() {
        let mut all = parts.clone();
        all.segments = vec!["*".to_owned()];
        add(
            "it names no stage, method and path, and every request has them".to_owned(),
            Some(all),
        );
        return changes;
    }
    stage_and_method(parts, apis, &mut add);
    ends(parts, &mut add);
    paths(parts, tables, &mut add);
    changes
}

/// Path parameters as they stand in a route.
fn templates(parts: &Parts, add: &mut impl FnMut(String, Option<Parts>)) {
    let is_parameter = |text: &String| text.starts_with('{') && text.ends_with('}');
    if let Some(found) = parts.segments.iter().find(|text| is_parameter(text)) {
        let mut changed = parts.clone();
        for segment in &mut changed.segments {
            if is_parameter(segment) {
                *segment = "*".to_owned();
            }
        }
        add(
            format!("`{found}` is text in a policy: IAM sees the value that the request has"),
            Some(changed),
        );
    }
}

/// Region, account and id of the API.
fn places(parts: &Parts, apis: &[&Api], add: &mut impl FnMut(String, Option<Parts>)) {
    if parts.leading.len() != 6 {
        return;
    }
    let id = parts.leading(5).unwrap_or_default();
    let ids: Vec<&str> = apis.iter().map(|api| api.id.as_str()).collect();
    let named = apis.iter().find(|api| api.id == id).copied();
    if named.is_none()
        && let Some(near) = nearest(id, &ids)
    {
        add(
            format!("no API has the id `{id}`"),
            parts.with_leading(5, near),
        );
    }
    let candidates = match named {
        Some(api) => vec![api],
        None => apis.to_vec(),
    };
    for api in candidates {
        if let Known::Known(account) = &api.account {
            add(
                format!("the account is that of the API's owner, `{account}`, never of the caller"),
                parts.with_leading(4, account),
            );
        }
        if let Known::Known(region) = &api.region {
            add(
                format!("API `{}` is in the Region `{region}`", api.id),
                parts.with_leading(3, region),
            );
        }
        add(
            format!("API `{}` is in the partition `{}`", api.id, api.partition),
            parts.with_leading(1, &api.partition),
        );
    }
}

fn stage_and_method(parts: &Parts, apis: &[&Api], add: &mut impl FnMut(String, Option<Parts>)) {
    let stage = parts.segment(0).unwrap_or_default();
    let method = parts.segment(1);
    let is_method = |text: &str| METHODS.iter().any(|known| known.eq_ignore_ascii_case(text));
    if is_method(stage) {
        let mut changed = parts.clone();
        changed.segments.insert(0, "*".to_owned());
        add(
            format!("the stage is missing before `{stage}`"),
            Some(changed),
        );
    }
    if let Some(method) = method {
        let upper = method.to_ascii_uppercase();
        if upper == "ANY" {
            add(
                "`ANY` is a word of routes: a request has one method".to_owned(),
                parts.with_segment(1, "*"),
            );
        }
        add(
            format!("methods are written in upper case, and `{method}` is not"),
            parts.with_segment(1, &upper),
        );
    }
    let mut names: Vec<&str> = apis
        .iter()
        .filter_map(|api| api.stage_names())
        .flatten()
        .collect();
    names.sort_unstable();
    names.dedup();
    let reason = format!("no API that it speaks of has a stage `{stage}`");
    if let Some(near) = nearest(stage, &names) {
        add(reason.clone(), parts.with_segment(0, near));
    }
    if !stage.contains('*') && !names.contains(&stage) {
        for name in &names {
            add(reason.clone(), parts.with_segment(0, name));
        }
    }
    if let Some(method) = method.filter(|method| is_method(method)) {
        for other in METHODS {
            add(
                format!("no such path has the method `{method}`"),
                parts.with_segment(1, other),
            );
        }
    }
    if parts.segments.len() == 1 && !stage.ends_with('*') {
        let mut changed = parts.clone();
        changed.segments.push("*".to_owned());
        add(
            "it ends behind the stage, and every request has a method and a path".to_owned(),
            Some(changed),
        );
    }
    if parts.segments.len() == 2 && method.is_some_and(|method| !method.ends_with('*')) {
        let mut changed = parts.clone();
        changed.segments.push("*".to_owned());
        add(
            "it ends behind the method, and every request has a path".to_owned(),
            Some(changed),
        );
    }
}

/// Slashes and stars at the end.
fn ends(parts: &Parts, add: &mut impl FnMut(String, Option<Parts>)) {
    let Some((last, before)) = parts.segments.split_last() else {
        return;
    };
    let shorter = Parts {
        leading: parts.leading.clone(),
        segments: before.to_vec(),
    };
    match last.as_str() {
        "" if before.len() > 2 => add(
            "a slash at the end counts, and no route ends in one".to_owned(),
            Some(shorter),
        ),
        "*" if before.len() > 2 => add(
            "nothing lies below that path: `/*` does not match the path itself".to_owned(),
            Some(shorter),
        ),
        _ if !last.contains('*') && before.len() > 1 => {
            let mut longer = parts.clone();
            longer.segments.push("*".to_owned());
            add(
                "it matches that path only, and the routes lie below it".to_owned(),
                Some(longer),
            );
        }
        _ => {}
    }
}

/// The paths of routes that are nearly written so.
fn paths(parts: &Parts, tables: &[Table<'_>], add: &mut impl FnMut(String, Option<Parts>)) {
    let Some(written) = parts.segments.get(2..) else {
        return;
    };
    // What may be anything compares as anything.
    let is_open = |text: &str| text.contains(['*', '{']);
    let plain: Vec<&str> = written
        .iter()
        .map(|text| if is_open(text) { "*" } else { text })
        .collect();
    let plain = format!("/{}", plain.join("/"));
    let templates: Vec<String> = tables
        .iter()
        .filter_map(|table| match &table.route.key {
            RouteKey::Path { template, .. } => Some(starred(template)),
            RouteKey::Default | RouteKey::Message(_) => None,
        })
        .collect();
    let templates: Vec<&str> = templates.iter().map(String::as_str).collect();
    let Some(near) = nearest(&plain, &templates) else {
        return;
    };
    let kept = written.to_vec();
    let written = format!("/{}", written.join("/"));
    let reason = if near.eq_ignore_ascii_case(&written) {
        format!("paths know case: no route is `{written}`")
    } else {
        format!("no route is `{written}`")
    };
    let mut changed = parts.clone();
    changed.segments.truncate(2);
    let segments = near.trim_start_matches('/').split('/').enumerate();
    changed.segments.extend(segments.map(|(at, segment)| {
        // A variable in the place of a parameter stays.
        let own = kept
            .get(at)
            .filter(|own| segment == "*" && own.contains("${"));
        own.map_or(segment, String::as_str).to_owned()
    }));
    add(reason, (changed != *parts).then_some(changed));
}

/// A template with a star in the place of each parameter.
fn starred(template: &str) -> String {
    let segment = |part: &str| {
        if part.starts_with('{') {
            "*".to_owned()
        } else {
            part.to_owned()
        }
    };
    template
        .split('/')
        .map(segment)
        .collect::<Vec<_>>()
        .join("/")
}
