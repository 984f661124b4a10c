//! Documents under pseudonyms: account ids, names and ids are replaced, and the answer to every
//! question stays what it is, if the question is asked under the same pseudonyms.
//!
//! Everything is done word by word. A word is a run of letters and digits; what stands between
//! words stays. The same word becomes the same pseudonym wherever it stands, in any document
//! and in the question, with as many letters and digits, capitals where it had capitals. Words
//! of AWS stay (`vocabulary`), short ones too. Where a pattern says only a part of a word
//! (`app*`), every word that holds this part holds the same part of the pseudonym at the same
//! place, so that the pattern matches what it matched before (`names`).
//!
//! Pseudonyms hide from eyes. They are no cryptography: who knows some of the names can find
//! out others.

mod lex;
mod names;
mod question;
mod random;
mod vocabulary;
mod walk;

use can_invoke_source::{Diagnostic, Limits, Sources, parse_bytes};

pub use names::Names;
use names::Words;

/// Documents under pseudonyms, and which pseudonym stands for what.
#[derive(Clone, Debug)]
pub struct Redacted {
    /// The documents in their order, each under its own name, as JSON.
    pub documents: Vec<(String, String)>,
    /// The pseudonyms, for questions about the documents.
    pub names: Names,
    /// What is wrong with documents that could not be read; they are left out.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that the diagnostics speak of.
    pub sources: Sources,
}

/// Puts documents under pseudonyms: inventories, what the AWS CLI prints, policies, alone and
/// inside of strings. The same documents with the same `seed` always come to the same; without
/// one, the seed is made from the documents.
///
/// A document that cannot be read is left out with a diagnostic, as nothing could be hidden
/// in it.
pub fn redact(documents: &[(String, Vec<u8>)], seed: Option<&str>, limits: &Limits) -> Redacted {
    let mut sources = Sources::new();
    let mut diagnostics = Vec::new();
    let mut read = Vec::new();
    for (name, bytes) in documents {
        let (_, parsed) = parse_bytes(&mut sources, name, bytes, limits);
        match parsed.value {
            Some(node) => read.push((name.clone(), node)),
            None => diagnostics.extend(parsed.diagnostics),
        }
    }
    let seed = match seed {
        Some(text) => random::hash(random::START, text.as_bytes()),
        None => documents
            .iter()
            .fold(random::START, |hash, (_, bytes)| random::hash(hash, bytes)),
    };
    let mut words = Words::default();
    for (_, node) in &read {
        walk::rewrite(node, limits, &mut words);
    }
    let mut names = Names::new(seed, words);
    let documents = read
        .into_iter()
        .map(|(name, node)| (name, walk::rewrite(&node, limits, &mut names)))
        .collect();
    Redacted {
        documents,
        names,
        diagnostics,
        sources,
    }
}
