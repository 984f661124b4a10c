//! Requests that could tell two versions of a policy apart, made from what both name.

use std::collections::{BTreeMap, BTreeSet};

use can_invoke_policy::{
    Action, Caller, Context, Policy, PolicyKind, Request, Resource,
    condition::Family,
    context::{Fact, is_multivalued},
    document::{PrincipalEntry, PrincipalForm, Statement},
};

use crate::execute_api::ExecuteApi;

/// More requests than these are not tried, and then nothing is said to be tried: to leave some
/// out could leave out the one that matters.
const MOST: usize = 100_000;

/// The account of callers that no policy names.
const OWN: &str = "111111111111";
const STRANGE: &str = "999999999999";

/// A word that no document holds by chance.
const OTHER: &str = "zz-other";

/// All combinations of the callers, actions, resources and contexts that two versions of a
/// policy name, each with some that they do not name; or why there are none.
pub(super) fn distinguishing(old: &Policy, new: &Policy) -> Result<Vec<Request>, &'static str> {
    if old.variables().chain(new.variables()).next().is_some() {
        return Err("its policies hold variables");
    }
    let statements: Vec<&Statement> = old.statements.iter().chain(&new.statements).collect();
    let callers = callers(&statements, old.kind);
    let actions = actions(&statements);
    let resources = resources(&statements);
    let contexts = contexts(&statements)?;
    let count = [actions.len(), resources.len(), contexts.len()]
        .into_iter()
        .try_fold(callers.len(), usize::checked_mul);
    if count.is_none_or(|count| count > MOST) {
        return Err(TOO_MANY);
    }
    let mut requests = Vec::new();
    for caller in &callers {
        for action in &actions {
            for resource in &resources {
                for context in &contexts {
                    requests.push(Request {
                        caller: caller.clone(),
                        action: action.clone(),
                        resource: owned(resource, caller, old.kind),
                        context: context.clone(),
                    });
                }
            }
        }
    }
    Ok(requests)
}

const TOO_MANY: &str = "there are too many requests that could tell";

/// Where a policy names no principals its resource is that of the caller, so that no other side
/// has to allow.
fn owned(arn: &str, caller: &Caller, kind: PolicyKind) -> Resource {
    let mut resource = Resource::from_arn(arn);
    if !kind.has_principal() {
        resource.account = caller.account().map(str::to_owned);
    } else if resource.account.is_none() {
        resource.account = Some(OWN.to_owned());
    }
    resource
}

/// Those whom principals name, one of an account that is named, and some who are not named.
fn callers(statements: &[&Statement], kind: PolicyKind) -> Vec<Caller> {
    let mut callers: Vec<Caller> = Vec::new();
    let mut add = |caller: Caller| {
        if !callers.contains(&caller) {
            callers.push(caller);
        }
    };
    let user = |account: &str| format!("arn:aws:iam::{account}:user/{OTHER}");
    let session = |account: &str| format!("arn:aws:sts::{account}:assumed-role/{OTHER}/{OTHER}");
    let mut texts = vec![user(OWN), session(OWN)];
    if kind.has_principal() {
        texts.extend([user(STRANGE), session(STRANGE)]);
        texts.extend(["anonymous", "zz.amazonaws.com"].map(str::to_owned));
        for entry in statements.iter().filter_map(|one| one.principal.as_ref()) {
            for entry in &entry.entries {
                if let Some(account) = account(entry) {
                    texts.extend([user(account), session(account), account.to_owned()]);
                }
                match &entry.form {
                    PrincipalForm::Role {
                        partition,
                        account,
                        path_and_name,
                    } => {
                        let name = path_and_name.rsplit('/').next().unwrap_or_default();
                        texts.push(format!(
                            "arn:{partition}:sts::{account}:assumed-role/{name}/{OTHER}"
                        ));
                        texts.push(entry.text.clone());
                    }
                    PrincipalForm::Federated => add(Caller::Federated {
                        provider: entry.text.clone(),
                    }),
                    PrincipalForm::UniqueId => add(Caller::User {
                        partition: "aws".to_owned(),
                        account: OWN.to_owned(),
                        path_and_name: OTHER.to_owned(),
                        unique_id: Some(entry.text.clone()),
                    }),
                    _ => texts.push(entry.text.clone()),
                }
            }
        }
    }
    for text in texts {
        if let Ok(caller) = Caller::parse(&text) {
            add(caller);
        }
    }
    callers
}

fn account(entry: &PrincipalEntry) -> Option<&str> {
    match &entry.form {
        PrincipalForm::Account { account, .. }
        | PrincipalForm::User { account, .. }
        | PrincipalForm::Role { account, .. }
        | PrincipalForm::Session { account, .. }
        | PrincipalForm::FederatedUser { account, .. } => Some(account),
        _ => None,
    }
}

fn actions(statements: &[&Statement]) -> Vec<Action> {
    let named = statements.iter().flat_map(|one| &one.action.patterns);
    let named = named.flat_map(|pattern| filled(&pattern.text));
    let others = ["execute-api:Invoke", "sts:AssumeRole", "zz:Other"].map(str::to_owned);
    let texts: BTreeSet<String> = named.chain(others).collect();
    texts
        .iter()
        .filter_map(|text| Action::parse(text))
        .collect()
}

/// What patterns name, with some texts for their wildcards; and each execute-api resource once
/// more with every other Region, account, API, stage, method and path that is named.
fn resources(statements: &[&Statement]) -> Vec<String> {
    let patterns = statements.iter().filter_map(|one| one.resource.as_ref());
    let mut named: BTreeSet<String> = patterns
        .flat_map(|all| &all.patterns)
        .flat_map(|pattern| filled(&completed(&pattern.text)))
        .collect();
    named.insert(format!(
        "arn:aws:execute-api:us-east-1:{OWN}:{OTHER}/{OTHER}/GET/{OTHER}"
    ));
    named.insert(format!("arn:aws:iam::{OWN}:role/{OTHER}"));
    let mut values: [BTreeSet<String>; 7] = Default::default();
    for parts in named.iter().filter_map(|text| parts(text)) {
        for (value, part) in values.iter_mut().zip(parts) {
            value.insert(part);
        }
    }
    if let Some(methods) = values.get_mut(METHOD) {
        let upper: Vec<String> = methods.iter().map(|one| one.to_ascii_uppercase()).collect();
        methods.extend(upper);
        methods.extend(["GET", "POST"].map(str::to_owned));
    }
    let mut resources = named.clone();
    for own in named.iter().filter_map(|text| parts(text)) {
        for (position, others) in values.iter().enumerate() {
            for other in others {
                let mut changed = own.clone();
                if let Some(part) = changed.get_mut(position) {
                    part.clone_from(other);
                }
                resources.insert(joined(&changed));
            }
        }
    }
    resources.into_iter().collect()
}

/// Where the method stands among the parts of an execute-api resource.
const METHOD: usize = 5;

/// `execute-api:/prod/GET/pets` stands for that of the API whose policy it is in.
fn completed(text: &str) -> String {
    match text.strip_prefix("execute-api:/") {
        Some(rest) => format!("arn:aws:execute-api:us-east-1:{OWN}:{OTHER}/{rest}"),
        None => text.to_owned(),
    }
}

fn parts(text: &str) -> Option<[String; 7]> {
    let found = ExecuteApi::parse(text)?;
    let part = |part: Option<crate::execute_api::Part<'_>>| {
        part.map_or_else(|| OTHER.to_owned(), |part| part.text.to_owned())
    };
    Some([
        part(found.partition),
        part(found.region),
        part(found.account),
        part(found.api),
        part(found.stage),
        part(found.verb),
        part(found.path),
    ])
}

fn joined(parts: &[String; 7]) -> String {
    let [partition, region, account, api, stage, verb, path] = parts;
    format!("arn:{partition}:execute-api:{region}:{account}:{api}/{stage}/{verb}/{path}")
}

/// Texts that a pattern matches: its wildcards for nothing, a word, and several segments.
fn filled(pattern: &str) -> Vec<String> {
    if !pattern.contains(['*', '?']) {
        return vec![pattern.to_owned()];
    }
    let several = format!("{OTHER}/{OTHER}");
    ["", OTHER, &several]
        .map(|text| pattern.replace('*', text).replace('?', "z"))
        .to_vec()
}

/// All combinations of values for the keys that conditions name: those that are named, another
/// one, several at once where the key takes several, and none.
fn contexts(statements: &[&Statement]) -> Result<Vec<Context>, &'static str> {
    let mut facts: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let conditions = statements.iter().flat_map(|one| &one.conditions);
    for condition in conditions {
        let values = facts.entry(&condition.lowercase_key).or_default();
        let family = condition.operator.base.family();
        for value in &condition.values {
            values.extend(around(&value.text, family));
        }
        values.extend(others(family).iter().map(|other| (*other).to_owned()));
    }
    let mut contexts = vec![Context::closed()];
    for (key, values) in facts {
        let mut choices = vec![Fact::Absent];
        choices.extend(values.iter().map(|one| Fact::Values(vec![one.clone()])));
        if is_multivalued(key) {
            choices.push(Fact::Values(values.into_iter().collect()));
        }
        if contexts.len().saturating_mul(choices.len()) > MOST {
            return Err(TOO_MANY);
        }
        contexts = contexts
            .iter()
            .flat_map(|context| {
                choices.iter().map(move |choice| {
                    let mut context = context.clone();
                    context.set(key, choice.clone());
                    context
                })
            })
            .collect();
    }
    Ok(contexts)
}

/// A value that a condition names, and its neighbours.
fn around(text: &str, family: Family) -> Vec<String> {
    match family {
        Family::Numeric => match text.parse::<i64>() {
            Ok(number) => [-1, 0, 1]
                .map(|step| number.saturating_add(step).to_string())
                .to_vec(),
            Err(_) => vec![text.to_owned()],
        },
        Family::Ip => vec![text.split('/').next().unwrap_or_default().to_owned()],
        Family::String | Family::Arn => {
            let mut texts = filled(text);
            texts.push(text.to_owned());
            texts
        }
        Family::Date | Family::Binary => vec![text.to_owned()],
        Family::Bool | Family::Null => Vec::new(),
    }
}

fn others(family: Family) -> &'static [&'static str] {
    match family {
        Family::String | Family::Null => &[OTHER],
        Family::Numeric => &["-999999999", "999999999"],
        Family::Date => &["1970-01-01T00:00:00Z", "2999-01-01T00:00:00Z"],
        Family::Bool => &["true", "false"],
        Family::Binary => &["eno="],
        Family::Ip => &["198.51.100.255", "2001:db8::ffff"],
        Family::Arn => &["arn:aws:zz:us-east-1:999999999999:zz-other"],
    }
}
