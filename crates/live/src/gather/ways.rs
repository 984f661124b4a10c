//! Whether a question needs the roles of the accounts, as the engine itself says.

use can_invoke_gateway::{
    Query, check,
    inventory::{InMemory, load},
};
use serde_json::{Map, Value, json};

use super::understood;
use crate::{collected::Collected, wanted::Ways};

/// Whether the roles are to be read, beside what was read.
pub(super) fn are_needed(collected: &Collected, ways: &Ways) -> bool {
    match ways {
        Ways::Never => false,
        Ways::Always => true,
        Ways::WhereNeeded(query) => looks_for_ways(collected, query),
    }
}

fn looks_for_ways(collected: &Collected, query: &Query) -> bool {
    // Without an API there is nothing that a way could lead to.
    if collected.apis.is_empty() {
        return false;
    }
    let mut documents = vec![("inventory.json".to_owned(), bytes(&native(collected)))];
    for (name, document) in &collected.documents {
        documents.push((name.clone(), bytes(document)));
    }
    let files = collected.files.iter();
    let files = files.map(|(name, document)| (name.clone(), bytes(document)));
    let files = InMemory {
        files: files.collect(),
    };
    let loaded = load(&documents, &files, &understood::limits());
    if loaded.diagnostics.iter().any(|it| it.is_error()) {
        return true;
    }
    let Ok(answer) = check(&loaded.inventory, query) else {
        return true;
    };
    let then = answer.role_paths_then.as_ref();
    answer.role_paths.not_searched.is_none() || then.is_some_and(|it| it.not_searched.is_none())
}

fn native(collected: &Collected) -> Value {
    let mut inventory = Map::new();
    let lists = [
        ("principals", &collected.principals),
        ("apis", &collected.apis),
        ("domain-names", &collected.domain_names),
        ("functions", &collected.functions),
        ("vpc-links", &collected.vpc_links),
        ("vpc-endpoints", &collected.vpc_endpoints),
    ];
    inventory.insert("can-invoke".to_owned(), json!(1));
    for (key, list) in lists {
        inventory.insert(key.to_owned(), json!(list));
    }
    if let Some(plans) = &collected.usage_plans {
        inventory.insert("usage-plans".to_owned(), json!(plans));
    }
    if let Some(organization) = &collected.organization {
        inventory.insert("organization".to_owned(), organization.clone());
    }
    let alone = &collected.standalone_accounts;
    inventory.insert("standalone-accounts".to_owned(), json!(alone));
    Value::Object(inventory)
}

fn bytes(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}
