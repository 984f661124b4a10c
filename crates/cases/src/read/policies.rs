//! The policies that a case gives itself.

use can_invoke_policy::{
    Policy, PolicyKind, Request, document,
    service::{ResourcePolicyRole, resource_policy_role},
};
use can_invoke_source::{
    Diagnostic, Member, Node, OffsetMap, Span, Text, Value, embedded,
    words::{nearest, quote},
};

use super::{Reader, scope::Scope};
use crate::Documents;

/// A key that holds policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PolicyKey {
    Identity,
    Boundary,
    Session,
    VpcEndpoint,
    Resource,
    Trust,
    ServiceControl,
    ResourceControl,
}

impl PolicyKey {
    pub(super) const ALL: [PolicyKey; 8] = [
        PolicyKey::Identity,
        PolicyKey::Boundary,
        PolicyKey::Session,
        PolicyKey::VpcEndpoint,
        PolicyKey::Resource,
        PolicyKey::Trust,
        PolicyKey::ServiceControl,
        PolicyKey::ResourceControl,
    ];

    /// As it is written.
    pub(super) const fn key(self) -> &'static str {
        match self {
            PolicyKey::Identity => "identity-policies",
            PolicyKey::Boundary => "permissions-boundary",
            PolicyKey::Session => "session-policies",
            PolicyKey::VpcEndpoint => "vpc-endpoint-policy",
            PolicyKey::Resource => "resource-policy",
            PolicyKey::Trust => "trust-policy",
            PolicyKey::ServiceControl => "service-control-policies",
            PolicyKey::ResourceControl => "resource-control-policies",
        }
    }

    /// As what the documents are read. A role's policy is its trust policy.
    fn kind(self, request: Option<&Request>) -> PolicyKind {
        match self {
            PolicyKey::Identity => PolicyKind::Identity,
            PolicyKey::Boundary => PolicyKind::PermissionsBoundary,
            PolicyKey::Session => PolicyKind::Session,
            PolicyKey::VpcEndpoint => PolicyKind::VpcEndpoint,
            PolicyKey::Trust => PolicyKind::Trust,
            PolicyKey::Resource => match request.map(resource_policy_role) {
                Some(ResourcePolicyRole::Trust) => PolicyKind::Trust,
                _ => PolicyKind::Resource,
            },
            PolicyKey::ServiceControl => PolicyKind::ServiceControl,
            PolicyKey::ResourceControl => PolicyKind::ResourceControl,
        }
    }
}

/// What was read, and what is to be said about it.
pub(super) struct ReadPolicies {
    pub(super) documents: Documents,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Reads all policies of a case.
pub(super) fn read(
    reader: &mut Reader<'_>,
    scope: &Scope<'_>,
    request: Option<&Request>,
) -> ReadPolicies {
    let mut documents = DocumentReader {
        reader,
        request,
        diagnostics: Vec::new(),
    };
    let trust = documents.list(scope, PolicyKey::Trust);
    let resource = documents.list(scope, PolicyKey::Resource);
    if let (Some(_), Some(_), Some(node)) = (&trust, &resource, scope.get(PolicyKey::Trust.key())) {
        documents.diagnostics.push(Diagnostic::error(
            "two-resource-policies",
            node.span,
            "the policy of a role is its trust policy; give only one of `trust-policy` and \
             `resource-policy`",
        ));
    }
    let read = Documents {
        identity: documents.list(scope, PolicyKey::Identity),
        boundary: documents.list(scope, PolicyKey::Boundary),
        session: documents.list(scope, PolicyKey::Session),
        vpc_endpoint: documents.list(scope, PolicyKey::VpcEndpoint),
        resource: trust.or(resource),
        service_control: documents.levels(scope, PolicyKey::ServiceControl),
        resource_control: documents.levels(scope, PolicyKey::ResourceControl),
        ..Documents::default()
    };
    ReadPolicies {
        documents: read,
        diagnostics: documents.diagnostics,
    }
}

/// The session policies that a caller passes when it assumes a role.
pub(super) fn of_session(reader: &mut Reader<'_>, scope: &Scope<'_>) -> Vec<Policy> {
    let mut documents = DocumentReader {
        reader,
        request: None,
        diagnostics: Vec::new(),
    };
    let policies = documents.list(scope, PolicyKey::Session);
    for diagnostic in documents.diagnostics {
        reader.report(diagnostic);
    }
    policies.unwrap_or_default()
}

struct DocumentReader<'a, 'r> {
    reader: &'a mut Reader<'r>,
    request: Option<&'a Request>,
    diagnostics: Vec<Diagnostic>,
}

impl DocumentReader<'_, '_> {
    /// One document, or a list of them; `none` for none.
    fn list(&mut self, scope: &Scope<'_>, key: PolicyKey) -> Option<Vec<Policy>> {
        let node = scope.get(key.key())?;
        Some(self.documents(node, key))
    }

    /// A list of levels from the root, each a document or a list of them.
    fn levels(&mut self, scope: &Scope<'_>, key: PolicyKey) -> Option<Vec<Vec<Policy>>> {
        let node = scope.get(key.key())?;
        if node.as_str() == Some("none") {
            return Some(Vec::new());
        }
        let Some(levels) = node.as_array() else {
            let message = format!(
                "`{}` is a list of levels from the root to the account, each with its policies",
                key.key()
            );
            self.diagnostics
                .push(Diagnostic::error("wrong-type", node.span, message));
            return None;
        };
        Some(
            levels
                .iter()
                .map(|level| self.documents(level, key))
                .collect(),
        )
    }

    fn documents(&mut self, node: &Node, key: PolicyKey) -> Vec<Policy> {
        if node.as_str() == Some("none") {
            return Vec::new();
        }
        match node.as_array() {
            Some(items) => items
                .iter()
                .filter_map(|item| self.document(item, key))
                .collect(),
            None => self.document(node, key).into_iter().collect(),
        }
    }

    /// A document in place, as text, or in a file; or a statement, which stands for a
    /// document of its own.
    fn document(&mut self, node: &Node, key: PolicyKey) -> Option<Policy> {
        match &node.value {
            Value::String(text)
                if key == PolicyKey::ServiceControl && text.decoded == "FullAWSAccess" =>
            {
                self.parse(&full_aws_access(node.span), key)
            }
            // It is attached everywhere, and so adds nothing.
            // Source: Organizations user guide, `orgs_manage_policies_rcps`.
            Value::String(text)
                if key == PolicyKey::ResourceControl && text.decoded == "RCPFullAWSAccess" =>
            {
                None
            }
            Value::String(text) if is_word(&text.decoded) => {
                self.not_a_policy(node.span, &text.decoded, key);
                None
            }
            Value::String(text) => {
                let parsed = embedded::parse_embedded(text, self.reader.limits);
                self.diagnostics.extend(parsed.diagnostics);
                self.parse(parsed.value.as_ref()?, key)
            }
            Value::Object(members) => match members.as_slice() {
                [only] if only.key == "file" => self.file(only, key),
                _ if is_statement(members) => self.parse(&document_of(node), key),
                _ => self.parse(node, key),
            },
            _ => self.parse(node, key),
        }
    }

    fn not_a_policy(&mut self, span: Span, word: &str, key: PolicyKey) {
        let known = match key {
            PolicyKey::ServiceControl => &["none", "FullAWSAccess"][..],
            PolicyKey::ResourceControl => &["none", "RCPFullAWSAccess"],
            _ => &["none"],
        };
        let message = format!("{} is not a policy", quote(word));
        let diagnostic = Diagnostic::error("not-a-policy", span, message);
        self.diagnostics.push(match nearest(word, known) {
            Some(name) => diagnostic.help(format!("did you mean `{name}`?")),
            None => diagnostic.help("write a document, `{ file: path }` or `none`"),
        });
    }

    fn file(&mut self, member: &Member, key: PolicyKey) -> Option<Policy> {
        let span = member.value.span;
        let Some(path) = member.value.as_str() else {
            let message = format!("`file` is a path, not {}", member.value.kind_name());
            self.diagnostics
                .push(Diagnostic::error("wrong-type", span, message));
            return None;
        };
        match self.reader.policy_file(path, span.file) {
            Ok(parsed) => {
                self.diagnostics.extend(parsed.diagnostics.iter().cloned());
                self.parse(parsed.value.as_ref()?, key)
            }
            Err(reason) => {
                let message = format!("{} cannot be read: {reason}", quote(path));
                self.diagnostics.push(
                    Diagnostic::error("cannot-read-file", span, message)
                        .help("paths are relative to the test file"),
                );
                None
            }
        }
    }

    fn parse(&mut self, node: &Node, key: PolicyKey) -> Option<Policy> {
        let parsed = document::parse(node, key.kind(self.request), key.key());
        self.diagnostics.extend(parsed.diagnostics);
        parsed.value
    }
}

/// Whether a text is a name or a sentence rather than a document as text, encoded or not: a
/// document begins with a brace.
fn is_word(text: &str) -> bool {
    let text = text.trim_start();
    let first = text.chars().next();
    first.is_some_and(|first| first.is_alphanumeric())
}

/// Whether an object is a statement, and not a document with one.
fn is_statement(members: &[Member]) -> bool {
    let has = |key: &str| members.iter().any(|member| member.key == key);
    has("Effect") && !has("Statement")
}

/// The document that a statement stands for.
fn document_of(statement: &Node) -> Node {
    object(
        statement.span,
        vec![
            ("Version", string(statement.span, "2012-10-17")),
            ("Statement", statement.clone()),
        ],
    )
}

/// AWS's own policy `FullAWSAccess`.
///
/// Source: Organizations user guide, `orgs_manage_policies_scps`.
fn full_aws_access(span: Span) -> Node {
    let statement = object(
        span,
        vec![
            ("Effect", string(span, "Allow")),
            ("Action", string(span, "*")),
            ("Resource", string(span, "*")),
        ],
    );
    document_of(&statement)
}

fn object(span: Span, members: Vec<(&str, Node)>) -> Node {
    let members = members
        .into_iter()
        .map(|(key, value)| Member {
            key: key.to_owned(),
            key_span: span,
            key_text_span: span,
            value,
        })
        .collect();
    Node {
        span,
        tag: None,
        value: Value::Object(members),
    }
}

fn string(span: Span, text: &str) -> Node {
    Node {
        span,
        tag: None,
        value: Value::String(Text {
            decoded: text.to_owned(),
            map: OffsetMap::identity(span.file, span.start as usize),
        }),
    }
}
