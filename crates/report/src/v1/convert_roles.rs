//! Ways through roles, converted into version 1.

use can_invoke_gateway::{
    answer::{self, FailureReason, Question},
    role_path::LONGEST_CHAIN,
};

use super::{
    self as v1,
    convert::{Converter, ids, verdict},
};
use crate::text::steps;

impl Converter<'_> {
    pub(super) fn role_paths(
        &self,
        paths: &answer::RolePaths,
        question: &Question,
    ) -> v1::RolePaths {
        v1::RolePaths {
            considered: paths.considered,
            paths: paths
                .paths
                .iter()
                .map(|path| self.role_path(path, question))
                .collect(),
            failures: paths
                .failures
                .iter()
                .map(|failure| self.failure(failure))
                .collect(),
            longest_chain: LONGEST_CHAIN,
            unfinished: paths.unfinished.clone(),
            not_searched: paths.not_searched.clone(),
        }
    }

    fn role_path(&self, path: &answer::RolePath, question: &Question) -> v1::RolePath {
        v1::RolePath {
            role: path.role.clone(),
            verdict: verdict(path.verdict),
            before: path
                .before
                .iter()
                .map(|call| self.assume_call(call))
                .collect(),
            assume: self.decision(&path.assume.decision),
            call: v1::CallDetails {
                undecided: both(&path.assume.undecided, &path.undecided),
                taken_for_granted: both(&path.assume.taken_for_granted, &path.taken_for_granted),
                ..self.details(&path.assume)
            },
            invoke: self.decision(&path.invoke),
            steps: steps(path, question),
            failure: path.failure.as_ref().map(super::failure::failure),
        }
    }

    /// A call of `sts:AssumeRole`.
    pub(super) fn assume_call(&self, call: &answer::AssumeCall) -> v1::AssumeCall {
        v1::AssumeCall {
            role: call.role.clone(),
            verdict: verdict(call.verdict),
            assume: self.decision(&call.decision),
            call: self.details(call),
        }
    }

    fn details(&self, call: &answer::AssumeCall) -> v1::CallDetails {
        v1::CallDetails {
            chained: call.is_chained,
            also: call.also.iter().map(|one| self.decision(one)).collect(),
            refused: call.duration.map(answer::DurationProblem::message),
            undecided: call.undecided.clone(),
            taken_for_granted: call.taken_for_granted.clone(),
        }
    }

    fn failure(&self, failure: &answer::RoleFailure) -> v1::RoleFailure {
        let location = match &failure.reason {
            FailureReason::Denied {
                statement: Some((reference, _)),
            } => Some(self.location(reference.span)),
            _ => None,
        };
        v1::RoleFailure {
            role: failure.role.clone(),
            step: failure.step.as_str().to_owned(),
            action: failure.action.clone(),
            reason: failure.reason.id().to_owned(),
            message: failure.message(),
            layers: ids(&failure.layers()),
            location,
        }
    }
}

/// What is to be said of the last call, and of the invocation.
fn both(of_call: &[String], of_invocation: &[String]) -> Vec<String> {
    of_call.iter().chain(of_invocation).cloned().collect()
}
