//! An inventory in our own words: `can-invoke: 1`.

mod apis;
pub(super) mod authorizers;
mod domain_names;
mod functions;
mod integrations;
mod not_readable;
mod organization;
mod principals;
mod routes;
mod stages;
mod unattached;
mod usage_plans;
mod vpc_endpoints;
mod vpc_links;

use can_invoke_source::words::quote;
use can_invoke_source::{Diagnostic, Node};

use super::{
    apis::Draft,
    fields::{self, Fields},
    gathered::Gathered,
    ids, shared_policies,
    texts::Texts,
};

pub(super) use apis::{choose, facts};
pub(super) use stages::NOT_KNOWN;

const KEYS: [&str; 14] = [
    "can-invoke",
    "principals",
    "apis",
    "organization",
    "standalone-accounts",
    "vpc-endpoints",
    "domain-names",
    "vpc-links",
    "functions",
    "usage-plans",
    "not-readable",
    "disabled-api-keys",
    "policies",
    "unattached-policies",
];

/// Reads one document. Its APIs are not finished here: what the AWS CLI says of them may
/// be in other documents.
pub(super) fn read<'n>(
    texts: &mut Texts<'_>,
    node: &'n Node,
    gathered: &mut Gathered,
    drafts: &mut Vec<Draft<'n>>,
) {
    fields::refuse_tags(texts, node);
    let Some(fields) = Fields::strict(texts, node, "an inventory", &KEYS) else {
        return;
    };
    if let Some((version, span)) = fields.text(texts, "can-invoke")
        && version != "1"
    {
        texts.report(
            Diagnostic::error(
                "unsupported-version",
                span,
                format!("version {} of inventories is not known", quote(version)),
            )
            .help("write `can-invoke: 1`"),
        );
        return;
    }
    if let Some(node) = fields.get("policies") {
        shared_policies::take(texts, node);
    }
    for item in fields.list(texts, "principals").unwrap_or_default() {
        if let Some(record) = principals::read(texts, item) {
            gathered.add_principal(texts, record);
        }
    }
    for item in fields
        .list(texts, "unattached-policies")
        .unwrap_or_default()
    {
        unattached::read(texts, item);
    }
    for item in fields.list(texts, "apis").unwrap_or_default() {
        drafts.extend(apis::draft(texts, item));
    }
    for item in fields.list(texts, "vpc-endpoints").unwrap_or_default() {
        if let Some(endpoint) = vpc_endpoints::read(texts, item) {
            gathered.add_vpc_endpoint(texts, endpoint);
        }
    }
    for item in fields.list(texts, "domain-names").unwrap_or_default() {
        gathered
            .domain_names
            .extend(domain_names::read(texts, item));
    }
    for item in fields.list(texts, "vpc-links").unwrap_or_default() {
        vpc_links::gather(texts, item, gathered);
    }
    for item in fields.list(texts, "functions").unwrap_or_default() {
        gathered.functions.extend(functions::read(texts, item));
    }
    let usage_plans = fields.list(texts, "usage-plans");
    gathered.has_usage_plans |= usage_plans.is_some();
    for item in usage_plans.unwrap_or_default() {
        gathered.usage_plans.extend(usage_plans::read(texts, item));
    }
    for item in fields.list(texts, "not-readable").unwrap_or_default() {
        gathered
            .not_readable
            .extend(not_readable::read(texts, item));
    }
    if let Some(node) = fields.get("organization")
        && !fields::is_none(node)
    {
        // There is more than one where several inventories became one.
        let several = node.as_array().filter(|several| !several.is_empty());
        let several = several.unwrap_or(std::slice::from_ref(node));
        for node in several {
            organization::read(texts, node, gathered);
        }
    }
    for item in fields.list(texts, "disabled-api-keys").unwrap_or_default() {
        let name = fields::text(texts, item, "disabled-api-keys");
        let name = name.map(|(name, _)| name.to_owned());
        gathered.disabled_api_keys.extend(name);
    }
    let accounts = fields.list(texts, "standalone-accounts");
    for item in accounts.unwrap_or_default() {
        if let Some((account, span)) = ids::account(texts, item, "standalone-accounts")
            && gathered.place_account(texts, &account, span)
        {
            gathered.standalone_accounts.push(account);
        }
    }
}
