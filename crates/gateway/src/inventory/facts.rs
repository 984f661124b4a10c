//! What one document says of an API, and how what several say is brought together.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use can_invoke_policy::Policy;
use can_invoke_source::{Diagnostic, Span};

use super::{
    ApiKeySource, Authorization, Authorizer, EndpointType, Integration, Known, Route, Stage,
    texts::Texts,
};

/// A fact and where it is said.
#[derive(Clone, Debug)]
pub(super) struct Said<T> {
    pub(super) value: T,
    pub(super) span: Span,
}

impl<T> Said<T> {
    pub(super) fn new(value: T, span: Span) -> Self {
        Said { value, span }
    }
}

/// What is said of an API, besides its id and its kind.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pub(super) name: Option<Said<String>>,
    pub(super) account: Option<Said<String>>,
    pub(super) region: Option<Said<String>>,
    pub(super) partition: Option<Said<String>>,
    pub(super) endpoint: Option<Said<EndpointType>>,
    pub(super) is_default_endpoint_disabled: Option<Said<bool>>,
    pub(super) policy: Option<Said<Option<Arc<Policy>>>>,
    pub(super) stages: Option<Said<Vec<Stage>>>,
    pub(super) routes: Option<Said<Vec<Route>>>,
    pub(super) authorizers: Option<Said<Vec<Authorizer>>>,
    pub(super) api_key_source: Option<Said<ApiKeySource>>,
    pub(super) integrations: Option<Said<Vec<Arc<Integration>>>>,
}

/// Who speaks first where two documents speak of one API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Precedence {
    /// Both are output of the AWS CLI: they must agree.
    Equal,
    /// The first is the inventory: it wins.
    First,
}

impl Facts {
    /// These facts, and those of `other` that are not among them. Contradictions are
    /// reported.
    pub(super) fn and(self, texts: &mut Texts<'_>, other: Facts, precedence: Precedence) -> Facts {
        let mut settle = Settle { texts, precedence };
        Facts {
            name: settle.one("name", self.name, other.name, PartialEq::eq),
            account: settle.one("account", self.account, other.account, PartialEq::eq),
            region: settle.one("region", self.region, other.region, PartialEq::eq),
            partition: settle.one("partition", self.partition, other.partition, PartialEq::eq),
            endpoint: settle.one(
                "endpoint-type",
                self.endpoint,
                other.endpoint,
                PartialEq::eq,
            ),
            is_default_endpoint_disabled: settle.one(
                "disable-execute-api-endpoint",
                self.is_default_endpoint_disabled,
                other.is_default_endpoint_disabled,
                PartialEq::eq,
            ),
            policy: settle.one("resource-policy", self.policy, other.policy, same_policy),
            stages: settle.one(
                "stages",
                complete_stages(self.stages, other.stages.as_ref()),
                other.stages,
                |one, other| same_stages(one, other),
            ),
            routes: settle.one("routes", self.routes, other.routes, |one, other| {
                same_routes(one, other)
            }),
            authorizers: settle.one(
                "authorizers",
                self.authorizers,
                other.authorizers,
                |one, other| same_authorizers(one, other),
            ),
            api_key_source: settle.one(
                "api-key-source",
                self.api_key_source,
                other.api_key_source,
                PartialEq::eq,
            ),
            integrations: together(self.integrations, other.integrations),
        }
    }
}

/// The integrations of both; where both have one of an id, that of the first counts.
fn together(
    first: Option<Said<Vec<Arc<Integration>>>>,
    second: Option<Said<Vec<Arc<Integration>>>>,
) -> Option<Said<Vec<Arc<Integration>>>> {
    let (Some(one), Some(other)) = (&first, &second) else {
        return first.or(second);
    };
    let is_new = |integration: &&Arc<Integration>| {
        let mut known = one.value.iter();
        !known.any(|known| known.id.is_some() && known.id == integration.id)
    };
    let others = other.value.iter().filter(is_new);
    let all = one.value.iter().chain(others).cloned().collect();
    Some(Said::new(all, one.span))
}

pub(super) struct Settle<'t, 'a> {
    pub(super) texts: &'t mut Texts<'a>,
    pub(super) precedence: Precedence,
}

impl Settle<'_, '_> {
    /// One fact of two; where both say it and differ, that is reported.
    pub(super) fn one<T>(
        &mut self,
        key: &str,
        first: Option<Said<T>>,
        second: Option<Said<T>>,
        is_same: impl Fn(&T, &T) -> bool,
    ) -> Option<Said<T>> {
        let (Some(one), Some(other)) = (&first, &second) else {
            return first.or(second);
        };
        if !is_same(&one.value, &other.value) {
            self.texts.report(match self.precedence {
                Precedence::Equal => Diagnostic::error(
                    "conflicting-outputs",
                    other.span,
                    format!("two outputs of the AWS CLI contradict each other in `{key}`"),
                )
                .also(one.span, "the other output")
                .help("use the newer one only"),
                Precedence::First => Diagnostic::warning(
                    "contradiction",
                    one.span,
                    format!("`{key}` is not what the output of the AWS CLI says"),
                )
                .label("this counts")
                .also(other.span, "the output")
                .help(format!("remove `{key}` here if the output is right")),
            });
        }
        first
    }
}

/// The stages with what another document says of those of the same name and these do not.
fn complete_stages(
    stages: Option<Said<Vec<Stage>>>,
    others: Option<&Said<Vec<Stage>>>,
) -> Option<Said<Vec<Stage>>> {
    let mut stages = stages?;
    for stage in &mut stages.value {
        let mut others = others.iter().flat_map(|said| &said.value);
        if stage.web_acl == Known::NotKnown
            && let Some(other) = others.find(|other| other.name == stage.name)
        {
            stage.web_acl.clone_from(&other.web_acl);
        }
    }
    Some(stages)
}

fn same_stages(one: &[Stage], other: &[Stage]) -> bool {
    let names = |stages: &[Stage]| -> BTreeSet<String> {
        stages.iter().map(|stage| stage.name.clone()).collect()
    };
    names(one) == names(other)
}

/// Whether the authorizers have the same names and kinds, in any order.
fn same_authorizers(one: &[Authorizer], other: &[Authorizer]) -> bool {
    let names = |all: &[Authorizer]| -> BTreeSet<(String, &'static str)> {
        all.iter()
            .map(|one| (one.name.clone(), one.kind.name()))
            .collect()
    };
    names(one) == names(other)
}

/// Whether the routes are the same, in any order; an authorization that is not known
/// contradicts nothing.
fn same_routes(one: &[Route], other: &[Route]) -> bool {
    let by_key = |routes: &[Route]| -> BTreeMap<String, Known<Authorization>> {
        let routes = routes.iter();
        routes
            .map(|route| (route.key.text(), route.authorization.clone()))
            .collect()
    };
    let (one, other) = (by_key(one), by_key(other));
    one.len() == other.len()
        && one.iter().all(|(key, left)| match (left, other.get(key)) {
            (_, None) => false,
            (Known::Known(left), Some(Known::Known(right))) => left == right,
            _ => true,
        })
}

/// Whether two policies say the same, statement by statement; where they say it does not
/// matter.
pub(super) fn same_policy(one: &Option<Arc<Policy>>, other: &Option<Arc<Policy>>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => {
            one.has_variables == other.has_variables && meaning(one) == meaning(other)
        }
        _ => false,
    }
}

/// The words of a policy that bear on a decision, in order.
fn meaning(policy: &Policy) -> Vec<String> {
    let mut words = Vec::new();
    for statement in &policy.statements {
        words.push(statement.effect.as_str().to_owned());
        if let Some(principal) = &statement.principal {
            words.push(format!("principal {}", principal.negated));
            let entries = principal.entries.iter();
            words.extend(entries.map(|entry| format!("{:?} {}", entry.form, entry.text)));
        }
        words.push(format!("action {}", statement.action.negated));
        let patterns = statement.action.patterns.iter();
        words.extend(patterns.map(|pattern| pattern.text.clone()));
        if let Some(resource) = &statement.resource {
            words.push(format!("resource {}", resource.negated));
            let patterns = resource.patterns.iter();
            words.extend(patterns.map(|pattern| pattern.text.clone()));
        }
        for condition in &statement.conditions {
            words.push(format!("{} {}", condition.operator_text, condition.key));
            let values = condition.values.iter();
            words.extend(values.map(|value| value.text.clone()));
        }
    }
    words
}
