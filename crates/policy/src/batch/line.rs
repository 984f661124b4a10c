//! From the tree of a line to a request with its policies.

use can_invoke_source::{Diagnostic, Limits, Member, Node, Value, embedded};

use crate::{
    Action, Caller, Context, Layers, Policy, PolicyKind, Request, Resource, Supplied,
    context::Fact,
    document,
    layers::Level,
    principal::SessionName,
    service::{ResourcePolicyRole, resource_policy_role},
};

/// A line, read.
#[derive(Clone, Debug)]
pub struct Line {
    /// The request.
    pub request: Request,
    identity: Vec<Policy>,
    boundary: Vec<Policy>,
    session: Vec<Policy>,
    vpc_endpoint: Vec<Policy>,
    resource: Vec<Policy>,
    service_control: Vec<(String, Vec<Policy>)>,
    resource_control: Vec<(String, Vec<Policy>)>,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineError {
    /// What is wrong, and what to do.
    pub message: String,
    /// The byte of the line at which it is, counted from zero.
    pub offset: usize,
}

impl LineError {
    /// An error at a byte of the line.
    pub(super) fn new(message: impl Into<String>, offset: usize) -> Self {
        LineError {
            message: message.into(),
            offset,
        }
    }

    pub(super) fn from_diagnostic(diagnostic: &Diagnostic) -> Self {
        let message = match &diagnostic.help {
            Some(help) => format!("{}; {help}", diagnostic.message),
            None => diagnostic.message.clone(),
        };
        LineError::new(message, diagnostic.primary.span.start as usize)
    }

    fn at(node: &Node, message: impl Into<String>) -> Self {
        LineError::new(message, node.span.start as usize)
    }
}

/// A key of a line that holds policy documents.
#[derive(Clone, Copy, Debug)]
pub(super) struct DocumentsKey {
    pub(super) key: &'static str,
    kind: PolicyKind,
    pub(super) shape: Shape,
}

/// How a key holds its documents.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    One,
    List,
    /// A list of levels of an organization, each with a list.
    Levels,
}

impl DocumentsKey {
    const fn new(key: &'static str, kind: PolicyKind, shape: Shape) -> Self {
        DocumentsKey { key, kind, shape }
    }

    /// As what the documents under this key are read.
    pub(super) fn kind_for(&self, request: &Request) -> PolicyKind {
        match self.kind {
            PolicyKind::Resource => match resource_policy_role(request) {
                ResourcePolicyRole::Trust => PolicyKind::Trust,
                ResourcePolicyRole::Grants
                | ResourcePolicyRole::KeyPolicy
                | ResourcePolicyRole::NoPolicy => PolicyKind::Resource,
            },
            kind => kind,
        }
    }
}

const IDENTITY: DocumentsKey =
    DocumentsKey::new("identityPolicies", PolicyKind::Identity, Shape::List);
const BOUNDARY: DocumentsKey = DocumentsKey::new(
    "permissionBoundaryPolicies",
    PolicyKind::PermissionsBoundary,
    Shape::List,
);
const SESSION: DocumentsKey = DocumentsKey::new("sessionPolicy", PolicyKind::Session, Shape::One);
const VPC_ENDPOINT: DocumentsKey =
    DocumentsKey::new("vpcEndpointPolicies", PolicyKind::VpcEndpoint, Shape::List);
const RESOURCE: DocumentsKey =
    DocumentsKey::new("resourcePolicy", PolicyKind::Resource, Shape::One);
const SERVICE_CONTROL: DocumentsKey = DocumentsKey::new(
    "serviceControlPolicies",
    PolicyKind::ServiceControl,
    Shape::Levels,
);
const RESOURCE_CONTROL: DocumentsKey = DocumentsKey::new(
    "resourceControlPolicies",
    PolicyKind::ResourceControl,
    Shape::Levels,
);

/// All keys of a line that hold documents, in the order in which they are read.
pub(super) const DOCUMENTS: [DocumentsKey; 7] = [
    IDENTITY,
    BOUNDARY,
    SESSION,
    VPC_ENDPOINT,
    RESOURCE,
    SERVICE_CONTROL,
    RESOURCE_CONTROL,
];

fn is_key(key: &str) -> bool {
    matches!(key, "id" | "request") || DOCUMENTS.iter().any(|documents| documents.key == key)
}

impl Line {
    /// Reads a line.
    pub fn read(node: &Node, limits: &Limits) -> Result<Line, LineError> {
        let members = object(node, "a line")?;
        for member in members {
            let holds_documents = matches!(member.value.value, Value::Object(_) | Value::Array(_));
            // A remark may stand beside the known keys; a document must never be passed over.
            if holds_documents && !is_key(&member.key) {
                return Err(LineError::new(
                    format!("`{}` is not a key of a line", member.key),
                    member.key_span.start as usize,
                ));
            }
        }
        let request = node
            .get("request")
            .ok_or_else(|| LineError::at(node, "the line has no `request`"))?;
        let request = read_request(request)?;
        let read = Reader {
            line: node,
            request: &request,
            limits,
        };
        Ok(Line {
            identity: read.list(IDENTITY)?,
            boundary: read.list(BOUNDARY)?,
            session: read.one(SESSION)?,
            vpc_endpoint: read.list(VPC_ENDPOINT)?,
            resource: read.one(RESOURCE)?,
            service_control: read.levels(SERVICE_CONTROL)?,
            resource_control: read.levels(RESOURCE_CONTROL)?,
            request,
        })
    }

    /// The policies of the line, layer by layer; nothing is left unsaid.
    pub fn layers(&self) -> Layers<'_> {
        Layers {
            identity: all(&self.identity),
            boundary: all(&self.boundary),
            session: all(&self.session),
            service_control: levels(&self.service_control),
            resource_control: levels(&self.resource_control),
            vpc_endpoint: all(&self.vpc_endpoint),
            resource: all(&self.resource),
            ..Layers::none()
        }
    }
}

fn all(policies: &[Policy]) -> Supplied<Vec<&Policy>> {
    Supplied::Given(policies.iter().collect())
}

fn levels(levels: &[(String, Vec<Policy>)]) -> Supplied<Vec<Level<'_>>> {
    Supplied::Given(
        levels
            .iter()
            .map(|(name, policies)| Level {
                name: name.clone(),
                policies: policies.iter().collect(),
            })
            .collect(),
    )
}

fn object<'n>(node: &'n Node, what: &str) -> Result<&'n [Member], LineError> {
    node.as_object().ok_or_else(|| {
        LineError::at(
            node,
            format!("{what} is an object, not {}", node.kind_name()),
        )
    })
}

fn array<'n>(node: &'n Node, what: &str) -> Result<&'n [Node], LineError> {
    node.as_array()
        .ok_or_else(|| LineError::at(node, format!("{what} is a list, not {}", node.kind_name())))
}

fn text<'n>(node: &'n Node, what: &str) -> Result<&'n str, LineError> {
    node.as_str().ok_or_else(|| {
        LineError::at(
            node,
            format!("{what} is a string, not {}", node.kind_name()),
        )
    })
}

fn required<'n>(node: &'n Node, key: &str) -> Result<&'n Node, LineError> {
    node.get(key)
        .ok_or_else(|| LineError::at(node, format!("the request has no `{key}`")))
}

fn read_request(node: &Node) -> Result<Request, LineError> {
    object(node, "`request`")?;
    let action = required(node, "action")?;
    let action_text = text(action, "`action`")?;
    let action = Action::parse(action_text).ok_or_else(|| {
        LineError::at(
            action,
            format!("`{action_text}` is not an action such as `execute-api:Invoke`"),
        )
    })?;
    let resource = required(node, "resource")?;
    let arn = text(
        resource
            .get("arn")
            .ok_or_else(|| LineError::at(resource, "the resource has no `arn`"))?,
        "`arn`",
    )?;
    let mut resource_of_request = Resource::from_arn(arn);
    if let Some(account) = resource.get("accountId").filter(|node| !node.is_null()) {
        let account_id = account
            .scalar_text()
            .ok_or_else(|| LineError::at(account, "`accountId` is a string of twelve digits"))?;
        resource_of_request.account = Some(account_id.to_owned());
    }
    let mut context = Context::closed();
    if let Some(given) = node.get("context") {
        for member in object(given, "`context`")? {
            context.set(&member.key, Fact::Values(read_values(member)?));
        }
    }
    Ok(Request {
        caller: read_caller(required(node, "principal")?)?,
        action,
        resource: resource_of_request,
        context,
    })
}

fn read_caller(node: &Node) -> Result<Caller, LineError> {
    if node.get("type").and_then(Node::as_str) == Some("Anonymous") {
        return Ok(Caller::Anonymous);
    }
    let written = node.as_str().ok_or_else(|| {
        LineError::at(
            node,
            "`principal` is an ARN, a service, or {\"type\": \"Anonymous\"}",
        )
    })?;
    let caller = Caller::parse(written)
        .map_err(|error| LineError::at(node, format!("{}; {}", error.message, error.help)))?;
    Ok(without_unknown_session(caller))
}

/// A line is complete: a role without a session name has no session to be named.
pub(super) fn without_unknown_session(mut caller: Caller) -> Caller {
    if let Caller::Session { session, .. } = &mut caller
        && *session == SessionName::NotGiven
    {
        *session = SessionName::OfNoSession;
    }
    caller
}

fn read_values(member: &Member) -> Result<Vec<String>, LineError> {
    let one = |node: &Node| {
        node.scalar_text().map(str::to_owned).ok_or_else(|| {
            LineError::at(
                node,
                format!(
                    "a value of `{}` is a string, not {}",
                    member.key,
                    node.kind_name()
                ),
            )
        })
    };
    match &member.value.value {
        Value::Array(items) => items.iter().map(one).collect(),
        _ => Ok(vec![one(&member.value)?]),
    }
}

struct Reader<'l> {
    line: &'l Node,
    request: &'l Request,
    limits: &'l Limits,
}

impl<'l> Reader<'l> {
    /// What a key holds, if that is anything.
    fn get(&self, documents: DocumentsKey) -> Option<&'l Node> {
        self.line.get(documents.key).filter(|node| !node.is_null())
    }

    fn list(&self, documents: DocumentsKey) -> Result<Vec<Policy>, LineError> {
        match self.get(documents) {
            Some(node) => self.policies(node, documents),
            None => Ok(Vec::new()),
        }
    }

    fn one(&self, documents: DocumentsKey) -> Result<Vec<Policy>, LineError> {
        match self.get(documents) {
            Some(node) => Ok(vec![self.policy(node, documents)?]),
            None => Ok(Vec::new()),
        }
    }

    fn levels(&self, documents: DocumentsKey) -> Result<Vec<(String, Vec<Policy>)>, LineError> {
        let Some(node) = self.get(documents) else {
            return Ok(Vec::new());
        };
        let key = documents.key;
        array(node, &format!("`{key}`"))?
            .iter()
            .map(|level| {
                object(level, &format!("a level of `{key}`"))?;
                let name = level
                    .get("orgIdentifier")
                    .and_then(Node::scalar_text)
                    .unwrap_or_default();
                let policies = level.get("policies").ok_or_else(|| {
                    LineError::at(level, format!("a level of `{key}` has no `policies`"))
                })?;
                Ok((name.to_owned(), self.policies(policies, documents)?))
            })
            .collect()
    }

    fn policies(&self, node: &Node, documents: DocumentsKey) -> Result<Vec<Policy>, LineError> {
        array(node, &format!("`{}`", documents.key))?
            .iter()
            .map(|item| self.policy(item, documents))
            .collect()
    }

    fn policy(&self, node: &Node, documents: DocumentsKey) -> Result<Policy, LineError> {
        let kind = documents.kind_for(self.request);
        read_policy(node, documents.key, kind, self.limits)
    }
}

/// Reads a document. One with an error is not evaluated: AWS would not have taken it.
pub(super) fn read_policy(
    node: &Node,
    key: &str,
    kind: PolicyKind,
    limits: &Limits,
) -> Result<Policy, LineError> {
    let held;
    let node = match &node.value {
        Value::String(text) => {
            let parsed = embedded::parse_embedded(text, limits);
            if let Some(error) = parsed.diagnostics.iter().find(|one| one.is_error()) {
                return Err(LineError::from_diagnostic(error));
            }
            held = parsed.value;
            held.as_ref().unwrap_or(node)
        }
        _ => node,
    };
    let parsed = document::parse(node, kind, key);
    if let Some(error) = parsed.diagnostics.iter().find(|one| one.is_error()) {
        return Err(LineError::from_diagnostic(error));
    }
    parsed
        .value
        .ok_or_else(|| LineError::at(node, format!("`{key}` holds no policy document")))
}
