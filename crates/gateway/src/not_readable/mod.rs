//! What could not be read when an inventory was made, beside a question: which of it bears on
//! the answer, and what is said where a question cannot even be asked for it.
//!
//! Nothing here decides: what could not be read is left out of the inventory, and so is not
//! known to the engine. The one exception is a list that nobody could read, such as that of
//! the roles of an account: that it is missing does not show by itself.

mod missing;
mod open;
mod topic;

use can_invoke_policy::{Caller, Verdict};

use crate::{
    answer::{RolePath, RolePaths},
    inventory::{Inventory, NotReadable, PrincipalKind, Route},
    journey::Asked,
    target::Call,
};

pub(crate) use missing::{of_api, of_apis, of_domain_name};
use topic::{Topic, topics};

/// Everything that bears on the answer and that nothing else in the inventory tells.
pub(crate) fn bearing(
    asked: Asked<'_>,
    met: Option<Option<&Route>>,
    role_paths: &RolePaths,
) -> Vec<NotReadable> {
    let notes = asked.inventory.not_readable.iter();
    notes
        .filter(|note| open::is_open(asked.inventory, note))
        .filter(|note| bears(asked, met, role_paths, note))
        .cloned()
        .collect()
}

fn bears(
    asked: Asked<'_>,
    met: Option<Option<&Route>>,
    role_paths: &RolePaths,
    note: &NotReadable,
) -> bool {
    let Asked {
        inventory,
        call,
        caller,
        record,
        ..
    } = asked;
    let is_api = note.of == call.api.id;
    let is_domain = call
        .domain
        .is_some_and(|domain| domain.name == note.of || domain.id.as_ref() == Some(&note.of));
    let is_endpoint = asked.entrance.id() == Some(note.of.as_str());
    if is_api || is_domain || is_endpoint || is_caller(caller, &note.of) {
        return true;
    }
    if principal(&note.of).is_some() {
        return is_on_way(inventory, call, caller, role_paths, &note.of);
    }
    if note.of.contains(":function:") {
        return calls_function(call, &note.of);
    }
    let is_of_other = note.of.starts_with("vpce-")
        || inventory.apis.iter().any(|api| api.id == note.of)
        || inventory.domain_names.iter().any(|one| one.name == note.of);
    if is_of_other {
        return false;
    }
    let accounts = [Some(call.account.as_str()), caller.account()];
    let is_of_account = |account: &str| accounts.contains(&Some(account));
    let account = if is_account(&note.of) {
        Some(note.of.as_str())
    } else {
        note.account.as_deref()
    };
    let is_key_needed = || {
        let route = met.flatten();
        route.is_none_or(|route| route.is_api_key_required.known() == Some(&true))
    };
    let of_roles = || {
        let is_caller_missing = record.is_none() && is_principal(caller);
        is_caller_missing && account == caller.account()
            || role_paths.not_searched.is_none() && account.is_none_or(is_of_account)
    };
    let of_topic = |topic: Topic| match topic {
        Topic::Organization | Topic::ServiceControl => true,
        // Calls of `execute-api` are not restricted by them, those of AWS STS are.
        Topic::ResourceControl => {
            role_paths.not_searched.is_none() && account == Some(&call.account)
        }
        Topic::UsagePlans => account == Some(&call.account) && is_key_needed(),
        Topic::Principals => of_roles(),
        Topic::IdentityPolicies => record.is_some_and(|record| record.policies.known().is_none()),
        Topic::VpcEndpoints => asked.entrance.id().is_some() && asked.entrance.record().is_none(),
        Topic::VpcLinks => uses_link(met, &note.of),
        _ => false,
    };
    account.is_none_or(is_of_account) && topics(note).into_iter().any(of_topic)
}

/// Why ways through roles cannot be said not to exist: roles of the API's account or of the
/// caller's, through which a way may lead, could not be read.
pub(crate) fn of_roles(asked: Asked<'_>) -> Option<String> {
    let inventory = asked.inventory;
    let is_here =
        |account: &str| account == asked.call.account || asked.caller.account() == Some(account);
    let is_missing = |note: &&NotReadable| match principal(&note.of) {
        Some((account, kind, _)) => {
            is_here(account)
                && kind == PrincipalKind::Role
                && inventory.principal(&note.of).is_none()
                && !is_caller(asked.caller, &note.of)
        }
        None => is_here(&note.of) && topics(note).contains(&Topic::Principals),
    };
    let note = inventory.not_readable.iter().find(is_missing)?;
    let what = if is_account(&note.of) {
        format!("the {} of account {}", note.fact, note.of)
    } else {
        format!("the {} of {}", note.fact, note.of)
    };
    Some(format!(
        "{what} could not be read, so there may be ways through roles that are not known"
    ))
}

/// Whether the list of the usage plans of the API's account and Region could not be read.
pub(crate) fn has_no_usage_plans(inventory: &Inventory, call: &Call<'_>) -> bool {
    let is_elsewhere = |note: &NotReadable| {
        let resource = note.resource.as_deref().unwrap_or_default();
        let region = resource.split(':').nth(3).unwrap_or_default();
        !matches!(region, "" | "*") && region != call.region
    };
    inventory.not_readable.iter().any(|note| {
        let account = note.account.as_deref().unwrap_or(&note.of);
        account == call.account && topics(note).contains(&Topic::UsagePlans) && !is_elsewhere(note)
    })
}

/// What could not be read of what the stage of a call serves, in the words of the entry: the
/// API is then taken as it is, unless the stage says that this is not known.
pub(crate) fn of_stage<'i>(inventory: &'i Inventory, call: &Call<'_>) -> Option<&'i str> {
    let end = format!(" that stage {} serves", call.stage);
    let stage = call.api.stage(&call.stage);
    let deployed = stage.and_then(|stage| stage.deployed.as_deref());
    let is_said = |part: &str| deployed.is_some_and(|one| open::is_not_known(one, part));
    let notes = inventory.not_readable.iter();
    notes
        .filter(|note| note.of == call.api.id && open::is_open(inventory, note))
        .filter_map(|note| note.fact.strip_suffix(&end))
        .find(|part| !is_said(part))
}

/// Account, kind and name of a user or role, from its ARN.
fn principal(arn: &str) -> Option<(&str, PrincipalKind, &str)> {
    let mut parts = arn.splitn(6, ':');
    if parts.nth(2) != Some("iam") {
        return None;
    }
    let account = parts.nth(1)?;
    let (kind, rest) = parts.next()?.split_once('/')?;
    let kind = match kind {
        "role" => PrincipalKind::Role,
        "user" => PrincipalKind::User,
        _ => return None,
    };
    Some((account, kind, rest.rsplit('/').next().unwrap_or(rest)))
}

fn is_account(text: &str) -> bool {
    can_invoke_policy::arn::is_account_id(text)
}

fn is_principal(caller: &Caller) -> bool {
    matches!(caller, Caller::User { .. } | Caller::Session { .. })
}

/// Whether an ARN is that of the calling user, or of the role of the calling session.
fn is_caller(caller: &Caller, arn: &str) -> bool {
    let Some((of_account, kind, of_name)) = principal(arn) else {
        return false;
    };
    match caller {
        Caller::User {
            account,
            path_and_name,
            ..
        } => {
            kind == PrincipalKind::User
                && account == of_account
                && path_and_name.rsplit('/').next() == Some(of_name)
        }
        Caller::Session { account, role, .. } => {
            kind == PrincipalKind::Role
                && account == of_account
                && role.eq_ignore_ascii_case(of_name)
        }
        _ => false,
    }
}

/// Whether a role is on a way that is told, leads nowhere, or may be on a way and is missing.
fn is_on_way(
    inventory: &Inventory,
    call: &Call<'_>,
    caller: &Caller,
    role_paths: &RolePaths,
    arn: &str,
) -> bool {
    if role_paths.not_searched.is_some() {
        return false;
    }
    let open = role_paths
        .paths
        .iter()
        .find(|path| path.verdict == Verdict::Allowed);
    if let Some(open) = open {
        return open.calls().any(|call| call.role == arn);
    }
    let in_paths = role_paths.paths.iter().flat_map(RolePath::calls);
    let is_told = in_paths.map(|call| &call.role).any(|role| role == arn)
        || role_paths
            .failures
            .iter()
            .any(|failure| failure.role == arn);
    let is_missing = inventory.principal(arn).is_none();
    let of_accounts = principal(arn).is_some_and(|(account, kind, _)| {
        kind == PrincipalKind::Role
            && (account == call.account || caller.account() == Some(account))
    });
    is_told || is_missing && of_accounts
}

/// Whether something of the API names a function. One whose name is in a stage variable may
/// be any.
fn calls_function(call: &Call<'_>, arn: &str) -> bool {
    let of_routes = call.api.routes.known().into_iter().flatten();
    let of_routes = of_routes.filter_map(|route| route.integration.known()?.as_ref());
    let of_api = call.api.integrations.known().into_iter().flatten();
    let uris = of_routes
        .chain(of_api)
        .filter_map(|integration| integration.uri.known()?.as_ref())
        .map(|uri| uri.value.as_str());
    let authorizers = call.api.authorizers.known().into_iter().flatten();
    let functions = authorizers.filter_map(|one| one.function.known()?.as_deref());
    uris.chain(functions)
        .any(|text| text.contains(arn) || text.contains("${stageVariables."))
}

fn uses_link(met: Option<Option<&Route>>, id: &str) -> bool {
    let Some(route) = met.flatten() else {
        return false;
    };
    let link = || {
        let integration = route.integration.known()?.as_ref()?;
        Some(&integration.connection_id.known()?.as_ref()?.value)
    };
    is_account(id) && link().is_some() || link().is_some_and(|link| link == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_and_roles_are_known_by_their_arns() {
        assert_eq!(
            principal("arn:aws:iam::111111111111:role/team/app"),
            Some(("111111111111", PrincipalKind::Role, "app"))
        );
        assert_eq!(
            principal("arn:aws:iam::111111111111:user/bob"),
            Some(("111111111111", PrincipalKind::User, "bob"))
        );
        for other in [
            "arn:aws:iam::111111111111:policy/app",
            "arn:aws:lambda:us-east-1:111111111111:function:app",
            "111111111111",
        ] {
            assert_eq!(principal(other), None, "{other}");
        }
    }
}
