//! Why an answer from the cache refuses a call, and what would help: tried out, not guessed.

use std::sync::Arc;

use can_invoke_policy::{
    Layer, Policy, PolicyKind, Verdict,
    document::{self, Effect},
    pattern::ResourcePattern,
};
use can_invoke_source::{Diagnostic, Edit, Limits, Sources, parse_text, words::quote};

use super::{
    Advice, AdviceKind, Broken,
    cache::{Entry, Slot},
};
use crate::{
    answer::Answer,
    check,
    inventory::{ApiKind, AuthorizerAnswer, Inventory},
    query::{Query, QueryError},
};

/// The call to which the authorizer gave the answer.
#[derive(Clone, Copy)]
pub(super) struct Earlier<'e> {
    pub(super) entry: &'e Entry,
    /// The ARN of that call.
    pub(super) arn: &'e str,
    /// Whether both calls meet the same route.
    pub(super) is_same_route: bool,
}

/// A resource of a policy, by its places.
#[derive(Clone, Copy)]
struct At {
    statement: usize,
    pattern: usize,
}

/// Why the call fails, if it is the reused answer that makes it fail: the function, asked
/// for this call, would have let it through.
pub(super) fn broken(
    inventory: &Inventory,
    query: &Query,
    slot: &Slot,
    earlier: Earlier<'_>,
    answer: &Answer,
) -> Result<Option<Broken>, QueryError> {
    let policy = match &earlier.entry.answer {
        Some(AuthorizerAnswer::Policy { policy, .. }) => Some(policy.as_ref()),
        Some(AuthorizerAnswer::Simple(false)) => None,
        _ => return Ok(None),
    };
    if !answer.verdict.is_denied() {
        return Ok(None);
    }
    // Where the answer refuses the call, and not only leaves it out, no resource is at fault.
    let policy = policy.filter(|_| answer.verdict == Verdict::ImplicitlyDenied);
    let trial = Trial {
        inventory,
        query,
        returned: earlier.entry.answer.as_ref(),
    };
    let named = policy.and_then(|policy| Some((policy, resource(policy, earlier.arn)?)));
    // What the function would say if it were asked: what somebody said it answers to this
    // call, or else the ARN of this call where it named that of the earlier one.
    let is_said = slot.fresh.is_some() && slot.fresh != earlier.entry.answer;
    let anew = if is_said {
        Some(trial.with_answer(slot.fresh.clone())?)
    } else {
        match named {
            Some((policy, at)) if is_exactly(policy, at, earlier.arn) => {
                trial.with_resource(policy, at, &answer.question.arn)?
            }
            _ => None,
        }
    };
    let Some(anew) = anew.filter(|verdict| !verdict.is_denied()) else {
        return Ok(None);
    };
    let wide = whole_stage(&answer.question.arn);
    let mut advice = Vec::new();
    if let Some((policy, at)) = named
        && let Some(verdict) = trial.with_resource(policy, at, &wide)?
        && !verdict.is_denied()
    {
        advice.push(Advice {
            kind: AdviceKind::WiderResource,
            text: format!(
                "return a policy that holds for every call of this identity, as with the resource \
                 `{wide}`, and leave out what the identity may not do"
            ),
            resource: Some(wide.clone()),
            verdict,
        });
    }
    let if_named = if is_said {
        ""
    } else {
        ", if the function names the ARN of each call, as it does of the earlier one"
    };
    if answer.question.kind == ApiKind::Http && !earlier.is_same_route {
        advice.push(Advice {
            kind: AdviceKind::RouteKey,
            text: format!(
                "add `$context.routeKey` to the identity sources, so that each route has an answer \
                 of its own{if_named}"
            ),
            resource: None,
            verdict: anew,
        });
    }
    advice.push(Advice {
        kind: AdviceKind::NoCache,
        text: format!(
            "set the result TTL of the authorizer to 0, so that its function is called each \
             time{if_named}"
        ),
        resource: None,
        verdict: anew,
    });
    Ok(Some(Broken {
        from: earlier.entry.from,
        diagnostic: named.and_then(|(policy, at)| diagnostic(policy, at, earlier, answer, &wide)),
        advice,
    }))
}

/// The same call with another answer.
struct Trial<'t> {
    inventory: &'t Inventory,
    query: &'t Query,
    returned: Option<&'t AuthorizerAnswer>,
}

impl Trial<'_> {
    fn with_answer(&self, answer: Option<AuthorizerAnswer>) -> Result<Verdict, QueryError> {
        let mut query = self.query.clone();
        query.carried.authorizer = answer;
        Ok(check(self.inventory, &query)?.verdict)
    }

    /// With one resource of the policy replaced; nothing if that cannot be written.
    fn with_resource(
        &self,
        policy: &Policy,
        at: At,
        resource: &str,
    ) -> Result<Option<Verdict>, QueryError> {
        let Some(AuthorizerAnswer::Policy {
            usage_identifier_key,
            has_nested_context,
            ..
        }) = self.returned
        else {
            return Ok(None);
        };
        let mut changed = policy.clone();
        let place = changed
            .statements
            .get_mut(at.statement)
            .and_then(|statement| statement.resource.as_mut())
            .and_then(|resources| resources.patterns.get_mut(at.pattern));
        let (Some(place), Some(read)) = (place, pattern(resource)) else {
            return Ok(None);
        };
        *place = ResourcePattern {
            span: place.span,
            text_span: place.text_span,
            ..read
        };
        let answer = AuthorizerAnswer::Policy {
            policy: Arc::new(changed),
            usage_identifier_key: usage_identifier_key.clone(),
            has_nested_context: *has_nested_context,
        };
        self.with_answer(Some(answer)).map(Some)
    }
}

/// The resource by which the policy allowed the earlier call: the one that is its ARN, or
/// else the first of an `Allow`.
fn resource(policy: &Policy, arn: &str) -> Option<At> {
    let allowing = policy.statements.iter().enumerate();
    let allowing = allowing.filter(|(_, statement)| statement.effect == Effect::Allow);
    let all: Vec<(At, &str)> = allowing
        .flat_map(|(statement, one)| {
            let resources = one.resource.iter().filter(|resources| !resources.negated);
            let patterns = resources.flat_map(|resources| resources.patterns.iter().enumerate());
            patterns.map(move |(pattern, one)| (At { statement, pattern }, one.text.as_str()))
        })
        .collect();
    let exact = all.iter().find(|(_, text)| *text == arn);
    exact.or(all.first()).map(|(at, _)| *at)
}

fn pattern_at(policy: &Policy, at: At) -> Option<&ResourcePattern> {
    let statement = policy.statements.get(at.statement)?;
    statement.resource.as_ref()?.patterns.get(at.pattern)
}

fn is_exactly(policy: &Policy, at: At, arn: &str) -> bool {
    pattern_at(policy, at).is_some_and(|pattern| pattern.text == arn)
}

/// `arn:aws:execute-api:…:abc123/prod/*`, from the ARN of a call.
fn whole_stage(arn: &str) -> String {
    let stage: Vec<&str> = arn.splitn(3, '/').take(2).collect();
    format!("{}/*", stage.join("/"))
}

/// Reads one resource as the policy reader does; nothing if a policy cannot say it plainly.
fn pattern(resource: &str) -> Option<ResourcePattern> {
    if resource.contains(['"', '\\']) || resource.contains("${") {
        return None;
    }
    let text = format!(
        "{{\"Version\": \"2012-10-17\", \"Statement\": {{\"Effect\": \"Allow\", \
         \"Action\": \"*\", \"Resource\": \"{resource}\"}}}}"
    );
    let mut sources = Sources::new();
    let file = sources.add("advice.json", text);
    let node = parse_text(&sources, file, &Limits::default()).value?;
    let parsed = document::parse(&node, PolicyKind::Identity, "advice");
    if parsed.has_errors() {
        return None;
    }
    let statement = parsed.value?.statements.into_iter().next()?;
    statement.resource?.patterns.into_iter().next()
}

/// The resource that does not reach the call, at its place in the answer.
fn diagnostic(
    policy: &Policy,
    at: At,
    earlier: Earlier<'_>,
    answer: &Answer,
    wide: &str,
) -> Option<Diagnostic> {
    let pattern = pattern_at(policy, at)?;
    let arn = &answer.question.arn;
    let explained = answer.direct.explained.as_ref()?;
    let nearest = explained.trace.nearest_miss(Layer::Identity)?;
    let which = if pattern.text == earlier.arn {
        "the one ARN of that call".to_owned()
    } else {
        quote(&pattern.text)
    };
    Some(
        Diagnostic::warning(
            "cached-policy",
            pattern.span,
            format!(
                "the authorizer answered call {} with a policy for {which}, and the cache hands it \
                 on",
                earlier.entry.from + 1
            ),
        )
        .label(format!(
            "statement {} does not match {arn}",
            nearest.reference.statement + 1
        ))
        .fix(
            format!("write `{wide}`"),
            vec![Edit::replace(pattern.text_span, wide)],
        ),
    )
}
