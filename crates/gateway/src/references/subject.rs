//! What is referred to.

use can_invoke_policy::Arn;

use crate::inventory::{Inventory, Known, VpcLinkVersion};

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
    /// Reads an id, an ARN, or the error of AWS.
    pub(super) fn parse(inventory: &Inventory, text: &str) -> Subject {
        let text = text.trim();
        if let Some(subject) = of_error(text) {
            return subject;
        }
        let of = |kind, id: &str| Subject {
            kind,
            id: id.to_owned(),
            named: Vec::new(),
        };
        if let Some(arn) = Arn::parse(text) {
            if arn.service == "lambda" {
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
        of(SubjectKind::VpcLink, text)
    }

    /// Of a VPC link: its version, where known.
    pub(super) fn version(&self, inventory: &Inventory) -> Option<VpcLinkVersion> {
        match inventory.vpc_link(&self.id)?.version {
            Known::Known(version) => Some(version),
            Known::NotKnown => None,
        }
    }
}

/// `Cannot delete VPC link. Vpc link 'abc', is referenced in [ANY:i8n2lo:prod] in format of
/// [Method:Resource:Stage]`.
fn of_error(text: &str) -> Option<Subject> {
    let lower = text.to_ascii_lowercase();
    if !lower.contains("cannot delete vpc link") {
        return None;
    }
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
        let subject = Subject::parse(&Inventory::default(), error);
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
        let subject = Subject::parse(&Inventory::default(), error);
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
            let subject = Subject::parse(&Inventory::default(), text);
            assert_eq!((subject.kind, subject.id.as_str()), (kind, id), "{text}");
        }
    }
}
