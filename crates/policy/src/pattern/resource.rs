//! Patterns of the `Resource` and `NotResource` elements.
//!
//! Source: IAM user guide, `reference_policies_elements_resource`: wildcards stand within
//! the segments of an ARN; a `*` that is the last character of a segment may go on past
//! the colons that follow. API Gateway developer guide,
//! `apigateway-resource-policies-examples`: a resource policy may abbreviate its own API
//! as `execute-api:/stage/VERB/path`.

use can_invoke_source::Span;

use super::{Filled, Glob, Resolved, Template, Variable, glob::Token};
use crate::{
    arn::cut,
    assumption::{Assumption, Assumptions},
    context::Context,
};

/// One entry of `Resource` or `NotResource`.
#[derive(Clone, Debug, PartialEq)]
pub struct ResourcePattern {
    /// As it is written.
    pub text: String,
    /// Where it is written.
    pub span: Span,
    /// The same without quotes.
    pub text_span: Span,
    /// How it is read.
    pub form: ResourceForm,
}

/// How an entry is read.
#[derive(Clone, Debug, PartialEq)]
pub enum ResourceForm {
    /// `*`: every resource, also a request that names none.
    All,
    /// An ARN of six segments, missing ones completed where AWS completes them.
    Arn(Box<ArnPattern>),
    /// `execute-api:/stage/VERB/path`; the template holds what follows `execute-api:`.
    OwnApi(Template),
    /// Not a resource: it matches nothing, and says nothing in a `NotResource` either.
    Malformed,
}

/// The segments of an ARN pattern.
#[derive(Clone, Debug, PartialEq)]
pub struct ArnPattern {
    /// `arn`, partition, service, Region, account.
    leading: [Glob; 5],
    /// The resource part; the only one in which variables are read.
    resource: Template,
    /// Whether segments were missing and stand for `*`.
    is_completed: bool,
}

/// Whether an entry matches a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceMatch<'p> {
    /// It matches, by these readings.
    Yes(Assumptions),
    /// It does not.
    No,
    /// A variable in it has no value, so that it matches no resource.
    NoValue(&'p str),
    /// It turns on the variables of this pattern whose values are not known.
    Unknown(Filled<'p>),
    /// It is malformed and must not count as a non-match for `NotResource`.
    Malformed,
}

impl ArnPattern {
    /// Builds the pattern from its first five segments and the resource part.
    pub fn new(leading: [&str; 5], resource: Template) -> Self {
        ArnPattern {
            leading: leading.map(Glob::wildcard),
            resource,
            is_completed: false,
        }
    }

    /// Says that segments were missing and stand for `*`.
    #[must_use]
    pub fn completed(mut self) -> Self {
        self.is_completed = true;
        self
    }

    fn matches<'p>(&'p self, resource: &str, context: &'p Context) -> ResourceMatch<'p> {
        match self.resource.resolve(context, true) {
            Resolved::NoValue(key) => ResourceMatch::NoValue(key),
            Resolved::Filled {
                pattern,
                mut assumptions,
            } => match self.fits(resource, pattern) {
                Some(readings) => {
                    assumptions.extend(readings);
                    ResourceMatch::Yes(assumptions)
                }
                None => ResourceMatch::No,
            },
            // Whatever the variables hold, the rest must fit.
            Resolved::Unknown(pattern) => match self.fits(resource, pattern) {
                Some(_) => ResourceMatch::Unknown(pattern),
                None => ResourceMatch::No,
            },
        }
    }

    /// Whether the segments fit, and by which readings.
    fn fits(&self, resource: &str, last: Filled<'_>) -> Option<Assumptions> {
        if self.fits_by_segment(resource, last) {
            let completed = self.is_completed.then_some(Assumption::IncompleteArn);
            return Some(completed.into());
        }
        // A run at the end of a segment can only reach further than its segment if the
        // resource has more colons than the five that divide it.
        let crosses = self.leading.iter().any(ends_in_run)
            && resource.bytes().filter(|byte| *byte == b':').count() > 5;
        (crosses && self.fits_across_segments(resource, last))
            .then(|| Some(Assumption::WildcardCrossesColons).into())
    }

    fn fits_by_segment(&self, resource: &str, last: Filled<'_>) -> bool {
        let mut rest = resource;
        for segment in &self.leading {
            let Some((text, after)) = cut(rest, b':') else {
                return false;
            };
            if !segment.matches(text) {
                return false;
            }
            rest = after;
        }
        last.matches(rest)
    }

    /// Whether the segments fit when the last run of a segment may go on past colons.
    ///
    /// The resource is cut at its colons. Everything of a segment but its last run stays
    /// before the first colon, so a segment fits at a piece as it is; after it the next
    /// segment begins at the following piece or, behind a run, at any later one.
    fn fits_across_segments(&self, resource: &str, last: Filled<'_>) -> bool {
        let mut starts = Pieces::first();
        for segment in &self.leading {
            let mut next = Pieces::default();
            for (piece, text) in resource.split(':').enumerate() {
                if !starts.contains(piece) || !segment.matches(text) {
                    continue;
                }
                if ends_in_run(segment) {
                    next.insert_from(piece + 1);
                    break;
                }
                next.insert(piece + 1);
            }
            starts = next;
        }
        let texts = std::iter::successors(Some(resource), |text| {
            text.split_once(':').map(|(_, after)| after)
        });
        let texts = texts
            .enumerate()
            .filter(|(piece, _)| starts.contains(*piece))
            .map(|(_, text)| text);
        fits_one(last, texts)
    }
}

/// Whether the pattern matches one of the texts, each of which ends the one before it.
///
/// Where everything before the first run of the pattern fits, that run can take whatever
/// lies between this text and a later one; so the first such text decides, and the work
/// stays within n·m.
fn fits_one<'t>(pattern: Filled<'_>, mut texts: impl Iterator<Item = &'t str>) -> bool {
    let tokens = pattern.tokens();
    if !tokens.clone().any(|token| token == Token::Run) {
        return texts.any(|text| pattern.matches(text));
    }
    let head = tokens.take_while(|token| *token != Token::Run);
    texts
        .find(|text| {
            let mut characters = text.chars();
            head.clone().all(|token| match (token, characters.next()) {
                (Token::Char(own), Some(character)) => own == character,
                (_, character) => character.is_some(),
            })
        })
        .is_some_and(|text| pattern.matches(text))
}

fn ends_in_run(segment: &Glob) -> bool {
    segment.tokens().last() == Some(&Token::Run)
}

/// A set of pieces of a resource. An ARN has at most 2,048 characters; what a longer text
/// holds beyond as many pieces is not in any set.
#[derive(Clone, Copy, Default)]
struct Pieces([u64; 32]);

impl Pieces {
    fn first() -> Self {
        let mut pieces = Pieces::default();
        pieces.insert(0);
        pieces
    }

    fn insert(&mut self, piece: usize) {
        if let Some(word) = self.0.get_mut(piece / 64) {
            *word |= 1 << (piece % 64);
        }
    }

    fn insert_from(&mut self, piece: usize) {
        for (index, word) in self.0.iter_mut().enumerate() {
            let below = piece.saturating_sub(index * 64);
            *word |= u64::MAX
                .checked_shl(u32::try_from(below).unwrap_or(64))
                .unwrap_or(0);
        }
    }

    fn contains(&self, piece: usize) -> bool {
        self.0
            .get(piece / 64)
            .is_some_and(|word| word & (1 << (piece % 64)) != 0)
    }
}

impl ResourcePattern {
    /// The policy variables in the entry.
    pub fn variables(&self) -> impl Iterator<Item = &Variable> {
        let template = match &self.form {
            ResourceForm::Arn(pattern) => Some(&pattern.resource),
            ResourceForm::OwnApi(template) => Some(template),
            ResourceForm::All | ResourceForm::Malformed => None,
        };
        template.into_iter().flat_map(Template::variables)
    }

    /// The part in which variables are read, and every end of the resource that it may have
    /// to match; which of them, the rest of the entry decides.
    pub(crate) fn last_part<'t>(&self, resource: &'t str) -> Option<(&Template, Vec<&'t str>)> {
        match &self.form {
            ResourceForm::All | ResourceForm::Malformed => None,
            ResourceForm::OwnApi(template) => Some((template, vec![own_path(resource)?])),
            ResourceForm::Arn(pattern) => {
                let ends = std::iter::successors(Some(resource), |text| {
                    text.split_once(':').map(|(_, after)| after)
                });
                Some((&pattern.resource, ends.skip(5).collect()))
            }
        }
    }

    /// Whether the entry matches a resource (an ARN, or `*` for a request that names
    /// none).
    pub fn matches<'p>(&'p self, resource: &str, context: &'p Context) -> ResourceMatch<'p> {
        match &self.form {
            ResourceForm::All => ResourceMatch::Yes(Assumptions::NONE),
            ResourceForm::Arn(pattern) => pattern.matches(resource, context),
            ResourceForm::OwnApi(template) => {
                match_own_api(template, resource, context).unwrap_or(ResourceMatch::No)
            }
            ResourceForm::Malformed => ResourceMatch::Malformed,
        }
    }
}

/// The abbreviation stands for the API that the policy is attached to, which is the API
/// of the request; so only what follows the API id has to be compared.
fn match_own_api<'p>(
    template: &'p Template,
    resource: &str,
    context: &'p Context,
) -> Option<ResourceMatch<'p>> {
    let path = own_path(resource)?;
    Some(match template.resolve(context, true) {
        Resolved::Filled {
            pattern,
            assumptions,
        } => {
            if pattern.matches(path) {
                ResourceMatch::Yes(assumptions)
            } else {
                ResourceMatch::No
            }
        }
        Resolved::NoValue(key) => ResourceMatch::NoValue(key),
        Resolved::Unknown(pattern) if pattern.matches(path) => ResourceMatch::Unknown(pattern),
        Resolved::Unknown(_) => ResourceMatch::No,
    })
}

/// What follows the id of an API in its ARN.
fn own_path(resource: &str) -> Option<&str> {
    let arn = crate::Arn::parse(resource)?;
    if arn.service != "execute-api" {
        return None;
    }
    let after_id = arn.resource.find('/')?;
    arn.resource.get(after_id..)
}
