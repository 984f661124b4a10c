//! Placeholders that were copied from a page and never filled in: what belongs there, and
//! what the verdict is once it is there.
//!
//! The resource policy of an API can only speak of that API, so its Region, account and
//! API id are certain. A principal's account is not; the caller's account is proposed.

use std::sync::Arc;

use can_invoke_policy::{
    Arn, Caller, Policy, PolicyKind,
    document::{self, PrincipalForm, Statement},
    pattern::ResourcePattern,
};
use can_invoke_source::{Diagnostic, Edit, Limits, Sources, parse_text};

use crate::{
    answer::Corrections,
    inventory::{Inventory, Known, PrincipalRecord, Route},
    journey::{Asked, Entrance, walk},
    query::Query,
    target::Call,
};

/// The corrections of the API's resource policy, if it needs any.
pub(crate) fn correct(
    inventory: &Inventory,
    query: &Query,
    call: &Call<'_>,
    caller: &Caller,
    record: Option<&PrincipalRecord>,
    met: Option<Option<&Route>>,
) -> Option<Corrections> {
    let Known::Known(Some(policy)) = &call.api.resource_policy else {
        return None;
    };
    let mut corrected = Policy::clone(policy);
    let mut diagnostics = Vec::new();
    for statement in &mut corrected.statements {
        correct_principals(statement, caller, &mut diagnostics);
        correct_resources(statement, call, &mut diagnostics);
    }
    if diagnostics.is_empty() {
        return None;
    }
    let mut api = call.api.clone();
    api.resource_policy = Known::Known(Some(Arc::new(corrected)));
    let call = Call {
        api: &api,
        ..call.clone()
    };
    let journey = walk(
        Asked {
            inventory,
            query,
            call: &call,
            caller,
            record,
            entrance: Entrance::of(inventory, query, &call),
        },
        met,
    );
    // Where the request does not get as far as the policy, no correction helps.
    journey.explained.as_ref()?;
    Some(Corrections {
        diagnostics,
        verdict: journey.verdict,
    })
}

fn correct_principals(
    statement: &mut Statement,
    caller: &Caller,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(account) = caller.account() else {
        return;
    };
    let Some(principals) = &mut statement.principal else {
        return;
    };
    for entry in &mut principals.entries {
        if entry.form != PrincipalForm::Placeholder {
            continue;
        }
        let proposed = match Arn::parse(&entry.text) {
            Some(arn) => Arn { account, ..arn }.to_string(),
            None => account.to_owned(),
        };
        let Some(form) = principal_form(&proposed) else {
            continue;
        };
        diagnostics.push(
            Diagnostic::warning(
                "placeholder",
                entry.span,
                if has_number_for_account(&entry.text) {
                    format!(
                        "`{}` has no account id of twelve digits, so it names nobody",
                        entry.text
                    )
                } else {
                    format!(
                        "`{}` still holds a placeholder, so it names nobody",
                        entry.text
                    )
                },
            )
            .fix(
                format!("with the caller's account it is `{proposed}`"),
                vec![Edit::replace(entry.text_span, proposed.clone())],
            ),
        );
        entry.form = form;
        entry.text = proposed;
    }
}

fn correct_resources(
    statement: &mut Statement,
    call: &Call<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(resources) = &mut statement.resource else {
        return;
    };
    for pattern in &mut resources.patterns {
        let Some(proposed) = propose_resource(&pattern.text, call) else {
            continue;
        };
        let Some(form) = resource_pattern(&proposed) else {
            continue;
        };
        diagnostics.push(
            Diagnostic::warning(
                "placeholder",
                pattern.span,
                format!(
                    "`{}` {}, so it matches no request",
                    pattern.text,
                    flaw(&pattern.text)
                ),
            )
            .fix(
                format!("for this API it is `{proposed}`"),
                vec![Edit::replace(pattern.text_span, proposed.clone())],
            ),
        );
        *pattern = ResourcePattern {
            span: pattern.span,
            text_span: pattern.text_span,
            ..form
        };
    }
}

/// Whether the account of a principal is a number, whatever its length.
fn has_number_for_account(text: &str) -> bool {
    let account = Arn::parse(text).map_or(text, |arn| arn.account);
    is_number(account)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What is wrong with a resource for which another one is proposed.
fn flaw(text: &str) -> &'static str {
    let arn = Arn::parse(text);
    let has_marks = text.contains(['{', '<']);
    match arn {
        Some(arn) if !has_marks && is_number(arn.account) && arn.account.len() != 12 => {
            "has no account id of twelve digits"
        }
        Some(arn) if !has_marks && names_nothing(arn.resource) => {
            "has lost what stands for stage and method"
        }
        _ => "still holds a placeholder",
    }
}

/// `API-ID///*`: pages that lost the asterisks of `API-ID/*/*/*`.
fn names_nothing(resource: &str) -> bool {
    resource
        .split_once('/')
        .is_some_and(|(id, rest)| rest.starts_with("//") && !is_api_id_word(id))
}

fn is_api_id_word(id: &str) -> bool {
    filled_in(id, "", API_ID_WORDS).is_empty()
}

const API_ID_WORDS: &[&str] = &["api-id", "apiid", "rest-api", "restapi"];

/// The ARN with Region, account and API id of this API in place of placeholders, and with
/// asterisks where stage and method were lost; `None` if there is nothing to correct.
fn propose_resource(text: &str, call: &Call<'_>) -> Option<String> {
    let arn = Arn::parse(text).filter(|arn| arn.service == "execute-api")?;
    let (id, rest) = match arn.resource.find('/') {
        Some(at) => arn.resource.split_at(at),
        None => (arn.resource, ""),
    };
    let region = filled_in(arn.region, &call.region, &["region"]);
    let account = if is_number(arn.account) && arn.account.len() != 12 {
        &call.account
    } else {
        filled_in(arn.account, &call.account, &["account"])
    };
    let id = filled_in(id, &call.api.id, API_ID_WORDS);
    // No stage and no method is empty, so that what is empty was an asterisk.
    let (stars, rest) = match rest.strip_prefix("///") {
        Some(rest) => ("/*/*/", rest),
        None => ("", rest),
    };
    let proposed = Arn {
        region,
        account,
        ..arn
    };
    let proposed = format!(
        "arn:{}:execute-api:{region}:{account}:{id}{stars}{rest}",
        proposed.partition
    );
    (proposed != text).then_some(proposed)
}

/// The right text in place of a placeholder: something in braces or angle brackets, or a
/// word that says what belongs there.
fn filled_in<'t>(written: &'t str, right: &'t str, words: &[&str]) -> &'t str {
    let lowered = written.to_ascii_lowercase().replace('_', "-");
    let is_variable = written.contains("${");
    let has_brackets = written.contains(['{', '<']) && !is_variable;
    if has_brackets || words.iter().any(|word| lowered.contains(word)) {
        right
    } else {
        written
    }
}

/// Reads one principal as the policy reader does.
fn principal_form(text: &str) -> Option<PrincipalForm> {
    let statement = read_statement(&format!("{{\"AWS\": \"{}\"}}", plain(text)), "*")?;
    let entry = statement.principal?.entries.into_iter().next()?;
    (entry.form != PrincipalForm::Placeholder).then_some(entry.form)
}

/// Reads one resource as the policy reader does.
fn resource_pattern(text: &str) -> Option<ResourcePattern> {
    read_statement("\"*\"", &plain(text))?
        .resource?
        .patterns
        .into_iter()
        .next()
}

fn plain(text: &str) -> String {
    text.replace(['"', '\\'], "")
}

fn read_statement(principal: &str, resource: &str) -> Option<Statement> {
    let text = format!(
        "{{\"Version\": \"2012-10-17\", \"Statement\": {{\"Effect\": \"Allow\", \
         \"Principal\": {principal}, \"Action\": \"*\", \"Resource\": \"{resource}\"}}}}"
    );
    let mut sources = Sources::new();
    let file = sources.add("correction.json", text);
    let node = parse_text(&sources, file, &Limits::default()).value?;
    let parsed = document::parse(&node, PolicyKind::Resource, "correction");
    if parsed.has_errors() {
        return None;
    }
    parsed.value?.statements.into_iter().next()
}
