//! Reading policies, building requests, and writing decisions down in a form that is short
//! to compare.

use can_invoke_policy::{
    Action, Assumption, Caller, Context, Decision, Effect, Layer, Layers, Policy, PolicyKind,
    Prepared, Readings, Request, Resource, Silent, Supplied, Trace, Truth, Verdict, condition,
    context::{Fact, ReachingKeys},
    decide,
    evidence::StatementRef,
    layers::Level,
    replay::replay,
};
use can_invoke_source::{Severity, Sources, parse_text};

pub(crate) const A: &str = "111111111111";
pub(crate) const B: &str = "222222222222";
/// A user, a role and a session of account A, the caller's.
pub(crate) const U: &str = "arn:aws:iam::111111111111:user/ann";
pub(crate) const S: &str = "arn:aws:sts::111111111111:assumed-role/app/s1";
/// The same of account B, which owns the API.
pub(crate) const UB: &str = "arn:aws:iam::222222222222:user/ann";
pub(crate) const RB: &str = "arn:aws:iam::222222222222:role/team/app";
pub(crate) const SB: &str = "arn:aws:sts::222222222222:assumed-role/app/s1";
pub(crate) const ROOT_A: &str = "arn:aws:iam::111111111111:root";
pub(crate) const ROOT_B: &str = "arn:aws:iam::222222222222:root";
pub(crate) const API: &str = "arn:aws:execute-api:us-east-1:222222222222:abcde12345/prod/GET/pets";

/// A document with all that was said about it.
pub(crate) struct Document {
    pub(crate) policy: Option<Policy>,
    pub(crate) sources: Sources,
    /// Severity, code and the text that the main place covers.
    pub(crate) told: Vec<(Severity, &'static str, String)>,
}

pub(crate) fn document(kind: PolicyKind, text: &str) -> Document {
    let mut sources = Sources::new();
    // Not the first file, so that a span of the wrong file does not go unnoticed.
    sources.add("other", "other");
    let file = sources.add("policy.json", text);
    let tree = parse_text(&sources, file, &Default::default());
    let mut diagnostics = tree.diagnostics;
    let mut policy = None;
    if let Some(node) = tree.value {
        let parsed = can_invoke_policy::document::parse(&node, kind, "policy.json");
        diagnostics.extend(parsed.diagnostics);
        policy = parsed.value;
    }
    let told = diagnostics
        .iter()
        .map(|one| {
            let place = sources.slice(one.primary.span).to_owned();
            (one.severity, one.code, place)
        })
        .collect();
    Document {
        policy,
        sources,
        told,
    }
}

/// A policy of version 2012-10-17 with these statements; there must be no error in it.
#[track_caller]
pub(crate) fn policy(kind: PolicyKind, statements: &str) -> Policy {
    policy_of(
        kind,
        &format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#),
    )
}

#[track_caller]
pub(crate) fn policy_of(kind: PolicyKind, text: &str) -> Policy {
    let document = document(kind, text);
    let errors: Vec<_> = document
        .told
        .iter()
        .filter(|(severity, ..)| *severity == Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{errors:?} in {text}");
    document.policy.expect("a policy")
}

/// The policy as it is read from its printed text, which must say the same and be printed
/// the same.
#[track_caller]
pub(crate) fn reprinted(policy: &Policy) -> Policy {
    let text = policy.to_json();
    let again = policy_of(policy.kind, &text);
    assert_eq!(again.without_spans(), policy.without_spans(), "{text}");
    assert_eq!(again.to_json(), text);
    again
}

pub(crate) fn caller(text: &str) -> Caller {
    Caller::parse(text).expect("a caller")
}

/// The caller with the path of its role.
pub(crate) fn with_path(text: &str, role_path: &str) -> Caller {
    let mut caller = caller(text);
    if let Caller::Session { path, .. } = &mut caller {
        *path = Some(role_path.to_owned());
    }
    caller
}

pub(crate) fn values(values: &[&str]) -> Fact {
    Fact::Values(values.iter().map(|value| (*value).to_owned()).collect())
}

pub(crate) const UNKNOWN: Fact = Fact::Unknown {
    may_be_absent: true,
};
pub(crate) const PRESENT: Fact = Fact::Unknown {
    may_be_absent: false,
};

pub(crate) fn context(facts: &[(&str, Fact)]) -> Context {
    let mut context = Context::closed();
    for (key, fact) in facts {
        context.set(key, fact.clone());
    }
    context
}

/// The `Condition` element of a policy of version 2012-10-17, tested against a context.
/// Errors in the document are let pass: their second line of defence is tested too.
#[track_caller]
pub(crate) fn holds(conditions: &str, context: &Context) -> Truth {
    holds_in("2012-10-17", conditions, context)
}

#[track_caller]
pub(crate) fn holds_in(version: &str, conditions: &str, context: &Context) -> Truth {
    let text = format!(
        r#"{{"Version":"{version}","Statement":{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{conditions}}}}}"#
    );
    let document = document(PolicyKind::Identity, &text);
    let policy = document.policy.expect("a policy");
    assert_eq!(policy.statements.len(), 1, "{text}");
    policy.statements[0]
        .conditions
        .iter()
        .map(|one| condition::evaluate(one, context, Readings::default()).truth)
        .fold(Truth::True, Truth::and)
}

/// A request and the policies that bear on it.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) request: Request,
    pub(crate) identity: Option<Vec<Policy>>,
    pub(crate) boundary: Option<Vec<Policy>>,
    pub(crate) session: Option<Vec<Policy>>,
    pub(crate) service_control: Option<Vec<Vec<Policy>>>,
    pub(crate) resource_control: Option<Vec<Vec<Policy>>>,
    pub(crate) vpc_endpoint: Option<Vec<Policy>>,
    pub(crate) resource: Option<Vec<Policy>>,
    pub(crate) strict: bool,
    pub(crate) readings: Readings,
    pub(crate) reaching_keys: Option<ReachingKeys>,
}

/// A call of the API, with no policy anywhere.
pub(crate) fn call(caller_text: &str) -> World {
    ask(caller(caller_text), "execute-api:Invoke", API)
}

pub(crate) fn ask(caller: Caller, action: &str, resource: &str) -> World {
    World {
        request: Request {
            caller,
            action: Action::parse(action).expect("an action"),
            resource: Resource::from_arn(resource),
            context: Context::closed(),
        },
        identity: Some(Vec::new()),
        boundary: Some(Vec::new()),
        session: Some(Vec::new()),
        service_control: Some(Vec::new()),
        resource_control: Some(Vec::new()),
        vpc_endpoint: Some(Vec::new()),
        resource: Some(Vec::new()),
        strict: false,
        readings: Readings::default(),
        reaching_keys: None,
    }
}

impl World {
    pub(crate) fn caller(mut self, caller: Caller) -> Self {
        self.request.caller = caller;
        self
    }

    pub(crate) fn with(mut self, key: &str, fact: Fact) -> Self {
        self.request.context.set(key, fact);
        self
    }

    #[track_caller]
    pub(crate) fn identity(mut self, statements: &str) -> Self {
        let policy = policy(PolicyKind::Identity, statements);
        self.identity.get_or_insert_default().push(policy);
        self
    }

    #[track_caller]
    pub(crate) fn boundary(mut self, statements: &str) -> Self {
        let policy = policy(PolicyKind::PermissionsBoundary, statements);
        self.boundary.get_or_insert_default().push(policy);
        self
    }

    #[track_caller]
    pub(crate) fn session(mut self, statements: &str) -> Self {
        let policy = policy(PolicyKind::Session, statements);
        self.session.get_or_insert_default().push(policy);
        self
    }

    #[track_caller]
    pub(crate) fn resource(mut self, statements: &str) -> Self {
        let policy = policy(PolicyKind::Resource, statements);
        self.resource.get_or_insert_default().push(policy);
        self
    }

    #[track_caller]
    pub(crate) fn trust(mut self, statements: &str) -> Self {
        let policy = policy(PolicyKind::Trust, statements);
        self.resource.get_or_insert_default().push(policy);
        self
    }

    #[track_caller]
    pub(crate) fn vpc_endpoint(mut self, statements: &str) -> Self {
        let policy = policy(PolicyKind::VpcEndpoint, statements);
        self.vpc_endpoint.get_or_insert_default().push(policy);
        self
    }

    /// One more level of the caller's organization with one policy.
    #[track_caller]
    pub(crate) fn scp(mut self, statements: &str) -> Self {
        let policy = policy(PolicyKind::ServiceControl, statements);
        self.service_control
            .get_or_insert_default()
            .push(vec![policy]);
        self
    }

    /// One more level of the resource's organization with one policy.
    #[track_caller]
    pub(crate) fn rcp(mut self, statements: &str) -> Self {
        let policy = policy(PolicyKind::ResourceControl, statements);
        self.resource_control
            .get_or_insert_default()
            .push(vec![policy]);
        self
    }

    pub(crate) fn layers(&self) -> Layers<'_> {
        fn flat(policies: &Option<Vec<Policy>>) -> Supplied<Vec<&Policy>> {
            match policies {
                Some(policies) => Supplied::Given(policies.iter().collect()),
                None => Supplied::NotGiven,
            }
        }
        fn levels(levels: &Option<Vec<Vec<Policy>>>) -> Supplied<Vec<Level<'_>>> {
            match levels {
                Some(levels) => Supplied::Given(
                    levels
                        .iter()
                        .map(|policies| Level {
                            name: "r-1".to_owned(),
                            policies: policies.iter().collect(),
                        })
                        .collect(),
                ),
                None => Supplied::NotGiven,
            }
        }
        Layers {
            identity: flat(&self.identity),
            boundary: flat(&self.boundary),
            session: flat(&self.session),
            service_control: levels(&self.service_control),
            resource_control: levels(&self.resource_control),
            vpc_endpoint: flat(&self.vpc_endpoint),
            resource: flat(&self.resource),
            strict: self.strict,
            readings: self.readings,
            granting: can_invoke_policy::Granting::Sides,
            reaching_keys: self.reaching_keys,
        }
    }

    /// Decides with evidence and without, prepared, and from the evidence alone; all must
    /// agree.
    #[track_caller]
    pub(crate) fn decide(&self) -> (Decision, Trace) {
        let mut trace = Trace::default();
        let decision = decide(&self.request, &self.layers(), &mut trace);
        let silent = decide(&self.request, &self.layers(), &mut Silent);
        assert_eq!(decision, silent);
        let prepared = Prepared::new(self.layers());
        assert_eq!(decision.verdict, prepared.verdict(&self.request));
        assert_eq!(replay(&self.request, &decision, &trace), decision);
        (decision, trace)
    }

    #[track_caller]
    pub(crate) fn verdict(&self) -> Verdict {
        self.decide().0.verdict
    }

    /// The decision in a line, see [`summary`].
    #[track_caller]
    pub(crate) fn summary(&self) -> String {
        summary(&self.decide().0)
    }

    /// The ids of all readings that the decision leans on.
    #[track_caller]
    pub(crate) fn assumptions(&self) -> Vec<&'static str> {
        let (decision, trace) = self.decide();
        let mut all = trace.assumptions();
        all.extend(decision.assumptions);
        let mut ids: Vec<_> = all.into_iter().map(|one| one.id()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

pub(crate) fn short(layer: Layer) -> &'static str {
    match layer {
        Layer::ResourceControl => "rcp",
        Layer::ServiceControl => "scp",
        Layer::VpcEndpoint => "endpoint",
        Layer::Resource => "resource",
        Layer::Identity => "identity",
        Layer::PermissionsBoundary => "boundary",
        Layer::Session => "session",
    }
}

fn place(reference: &StatementRef) -> String {
    let level = reference
        .level
        .map(|level| format!("@{level}"))
        .unwrap_or_default();
    let document = match reference.document {
        0 => String::new(),
        other => format!("{}.", other + 1),
    };
    let statement = reference.statement + 1;
    format!("{}{level} {document}{statement}", short(reference.layer))
}

/// `allowed by resource 1, identity 2`; `implicitly-denied for want of identity`, with `a|b`
/// where one of them is enough.
pub(crate) fn summary(decision: &Decision) -> String {
    let mut text = decision.verdict.as_str().to_owned();
    let by: Vec<String> = decision.decided_by.iter().map(place).collect();
    if !by.is_empty() {
        text.push_str(&format!(" by {}", by.join(", ")));
    }
    let mut missing: Vec<String> = Vec::new();
    missing.extend(
        decision
            .missing
            .all_of
            .iter()
            .map(|one| short(*one).to_owned()),
    );
    let any: Vec<&str> = decision
        .missing
        .any_of
        .iter()
        .map(|one| short(*one))
        .collect();
    if !any.is_empty() {
        missing.push(any.join("|"));
    }
    if !missing.is_empty() {
        text.push_str(&format!(" for want of {}", missing.join(", ")));
    }
    let mut list = |name: &str, layers: &[Layer]| {
        if !layers.is_empty() {
            let names: Vec<&str> = layers.iter().map(|layer| short(*layer)).collect();
            text.push_str(&format!("; {name} {}", names.join(", ")));
        }
    };
    list("not given", &decision.not_given);
    list("provided", &decision.provisos);
    if let Some(obstacle) = decision.obstacle {
        text.push_str(&format!("; {}", obstacle.message()));
    }
    text
}

/// The readings that take the alternative of each assumption whose bit is set.
pub(crate) fn readings_of(bits: u64) -> Readings {
    let mut readings = Readings::default();
    for (index, assumption) in Assumption::ALL.iter().enumerate() {
        if bits & (1 << index) != 0 {
            readings.choose_alternative(*assumption);
        }
    }
    readings
}

/// Statements with principals for resource policies.
pub(crate) fn names(effect: Effect, principal: &str) -> String {
    format!(
        r#"{{"Effect":"{}","Principal":{principal},"Action":"execute-api:Invoke","Resource":"*"}}"#,
        effect.as_str()
    )
}

pub(crate) fn allows(principal: &str) -> String {
    names(Effect::Allow, &format!(r#"{{"AWS":"{principal}"}}"#))
}

pub(crate) const ALLOW_ALL: &str = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;
pub(crate) const ALLOW_INVOKE: &str =
    r#"{"Effect":"Allow","Action":"execute-api:Invoke","Resource":"*"}"#;
/// Allows something, but no invocation.
pub(crate) const SILENT: &str = r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}"#;
pub(crate) const DENY_INVOKE: &str = r#"{"Effect":"Deny","Action":"execute-api:*","Resource":"*"}"#;
pub(crate) const EVERYONE_INVOKES: &str =
    r#"{"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"*"}"#;

pub(crate) type Told<'t> = (Severity, &'static str, &'t str);

#[track_caller]
pub(crate) fn check_document(kind: PolicyKind, text: &str, expected: &[Told<'_>]) {
    let told = document(kind, text).told;
    let told: Vec<Told<'_>> = told
        .iter()
        .map(|(severity, code, place)| (*severity, *code, place.as_str()))
        .collect();
    assert_eq!(told, expected, "{kind:?}: {text}");
}

/// A document with one statement.
pub(crate) fn one(statement: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":{statement}}}"#)
}

pub(crate) const IDENTITY: &str = r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#;

/// So many cases of a property, unless `PROPTEST_CASES` says otherwise, as for mutation testing.
pub(crate) fn cases(usual: u32) -> proptest::test_runner::Config {
    let wanted = std::env::var("PROPTEST_CASES").ok();
    let wanted = wanted.and_then(|text| text.parse().ok());
    proptest::test_runner::Config::with_cases(wanted.unwrap_or(usual))
}
