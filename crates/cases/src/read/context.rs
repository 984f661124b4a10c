//! What a case says of the context of its request, and of the choices where AWS is silent.

use can_invoke_gateway::{Query, context_input};
use can_invoke_policy::{Assumption, Policy, Readings, context::Fact};
use can_invoke_source::{Diagnostic, FileId, Member, Span};

use super::{
    Reader,
    scope::{Scope, entries, list, member, members, text},
};
use crate::{Question, TestFile};

/// What is said of one condition key.
pub(super) struct Word {
    pub(super) key: String,
    pub(super) fact: Fact,
    /// Where the key stands.
    span: Span,
}

/// What is said of the context, from the file to the case, each word with its key.
pub(super) fn words(reader: &mut Reader<'_>, scope: &Scope<'_>) -> Vec<Word> {
    let mut words = Vec::new();
    for node in scope.outermost_first() {
        if let Some(context) = node.get("context") {
            for member in members(reader, context, "context").unwrap_or_default() {
                words.extend(values(reader, member, &member.key));
            }
        }
        if let Some(address) = member(node, "source-ip") {
            words.extend(values(reader, address, "aws:SourceIp"));
        }
        let unknown = |may_be_absent| Fact::Unknown { may_be_absent };
        let facts = [
            ("absent", Fact::Absent),
            ("present", unknown(false)),
            ("unknown", unknown(true)),
        ];
        for (word, fact) in facts {
            let Some(keys) = node.get(word) else { continue };
            for (key, span) in entries(reader, keys, word).unwrap_or_default() {
                let fact = fact.clone();
                words.push(Word { key, fact, span });
            }
        }
    }
    words
}

fn values(reader: &mut Reader<'_>, said: &Member, key: &str) -> Option<Word> {
    let values = list(reader, &said.value, &said.key)?;
    Some(Word {
        key: key.to_owned(),
        fact: Fact::Values(values),
        span: said.key_span,
    })
}

/// The facts of a question about an action. AWS may have keys that we do not know, and a
/// policy of the file may speak of them; that shows once all cases are read.
pub(super) fn of_action(reader: &mut Reader<'_>, scope: &Scope<'_>) -> Vec<(String, Fact)> {
    let words = words(reader, scope);
    for word in &words {
        reader.said_keys.insert(word.span, word.key.clone());
    }
    words
        .into_iter()
        .map(|word| (word.key, word.fact))
        .collect()
}

/// Says a question about a route what is said of its context; a later word replaces an
/// earlier one.
pub(super) fn of_route(
    reader: &mut Reader<'_>,
    scope: &Scope<'_>,
    file: &TestFile,
    query: &mut Query,
) {
    let words = words(reader, scope);
    for word in &words {
        let same = |known: &String| known.eq_ignore_ascii_case(&word.key);
        query.context.retain(|(known, _)| !same(known));
        query.absent.retain(|known| !same(known));
        match &word.fact {
            Fact::Values(values) => query.context.push((word.key.clone(), values.clone())),
            Fact::Absent => query.absent.push(word.key.clone()),
            Fact::Unknown { .. } => {}
        }
    }
    if let Err(refused) = context_input::check(&file.inventory, query)
        && let Some(word) = words.iter().rfind(|word| word.key == refused.key)
    {
        let diagnostic = Diagnostic::error("bad-context", word.span, refused.error.message);
        reader.report(diagnostic.help(refused.error.help));
    }
}

/// Remarks on the keys in questions about actions that AWS does not have.
pub(super) fn remarks(reader: &mut Reader<'_>, file: &TestFile) {
    let policies: Vec<&Policy> = file
        .inventory
        .policies()
        .chain(own_policies(file))
        .collect();
    for (span, key) in std::mem::take(&mut reader.said_keys) {
        if let Some(remark) = context_input::unlisted(policies.iter().copied(), &key) {
            let diagnostic = Diagnostic::warning("unknown-condition-key", span, remark.message);
            reader.report(diagnostic.help(remark.help));
        }
    }
}

/// The policies that cases bring with them.
fn own_policies(file: &TestFile) -> impl Iterator<Item = &Policy> {
    let questions = file.cases.iter().filter_map(|case| match &case.question {
        Question::Action(question) => Some(&question.documents),
        Question::Invocation(_) | Question::Refused(_) => None,
    });
    questions.flat_map(|documents| {
        let flat = [
            &documents.identity,
            &documents.boundary,
            &documents.session,
            &documents.vpc_endpoint,
            &documents.resource,
        ];
        let levels = [&documents.service_control, &documents.resource_control];
        let of_levels = levels.into_iter().flatten().flatten().flatten();
        flat.into_iter().flatten().flatten().chain(of_levels)
    })
}

/// The choices where AWS is silent, from the run to the case; the innermost choice counts.
pub(super) fn readings(reader: &mut Reader<'_>, scope: &Scope<'_>) -> Readings {
    let start = Span::new(FileId(0), 0, 0);
    let mut choices: Vec<(&str, &str, [Span; 2])> = Vec::new();
    for (id, choice) in reader.assume {
        choices.retain(|(known, ..)| known != id);
        choices.push((id, choice, [start, start]));
    }
    for node in scope.outermost_first() {
        let Some(node) = node.get("assume") else {
            continue;
        };
        for member in members(reader, node, "assume").unwrap_or_default() {
            let id = member.key.as_str();
            if let Some(choice) = text(reader, &member.value, id) {
                choices.retain(|(known, ..)| *known != id);
                choices.push((id, choice, [member.key_span, member.value.span]));
            }
        }
    }
    for (id, choice, [of_id, of_choice]) in &choices {
        if let Err(error) = Readings::parse([(*id, *choice)]) {
            let is_known = Assumption::ALL.iter().any(|known| known.id() == *id);
            let diagnostic = if is_known {
                Diagnostic::error("unknown-choice", *of_choice, error.message)
            } else {
                Diagnostic::error("unknown-assumption", *of_id, error.message)
            };
            reader.report(diagnostic.help(error.help));
        }
    }
    let pairs = choices.iter().map(|(id, choice, _)| (*id, *choice));
    Readings::parse(pairs).unwrap_or_default()
}
