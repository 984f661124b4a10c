//! Names that AWS gives: account ids, ARNs of users and roles, Regions, ids of APIs and of
//! the parts of an organization.

use can_invoke_policy::arn::{Arn, is_account_id, is_partition};
use can_invoke_source::{Diagnostic, Node, Span};

use can_invoke_source::words::quote;

use super::{PrincipalKind, fields, texts::Texts};

/// An account id: twelve digits, in quotes or not.
pub(super) fn account(texts: &mut Texts<'_>, node: &Node, key: &str) -> Option<(String, Span)> {
    let (text, span) = fields::text(texts, node, key)?;
    if is_account_id(text) {
        return Some((text.to_owned(), span));
    }
    texts.report(
        Diagnostic::error(
            "invalid-account-id",
            span,
            format!("{} is not an account id", quote(text)),
        )
        .help("an account id has twelve digits"),
    );
    None
}

/// What the ARN of a user or role says.
pub(super) struct PrincipalArn {
    pub(super) kind: PrincipalKind,
    pub(super) account: String,
    /// Without the path.
    pub(super) name: String,
    /// `role/team/app`.
    pub(super) title: String,
}

/// The ARN of a user or role.
///
/// Source: IAM user guide, `reference_identifiers` and `reference_iam-quotas` (characters
/// of names and paths).
pub(super) fn principal_arn(texts: &mut Texts<'_>, text: &str, span: Span) -> Option<PrincipalArn> {
    let parsed = Arn::parse(text).and_then(|arn| {
        let (kind, rest) = match arn.resource.split_once('/')? {
            ("user", rest) => (PrincipalKind::User, rest),
            ("role", rest) => (PrincipalKind::Role, rest),
            _ => return None,
        };
        let name = rest.rsplit('/').next().unwrap_or(rest);
        let is_valid = arn.service == "iam"
            && arn.region.is_empty()
            && is_partition(arn.partition)
            && is_account_id(arn.account)
            && is_name(name)
            && !rest.contains("//")
            && !rest.starts_with('/')
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b'*');
        is_valid.then(|| PrincipalArn {
            kind,
            account: arn.account.to_owned(),
            name: name.to_owned(),
            title: arn.resource.to_owned(),
        })
    });
    if parsed.is_none() {
        let diagnostic = Diagnostic::error(
            "invalid-principal-arn",
            span,
            format!("{} is not the ARN of an IAM user or role", quote(text)),
        );
        texts.report(diagnostic.help(principal_help(text)));
    }
    parsed
}

fn principal_help(text: &str) -> String {
    if let Some(arn) = Arn::parse(text)
        && arn.service == "sts"
        && let Some(("assumed-role", rest)) = arn.resource.split_once('/')
    {
        let role = rest.split('/').next().unwrap_or(rest);
        return format!(
            "this is a session; write its role, `arn:{}:iam::{}:role/{role}`, with the path if \
             the role has one",
            arn.partition, arn.account
        );
    }
    "write `arn:aws:iam::111122223333:role/path/name` or `arn:aws:iam::111122223333:user/name`"
        .to_owned()
}

fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+=,.@_-".contains(&byte))
}

/// The unique id of a user or role.
///
/// Source: IAM user guide, `reference_identifiers`, unique identifiers.
pub(super) fn unique_id(
    texts: &mut Texts<'_>,
    text: &str,
    span: Span,
    kind: PrincipalKind,
) -> Option<String> {
    let (prefix, what) = match kind {
        PrincipalKind::User => ("AIDA", "a user"),
        PrincipalKind::Role => ("AROA", "a role"),
    };
    let is_valid = text.strip_prefix(prefix).is_some_and(|rest| {
        let fits = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        !rest.is_empty() && rest.bytes().all(fits)
    });
    if is_valid {
        return Some(text.to_owned());
    }
    texts.report(
        Diagnostic::error(
            "invalid-unique-id",
            span,
            format!("{} is not the unique id of {what}", quote(text)),
        )
        .help(format!(
            "it begins with `{prefix}` and has upper-case letters and digits"
        )),
    );
    None
}

/// Whether a text has the form of a Region: `us-east-1`, `us-gov-west-1`.
pub(super) fn is_region(text: &str) -> bool {
    let mut parts = text.split('-').rev();
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let is_word = |part: &str| part.len() > 1 && part.bytes().all(|b| b.is_ascii_lowercase());
    parts.next().is_some_and(is_number) && parts.clone().count() >= 2 && parts.all(is_word)
}

/// The partition that a Region is in.
///
/// Source: AWS General Reference, `rande`, and the partitions of the AWS SDKs.
pub(super) fn partition_of(region: &str) -> &'static str {
    const OTHERS: [(&str, &str); 7] = [
        ("cn-", "aws-cn"),
        ("us-gov-", "aws-us-gov"),
        ("us-iso-", "aws-iso"),
        ("us-isob-", "aws-iso-b"),
        ("eu-isoe-", "aws-iso-e"),
        ("us-isof-", "aws-iso-f"),
        ("eusc-", "aws-eusc"),
    ];
    OTHERS
        .iter()
        .find(|(prefix, _)| region.starts_with(prefix))
        .map_or("aws", |(_, partition)| partition)
}

/// Whether a text can be the id of an API; beyond that it is opaque.
pub(super) fn is_api_id(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    !text.is_empty() && text.bytes().all(fits)
}

/// Whether a text can be the name of a stage.
///
/// Source: API Gateway developer guide, `api-gateway-known-issues`.
pub(super) fn is_stage(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    (1..=128).contains(&text.len()) && text.bytes().all(fits)
}

/// A part of an organization that has an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OrganizationPart {
    Organization,
    Root,
    Unit,
}

/// The id of an organization, a root or a unit.
///
/// Source: Organizations API reference, `API_Organization`, `API_Root`,
/// `API_OrganizationalUnit`.
pub(super) fn organization_part(
    texts: &mut Texts<'_>,
    node: &Node,
    part: OrganizationPart,
) -> Option<(String, Span)> {
    let (text, span) = fields::text(texts, node, "id")?;
    let of_length = |text: &str, least: usize| {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        (least..=32).contains(&text.len()) && text.bytes().all(fits)
    };
    let (is_valid, what, form) = match part {
        OrganizationPart::Organization => (
            text.strip_prefix("o-").is_some_and(|id| of_length(id, 10)),
            "an organization",
            "`o-` and 10 to 32 lower-case letters or digits",
        ),
        OrganizationPart::Root => (
            text.strip_prefix("r-").is_some_and(|id| of_length(id, 4)),
            "a root",
            "`r-` and 4 to 32 lower-case letters or digits",
        ),
        OrganizationPart::Unit => (
            text.strip_prefix("ou-")
                .and_then(|id| id.split_once('-'))
                .is_some_and(|(root, id)| of_length(root, 4) && of_length(id, 8)),
            "an organizational unit",
            "`ou-`, the id of the root without `r-`, `-`, and 8 to 32 lower-case letters or digits",
        ),
    };
    if is_valid {
        return Some((text.to_owned(), span));
    }
    texts.report(
        Diagnostic::error(
            "invalid-organization-id",
            span,
            format!("{} is not the id of {what}", quote(text)),
        )
        .help(format!("it is {form}")),
    );
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions() {
        for region in [
            "us-east-1",
            "us-gov-west-1",
            "ap-southeast-10",
            "eusc-de-east-1",
        ] {
            assert!(is_region(region), "{region}");
        }
        for text in [
            "us-east",
            "us-east-1a",
            "useast1",
            "US-EAST-1",
            "us--1",
            "1",
        ] {
            assert!(!is_region(text), "{text}");
        }
        assert_eq!(partition_of("cn-north-1"), "aws-cn");
        assert_eq!(partition_of("eu-west-1"), "aws");
    }
}
