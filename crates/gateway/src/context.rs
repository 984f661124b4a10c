//! Which condition keys a request carries, as far as caller and API tell.
//!
//! Source: IAM user guide, `reference_policies_condition-keys`; API Gateway developer guide,
//! `apigateway-resource-policies-aws-condition-keys`.

use can_invoke_policy::{
    Assumption, Caller, Context, Readings,
    context::{Fact, ReachingKeys},
    principal::SessionName,
};

use crate::{
    inventory::{Inventory, Known, PrincipalRecord},
    query::Query,
    target::Call,
};

const UNKNOWN: Fact = Fact::Unknown {
    may_be_absent: true,
};
const PRESENT: Fact = Fact::Unknown {
    may_be_absent: false,
};

/// Keys that only a request through a VPC endpoint carries.
pub(crate) const ENDPOINT_KEYS: &[&str] = &[
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:SourceVpcArn",
    "aws:VpcSourceIp",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:VpceOrgPaths",
];

/// Keys that only a service calling on behalf of a resource carries.
const SERVICE_SOURCE_KEYS: &[&str] = &[
    "aws:SourceArn",
    "aws:SourceAccount",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
];

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

/// The context of a call to a public endpoint of an API by the caller itself, or by nobody.
pub(crate) fn of_invocation(
    inventory: &Inventory,
    query: &Query,
    call: &Call<'_>,
    caller: &Caller,
    record: Option<&PrincipalRecord>,
) -> Context {
    let is_asking = *caller != Caller::Anonymous;
    invocation(inventory, query, call, caller, record, is_asking)
}

/// The context of a call by a session of a role that the caller has assumed.
pub(crate) fn of_role_session(
    inventory: &Inventory,
    query: &Query,
    call: &Call<'_>,
    asking: &Caller,
    session: &Caller,
    role: &PrincipalRecord,
) -> Context {
    let mut context = invocation(inventory, query, call, session, Some(role), false);
    // A user has no source identity and no session tags to hand on, and the steps set none.
    if matches!(asking, Caller::User { .. }) {
        principal_tags(Some(role), &mut context);
        context.set("aws:SourceIdentity", Fact::Absent);
    }
    context
}

/// `is_asking` tells whether the caller is the one of whom the question speaks: what it says
/// of the caller is true of nobody else.
fn invocation(
    inventory: &Inventory,
    query: &Query,
    call: &Call<'_>,
    caller: &Caller,
    record: Option<&PrincipalRecord>,
    is_asking: bool,
) -> Context {
    let mut context = of_caller(inventory, query, caller, record);
    // API Gateway serves HTTPS only.
    context.set_value("aws:SecureTransport", "true");
    context.set_value("aws:RequestedRegion", call.region.as_str());
    of_resource_account(inventory, &call.account, &mut context);
    context.set("aws:SourceIp", PRESENT);
    for key in ENDPOINT_KEYS {
        context.set(key, Fact::Absent);
    }
    context.set("execute-api:viaDomainArn", Fact::Absent);
    context.set("aws:TagKeys", Fact::Absent);
    context.set_family("aws:RequestTag/", Fact::Absent);
    context.set_family("sts:", Fact::Absent);
    context.set_family("iam:", Fact::Absent);
    apply_query(query, &mut context, |key| {
        !key.starts_with("sts:") && !key.starts_with("iam:") && (is_asking || !is_of_caller(key))
    });
    context
}

/// Whether a key tells who the caller is or how it signed in, so that it holds for the
/// asking caller only.
fn is_of_caller(key: &str) -> bool {
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

/// The context of a call of `sts:AssumeRole` on a role.
pub(crate) fn of_assume_role(
    inventory: &Inventory,
    query: &Query,
    caller: &Caller,
    record: Option<&PrincipalRecord>,
    role: &PrincipalRecord,
) -> Context {
    let mut context = of_caller(inventory, query, caller, record);
    context.set_value("aws:SecureTransport", "true");
    of_resource_account(inventory, &role.account, &mut context);
    // STS can be reached directly and through a VPC endpoint.
    context.set("aws:SourceIp", UNKNOWN);
    context.set("aws:TagKeys", Fact::Absent);
    context.set_family("aws:RequestTag/", Fact::Absent);
    context.set("sts:TransitiveTagKeys", Fact::Absent);
    context.set("sts:DurationSeconds", Fact::Absent);
    context.set("sts:AWSServiceName", Fact::Absent);
    context.set("sts:SourceIdentity", UNKNOWN);
    if let Caller::User { .. } = caller {
        // A user's session has no source identity to inherit, and the steps set none.
        context.set("sts:SourceIdentity", Fact::Absent);
        // The user may send an MFA code with the call.
        context.set("aws:MultiFactorAuthPresent", UNKNOWN);
        context.set("aws:MultiFactorAuthAge", UNKNOWN);
    }
    for prefix in ["aws:ResourceTag/", "iam:ResourceTag/"] {
        of_tags(prefix, &role.tags, &mut context);
    }
    match &query.assume.external_id {
        Some(id) => context.set_value("sts:ExternalId", id.as_str()),
        None => context.set("sts:ExternalId", UNKNOWN),
    }
    match &query.assume.session_name {
        Some(name) => context.set_value("sts:RoleSessionName", name.as_str()),
        None => context.set("sts:RoleSessionName", PRESENT),
    }
    apply_query(query, &mut context, |key| !key.starts_with("execute-api:"));
    context
}

/// What a question says of the context, as far as it holds for this step. That it does not
/// contradict what follows from caller and API is checked before, see `context_input`.
fn apply_query(query: &Query, context: &mut Context, holds: impl Fn(&str) -> bool) {
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

fn of_resource_account(inventory: &Inventory, account: &str, context: &mut Context) {
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

fn of_tags(
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

/// The keys that tell who the caller is.
fn of_caller(
    inventory: &Inventory,
    query: &Query,
    caller: &Caller,
    record: Option<&PrincipalRecord>,
) -> Context {
    let is_session = matches!(
        caller,
        Caller::Session { .. } | Caller::FederatedUser { .. } | Caller::Federated { .. }
    );
    // Sessions can carry keys of the provider or service that they came from; other callers
    // carry global keys only.
    let mut context = if is_session {
        Context::open()
    } else {
        let mut context = Context::closed();
        context.set_family("aws:", UNKNOWN);
        context
    };
    context.set("aws:CurrentTime", PRESENT);
    context.set("aws:EpochTime", PRESENT);
    context.set_value("aws:ViaAWSService", "false");
    for key in ["aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast"] {
        context.set(key, Fact::Absent);
    }
    if !matches!(caller, Caller::Service { .. }) {
        for key in SERVICE_SOURCE_KEYS {
            context.set(key, Fact::Absent);
        }
    }
    match caller {
        Caller::Anonymous => anonymous(&mut context),
        Caller::Service { name } => {
            context.set_value("aws:PrincipalIsAWSService", "true");
            context.set_value("aws:PrincipalServiceName", name.as_str());
        }
        Caller::Federated { .. } => {}
        Caller::User {
            account,
            path_and_name,
            unique_id,
            ..
        } => {
            signed(inventory, account, "User", &mut context);
            context.set_value("aws:PrincipalArn", caller.to_string());
            let name = path_and_name.rsplit('/').next().unwrap_or(path_and_name);
            context.set_value("aws:username", name);
            let unique_id = unique_id
                .as_ref()
                .or(record.and_then(|record| record.unique_id.as_ref()));
            context.set("aws:userid", one_or(unique_id.cloned(), PRESENT));
            for key in [
                "aws:SourceIdentity",
                "aws:FederatedProvider",
                "aws:AssumedRoot",
            ] {
                context.set(key, Fact::Absent);
            }
            principal_tags(record, &mut context);
        }
        Caller::Session {
            account,
            session,
            unique_id,
            path,
            ..
        } => {
            signed(inventory, account, "AssumedRole", &mut context);
            // The key holds the role's ARN with its path, which a session's ARN hides.
            let arn = record
                .map(|record| record.arn.clone())
                .or_else(|| path.as_ref().map(|_| role_arn(caller)));
            context.set("aws:PrincipalArn", one_or(arn, PRESENT));
            context.set("aws:username", Fact::Absent);
            let id = unique_id
                .as_ref()
                .or(record.and_then(|record| record.unique_id.as_ref()));
            let user_id = match (id, session) {
                (Some(id), SessionName::Known(name)) => Some(format!("{id}:{name}")),
                _ => None,
            };
            context.set("aws:userid", one_or(user_id, PRESENT));
            context.set("aws:TokenIssueTime", PRESENT);
            // Credentials from AssumeRole carry no MFA information.
            context.set("aws:MultiFactorAuthPresent", Fact::Absent);
            context.set("aws:MultiFactorAuthAge", Fact::Absent);
            session_tags(query.readings, record, &mut context);
        }
        Caller::FederatedUser { account, name, .. } => {
            signed(inventory, account, "FederatedUser", &mut context);
            context.set_value("aws:PrincipalArn", caller.to_string());
            context.set_value("aws:userid", format!("{account}:{name}"));
            context.set("aws:username", Fact::Absent);
            context.set("aws:TokenIssueTime", PRESENT);
        }
        Caller::Root { account, .. } => {
            signed(inventory, account, "Account", &mut context);
            context.set_value("aws:PrincipalArn", caller.to_string());
            context.set_value("aws:userid", account.as_str());
            context.set("aws:username", Fact::Absent);
            context.set_family("aws:PrincipalTag/", Fact::Absent);
        }
    }
    context
}

/// Nobody: the keys of a principal are absent or say so.
fn anonymous(context: &mut Context) {
    for key in ["aws:PrincipalAccount", "aws:userid"] {
        context.set_value(key, "anonymous");
    }
    context.set_value("aws:PrincipalType", "Anonymous");
    for key in [
        "aws:PrincipalArn",
        "aws:PrincipalOrgID",
        "aws:PrincipalOrgPaths",
        "aws:PrincipalIsAWSService",
        "aws:PrincipalServiceName",
        "aws:PrincipalServiceNamesList",
        "aws:username",
        "aws:TokenIssueTime",
        "aws:MultiFactorAuthPresent",
        "aws:MultiFactorAuthAge",
        "aws:SourceIdentity",
        "aws:FederatedProvider",
        "aws:AssumedRoot",
    ] {
        context.set(key, Fact::Absent);
    }
    context.set_family("aws:PrincipalTag/", Fact::Absent);
}

fn signed(inventory: &Inventory, account: &str, kind: &str, context: &mut Context) {
    context.set_value("aws:PrincipalAccount", account);
    context.set_value("aws:PrincipalType", kind);
    context.set_value("aws:PrincipalIsAWSService", "false");
    context.set("aws:PrincipalServiceName", Fact::Absent);
    context.set("aws:PrincipalServiceNamesList", Fact::Absent);
    let (id, paths) = organization(inventory, account);
    context.set("aws:PrincipalOrgID", id);
    context.set("aws:PrincipalOrgPaths", paths);
}

fn principal_tags(record: Option<&PrincipalRecord>, context: &mut Context) {
    match record {
        Some(record) => of_tags("aws:PrincipalTag/", &record.tags, context),
        None => context.set_family("aws:PrincipalTag/", UNKNOWN),
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

fn one_or(value: Option<String>, otherwise: Fact) -> Fact {
    value.map_or(otherwise, |value| Fact::Values(vec![value]))
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
