//! May API Gateway call what a route leads to, or the function of an authorizer?
//!
//! Source: API Gateway API reference, `API_PutIntegration`, credentials; developer guide,
//! `apigateway-lambda-authorizer-cross-account-lambda-authorizer`; re:Post knowledge center,
//! `api-gateway-internal-server-error`.

use can_invoke_policy::{Assumption, Caller, Verdict};

use super::{
    Target,
    arguments::{Filled, fill},
    function, remedy, role, source_arn,
};
use crate::{
    answer::{Explained, Remedy},
    inventory::{
        Authorization, Authorizer, Credentials, Integration, IntegrationKind, Known, Route,
    },
    journey::Asked,
    query::QueryError,
};

/// Whether the way is open.
pub(crate) struct Permission {
    /// What is decided, in the order in which AWS asks it; the last one may not be allowed.
    pub(crate) permits: Vec<Permit>,
    /// What nobody said.
    pub(crate) granted: Vec<String>,
    /// What cannot be decided, and why.
    pub(crate) open: Option<String>,
    /// What would let API Gateway in, where it is not.
    pub(crate) remedy: Option<Remedy>,
    /// The assumptions that the answer leans on.
    pub(crate) assumptions: Vec<Assumption>,
}

/// Whose policy decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedBy {
    /// That of the function.
    FunctionPolicy,
    /// The trust policy of the role that API Gateway is to assume.
    RoleTrust,
    /// The identity-based policies of that role.
    RolePolicies,
    /// Those of the caller, who calls the function itself.
    Caller,
}

/// One decision.
pub(crate) struct Permit {
    /// Whose policy decides.
    pub(crate) by: RefusedBy,
    /// The decision.
    pub(crate) explained: Explained,
    /// What it is about: `API Gateway may invoke orders:live`.
    pub(crate) summary: String,
    /// What API Gateway writes into its log if it is denied.
    pub(crate) log: &'static str,
}

/// API Gateway's log where it may not invoke a function.
const INVALID_PERMISSIONS: &str =
    "Execution failed due to configuration error: Invalid permissions on Lambda function";
/// API Gateway's log where it may not assume the role of an integration.
const NO_ROLE: &str = "Execution failed due to configuration error: API Gateway does not have \
                       permission to assume the provided role";

impl Permission {
    fn new() -> Self {
        Permission {
            permits: Vec::new(),
            granted: Vec::new(),
            open: None,
            remedy: None,
            assumptions: Vec::new(),
        }
    }

    /// Keeps a decision; whether the next one is asked.
    fn take(
        &mut self,
        decided: Result<Explained, QueryError>,
        by: RefusedBy,
        summary: String,
        log: &'static str,
    ) -> bool {
        match decided {
            Ok(explained) => {
                let is_denied = explained.decision.verdict.is_denied();
                self.permits.push(Permit {
                    by,
                    explained,
                    summary,
                    log,
                });
                !is_denied
            }
            Err(error) => {
                self.open = Some(error.message);
                false
            }
        }
    }

    /// Whether a policy keeps API Gateway out.
    pub(crate) fn is_denied(&self) -> bool {
        let last = self.permits.last();
        last.is_some_and(|last| last.explained.decision.verdict.is_denied())
    }

    /// Whether a decision turns on facts that were not given.
    pub(crate) fn depends(&self) -> bool {
        let mut permits = self.permits.iter();
        permits.any(|permit| permit.explained.decision.verdict == Verdict::Depends)
    }
}

/// Whether API Gateway may call the target of an integration.
pub(super) fn of_integration(
    asked: Asked<'_>,
    route: &Route,
    integration: &Integration,
    target: &Target,
) -> Option<Permission> {
    let kind = integration.kind.known().map(|kind| kind.value);
    let is_aws = matches!(kind, Some(IntegrationKind::Aws | IntegrationKind::AwsProxy));
    if kind.is_some() && !is_aws {
        return None;
    }
    let mut found = Permission::new();
    match (&integration.credentials, target) {
        // Nobody said whose credentials; for a function, its own policy is what is usual.
        (Known::NotKnown, Target::Function { .. }) => {
            found
                .granted
                .push("that the integration calls with no role of its own".to_owned());
            by_policy(asked, route, target, &mut found);
        }
        (Known::Known(None), Target::Function { .. }) => {
            by_policy(asked, route, target, &mut found);
        }
        (Known::Known(Some(credentials)), _) => match &credentials.value {
            Credentials::Role(arn) => by_role(asked, arn, target, &mut found),
            Credentials::Caller => by_caller(asked, route, target, &mut found),
        },
        (Known::Known(None), Target::None) | (_, Target::Url(_)) => return None,
        (Known::NotKnown | Known::Known(None), other) => found
            .granted
            .push(format!("that API Gateway may call {}", other.words())),
    }
    Some(found)
}

/// By the policy of the function.
fn by_policy(asked: Asked<'_>, route: &Route, target: &Target, found: &mut Permission) {
    let Target::Function { arn } = target else {
        return;
    };
    let source = source_arn::of_route(asked.call, route, asked.query.readings);
    if source.leans {
        found.assumptions.push(Assumption::IntegrationSourceArn);
    }
    let name = target.words();
    let Some(decided) = function::by_service(asked, arn, Some(&source.arn)) else {
        found.granted.push(format!(
            "that the policy of {name} lets API Gateway invoke it"
        ));
        return;
    };
    found.take(
        decided,
        RefusedBy::FunctionPolicy,
        format!("API Gateway invokes {name} for {}", source.arn),
        INVALID_PERMISSIONS,
    );
    if found.is_denied() {
        let pattern = source_arn::pattern(asked.call, route);
        let id = statement_id(asked, route);
        found.remedy = remedy::add_permission(asked, arn, &pattern, &source.arn, &id);
    }
}

/// An id for the statement of a route: letters, digits, `-` and `_`, at most a hundred.
fn statement_id(asked: Asked<'_>, route: &Route) -> String {
    let text = format!("api-gateway-{}-{}", asked.call.api.id, route.key.text());
    let mut id = String::new();
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            id.push(character);
        } else if !id.ends_with('-') {
            id.push('-');
        }
    }
    let id: String = id.chars().take(100).collect();
    id.trim_end_matches('-').to_owned()
}

/// With the credentials of a role.
fn by_role(asked: Asked<'_>, arn: &str, target: &Target, found: &mut Permission) {
    let name = arn.rsplit(":role/").next().unwrap_or(arn);
    let Some(record) = asked.inventory.principal(arn) else {
        found.granted.push(format!(
            "that API Gateway may assume the role {name}, and that the role may call {}",
            target.words()
        ));
        return;
    };
    match role::assume(asked, record) {
        Some(decided) => {
            let summary = format!("API Gateway assumes the role {name}");
            if !found.take(decided, RefusedBy::RoleTrust, summary, NO_ROLE) {
                return;
            }
        }
        None => found
            .granted
            .push(format!("that API Gateway may assume the role {name}")),
    }
    let invoke = match target {
        Target::Function { arn } => role::invoke_function(asked, record, arn),
        _ => None,
    };
    match invoke {
        Some(decided) => {
            let summary = format!("the role {name} invokes {}", target.words());
            found.take(
                decided,
                RefusedBy::RolePolicies,
                summary,
                INVALID_PERMISSIONS,
            );
        }
        None => found
            .granted
            .push(format!("that the role {name} may call {}", target.words())),
    }
}

/// With the credentials of the caller.
fn by_caller(asked: Asked<'_>, route: &Route, target: &Target, found: &mut Permission) {
    // Observed: the deployment is rejected with this text.
    if matches!(&asked.call.api.resource_policy, Known::Known(Some(_))) {
        found.open = Some(
            "API Gateway rejects the deployment of an API that has a resource policy and an \
             integration with the caller's credentials (`Caller provided credentials not allowed \
             when resource policy is set`), so no stage serves this"
                .to_owned(),
        );
        return;
    }
    let is_signed = route.authorization == Known::Known(Authorization::AwsIam)
        && !matches!(asked.caller, Caller::Anonymous);
    if !is_signed {
        found.open = Some(
            "the integration calls with the caller's credentials, and the route authorizes no \
             signature that they could come from"
                .to_owned(),
        );
        return;
    }
    match target {
        Target::Function { arn } => {
            let summary = format!("the caller itself invokes {}", target.words());
            found.take(
                role::invoke_as_caller(asked, arn),
                RefusedBy::Caller,
                summary,
                INVALID_PERMISSIONS,
            );
        }
        other => found
            .granted
            .push(format!("that the caller may call {}", other.words())),
    }
}

/// Whether API Gateway may invoke the function of an authorizer; none if it has none, or
/// nobody said which.
pub(crate) fn of_authorizer(asked: Asked<'_>, authorizer: &Authorizer) -> Option<Permission> {
    let uri = authorizer.function.known()?.as_ref()?;
    let mut found = Permission::new();
    let stage = &asked.call.stage;
    let uri = match fill(uri, asked.call.api.stage(stage)) {
        Filled::Text(text) => text,
        Filled::Lacks(name) => {
            found.open = Some(format!(
                "the function of the authorizer {} uses the stage variable `{name}`, and stage \
                 {stage} has none of that name",
                authorizer.name
            ));
            return Some(found);
        }
        Filled::NotKnown(name) => {
            found.granted.push(format!(
                "that API Gateway may invoke the function that the stage variable `{name}` of \
                 stage {stage} names"
            ));
            return Some(found);
        }
    };
    let target = Target::of(&uri);
    let Target::Function { arn } = &target else {
        return None;
    };
    if let Known::Known(Some(role)) = &authorizer.credentials {
        by_role(asked, role, &target, &mut found);
        return Some(found);
    }
    if authorizer.credentials == Known::NotKnown {
        found.granted.push(format!(
            "that the authorizer {} calls its function with no role of its own",
            authorizer.name
        ));
    }
    let id = authorizer.id.as_deref();
    let source = source_arn::of_authorizer(asked.call, id.unwrap_or("*"));
    let name = target.words();
    // Without the id of the authorizer it is not known for whom API Gateway calls, and a
    // policy may let it in or keep it out all the same.
    let decided = function::by_service(asked, arn, id.map(|_| source.as_str()));
    let depends = |explained: &Explained| explained.decision.verdict == Verdict::Depends;
    match decided {
        Some(decided) if id.is_some() || !decided.as_ref().is_ok_and(depends) => {
            let summary = match id {
                Some(_) => format!("API Gateway invokes {name} for {source}"),
                None => format!("API Gateway invokes {name} for the authorizer"),
            };
            found.take(
                decided,
                RefusedBy::FunctionPolicy,
                summary,
                INVALID_PERMISSIONS,
            );
            if found.is_denied() {
                let statement = format!("api-gateway-{}-authorizer", asked.call.api.id);
                found.remedy = remedy::add_permission(asked, arn, &source, &source, &statement);
            }
        }
        _ => found.granted.push(format!(
            "that the policy of {name} lets API Gateway invoke it"
        )),
    }
    Some(found)
}
