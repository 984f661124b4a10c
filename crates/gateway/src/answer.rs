//! What a question comes to.

use can_invoke_policy::{
    Assumption, Caller, Decision, Layer, Readings, Request, Trace, Verdict, assumption::Choice,
    depends::DependsOn,
};
use can_invoke_source::Diagnostic;

use crate::inventory::{ApiKind, Authorization, EndpointType, NotReadable};

pub use crate::role_path::{
    AssumeCall, ClosedRole, DurationProblem, FailedStep, FailureReason, Passed, RoleFailure,
    RolePath, RolePaths,
};

/// The answer to a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The verdict on the whole: directly, or through a role.
    pub verdict: Verdict,
    /// What was asked, taken apart.
    pub question: Question,
    /// The request as the caller would send it itself, as the stage serves it now.
    pub direct: Journey,
    /// The same once what the API holds is deployed, where that is not what the stage serves.
    pub after_deployment: Option<Journey>,
    /// Ways through roles, the best first. Only looked for where the direct way is not open.
    pub role_paths: RolePaths,
    /// The same once what the API holds is deployed, where that is not what the stage serves.
    pub role_paths_then: Option<RolePaths>,
    /// What to add so that the request is allowed, each tried out by the evaluator.
    pub suggestions: Vec<Suggestion>,
    /// Placeholders that were never filled in, and the verdict once they are.
    pub corrections: Option<Corrections>,
    /// What bears on the question and could not be read when the inventory was made.
    pub not_readable: Vec<NotReadable>,
    /// Which choice was taken where AWS is silent or contradicts itself.
    pub readings: Readings,
}

/// A question, taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Who asks.
    pub caller: Caller,
    /// The HTTP method; of a WebSocket API `CONNECT`, `DISCONNECT` or the key of a message.
    pub method: String,
    /// The invoke URL on the default endpoint.
    pub url: String,
    /// The ARN that policies are matched against.
    pub arn: String,
    /// The API id.
    pub api: String,
    /// The name of the API, where known.
    pub api_name: Option<String>,
    /// The kind of API.
    pub kind: ApiKind,
    /// The endpoint type, where known.
    pub endpoint: Option<EndpointType>,
    /// The account that owns the API.
    pub account: String,
    /// The Region.
    pub region: String,
    /// The stage.
    pub stage: String,
    /// The path as sent.
    pub path: String,
    /// The route that the request meets: `GET /pets/{id}`.
    pub route: Option<String>,
    /// How that route authorizes.
    pub authorization: Option<Authorization>,
}

/// One request on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Journey {
    /// How it ends.
    pub verdict: Verdict,
    /// The hops, in order; those behind the one that stops it are not reached.
    pub hops: Vec<Hop>,
    /// The decision of the policies, if the request gets that far.
    pub explained: Option<Explained>,
    /// The decisions of policies at other hops, in order: that of a VPC endpoint, of a
    /// domain name, of the resource policy before a Lambda authorizer is called.
    pub gates: Vec<(HopKind, Explained)>,
    /// Whether a Lambda authorizer is asked: its function is called, or its answer is in the
    /// cache.
    pub is_authorizer_asked: bool,
    /// What keeps the question from being decided, apart from policies.
    pub undecided: Vec<String>,
    /// What nobody said and the verdict takes for granted, apart from policies.
    pub taken_for_granted: Vec<String>,
    /// The assumptions that it leans on, apart from those of the policies' decision.
    pub assumptions: Vec<Assumption>,
    /// What API Gateway answers where it cannot call what it has to call: the integration, or
    /// the function of the authorizer. The verdict is about authorization and can be *allowed*
    /// all the same.
    pub failure: Option<Failure>,
}

/// An error of API Gateway's own in place of the backend's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Where.
    pub hop: HopKind,
    /// What the client sees.
    pub response: Response,
    /// Why, in a sentence.
    pub reason: String,
    /// What API Gateway writes into its execution log, where that is known.
    pub log: Option<String>,
    /// What would help, tried out by the evaluator.
    pub remedy: Option<Remedy>,
}

/// A command that opens the way to the backend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// What it changes: `the resource-based policy of orders:live`.
    pub place: String,
    /// The command, ready for a shell.
    pub command: String,
    /// The statement that it adds, as JSON.
    pub statement: String,
    /// What the evaluator says once it is there.
    pub verdict: Verdict,
}

/// A station of the journey.
#[derive(Clone, Debug, PartialEq)]
pub struct Hop {
    /// Which.
    pub kind: HopKind,
    /// How it ends.
    pub status: HopStatus,
    /// What happens there, in a sentence.
    pub summary: String,
}

/// The stations, in the order of the journey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HopKind {
    /// Is there an endpoint that the caller can reach?
    Endpoint,
    /// Does a rule of AWS WAF block the request?
    Waf,
    /// Does the policy of the VPC endpoint let it through?
    VpcEndpointPolicy,
    /// Does the policy of the private custom domain name let it through?
    DomainPolicy,
    /// Which route does the request meet?
    Route,
    /// Who is the caller, as far as the route's authorization type tells?
    Authentication,
    /// What does the Lambda authorizer answer?
    Authorizer,
    /// Do the policies of both sides allow it?
    Authorization,
    /// Does the request carry an API key that the stage accepts?
    ApiKey,
    /// May API Gateway call the integration, and is it complete?
    Integration,
    /// What does the client get for the integration's answer?
    Response,
}

impl HopKind {
    /// All of them, in the order of the journey.
    pub const ALL: [HopKind; 11] = [
        HopKind::Endpoint,
        HopKind::Waf,
        HopKind::VpcEndpointPolicy,
        HopKind::DomainPolicy,
        HopKind::Route,
        HopKind::Authentication,
        HopKind::Authorizer,
        HopKind::Authorization,
        HopKind::ApiKey,
        HopKind::Integration,
        HopKind::Response,
    ];

    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            HopKind::Endpoint => "endpoint",
            HopKind::Waf => "waf",
            HopKind::VpcEndpointPolicy => "vpc-endpoint-policy",
            HopKind::DomainPolicy => "domain-policy",
            HopKind::Route => "route",
            HopKind::Authentication => "authentication",
            HopKind::Authorizer => "authorizer",
            HopKind::Authorization => "authorization",
            HopKind::ApiKey => "api-key",
            HopKind::Integration => "integration",
            HopKind::Response => "response",
        }
    }
}

/// How a hop ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HopStatus {
    /// The request goes on.
    Passes,
    /// It ends here, and this is what the client sees.
    Stops(Response),
    /// It cannot be decided.
    Undecided,
}

/// What the client sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status code.
    pub status: u16,
    /// The message in the body.
    pub message: String,
}

/// A decision with everything that explains it.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// The request that was decided.
    pub request: Request,
    /// The decision.
    pub decision: Decision,
    /// The evidence.
    pub trace: Trace,
    /// On what it turns, if it depends; and where it seemed to and does not, as every value
    /// of the unknown facts leads to the same decision, on what it seemed to.
    pub depends: Option<DependsOn>,
    /// The assumptions that it leans on.
    pub assumptions: Vec<Assumption>,
}

/// A statement to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The layer to add it to.
    pub layer: Layer,
    /// Where that is: `identity-based policy of role/app in account 222222222222`.
    pub place: String,
    /// The statement, as JSON.
    pub statement: String,
    /// What the evaluator says once all suggestions are in place.
    pub verdict: Verdict,
    /// What to do after the change.
    pub note: Option<String>,
}

/// Placeholders and what to write for them.
#[derive(Clone, Debug, PartialEq)]
pub struct Corrections {
    /// One diagnostic for each place, with its fix.
    pub diagnostics: Vec<Diagnostic>,
    /// The verdict with all of them filled in.
    pub verdict: Verdict,
}

impl Journey {
    /// The decisions of policies at a hop other than that of authorization.
    pub fn decisions_at(&self, kind: HopKind) -> impl Iterator<Item = &Explained> {
        let gates = self.gates.iter().filter(move |(at, _)| *at == kind);
        gates.map(|(_, explained)| explained)
    }

    /// All decisions of policies, in order.
    pub fn decisions(&self) -> impl Iterator<Item = &Explained> {
        let gates = self.gates.iter().map(|(_, explained)| explained);
        gates.chain(&self.explained)
    }
}

impl Answer {
    /// The assumptions that the verdict leans on, each with the choice that is taken of it.
    pub fn assumptions(&self) -> Vec<(Assumption, Choice)> {
        let decisions = self.decisions();
        let mut all: Vec<Assumption> = decisions
            .flat_map(|explained| explained.assumptions.iter().copied())
            .chain(self.direct.assumptions.iter().copied())
            .collect();
        all.sort_unstable();
        all.dedup();
        all.into_iter()
            .map(|assumption| (assumption, self.readings.choice(assumption)))
            .collect()
    }

    /// The decisions that the verdict leans on: those of the direct way, and of the way
    /// through a role that is open or depends.
    pub fn decisions(&self) -> impl Iterator<Item = &Explained> {
        let through_role: Vec<&Explained> = match self.via() {
            Some(path) => path.decisions().collect(),
            None => self
                .role_paths
                .paths
                .iter()
                .filter(|path| path.verdict == Verdict::Depends)
                .flat_map(RolePath::decisions)
                .collect(),
        };
        self.direct.decisions().chain(through_role)
    }

    /// What API Gateway answers although the request is allowed, if it cannot call the
    /// integration.
    pub fn failure(&self) -> Option<&Failure> {
        if self.verdict != Verdict::Allowed {
            return None;
        }
        match self.via() {
            Some(path) => path.failure.as_ref(),
            None => self.direct.failure.as_ref(),
        }
    }

    /// The way through a role by which the request is allowed, if it is not directly.
    pub fn via(&self) -> Option<&RolePath> {
        via(&self.direct, &self.role_paths)
    }

    /// The verdict once what the API holds is deployed: directly, or through a role.
    pub fn verdict_after_deployment(&self) -> Option<Verdict> {
        let direct = self.after_deployment.as_ref()?;
        Some(overall(direct, self.role_paths_then.as_ref()?))
    }

    /// The way through a role by which the request is then allowed, if it is not directly.
    pub fn via_after_deployment(&self) -> Option<&RolePath> {
        via(
            self.after_deployment.as_ref()?,
            self.role_paths_then.as_ref()?,
        )
    }
}

fn via<'a>(direct: &Journey, role_paths: &'a RolePaths) -> Option<&'a RolePath> {
    if direct.verdict == Verdict::Allowed {
        return None;
    }
    let mut paths = role_paths.paths.iter();
    paths.find(|path| path.verdict == Verdict::Allowed)
}

/// The verdict on the whole: directly, or through a role.
pub(crate) fn overall(direct: &Journey, role_paths: &RolePaths) -> Verdict {
    let through_role = |wanted: Verdict| role_paths.paths.iter().any(|path| path.verdict == wanted);
    if direct.verdict == Verdict::Allowed || through_role(Verdict::Allowed) {
        Verdict::Allowed
    } else if through_role(Verdict::Depends) || role_paths.unfinished.is_some() {
        Verdict::Depends
    } else {
        direct.verdict
    }
}
