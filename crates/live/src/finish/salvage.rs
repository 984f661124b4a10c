//! Leaving out what the reader of inventories refuses, and nothing else: the smallest part
//! whose absence means that something is not known. Of a list that is taken to be complete,
//! that is the whole list.

use std::collections::BTreeSet;

use can_invoke_gateway::inventory::Loaded;
use can_invoke_source::{Diagnostic, Limits, Node, Sources, Span, parse_bytes};
use serde_json::{Map, Value};

use super::{Draft, NAME, Unread};
use crate::error::LiveError;

/// A step into a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Key(String),
    Item(usize),
}

/// What is left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// A key of an entry of the inventory.
    Fact(String, usize, String),
    /// A name under `from` of an entry.
    Output(String, usize, String),
    /// An entry.
    Entry(String, usize),
    /// A list, or what else stands at the top.
    Whole(String),
    /// An item of a list of a document.
    Item(String, String, usize),
    /// A document.
    Document(String),
}

/// Without these nothing is known of an entry.
const IDENTITY: &[&str] = &["arn", "id", "name", "kind", "file"];

/// Lists of documents whose items stand for themselves: without one of them, it is not known.
const APART: &[&str] = &[
    "UserDetailList",
    "GroupDetailList",
    "RoleDetailList",
    "Policies",
    "VpcEndpoints",
];

/// Leaves out what the errors are about, at least one part.
pub(super) fn leave_out(
    draft: &mut Draft,
    loaded: &Loaded,
    errors: &[&Diagnostic],
    limits: &Limits,
) -> Result<Vec<Unread>, LiveError> {
    let mut parts: BTreeSet<(Part, String)> = BTreeSet::new();
    let mut trees = Trees {
        sources: &loaded.sources,
        limits,
        last: None,
    };
    for error in errors {
        let spans = error.secondary.iter().map(|label| label.span);
        let mut spans = std::iter::once(error.primary.span).chain(spans);
        let found = spans.find_map(|span| locate(draft, &mut trees, span));
        let found = found.filter(|found| !found.is_empty());
        let Some(found) = found else {
            return Err(LiveError::NotUsable {
                document: loaded.sources.name(error.primary.span.file).to_owned(),
                message: error.message.clone(),
            });
        };
        for part in found {
            let message = &error.message;
            if !parts.iter().any(|(known, _)| *known == part) {
                parts.insert((part, message.clone()));
            }
        }
    }
    let mut notes = Vec::new();
    // First what moves nothing, then from the end, so that each is still where it was found.
    let (within, whole): (Vec<_>, Vec<_>) = parts
        .iter()
        .rev()
        .partition(|(part, _)| matches!(part, Part::Fact(..) | Part::Output(..)));
    for (part, message) in within.into_iter().chain(whole) {
        let is_within = parts.iter().any(|(other, _)| contains(other, part));
        let (of, fact, operation) = describe(draft, part);
        if remove(draft, part) && !is_within {
            notes.push(Unread {
                of,
                fact,
                operation,
                account: None,
                action: None,
                resource: None,
                error: format!("the answer cannot be understood: {message}"),
                kind: None,
            });
        }
    }
    if notes.is_empty() {
        let message = errors.first().map(|error| error.message.clone());
        return Err(LiveError::NotUsable {
            document: NAME.to_owned(),
            message: message.unwrap_or_default(),
        });
    }
    notes.reverse();
    Ok(notes)
}

/// Whether one part is a piece of another.
fn contains(whole: &Part, piece: &Part) -> bool {
    match (whole, piece) {
        (Part::Entry(list, index), Part::Fact(of, at, _) | Part::Output(of, at, _)) => {
            list == of && index == at
        }
        (Part::Whole(list), Part::Fact(of, ..) | Part::Output(of, ..) | Part::Entry(of, _)) => {
            list == of
        }
        (Part::Document(name), Part::Item(of, ..)) => name == of,
        _ => false,
    }
}

/// The parts that a place belongs to.
fn locate(draft: &Draft, trees: &mut Trees<'_>, span: Span) -> Option<Vec<Part>> {
    let name = trees.sources.name(span.file).to_owned();
    if name == NAME {
        return part_of_native(&trees.path(span)).map(|part| vec![part]);
    }
    if draft.documents.iter().any(|(known, _)| *known == name) {
        return Some(vec![match trees.path(span).as_slice() {
            [Step::Key(list), Step::Item(index), ..] if APART.contains(&list.as_str()) => {
                Part::Item(name, list.clone(), *index)
            }
            _ => Part::Document(name),
        }]);
    }
    draft.files.contains_key(&name).then(|| {
        let mut paths = Vec::new();
        references(&draft.native, &name, &mut paths);
        let parts = paths.iter().filter_map(|path| match path.as_slice() {
            [Step::Key(list), Step::Item(index), Step::Key(key), ..] if key == "from" => {
                Some(Part::Output(list.clone(), *index, name.clone()))
            }
            _ => part_of_native(path),
        });
        parts.collect()
    })
}

/// What of an inventory goes with the place that a path leads to.
fn part_of_native(path: &[Step]) -> Option<Part> {
    let Step::Key(list) = path.first()? else {
        return None;
    };
    if matches!(list.as_str(), "can-invoke" | "organization" | "usage-plans") {
        // Of usage plans there are those of the list and no others.
        return (list != "can-invoke").then(|| Part::Whole(list.clone()));
    }
    Some(match (path.get(1), path.get(2)) {
        (Some(Step::Item(index)), Some(Step::Key(key))) if !IDENTITY.contains(&key.as_str()) => {
            Part::Fact(list.clone(), *index, key.clone())
        }
        (Some(Step::Item(index)), _) => Part::Entry(list.clone(), *index),
        _ => Part::Whole(list.clone()),
    })
}

/// Where an inventory names a document.
fn references(native: &Map<String, Value>, name: &str, paths: &mut Vec<Vec<Step>>) {
    fn walk(value: &Value, name: &str, path: &mut Vec<Step>, paths: &mut Vec<Vec<Step>>) {
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    path.push(Step::Key(key.clone()));
                    let is_name = value.as_str() == Some(name);
                    let is_named = match value.as_array() {
                        Some(items) if key == "from" => items.iter().any(|item| *item == name),
                        _ => key == "file" && is_name,
                    };
                    if is_named {
                        paths.push(path.clone());
                    } else {
                        walk(value, name, path, paths);
                    }
                    path.pop();
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    path.push(Step::Item(index));
                    walk(item, name, path, paths);
                    path.pop();
                }
            }
            _ => {}
        }
    }
    for (key, value) in native {
        walk(value, name, &mut vec![Step::Key(key.clone())], paths);
    }
}

/// Texts as trees, to find out where in them a place is; the last one is kept.
struct Trees<'s> {
    sources: &'s Sources,
    limits: &'s Limits,
    last: Option<(Span, Option<Node>)>,
}

impl Trees<'_> {
    fn path(&mut self, span: Span) -> Vec<Step> {
        let file = span.file;
        if self.last.as_ref().is_none_or(|(last, _)| last.file != file) {
            let text = self.sources.text(file).as_bytes();
            let (_, parsed) = parse_bytes(&mut Sources::new(), "again", text, self.limits);
            self.last = Some((span, parsed.value));
        }
        let mut path = Vec::new();
        let Some((_, Some(root))) = &self.last else {
            return path;
        };
        let holds = |inner: &Span| inner.start <= span.start && span.end <= inner.end;
        let mut node = root;
        loop {
            if let Some(members) = node.as_object() {
                let mut members = members.iter();
                let found =
                    members.find(|member| holds(&member.key_span) || holds(&member.value.span));
                let Some(member) = found else { return path };
                path.push(Step::Key(member.key.clone()));
                node = &member.value;
            } else if let Some(items) = node.as_array() {
                let found = items.iter().position(|item| holds(&item.span));
                let item = found.and_then(|index| Some((index, items.get(index)?)));
                let Some((index, item)) = item else {
                    return path;
                };
                path.push(Step::Item(index));
                node = item;
            } else {
                return path;
            }
        }
    }
}

/// What a part is about, which fact it is, and which operation told it.
fn describe(draft: &Draft, part: &Part) -> (String, String, String) {
    let entry = |list: &str, index: usize| draft.native.get(list)?.get(index);
    let (list, found, fact) = match part {
        Part::Fact(list, index, key) => (list, entry(list, *index), key.replace('-', " ")),
        Part::Output(list, index, name) => (list, entry(list, *index), format!("answer `{name}`")),
        Part::Entry(list, index) => (list, entry(list, *index), "description".to_owned()),
        Part::Whole(list) => (list, None, list.replace('-', " ")),
        Part::Item(name, list, index) => {
            let document = document(draft, name);
            let item = document.as_ref().and_then(|one| one.get(list)?.get(*index));
            let of = item.and_then(|item| {
                let mut keys = ["Arn", "VpcEndpointId"].iter();
                keys.find_map(|key| item.get(*key)?.as_str())
            });
            let operation = match list.as_str() {
                "VpcEndpoints" => "ec2:DescribeVpcEndpoints",
                _ => "iam:GetAccountAuthorizationDetails",
            };
            let of = of.unwrap_or(name).to_owned();
            return (of, "description".to_owned(), operation.to_owned());
        }
        Part::Document(name) => {
            return (name.clone(), "document".to_owned(), "unknown".to_owned());
        }
    };
    let text = |key: &str| found?.get(key)?.as_str();
    let of = ["arn", "id", "name"].into_iter().find_map(text);
    let operation = match list.as_str() {
        "principals" if of.is_some_and(|arn| arn.contains(":user/")) => "iam:GetUser",
        "principals" => "iam:GetRole",
        "apis" if text("kind") == Some("REST") => "apigateway:GetRestApi",
        "apis" => "apigatewayv2:GetApi",
        "domain-names" => "apigateway:GetDomainNames",
        "functions" => "lambda:GetPolicy",
        "vpc-links" => "apigateway:GetVpcLinks",
        "vpc-endpoints" => "ec2:DescribeVpcEndpoints",
        "usage-plans" => "apigateway:GetUsagePlans",
        _ => "organizations:DescribeOrganization",
    };
    (of.unwrap_or(list).to_owned(), fact, operation.to_owned())
}

fn document(draft: &Draft, name: &str) -> Option<Value> {
    let mut documents = draft.documents.iter();
    let (_, bytes) = documents.find(|(known, _)| known == name)?;
    serde_json::from_slice(bytes).ok()
}

/// Leaves a part out; whether it was there.
fn remove(draft: &mut Draft, part: &Part) -> bool {
    let list = |draft: &'_ mut Draft, list: &str| -> Option<Vec<Value>> {
        draft
            .native
            .get_mut(list)?
            .as_array_mut()
            .map(std::mem::take)
    };
    match part {
        Part::Whole(key) => draft.native.shift_remove(key).is_some(),
        Part::Document(name) => {
            let before = draft.documents.len();
            draft.documents.retain(|(known, _)| known != name);
            draft.documents.len() < before
        }
        Part::Item(name, list, index) => {
            let Some(mut document) = document(draft, name) else {
                return false;
            };
            let Some(items) = document.get_mut(list).and_then(Value::as_array_mut) else {
                return false;
            };
            if *index >= items.len() {
                return false;
            }
            items.remove(*index);
            let mut documents = draft.documents.iter_mut();
            if let Some((_, bytes)) = documents.find(|(known, _)| known == name) {
                *bytes = document.to_string().into_bytes();
            }
            true
        }
        Part::Entry(name, index) => {
            let Some(mut items) = list(draft, name) else {
                return false;
            };
            let is_there = *index < items.len();
            if is_there {
                items.remove(*index);
            }
            draft.native.insert(name.clone(), Value::Array(items));
            is_there
        }
        Part::Fact(name, index, key) => {
            let entry = draft.native.get_mut(name).and_then(|it| it.get_mut(*index));
            let entry = entry.and_then(Value::as_object_mut);
            entry.is_some_and(|entry| entry.shift_remove(key).is_some())
        }
        Part::Output(name, index, file) => {
            let entry = draft.native.get_mut(name).and_then(|it| it.get_mut(*index));
            let from = entry.and_then(|entry| entry.get_mut("from")?.as_array_mut());
            from.is_some_and(|from| {
                let before = from.len();
                from.retain(|item| item != file);
                from.len() < before
            })
        }
    }
}
