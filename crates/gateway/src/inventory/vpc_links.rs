//! What the AWS CLI says of VPC links: `aws apigateway get-vpc-links` and
//! `aws apigatewayv2 get-vpc-links`.
//!
//! Source: API Gateway API reference, `API_VpcLink`; version 2 API reference, `vpclinks`.

use can_invoke_source::{Node, Span};

use super::{
    Known, VpcLink, VpcLinkVersion, Written,
    fields::{self, Fields},
    texts::Texts,
};

const KEYS_V1: [&str; 8] = [
    "id",
    "name",
    "description",
    "targetArns",
    "status",
    "statusMessage",
    "tags",
    "ResponseMetadata",
];

const KEYS_V2: [&str; 11] = [
    "VpcLinkId",
    "Name",
    "CreatedDate",
    "SecurityGroupIds",
    "SubnetIds",
    "Tags",
    "VpcLinkStatus",
    "VpcLinkStatusMessage",
    "VpcLinkVersion",
    "IpAddressType",
    "ResponseMetadata",
];

/// The links of the output of either command: of one link, or of a list of them.
pub(super) fn read(texts: &mut Texts<'_>, node: &Node, version: VpcLinkVersion) -> Vec<VpcLink> {
    let (command, list) = match version {
        VpcLinkVersion::One => ("aws apigateway get-vpc-links", "items"),
        VpcLinkVersion::Two => ("aws apigatewayv2 get-vpc-links", "Items"),
    };
    fields::refuse_tags(texts, node);
    fields::check_complete(texts, node, command);
    let items = match node.get(list).and_then(Node::as_array) {
        Some(items) => items,
        None => std::slice::from_ref(node),
    };
    let read = items.iter();
    read.filter_map(|item| link(texts, item, version, command))
        .collect()
}

fn link(
    texts: &mut Texts<'_>,
    node: &Node,
    version: VpcLinkVersion,
    command: &str,
) -> Option<VpcLink> {
    let (keys, id, name, status): (&[&str], _, _, _) = match version {
        VpcLinkVersion::One => (&KEYS_V1, "id", "name", "status"),
        VpcLinkVersion::Two => (&KEYS_V2, "VpcLinkId", "Name", "VpcLinkStatus"),
    };
    let fields = fields::output(texts, node, command, keys)?;
    let found = fields.require(texts, "a VPC link", id)?;
    let (found, span) = fields::text(texts, found, id)?;
    let mut link = named(found, span, version);
    link.name = fields.text(texts, name).map(|(name, _)| name.to_owned());
    link.status = match fields.text(texts, status) {
        Some((status, span)) => Known::Known(Written::new(status.to_owned(), span)),
        None => Known::NotKnown,
    };
    link.targets = names(texts, &fields, "targetArns");
    link.subnets = names(texts, &fields, "SubnetIds");
    link.security_groups = names(texts, &fields, "SecurityGroupIds");
    link.span = fields.span;
    Some(link)
}

fn named(id: &str, span: Span, version: VpcLinkVersion) -> VpcLink {
    VpcLink {
        id: id.to_owned(),
        name: None,
        version: Known::Known(version),
        account: Known::NotKnown,
        region: Known::NotKnown,
        targets: Known::NotKnown,
        subnets: Known::NotKnown,
        security_groups: Known::NotKnown,
        status: Known::NotKnown,
        span,
    }
}

fn names(texts: &mut Texts<'_>, fields: &Fields<'_>, key: &str) -> Known<Vec<String>> {
    let Some(items) = fields.list(texts, key) else {
        return Known::NotKnown;
    };
    let names: Vec<Option<String>> = items
        .iter()
        .map(|item| fields::text(texts, item, key).map(|(name, _)| name.to_owned()))
        .collect();
    match names.into_iter().collect() {
        Some(names) => Known::Known(names),
        None => Known::NotKnown,
    }
}

/// All links, each once: what an inventory says of one counts before what output says.
pub(super) fn together(
    texts: &mut Texts<'_>,
    said: Vec<VpcLink>,
    output: Vec<VpcLink>,
) -> Vec<VpcLink> {
    let mut places = std::collections::BTreeMap::new();
    let mut all: Vec<VpcLink> = Vec::new();
    for link in said {
        let message = format!(
            "the VPC link {} is described twice",
            can_invoke_source::words::quote(&link.id)
        );
        let code = "duplicate-vpc-link";
        if super::gathered::once(texts, &mut places, &link.id, link.span, code, &message) {
            all.push(link);
        }
    }
    for other in output {
        match all.iter_mut().find(|link| link.id == other.id) {
            None => all.push(other),
            Some(link) => {
                link.name = link.name.take().or(other.name);
                or(&mut link.version, other.version);
                or(&mut link.targets, other.targets);
                or(&mut link.subnets, other.subnets);
                or(&mut link.security_groups, other.security_groups);
                or(&mut link.status, other.status);
            }
        }
    }
    all
}

fn or<T>(fact: &mut Known<T>, other: Known<T>) {
    if matches!(fact, Known::NotKnown) {
        *fact = other;
    }
}
