//! Values of attributes: known, followed through the configuration, or placeholders.

use can_invoke_source::Node;

use super::{
    addresses::{caller, parts, plain, within},
    plan::{Plan, Resource, list},
};
use crate::{placeholder::Shape, tree::text};

/// How often a reference is followed to the next.
const MOST_STEPS: usize = 16;

/// Where an expression stands: its module, and the index of the resource that has it.
#[derive(Clone, Copy)]
pub(super) struct Scope<'s> {
    pub(super) module: &'s str,
    pub(super) index: Option<&'s Node>,
    pub(super) step: usize,
}

impl<'s> Scope<'s> {
    /// The place of the expressions of a resource.
    pub(super) fn of(resource: &Resource<'s>) -> Self {
        Scope {
            module: resource.module,
            index: resource.index,
            step: 0,
        }
    }

    fn next(self) -> Option<Self> {
        (self.step < MOST_STEPS).then_some(Scope {
            step: self.step + 1,
            ..self
        })
    }
}

impl<'a> Plan<'a> {
    /// An attribute: as it is known, or a text that stands for it; nothing if it has no value.
    pub(super) fn value(&self, resource: &Resource<'a>, name: &str) -> Option<Node> {
        if let Some(known) = resource.get(name) {
            return Some(known.clone());
        }
        resource.is_unknown(name).then(|| {
            text(
                self.attribute(resource, name, Scope::of(resource)),
                resource.span,
            )
        })
    }

    /// The text of [`Plan::value`].
    pub(super) fn text(&self, resource: &Resource<'a>, name: &str) -> Option<String> {
        let value = self.value(resource, name)?;
        value.scalar_text().map(str::to_owned)
    }

    /// The text of an attribute that every resource of its type has, such as its ARN.
    pub(super) fn text_of(&self, resource: &Resource<'a>, name: &str) -> Option<String> {
        let said = self.attribute(resource, name, Scope::of(resource));
        (!said.is_empty()).then_some(said)
    }

    /// The id of a resource, or what stands for it.
    pub(super) fn id(&self, resource: &Resource<'a>) -> String {
        self.attribute(resource, "id", Scope::of(resource))
    }

    /// The text of an attribute of a resource that has a value.
    pub(super) fn attribute(
        &self,
        resource: &Resource<'a>,
        name: &str,
        scope: Scope<'_>,
    ) -> String {
        if let Some(known) = resource.text(name) {
            return known.to_owned();
        }
        if let Some(made) = self.made(resource, name) {
            return made;
        }
        let inner = Scope {
            step: scope.step,
            ..Scope::of(resource)
        };
        let followed = self
            .expression(resource, name)
            .zip(inner.next())
            .and_then(|(expression, scope)| self.followed(expression, scope));
        followed.unwrap_or_else(|| {
            self.placeholder(Shape::Text, &format!("{}.{name}", resource.address))
        })
    }

    /// Attributes that AWS makes, of which the form is known.
    fn made(&self, resource: &Resource<'a>, name: &str) -> Option<String> {
        let of_arn = |service: &str, rest: String| {
            let (account, partition) = (self.account(), self.partition());
            format!("arn:{partition}:{service}:{account}:{rest}")
        };
        let named = |key: &str| self.attribute(resource, key, Scope::of(resource));
        let path = || resource.text("path").unwrap_or("/");
        let region = || self.region(resource);
        Some(match (resource.kind, name) {
            ("aws_api_gateway_rest_api" | "aws_apigatewayv2_api", "id") => {
                self.placeholder(Shape::Api, resource.address)
            }
            ("aws_api_gateway_rest_api" | "aws_apigatewayv2_api", "execution_arn") => {
                of_arn(&format!("execute-api:{}", region()), self.id(resource))
            }
            ("aws_vpc_endpoint", "id") => {
                format!("vpce-{}", self.placeholder(Shape::Api, resource.address))
            }
            ("aws_vpc", "id") => {
                format!("vpc-{}", self.placeholder(Shape::Api, resource.address))
            }
            ("aws_iam_role", "arn") => of_arn("iam:", format!("role{}{}", path(), named("name"))),
            ("aws_iam_user", "arn") => of_arn("iam:", format!("user{}{}", path(), named("name"))),
            ("aws_iam_policy", "arn" | "id") => {
                of_arn("iam:", format!("policy{}{}", path(), named("name")))
            }
            ("aws_iam_role" | "aws_iam_user" | "aws_iam_group", "id") => named("name"),
            ("aws_lambda_function", "id") => named("function_name"),
            ("aws_lambda_function", "arn") => of_arn(
                &format!("lambda:{}", region()),
                format!("function:{}", named("function_name")),
            ),
            ("aws_lambda_function", "qualified_arn") => {
                format!("{}:{}", named("arn"), named("version"))
            }
            ("aws_lambda_function", "invoke_arn") => format!(
                "arn:{}:apigateway:{}:lambda:path/2015-03-31/functions/{}/invocations",
                self.partition(),
                region(),
                named("arn"),
            ),
            ("aws_caller_identity", "account_id" | "id") => self.account(),
            ("aws_region", "name" | "region" | "id") => region(),
            ("aws_partition", "partition" | "id") => self.partition(),
            _ => return None,
        })
    }

    /// The text that an expression comes to: its constant, or what its only reference leads to.
    /// The configuration does not say whether there is text around a reference.
    pub(super) fn followed(&self, expression: &Node, scope: Scope<'_>) -> Option<String> {
        if let Some(constant) = expression.get("constant_value") {
            return constant.scalar_text().map(str::to_owned);
        }
        let all = references(expression);
        let [only] = all.as_slice() else {
            return None;
        };
        self.reference(only, scope)
    }

    /// The text that a reference leads to.
    pub(super) fn reference(&self, reference: &str, scope: Scope<'_>) -> Option<String> {
        let scope = scope.next()?;
        let parts = parts(reference);
        match parts.as_slice() {
            ["var", name] => {
                let Some((module, _)) = caller(scope.module) else {
                    let value = self.node.get("variables")?.get(name)?.get("value")?;
                    return value.scalar_text().map(str::to_owned);
                };
                let expression = self.argument(scope.module, name)?;
                let scope = Scope {
                    module: &module,
                    ..scope
                };
                self.followed(expression, scope)
            }
            ["module", call, name] => {
                let module = within(scope.module, &format!("module.{call}"));
                let expression = self.output(&module, plain(name))?;
                let scope = Scope {
                    module: &module,
                    ..scope
                };
                self.followed(expression, scope)
            }
            [
                "var" | "local" | "each" | "count" | "path" | "terraform" | "self",
                ..,
            ] => None,
            _ => {
                let (resource, attribute) = self.resource_of(reference, scope)?;
                Some(self.attribute(&resource, attribute?, scope))
            }
        }
    }

    /// The resource that a reference names, and the attribute.
    pub(super) fn resource_of<'r>(
        &self,
        reference: &'r str,
        scope: Scope<'_>,
    ) -> Option<(Resource<'a>, Option<&'r str>)> {
        let parts = parts(reference);
        let count = if parts.first() == Some(&"data") { 3 } else { 2 };
        let name = parts.get(..count)?.join(".");
        let resource = self.referred(scope.module, &name, scope.index)?;
        let attribute = parts.get(count).copied().map(plain);
        Some((resource, attribute))
    }

    /// The resource of a type that an attribute refers to, with text around it or without.
    pub(super) fn target(
        &self,
        resource: &Resource<'a>,
        name: &str,
        kind: &str,
    ) -> Option<Resource<'a>> {
        let all = references(self.expression(resource, name)?);
        let mut all = all
            .iter()
            .filter_map(|one| self.resource_of(one, Scope::of(resource)));
        all.find_map(|(found, _)| (found.kind == kind).then_some(found))
    }

    /// The account that the plan is for.
    pub(super) fn account(&self) -> String {
        let said = self.environment.account.clone();
        said.or_else(|| self.told("aws_caller_identity", &["account_id"]))
            .unwrap_or_else(|| self.placeholder(Shape::Account, "the account of the plan"))
    }

    /// The Region of a resource.
    pub(super) fn region(&self, resource: &Resource<'_>) -> String {
        if let Some(region) = resource.text("region") {
            return region.to_owned();
        }
        let provider = || {
            let providers = self.node.get("configuration")?.get("provider_config")?;
            let region = providers.get("aws")?.get("expressions")?.get("region")?;
            let scope = Scope {
                module: "",
                index: None,
                step: 0,
            };
            self.followed(region, scope)
        };
        let said = self.environment.region.clone();
        said.or_else(provider)
            .or_else(|| self.told("aws_region", &["region", "name"]))
            .unwrap_or_else(|| self.placeholder(Shape::Region, "the Region of the plan"))
    }

    /// The partition that the plan is for.
    pub(super) fn partition(&self) -> String {
        let said = self.environment.partition.clone();
        said.or_else(|| self.told("aws_partition", &["partition"]))
            .unwrap_or_else(|| "aws".to_owned())
    }

    /// What data sources of a type tell, if all of them tell the same.
    fn told(&self, kind: &str, names: &[&str]) -> Option<String> {
        let sources = self.sources(kind);
        let mut told = sources
            .iter()
            .filter_map(|one| names.iter().find_map(|name| one.text(name)));
        let first = told.next()?;
        told.all(|other| other == first).then(|| first.to_owned())
    }
}

/// The references of an expression, each once in its longest form, without those to the key or
/// the number of an instance.
pub(super) fn references(expression: &Node) -> Vec<&str> {
    let mut all: Vec<&str> = list(expression, "references")
        .iter()
        .filter_map(Node::as_str)
        .filter(|one| !matches!(*one, "each.key" | "count.index"))
        .collect();
    all.sort_unstable();
    all.dedup();
    // Those that are longer come after those that they begin with.
    let mut kept: Vec<&str> = Vec::with_capacity(all.len());
    for one in all.into_iter().rev() {
        let is_part = |longer: &&str| {
            let rest = longer.strip_prefix(one);
            rest.is_some_and(|rest| rest.starts_with(['.', '[']))
        };
        if !kept.iter().any(is_part) {
            kept.push(one);
        }
    }
    kept.reverse();
    kept
}
