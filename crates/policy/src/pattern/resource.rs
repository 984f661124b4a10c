//! Patterns of the `Resource` and `NotResource` elements.
//!
//! Source: IAM user guide, `reference_policies_elements_resource`: wildcards stand within
//! the segments of an ARN; a `*` that is the last character of a segment may go on past
//! the colons that follow. API Gateway developer guide,
//! `apigateway-resource-policies-examples`: a resource policy may abbreviate its own API
//! as `execute-api:/stage/VERB/path`.

use can_invoke_source::Span;

use super::{Glob, Resolved, Template, Variable, glob::Token};
use crate::{assumption::Assumption, context::Context};

/// One entry of `Resource` or `NotResource`.
#[derive(Clone, Debug, PartialEq)]
pub struct ResourcePattern {
    /// As it is written.
    pub text: String,
    /// Where it is written.
    pub span: Span,
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
    /// The resource part without variables, prepared once.
    prepared: Option<Glob>,
    /// Whether segments were missing and stand for `*`.
    is_completed: bool,
}

/// Whether an entry matches a resource.
#[derive(Clone, Debug, PartialEq)]
pub enum ResourceMatch {
    /// It matches; `assumption` where that depends on how far a `*` runs.
    Yes(Option<Assumption>),
    /// It does not.
    No,
    /// A variable in it has no value, so that it matches no resource.
    NoValue(String),
    /// It turns on a variable whose value is not known.
    Unknown(String),
    /// It is malformed and must not count as a non-match for `NotResource`.
    Malformed,
}

impl ArnPattern {
    /// Builds the pattern from its first five segments and the resource part.
    pub fn new(leading: [&str; 5], resource: Template) -> Self {
        let prepared =
            (!resource.has_variables()).then(|| match resource.resolve(&Context::closed(), true) {
                Resolved::Glob { glob, .. } => glob,
                Resolved::NoValue(_) | Resolved::Unknown(_) => Glob::default(),
            });
        ArnPattern {
            leading: leading.map(Glob::wildcard),
            resource,
            prepared,
            is_completed: false,
        }
    }

    /// Says that segments were missing and stand for `*`.
    #[must_use]
    pub fn completed(mut self) -> Self {
        self.is_completed = true;
        self
    }

    fn matches(&self, resource: &str, context: &Context) -> ResourceMatch {
        if let Some(prepared) = &self.prepared {
            return self.matches_with(prepared, resource);
        }
        match self.resource.resolve(context, true) {
            Resolved::NoValue(key) => ResourceMatch::NoValue(key),
            Resolved::Glob { glob, assumptions } => match self.matches_with(&glob, resource) {
                ResourceMatch::Yes(None) => ResourceMatch::Yes(assumptions.first().copied()),
                other => other,
            },
            Resolved::Unknown(key) => {
                // Whatever the variable holds, the five leading segments must fit.
                let any = Glob::wildcard("*");
                match self.matches_with(&any, resource) {
                    ResourceMatch::Yes(_) => ResourceMatch::Unknown(key),
                    other => other,
                }
            }
        }
    }

    fn matches_with(&self, last: &Glob, resource: &str) -> ResourceMatch {
        if self.matches_by_segment(last, resource) {
            let completed = self.is_completed.then_some(Assumption::IncompleteArn);
            return ResourceMatch::Yes(completed);
        }
        // A run at the end of a segment can only reach further than its segment if the
        // resource has more colons than the five that divide it.
        let crosses = resource.bytes().filter(|byte| *byte == b':').count() > 5
            && self
                .leading
                .iter()
                .any(|segment| segment.tokens().last() == Some(&Token::Run));
        if crosses && self.matches_across_segments(last, resource) {
            return ResourceMatch::Yes(Some(Assumption::WildcardCrossesColons));
        }
        ResourceMatch::No
    }

    fn matches_by_segment(&self, last: &Glob, resource: &str) -> bool {
        let mut parts = resource.splitn(6, ':');
        self.leading
            .iter()
            .chain([last])
            .all(|segment| parts.next().is_some_and(|part| segment.matches(part)))
            && parts.next().is_none()
    }

    /// Matches the whole ARN at once, with runs that stay inside their segment and runs
    /// (the last of a segment) that do not: a walk over the sets of reachable steps.
    fn matches_across_segments(&self, last: &Glob, resource: &str) -> bool {
        let mut steps: Vec<(Token, bool)> = Vec::new();
        for segment in &self.leading {
            let tokens = segment.tokens();
            for (index, token) in tokens.iter().enumerate() {
                steps.push((*token, index + 1 == tokens.len()));
            }
            steps.push((Token::Char(':'), false));
        }
        steps.extend(last.tokens().iter().map(|token| (*token, true)));

        let mut reachable = vec![false; steps.len() + 1];
        let mut next = vec![false; steps.len() + 1];
        if let Some(first) = reachable.first_mut() {
            *first = true;
        }
        skip_runs(&steps, &mut reachable);
        let in_last = steps.len() - last.tokens().len();
        for character in resource.chars() {
            next.fill(false);
            for (index, (token, crossing)) in steps.iter().enumerate() {
                if reachable.get(index) != Some(&true) {
                    continue;
                }
                let inside = character != ':' || index >= in_last;
                let (stay, advance) = match token {
                    Token::Char(expected) => (false, *expected == character),
                    Token::One => (false, inside),
                    Token::Run => (inside || *crossing, false),
                };
                if stay && let Some(slot) = next.get_mut(index) {
                    *slot = true;
                }
                if advance && let Some(slot) = next.get_mut(index + 1) {
                    *slot = true;
                }
            }
            std::mem::swap(&mut reachable, &mut next);
            skip_runs(&steps, &mut reachable);
        }
        reachable.last() == Some(&true)
    }
}

/// A run may be empty: where it is reachable, so is what follows it.
fn skip_runs(steps: &[(Token, bool)], reachable: &mut [bool]) {
    for (index, (token, _)) in steps.iter().enumerate() {
        if *token == Token::Run
            && reachable.get(index) == Some(&true)
            && let Some(slot) = reachable.get_mut(index + 1)
        {
            *slot = true;
        }
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

    /// Whether the entry matches a resource (an ARN, or `*` for a request that names
    /// none).
    pub fn matches(&self, resource: &str, context: &Context) -> ResourceMatch {
        match &self.form {
            ResourceForm::All => ResourceMatch::Yes(None),
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
fn match_own_api(template: &Template, resource: &str, context: &Context) -> Option<ResourceMatch> {
    let arn = crate::Arn::parse(resource)?;
    if arn.service != "execute-api" {
        return None;
    }
    let after_id = arn.resource.find('/')?;
    let path = arn.resource.get(after_id..)?;
    Some(match template.resolve(context, true) {
        Resolved::Glob { glob, assumptions } => {
            if glob.matches(path) {
                ResourceMatch::Yes(assumptions.first().copied())
            } else {
                ResourceMatch::No
            }
        }
        Resolved::NoValue(key) => ResourceMatch::NoValue(key),
        Resolved::Unknown(key) => ResourceMatch::Unknown(key),
    })
}
