//! What does the Lambda authorizer answer, and what does that come to with the resource
//! policy?
//!
//! Two phases: first the resource policy is asked for a `Deny` alone, before anything is
//! known of the caller, and may spare the function a call; then the policy that the function
//! returns stands for the identity side, in the account of the API.
//!
//! Source: API Gateway developer guide, `apigateway-use-lambda-authorizer` and
//! `apigateway-authorization-flow`.

use can_invoke_policy::{
    Assumption, Granting, Layer, Policy, PolicyKind, Verdict,
    document::{self, Effect},
};
use can_invoke_source::{Limits, Sources, parse_text};

use super::{Asked, Flow, Walk, private::with_resource_policy, response};
use crate::{
    answer::{Explained, HopKind},
    explain::{explain_authorizer, explain_terms},
    inventory::{ApiKind, Authorizer, AuthorizerAnswer, AuthorizerKind, Fit, Known, Route},
    query::Query,
    target::Call,
};

/// The kinds that call a function.
pub(crate) const LAMBDA: [AuthorizerKind; 2] = [AuthorizerKind::Token, AuthorizerKind::Request];

/// What the authorizer answers to a request, if somebody said: the question counts more than
/// the inventory.
pub(crate) fn answer_of<'a>(
    query: &'a Query,
    authorizer: Option<&'a Authorizer>,
) -> Option<&'a AuthorizerAnswer> {
    let sample = authorizer.and_then(|one| one.returns.known());
    query.carried.authorizer.as_ref().or(sample)
}

impl Walk {
    /// `CUSTOM`: the resource policy beforehand, the identity, the function's answer, and
    /// what it comes to.
    pub(super) fn lambda_authorizer(&mut self, asked: Asked<'_>, route: &Route) -> Flow {
        let authorizer = asked.call.api.authorizer_of_kind(route, &LAMBDA);
        self.beforehand(asked)?;
        self.identity(asked, authorizer)?;
        let named = named(authorizer);
        self.pass(
            HopKind::Authentication,
            match authorizer.map(|one| &one.result_ttl) {
                // WebSocket APIs keep no answers.
                _ if asked.call.api.kind == ApiKind::WebSocket => format!("{named} is asked"),
                Some(Known::Known(0)) | None => format!("{named} is asked"),
                _ => format!("{named} is asked, or its answer is in the cache"),
            },
        )?;
        if let Some(authorizer) = authorizer {
            self.authorizer_function(asked, authorizer)?;
        }
        self.is_authorizer_asked = true;
        let Some(answer) = answer_of(asked.query, authorizer) else {
            return self.not_known(asked, &named);
        };
        match answer.fit(asked.call.api.kind, authorizer) {
            Fit::Readable => {}
            Fit::Granted(granted) => self.take_for_granted(asked, HopKind::Authorizer, granted)?,
            Fit::Unreadable(why) => return self.unusable(&named, &why),
            Fit::Open(what) => {
                let summary = format!("AWS does not say {what}");
                return self.undecided(HopKind::Authorizer, summary);
            }
        }
        match answer {
            AuthorizerAnswer::Policy { policy, .. } => {
                self.pass(
                    HopKind::Authorizer,
                    format!("{named} answers with a policy"),
                )?;
                self.returned(asked, policy)
            }
            AuthorizerAnswer::Simple(true) => {
                let summary = format!("{named} answers that the request is authorized");
                self.pass(HopKind::Authorizer, summary)?;
                self.alone(asked, "the answer of the authorizer")
            }
            AuthorizerAnswer::Simple(false) => self.stop(
                HopKind::Authorizer,
                response::forbidden(),
                format!("{named} answers that the request is not authorized"),
            ),
            AuthorizerAnswer::Unauthorized => self.stop(
                HopKind::Authorizer,
                response::unauthorized(),
                format!("the function of {named} throws `Unauthorized`"),
            ),
            AuthorizerAnswer::Fails(why) => self.unusable(&named, why),
        }
    }

    /// The first phase: a `Deny` of the resource policy, for an anonymous caller.
    fn beforehand(&mut self, asked: Asked<'_>) -> Flow {
        let call = asked.call;
        if call.api.kind != ApiKind::Rest || call.api.resource_policy == Known::Known(None) {
            return Flow::Continue(());
        }
        let explained = explain_terms(asked, Granting::Nobody);
        let summary = match explained.decision.verdict {
            // Silence and Allow lead to the function alike, and need no word.
            Verdict::Allowed => return Flow::Continue(()),
            Verdict::Depends => {
                "the resource policy may deny the request before the authorizer is asked"
            }
            Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => {
                "the resource policy denies the request, so that the authorizer is not asked"
            }
        };
        let response = response::denial(call, &explained);
        self.gate(HopKind::Authorizer, explained, response, summary)
    }

    /// The function answers in a form that API Gateway cannot read, or not at all.
    fn unusable(&mut self, named: &str, why: &str) -> Flow {
        self.stop(
            HopKind::Authorizer,
            response::of(500, "Internal server error"),
            format!("API Gateway gets no answer from {named} that it can use: {why}"),
        )
    }

    /// The second phase, with the policy that the function returned.
    fn returned(&mut self, asked: Asked<'_>, policy: &Policy) -> Flow {
        let (explained, leans) = self::decided(asked, policy);
        self.assumptions.extend(leans);
        if has_conditions(&explained) {
            // Source: API Gateway developer guide, `api-gateway-lambda-authorizer-output`, which
            // lists no keys.
            self.take_for_granted(
                asked,
                HopKind::Authorizer,
                "that conditions of the authorizer's policy see the keys that those of a resource \
                 policy see",
            )?;
        }
        self.policies(asked.call, explained)
    }

    /// Nobody said what the function answers. A policy that allows is the best that can come.
    fn not_known(&mut self, asked: Asked<'_>, named: &str) -> Flow {
        let tries = [Some(Effect::Allow), None, Some(Effect::Deny)]
            .map(|effect| made_up(effect, asked.call))
            .map(|policy| {
                policy.map(|policy| {
                    let (explained, leans) = self::decided(asked, &policy);
                    (with_resource_policy(asked.call, explained), leans)
                })
            });
        let [Some(allow), Some(silent), Some(deny)] = tries else {
            let summary = format!("what {named} answers is not known");
            return self.undecided(HopKind::Authorizer, summary);
        };
        let verdict = |one: &(Explained, Vec<Assumption>)| one.0.decision.verdict;
        let open = match verdict(&allow) {
            Verdict::Allowed => "the request is allowed".to_owned(),
            Verdict::Depends => "it depends on what the resource policy turns on".to_owned(),
            // Whatever the function answers, the resource policy stands in the way.
            Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => {
                let (explained, leans) = allow;
                self.assumptions.extend(leans);
                return self.policies(asked.call, explained);
            }
        };
        self.assumptions.extend(allow.1.iter().copied());
        self.assumptions.extend(allow.0.assumptions.iter().copied());
        self.doubt(
            HopKind::Authorizer,
            format!(
                "what {named} answers is not known; if the authorizer allows the request, {open}; \
                 if it is silent, the verdict is {}, if it denies, {}",
                verdict(&silent).as_str(),
                verdict(&deny).as_str()
            ),
        );
        Flow::Continue(())
    }

    /// What is allowed without a policy that could stand in the way.
    pub(super) fn alone(&mut self, asked: Asked<'_>, what: &str) -> Flow {
        let summary = if asked.call.api.kind == ApiKind::Rest {
            format!("the API has no resource policy, so {what} decides alone")
        } else {
            format!(
                "{}s have no resource policies, so {what} decides alone",
                asked.call.api.kind.name()
            )
        };
        self.pass(HopKind::Authorization, summary)
    }
}

/// `the authorizer tokens`.
fn named(authorizer: Option<&Authorizer>) -> String {
    match authorizer {
        Some(one) => format!("the authorizer {}", one.name),
        None => "the authorizer".to_owned(),
    }
}

/// The decision with a returned policy, and what it leans on beside the decision's own.
fn decided(asked: Asked<'_>, policy: &Policy) -> (Explained, Vec<Assumption>) {
    const BESIDE: Assumption = Assumption::AuthorizerBesideAwsPrincipals;
    let explained = explain_authorizer(asked, policy);
    let is_granted = matches!(
        explained.decision.verdict,
        Verdict::Allowed | Verdict::Depends
    );
    if !is_granted
        || !allows_aws_principals_only(asked.call)
        || !allows(&explained, Layer::Identity)
    {
        return (explained, Vec::new());
    }
    if asked.query.readings.is_alternative(BESIDE) {
        let refused = explain_terms(asked, Granting::Resource);
        return (refused, vec![BESIDE]);
    }
    (explained, vec![BESIDE])
}

/// Whether a condition of the returned policy was asked.
fn has_conditions(explained: &Explained) -> bool {
    let statements = explained.trace.statements.iter();
    statements
        .filter(|statement| statement.reference.layer == Layer::Identity)
        .flat_map(|statement| &statement.elements)
        .any(|element| element.condition.is_some())
}

/// Whether a layer allows, or may.
fn allows(explained: &Explained, layer: Layer) -> bool {
    let outcome = explained.decision.layer(layer);
    outcome.is_some_and(|outcome| !outcome.allow.any().is_false())
}

/// Whether the resource policy allows somebody, and nobody but principals of AWS.
fn allows_aws_principals_only(call: &Call<'_>) -> bool {
    let Known::Known(Some(policy)) = &call.api.resource_policy else {
        return false;
    };
    let mut allowing = policy
        .statements
        .iter()
        .filter(|statement| statement.effect == Effect::Allow)
        .peekable();
    allowing.peek().is_some()
        && allowing.all(|statement| {
            let named = statement.principal.as_ref();
            named.is_some_and(|named| {
                !named.negated
                    && !named.entries.is_empty()
                    && named.entries.iter().all(|entry| !entry.is_everyone())
            })
        })
}

/// A policy that allows or denies everything of the API, or says nothing of it.
fn made_up(effect: Option<Effect>, call: &Call<'_>) -> Option<Policy> {
    let (effect, resource) = match effect {
        Some(effect) => (effect, "*".to_owned()),
        None => (
            Effect::Allow,
            format!("arn:{}:execute-api:::none", call.api.partition),
        ),
    };
    let text = format!(
        "{{\"Version\": \"2012-10-17\", \"Statement\": {{\"Effect\": \"{}\", \
         \"Action\": \"execute-api:Invoke\", \"Resource\": \"{resource}\"}}}}",
        effect.as_str()
    );
    let mut sources = Sources::new();
    let file = sources.add("authorizer.json", text);
    let node = parse_text(&sources, file, &Limits::default()).value?;
    document::parse(&node, PolicyKind::Identity, "policy of the authorizer").value
}
