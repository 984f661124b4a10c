//! What is expected of an answer. What is not said is not compared.

/// What is expected of the answer to one question.
#[derive(Clone, Debug, Default)]
pub struct Expect {
    /// The verdict of the whole, directly or through a role; `None` only where the
    /// documents are refused.
    pub verdict: Option<String>,
    /// Texts, each of which some error about the documents of the case contains.
    pub refused: Option<Vec<String>>,
    /// Texts, each of which some remark about the documents of the case contains.
    pub warns: Vec<String>,
    /// The hop at which the direct request ends.
    pub stops_at: Option<String>,
    /// The hop at which it cannot be decided.
    pub undecided_at: Option<String>,
    /// The route that the request meets.
    pub route: Option<String>,
    /// Texts, each of which some hop of the direct request says.
    pub says: Vec<String>,
    /// The HTTP status that the client sees where the direct request ends.
    pub response_status: Option<String>,
    /// A part of the message that the client sees there.
    pub response_message: Option<String>,
    /// The role by which the request is allowed.
    pub via: Option<String>,
    /// The roles of the way by which the request is allowed, in their order.
    pub chain: Option<Vec<String>>,
    /// Why roles lead nowhere, one text for each.
    pub role_failures: Option<Vec<String>>,
    /// A condition key at which a way through a role fails.
    pub role_path_failure: Option<String>,
    /// How many ways through roles are told.
    pub role_paths: Option<String>,
    /// What bears on the question and could not be read, each as `FACT of WHAT`.
    pub not_readable: Option<Vec<String>>,
    /// The layers to which a statement should be added.
    pub suggests: Option<Vec<String>>,
    /// The verdict once all suggestions are in place.
    pub suggestions_lead_to: Option<String>,
    /// The decision of the policies on the direct request.
    pub direct: DecisionExpect,
    /// The decisions of policies at other hops of the direct request, by the name of the hop.
    pub gates: Vec<(String, DecisionExpect)>,
    /// The direct request once what the API holds is deployed.
    pub after_deployment: Option<Box<Expect>>,
    /// The first step of the first way through a role.
    pub assume: DecisionExpect,
    /// The second step.
    pub invoke: DecisionExpect,
}

/// What is expected of one decision of the policies.
#[derive(Clone, Debug, Default)]
pub struct DecisionExpect {
    /// Its verdict; for the direct request see [`Expect::verdict`].
    pub verdict: Option<String>,
    /// The statements that decide.
    pub decided_by: Option<Vec<String>>,
    /// What would have to allow, and does not.
    pub missing: Option<MissingExpect>,
    /// Ceilings that alone keep the request from being allowed.
    pub blocked_by: Option<Vec<String>>,
    /// The end of AWS's message.
    pub reason: Option<String>,
    /// The facts that were not given.
    pub depends_on: Option<Vec<String>>,
    /// The alternatives for which the request is allowed.
    pub allowed_when: Option<Vec<String>>,
    /// Layers that nobody gave and that are taken as not restricting.
    pub provisos: Option<Vec<String>>,
    /// The elements at which the nearest statements fail.
    pub nearest_miss: Option<Vec<String>>,
    /// Readings that the decision leans on.
    pub assumptions: Option<Vec<String>>,
}

/// Layers that are missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MissingExpect {
    /// Each of them must allow.
    pub all_of: Vec<String>,
    /// One of them must allow.
    pub any_of: Vec<String>,
}

impl DecisionExpect {
    /// Whether anything but the verdict is expected.
    fn has_reason(&self) -> bool {
        self.decided_by.is_some()
            || self.missing.is_some()
            || self.blocked_by.is_some()
            || self.reason.is_some()
            || self.depends_on.is_some()
            || self.allowed_when.is_some()
            || self.provisos.is_some()
            || self.nearest_miss.is_some()
            || self.assumptions.is_some()
    }
}

impl Expect {
    /// Whether anything is expected that tells why the verdict is what it is.
    pub fn has_reason(&self) -> bool {
        self.refused.is_some()
            || !self.warns.is_empty()
            || self.stops_at.is_some()
            || self.undecided_at.is_some()
            || !self.says.is_empty()
            || self.response_status.is_some()
            || self.response_message.is_some()
            || self.via.is_some()
            || self.chain.is_some()
            || self.role_failures.is_some()
            || self.role_path_failure.is_some()
            || self.not_readable.is_some()
            || self.suggests.is_some()
            || !self.gates.is_empty()
            || self.after_deployment.is_some()
            || [&self.direct, &self.assume, &self.invoke]
                .iter()
                .any(|decision| decision.has_reason())
    }
}
