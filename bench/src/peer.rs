//! The crate `iam-rs`, as its documentation says to use it.
//!
//! It evaluates one set of policies and knows neither layers nor accounts nor sessions. Each
//! layer gets an evaluator of its own, and their answers are put together here as AWS
//! documents it; a session of a role is asked for by the ARN of the role, without which no
//! statement that names a role would match.

use anyhow::{Result, anyhow};
use iam_rs::{
    Arn, Context, ContextValue, Decision, EvaluationOptions, IAMPolicy, IAMRequest,
    PolicyEvaluator, Principal, PrincipalId,
};
use serde_json::Value;

use crate::{
    answer::Answer,
    case::{Case, Question},
};

struct Prepared {
    request: IAMRequest,
    is_same_account: bool,
}

/// Reads the policies of a case once, and its requests; what comes back decides a request.
pub fn engine(case: &Case) -> Result<impl FnMut(usize) -> Answer + use<>> {
    let resource = evaluator(std::slice::from_ref(&case.resource))?;
    let has_identity = !case.identity.is_empty();
    let identity = evaluator(&case.identity)?;
    let boundary = match case.boundary.as_slice() {
        [] => None,
        policies => Some(evaluator(policies)?),
    };
    let levels = case.service_control.iter();
    let levels = levels.map(|(_, policies)| evaluator(policies));
    let levels = levels.collect::<Result<Vec<_>>>()?;
    let requests = case.requests.iter().map(read);
    let requests = requests.collect::<Result<Vec<_>>>()?;
    Ok(move |index: usize| {
        let prepared = &requests[index];
        let ask = |evaluator: &PolicyEvaluator| {
            evaluator
                .evaluate(&prepared.request)
                .map(|result| result.decision)
        };
        let decide = || -> Result<Answer, iam_rs::EvaluationError> {
            let mut ceilings = true;
            for level in &levels {
                match ask(level)? {
                    Decision::Deny => return Ok(Answer::ExplicitlyDenied),
                    Decision::Allow => {}
                    Decision::NotApplicable => ceilings = false,
                }
            }
            let resource = ask(&resource)?;
            if resource == Decision::Deny {
                return Ok(Answer::ExplicitlyDenied);
            }
            let mut granted = false;
            if has_identity {
                let identity = ask(&identity)?;
                let boundary = boundary.as_ref().map_or(Ok(Decision::Allow), ask)?;
                if identity == Decision::Deny || boundary == Decision::Deny {
                    return Ok(Answer::ExplicitlyDenied);
                }
                granted = identity == Decision::Allow && boundary == Decision::Allow;
            }
            let resource = resource == Decision::Allow;
            let allowed = match prepared.is_same_account {
                true => granted || resource,
                false => granted && resource,
            };
            Ok(match ceilings && allowed {
                true => Answer::Allowed,
                false => Answer::ImplicitlyDenied,
            })
        };
        decide().unwrap_or(Answer::Failed)
    })
}

fn evaluator(policies: &[Value]) -> Result<PolicyEvaluator> {
    let policies = policies.iter();
    let policies: Vec<IAMPolicy> = policies
        .map(|policy| serde_json::from_value(policy.clone()))
        .collect::<Result<_, _>>()?;
    Ok(
        PolicyEvaluator::with_policies(policies).with_options(EvaluationOptions {
            // Its default stops with an error after a thousand statements.
            max_statements: usize::MAX,
            ..EvaluationOptions::default()
        }),
    )
}

fn read(question: &Question) -> Result<Prepared> {
    let principal = question.principal.as_str();
    let mut context = Context::new();
    for (key, value) in &question.context {
        context.insert(key.clone(), context_value(value)?);
    }
    let is_service = principal.ends_with(".amazonaws.com");
    let principal = if is_service {
        Principal::Service(PrincipalId::String(principal.to_owned()))
    } else {
        let role = question
            .context
            .get("aws:PrincipalArn")
            .and_then(Value::as_str);
        let arn = role.unwrap_or(principal).to_owned();
        Principal::Aws(PrincipalId::String(arn))
    };
    let resource = Arn::parse(&question.resource).map_err(|error| anyhow!("{error}"))?;
    let account = question.principal.split(':').nth(4);
    Ok(Prepared {
        is_same_account: is_service || account == Some(question.account.as_str()),
        request: IAMRequest::new_with_context(principal, &*question.action, resource, context),
    })
}

fn context_value(value: &Value) -> Result<ContextValue> {
    Ok(match value {
        Value::Bool(value) => ContextValue::Boolean(*value),
        Value::Number(value) => {
            ContextValue::Number(value.as_f64().ok_or_else(|| anyhow!("{value}"))?)
        }
        Value::String(text) => ContextValue::String(text.clone()),
        other => ContextValue::StringList(crate::case::texts(other)),
    })
}
