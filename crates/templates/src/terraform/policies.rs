//! Policy documents: as they are planned, or made again from the configuration where they are
//! known only after deployment.

use can_invoke_source::{Diagnostic, Member, Node, Span};

use super::{
    plan::{Plan, Resource, list},
    values::{Scope, references},
};
use crate::{
    placeholder::Shape,
    tree::{list as items, member, object, text},
};

/// How often a policy is looked for behind another attribute.
const MOST_STEPS: usize = 4;

impl<'a> Plan<'a> {
    /// The document of an attribute; nothing if there is none, or if it cannot be known, which
    /// is told.
    pub(super) fn document(&self, resource: &Resource<'a>, name: &str) -> Option<Node> {
        let found = self.read_document(resource, name, 0);
        if found.is_none() && resource.is_unknown(name) {
            self.unresolved(resource, name);
        }
        found
    }

    /// Tells that a policy is not known.
    pub(super) fn unresolved(&self, resource: &Resource<'_>, name: &str) {
        self.report(
            Diagnostic::warning(
                "unresolved-policy",
                resource.span,
                format!(
                    "`{name}` of `{}` is known only after deployment, so nobody has looked at it",
                    resource.address
                ),
            )
            .help(
                "write it as a data source `aws_iam_policy_document` whose actions and \
                 principals are known, or look at the plan again after the first deployment",
            ),
        );
    }

    fn read_document(&self, resource: &Resource<'a>, name: &str, step: usize) -> Option<Node> {
        if let Some(known) = resource.get(name) {
            let is_empty = known.as_str().is_some_and(str::is_empty);
            return (!is_empty).then(|| known.clone());
        }
        let is_source = resource.kind == "aws_iam_policy_document";
        if is_source && matches!(name, "json" | "minified_json") {
            return self.made_again(resource);
        }
        if !resource.is_unknown(name) || step >= MOST_STEPS {
            return None;
        }
        let expression = self.expression(resource, name)?;
        if let Some(constant) = expression.get("constant_value") {
            return Some(constant.clone());
        }
        let all = references(expression);
        let [only] = all.as_slice() else {
            return None;
        };
        let (found, attribute) = self.resource_of(only, Scope::of(resource))?;
        // What has text or a function around it is refused by the name of the attribute.
        let attribute = attribute?;
        let is_document = matches!(
            attribute,
            "json" | "minified_json" | "policy" | "assume_role_policy" | "content"
        );
        if !is_document {
            return None;
        }
        self.read_document(&found, attribute, step + 1)
    }

    /// The document of a data source that is read only during the deployment.
    fn made_again(&self, source: &Resource<'a>) -> Option<Node> {
        let others = ["source_policy_documents", "override_policy_documents"];
        let expressions = self.configured(source)?.get("expressions")?;
        let has_others =
            |name: &&str| source.get(name).is_some() || expressions.get(name).is_some();
        if others.iter().any(has_others) {
            return None;
        }
        let configured = list(expressions, "statement");
        let planned = source.get("statement").and_then(Node::as_array);
        // A dynamic block has no statements of its own in the configuration.
        let count = planned.map_or(configured.len(), <[Node]>::len);
        if count == 0 || (configured.len() != count && !configured.is_empty()) {
            return None;
        }
        let mut statements = Vec::with_capacity(count);
        for number in 0..count {
            let block = Block {
                plan: self,
                source,
                planned: planned.and_then(|all| all.get(number)),
                configured: configured.get(number),
            };
            statements.push(block.statement()?);
        }
        let span = source.span;
        self.report(Diagnostic::new(
            can_invoke_source::Severity::Note,
            "rebuilt-policy",
            span,
            format!(
                "the document of `{}` is known only after deployment, and is put together from \
                 the configuration",
                source.address
            ),
        ));
        let version = source.text("version").unwrap_or("2012-10-17");
        Some(object(
            span,
            vec![
                member("Version", text(version, span)),
                member("Statement", items(span, statements)),
            ],
        ))
    }
}

/// A block `statement`, or a block in it: as planned, and as configured.
struct Block<'p, 'a> {
    plan: &'p Plan<'a>,
    source: &'p Resource<'a>,
    planned: Option<&'a Node>,
    configured: Option<&'a Node>,
}

impl<'a> Block<'_, 'a> {
    fn span(&self) -> Span {
        self.planned.map_or(self.source.span, |node| node.span)
    }

    fn planned(&self, name: &str) -> Option<&'a Node> {
        let value = self.planned?.get(name)?;
        let is_empty = value.as_array().is_some_and(<[Node]>::is_empty);
        let is_whole = |all: &[Node]| !all.iter().any(Node::is_null);
        let is_known = value.as_array().is_none_or(is_whole) && !value.is_null();
        (is_known && !is_empty).then_some(value)
    }

    /// Whether the block says something under this name.
    fn has(&self, name: &str) -> bool {
        self.planned(name).is_some() || self.configured.is_some_and(|one| one.get(name).is_some())
    }

    /// Texts that are known, in the plan or as constants.
    fn known(&self, name: &str) -> Option<Node> {
        if let Some(known) = self.planned(name) {
            return Some(known.clone());
        }
        self.configured?.get(name)?.get("constant_value").cloned()
    }

    /// Texts of which some may be references; `of` makes a text of a reference.
    fn texts(&self, name: &str, of: impl Fn(&str) -> Option<String>) -> Option<Node> {
        if let Some(known) = self.known(name) {
            return Some(known);
        }
        let span = self.span();
        // What is a constant in a list beside references is not in the plan, so where the plan
        // has some of the texts, each of the others must be one of the references.
        let mut texts: Vec<Node> = Vec::new();
        let listed = self.planned.and_then(|node| node.get(name)?.as_array());
        let all = references(self.configured?.get(name)?);
        if let Some(listed) = listed {
            let missing = listed.iter().filter(|one| one.is_null()).count();
            texts.extend(listed.iter().filter(|one| !one.is_null()).cloned());
            if missing != all.len() && missing > 0 {
                return None;
            }
        }
        for reference in all {
            texts.push(text(of(reference)?, span));
        }
        (!texts.is_empty()).then(|| items(span, texts))
    }

    fn scope(&self) -> Scope<'a> {
        Scope::of(self.source)
    }

    fn statement(&self) -> Option<Node> {
        let span = self.span();
        let mut members = Vec::new();
        if let Some(sid) = self.known("sid").filter(|sid| sid.as_str() != Some("")) {
            members.push(member("Sid", sid));
        }
        let effect = match self.known("effect") {
            Some(effect) => effect,
            None if self.has("effect") && self.planned.is_none() => return None,
            None => text("Allow", span),
        };
        members.push(member("Effect", effect));
        for (key, name) in [
            ("Principal", "principals"),
            ("NotPrincipal", "not_principals"),
        ] {
            if let Some(principals) = self.principals(name)? {
                members.push(member(key, principals));
            }
        }
        for (key, name) in [("Action", "actions"), ("NotAction", "not_actions")] {
            if self.has(name) {
                members.push(member(key, self.known(name)?));
            }
        }
        for (key, name) in [("Resource", "resources"), ("NotResource", "not_resources")] {
            if self.has(name) {
                let resources = self.texts(name, |reference| self.resource(reference))?;
                members.push(member(key, resources));
            }
        }
        if let Some(condition) = self.conditions()? {
            members.push(member("Condition", condition));
        }
        Some(object(span, members))
    }

    /// What a reference in a resource comes to. Of an execution ARN it is not known what
    /// follows it, and AWS takes none without a stage.
    fn resource(&self, reference: &str) -> Option<String> {
        let found = self.plan.reference(reference, self.scope())?;
        if reference.ends_with(".execution_arn") {
            let what = format!("what follows {reference}");
            let rest = self.plan.placeholder(Shape::Text, &what);
            return Some(format!("{found}/{rest}"));
        }
        found.starts_with("arn:").then_some(found)
    }

    /// The blocks of a kind; nothing if the plan and the configuration do not fit together.
    fn blocks(&self, name: &str) -> Option<Vec<Block<'_, 'a>>> {
        let planned = self.planned.and_then(|node| node.get(name)?.as_array());
        let configured = self.configured.and_then(|node| node.get(name));
        let configured = configured.map(|node| node.as_array().unwrap_or_default());
        let count = planned.or(configured).map_or(0, <[Node]>::len);
        if configured.is_some_and(|all| !all.is_empty() && all.len() != count) {
            return None;
        }
        let block = |number: usize| Block {
            plan: self.plan,
            source: self.source,
            planned: planned.and_then(|all| all.get(number)),
            configured: configured.and_then(|all| all.get(number)),
        };
        Some((0..count).map(block).collect())
    }

    #[expect(clippy::option_option, reason = "not known is not none")]
    fn principals(&self, name: &str) -> Option<Option<Node>> {
        let blocks = self.blocks(name)?;
        let span = self.span();
        let mut members: Vec<Member> = Vec::new();
        for block in &blocks {
            let kind = block.known("type")?;
            let whole = |reference: &str| {
                let found = self.plan.reference(reference, self.scope())?;
                found.starts_with("arn:").then_some(found)
            };
            let identifiers = block.texts("identifiers", whole)?;
            let is_everybody = identifiers
                .as_array()
                .is_some_and(|all| matches!(all, [one] if one.as_str() == Some("*")));
            match kind.as_str()? {
                // Source: documentation of the data source: `*` of type `*` is `"*"`.
                "*" if is_everybody && blocks.len() == 1 => {
                    return Some(Some(text("*", identifiers.span)));
                }
                kind => add(&mut members, kind, identifiers),
            }
        }
        Some((!members.is_empty()).then(|| object(span, members)))
    }

    #[expect(clippy::option_option, reason = "not known is not none")]
    fn conditions(&self) -> Option<Option<Node>> {
        let mut operators: Vec<(String, Vec<Member>)> = Vec::new();
        for block in self.blocks("condition")? {
            let test = block.known("test")?.as_str()?.to_owned();
            let variable = block.known("variable")?.as_str()?.to_owned();
            let value = |reference: &str| self.plan.reference(reference, self.scope());
            let values = block.texts("values", value)?;
            match operators.iter_mut().find(|(known, _)| *known == test) {
                Some((_, keys)) => add(keys, &variable, values),
                None => operators.push((test, vec![member(&variable, values)])),
            }
        }
        let span = self.span();
        let members: Vec<Member> = operators
            .into_iter()
            .map(|(test, keys)| member(&test, object(span, keys)))
            .collect();
        Some((!members.is_empty()).then(|| object(span, members)))
    }
}

/// Adds values under a key, to those that are there.
fn add(members: &mut Vec<Member>, key: &str, values: Node) {
    let Some(known) = members.iter_mut().find(|one| one.key == key) else {
        members.push(member(key, values));
        return;
    };
    let more = values.as_array().unwrap_or_default();
    let all = known.value.as_array().unwrap_or_default();
    known.value = items(known.value.span, [all, more].concat());
}
