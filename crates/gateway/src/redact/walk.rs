//! A document, written anew with every text that a user chose put through something.
//!
//! Keys of documents are the format's own and stay, but for those of objects whose keys are
//! names ([`NAMED`]). Values of keys that say what kind of thing it is stay too ([`FIXED`]).

use can_invoke_policy::keys::{self, ValueType};
use can_invoke_source::{
    Layout, Limits, Node, Number, OffsetMap, Span, Text, Value, embedded::parse_embedded,
    write::json,
};

use crate::inventory::looks_like_document;

/// What becomes of texts.
pub(super) trait Rewriter {
    /// A name, an id, an ARN, a path, a value.
    fn text(&mut self, text: &str) -> String;

    /// A sentence of AWS with names in it.
    fn sentence(&mut self, text: &str) -> String;

    /// Conditions compare numbers or dates of the documents.
    fn compares_numbers(&mut self);
}

/// Keys of objects whose own keys are names that a user chose.
const NAMED: [&str; 18] = [
    "tags",
    "Tags",
    "routes",
    "authorizers",
    "integrations",
    "mappings",
    "aliases",
    "policies",
    "versions",
    "variables",
    "StageVariables",
    "context",
    "request-parameters",
    "requestParameters",
    "RequestParameters",
    "parameters",
    "response-parameters",
    "responseParameters",
];

/// Keys whose values say what kind of thing it is, in words of AWS or of this program.
const FIXED: [&str; 65] = [
    "Action",
    "ApiKeySelectionExpression",
    "ApiKeySource",
    "AuthorizationType",
    "AuthorizerPayloadFormatVersion",
    "AuthorizerType",
    "ConnectionType",
    "ContentHandlingStrategy",
    "CreateDate",
    "Effect",
    "EndpointType",
    "IntegrationMethod",
    "IntegrationSubtype",
    "IntegrationType",
    "NotAction",
    "PassthroughBehavior",
    "PayloadFormatVersion",
    "ProtocolType",
    "RoutingMode",
    "SecurityPolicy",
    "State",
    "Version",
    "action",
    "api-key-source",
    "apiKeySource",
    "authType",
    "authorization",
    "authorizationType",
    "can-invoke",
    "can-invoke-sequence",
    "can-invoke-test",
    "connection-type",
    "connectionType",
    "content-handling",
    "contentHandling",
    "createdDate",
    "endpoint-type",
    "file",
    "from",
    "httpMethod",
    "identity-validation",
    "identityValidationExpression",
    "IdentityValidationExpression",
    "kind",
    "lastUpdatedDate",
    "method",
    "operation",
    "partition",
    "passthrough-behavior",
    "passthroughBehavior",
    "payload-format-version",
    "payload-format",
    "region",
    "routing-mode",
    "routingMode",
    "SelectionPattern",
    "security-policy",
    "selection-pattern",
    "selectionPattern",
    "securityPolicy",
    "status",
    "subtype",
    "type",
    "types",
    "version",
];

/// Writes a document anew, as JSON.
pub(super) fn rewrite(node: &Node, limits: &Limits, rewriter: &mut dyn Rewriter) -> String {
    let rewritten = Walk { limits, rewriter }.node(node, None);
    json(&rewritten, Layout::Indented) + "\n"
}

struct Walk<'w> {
    limits: &'w Limits,
    rewriter: &'w mut dyn Rewriter,
}

impl Walk<'_> {
    /// A value under a key of the format; nothing where the key is a name.
    fn node(&mut self, node: &Node, key: Option<&str>) -> Node {
        let value = match &node.value {
            Value::String(text) => Value::String(self.string(text, key)),
            Value::Number(number) => self.number(number, node.span),
            Value::Array(items) => {
                // The objects of a list have the keys of the format, whatever the list is called.
                let mut of_item = |item: &Node| match item.as_object() {
                    Some(_) => self.node(item, None),
                    None => self.node(item, key),
                };
                Value::Array(items.iter().map(&mut of_item).collect())
            }
            Value::Object(_) if key == Some("Condition") => return self.conditions(node),
            Value::Object(members) => {
                let is_named = key.is_some_and(|key| NAMED.contains(&key));
                let scalars_stay = key == Some("routes");
                let mut members = members.clone();
                for member in &mut members {
                    let own = member.key.clone();
                    if is_named {
                        member.key = self.rewriter.text(&own);
                    }
                    let is_scalar = member.value.scalar_text().is_some();
                    member.value = if is_named && !(scalars_stay && is_scalar) {
                        self.node(&member.value, None)
                    } else if is_named {
                        member.value.clone()
                    } else {
                        self.node(&member.value, Some(&own))
                    };
                }
                Value::Object(members)
            }
            Value::Null | Value::Bool(_) => node.value.clone(),
        };
        Node {
            span: node.span,
            tag: node.tag.clone(),
            value,
        }
    }

    fn string(&mut self, text: &Text, key: Option<&str>) -> Text {
        let with = |decoded: String| Text {
            decoded,
            map: text.map.clone(),
        };
        if key.is_some_and(|key| FIXED.contains(&key)) {
            return text.clone();
        }
        if looks_like_document(&text.decoded)
            && let Some(inner) = parse_embedded(text, self.limits).value
            && (inner.as_object().is_some() || inner.as_array().is_some())
        {
            let inner = self.node(&inner, None);
            return with(json(&inner, Layout::OneLine));
        }
        with(match key {
            Some("error") => self.rewriter.sentence(&text.decoded),
            Some("fact") => self.fact(&text.decoded),
            _ => self.rewriter.text(&text.decoded),
        })
    }

    /// What could not be read, in words: only the name of a stage is a name.
    fn fact(&mut self, text: &str) -> String {
        let Some((before, rest)) = text.split_once(" stage ") else {
            return text.to_owned();
        };
        let (stage, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        let stage = self.rewriter.text(stage);
        format!("{before} stage {stage} {rest}")
            .trim_end()
            .to_owned()
    }

    /// Account ids may be written as numbers; one that begins with a zero must be a text.
    fn number(&mut self, number: &Number, span: Span) -> Value {
        if !can_invoke_policy::arn::is_account_id(&number.0) {
            return Value::Number(number.clone());
        }
        Value::String(Text {
            decoded: self.rewriter.text(&number.0),
            map: OffsetMap::identity(span.file, span.start as usize),
        })
    }

    /// Operators, and in them condition keys with values.
    fn conditions(&mut self, node: &Node) -> Node {
        let mut node = node.clone();
        let Value::Object(operators) = &mut node.value else {
            return node;
        };
        for operator in operators {
            let name = operator.key.clone();
            let Value::Object(members) = &mut operator.value.value else {
                continue;
            };
            for member in members {
                let is_fixed = has_fixed_values(&member.key);
                let is_of_user = keys::find(&member.key).is_none_or(|key| key.is_family());
                if compares_numbers(&name) && is_of_user {
                    self.rewriter.compares_numbers();
                }
                member.key = condition_key(&member.key, self.rewriter);
                if !is_fixed && !has_values_of_its_own(&name) {
                    member.value = self.node(&member.value, None);
                }
            }
        }
        node
    }
}

/// The name of a condition key. What stands behind the slash of a family is a name of the
/// user's, and so is the host of an identity provider.
pub(super) fn condition_key(key: &str, rewriter: &mut dyn Rewriter) -> String {
    if let Some((family, name)) = key.split_once('/')
        && family.contains(':')
    {
        return format!("{family}/{}", rewriter.text(name));
    }
    match key.rsplit_once(':') {
        Some((provider, name)) if provider.contains(['.', '/']) => {
            format!("{}:{name}", rewriter.text(provider))
        }
        _ => key.to_owned(),
    }
}

/// Whether the values of a condition key are numbers, dates, addresses or the like, which
/// stay.
pub(super) fn has_fixed_values(key: &str) -> bool {
    keys::find(key).is_some_and(|key| !matches!(key.value_type, ValueType::String | ValueType::Arn))
}

fn operator(name: &str) -> String {
    let name = name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase();
    name.strip_suffix("ifexists").unwrap_or(&name).to_owned()
}

fn compares_numbers(name: &str) -> bool {
    let name = operator(name);
    name.starts_with("numeric") || name.starts_with("date")
}

/// Whether an operator compares anything but texts.
fn has_values_of_its_own(name: &str) -> bool {
    let name = operator(name);
    [
        "numeric",
        "date",
        "bool",
        "ipaddress",
        "notipaddress",
        "null",
        "binary",
    ]
    .iter()
    .any(|start| name.starts_with(start))
}
