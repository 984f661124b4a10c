//! `stages:` of an API.

use std::sync::Arc;

use can_invoke_policy::{Policy, PolicyKind};
use can_invoke_source::words::quote;
use can_invoke_source::{Diagnostic, Node, Span};

use crate::inventory::{
    ApiKind, Deployment, Known, Stage,
    facts::Said,
    fields::{self, Fields},
    ids, policies,
    routes::with_article,
    texts::Texts,
};

use super::{authorizers, integrations, routes};

const KEYS: [&str; 5] = ["name", "auto-deploy", "variables", "web-acl", "deployed"];
const DEPLOYED_KEYS: [&str; 5] = [
    "id",
    "resource-policy",
    "routes",
    "authorizers",
    "integrations",
];

/// Names of stages, or objects with a `name`.
pub(super) fn read(
    texts: &mut Texts<'_>,
    fields: &Fields<'_>,
    id: &str,
    kind: ApiKind,
) -> Option<Said<Vec<Stage>>> {
    let node = fields.get("stages")?;
    let mut stages: Vec<Stage> = Vec::new();
    let mut is_complete = true;
    for item in fields::list(texts, node, "stages")? {
        let Some(stage) = stage(texts, item, id, kind) else {
            is_complete = false;
            continue;
        };
        if stages.iter().any(|known| known.name == stage.name) {
            let message = format!("the stage {} is listed twice", quote(&stage.name));
            texts.report(Diagnostic::error("duplicate-stage", stage.span, message));
        } else {
            stages.push(stage);
        }
    }
    is_complete.then(|| Said::new(stages, node.span))
}

fn stage(texts: &mut Texts<'_>, node: &Node, id: &str, kind: ApiKind) -> Option<Stage> {
    if node.as_object().is_none() {
        let (name, span) = fields::text(texts, node, "stages")?;
        return name_of(texts, name, span, kind);
    }
    let fields = Fields::strict(texts, node, "a stage", &KEYS)?;
    let name = fields.require(texts, "a stage", "name")?;
    let (name, span) = fields::text(texts, name, "name")?;
    let mut stage = name_of(texts, name, span, kind)?;
    if let Some(flag) = fields.flag(texts, "auto-deploy") {
        if kind == ApiKind::Rest && flag.value {
            texts.report(
                Diagnostic::error(
                    "auto-deploy-not-supported",
                    flag.span,
                    "no stage of a REST API deploys by itself",
                )
                .help("remove the key"),
            );
        }
        stage.auto_deploy = Known::Known(flag.value);
    }
    if let Some(node) = fields.get("variables")
        && let Some(members) = fields::members(texts, node, "variables")
    {
        let read = members.iter().map(|member| {
            let (value, _) = fields::text(texts, &member.value, &member.key)?;
            Some((member.key.clone(), value.to_owned()))
        });
        if let Some(variables) = read.collect() {
            stage.variables = Known::Known(variables);
        }
    }
    if let Some(node) = fields.get("web-acl") {
        stage.web_acl = web_acl(texts, node, kind);
    }
    if let Some(node) = fields.get("deployed") {
        stage.deployed = deployed(texts, node, id, kind).map(Box::new);
    }
    Some(stage)
}

fn name_of(texts: &mut Texts<'_>, name: &str, span: Span, kind: ApiKind) -> Option<Stage> {
    let is_default = name == "$default" && kind == ApiKind::Http;
    if is_default || ids::is_stage(name) {
        return Some(Stage::named(name, span));
    }
    let message = format!("{} is not the name of a stage", quote(name));
    let diagnostic = Diagnostic::error("invalid-stage", span, message);
    texts.report(if name == "$default" {
        diagnostic.help("only HTTP APIs have the stage `$default`")
    } else {
        diagnostic.help("a name has letters, digits, `_` and `-`")
    });
    None
}

fn web_acl(texts: &mut Texts<'_>, node: &Node, kind: ApiKind) -> Known<Option<String>> {
    if fields::is_none(node) {
        return Known::Known(None);
    }
    if kind != ApiKind::Rest {
        texts.report(
            Diagnostic::error(
                "web-acl-not-supported",
                node.span,
                format!("{} has no web ACL", with_article(kind)),
            )
            .help("only stages of REST APIs can have one; remove the key"),
        );
        return Known::Known(None);
    }
    match fields::text(texts, node, "web-acl") {
        Some((arn, _)) => Known::Known(Some(arn.to_owned())),
        None => Known::NotKnown,
    }
}

/// The word for a part of a deployment that nobody could read.
pub(in crate::inventory) const NOT_KNOWN: &str = "not-known";

/// A part of a deployment: none if it is left out, or not known if it says so.
fn part<'n, T>(
    texts: &mut Texts<'_>,
    fields: &Fields<'n>,
    key: &str,
    read: impl FnOnce(&mut Texts<'_>, &'n Node) -> Option<T>,
) -> Option<Known<T>> {
    let node = fields.get(key)?;
    if node.tag.is_none() && node.as_str() == Some(NOT_KNOWN) {
        return Some(Known::NotKnown);
    }
    read(texts, node).map(Known::Known)
}

/// What the stage serves. What is left out is as the API holds it now.
fn deployed(texts: &mut Texts<'_>, node: &Node, id: &str, kind: ApiKind) -> Option<Deployment> {
    let fields = Fields::strict(texts, node, "a deployment", &DEPLOYED_KEYS)?;
    let resource_policy = part(texts, &fields, "resource-policy", |texts, node| {
        resource_policy(texts, node, id, kind)
    });
    if kind != ApiKind::Rest
        && resource_policy == Some(Known::NotKnown)
        && let Some(node) = fields.get("resource-policy")
    {
        texts.report(no_resource_policy(node.span, kind));
    }
    Some(Deployment {
        id: fields.text(texts, "id").map(|(id, _)| id.to_owned()),
        resource_policy,
        routes: part(texts, &fields, "routes", |texts, node| {
            Some(routes::read(texts, node, kind)?.value)
        }),
        authorizers: part(texts, &fields, "authorizers", |texts, node| {
            Some(authorizers::read(texts, node, kind)?.value)
        }),
        integrations: part(texts, &fields, "integrations", |texts, node| {
            Some(integrations::read(texts, node)?.value)
        }),
        span: fields.span,
    })
}

fn resource_policy(
    texts: &mut Texts<'_>,
    node: &Node,
    id: &str,
    kind: ApiKind,
) -> Option<Option<Arc<Policy>>> {
    if kind != ApiKind::Rest && !fields::is_none(node) {
        texts.report(no_resource_policy(node.span, kind));
        return None;
    }
    let name = format!("deployed resource policy of {id}");
    match policies::optional(texts, Some(node), PolicyKind::Resource, &name) {
        Known::Known(policy) => Some(policy),
        Known::NotKnown => None,
    }
}

fn no_resource_policy(span: Span, kind: ApiKind) -> Diagnostic {
    Diagnostic::error(
        "resource-policy-not-supported",
        span,
        format!("{} has no resource policy", with_article(kind)),
    )
    .help("only REST APIs have one; remove the key")
}
