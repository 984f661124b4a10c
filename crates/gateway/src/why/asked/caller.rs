//! The caller that a text names.

use can_invoke_policy::{Arn, Caller};
use can_invoke_source::words;

use crate::{
    inventory::{Inventory, PrincipalKind},
    why::{
        Options,
        symptom::{Symptom, Who},
    },
};

pub(super) fn caller(
    inventory: Option<&Inventory>,
    symptom: &Symptom,
    options: &Options,
    notes: &mut Vec<String>,
) -> Result<Caller, String> {
    let said = match symptom.denial.as_ref().map(|denial| &denial.who) {
        Some(Who::Anonymous) => return Ok(Caller::Anonymous),
        Some(Who::Principal(name)) => Some(name),
        Some(Who::NotNamed) | None => symptom.identity.user_arn.as_ref(),
    };
    let Some(said) = said else {
        return options.caller.clone().ok_or_else(|| {
            "the text does not say who called; the principal can be given beside it".to_owned()
        });
    };
    let completed = inventory.and_then(|inventory| complete(inventory, said));
    match Caller::parse(completed.as_deref().unwrap_or(said)) {
        Ok(caller) => {
            let differs = options
                .caller
                .as_ref()
                .is_some_and(|other| *other != caller && other.account() != caller.account());
            if differs {
                notes.push(format!(
                    "the text names another caller, {}, and that one is asked about",
                    words::quote(said)
                ));
            }
            Ok(caller)
        }
        Err(error) => options.caller.clone().ok_or(error.message),
    }
}

/// The caller with its account, where the text masks it and one principal of the inventory
/// fits.
fn complete(inventory: &Inventory, said: &str) -> Option<String> {
    let arn = Arn::parse(said)?;
    let digits = arn
        .account
        .trim_start_matches(|mark: char| !mark.is_ascii_digit());
    if digits.len() == arn.account.len() {
        return None;
    }
    let (kind, name) = arn.resource.split_once('/')?;
    let kind = match kind {
        "user" => PrincipalKind::User,
        "role" | "assumed-role" => PrincipalKind::Role,
        _ => return None,
    };
    let role_or_user = match arn.service {
        "sts" => name.split('/').next()?,
        _ => name.rsplit('/').next()?,
    };
    let mut fitting = inventory.principals.iter().filter(|record| {
        record.kind == kind
            && record.account.ends_with(digits)
            && record.name.eq_ignore_ascii_case(role_or_user)
    });
    let only = fitting.next()?;
    if fitting.next().is_some() {
        return None;
    }
    Some(
        Arn {
            account: &only.account,
            ..arn
        }
        .to_string(),
    )
}
