//! A route as far as somebody says how it is, so that what a stage serves can be compared with
//! what the API holds.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{
    authorizer_form,
    entry::items,
    integration_form::{self, Words},
};

/// A route; what is none is not said.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Form {
    pub(super) authorization: Option<String>,
    pub(super) is_api_key_required: Option<bool>,
    /// The name of the authorizer.
    pub(super) authorizer: Option<String>,
    pub(super) scopes: Option<BTreeSet<String>>,
    /// The canonical integration.
    pub(super) integration: Option<Value>,
}

impl Form {
    /// Whether two routes differ in anything that both say.
    pub(super) fn differs(&self, other: &Form) -> bool {
        fn differ<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
            matches!((one, other), (Some(one), Some(other)) if one != other)
        }
        differ(self.authorization.as_ref(), other.authorization.as_ref())
            || differ(
                self.is_api_key_required.as_ref(),
                other.is_api_key_required.as_ref(),
            )
            || differ(self.authorizer.as_ref(), other.authorizer.as_ref())
            || differ(self.scopes.as_ref(), other.scopes.as_ref())
            || differ(self.integration.as_ref(), other.integration.as_ref())
    }

    /// The route as an inventory has it; what is not said is not known there.
    pub(super) fn native(&self, has_api_keys: bool) -> Value {
        let mut found = Map::new();
        let mut put = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                found.insert(key.to_owned(), value);
            }
        };
        put(
            "authorization",
            self.authorization.as_ref().map(|one| json!(one)),
        );
        put("authorizer", self.authorizer.as_ref().map(|one| json!(one)));
        put("scopes", self.scopes.as_ref().map(|scopes| json!(scopes)));
        if has_api_keys {
            let flag = self.is_api_key_required;
            put("api-key-required", flag.map(|flag| json!(flag)));
        }
        let integration = self.integration.as_ref();
        put("integration", integration.map(integration_form::native));
        json!(found)
    }
}

/// The names of authorizers by their ids.
fn names(authorizers: Option<&Value>, words: Words) -> BTreeMap<String, String> {
    let (list, id, name) = match words {
        Words::Version2 => ("Items", "AuthorizerId", "Name"),
        _ => ("items", "id", "name"),
    };
    let all = authorizers.and_then(|answer| items(answer, list));
    let all = all.unwrap_or_default().iter();
    all.filter_map(|item| {
        let id = item.get(id)?.as_str()?;
        let name = item.get(name).and_then(Value::as_str).unwrap_or(id);
        Some((id.to_owned(), name.to_owned()))
    })
    .collect()
}

/// The authorizers that the API holds, by their names, as an inventory has them.
pub(super) fn authorizers(answer: &Value, words: Words) -> Option<BTreeMap<String, Value>> {
    let list = if words == Words::Version2 {
        "Items"
    } else {
        "items"
    };
    let all = items(answer, list)?.iter();
    all.map(|item| authorizer_form::of_item(item, words))
        .collect()
}

fn scopes(source: &Value, key: &str) -> BTreeSet<String> {
    let all = source.get(key).and_then(Value::as_array);
    let all = all.into_iter().flatten();
    all.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The methods that a REST API holds.
pub(super) fn of_resources(
    resources: &Value,
    authorizers: Option<&Value>,
) -> Option<BTreeMap<String, Form>> {
    let names = names(authorizers, Words::Rest);
    let mut found = BTreeMap::new();
    for resource in items(resources, "items")? {
        let path = resource.get("path")?.as_str()?;
        let methods = resource.get("resourceMethods").and_then(Value::as_object);
        for (verb, method) in methods.into_iter().flatten() {
            let authorizer = method.get("authorizerId").and_then(Value::as_str);
            let authorization = method.get("authorizationType").and_then(Value::as_str);
            let flag = method.get("apiKeyRequired").and_then(Value::as_bool);
            let integration = method.get("methodIntegration");
            let form = Form {
                authorization: authorization.map(str::to_owned),
                is_api_key_required: Some(flag.unwrap_or(false)),
                authorizer: authorizer.and_then(|id| names.get(id).cloned()),
                scopes: authorizer.map(|_| scopes(method, "authorizationScopes")),
                integration: integration
                    .map(|source| integration_form::canonical(source, Words::Rest)),
            };
            found.insert(format!("{verb} {path}"), form);
        }
    }
    Some(found)
}

/// The routes that an HTTP API holds.
pub(super) fn of_routes(
    routes: &Value,
    integrations: Option<&Value>,
    authorizers: Option<&Value>,
) -> Option<BTreeMap<String, Form>> {
    let names = names(authorizers, Words::Version2);
    let integrations = integrations.and_then(|answer| items(answer, "Items"));
    let mut found = BTreeMap::new();
    for route in items(routes, "Items")? {
        let key = route.get("RouteKey")?.as_str()?;
        let text = |key: &str| route.get(key).and_then(Value::as_str);
        let target = text("Target").and_then(|target| target.strip_prefix("integrations/"));
        let integration = target.and_then(|id| {
            let is_it =
                |item: &&Value| item.get("IntegrationId").and_then(Value::as_str) == Some(id);
            integrations?.iter().find(is_it)
        });
        let form = Form {
            authorization: text("AuthorizationType").map(str::to_owned),
            is_api_key_required: None,
            authorizer: text("AuthorizerId").and_then(|id| names.get(id).cloned()),
            scopes: text("AuthorizerId").map(|_| scopes(route, "AuthorizationScopes")),
            integration: integration
                .map(|source| integration_form::canonical(source, Words::Version2)),
        };
        found.insert(key.to_owned(), form);
    }
    Some(found)
}
