//! What is referred to.

use can_invoke_policy::Arn;

use super::Reference;
use crate::{
    inventory::{Inventory, Known, VpcLink, VpcLinkVersion},
    query::QueryError,
};

/// What is referred to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// What it is.
    pub kind: SubjectKind,
    /// The id of a VPC link or authorizer, the ARN of a function.
    pub id: String,
    /// What the error of AWS names, where the question was an error.
    pub named: Vec<Named>,
}

/// The kinds of subjects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectKind {
    /// A VPC link.
    VpcLink,
    /// A Lambda function, with all its versions and aliases unless one is named.
    Function,
    /// An authorizer.
    Authorizer,
}

impl SubjectKind {
    /// What it is, in words.
    pub fn name(self) -> &'static str {
        match self {
            SubjectKind::VpcLink => "VPC link",
            SubjectKind::Function => "Lambda function",
            SubjectKind::Authorizer => "authorizer",
        }
    }

    /// The stable name for machines.
    pub fn id(self) -> &'static str {
        match self {
            SubjectKind::VpcLink => "vpc-link",
            SubjectKind::Function => "function",
            SubjectKind::Authorizer => "authorizer",
        }
    }
}

/// One entry of the error `Cannot delete VPC link`: `ANY:i8n2lo:prod`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The method.
    pub method: String,
    /// The id of the resource.
    pub resource: String,
    /// The stage; older errors leave it out.
    pub stage: Option<String>,
}

impl Subject {
    /// Reads an id, a name, an ARN, or the error of AWS.
    pub(super) fn parse(inventory: &Inventory, text: &str) -> Result<Subject, QueryError> {
        let text = text.trim();
        if is_refusal(text) {
            return of_error(text).ok_or_else(|| {
                QueryError::new(
                    "the error names no VPC link",
                    "give the whole error, `… Vpc link 'abc123', is referenced in [ANY:i8n2lo:prod] \
                     …`, or the id of the link",
                )
            });
        }
        let of = |kind, id: &str| {
            Ok(Subject {
                kind,
                id: id.to_owned(),
                named: Vec::new(),
            })
        };
        if let Some(arn) = Arn::parse(text) {
            if arn.service == "lambda" && arn.resource.starts_with("function:") {
                return of(SubjectKind::Function, text);
            }
            for prefix in ["/vpclinks/", "vpclinks/"] {
                if let Some(id) = arn.resource.strip_prefix(prefix) {
                    return of(SubjectKind::VpcLink, id);
                }
            }
            if let Some((_, id)) = arn.resource.rsplit_once("/authorizers/") {
                return of(SubjectKind::Authorizer, id);
            }
        }
        let is_authorizer = inventory
            .apis
            .iter()
            .filter_map(|api| api.authorizers.known())
            .flatten()
            .any(|one| one.name == text || one.id.as_deref() == Some(text));
        if is_authorizer && inventory.vpc_link(text).is_none() {
            return of(SubjectKind::Authorizer, text);
        }
        if inventory.vpc_link(text).is_none() {
            let named = |link: &&VpcLink| link.name.as_deref() == Some(text);
            if let Some(link) = inventory.vpc_links.iter().find(named) {
                return of(SubjectKind::VpcLink, &link.id);
            }
            let ending = format!(":function:{text}");
            let mut functions = inventory.functions.iter();
            if let Some(function) = functions.find(|one| one.arn.ends_with(&ending)) {
                return of(SubjectKind::Function, &function.arn);
            }
        }
        let is_id = !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if is_id {
            return of(SubjectKind::VpcLink, text);
        }
        Err(QueryError::new(
            format!("`{text}` is no VPC link, Lambda function or authorizer"),
            "give the id of a VPC link or an authorizer, the ARN of one of the three, or the error \
             `Cannot delete VPC link …` as AWS says it",
        ))
    }

    /// What the error names, and none of these references is.
    pub(super) fn not_shown(&self, found: &[Reference]) -> Vec<Named> {
        let is_shown = |named: &&Named| {
            found.iter().any(|one| {
                let route = one.route.as_deref();
                let method = route.and_then(|route| route.split(' ').next());
                one.resource.as_ref() == Some(&named.resource)
                    && method == Some(named.method.as_str())
                    && (named.stage.is_none() || named.stage == one.stage)
            })
        };
        let named = self.named.iter().filter(|named| !is_shown(named));
        named.cloned().collect()
    }

    /// Of a VPC link: its version, where known.
    pub(super) fn version(&self, inventory: &Inventory) -> Option<VpcLinkVersion> {
        match inventory.vpc_link(&self.id)?.version {
            Known::Known(version) => Some(version),
            Known::NotKnown => None,
        }
    }
}

/// Whether a text is the error with which AWS refuses to delete a VPC link.
fn is_refusal(text: &str) -> bool {
    text.to_ascii_lowercase().contains("cannot delete vpc link")
}

/// `Cannot delete VPC link. Vpc link 'abc', is referenced in [ANY:i8n2lo:prod] in format of
/// [Method:Resource:Stage]`.
fn of_error(text: &str) -> Option<Subject> {
    let (_, quoted) = text.split_once('\'')?;
    let (id, rest) = quoted.split_once('\'')?;
    let mut named = Vec::new();
    for part in rest.split('[').skip(1) {
        let Some((list, _)) = part.split_once(']') else {
            continue;
        };
        for entry in list.split(',') {
            let mut parts = entry.trim().split(':');
            let (Some(method), Some(resource)) = (parts.next(), parts.next()) else {
                continue;
            };
            // The legend of the error is in brackets too.
            if method != "Method" {
                named.push(Named {
                    method: method.to_owned(),
                    resource: resource.to_owned(),
                    stage: parts.next().map(str::to_owned),
                });
            }
        }
    }
    Some(Subject {
        kind: SubjectKind::VpcLink,
        id: id.to_owned(),
        named,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_aws_names_link_method_resource_and_stage() {
        let error = "An error occurred (BadRequestException) when calling the DeleteVpcLink \
                     operation: Cannot delete VPC link. Vpc link 'abc123', is referenced in \
                     [ANY:i8n2lo:prod, GET:xyz:dev] in format of [Method:Resource:Stage].";
        let subject = Subject::parse(&Inventory::default(), error).expect("a subject");
        assert_eq!(subject.kind, SubjectKind::VpcLink);
        assert_eq!(subject.id, "abc123");
        let found: Vec<String> = subject
            .named
            .iter()
            .map(|one| format!("{} {} {:?}", one.method, one.resource, one.stage.as_deref()))
            .collect();
        assert_eq!(
            found,
            ["ANY i8n2lo Some(\"prod\")", "GET xyz Some(\"dev\")"]
        );
    }

    #[test]
    fn an_older_error_names_no_stage() {
        let error = "Cannot delete VPC link. Vpc link 'abc', is referenced in [ANY:i8n2lo] in \
                     format of [Method:Resource]";
        let subject = Subject::parse(&Inventory::default(), error).expect("a subject");
        assert_eq!(subject.named.len(), 1);
        assert!(subject.named.iter().all(|one| one.stage.is_none()));
    }

    #[test]
    fn arns_say_what_they_are() {
        for (text, kind, id) in [
            (
                "arn:aws:apigateway:us-east-1::/vpclinks/abc",
                SubjectKind::VpcLink,
                "abc",
            ),
            (
                "arn:aws:lambda:us-east-1:111111111111:function:orders",
                SubjectKind::Function,
                "arn:aws:lambda:us-east-1:111111111111:function:orders",
            ),
            (
                "arn:aws:apigateway:us-east-1::/restapis/abc123/authorizers/xyz",
                SubjectKind::Authorizer,
                "xyz",
            ),
            ("abc", SubjectKind::VpcLink, "abc"),
        ] {
            let subject = Subject::parse(&Inventory::default(), text).expect("a subject");
            assert_eq!((subject.kind, subject.id.as_str()), (kind, id), "{text}");
        }
    }

    #[test]
    fn what_names_nothing_is_refused() {
        for text in [
            "",
            "<vpc-link-id>",
            "https://abc123.execute-api.us-east-1.amazonaws.com/prod",
            "arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/x/1/2",
            // The title of the article, and no error that names a link.
            "Cannot delete VPC link referenced in format of [Method:Resource]",
        ] {
            let error = Subject::parse(&Inventory::default(), text).expect_err(text);
            assert!(error.message.contains(" no VPC link"), "{}", error.message);
        }
    }
}
