//! Policy documents as the evaluator reads them. Every leaf keeps its span.
//!
//! Source: IAM user guide, `reference_policies_grammar` and `reference_policies_elements`.

mod conditions;
mod parse;
mod places;
mod principals;
mod print;
mod resources;
mod statements;

use can_invoke_source::Span;

use crate::{
    condition::{Operator, Prepared, candidates::Candidates},
    pattern::{ActionPattern, ResourcePattern, Template, Variable},
};

pub use parse::parse;

/// What a document is used as; this decides which elements it may and must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyKind {
    /// Attached to a user, group or role.
    Identity,
    /// A permissions boundary.
    PermissionsBoundary,
    /// Passed when a session is created.
    Session,
    /// Attached to a resource, such as a REST API.
    Resource,
    /// The trust policy of a role.
    Trust,
    /// Attached to a VPC endpoint.
    VpcEndpoint,
    /// A service control policy of an organization.
    ServiceControl,
    /// A resource control policy of an organization.
    ResourceControl,
}

impl PolicyKind {
    /// AWS's name for the kind of policy.
    pub fn name(self) -> &'static str {
        match self {
            PolicyKind::Identity => "identity-based policy",
            PolicyKind::PermissionsBoundary => "permissions boundary",
            PolicyKind::Session => "session policy",
            PolicyKind::Resource => "resource-based policy",
            PolicyKind::Trust => "role trust policy",
            PolicyKind::VpcEndpoint => "VPC endpoint policy",
            PolicyKind::ServiceControl => "service control policy",
            PolicyKind::ResourceControl => "resource control policy",
        }
    }

    /// The name with its article: `an identity-based policy`.
    pub fn with_article(self) -> String {
        let article = if self == PolicyKind::Identity {
            "an"
        } else {
            "a"
        };
        format!("{article} {}", self.name())
    }

    /// Whether statements name principals.
    pub fn has_principal(self) -> bool {
        matches!(
            self,
            PolicyKind::Resource
                | PolicyKind::Trust
                | PolicyKind::VpcEndpoint
                | PolicyKind::ResourceControl
        )
    }
}

/// A policy document.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// What it is used as.
    pub kind: PolicyKind,
    /// The name that people know it by: a policy name, an ARN, a file.
    pub name: String,
    /// The whole document.
    pub span: Span,
    /// Whether `Version` is `2012-10-17`, so that policy variables are read.
    pub has_variables: bool,
    /// The `Id`, if any.
    pub id: Option<String>,
    /// The statements, in order.
    pub statements: Vec<Statement>,
}

impl Policy {
    /// The policy variables of the document.
    pub fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.statements.iter().flat_map(|statement| {
            let resources = statement.resource.iter().flat_map(|all| &all.patterns);
            let values = statement.conditions.iter().flat_map(|one| &one.values);
            let templates = values.filter_map(|value| match &value.prepared {
                Prepared::Text(template) => Some(template),
                _ => None,
            });
            resources
                .flat_map(ResourcePattern::variables)
                .chain(templates.flat_map(Template::variables))
        })
    }
}

/// What a statement does when it applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// It allows.
    Allow,
    /// It denies, whatever else allows.
    Deny,
}

impl Effect {
    /// The word in the document.
    pub fn as_str(self) -> &'static str {
        match self {
            Effect::Allow => "Allow",
            Effect::Deny => "Deny",
        }
    }
}

/// One statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The whole statement.
    pub span: Span,
    /// The `Sid`, if any.
    pub sid: Option<String>,
    /// The effect.
    pub effect: Effect,
    /// Where the effect stands.
    pub effect_span: Span,
    /// `Principal` or `NotPrincipal`, in policies that have one.
    pub principal: Option<Principals>,
    /// `Action` or `NotAction`.
    pub action: Actions,
    /// `Resource` or `NotResource`; `None` in trust policies and where `Resource` may be
    /// left out.
    pub resource: Option<Resources>,
    /// The conditions; all of them must hold.
    pub conditions: Vec<Condition>,
}

/// `Principal` or `NotPrincipal`.
#[derive(Clone, Debug, PartialEq)]
pub struct Principals {
    /// Whether it is `NotPrincipal`.
    pub negated: bool,
    /// The element's value.
    pub span: Span,
    /// Those it names.
    pub entries: Vec<PrincipalEntry>,
}

/// One principal named by a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrincipalEntry {
    /// As it is written.
    pub text: String,
    /// Where it is written.
    pub span: Span,
    /// The same without quotes.
    pub text_span: Span,
    /// Whom it names.
    pub form: PrincipalForm,
}

impl PrincipalEntry {
    /// Whether it names everyone: `"*"` or `{"AWS": "*"}`.
    pub fn is_everyone(&self) -> bool {
        matches!(
            self.form,
            PrincipalForm::Everyone | PrincipalForm::AwsEveryone
        )
    }
}

/// Whom a principal entry names.
///
/// Source: IAM user guide, `reference_policies_elements_principal`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrincipalForm {
    /// `"*"`: everyone, anonymous callers included.
    Everyone,
    /// `{"AWS": "*"}`: the same, see [`crate::Assumption::AwsWildcardCoversServices`].
    AwsEveryone,
    /// An account, as twelve digits or as its root ARN.
    Account {
        /// The partition of the ARN; `None` for bare digits.
        partition: Option<String>,
        /// The account id.
        account: String,
    },
    /// An IAM user.
    User {
        /// The partition.
        partition: String,
        /// The account id.
        account: String,
        /// Path and name, as they stand after `user/`.
        path_and_name: String,
    },
    /// An IAM role: any session of it.
    Role {
        /// The partition.
        partition: String,
        /// The account id.
        account: String,
        /// Path and name, as they stand after `role/`.
        path_and_name: String,
    },
    /// One session of a role.
    Session {
        /// The partition.
        partition: String,
        /// The account id.
        account: String,
        /// The role's name, without path.
        role: String,
        /// The session's name.
        session: String,
    },
    /// A federated user session.
    FederatedUser {
        /// The partition.
        partition: String,
        /// The account id.
        account: String,
        /// The name given to GetFederationToken.
        name: String,
    },
    /// A unique id such as `AROA…`.
    UniqueId,
    /// An AWS service.
    Service,
    /// A web identity or SAML provider.
    Federated,
    /// An account by its canonical user id.
    CanonicalUser,
    /// A placeholder that was never filled in: it names nobody.
    Placeholder,
}

/// `Action` or `NotAction`.
#[derive(Clone, Debug, PartialEq)]
pub struct Actions {
    /// Whether it is `NotAction`.
    pub negated: bool,
    /// The element's value.
    pub span: Span,
    /// The entries.
    pub patterns: Vec<ActionPattern>,
}

/// `Resource` or `NotResource`.
#[derive(Clone, Debug, PartialEq)]
pub struct Resources {
    /// Whether it is `NotResource`.
    pub negated: bool,
    /// The element's value.
    pub span: Span,
    /// The entries.
    pub patterns: Vec<ResourcePattern>,
}

/// One key under one operator.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The operator.
    pub operator: Operator,
    /// The operator as written.
    pub operator_text: String,
    /// The key as written.
    pub key: String,
    /// The key in lower case, as contexts are searched by.
    pub lowercase_key: String,
    /// The key and its values.
    pub span: Span,
    /// The values, prepared for the operator.
    pub values: Vec<ConditionValue>,
    /// Whether the operator's name is not spelled as documented.
    pub unusual_case: bool,
    /// The values again, where they are so many that they have to be searched.
    pub(crate) candidates: Option<Candidates>,
}

/// One value of a condition.
#[derive(Clone, Debug, PartialEq)]
pub struct ConditionValue {
    /// As it is written, decoded.
    pub text: String,
    /// Where it is written.
    pub span: Span,
    /// Prepared for the operator.
    pub prepared: Prepared,
}

impl Statement {
    /// `statement 2 "ReadPets"` or `statement 2`, counted from one.
    pub fn title(&self, index: usize) -> String {
        match &self.sid {
            Some(sid) if !sid.is_empty() => format!("statement {} \"{sid}\"", index + 1),
            _ => format!("statement {}", index + 1),
        }
    }
}
