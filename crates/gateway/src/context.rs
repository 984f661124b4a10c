//! The condition keys of a request, as far as caller, API and question tell.
//!
//! Which keys there are is in tables, see [`keys`]. Here their values are filled in from the
//! inventory and the question.

use can_invoke_policy::{
    Action, Assumption, Caller, Context, Readings, Resource,
    context::{Fact, ReachingKeys},
    keys::CallerKind,
    principal::SessionName,
};

use crate::{
    inventory::{Inventory, Known, PrincipalRecord},
    journey::Entrance,
    keys::{self, ApiEndpoint, Callee},
    query::Query,
    target::Call,
};

pub(crate) const UNKNOWN: Fact = Fact::Unknown {
    may_be_absent: true,
};
pub(crate) const PRESENT: Fact = Fact::Unknown {
    may_be_absent: false,
};

/// The keys that API Gateway lists for its resource policies.
///
/// Source: API Gateway developer guide, `apigateway-resource-policies-aws-condition-keys`.
pub(crate) const RESOURCE_POLICY_KEYS: ReachingKeys = ReachingKeys {
    keys: &[
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
    ],
    families: &["aws:principaltag/"],
};

/// The context of a call of an API by the caller itself, or by nobody.
pub(crate) fn of_invocation(
    inventory: &Inventory,
    query: &Query,
    call: &Call<'_>,
    caller: &Caller,
    record: Option<&PrincipalRecord>,
) -> Context {
    let is_asking = *caller != Caller::Anonymous;
    let carried = keys::context(
        CallerKind::of(caller),
        Callee::Api(ApiEndpoint::of(call.api)),
    );
    invocation(carried, inventory, query, call, caller, record, is_asking)
}

/// Fills in the context of an invocation, of which `context` says no more than which keys it
/// carries. `is_asking` tells whether the caller is the one of whom the question speaks: what
/// it says of the caller is true of nobody else.
pub(crate) fn invocation(
    mut context: Context,
    inventory: &Inventory,
    query: &Query,
    call: &Call<'_>,
    caller: &Caller,
    record: Option<&PrincipalRecord>,
    is_asking: bool,
) -> Context {
    of_caller(inventory, caller, record, query.readings, &mut context);
    context.set_value("aws:SecureTransport", "true");
    context.set_value("aws:RequestedRegion", call.region.as_str());
    of_resource_account(inventory, &call.account, &mut context);
    if call.is_default_endpoint {
        context.set("execute-api:viaDomainArn", Fact::Absent);
    } else if let Some(arn) = call.domain_arn() {
        context.set_value("execute-api:viaDomainArn", arn);
    }
    if call.is_private() {
        of_vpc_endpoint(inventory, query, call, &mut context);
    }
    apply_query(query, &mut context, |key| {
        !key.starts_with("sts:") && !key.starts_with("iam:") && (is_asking || !is_of_caller(key))
    });
    context
}

/// What the way of a request to a private API tells.
fn of_vpc_endpoint(inventory: &Inventory, query: &Query, call: &Call<'_>, context: &mut Context) {
    let entrance = Entrance::of(inventory, query, call);
    if let Some(id) = entrance.id() {
        context.set_value("aws:SourceVpce", id);
    }
    if let Some(Known::Known(vpc)) = entrance.record().map(|record| &record.vpc) {
        context.set_value("aws:SourceVpc", vpc.as_str());
    }
    if query.readings.is_alternative(Assumption::PrivateSourceIp) {
        context.set("aws:SourceIp", PRESENT);
    }
}

/// Whether a key tells who the caller is or how it signed in, so that it holds for the
/// asking caller only.
pub(crate) fn is_of_caller(key: &str) -> bool {
    const EXACT: &[&str] = &[
        "aws:userid",
        "aws:username",
        "aws:tokenissuetime",
        "aws:sourceidentity",
        "aws:federatedprovider",
        "aws:assumedroot",
        "aws:chatbotsourcearn",
        "aws:signinsessionarn",
    ];
    let key = key.to_ascii_lowercase();
    EXACT.contains(&key.as_str())
        || key.starts_with("aws:principal")
        || key.starts_with("aws:multifactorauth")
        || key.starts_with("aws:ec2instance")
        // Keys of services and providers come with the credentials of a session.
        || !["aws:", "execute-api:", "sts:", "iam:"]
            .iter()
            .any(|prefix| key.starts_with(prefix))
}

/// What a question says of the context, as far as it holds for this step. That it does not
/// contradict what follows from caller and API is checked before, see `context_input`.
pub(crate) fn apply_query(query: &Query, context: &mut Context, holds: impl Fn(&str) -> bool) {
    for (key, values) in &query.context {
        if holds(&key.to_ascii_lowercase()) {
            context.set(key, Fact::Values(values.clone()));
        }
    }
    for key in &query.absent {
        if holds(&key.to_ascii_lowercase()) {
            context.set(key, Fact::Absent);
        }
    }
}

pub(crate) fn of_resource_account(inventory: &Inventory, account: &str, context: &mut Context) {
    context.set_value("aws:ResourceAccount", account);
    let (id, paths) = organization(inventory, account);
    context.set("aws:ResourceOrgID", id);
    context.set("aws:ResourceOrgPaths", paths);
}

fn organization(inventory: &Inventory, account: &str) -> (Fact, Fact) {
    match inventory.organization_of(account) {
        Known::Known(Some((organization, place))) => (
            Fact::Values(vec![organization.id.clone()]),
            Fact::Values(vec![place.path.clone()]),
        ),
        Known::Known(None) => (Fact::Absent, Fact::Absent),
        Known::NotKnown => (UNKNOWN, UNKNOWN),
    }
}

pub(crate) fn of_tags(
    prefix: &str,
    tags: &Known<std::collections::BTreeMap<String, String>>,
    context: &mut Context,
) {
    match tags {
        Known::Known(tags) => {
            context.set_family(prefix, Fact::Absent);
            for (key, value) in tags {
                context.set_value(&format!("{prefix}{key}"), value.as_str());
            }
        }
        Known::NotKnown => context.set_family(prefix, UNKNOWN),
    }
}

/// The values of the keys that tell who the caller is.
pub(crate) fn of_caller(
    inventory: &Inventory,
    caller: &Caller,
    record: Option<&PrincipalRecord>,
    readings: Readings,
    context: &mut Context,
) {
    // The question is about a call that the caller makes itself.
    context.set_value("aws:ViaAWSService", "false");
    match caller {
        Caller::Anonymous => {
            for key in ["aws:PrincipalAccount", "aws:userid"] {
                context.set_value(key, "anonymous");
            }
            context.set_value("aws:PrincipalType", "Anonymous");
        }
        Caller::Service { name } => {
            context.set_value("aws:PrincipalIsAWSService", "true");
            context.set_value("aws:PrincipalServiceName", name.as_str());
        }
        // The key is there for OpenID Connect; of SAML the page says two things.
        Caller::Federated { provider } => {
            if caller.is_of_saml_provider() == Some(false) {
                context.set_value("aws:FederatedProvider", provider.as_str());
            }
        }
        Caller::User {
            account,
            path_and_name,
            unique_id,
            ..
        } => {
            signed(inventory, account, "User", context);
            context.set_value("aws:PrincipalArn", caller.to_string());
            let name = path_and_name.rsplit('/').next().unwrap_or(path_and_name);
            context.set_value("aws:username", name);
            let unique_id = unique_id
                .as_ref()
                .or(record.and_then(|record| record.unique_id.as_ref()));
            set_known(context, "aws:userid", unique_id.cloned());
            principal_tags(record, context);
        }
        Caller::Session {
            account,
            session,
            unique_id,
            path,
            ..
        } => {
            signed(inventory, account, "AssumedRole", context);
            // The key holds the role's ARN with its path, which a session's ARN hides.
            let arn = record
                .map(|record| record.arn.clone())
                .or_else(|| path.as_ref().map(|_| role_arn(caller)));
            set_known(context, "aws:PrincipalArn", arn);
            let id = unique_id
                .as_ref()
                .or(record.and_then(|record| record.unique_id.as_ref()));
            let user_id = match (id, session) {
                (Some(id), SessionName::Known(name)) => Some(format!("{id}:{name}")),
                _ => None,
            };
            set_known(context, "aws:userid", user_id);
            session_tags(readings, record, context);
        }
        Caller::FederatedUser { account, name, .. } => {
            signed(inventory, account, "FederatedUser", context);
            context.set_value("aws:PrincipalArn", caller.to_string());
            context.set_value("aws:userid", format!("{account}:{name}"));
        }
        Caller::Root { account, .. } => {
            signed(inventory, account, "Account", context);
            context.set_value("aws:PrincipalArn", caller.to_string());
            context.set_value("aws:userid", account.as_str());
        }
    }
}

fn signed(inventory: &Inventory, account: &str, kind: &str, context: &mut Context) {
    context.set_value("aws:PrincipalAccount", account);
    context.set_value("aws:PrincipalType", kind);
    context.set_value("aws:PrincipalIsAWSService", "false");
    let (id, paths) = organization(inventory, account);
    context.set("aws:PrincipalOrgID", id);
    context.set("aws:PrincipalOrgPaths", paths);
}

pub(crate) fn principal_tags(record: Option<&PrincipalRecord>, context: &mut Context) {
    match record {
        Some(record) => of_tags("aws:PrincipalTag/", &record.tags, context),
        None => context.set_family("aws:PrincipalTag/", UNKNOWN),
    }
}

/// Fills in a value if it is known.
fn set_known(context: &mut Context, key: &str, value: Option<String>) {
    if let Some(value) = value {
        context.set_value(key, value);
    }
}

/// The tags of a session: those of its role and, by one reading, others beside and in place
/// of them.
fn session_tags(readings: Readings, record: Option<&PrincipalRecord>, context: &mut Context) {
    principal_tags(record, context);
    if !readings.is_alternative(Assumption::NoSessionTags) {
        return;
    }
    context.set_family("aws:PrincipalTag/", UNKNOWN);
    for key in record
        .and_then(|record| record.tags.known())
        .into_iter()
        .flat_map(|tags| tags.keys())
    {
        context.set(&format!("aws:PrincipalTag/{key}"), PRESENT);
    }
}

/// The ARN of the role of a session whose path is known.
fn role_arn(caller: &Caller) -> String {
    match caller {
        Caller::Session {
            partition,
            account,
            role,
            path,
            ..
        } => format!(
            "arn:{partition}:iam::{account}:role{}{role}",
            path.as_deref().unwrap_or("/")
        ),
        other => other.to_string(),
    }
}

/// The context of any action by a caller. What follows from the caller is filled in, and of
/// the rest nothing is known.
pub(crate) fn of_action(
    inventory: &Inventory,
    caller: &Caller,
    record: Option<&PrincipalRecord>,
    action: &Action,
    resource: &Resource,
    readings: Readings,
) -> Context {
    let is_assume_role = action.lowercase() == Action::assume_role().lowercase();
    let callee = if is_assume_role {
        Callee::AssumeRole
    } else {
        Callee::AnyService
    };
    let mut context = keys::context(CallerKind::of(caller), callee);
    of_caller(inventory, caller, record, readings, &mut context);
    if action.service() == Action::invoke().service() {
        // A client of an API can leave the header out, see `keys::tables`.
        context.set("aws:UserAgent", UNKNOWN);
    }
    if let Some(account) = &resource.account {
        of_resource_account(inventory, account, &mut context);
    }
    let role = inventory.principal(&resource.arn);
    if let Some(role) = role.filter(|_| is_assume_role) {
        for prefix in ["aws:ResourceTag/", "iam:ResourceTag/"] {
            of_tags(prefix, &role.tags, &mut context);
        }
    }
    context
}
