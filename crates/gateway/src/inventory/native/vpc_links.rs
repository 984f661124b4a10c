//! `vpc-links:` of an inventory.

use can_invoke_source::words::quote;
use can_invoke_source::{Diagnostic, Node};

use crate::inventory::{
    Known, VpcLink, VpcLinkVersion, Written,
    detect::{DocumentKind, detect},
    fields::{self, Fields},
    gathered::Gathered,
    ids,
    texts::Texts,
    vpc_links,
};

use super::apis::choose;

const KEYS: [&str; 9] = [
    "id",
    "name",
    "version",
    "account",
    "region",
    "targets",
    "subnets",
    "security-groups",
    "status",
];

/// A VPC link, or `{ file: … }` with what the AWS CLI says of some.
pub(super) fn gather(texts: &mut Texts<'_>, node: &Node, gathered: &mut Gathered) {
    if node.get("file").is_none() {
        gathered.vpc_links.extend(read(texts, node));
        return;
    }
    let Some(fields) = Fields::strict(texts, node, "VPC links in a file", &["file"]) else {
        return;
    };
    let Some((path, span)) = fields.text(texts, "file") else {
        return;
    };
    let Some(document) = texts.refer(path, span) else {
        return;
    };
    match detect(&document) {
        DocumentKind::VpcLinks(version) => {
            let links = vpc_links::read(texts, &document, version);
            gathered.vpc_links_of_aws.extend(links);
        }
        _ => texts.report(
            Diagnostic::error(
                "not-vpc-links",
                span,
                format!("{} does not describe VPC links", quote(path)),
            )
            .help(
                "it is for the output of `aws apigateway get-vpc-links` and of \
                 `aws apigatewayv2 get-vpc-links`",
            ),
        ),
    }
}

fn read(texts: &mut Texts<'_>, node: &Node) -> Option<VpcLink> {
    let what = "a VPC link";
    let fields = Fields::strict(texts, node, what, &KEYS)?;
    let id = fields.require(texts, what, "id")?;
    let (id, _) = fields::text(texts, id, "id")?;
    let versions = [VpcLinkVersion::One, VpcLinkVersion::Two].map(|one| (one.name(), one));
    let version = fields.text(texts, "version").and_then(|(text, span)| {
        let what = "a version of VPC links";
        choose(texts, text, span, &versions, "invalid-vpc-link", what)
    });
    let account = fields.get("account");
    let account = account.and_then(|node| ids::account(texts, node, "account"));
    Some(VpcLink {
        id: id.to_owned(),
        name: fields.text(texts, "name").map(|(name, _)| name.to_owned()),
        version: known(version),
        account: known(account.map(|(account, _)| account)),
        region: known(
            fields
                .text(texts, "region")
                .map(|(text, _)| text.to_owned()),
        ),
        targets: known(names(texts, &fields, "targets")),
        subnets: known(names(texts, &fields, "subnets")),
        security_groups: known(names(texts, &fields, "security-groups")),
        status: known(
            fields
                .text(texts, "status")
                .map(|(status, span)| Written::new(status.to_owned(), span)),
        ),
        span: fields.span,
    })
}

fn known<T>(value: Option<T>) -> Known<T> {
    match value {
        Some(value) => Known::Known(value),
        None => Known::NotKnown,
    }
}

fn names(texts: &mut Texts<'_>, fields: &Fields<'_>, key: &str) -> Option<Vec<String>> {
    let items = fields.list(texts, key)?;
    let names: Vec<Option<String>> = items
        .iter()
        .map(|item| fields::text(texts, item, key).map(|(name, _)| name.to_owned()))
        .collect();
    names.into_iter().collect()
}
