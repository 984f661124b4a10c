//! From what was read to an inventory: one document in the native format, read by the same
//! reader that reads files. What AWS answered and the reader refuses is left out and noted, and
//! the rest is kept.

mod merge;
mod salvage;

use std::collections::BTreeMap;

use can_invoke_gateway::inventory::{self, Files, Loaded, load};
use can_invoke_source::{Diagnostic, Limits, Span};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{
    ask::RefusalKind,
    collected::{Collected, NotReadable},
    error::LiveError,
    operation_resource,
};

/// How the native document is called in messages and answers.
const NAME: &str = "live accounts";

/// An inventory of what was read.
#[derive(Clone, Debug)]
pub struct Finished {
    /// The inventory with the texts that it was read from.
    pub loaded: Loaded,
    /// The native document; what the AWS CLI would print is apart from it.
    pub document: String,
    /// What is not in it because it could not be read.
    pub not_readable: Vec<Unread>,
}

/// An entry of `not-readable` in an inventory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Unread {
    /// What it is about.
    pub of: String,
    /// Which fact, in words that go on after "the".
    pub fact: String,
    /// The operation with its service: `iam:GetRole`.
    pub operation: String,
    /// The account that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The IAM action that the operation needs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// The resource that the action is needed on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// The error, with its code.
    pub error: String,
    /// What kind of refusal it was; none where AWS answered and nobody understands it.
    #[serde(skip)]
    pub kind: Option<RefusalKind>,
}

impl Unread {
    fn of_refusal(note: &NotReadable) -> Self {
        let NotReadable {
            of,
            fact,
            ask,
            refusal,
        } = note;
        let operation = ask.operation;
        Unread {
            of: of.clone(),
            fact: fact.clone(),
            operation: format!("{}:{}", operation.service().name(), operation.name()),
            account: Some(ask.place.account.clone()),
            action: Some(operation.action().to_owned()),
            resource: Some(resource(note)),
            error: refusal.text(),
            kind: Some(refusal.kind),
        }
    }

    fn into_inventory(self, span: Span) -> inventory::NotReadable {
        inventory::NotReadable {
            of: self.of,
            fact: self.fact,
            operation: self.operation,
            account: self.account,
            action: self.action,
            resource: self.resource,
            error: self.error,
            span,
        }
    }
}

/// The resource of a note. What it is about may say the path of a role, which the question
/// does not.
fn resource(note: &NotReadable) -> String {
    let resource = operation_resource::of_question(&note.ask);
    let is_same = resource.contains(":iam:")
        && match (resource.rsplit_once('/'), note.of.rsplit_once('/')) {
            (Some((head, name)), Some((path, other))) => name == other && path.starts_with(head),
            _ => false,
        };
    if is_same { note.of.clone() } else { resource }
}

/// What is given to the reader, as texts.
struct Draft {
    native: Map<String, Value>,
    files: BTreeMap<String, Vec<u8>>,
    documents: Vec<(String, Vec<u8>)>,
}

impl Files for Draft {
    fn read(&self, path: &str, _from: &str) -> Result<(String, Vec<u8>), String> {
        let bytes = self.files.get(path).ok_or("there is no such document")?;
        Ok((path.to_owned(), bytes.clone()))
    }
}

impl Collected {
    /// Puts together what was read. What was read twice stands there once, and what the reader
    /// of inventories refuses becomes *not readable*.
    ///
    /// # Errors
    ///
    /// Only if the reader refuses something that belongs to no part that could be left out.
    pub fn finish(mut self, limits: &Limits) -> Result<Finished, LiveError> {
        merge::together(&mut self);
        let mut not_readable: Vec<Unread> = Vec::new();
        for note in self.not_readable.drain(..) {
            let unread = Unread::of_refusal(&note);
            if !not_readable.contains(&unread) {
                not_readable.push(unread);
            }
        }
        let mut draft = Draft::new(self);
        let (loaded, document) = loop {
            let document = Value::Object(draft.native.clone()).to_string();
            let loaded = draft.load(&document, limits);
            let errors = loaded.diagnostics.iter().filter(|one| one.is_error());
            let errors: Vec<&Diagnostic> = errors.collect();
            if errors.is_empty() {
                break (loaded, document);
            }
            not_readable.extend(salvage::leave_out(&mut draft, &loaded, &errors, limits)?);
        };
        Ok(Finished::new(loaded, draft, document, not_readable))
    }
}

impl Draft {
    fn new(collected: Collected) -> Self {
        let mut native = Map::new();
        native.insert("can-invoke".to_owned(), json!(1));
        for (key, list) in [
            ("principals", Some(collected.principals)),
            ("apis", Some(collected.apis)),
            ("domain-names", Some(collected.domain_names)),
            ("functions", Some(collected.functions)),
            ("vpc-links", Some(collected.vpc_links)),
            ("vpc-endpoints", Some(collected.vpc_endpoints)),
        ] {
            if let Some(list) = list.filter(|list| !list.is_empty()) {
                native.insert(key.to_owned(), Value::Array(list));
            }
        }
        if let Some(plans) = collected.usage_plans {
            // None in the list says that there are none.
            native.insert("usage-plans".to_owned(), Value::Array(plans));
        }
        if let Some(organization) = collected.organization {
            native.insert("organization".to_owned(), organization);
        }
        if !collected.standalone_accounts.is_empty() {
            let accounts = json!(collected.standalone_accounts);
            native.insert("standalone-accounts".to_owned(), accounts);
        }
        // Each tree goes as its text comes, so that both are never there for all of them.
        let bytes = |value: Value| value.to_string().into_bytes();
        Draft {
            native,
            files: collected
                .files
                .into_iter()
                .map(|(name, value)| (name, bytes(value)))
                .collect(),
            documents: collected
                .documents
                .into_iter()
                .map(|(name, value)| (name, bytes(value)))
                .collect(),
        }
    }

    fn load(&mut self, document: &str, limits: &Limits) -> Loaded {
        self.documents
            .insert(0, (NAME.to_owned(), document.as_bytes().to_vec()));
        let loaded = load(&self.documents, self, limits);
        self.documents.remove(0);
        loaded
    }
}

impl Finished {
    fn new(
        mut loaded: Loaded,
        mut draft: Draft,
        document: String,
        not_readable: Vec<Unread>,
    ) -> Self {
        let native = {
            let mut files = loaded.sources.iter();
            files.find_map(|(id, file)| (file.name() == NAME).then_some(id))
        };
        if let Some(file) = native {
            let notes = not_readable.iter().cloned();
            let notes = notes.map(|note| note.into_inventory(Span::new(file, 0, 0)));
            loaded.inventory.not_readable.extend(notes);
        }
        let document = if not_readable.is_empty() {
            document
        } else {
            draft
                .native
                .insert("not-readable".to_owned(), json!(not_readable));
            Value::Object(draft.native).to_string()
        };
        Finished {
            loaded,
            document,
            not_readable,
        }
    }
}

#[cfg(test)]
mod tests;
