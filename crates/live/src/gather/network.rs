//! VPC links, and the VPC endpoints that private APIs are reached through.
//!
//! Sources: API Gateway API reference, `API_GetVpcLinks`; version 2 API reference, `vpclinks`;
//! EC2 API reference, `API_DescribeVpcEndpoints`.

use std::collections::BTreeSet;

use futures_util::future::join;
use serde_json::{Value, json};

use super::entry::{self, Entry, items, text};
use crate::{
    ask::{Ask, Place},
    collected::Collected,
    door::Door,
    operation::Operation,
};

/// The ids of the VPC links that the APIs lead to, in their saved and their deployed state.
pub(crate) fn used_vpc_links(apis: &Collected) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    apis.files.values().for_each(|file| links(file, &mut found));
    apis.apis.iter().for_each(|api| links(api, &mut found));
    found
}

fn links(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| links(item, found)),
        Value::Object(members) => {
            for key in ["connectionId", "ConnectionId", "connection-id"] {
                if let Some(id) = members.get(key).and_then(Value::as_str) {
                    found.insert(id.to_owned());
                }
            }
            members.values().for_each(|value| links(value, found));
        }
        _ => {}
    }
}

/// VPC links of an account and Region: those of `only`, or all. Nothing is asked where `only`
/// is empty.
pub(crate) async fn vpc_links(
    door: &impl Door,
    place: &Place,
    only: Option<&BTreeSet<String>>,
) -> Collected {
    let mut collected = Collected::default();
    if only.is_some_and(BTreeSet::is_empty) {
        return collected;
    }
    let versions = [
        (Operation::GetRestVpcLinks, "V1", "items"),
        (Operation::GetVpcLinks, "V2", "Items"),
    ];
    let [one, two] = versions.map(|(operation, version, _)| {
        let fact = format!("VPC links of version {version} in {}", place.region);
        let ask = Ask::new(place, operation);
        async move { entry::read(door, ask, &place.account, &fact).await }
    });
    let (one, two) = join(one, two).await;
    for (answer, (operation, version, list)) in [one, two].into_iter().zip(versions) {
        let answer = match answer {
            Ok(answer) => answer,
            Err(note) => {
                collected.not_readable.push(*note);
                continue;
            }
        };
        for item in items(&answer, list).unwrap_or_default() {
            let (id, name, status) = match version {
                "V1" => ("id", "name", "status"),
                _ => ("VpcLinkId", "Name", "VpcLinkStatus"),
            };
            let Some(id) = text(item, id) else { continue };
            if only.is_some_and(|only| !only.contains(id)) {
                continue;
            }
            let base = json!({
                "id": id, "version": version,
                "account": place.account, "region": place.region,
            });
            let ask = Ask::new(place, operation);
            let mut entry = Entry::new("vpc-links", id, &base);
            for (key, from) in [("name", name), ("status", status)] {
                if let Some(text) = text(item, from) {
                    entry.key(key, json!(text), key, &ask);
                }
            }
            for (key, from) in [
                ("targets", "targetArns"),
                ("subnets", "SubnetIds"),
                ("security-groups", "SecurityGroupIds"),
            ] {
                if let Some(list) = item.get(from).filter(|list| list.is_array()) {
                    entry.key(key, list.clone(), key, &ask);
                }
            }
            let finished = entry.finish();
            collected.vpc_links.extend(finished.entry);
            collected.not_readable.extend(finished.not_readable);
        }
    }
    collected
}

/// Interface VPC endpoints for API Gateway that an account owns in a Region: the one of an id,
/// or all. The endpoint that a request comes through may be in another account than the API,
/// so whoever looks for one asks every account.
pub(crate) async fn vpc_endpoints(
    door: &impl Door,
    place: &Place,
    only: Option<&str>,
) -> Collected {
    let mut collected = Collected::default();
    let prefix = if place.region.starts_with("cn-") {
        "cn."
    } else {
        ""
    };
    let service = format!("{prefix}com.amazonaws.{}.execute-api", place.region);
    let ask = Ask::new(place, Operation::DescribeVpcEndpoints)
        .with("Filter.1.Name", "service-name")
        .with("Filter.1.Value.1", &service)
        .with("Filter.1.Value.2", format!("{service}-fips"));
    let fact = format!("VPC endpoints for API Gateway in {}", place.region);
    let of = only.unwrap_or(&place.account);
    let answer = match entry::read(door, ask.clone(), of, &fact).await {
        Ok(answer) => answer,
        Err(note) => {
            collected.not_readable.push(*note);
            return collected;
        }
    };
    for item in items(&answer, "VpcEndpoints").unwrap_or_default() {
        let Some(id) = text(item, "VpcEndpointId") else {
            continue;
        };
        let service_of = text(item, "ServiceName").unwrap_or(&service);
        let is_other = service_of != service && service_of.strip_suffix("-fips") != Some(&service);
        if is_other || only.is_some_and(|only| only != id) {
            continue;
        }
        let base = json!({ "id": id, "region": place.region });
        let mut entry = Entry::new("vpc-endpoints", id, &base);
        if let Some(vpc) = text(item, "VpcId") {
            entry.key("vpc", json!(vpc), "VPC", &ask);
        }
        let owner = text(item, "OwnerId").unwrap_or(&place.account);
        entry.key("account", json!(owner), "account", &ask);
        match item.get("PolicyDocument") {
            Some(Value::String(policy)) if policy.trim().is_empty() => {}
            Some(Value::Null) | None => {}
            Some(policy) => {
                let policy = match policy {
                    Value::String(_) => policy.clone(),
                    document => json!({ "document": document }),
                };
                entry.key("policy", policy, "endpoint policy", &ask);
            }
        }
        if let Some(flag) = item
            .get("PrivateDnsEnabled")
            .filter(|flag| flag.is_boolean())
        {
            entry.key("private-dns", flag.clone(), "private DNS", &ask);
        }
        let finished = entry.finish();
        collected.vpc_endpoints.extend(finished.entry);
        collected.not_readable.extend(finished.not_readable);
    }
    collected
}
