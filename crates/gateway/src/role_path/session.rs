//! What a session carries from call to call, and what the requests on a way carry.
//!
//! Source: IAM user guide, `id_session-tags` (transitive tags, and that role tags are
//! overridden), `id_credentials_temp_control-access_monitor` (source identity),
//! `reference_policies_iam-condition-keys`, `id_credentials_mfa_configure-api-require`
//! (credentials of AssumeRole carry no multi-factor authentication).

use can_invoke_policy::{Caller, Context, context::Fact, keys::CallerKind};

use crate::{
    context::{self, PRESENT, UNKNOWN},
    inventory::{Inventory, PrincipalRecord},
    keys::{self, ApiEndpoint, Callee},
    query::Query,
    target::Call,
};

use super::told::Passed;

/// Where in a chain a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    /// The caller of whom the question speaks makes it.
    pub(super) is_first: bool,
    /// Its session calls the API.
    pub(super) is_last: bool,
}

/// What every session of a chain has, whichever roles it is made of, as the first call sets it.
#[derive(Clone, Debug)]
pub(super) struct Carried {
    /// The value of `aws:SourceIdentity`.
    source_identity: Fact,
    /// The transitive tags.
    transitive: Vec<(String, String)>,
    /// Whether a user makes the first call, so that there is nothing but what our steps pass.
    is_complete: bool,
}

impl Carried {
    pub(super) fn of(query: &Query, caller: &Caller) -> Self {
        const KEY: &str = "aws:SourceIdentity";
        let said = query
            .context
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(KEY));
        let is_absent = query.absent.iter().any(|key| key.eq_ignore_ascii_case(KEY));
        let is_complete = matches!(caller, Caller::User { .. });
        let source_identity = match (said, &query.assume.source_identity) {
            // No call changes what a session has.
            (Some((_, values)), _) if !is_complete => Fact::Values(values.clone()),
            (_, Some(name)) => Fact::Values(vec![name.clone()]),
            _ if is_complete || is_absent => Fact::Absent,
            _ => UNKNOWN,
        };
        Carried {
            source_identity,
            transitive: tags(query, true),
            is_complete,
        }
    }

    /// The further actions that a call needs, as it sets or hands on tags or a source identity.
    ///
    /// Source: IAM user guide, `id_session-tags` and
    /// `id_credentials_temp_control-access_monitor`. That tags which a session hands on need
    /// `sts:TagSession` again: EKS user guide, `pod-id-assign-target-role`.
    pub(super) fn further_actions(&self, query: &Query, position: Position) -> Vec<&'static str> {
        let mut actions = Vec::new();
        if !self.transitive.is_empty() || !passed(query, position).tags.is_empty() {
            actions.push("sts:TagSession");
        }
        if matches!(self.source_identity, Fact::Values(_)) {
            actions.push("sts:SetSourceIdentity");
        }
        actions
    }
}

/// The tags that are transitive, or those that are not.
fn tags(query: &Query, is_transitive: bool) -> Vec<(String, String)> {
    let all = query.assume.session_tags.iter();
    all.filter(|(key, _)| {
        let mut transitive = query.assume.transitive_tags.iter();
        transitive.any(|one| one.eq_ignore_ascii_case(key)) == is_transitive
    })
    .cloned()
    .collect()
}

/// Whether the last call of a chain is unlike the same call in the middle of one.
pub(super) fn last_call_differs(query: &Query) -> bool {
    query.assume.duration.is_some() || !tags(query, false).is_empty()
}

/// What a call passes.
pub(super) fn passed(query: &Query, position: Position) -> Passed {
    let options = &query.assume;
    let mut passed = Passed::default();
    if position.is_first {
        passed.tags = tags(query, true);
        passed.transitive = passed.tags.iter().map(|(key, _)| key.clone()).collect();
        passed.source_identity.clone_from(&options.source_identity);
        passed.has_mfa = options.has_mfa;
    }
    if position.is_last {
        passed.tags.extend(tags(query, false));
        passed.duration = options.duration;
        let policies = options.session_policies.iter();
        passed.session_policies = policies.map(|policy| policy.name.clone()).collect();
    }
    passed
}

/// The context of a call of `sts:AssumeRole` by a caller, as far as it is the same for all
/// roles. `context` says no more than which keys such a call carries.
pub(super) fn of_call(
    mut context: Context,
    inventory: &Inventory,
    query: &Query,
    caller: &Caller,
    record: Option<&PrincipalRecord>,
    carried: &Carried,
    position: Position,
) -> Context {
    context::of_caller(inventory, caller, record, query.readings, &mut context);
    context.set_value("aws:SecureTransport", "true");
    if let Some(id) = &query.assume.external_id {
        context.set_value("sts:ExternalId", id.as_str());
    }
    if let Some(name) = &query.assume.session_name {
        context.set_value("sts:RoleSessionName", name.as_str());
    }
    let passed = passed(query, position);
    context.set_family("aws:RequestTag/", Fact::Absent);
    for (key, value) in &passed.tags {
        context.set_value(&format!("aws:RequestTag/{key}"), value.as_str());
    }
    let keys = |keys: Vec<String>| match keys.is_empty() {
        true => Fact::Absent,
        false => Fact::Values(keys),
    };
    let all = passed.tags.iter().map(|(key, _)| key.clone()).collect();
    context.set("aws:TagKeys", keys(all));
    // Whether keys that a session hands on are transitive keys of the call no page says.
    let transitive = match passed.transitive.is_empty() {
        false => Fact::Values(passed.transitive),
        true if carried.is_complete && carried.transitive.is_empty() => Fact::Absent,
        true => UNKNOWN,
    };
    context.set("sts:TransitiveTagKeys", transitive);
    // Nor whether a source identity that a session hands on is set by the call.
    let source_identity = match (&passed.source_identity, &carried.source_identity) {
        (Some(name), _) => Fact::Values(vec![name.clone()]),
        (None, Fact::Absent) => Fact::Absent,
        (None, _) => UNKNOWN,
    };
    context.set("sts:SourceIdentity", source_identity);
    said_of_call(query, position, &mut context);
    if passed.has_mfa {
        context.set_value("aws:MultiFactorAuthPresent", "true");
        context.set("aws:MultiFactorAuthAge", PRESENT);
    }
    if !position.is_first {
        of_session(carried, record, &mut context);
    }
    context
}

/// What the question says of the context, as far as it holds for the call: what it says of the
/// caller is true of no later session.
fn said_of_call(query: &Query, position: Position, context: &mut Context) {
    context::apply_query(query, context, |key| {
        !key.starts_with("execute-api:") && (position.is_first || !context::is_of_caller(key))
    });
}

/// Tags and source identity of a session of the chain.
fn of_session(carried: &Carried, record: Option<&PrincipalRecord>, context: &mut Context) {
    if carried.is_complete {
        context::principal_tags(record, context);
    }
    for (key, value) in &carried.transitive {
        context.set_value(&format!("aws:PrincipalTag/{key}"), value.as_str());
    }
    context.set("aws:SourceIdentity", carried.source_identity.clone());
}

/// What the call carries of the role that is assumed. `before` is the role of which the context
/// spoke until now.
pub(super) fn of_role(
    inventory: &Inventory,
    query: &Query,
    role: &PrincipalRecord,
    before: Option<&PrincipalRecord>,
    carried: &Carried,
    position: Position,
    context: &mut Context,
) {
    const PREFIXES: [&str; 2] = ["aws:ResourceTag/", "iam:ResourceTag/"];
    if before.is_none_or(|before| before.account != role.account) {
        context::of_resource_account(inventory, &role.account, context);
    }
    if before.is_none_or(|before| before.tags != role.tags) {
        let otherwise = match role.tags.known() {
            Some(_) => Fact::Absent,
            None => UNKNOWN,
        };
        let old = before.and_then(|before| before.tags.known());
        for prefix in PREFIXES {
            for key in old.into_iter().flat_map(|tags| tags.keys()) {
                context.set(&format!("{prefix}{key}"), otherwise.clone());
            }
            context::of_tags(prefix, &role.tags, context);
        }
    }
    // A tag that the session hands on takes the place of the role's for the trust policy.
    if !position.is_first {
        for (key, value) in &carried.transitive {
            for prefix in PREFIXES {
                context.set_value(&format!("{prefix}{key}"), value.as_str());
            }
        }
    }
    if !query.context.is_empty() || !query.absent.is_empty() {
        context::apply_query(query, context, |key| {
            key.starts_with("aws:resource") || key.starts_with("iam:resource")
        });
    }
}

/// The context of an invocation by the last session of a chain. `context` says no more than
/// which keys it carries.
pub(super) fn of_invocation(
    context: Context,
    inventory: &Inventory,
    query: &Query,
    call: &Call<'_>,
    session: &Caller,
    role: &PrincipalRecord,
    carried: &Carried,
) -> Context {
    let mut context =
        context::invocation(context, inventory, query, call, session, Some(role), false);
    of_session(carried, Some(role), &mut context);
    for (key, value) in tags(query, false) {
        context.set_value(&format!("aws:PrincipalTag/{key}"), value);
    }
    context
}

/// The context of a call of `sts:AssumeRole` by a role session before any value is known, as it
/// is the same for all roles.
pub(super) fn blank_call() -> Context {
    keys::context(CallerKind::Session, Callee::AssumeRole)
}

/// The context of an invocation by a role session before any value is known.
pub(super) fn blank_invocation(call: &Call<'_>) -> Context {
    let api = Callee::Api(ApiEndpoint::of(call.api));
    keys::context(CallerKind::Session, api)
}

/// The context of a call of `sts:AssumeRole` on a role by the caller itself.
#[cfg(test)]
pub(crate) fn of_assume_role(
    inventory: &Inventory,
    query: &Query,
    caller: &Caller,
    record: Option<&PrincipalRecord>,
    role: &PrincipalRecord,
) -> Context {
    let carried = Carried::of(query, caller);
    let position = Position {
        is_first: true,
        is_last: true,
    };
    let blank = keys::context(CallerKind::of(caller), Callee::AssumeRole);
    let mut context = of_call(blank, inventory, query, caller, record, &carried, position);
    of_role(
        inventory,
        query,
        role,
        None,
        &carried,
        position,
        &mut context,
    );
    context
}
