//! Predicting, assuming, handing over.

use can_invoke_gateway::{
    Query,
    answer::AssumeCall,
    check,
    query::QueryError,
    role_path::{DEFAULT_SESSION_NAME, predict},
    target::Target,
};
use can_invoke_live::{
    assume::Actor,
    gather::question,
    wanted::{Wanted, Ways},
};
use can_invoke_policy::Verdict;
use can_invoke_report::text::{self, Detail};

use super::hand_over::hand_over;
use crate::{
    arguments::{AssumeOptions, CredentialsFormat, Format},
    command::{
        acting::{Chain, Foresight, Mfa, RefusedRole, caller, open, tell},
        check::{refuse, report_documents},
    },
    exit::ExitStatus,
};

pub(crate) fn run(options: &AssumeOptions) -> anyhow::Result<ExitStatus> {
    let mfa = Mfa {
        serial: options.mfa_serial.as_deref(),
        code: options.mfa_code.as_deref(),
    };
    let has_mfa = mfa.check(options.assume_role.mfa)?;
    let mut actor = open(&options.live, None)?;
    let mut query = match query(options, &actor) {
        Ok(query) => query,
        Err(error) => return refuse(&error, Format::Text),
    };
    query.assume.has_mfa = has_mfa;
    let asked = query.clone();
    let foresight = Foresight::of(
        &options.inputs,
        !options.no_prediction || !options.question.is_empty(),
        (&options.live, None),
        || wanted(options, &asked),
        &options.assume_role,
        &mut query.assume,
    )?;
    if let Foresight::NotReadable(loaded) = &foresight {
        return report_documents(loaded, Format::Text);
    }
    let roles = match roles(options, &foresight, &query) {
        Ok(roles) => roles,
        Err(error) => return refuse(&error, Format::Text),
    };
    let predicted = match predicted(&foresight, &query, &roles, options.no_prediction) {
        Ok(predicted) => predicted,
        Err(error) => return refuse(&error, Format::Text),
    };
    match (&predicted, &foresight) {
        (Some(calls), Foresight::Known(loaded)) => {
            tell(&text::assumed(calls, &loaded.sources, Detail::Short))?;
        }
        (_, Foresight::Nothing(reason)) if !options.no_prediction => {
            tell(&format!("nothing is predicted: {reason}\n"))?;
        }
        _ => {}
    }
    if options.no_send {
        return Ok(predicted.map_or(ExitStatus::Depends, |calls| verdict(&calls).into()));
    }
    let mut chain = Chain::new(&roles, &query.assume, &options.assume_role)?;
    chain.authenticate(mfa)?;
    let performed = chain.perform(&mut actor);
    let as_predicted = compare(predicted.as_deref(), performed.as_ref().err())?;
    if performed.is_err() {
        return Ok(match as_predicted {
            true => ExitStatus::Denied,
            false => ExitStatus::Depends,
        });
    }
    let handed = hand_over(&actor, options)?;
    // A program that reads the credentials takes any other status for a failure.
    let is_for_program =
        options.format == CredentialsFormat::CredentialProcess || !options.command.is_empty();
    Ok(match as_predicted || is_for_program {
        true => handed,
        false => ExitStatus::Depends,
    })
}

/// Who assumes, and what is passed. What is not passed is known to be missing.
fn query(options: &AssumeOptions, actor: &Actor) -> Result<Query, QueryError> {
    let caller = caller(&actor.identity().arn)?;
    let (method, target) = match options.question.as_slice() {
        [method, target] => (Some(method.as_str()), Target::parse(target)?),
        _ => (None, Target::Path("/".to_owned())),
    };
    let mut query = Query::new(caller, method, target);
    query.assume = options.assume_role.options()?;
    query
        .assume
        .session_name
        .get_or_insert_with(|| DEFAULT_SESSION_NAME.to_owned());
    if query.assume.external_id.is_none() {
        query.absent.push("sts:ExternalId".to_owned());
    }
    Ok(query)
}

/// What the prediction needs of live accounts.
fn wanted(options: &AssumeOptions, query: &Query) -> Wanted {
    let mut wanted = question::wanted(query, false);
    if options.question.is_empty() {
        wanted.ways = Ways::Never;
        wanted.principals.extend(options.role.iter().cloned());
    }
    wanted
}

/// The roles that are said, or those that lead to what the question asks for.
fn roles(
    options: &AssumeOptions,
    foresight: &Foresight,
    query: &Query,
) -> Result<Vec<String>, QueryError> {
    if options.question.is_empty() {
        return Ok(options.role.clone());
    }
    let loaded = match foresight {
        Foresight::Known(loaded) | Foresight::NotReadable(loaded) => loaded,
        Foresight::Nothing(reason) => {
            return Err(QueryError::new(
                format!("which roles lead there is not known: {reason}"),
                "give documents with --in, or the roles with --role",
            ));
        }
    };
    let answer = check(&loaded.inventory, query)?;
    let mut paths = answer.role_paths.paths.iter();
    let depends = paths.find(|path| path.verdict == Verdict::Depends);
    match answer.via().or(depends) {
        Some(path) if answer.direct.verdict != Verdict::Allowed => {
            Ok(path.calls().map(|call| call.role.clone()).collect())
        }
        _ if answer.direct.verdict == Verdict::Allowed => Err(QueryError::new(
            format!("{} may call it without assuming a role", query.caller),
            "call it directly: `can-invoke call`",
        )),
        _ => Err(QueryError::new(
            format!("no way leads {} there through a role", query.caller),
            "`can-invoke check` says why not",
        )),
    }
}

fn predicted(
    foresight: &Foresight,
    query: &Query,
    roles: &[String],
    is_left_out: bool,
) -> Result<Option<Vec<AssumeCall>>, QueryError> {
    match foresight.loaded() {
        Some(loaded) if !is_left_out => predict(&loaded.inventory, query, roles).map(Some),
        _ => Ok(None),
    }
}

fn verdict(calls: &[AssumeCall]) -> Verdict {
    let mut verdicts = calls.iter().map(|call| call.verdict);
    let denied = verdicts.clone().find(|verdict| verdict.is_denied());
    let depends = verdicts.find(|verdict| *verdict == Verdict::Depends);
    denied.or(depends).unwrap_or(Verdict::Allowed)
}

/// Tells what AWS STS refused, and whether it is otherwise than was predicted.
fn compare(
    predicted: Option<&[AssumeCall]>,
    refused: Option<&RefusedRole>,
) -> anyhow::Result<bool> {
    if let Some(RefusedRole { role, message, .. }) = refused {
        tell(&format!("{} is refused: {}\n", plain(role), plain(message)))?;
    }
    let Some(calls) = predicted else {
        return Ok(true);
    };
    let (is_as_predicted, words) = match refused {
        Some(refused) => match calls.get(refused.index).map(|call| call.verdict) {
            Some(Verdict::Allowed) => (false, "the role was to be assumed, and is refused"),
            Some(Verdict::Depends) | None => return Ok(true),
            Some(_) => (true, "the role was to be refused, and is"),
        },
        None if verdict(calls).is_denied() => (false, "a role was to be refused, and is assumed"),
        None if verdict(calls) == Verdict::Depends => return Ok(true),
        None => (true, "the roles were to be assumed, and are"),
    };
    let agreement = if is_as_predicted {
        "as predicted"
    } else {
        "not as predicted"
    };
    tell(&format!("{agreement}: {words}\n"))?;
    Ok(is_as_predicted)
}

/// A text without what could command a terminal.
fn plain(text: &str) -> String {
    text.chars()
        .map(|one| if one.is_control() { '?' } else { one })
        .collect()
}
