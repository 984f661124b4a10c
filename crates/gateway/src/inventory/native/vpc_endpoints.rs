//! `vpc-endpoints:` of an inventory.

use can_invoke_policy::PolicyKind;
use can_invoke_source::{Diagnostic, Node, words::quote};

use crate::{
    carried_input::{has_id_after, is_vpc_endpoint_id},
    inventory::{
        Known, VpcEndpoint,
        fields::{self, Fields},
        ids, policies,
        texts::Texts,
    },
};

const KEYS: [&str; 6] = ["id", "vpc", "account", "region", "policy", "private-dns"];

/// A VPC endpoint.
pub(super) fn read(texts: &mut Texts<'_>, node: &Node) -> Option<VpcEndpoint> {
    const WHAT: &str = "a VPC endpoint";
    let fields = Fields::strict(texts, node, WHAT, &KEYS)?;
    let id = fields.require(texts, WHAT, "id")?;
    let (id, span) = fields::text(texts, id, "id")?;
    if !is_vpc_endpoint_id(id) {
        let message = format!("{} is not the id of a VPC endpoint", quote(id));
        texts.report(
            Diagnostic::error("invalid-vpc-endpoint", span, message)
                .help("write `vpce-0123456789abcdef0`"),
        );
        return None;
    }
    let account = fields
        .get("account")
        .and_then(|node| ids::account(texts, node, "account"));
    let flag = fields.flag(texts, "private-dns");
    Some(VpcEndpoint {
        id: id.to_owned(),
        vpc: known(vpc(texts, &fields)),
        account: known(account.map(|(account, _)| account)),
        region: known(region(texts, &fields)),
        policy: policy(texts, &fields, id),
        has_private_dns: known(flag.map(|flag| flag.value)),
        span: fields.span,
    })
}

fn known<T>(value: Option<T>) -> Known<T> {
    value.map_or(Known::NotKnown, Known::Known)
}

fn vpc(texts: &mut Texts<'_>, fields: &Fields<'_>) -> Option<String> {
    let (id, span) = fields.text(texts, "vpc")?;
    if has_id_after(id, "vpc-") {
        return Some(id.to_owned());
    }
    let message = format!("{} is not the id of a VPC", quote(id));
    texts.report(
        Diagnostic::error("invalid-vpc", span, message).help("write `vpc-0123456789abcdef0`"),
    );
    None
}

fn region(texts: &mut Texts<'_>, fields: &Fields<'_>) -> Option<String> {
    let (region, span) = fields.text(texts, "region")?;
    if ids::is_region(region) {
        return Some(region.to_owned());
    }
    let message = format!("{} is not a Region", quote(region));
    texts.report(
        Diagnostic::error("invalid-region", span, message).help("write its code: `us-east-1`"),
    );
    None
}

/// A VPC endpoint always has a policy; `full-access` is the one that AWS gives it.
fn policy(
    texts: &mut Texts<'_>,
    fields: &Fields<'_>,
    id: &str,
) -> Known<Option<std::sync::Arc<can_invoke_policy::Policy>>> {
    let Some(node) = fields.get("policy") else {
        return Known::NotKnown;
    };
    if node.tag.is_none() && node.as_str() == Some("full-access") {
        return Known::Known(None);
    }
    if fields::is_none(node) {
        texts.report(
            Diagnostic::error(
                "no-endpoint-policy",
                node.span,
                "every VPC endpoint has a policy",
            )
            .help("write `full-access` for the one that AWS gives it"),
        );
        return Known::NotKnown;
    }
    let name = format!("policy of VPC endpoint {id}");
    policies::optional(texts, Some(node), PolicyKind::VpcEndpoint, &name)
}
