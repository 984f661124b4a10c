//! The decision of the policies, with its evidence.

use serde::Serialize;

use super::{Location, Verdict};

/// A decision with everything that explains it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    /// The verdict of the policies.
    pub verdict: Verdict,
    /// Who asks.
    pub caller: String,
    /// For what.
    pub action: String,
    /// On which resource.
    pub resource: String,
    /// How caller and resource stand to each other: `same-account`, `cross-account`,
    /// `no-caller-account` or `not-known`.
    pub relation: String,
    /// For a denial by policies, the reason at the end of AWS's message: which type of policy
    /// denies or does not allow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Where it is not policies that decide: what is in the way whatever they say, or why no
    /// permission is needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beyond_policies: Option<String>,
    /// The statements that decide.
    pub decided_by: Vec<StatementRef>,
    /// What would have to allow, and does not.
    pub missing: Missing,
    /// Ceilings that alone keep the request from being allowed.
    pub blocked_by: Vec<String>,
    /// For each layer that is missing, the `Allow` statement that came nearest.
    pub nearest_misses: Vec<Statement>,
    /// On what the verdict turns, if it depends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub depends_on: Option<DependsOn>,
    /// Layers that nobody gave and that the verdict takes as not restricting.
    pub provisos: Vec<String>,
    /// How each layer came out.
    pub layers: Vec<Layer>,
    /// Every statement that was evaluated, with its elements.
    pub statements: Vec<Statement>,
    /// The ids of the readings that the decision leans on.
    pub assumptions: Vec<String>,
}

impl Decision {
    /// Leaves out the statements that decide nothing.
    pub fn drop_undecisive_statements(&mut self) {
        self.statements
            .retain(|statement| statement.applies != Truth::No);
    }
}

/// What is missing for an *allowed*.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Missing {
    /// Every one of these layers must allow and does not.
    pub all_of: Vec<String>,
    /// One of these layers must allow and none does.
    pub any_of: Vec<String>,
}

/// Three-valued truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Truth {
    /// It holds.
    Yes,
    /// It does not hold.
    No,
    /// It turns on facts that were not given.
    Unknown,
}

/// How one layer came out.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Layer {
    /// The stable name.
    pub layer: String,
    /// Whether somebody said what is in it.
    pub given: bool,
    /// Whether there is any document in it.
    pub has_documents: bool,
    /// Whether a `Deny` applies.
    pub deny: Truth,
    /// Whether an `Allow` applies; for a ceiling that does not exist, `yes`.
    pub allow: Truth,
    /// The statement that denies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denied_by: Option<StatementRef>,
    /// The statement that allows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_by: Option<StatementRef>,
}

/// Where a statement is.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct StatementRef {
    /// The layer.
    pub layer: String,
    /// The name of the document.
    pub policy: String,
    /// The statement in the document, counted from zero.
    pub index: usize,
    /// Its `Sid`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// `Allow` or `Deny`.
    pub effect: String,
    /// Where it stands.
    pub location: Location,
}

/// How one statement came out.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Statement {
    /// Where it is.
    #[serde(flatten)]
    pub statement: StatementRef,
    /// Whether it applies to the request.
    pub applies: Truth,
    /// Its elements.
    pub elements: Vec<Element>,
}

/// How one element came out.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Element {
    /// `Principal`, `Action`, `Resource`, `Condition` …
    pub element: String,
    /// The condition operator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// The condition key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Whether it lets the statement apply.
    pub matches: Truth,
    /// What the statement asks for.
    pub expected: String,
    /// What the request has.
    pub found: String,
    /// The entry that decided, or the whole element.
    pub location: Location,
}

/// On what a verdict turns.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct DependsOn {
    /// The facts that nobody gave: condition keys, a session name, layers.
    pub facts: Vec<String>,
    /// Alternatives for which the request is allowed; in each, every requirement must hold.
    pub allowed_when: Vec<Vec<Requirement>>,
    /// Whether every combination of the facts was tried.
    pub worked_out: bool,
}

/// What a fact must be.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Requirement {
    /// The condition key, or `role session name`.
    pub fact: String,
    /// It is one of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub one_of: Vec<String>,
    /// It is anything but these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub none_of: Vec<String>,
    /// It may also be absent.
    pub or_absent: bool,
    /// It must be absent.
    pub only_absent: bool,
    /// Whether this is exactly the set of values, not an example of it.
    pub exact: bool,
    /// The same in words.
    pub text: String,
}
