//! Ways through roles, converted into version 1.

use can_invoke_gateway::{
    answer::{self, Answer, FailureReason},
    role_path::LONGEST_CHAIN,
};

use super::{
    self as v1,
    convert::{Converter, ids, verdict},
};
use crate::text::steps;

impl Converter<'_> {
    pub(super) fn role_paths(&self, answer: &Answer) -> v1::RolePaths {
        let paths = &answer.role_paths;
        v1::RolePaths {
            considered: paths.considered,
            paths: paths
                .paths
                .iter()
                .map(|path| self.role_path(path, answer))
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

    fn role_path(&self, path: &answer::RolePath, answer: &Answer) -> v1::RolePath {
        v1::RolePath {
            role: path.role.clone(),
            verdict: verdict(path.verdict),
            before: path
                .before
                .iter()
                .map(|call| v1::AssumeCall {
                    role: call.role.clone(),
                    verdict: verdict(call.verdict),
                    assume: self.decision(&call.decision),
                    call: self.details(call),
                })
                .collect(),
            assume: self.decision(&path.assume.decision),
            call: self.details(&path.assume),
            invoke: self.decision(&path.invoke),
            steps: steps(path, &answer.question),
            failure: path.failure.as_ref().map(super::failure::failure),
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
