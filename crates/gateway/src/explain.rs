//! A decision with everything that explains it.

use can_invoke_policy::{
    Action, Assumption, Caller, Decision, Layer, Layers, Request, Resource, Trace, Verdict, decide,
    depends::{self, DependsOn},
};

use crate::{
    answer::Explained,
    context,
    inventory::{ApiKind, Inventory, PrincipalRecord},
    layers::invocation_layers,
    query::Query,
    target::Call,
};

/// Decides `execute-api:Invoke` and keeps what explains the decision.
pub(crate) fn explain_invocation(
    inventory: &Inventory,
    query: &Query,
    call: &Call<'_>,
    caller: &Caller,
    record: Option<&PrincipalRecord>,
) -> Explained {
    let layers = invocation_layers(inventory, query, call, caller, record);
    let request = Request {
        caller: caller.clone(),
        action: Action::invoke(),
        resource: Resource {
            arn: call.arn(),
            account: Some(call.account.clone()),
        },
        context: context::of_invocation(inventory, query, call, caller, record),
    };
    let mut explained = explain(request, &layers);
    let is_path_open = call.path.contains('%') || (call.path.len() > 1 && call.path.ends_with('/'));
    if call.api.kind == ApiKind::Http && is_path_open {
        explained.assumptions.push(Assumption::HttpApiPathAsSent);
        explained.assumptions.sort_unstable();
    }
    explained
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
    assumptions.extend(key_assumptions(&request, &trace));
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

/// Keys that API Gateway lists for its resource policies.
///
/// Source: API Gateway developer guide, `apigateway-resource-policies-aws-condition-keys`.
const RESOURCE_POLICY_KEYS: &[&str] = &[
    "aws:currenttime",
    "aws:epochtime",
    "aws:multifactorauthage",
    "aws:multifactorauthpresent",
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principaltype",
    "aws:referer",
    "aws:securetransport",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:tokenissuetime",
    "aws:useragent",
    "aws:userid",
    "aws:username",
    "aws:vpcsourceip",
];

/// The readings that the keys of the deciding conditions call for.
fn key_assumptions(request: &Request, trace: &Trace) -> Vec<Assumption> {
    let mut assumptions = Vec::new();
    for statement in &trace.statements {
        for (_, key) in statement
            .elements
            .iter()
            .filter_map(|element| element.condition.as_ref())
        {
            let key = key.to_ascii_lowercase();
            let is_tag = key.starts_with("aws:principaltag/");
            if is_tag && matches!(request.caller, Caller::Session { .. }) {
                assumptions.push(Assumption::NoSessionTags);
            }
            let is_listed = is_tag || RESOURCE_POLICY_KEYS.contains(&key.as_str());
            if statement.reference.layer == Layer::Resource
                && request.action.service() == "execute-api"
                && !is_listed
            {
                assumptions.push(Assumption::UnlistedResourcePolicyKey);
            }
        }
    }
    assumptions
}
