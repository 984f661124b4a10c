//! Patterns of the `Resource` and `NotResource` elements.
//!
//! Source: IAM user guide, `reference_policies_elements_resource`: wildcards stand within
//! the segments of an ARN; a `*` that is the last character of a segment may go on past
//! the colons that follow. API Gateway developer guide,
//! `apigateway-resource-policies-examples`: a resource policy may abbreviate its own API
//! as `execute-api:/stage/VERB/path`.

use can_invoke_source::Span;

use super::{Filled, Resolved, Template, Variable, glob::Token, wildcard::WildcardText};
use crate::{
    arn::Segments,
    assumption::{Assumption, Assumptions, Readings},
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
    leading: Leading,
    /// The resource part; the only one in which variables are read.
    resource: Template,
    /// Whether segments were missing and stand for `*`.
    is_completed: bool,
}

/// The first five segments of an ARN pattern.
#[derive(Clone, Debug, PartialEq)]
enum Leading {
    /// They hold no wildcard; each with the colon after it.
    Literal(String),
    /// Some of them hold wildcards.
    Wildcards(Box<[WildcardText; 5]>),
}

impl Leading {
    fn fits(&self, resource: &Segments<'_>) -> bool {
        match self {
            Leading::Literal(text) => text == resource.head,
            Leading::Wildcards(segments) => segments
                .iter()
                .zip(resource.leading)
                .all(|(segment, text)| segment.matches(text)),
        }
    }

    /// The segments, if the last run of one may go on past colons.
    fn crossing(&self) -> Option<&[WildcardText; 5]> {
        match self {
            Leading::Literal(_) => None,
            Leading::Wildcards(segments) => segments
                .iter()
                .any(WildcardText::ends_in_run)
                .then_some(segments),
        }
    }
}

/// Whether an entry matches a resource, and the readings that this leans on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceMatch<'p> {
    /// It matches.
    Yes(Assumptions),
    /// It does not.
    No(Assumptions),
    /// A variable in it has no value, so that it matches no resource.
    NoValue(&'p str, Assumptions),
    /// It turns on the variables of this pattern whose values are not known.
    Unknown(Filled<'p>, Assumptions),
    /// Whatever the variables of this pattern hold whose values are not known, it does not
    /// match; but one of them may have no value.
    NoOrNoValue(Filled<'p>, Assumptions),
    /// It is malformed and must not count as a non-match for `NotResource`.
    Malformed,
}

impl<'p> ResourceMatch<'p> {
    /// For a pattern with unknown variables, which matches or not with a run in the place of
    /// each.
    fn unknown(pattern: Filled<'p>, matches: bool, assumptions: Assumptions) -> Self {
        if matches {
            ResourceMatch::Unknown(pattern, assumptions)
        } else if pattern.may_lack_value() {
            ResourceMatch::NoOrNoValue(pattern, assumptions)
        } else {
            ResourceMatch::No(assumptions)
        }
    }
}

impl ArnPattern {
    /// Builds the pattern from its first five segments and the resource part.
    pub fn new(leading: [&str; 5], resource: Template) -> Self {
        let segments = leading.map(WildcardText::new);
        let leading = if segments.iter().all(WildcardText::is_literal) {
            Leading::Literal(leading.map(|segment| format!("{segment}:")).concat())
        } else {
            Leading::Wildcards(Box::new(segments))
        };
        ArnPattern {
            leading,
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

    fn matches<'p>(
        &'p self,
        resource: &str,
        segments: Option<&Segments<'_>>,
        context: &'p Context,
        readings: Readings,
    ) -> ResourceMatch<'p> {
        let mut leans_on = Assumptions::NONE;
        // Without five colons no pattern of six segments fits.
        let mut fits = |last| {
            segments.is_some_and(|segments| {
                self.fits(resource, segments, last, readings, &mut leans_on)
            })
        };
        match self.resource.resolve(context, true, readings) {
            Resolved::NoValue(key, assumptions) => ResourceMatch::NoValue(key, assumptions),
            Resolved::Filled {
                pattern,
                assumptions,
            } => {
                let fits = fits(pattern);
                leans_on.extend(assumptions);
                if fits {
                    ResourceMatch::Yes(leans_on)
                } else {
                    ResourceMatch::No(leans_on)
                }
            }
            // Whatever the variables hold, the rest must fit.
            Resolved::Unknown(pattern, assumptions) => {
                let fits = fits(pattern);
                leans_on.extend(assumptions);
                ResourceMatch::unknown(pattern, fits, leans_on)
            }
        }
    }

    /// Whether the segments fit, and by which readings.
    fn fits(
        &self,
        resource: &str,
        segments: &Segments<'_>,
        last: Filled<'_>,
        readings: Readings,
        assumptions: &mut Assumptions,
    ) -> bool {
        if self.leading.fits(segments) && last.matches(segments.part) {
            return !self.is_completed || !assumptions.lean(Assumption::IncompleteArn, readings);
        }
        // A run at the end of a segment can only reach further than its segment if the
        // resource has more colons than the five that divide it.
        let Some(leading) = self.leading.crossing() else {
            return false;
        };
        segments.part.contains(':')
            && fits_across_segments(leading, resource, last)
            && !assumptions.lean(Assumption::WildcardCrossesColons, readings)
    }
}

/// Whether the segments fit when the last run of a segment may go on past colons.
///
/// The resource is cut at its colons. Everything of a segment but its last run stays
/// before the first colon, so a segment fits at a piece as it is; after it the next
/// segment begins at the following piece or, behind a run, at any later one.
fn fits_across_segments(leading: &[WildcardText; 5], resource: &str, last: Filled<'_>) -> bool {
    let mut starts = Pieces::first();
    for segment in leading {
        let mut next = Pieces::default();
        for (piece, text) in resource.split(':').enumerate() {
            if !starts.contains(piece) || !segment.matches(text) {
                continue;
            }
            if segment.ends_in_run() {
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

    /// Says that AWS does not say whether the document has variables.
    pub(crate) fn doubt_variables(&mut self) {
        match &mut self.form {
            ResourceForm::Arn(pattern) => pattern.resource.doubt_variables(),
            ResourceForm::OwnApi(template) => template.doubt_variables(),
            ResourceForm::All | ResourceForm::Malformed => {}
        }
    }

    /// The part in which variables are read, and every end of the resource that it may have
    /// to match; which of them, the rest of the entry decides.
    pub(crate) fn last_part<'t>(&self, resource: &'t str) -> Option<(&Template, Vec<&'t str>)> {
        let segments = Segments::cut(resource)?;
        match &self.form {
            ResourceForm::All | ResourceForm::Malformed => None,
            ResourceForm::OwnApi(template) => Some((template, vec![own_path(&segments)?])),
            ResourceForm::Arn(pattern) => {
                let ends = std::iter::successors(Some(segments.part), |text| {
                    text.split_once(':').map(|(_, after)| after)
                });
                Some((&pattern.resource, ends.collect()))
            }
        }
    }

    /// Whether the entry matches a resource (an ARN, or `*` for a request that names
    /// none).
    pub fn matches<'p>(
        &'p self,
        resource: &str,
        context: &'p Context,
        readings: Readings,
    ) -> ResourceMatch<'p> {
        self.matches_cut(
            resource,
            Segments::cut(resource).as_ref(),
            context,
            readings,
        )
    }

    /// The same for a resource that has been cut already.
    pub(crate) fn matches_cut<'p>(
        &'p self,
        resource: &str,
        segments: Option<&Segments<'_>>,
        context: &'p Context,
        readings: Readings,
    ) -> ResourceMatch<'p> {
        match &self.form {
            ResourceForm::All => ResourceMatch::Yes(Assumptions::NONE),
            ResourceForm::Arn(pattern) => pattern.matches(resource, segments, context, readings),
            ResourceForm::OwnApi(template) => match_own_api(template, segments, context, readings)
                .unwrap_or(ResourceMatch::No(Assumptions::NONE)),
            ResourceForm::Malformed => ResourceMatch::Malformed,
        }
    }

    /// Whether it is an ARN whose missing segments are read as `*`.
    pub(crate) fn is_completed(&self) -> bool {
        matches!(&self.form, ResourceForm::Arn(pattern) if pattern.is_completed)
    }
}

/// The abbreviation stands for the API that the policy is attached to, which is the API
/// of the request; so only what follows the API id has to be compared.
fn match_own_api<'p>(
    template: &'p Template,
    segments: Option<&Segments<'_>>,
    context: &'p Context,
    readings: Readings,
) -> Option<ResourceMatch<'p>> {
    let path = own_path(segments?)?;
    Some(match template.resolve(context, true, readings) {
        Resolved::Filled {
            pattern,
            assumptions,
        } => {
            if pattern.matches(path) {
                ResourceMatch::Yes(assumptions)
            } else {
                ResourceMatch::No(assumptions)
            }
        }
        Resolved::NoValue(key, assumptions) => ResourceMatch::NoValue(key, assumptions),
        Resolved::Unknown(pattern, assumptions) => {
            ResourceMatch::unknown(pattern, pattern.matches(path), assumptions)
        }
    })
}

/// What follows the id of an API in its ARN.
fn own_path<'t>(segments: &Segments<'t>) -> Option<&'t str> {
    let arn = segments.as_arn()?;
    if arn.service != "execute-api" {
        return None;
    }
    let after_id = arn.resource.find('/')?;
    arn.resource.get(after_id..)
}
