//! Why a call failed: from an error that somebody pastes to a ranked diagnosis, each
//! hypothesis tested against what the inventory says.
//!
//! The way: [`read`](read()) takes the text apart, the catalogue in [`causes`] says what can
//! show so, `test` asks the inventory, and `rank` orders what comes out. A hypothesis that
//! the inventory contradicts is never the diagnosis.

mod asked;
pub mod causes;
mod rank;
mod read;
pub mod symptom;
mod test;

use std::collections::BTreeMap;

use can_invoke_policy::{Caller, Readings, evidence::StatementRef};

use crate::{answer::Explained, inventory::Inventory, query::QueryError};

pub use causes::Cause;
pub use read::{Hints, MOST_BYTES, Read, TooLong, read};
pub use symptom::Symptom;

/// What is asked beside the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// What is known of the response.
    pub hints: Hints,
    /// Who called, where the text does not say.
    pub caller: Option<Caller>,
    /// Which choice is taken where AWS is silent or contradicts itself.
    pub readings: Readings,
}

/// The diagnoses of a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Why {
    /// One for each request, equal ones once, in the order of the text.
    pub diagnoses: Vec<Diagnosis>,
    /// How many lines of a log tell of requests that did not fail.
    pub passed_over: usize,
}

/// What one error can come from.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnosis {
    /// How many requests of the text come to this.
    pub count: usize,
    /// The lines at which the first of them stand, counted from one.
    pub lines: Vec<usize>,
    /// What the text says; of several requests that of the first.
    pub symptom: Symptom,
    /// The ARN that policies are matched against, with the account filled in, where the
    /// inventory was asked about it.
    pub arn: Option<String>,
    /// What is to be said about the text as a whole.
    pub notes: Vec<String>,
    /// What it can come from, the likeliest first; what is contradicted comes last.
    pub hypotheses: Vec<Hypothesis>,
}

/// One possible cause.
#[derive(Clone, Debug, PartialEq)]
pub struct Hypothesis {
    /// The cause.
    pub cause: &'static Cause,
    /// How much of the text speaks for it; more is more.
    pub specificity: u32,
    /// What the test came to.
    pub finding: Finding,
}

/// What the test of a hypothesis comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// How it stands.
    pub standing: Standing,
    /// Why, in a sentence that names the fact.
    pub reason: String,
    /// The decision of policies that says so, if one does, and its statements to look at.
    pub evidence: Option<Box<Evidence>>,
}

/// A decision, and the statements of it that a reason speaks of.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The decision.
    pub explained: Explained,
    /// The statements.
    pub statements: Vec<StatementRef>,
}

/// How a hypothesis stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A fact leads to this error, and none speaks against it.
    Supported,
    /// A fact excludes it.
    Contradicted,
    /// No fact speaks for it or against it.
    NotKnown,
}

impl Standing {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Supported => "supported",
            Standing::Contradicted => "contradicted",
            Standing::NotKnown => "not-known",
        }
    }
}

impl Diagnosis {
    /// The diagnosis: the first hypothesis, unless all are contradicted or there is none.
    pub fn first(&self) -> Option<&Hypothesis> {
        let first = self.hypotheses.first()?;
        (first.finding.standing != Standing::Contradicted).then_some(first)
    }
}

impl Why {
    /// Whether there is a diagnosis for every error of the text, and at least one error.
    pub fn is_answered(&self) -> bool {
        let mut all = self.diagnoses.iter();
        !self.diagnoses.is_empty() && all.all(|one| one.first().is_some())
    }
}

/// How many lines of equal errors are told.
const MOST_LINES: usize = 10;

/// Says why the calls failed that a text tells of, as far as the text and the inventory say.
/// An error means that the text is too long to be read.
pub fn why(
    text: &[u8],
    options: &Options,
    inventory: Option<&Inventory>,
) -> Result<Why, QueryError> {
    let read = read(text, &options.hints).map_err(|TooLong| {
        QueryError::new(
            format!("the text is longer than {} MiB", MOST_BYTES / (1024 * 1024)),
            "give the lines that tell of errors",
        )
    })?;
    // Equal errors are looked at once.
    let mut places: BTreeMap<Symptom, usize> = BTreeMap::new();
    let mut found: Vec<Diagnosis> = Vec::new();
    for (line, symptom) in read.symptoms {
        let key = symptom.without_request_id();
        let place = *places.entry(key).or_insert(found.len());
        match found.get_mut(place) {
            Some(known) => known.again(line),
            None => found.push(diagnose(line, symptom, options, inventory)),
        }
    }
    Ok(Why {
        diagnoses: grouped(found),
        passed_over: read.passed_over,
    })
}

/// Errors that differ in nothing but, say, the address of the caller, and come to the same.
fn grouped(found: Vec<Diagnosis>) -> Vec<Diagnosis> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut groups: Vec<Diagnosis> = Vec::new();
    for diagnosis in found {
        let place = *places.entry(diagnosis.essence()).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => {
                group.count += diagnosis.count;
                let room = MOST_LINES.saturating_sub(group.lines.len());
                group.lines.extend(diagnosis.lines.into_iter().take(room));
            }
            None => groups.push(diagnosis),
        }
    }
    groups
}

impl Diagnosis {
    fn again(&mut self, line: usize) {
        self.count += 1;
        if self.lines.len() < MOST_LINES {
            self.lines.push(line);
        }
    }

    /// What two errors have in common that are told as one.
    fn essence(&self) -> String {
        let symptom = &self.symptom;
        let hypotheses: Vec<(&str, &str, &str)> = self
            .hypotheses
            .iter()
            .map(|one| {
                let finding = &one.finding;
                (one.cause.id, finding.standing.as_str(), &*finding.reason)
            })
            .collect();
        format!(
            "{:?}",
            (
                (symptom.status, &symptom.error_type, &symptom.message),
                (&symptom.response_type, &symptom.place, &self.arn),
                (&symptom.authorizer_error, &symptom.integration_error),
                (&self.notes, hypotheses),
            )
        )
    }
}

fn diagnose(
    line: usize,
    symptom: Symptom,
    options: &Options,
    inventory: Option<&Inventory>,
) -> Diagnosis {
    let texts: Vec<String> = symptom.texts().map(str::to_ascii_lowercase).collect();
    let asked = asked::Asked::new(inventory, &symptom, options);
    let mut hypotheses: Vec<Hypothesis> = causes::all()
        .filter_map(|cause| {
            let specificity = cause.fits(&symptom, &texts)?;
            Some(Hypothesis {
                cause,
                specificity,
                finding: test::test(cause, &asked),
            })
        })
        .collect();
    rank::rank(&mut hypotheses);
    let (arn, notes) = (asked.arn(), asked.notes());
    Diagnosis {
        count: 1,
        lines: vec![line],
        symptom,
        arn,
        notes,
        hypotheses,
    }
}
