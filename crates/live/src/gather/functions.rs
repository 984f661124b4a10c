//! The resource-based policies of the Lambda functions that integrations and authorizers call.
//!
//! AWS documents one error of `GetPolicy` for a function that there is not and for one without
//! a policy, `ResourceNotFoundException`, and not how to tell them apart. So it is not known
//! then whether there is a policy, and never taken for "none".
//!
//! Source: Lambda API reference, `API_GetPolicy`.

use std::collections::{BTreeMap, BTreeSet};

use can_invoke_policy::Arn;
use futures_util::future::join_all;
use serde_json::{Map, Value, json};

use super::{
    Reach,
    entry::{self, Entry, text},
    no_credentials, variables,
};
use crate::{
    ask::{Ask, Place, RefusalKind},
    collected::{Collected, NotReadable},
    door::Door,
    operation::Operation,
};

/// A function, or a version or alias of one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Named {
    /// Its ARN without the qualifier.
    arn: String,
    /// The version or alias.
    qualifier: Option<String>,
}

/// Reads the policies of the functions that APIs call, each in the account of the function.
pub(crate) async fn of(door: &impl Door, apis: &Collected, reach: &[Reach]) -> Collected {
    let mut collected = Collected::default();
    let mut named = BTreeSet::new();
    for api in &apis.apis {
        in_api(api, &apis.files, &mut named, &mut collected.not_readable);
    }
    let named: Vec<Named> = named.into_iter().collect();
    let answers = named.iter().map(|one| policy(door, one, reach));
    let mut functions: BTreeMap<&str, Vec<(&Named, Value)>> = BTreeMap::new();
    for (one, answer) in named.iter().zip(join_all(answers).await) {
        let known = functions.entry(&one.arn).or_default();
        match answer {
            Ok(policy) => known.push((one, policy)),
            Err(note) => collected.not_readable.push(*note),
        }
    }
    for (arn, policies) in functions {
        let mut entry = Entry::new("functions", arn, &json!({ "arn": arn }));
        let mut aliases = Map::new();
        let mut versions = Map::new();
        for (one, policy) in policies {
            let ask = question(one);
            match &one.qualifier {
                None => entry.key("policy", policy, "resource-based policy", &ask),
                Some(name) if name.chars().all(|c| c.is_ascii_digit()) => {
                    versions.insert(name.clone(), policy);
                    let all = json!(versions);
                    entry.key("versions", all, "policies of versions", &ask);
                }
                Some(name) => {
                    aliases.insert(name.clone(), policy);
                    let all = json!(aliases);
                    entry.key("aliases", all, "policies of aliases", &ask);
                }
            }
        }
        let finished = entry.finish();
        collected.functions.extend(finished.entry);
        collected.not_readable.extend(finished.not_readable);
    }
    collected
}

fn place(arn: &str) -> Place {
    let parsed = Arn::parse(arn);
    let part = |of: fn(&Arn<'_>) -> String| parsed.as_ref().map(of).unwrap_or_default();
    Place {
        account: part(|arn| arn.account.to_owned()),
        region: part(|arn| arn.region.to_owned()),
    }
}

fn question(one: &Named) -> Ask {
    let (_, name) = one.arn.split_once(":function:").unwrap_or(("", &one.arn));
    let ask = Ask::new(&place(&one.arn), Operation::GetFunctionPolicy).with("FunctionName", name);
    match &one.qualifier {
        Some(qualifier) => ask.with("Qualifier", qualifier),
        None => ask,
    }
}

/// The text of the policy, or why it is not known.
async fn policy(door: &impl Door, one: &Named, reach: &[Reach]) -> Result<Value, Box<NotReadable>> {
    let fact = "resource-based policy";
    let whole = match &one.qualifier {
        Some(qualifier) => format!("{}:{qualifier}", one.arn),
        None => one.arn.clone(),
    };
    let ask = question(one);
    if !reach.iter().any(|known| known.account == ask.place.account) {
        let refusal = no_credentials(&ask.place.account);
        return Err(entry::note(&whole, fact, ask, refusal));
    }
    let answer = match entry::read(door, ask.clone(), &whole, fact).await {
        Ok(answer) => answer,
        Err(mut note) => {
            if note.refusal.kind == RefusalKind::NotFound {
                note.refusal.message += "; AWS says so of a function without a policy too";
            }
            return Err(note);
        }
    };
    let policy = match answer.get("Policy") {
        Some(Value::String(_)) => text(&answer, "Policy").map(|policy| json!(policy)),
        Some(document) if document.is_object() => Some(json!({ "document": document })),
        _ => None,
    };
    policy.ok_or_else(|| {
        let refusal = entry::unexpected("the answer holds no policy");
        entry::note(&whole, fact, ask, refusal)
    })
}

/// The functions that an API calls in any of its stages.
fn in_api(
    api: &Value,
    files: &BTreeMap<String, Value>,
    named: &mut BTreeSet<Named>,
    notes: &mut Vec<NotReadable>,
) {
    let mut texts = BTreeSet::new();
    arns(api, &mut texts);
    let from = api.get("from").and_then(Value::as_array);
    for name in from.into_iter().flatten().filter_map(Value::as_str) {
        if let Some(file) = files.get(name) {
            arns(file, &mut texts);
        }
    }
    let stages = api.get("stages").and_then(Value::as_array);
    let stages: Vec<(&str, BTreeMap<String, String>)> = stages
        .into_iter()
        .flatten()
        .map(|stage| (text(stage, "name").unwrap_or_default(), variables_of(stage)))
        .collect();
    for written in texts {
        if !written.contains("${") {
            named.extend(parse(&written));
            continue;
        }
        for (stage, variables) in &stages {
            match variables::fill(&written, variables) {
                Ok(filled) => named.extend(parse(&filled)),
                Err(variable) => {
                    let id = text(api, "id").unwrap_or_default();
                    let fact = format!("function that stage {stage} calls as {written}");
                    let place = Place {
                        account: text(api, "account").unwrap_or_default().to_owned(),
                        region: text(api, "region").unwrap_or_default().to_owned(),
                    };
                    let ask = if text(api, "kind") == Some("REST") {
                        Ask::new(&place, Operation::GetRestStages).with("restApiId", id)
                    } else {
                        Ask::new(&place, Operation::GetStages).with("ApiId", id)
                    };
                    let message = format!("the stage variable {variable} is not known");
                    let refusal = entry::unexpected(message);
                    notes.push(*entry::note(id, &fact, ask, refusal));
                }
            }
        }
    }
}

fn variables_of(stage: &Value) -> BTreeMap<String, String> {
    let members = stage.get("variables").and_then(Value::as_object);
    let members = members.into_iter().flatten();
    members
        .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .collect()
}

/// The texts from which ARNs of functions are made: an ARN, or what stands between
/// `/functions/` and `/invocations`.
fn arns(value: &Value, texts: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| arns(item, texts)),
        Value::Object(members) => {
            for (key, value) in members {
                match (key.as_str(), value.as_str()) {
                    (
                        "uri" | "authorizerUri" | "IntegrationUri" | "AuthorizerUri" | "function",
                        Some(text),
                    ) => {
                        if let Some((_, rest)) = text.split_once("/functions/") {
                            let arn = rest.strip_suffix("/invocations").unwrap_or(rest);
                            texts.insert(arn.to_owned());
                        } else if text.contains(":lambda:") {
                            texts.insert(text.to_owned());
                        }
                    }
                    // The policy of an API names no function that it calls.
                    ("resource-policy", _) => {}
                    _ => arns(value, texts),
                }
            }
        }
        _ => {}
    }
}

fn parse(text: &str) -> Option<Named> {
    let arn = Arn::parse(text).filter(|arn| arn.service == "lambda")?;
    let rest = arn.resource.strip_prefix("function:")?;
    let (name, qualifier) = match rest.split_once(':') {
        Some((name, qualifier)) => (name, Some(qualifier.to_owned())),
        None => (rest, None),
    };
    let (before, _) = text.split_once(":function:")?;
    Some(Named {
        arn: format!("{before}:function:{name}"),
        qualifier,
    })
}
