//! An entry of an inventory in the making: what was read goes in, what was refused is noted,
//! and what the reader of inventories cannot understand is left out and noted too.

use std::collections::BTreeMap;

use can_invoke_gateway::inventory::{InMemory, load};
use can_invoke_source::Limits;
use serde_json::{Map, Value, json};

use crate::{
    ask::{Ask, Refusal, RefusalKind},
    collected::NotReadable,
    door::{Door, all_pages},
};

/// All pages of an answer, or what is to be noted instead of it. `of` and `fact` are those of
/// [`NotReadable`].
pub(super) async fn read(
    door: &impl Door,
    ask: Ask,
    of: &str,
    fact: &str,
) -> Result<Value, Box<NotReadable>> {
    let answer = all_pages(door, ask.clone()).await;
    answer.map_err(|refusal| note(of, fact, ask, refusal))
}

/// A note of a refusal.
pub(super) fn note(of: &str, fact: &str, ask: Ask, refusal: Refusal) -> Box<NotReadable> {
    Box::new(NotReadable {
        of: of.to_owned(),
        fact: fact.to_owned(),
        ask,
        refusal,
    })
}

/// A refusal for an answer that was given and cannot be understood.
pub(super) fn unexpected(message: impl Into<String>) -> Refusal {
    Refusal {
        kind: RefusalKind::Unexpected,
        code: None,
        message: message.into(),
    }
}

/// The items of a list, if all of an answer is there.
pub(super) fn items<'v>(answer: &'v Value, list: &str) -> Option<&'v [Value]> {
    answer.get(list)?.as_array().map(Vec::as_slice)
}

/// A text of an answer that says something.
pub(super) fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key)?.as_str().filter(|text| !text.is_empty())
}

/// What was learned by one question: a key of the entry, or a document under its `from`.
struct Piece {
    key: &'static str,
    value: Value,
    /// What is said instead where the value cannot be read.
    fallback: Option<Value>,
    /// The document, where the value is its name.
    document: Option<Value>,
    fact: String,
    ask: Ask,
}

/// An entry of one of the lists of an inventory.
pub(super) struct Entry {
    list: &'static str,
    of: String,
    base: Map<String, Value>,
    pieces: Vec<Piece>,
    not_readable: Vec<NotReadable>,
}

/// A finished entry, with the documents that it names and the notes about it.
pub(super) struct Finished {
    /// The entry; none if not even what is certain can be read.
    pub(super) entry: Option<Value>,
    pub(super) files: BTreeMap<String, Value>,
    pub(super) not_readable: Vec<NotReadable>,
}

impl Entry {
    /// An entry of a list of the inventory with what is certain of it; notes about it are of
    /// `of`.
    pub(super) fn new(list: &'static str, of: &str, base: &Value) -> Self {
        Entry {
            list,
            of: of.to_owned(),
            base: base.as_object().cloned().unwrap_or_default(),
            pieces: Vec::new(),
            not_readable: Vec::new(),
        }
    }

    /// A key that one question told.
    pub(super) fn key(&mut self, key: &'static str, value: Value, fact: &str, ask: &Ask) {
        self.piece(key, value, None, None, fact, ask);
    }

    /// A key that one question told, and what is said where its value cannot be read.
    pub(super) fn key_or(
        &mut self,
        key: &'static str,
        value: Value,
        fallback: Value,
        fact: &str,
        ask: &Ask,
    ) {
        self.piece(key, value, Some(fallback), None, fact, ask);
    }

    /// A document in the shape of the AWS CLI, under a name of its own.
    pub(super) fn output(&mut self, name: String, document: Value, fact: &str, ask: &Ask) {
        self.piece("from", json!([name]), None, Some(document), fact, ask);
    }

    fn piece(
        &mut self,
        key: &'static str,
        value: Value,
        fallback: Option<Value>,
        document: Option<Value>,
        fact: &str,
        ask: &Ask,
    ) {
        self.pieces.push(Piece {
            key,
            value,
            fallback,
            document,
            fact: fact.to_owned(),
            ask: ask.clone(),
        });
    }

    /// Something that could not be read.
    pub(super) fn refused(&mut self, note: NotReadable) {
        self.not_readable.push(note);
    }

    /// A question that was answered, in a way that tells nothing.
    pub(super) fn not_told(&mut self, fact: &str, ask: &Ask, message: impl Into<String>) {
        let refusal = unexpected(message);
        self.refused(*note(&self.of, fact, ask.clone(), refusal));
    }

    /// The entry with all pieces that the reader of inventories understands.
    pub(super) fn finish(mut self) -> Finished {
        let pieces = std::mem::take(&mut self.pieces);
        let bare = (Value::Object(self.base.clone()), BTreeMap::new());
        let mut whole = bare.clone();
        for piece in &pieces {
            add(&mut whole, piece, &piece.value);
        }
        let known = if self.problem(&whole).is_none() {
            Some(whole)
        } else if self.problem(&bare).is_none() {
            Some(self.one_by_one(bare, &pieces))
        } else {
            for piece in &pieces {
                self.not_told(&piece.fact, &piece.ask, "the answer cannot be understood");
            }
            None
        };
        let (entry, files) = known.unzip();
        Finished {
            entry,
            files: files.unwrap_or_default(),
            not_readable: self.not_readable,
        }
    }

    /// Whatever is wrong with a piece, the others are right.
    fn one_by_one(&mut self, mut known: Drafted, pieces: &[Piece]) -> Drafted {
        for piece in pieces {
            let mut tried = known.clone();
            add(&mut tried, piece, &piece.value);
            let Some(problem) = self.problem(&tried) else {
                known = tried;
                continue;
            };
            let message = format!("the answer cannot be understood: {problem}");
            self.not_told(&piece.fact, &piece.ask, message);
            if let Some(fallback) = &piece.fallback {
                let mut tried = known.clone();
                add(&mut tried, piece, fallback);
                if self.problem(&tried).is_none() {
                    known = tried;
                }
            }
        }
        known
    }

    /// The first error that the reader of inventories finds.
    fn problem(&self, (entry, files): &Drafted) -> Option<String> {
        let inventory = json!({ "can-invoke": 1, self.list: [entry] });
        let bytes = |value: &Value| value.to_string().into_bytes();
        let files = files
            .iter()
            .map(|(name, document)| (name.clone(), bytes(document)))
            .collect();
        let documents = [("inventory.json".to_owned(), bytes(&inventory))];
        let loaded = load(&documents, &InMemory { files }, &Limits::default());
        let mut diagnostics = loaded.diagnostics.iter();
        let error = diagnostics.find(|diagnostic| diagnostic.is_error())?;
        Some(error.message.clone())
    }
}

/// An entry and the documents that it names.
type Drafted = (Value, BTreeMap<String, Value>);

fn add((entry, files): &mut Drafted, piece: &Piece, value: &Value) {
    let Some(entry) = entry.as_object_mut() else {
        return;
    };
    match (&piece.document, value.as_array()) {
        (Some(document), Some(names)) => {
            let from = entry.entry("from").or_insert_with(|| json!([]));
            for name in names.iter().filter_map(Value::as_str) {
                files.insert(name.to_owned(), document.clone());
                if let Some(from) = from.as_array_mut() {
                    from.push(json!(name));
                }
            }
        }
        _ => {
            entry.insert(piece.key.to_owned(), value.clone());
        }
    }
}
