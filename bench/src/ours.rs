//! Our engine. [`engine`] is the only place that knows how it is called.

use anyhow::{Result, anyhow, ensure};
use can_invoke_policy::{
    Action, Caller, Context, Layers, Policy, PolicyKind, Prepared, Request, Resource, Silent,
    Supplied, Trace, Verdict, context::Fact, decide, document, evidence::Element, layers::Level,
    principal::SessionName,
};
use can_invoke_source::{Limits, Sources, parse_text};
use serde_json::Value;

use crate::{
    answer::Answer,
    case::{Case, Question, texts},
};

/// Prepares the policies of a case once, and its requests; what comes back decides a request.
///
/// Both live as long as the program, which does nothing else.
pub fn engine(case: &Case) -> Result<impl FnMut(usize) -> Answer + use<>> {
    let (layers, requests) = read(case)?;
    let prepared = Prepared::new(layers.clone());
    Ok(move |index: usize| answer(prepared.verdict(&requests[index])))
}

/// The same without preparation, with the whole decision: who allows, who denies, what is
/// missing.
pub fn unprepared(case: &Case) -> Result<impl FnMut(usize) -> Answer + use<>> {
    let (layers, requests) = read(case)?;
    Ok(move |index: usize| {
        let decision = decide(&requests[index], layers, &mut Silent);
        answer(decision.verdict)
    })
}

/// The statements that apply, and those that speak of this action and this resource and
/// fail in one thing.
pub fn explain(case: &Case, index: usize) -> Result<Vec<String>> {
    let (layers, requests) = read(case)?;
    let mut trace = Trace::default();
    decide(&requests[index], layers, &mut trace);
    let mut lines = Vec::new();
    for statement in &trace.statements {
        let failures: Vec<_> = statement.failures().collect();
        let why = match failures.as_slice() {
            [] => String::new(),
            [one] if matches!(one.element, Element::Principal | Element::Condition) => {
                let condition = one
                    .condition
                    .as_ref()
                    .map_or(String::new(), |(operator, key)| {
                        format!(" {operator} {key}")
                    });
                let element = one.element.as_str();
                let (expected, found) = (&one.expected, &one.found);
                format!(", but {element}{condition} asks for {expected} and finds {found}")
            }
            _ => continue,
        };
        lines.push(format!(
            "{} {}, document {}, statement {}: {}{why}",
            if failures.is_empty() {
                "applies:"
            } else {
                "nearly:"
            },
            statement.reference.layer.name(),
            statement.reference.document + 1,
            statement.reference.statement + 1,
            statement.effect.as_str(),
        ));
    }
    Ok(lines)
}

fn answer(verdict: Verdict) -> Answer {
    match verdict {
        Verdict::Allowed => Answer::Allowed,
        Verdict::ExplicitlyDenied => Answer::ExplicitlyDenied,
        Verdict::ImplicitlyDenied => Answer::ImplicitlyDenied,
        Verdict::Depends => Answer::Failed,
    }
}

fn read(case: &Case) -> Result<(&'static Layers<'static>, &'static [Request])> {
    let all = |policies: &[Value], kind| -> Result<Vec<&'static Policy>> {
        policies
            .iter()
            .map(|policy| read_policy(policy, kind))
            .collect()
    };
    let mut levels = Vec::new();
    for (name, policies) in &case.service_control {
        levels.push(Level {
            name: name.clone(),
            policies: all(policies, PolicyKind::ServiceControl)?,
        });
    }
    let layers = Layers {
        identity: Supplied::Given(all(&case.identity, PolicyKind::Identity)?),
        boundary: Supplied::Given(all(&case.boundary, PolicyKind::PermissionsBoundary)?),
        service_control: Supplied::Given(levels),
        resource: Supplied::Given(vec![read_policy(&case.resource, PolicyKind::Resource)?]),
        ..Layers::none()
    };
    let requests = case.requests.iter().map(read_request);
    let requests = requests.collect::<Result<Vec<_>>>()?;
    Ok((Box::leak(Box::new(layers)), Vec::leak(requests)))
}

/// Reads a policy without anything to say about it; it lives as long as the program.
pub fn read_policy(policy: &Value, kind: PolicyKind) -> Result<&'static Policy> {
    let mut sources = Sources::new();
    let file = sources.add("policy.json", policy.to_string());
    let parsed = parse_text(&sources, file, &Limits::default());
    let node = parsed
        .value
        .ok_or_else(|| anyhow!("the policy is not JSON"))?;
    let parsed = document::parse(&node, kind, "policy");
    ensure!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    let policy = parsed.value.ok_or_else(|| anyhow!("there is no policy"))?;
    Ok(Box::leak(Box::new(policy)))
}

fn read_request(question: &Question) -> Result<Request> {
    let mut caller = Caller::parse(&question.principal).map_err(|error| anyhow!(error.message))?;
    if let Caller::Session { session, .. } = &mut caller
        && *session == SessionName::NotGiven
    {
        *session = SessionName::OfNoSession;
    }
    let mut context = Context::closed();
    for (key, value) in &question.context {
        context.set(key, Fact::Values(texts(value)));
    }
    Ok(Request {
        caller,
        action: Action::parse(&question.action).ok_or_else(|| anyhow!("no action"))?,
        resource: Resource {
            arn: question.resource.clone(),
            account: Some(question.account.clone()),
        },
        context,
    })
}
