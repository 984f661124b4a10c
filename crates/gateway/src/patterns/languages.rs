//! Patterns and routes as steps.
//!
//! Source: API Gateway developer guide,
//! `api-gateway-control-access-using-iam-policies-to-invoke-api`: the resource of a request
//! is `arn:partition:execute-api:region:account:api/stage/METHOD/path`, with the path that
//! the request has. IAM user guide, `reference_policies_elements_resource`: a `*` spans
//! slashes.

use super::automaton::{Class, Step, literal, some};
use crate::{
    inventory::{Api, Known, Route, RouteKey},
    target::METHODS,
};

/// The ARNs that requests to one route can have, by stage and method.
pub(crate) fn of_route(api: &Api, route: &Route) -> Vec<Vec<Step>> {
    let stages = match api.stage_names() {
        Some(names) => names.iter().map(|name| literal(name).collect()).collect(),
        None => vec![some(Class::Word).to_vec()],
    };
    let ends: Vec<Vec<Step>> = match &route.key {
        RouteKey::Message(key) => vec![literal(&format!("/{key}")).collect()],
        RouteKey::Default => {
            let rest = [Step::One(Class::Just('/')), Step::Many(Class::Values)];
            with_methods("ANY", &rest)
        }
        RouteKey::Path { method, template } => with_methods(method, &path(template)),
    };
    let mut languages = Vec::new();
    for stage in &stages {
        for end in &ends {
            let mut language = head(api);
            language.push(Step::One(Class::Just('/')));
            language.extend::<&Vec<Step>>(stage);
            language.extend(end);
            languages.push(language);
        }
    }
    languages
}

fn with_methods(method: &str, path: &[Step]) -> Vec<Vec<Step>> {
    let methods: &[&str] = if method == "ANY" { &METHODS } else { &[method] };
    methods
        .iter()
        .map(|method| {
            let verb = format!("/{method}");
            literal(&verb).chain(path.iter().copied()).collect()
        })
        .collect()
}

/// The ARN up to the id of the API. What is not known may be anything.
fn head(api: &Api) -> Vec<Step> {
    let mut steps: Vec<Step> = literal(&format!("arn:{}:execute-api:", api.partition)).collect();
    for known in [&api.region, &api.account] {
        match known {
            Known::Known(text) => steps.extend(literal(text)),
            Known::NotKnown => steps.extend(some(Class::Word)),
        }
        steps.push(Step::One(Class::Just(':')));
    }
    steps.extend(literal(&api.id));
    steps
}

/// The paths of a template.
pub(crate) fn path(template: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut parts = template.split('/');
    steps.extend(literal(parts.next().unwrap_or_default()));
    for part in parts {
        steps.push(Step::One(Class::Just('/')));
        if part.ends_with("+}") {
            steps.extend(some(Class::Values));
        } else if part.starts_with('{') && part.ends_with('}') {
            steps.extend(some(Class::Value));
        } else {
            steps.extend(literal(part));
        }
    }
    steps
}

/// An ARN that requests to the route can have, with the first stage and method, and a name
/// in braces where the request has a value.
pub(crate) fn example(api: &Api, route: &Route) -> String {
    let said = |known: &Known<String>, else_word: &str| match known {
        Known::Known(text) => text.clone(),
        Known::NotKnown => format!("{{{else_word}}}"),
    };
    let stages = api.stage_names();
    let stage = stages.as_ref().and_then(|names| names.first().copied());
    let end = match &route.key {
        RouteKey::Message(key) => key.clone(),
        RouteKey::Default => "GET/any/path".to_owned(),
        RouteKey::Path { method, template } => {
            let method = if method == "ANY" { "GET" } else { method };
            let path = template.replace("+}", "/more").replace(['{', '}'], "");
            format!("{method}{path}")
        }
    };
    format!(
        "arn:{}:execute-api:{}:{}:{}/{}/{end}",
        api.partition,
        said(&api.region, "region"),
        said(&api.account, "account"),
        api.id,
        stage.unwrap_or("{stage}"),
    )
}

/// A pattern of a policy as steps.
pub(crate) struct Read {
    /// As IAM reads it.
    pub(crate) steps: Vec<Step>,
    /// As its text seems to mean it, in alternatives: a `*` within one segment, at the end
    /// what lies below too.
    pub(crate) seeming: Vec<Vec<Step>>,
    /// Whether it has policy variables, which may hold anything.
    pub(crate) has_variables: bool,
}

/// Reads a pattern. `own` is the API that the policy belongs to, for the abbreviation
/// `execute-api:/…`. Nothing, where the text is no pattern of a resource.
pub(crate) fn read(text: &str, has_variables: bool, own: Option<&Api>) -> Option<Read> {
    if let Some(rest) = text.strip_prefix("execute-api:")
        && rest.starts_with('/')
    {
        let head = head(own?);
        return Some(read_part(&head, rest, has_variables));
    }
    let mut segments: Vec<&str> = text.splitn(6, ':').collect();
    if !segments
        .first()
        .is_some_and(|first| *first == "arn" || first.contains(['*', '?']))
    {
        return None;
    }
    // Missing segments stand for `*`.
    while segments.len() < 6 {
        segments.push("*");
    }
    let (part, leading) = segments.split_last()?;
    let mut head = Vec::new();
    for segment in leading {
        // That its last run may go on past colons is left out: it takes a path with a colon
        // in it, and nobody means that.
        head.extend(segment.chars().map(|character| match character {
            '*' => Step::Many(Class::NoColon),
            '?' => Step::One(Class::NoColon),
            other => Step::One(Class::Just(other)),
        }));
        head.push(Step::One(Class::Just(':')));
    }
    Some(read_part(&head, part, has_variables))
}

fn read_part(head: &[Step], part: &str, has_variables: bool) -> Read {
    let (whole, is_filled) = steps_of(part, Class::Any, has_variables);
    let (before, last) = match part.rsplit_once('/') {
        Some((before, last)) => (format!("{before}/"), last),
        None => (String::new(), part),
    };
    let with_head = |steps: Vec<Step>| head.iter().copied().chain(steps).collect();
    let mut seeming = Vec::new();
    let (mut start, _) = steps_of(&before, Class::NoSlash, has_variables);
    match last.strip_suffix('*') {
        Some("") => {
            start.push(Step::Many(Class::Any));
            seeming.push(with_head(start));
        }
        Some(word) => {
            start.extend(steps_of(word, Class::NoSlash, has_variables).0);
            seeming.push(with_head(start.clone()));
            start.extend([Step::One(Class::Just('/')), Step::Many(Class::Any)]);
            seeming.push(with_head(start));
        }
        None => {
            start.extend(steps_of(last, Class::NoSlash, has_variables).0);
            seeming.push(with_head(start));
        }
    }
    Read {
        steps: with_head(whole),
        seeming,
        has_variables: is_filled,
    }
}

/// The steps of a text with wildcards, which take characters of a class; and whether it has
/// variables, each of which may hold anything.
fn steps_of(text: &str, class: Class, has_variables: bool) -> (Vec<Step>, bool) {
    let mut steps = Vec::new();
    let mut is_filled = false;
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        if has_variables
            && rest.starts_with("${")
            && let Some(end) = rest.find('}')
        {
            let (variable, after) = rest.split_at(end + 1);
            match variable {
                "${*}" | "${?}" | "${$}" => {
                    // The character in the braces is itself.
                    steps.extend(
                        variable
                            .chars()
                            .nth(2)
                            .map(|own| Step::One(Class::Just(own))),
                    );
                }
                _ => {
                    steps.push(Step::Many(Class::Any));
                    is_filled = true;
                }
            }
            rest = after;
            continue;
        }
        steps.push(match character {
            '*' => Step::Many(class),
            '?' => Step::One(class),
            other => Step::One(Class::Just(other)),
        });
        rest = rest.get(character.len_utf8()..).unwrap_or_default();
    }
    (steps, is_filled)
}
