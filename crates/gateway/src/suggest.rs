//! What would open the way: the smallest statements, each tried out by the evaluator.

use std::collections::BTreeMap;

use can_invoke_policy::{
    Caller, Granting, Layer, Layers, Policy, PolicyKind, Silent, Supplied, Verdict, decide,
    document,
};
use can_invoke_source::{Limits, Sources, parse_text};

use crate::{
    answer::{Explained, HopStatus, Journey, Suggestion},
    explain::authorizer_layers,
    inventory::{ApiKind, Authorization, AuthorizerAnswer, Inventory, PrincipalRecord, Route},
    journey::{
        Entrance,
        authorizer::{LAMBDA, answer_of},
    },
    layers::invocation_layers,
    query::Query,
    route,
    target::Call,
    websocket::WebSocketCall,
};

/// The statements to add so that an implicitly denied request is allowed. Nothing is
/// suggested against an explicit deny: to narrow a `Deny` is a decision, not a correction.
pub(crate) fn suggest(
    inventory: &Inventory,
    query: &Query,
    call: &Call<'_>,
    caller: &Caller,
    record: Option<&PrincipalRecord>,
    direct: &Journey,
) -> Vec<Suggestion> {
    let entrance = Entrance::of(inventory, query, call);
    let Some(explained) = &direct.explained else {
        return Vec::new();
    };
    if explained.decision.verdict != Verdict::ImplicitlyDenied {
        return Vec::new();
    }
    // Behind a token nobody gets in without one, whomever the resource policy names.
    let has_token = met(call)
        .is_some_and(|route| route.authorization.known() == Some(&Authorization::CognitoUserPools));
    let asking = if has_token {
        &Caller::Anonymous
    } else {
        caller
    };
    let caller = match &explained.request.caller {
        Caller::Anonymous => &Caller::Anonymous,
        _ => asking,
    };
    let missing = &explained.decision.missing;
    let mut wanted: Vec<Layer> = missing.all_of.clone();
    // Where either side would do, the identity-based policy is the narrower change.
    if let Some(first) = missing.any_of.first() {
        wanted.push(*first);
    }
    if wanted.contains(&Layer::Resource) && call.api.kind != ApiKind::Rest {
        return Vec::new();
    }
    let additions: BTreeMap<Layer, (String, Policy)> = wanted
        .iter()
        .filter_map(|layer| {
            let statement = statement(*layer, call, caller, entrance)?;
            let policy = policy(*layer, &statement)?;
            Some((*layer, (statement, policy)))
        })
        .collect();
    let returned = returned_policy(query, call);
    let mut layers = match returned {
        Some(policy) if explained.decision.granting == Granting::Authorizer => {
            authorizer_layers(inventory, query, call, policy)
        }
        _ => invocation_layers(inventory, query, call, caller, record),
    };
    layers.granting = explained.decision.granting;
    for (layer, (_, policy)) in &additions {
        add(&mut layers, *layer, policy);
    }
    // What another hop leaves open stays open.
    let is_in_doubt = direct
        .hops
        .iter()
        .any(|hop| hop.status == HopStatus::Undecided);
    let verdict = match decide(&explained.request, &layers, &mut Silent).verdict {
        Verdict::Allowed if is_in_doubt => Verdict::Depends,
        verdict => verdict,
    };
    additions
        .iter()
        .map(|(layer, (statement, _))| Suggestion {
            layer: *layer,
            place: if is_of_authorizer(*layer, explained) {
                "the policy that the Lambda authorizer returns".to_owned()
            } else {
                place(*layer, call, caller)
            },
            statement: statement.clone(),
            verdict,
            note: if is_of_authorizer(*layer, explained) {
                None
            } else {
                note(*layer, call, asking, caller, entrance)
            },
        })
        .collect()
}

/// Says of suggestions that another hop than that of the policies is in the way as well.
pub(crate) fn behind(suggestions: &mut [Suggestion], verdict: Verdict, reason: &str) {
    for suggestion in &mut *suggestions {
        suggestion.verdict = verdict;
    }
    if let Some(last) = suggestions.last_mut() {
        let before = last.note.take();
        let before = before.map_or_else(String::new, |note| format!("{note}; "));
        last.note = Some(format!("{before}apart from policies: {reason}"));
    }
}

/// The policy that the authorizer of the route answers with.
fn returned_policy<'a>(query: &'a Query, call: &Call<'a>) -> Option<&'a Policy> {
    let authorizer = call.api.authorizer_of_kind(met(call)?, &LAMBDA);
    match answer_of(query, authorizer)? {
        AuthorizerAnswer::Policy { policy, .. } => Some(policy),
        _ => None,
    }
}

/// The route that a call meets, as far as that is known.
fn met<'a>(call: &Call<'a>) -> Option<&'a Route> {
    let routes = call.api.routes.known()?;
    route::find(routes, call.api.kind, &call.method, &call.path)
}

/// Whether a layer is the policy that a Lambda authorizer returned.
fn is_of_authorizer(layer: Layer, explained: &Explained) -> bool {
    layer == Layer::Identity && explained.decision.granting == Granting::Authorizer
}

/// The narrowest statement; none if the path holds what a policy cannot say plainly.
fn statement(
    layer: Layer,
    call: &Call<'_>,
    caller: &Caller,
    entrance: Entrance<'_>,
) -> Option<String> {
    let resource = resource(call)?;
    let action = call.action();
    let action = action.as_str();
    let principal = if layer == Layer::Resource {
        format!("  \"Principal\": {},\n", principal(caller))
    } else {
        String::new()
    };
    // Without it a private API would be open to every VPC.
    let condition = match entrance
        .id()
        .filter(|_| layer == Layer::Resource && call.is_private())
    {
        Some(id) => format!(
            ",\n  \"Condition\": {{ \"StringEquals\": {{ \"aws:SourceVpce\": \"{id}\" }} }}"
        ),
        None => String::new(),
    };
    Some(format!(
        "{{\n  \"Effect\": \"Allow\",\n{principal}  \"Action\": \"{action}\",\n  \
         \"Resource\": \"{resource}\"{condition}\n}}"
    ))
}

/// The ARN of the call as a policy names it; none if the path holds what a policy cannot say
/// plainly.
pub(crate) fn resource(call: &Call<'_>) -> Option<String> {
    let is_plain = |character: char| !"\"\\".contains(character) && !character.is_control();
    let tail = call.tail();
    if !tail.chars().all(is_plain) {
        return None;
    }
    // Characters that mean something in a policy stand there as policy variables.
    let tail = match &call.websocket {
        // However a connection stands in the ARN, this is right.
        Some(WebSocketCall::Connections(_)) => format!("{}/@connections/*", call.method),
        _ => tail
            .replace("${", "${$}{")
            .replace('*', "${*}")
            .replace('?', "${?}"),
    };
    Some(call.arn_with(&tail))
}

/// The principal element that means just this caller. A session is named by its role: the
/// session's own ARN would be good for one session name only.
pub(crate) fn principal(caller: &Caller) -> String {
    match caller {
        Caller::Anonymous | Caller::Federated { .. } => "\"*\"".to_owned(),
        Caller::Service { name } => format!("{{ \"Service\": \"{name}\" }}"),
        Caller::Session {
            partition,
            account,
            role,
            path,
            ..
        } => format!(
            "{{ \"AWS\": \"arn:{partition}:iam::{account}:role{}{role}\" }}",
            path.as_deref().unwrap_or("/")
        ),
        Caller::User { .. } | Caller::FederatedUser { .. } | Caller::Root { .. } => {
            format!("{{ \"AWS\": \"{caller}\" }}")
        }
    }
}

pub(crate) fn policy(layer: Layer, statement: &str) -> Option<Policy> {
    let kind = match layer {
        Layer::Identity => PolicyKind::Identity,
        Layer::PermissionsBoundary => PolicyKind::PermissionsBoundary,
        Layer::Session => PolicyKind::Session,
        Layer::Resource => PolicyKind::Resource,
        Layer::ServiceControl => PolicyKind::ServiceControl,
        Layer::VpcEndpoint => PolicyKind::VpcEndpoint,
        Layer::ResourceControl => return None,
    };
    let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": {statement}}}");
    let mut sources = Sources::new();
    let file = sources.add("suggestion.json", text);
    let node = parse_text(&sources, file, &Limits::default()).value?;
    let parsed = document::parse(&node, kind, "suggestion");
    if parsed.has_errors() {
        return None;
    }
    parsed.value
}

fn add<'p>(layers: &mut Layers<'p>, layer: Layer, policy: &'p Policy) {
    let list = match layer {
        Layer::Identity => &mut layers.identity,
        Layer::PermissionsBoundary => &mut layers.boundary,
        Layer::Session => &mut layers.session,
        Layer::Resource => &mut layers.resource,
        Layer::VpcEndpoint => &mut layers.vpc_endpoint,
        Layer::ServiceControl => {
            if let Supplied::Given(levels) = &mut layers.service_control {
                for level in levels {
                    level.policies.push(policy);
                }
            }
            return;
        }
        Layer::ResourceControl => return,
    };
    if let Supplied::Given(policies) = list {
        policies.push(policy);
    }
}

fn place(layer: Layer, call: &Call<'_>, caller: &Caller) -> String {
    let account = caller.account().unwrap_or("-");
    let who = match caller {
        Caller::User { path_and_name, .. } => format!("user/{path_and_name}"),
        Caller::Session { role, path, .. } => {
            format!("role{}{role}", path.as_deref().unwrap_or("/"))
        }
        other => other.to_string(),
    };
    match layer {
        Layer::Identity => format!("an identity-based policy of {who} in account {account}"),
        Layer::PermissionsBoundary => {
            format!("the permissions boundary of {who} in account {account}")
        }
        Layer::Session => format!("the session policy of {who}"),
        Layer::ServiceControl => format!(
            "the service control policies above account {account}, at each level that lacks it"
        ),
        Layer::Resource => format!(
            "the resource policy of API {} in account {}",
            call.api.id, call.account
        ),
        Layer::VpcEndpoint => "the policy of the VPC endpoint".to_owned(),
        Layer::ResourceControl => "the resource control policies".to_owned(),
    }
}

/// What to do beside adding the statement.
fn note(
    layer: Layer,
    call: &Call<'_>,
    asking: &Caller,
    seen: &Caller,
    entrance: Entrance<'_>,
) -> Option<String> {
    if layer != Layer::Resource {
        return None;
    }
    let deploy = format!(
        "then deploy the API to stage {}: a changed resource policy takes effect with the next \
         deployment",
        call.stage
    );
    let deploy = match unlimited(call, entrance) {
        Some(advice) => format!("{advice}; {deploy}"),
        None => deploy,
    };
    Some(
        if *seen == Caller::Anonymous && *asking != Caller::Anonymous {
            let everyone = match entrance.id().filter(|_| call.is_private()) {
                Some(id) => format!("everyone behind VPC endpoint {id}"),
                None => "everyone".to_owned(),
            };
            format!(
                "this opens the route to {everyone}; to let in this caller only, set the method's \
                 authorization to AWS_IAM, so that its signature counts; {deploy}"
            )
        } else {
            deploy
        },
    )
}

/// What to say where a statement for a private API could not be limited to a VPC endpoint.
pub(crate) fn unlimited(call: &Call<'_>, entrance: Entrance<'_>) -> Option<&'static str> {
    (call.is_private() && entrance.id().is_none()).then_some(
        "it holds for every VPC endpoint of every account: say with --vpc-endpoint which one the \
         request comes through, and it is limited to that one",
    )
}
