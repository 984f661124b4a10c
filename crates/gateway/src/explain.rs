//! A decision with everything that explains it.

use can_invoke_policy::{
    Assumption, Caller, Context, Decision, Granting, Layer, Layers, Lookup, Policy, Request,
    Resource, Supplied, Trace, Verdict, decide,
    depends::{self, DependsOn},
};

use crate::{
    answer::Explained,
    context,
    inventory::{Inventory, PrincipalRecord},
    journey::Asked,
    layers::invocation_layers,
    query::Query,
    readings,
    target::Call,
    websocket::WebSocketCall,
};

/// Decides `execute-api:Invoke`, or `execute-api:ManageConnections`, and keeps what explains the decision.
pub(crate) fn explain_invocation(
    inventory: &Inventory,
    query: &Query,
    call: &Call<'_>,
    caller: &Caller,
    record: Option<&PrincipalRecord>,
) -> Explained {
    let layers = invocation_layers(inventory, query, call, caller, record);
    let context = context::of_invocation(inventory, query, call, caller, record);
    explain_call((query, call), caller, context, &layers)
}

/// Decides an anonymous call by the resource policy, on these terms.
pub(crate) fn explain_terms(asked: Asked<'_>, granting: Granting) -> Explained {
    let Asked {
        inventory,
        query,
        call,
        ..
    } = asked;
    let mut layers = invocation_layers(inventory, query, call, &Caller::Anonymous, None);
    layers.granting = granting;
    let context = context::of_invocation(inventory, query, call, &Caller::Anonymous, None);
    explain_call((query, call), &Caller::Anonymous, context, &layers)
}

/// Decides a call by the policy that a Lambda authorizer returned and the resource policy.
pub(crate) fn explain_authorizer(asked: Asked<'_>, policy: &Policy) -> Explained {
    let Asked {
        inventory,
        query,
        call,
        ..
    } = asked;
    let layers = authorizer_layers(inventory, query, call, policy);
    let context = context::of_invocation(inventory, query, call, &Caller::Anonymous, None);
    explain_call((query, call), &Caller::Anonymous, context, &layers)
}

/// The layers of a call behind a Lambda authorizer.
pub(crate) fn authorizer_layers<'i>(
    inventory: &'i Inventory,
    query: &Query,
    call: &Call<'i>,
    policy: &'i Policy,
) -> Layers<'i> {
    let mut layers = invocation_layers(inventory, query, call, &Caller::Anonymous, None);
    layers.identity = Supplied::Given(vec![policy]);
    layers.granting = Granting::Authorizer;
    layers
}

fn explain_call(
    (query, call): (&Query, &Call<'_>),
    caller: &Caller,
    context: Context,
    layers: &Layers<'_>,
) -> Explained {
    let request = Request {
        caller: caller.clone(),
        action: call.action(),
        resource: Resource {
            arn: call.arn(),
            account: Some(call.account.clone()),
        },
        context,
    };
    let mut explained = explain(request, layers);
    if readings::is_open(call) {
        explained.assumptions.push(Assumption::HttpApiPathAsSent);
        explained.assumptions.sort_unstable();
    }
    if matches!(call.websocket, Some(WebSocketCall::Connections(_))) {
        explained
            .assumptions
            .push(Assumption::ConnectionsArnPlaceholder);
    }
    note_source_ip(call, query, &mut explained);
    explained
}

/// Notes where a decision on a private API leans on whether its requests carry
/// `aws:SourceIp`: where a statement compares it and the question does not say.
pub(crate) fn note_source_ip(call: &Call<'_>, query: &Query, explained: &mut Explained) {
    const KEY: &str = "aws:SourceIp";
    let given = query
        .context
        .iter()
        .map(|(key, _)| key)
        .chain(&query.absent);
    if !call.is_private() || given.into_iter().any(|key| key.eq_ignore_ascii_case(KEY)) {
        return;
    }
    let mut statements = explained.trace.statements.iter();
    let compares = statements.any(|statement| {
        statement
            .elements
            .iter()
            .filter_map(|element| element.condition.as_ref())
            .any(|(_, key)| key.eq_ignore_ascii_case(KEY))
    });
    if compares {
        explained.assumptions.push(Assumption::PrivateSourceIp);
        explained.assumptions.sort_unstable();
        explained.assumptions.dedup();
    }
}

/// Decides a request with evidence.
pub fn explain(request: Request, layers: &Layers<'_>) -> Explained {
    let mut trace = Trace::default();
    let mut decision = decide(&request, layers, &mut trace);
    let depends = (decision.verdict == Verdict::Depends)
        .then(|| depends::explain(&request, layers, &decision, &trace));
    if let Some(depends) = &depends {
        settle(&mut decision, depends);
    }
    let mut assumptions = trace.assumptions();
    assumptions.extend(decision.assumptions.iter().copied());
    assumptions.extend(key_assumptions(&request, layers, &trace));
    assumptions.sort_unstable();
    assumptions.dedup();
    Explained {
        request,
        decision,
        trace,
        depends,
        assumptions,
    }
}

/// Where every value of the unknown facts was tried and all lead to one end, the verdict does
/// not depend on them.
fn settle(decision: &mut Decision, depends: &DependsOn) {
    let Some(settled) = &depends.settled else {
        return;
    };
    decision.verdict = settled.verdict;
    decision.decided_by.clone_from(&settled.decided_by);
    if let Some(missing) = &settled.missing {
        decision.missing.clone_from(missing);
    }
    if let Some(provisos) = &settled.provisos {
        decision.provisos.clone_from(provisos);
    }
}

/// The assumptions that the keys of the conditions and policy variables call for.
fn key_assumptions(request: &Request, layers: &Layers<'_>, trace: &Trace) -> Vec<Assumption> {
    let mut assumptions = Vec::new();
    let is_invocation = request.action.service() == "execute-api";
    // A key that the request lacks is absent either way.
    let is_in_doubt = |key: &str| {
        !context::RESOURCE_POLICY_KEYS.contains(key) && request.context.get(key) != Lookup::Absent
    };
    for statement in &trace.statements {
        let is_resource = statement.reference.layer == Layer::Resource;
        for (_, key) in statement
            .elements
            .iter()
            .filter_map(|element| element.condition.as_ref())
        {
            let is_tag = key.to_ascii_lowercase().starts_with("aws:principaltag/");
            if is_tag && matches!(request.caller, Caller::Session { .. }) {
                assumptions.push(Assumption::NoSessionTags);
            }
            if is_resource && is_invocation && is_in_doubt(key) {
                assumptions.push(Assumption::UnlistedResourcePolicyKey);
            }
        }
    }
    let policies = layers.resource.given().into_iter().flatten();
    let mut variables = policies.flat_map(|policy| policy.variables());
    if is_invocation && variables.any(|variable| is_in_doubt(&variable.key)) {
        assumptions.push(Assumption::UnlistedResourcePolicyKey);
    }
    assumptions
}
