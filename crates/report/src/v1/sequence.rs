//! The answer to `can-invoke sequence`.

use can_invoke_gateway::sequence::{self, AuthorizerUse, SequenceAnswer};
use can_invoke_source::{Diagnostic as SourceDiagnostic, Sources};
use serde::Serialize;

use super::{Check, Diagnostic, VERSION, Verdict, check, convert, diagnostic};

/// What several calls come to, one after another.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Sequence {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = VERSION)))]
    pub version: u32,
    /// A denial if some call is denied; else `depends` if some call depends; else `allowed`.
    pub verdict: Verdict,
    /// The calls, in order.
    pub calls: Vec<SequenceCall>,
    /// What nobody said of the cache and the verdicts take for granted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub taken_for_granted: Vec<String>,
    /// What is to be said about the documents.
    pub diagnostics: Vec<Diagnostic>,
}

/// One of the calls.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SequenceCall {
    /// Its place, counted from one.
    pub call: usize,
    /// Seconds since the sequence began.
    pub at: u64,
    /// The verdict, the cache considered.
    pub verdict: Verdict,
    /// What became of the Lambda authorizer.
    pub authorizer: AuthorizerCall,
    /// Why the call fails, where it is the cache that makes it fail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broken_by_cache: Option<BrokenByCache>,
    /// The whole answer, with what the authorizer answered now or earlier.
    pub answer: Check,
}

/// What became of a Lambda authorizer.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuthorizerCall {
    /// `not-asked`, `called` or `reused`.
    pub used: String,
    /// Of a function that was called: until when its answer is reused, in seconds since the
    /// sequence began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<u64>,
    /// Of an answer that is reused: the call to which it was given, counted from one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_call: Option<usize>,
    /// Of an answer that is reused: its age in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age: Option<u64>,
    /// Of an answer that is reused: what the calls have in common.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same: Option<String>,
}

/// An answer from the cache that refuses a call.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BrokenByCache {
    /// The call to which the authorizer gave the answer, counted from one.
    pub from_call: usize,
    /// The resource that does not reach the call, with its correction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diagnostic: Option<Diagnostic>,
    /// What would help.
    pub advice: Vec<CacheAdvice>,
}

/// Something to change.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CacheAdvice {
    /// `wider-resource`, `no-cache` or `route-key`.
    pub kind: String,
    /// What to do.
    pub text: String,
    /// The resource to write, for `wider-resource`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// What the call comes to then, as the evaluator finds.
    pub verdict: Verdict,
}

impl Sequence {
    /// Leaves out the statements that decide nothing.
    pub fn drop_undecisive_statements(&mut self) {
        for call in &mut self.calls {
            call.answer.drop_undecisive_statements();
        }
    }
}

/// The answer to `can-invoke sequence`. `times` are those of the calls, `diagnostics` those
/// of the documents.
pub fn sequence(
    calls: &sequence::Sequence,
    answer: &SequenceAnswer,
    diagnostics: &[SourceDiagnostic],
    sources: &Sources,
) -> Sequence {
    let pairs = calls.calls.iter().zip(&answer.calls).enumerate();
    Sequence {
        version: VERSION,
        verdict: convert::verdict(answer.verdict()),
        calls: pairs
            .map(|(index, (call, one))| SequenceCall {
                call: index + 1,
                at: call.at,
                verdict: convert::verdict(one.verdict),
                authorizer: authorizer(&one.authorizer),
                broken_by_cache: one.broken.as_ref().map(|broken| BrokenByCache {
                    from_call: broken.from + 1,
                    diagnostic: broken
                        .diagnostic
                        .as_ref()
                        .map(|one| diagnostic(one, sources)),
                    advice: broken
                        .advice
                        .iter()
                        .map(|advice| CacheAdvice {
                            kind: advice.kind.as_str().to_owned(),
                            text: advice.text.clone(),
                            resource: advice.resource.clone(),
                            verdict: convert::verdict(advice.verdict),
                        })
                        .collect(),
                }),
                answer: check(&one.answer, &[], sources),
            })
            .collect(),
        taken_for_granted: answer.taken_for_granted.clone(),
        diagnostics: diagnostics
            .iter()
            .map(|one| diagnostic(one, sources))
            .collect(),
    }
}

fn authorizer(used: &AuthorizerUse) -> AuthorizerCall {
    let mut call = AuthorizerCall {
        used: String::new(),
        until: None,
        from_call: None,
        age: None,
        same: None,
    };
    call.used = match used {
        AuthorizerUse::NotAsked => "not-asked",
        AuthorizerUse::Called { until } => {
            call.until = *until;
            "called"
        }
        AuthorizerUse::Reused { from, age, key } => {
            call.from_call = Some(from + 1);
            call.age = Some(*age);
            call.same = Some(key.clone());
            "reused"
        }
    }
    .to_owned();
    call
}
