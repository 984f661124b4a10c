//! Splicing corrections into a document, round by round.

use std::collections::BTreeMap;

use can_invoke_source::{Edit, FileId, Limits, edit, parse_text};

use super::{
    Wanted,
    prove::{Proof, Prover, Version},
};
use crate::{
    finding::{Applicability, Correction, Finding},
    unit::Unit,
};

/// After so many rounds what is left is told and not applied: a correction whose result is
/// corrected again, and so on, is a mistake of a rule.
const ROUNDS: usize = 50;

/// A document as it was read, and what is found in it.
#[derive(Debug)]
pub struct Looked {
    /// The document.
    pub unit: Unit,
    /// What rules find.
    pub found: Vec<Finding>,
}

/// A correction that was applied.
#[derive(Clone, Debug)]
pub struct Applied {
    /// The rule whose finding it corrects.
    pub rule: &'static str,
    /// What it does.
    pub title: String,
    /// What the prover says of all corrections of its round together.
    pub proof: Proof,
}

/// A correction that was not applied.
#[derive(Clone, Debug)]
pub struct Left {
    /// The rule whose finding it corrects.
    pub rule: &'static str,
    /// What it would do.
    pub title: String,
    /// Why it was not applied.
    pub why: Why,
}

/// Why a correction was not applied.
#[derive(Clone, Debug)]
pub enum Why {
    /// It changes what is allowed, and nobody asked for such corrections.
    Unsafe,
    /// It was said to be safe, and the prover does not agree.
    NotProven(Proof),
    /// It is about another file than the one that is corrected.
    OtherFile,
    /// The document would not parse as well as before, or the finding would still be there.
    NoHelp,
    /// It came up again and again.
    TooManyRounds,
}

impl Why {
    /// The reason in words.
    pub fn message(&self) -> String {
        match self {
            Why::Unsafe => "it changes what is allowed; `--unsafe` applies it".to_owned(),
            Why::NotProven(proof) => {
                format!("{}; `--unsafe` applies it nevertheless", proof.message())
            }
            Why::OtherFile => "it is about another file".to_owned(),
            Why::NoHelp => "the finding would still be there".to_owned(),
            Why::TooManyRounds => "its result has to be corrected again and again".to_owned(),
        }
    }
}

/// A document with its corrections.
#[derive(Debug)]
pub struct Fixed {
    /// The bytes, those of before if nothing was applied.
    pub bytes: Vec<u8>,
    /// What was applied, in order.
    pub applied: Vec<Applied>,
    /// What was not.
    pub left: Vec<Left>,
    /// The corrected document, and what is still found in it.
    pub looked: Looked,
}

/// Applies the corrections of what is found in a document. `look` reads bytes and runs the rules
/// that are asked for.
///
/// Of corrections that overlap the first in the text is taken; the others have their turn in the
/// next round, if their finding is still there. Every round is looked at before it counts: the
/// document must parse as well as before, the findings must be gone, and, unless all
/// corrections are wanted, the prover must not object. Bytes outside the edits stay as they are.
/// A document that is not UTF-8 without more ado is left as it is, because its edits are not
/// about its bytes.
pub fn fix(
    bytes: &[u8],
    look: &dyn Fn(&[u8]) -> Looked,
    prover: &dyn Prover,
    wanted: Wanted,
) -> Fixed {
    let mut fixed = Fixed {
        bytes: bytes.to_vec(),
        applied: Vec::new(),
        left: Vec::new(),
        looked: look(bytes),
    };
    let mut refused: BTreeMap<Key, Why> = BTreeMap::new();
    for round in 0..=ROUNDS {
        let chosen = chosen(&fixed.looked, &fixed.bytes, wanted, &refused);
        if chosen.is_empty() {
            break;
        }
        if round == ROUNDS {
            let keys = chosen.iter().map(|(finding, _)| key(finding));
            refused.extend(keys.map(|key| (key, Why::TooManyRounds)));
            break;
        }
        let mut round = Round {
            before: &fixed,
            look,
            prover,
            wanted,
            refused: &mut refused,
        };
        let good = round.good(&chosen);
        let step = round
            .step(&good)
            // Each part is good, and all of them together are not: the first one counts, and
            // the others are looked at again.
            .or_else(|| round.step(good.get(..1).unwrap_or_default()));
        if let Some(step) = step {
            fixed.bytes = step.bytes;
            fixed.looked = step.looked;
            fixed.applied.extend(step.applied);
        }
    }
    fixed.left = left(&fixed.looked, &fixed.bytes, wanted, &refused);
    fixed
}

/// One round.
struct Round<'a> {
    before: &'a Fixed,
    look: &'a dyn Fn(&[u8]) -> Looked,
    prover: &'a dyn Prover,
    wanted: Wanted,
    refused: &'a mut BTreeMap<Key, Why>,
}

impl Round<'_> {
    /// Those corrections that may be applied: all of them if they may be together, else those of
    /// each half. What may not be applied alone is refused.
    fn good<'f>(&mut self, chosen: &[Chosen<'f>]) -> Vec<Chosen<'f>> {
        if chosen.is_empty() || self.step(chosen).is_some() {
            return chosen.to_vec();
        }
        if let [one] = chosen {
            let why = match attempt(self.before, chosen, self.look, self.prover) {
                Ok(step) => Why::NotProven(step.proof),
                Err(NoHelp) => Why::NoHelp,
            };
            self.refused.insert(key(one.0), why);
            return Vec::new();
        }
        let (first, second) = chosen.split_at(chosen.len() / 2);
        let mut good = self.good(first);
        good.extend(self.good(second));
        good
    }

    /// What these corrections come to, if they may be applied together.
    fn step(&self, chosen: &[Chosen<'_>]) -> Option<Step> {
        if chosen.is_empty() {
            return None;
        }
        let step = attempt(self.before, chosen, self.look, self.prover).ok()?;
        (self.wanted == Wanted::All || step.proof.holds()).then_some(step)
    }
}

/// What stays of a finding when its place moves.
type Key = (&'static str, String, String);

fn key(finding: &Finding) -> Key {
    (
        finding.rule.id,
        finding.subject.clone(),
        finding.message.clone(),
    )
}

type Chosen<'f> = (&'f Finding, &'f Correction);

/// The file of the document itself, whose edits are about its bytes.
fn own_file(unit: &Unit, bytes: &[u8]) -> Option<FileId> {
    let (file, source) = unit.loaded.sources.iter().next()?;
    (source.text().as_bytes() == bytes).then_some(file)
}

fn is_about(file: Option<FileId>, correction: &Correction) -> bool {
    correction
        .edits
        .iter()
        .all(|edit| Some(edit.span.file) == file)
}

/// The corrections of a round, in the order of their places, none over another.
fn chosen<'f>(
    looked: &'f Looked,
    bytes: &[u8],
    wanted: Wanted,
    refused: &BTreeMap<Key, Why>,
) -> Vec<Chosen<'f>> {
    let file = own_file(&looked.unit, bytes);
    let mut chosen: Vec<Chosen<'f>> = looked
        .found
        .iter()
        .filter_map(|finding| Some((finding, finding.correction.as_ref()?)))
        .filter(|(finding, correction)| {
            (wanted == Wanted::All || correction.applicability == Applicability::Safe)
                && !correction.edits.is_empty()
                && is_about(file, correction)
                && !refused.contains_key(&key(finding))
        })
        .collect();
    // Safe ones are applied in rounds of their own, so that the prover speaks of them alone.
    let has_safe = chosen
        .iter()
        .any(|(_, correction)| correction.applicability == Applicability::Safe);
    chosen.retain(|(_, correction)| !has_safe || correction.applicability == Applicability::Safe);
    chosen.sort_by_key(|(_, correction)| reach(correction));
    let mut taken: Vec<(u32, u32)> = Vec::new();
    chosen.retain(|(_, correction)| {
        let own: Vec<(u32, u32)> = correction.edits.iter().map(place).collect();
        let is_free = own
            .iter()
            .all(|one| !taken.iter().any(|other| overlap(*one, *other)));
        if is_free {
            taken.extend(own);
        }
        is_free
    });
    chosen
}

fn place(edit: &Edit) -> (u32, u32) {
    (edit.span.start, edit.span.end)
}

/// The first and the last byte of a correction.
fn reach(correction: &Correction) -> (u32, u32) {
    let starts = correction.edits.iter().map(|edit| edit.span.start);
    let ends = correction.edits.iter().map(|edit| edit.span.end);
    (starts.min().unwrap_or(0), ends.max().unwrap_or(0))
}

/// Whether two edits touch the same bytes. Two insertions at one place count, because nobody
/// knows which comes first.
fn overlap(one: (u32, u32), other: (u32, u32)) -> bool {
    one == other || (one.0 < other.1 && other.0 < one.1)
}

struct Step {
    bytes: Vec<u8>,
    looked: Looked,
    applied: Vec<Applied>,
    proof: Proof,
}

/// The result would not be better.
struct NoHelp;

/// Tries corrections, and says what they come to.
fn attempt(
    before: &Fixed,
    chosen: &[Chosen<'_>],
    look: &dyn Fn(&[u8]) -> Looked,
    prover: &dyn Prover,
) -> Result<Step, NoHelp> {
    let unit = &before.looked.unit;
    let file = own_file(unit, &before.bytes).ok_or(NoHelp)?;
    let edits: Vec<Edit> = chosen
        .iter()
        .flat_map(|(_, correction)| correction.edits.iter().cloned())
        .collect();
    let bytes = edit::apply(file, unit.loaded.sources.text(file), &edits).into_bytes();
    let looked = look(&bytes);
    let after = own_file(&looked.unit, &bytes).ok_or(NoHelp)?;
    let old = mistakes(unit, file).ok_or(NoHelp)?;
    if mistakes(&looked.unit, after).is_none_or(|new| new > old) {
        return Err(NoHelp);
    }
    let old = counts(before.looked.found.iter());
    let new = counts(looked.found.iter());
    let corrected = counts(chosen.iter().map(|(finding, _)| *finding));
    let number = |of: &BTreeMap<&str, usize>, rule: &str| of.get(rule).copied().unwrap_or(0);
    if corrected
        .iter()
        .any(|(rule, corrected)| number(&new, rule) + corrected > number(&old, rule))
    {
        return Err(NoHelp);
    }
    let proof = prover.prove(
        &Version { unit, file },
        &Version {
            unit: &looked.unit,
            file: after,
        },
    );
    let applied = chosen
        .iter()
        .map(|(finding, correction)| Applied {
            rule: finding.rule.id,
            title: correction.title.clone(),
            proof: proof.clone(),
        })
        .collect();
    Ok(Step {
        bytes,
        looked,
        applied,
        proof,
    })
}

/// How often each rule found something.
fn counts<'f>(found: impl Iterator<Item = &'f Finding>) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for finding in found {
        *counts.entry(finding.rule.id).or_default() += 1;
    }
    counts
}

/// How many mistakes of syntax a document has; nothing if there is no tree at all.
fn mistakes(unit: &Unit, file: FileId) -> Option<usize> {
    let parsed = parse_text(&unit.loaded.sources, file, &Limits::default());
    parsed.value.as_ref()?;
    Some(parsed.diagnostics.len())
}

/// The corrections of what is still found, with the reasons.
fn left(looked: &Looked, bytes: &[u8], wanted: Wanted, refused: &BTreeMap<Key, Why>) -> Vec<Left> {
    let file = own_file(&looked.unit, bytes);
    let found = looked.found.iter();
    found
        .filter_map(|finding| Some((finding, finding.correction.as_ref()?)))
        .map(|(finding, correction)| Left {
            rule: finding.rule.id,
            title: correction.title.clone(),
            why: match refused.get(&key(finding)) {
                Some(why) => why.clone(),
                None if !is_about(file, correction) => Why::OtherFile,
                None if wanted == Wanted::Safe
                    && correction.applicability == Applicability::Unsafe =>
                {
                    Why::Unsafe
                }
                None => Why::NoHelp,
            },
        })
        .collect()
}
