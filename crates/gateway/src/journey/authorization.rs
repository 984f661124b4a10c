//! Do the policies of both sides allow it?

use can_invoke_policy::Verdict;

use super::{Flow, Walk, private::with_resource_policy, response::denial};
use crate::{
    answer::{Explained, Hop, HopKind, HopStatus},
    target::Call,
    wording,
};

impl Walk {
    /// What the policies come to.
    pub(super) fn policies(&mut self, call: &Call<'_>, explained: Explained) -> Flow {
        let explained = with_resource_policy(call, explained);
        let verdict = explained.decision.verdict;
        let summary = wording::summary(call, &explained);
        let (status, flow) = match verdict {
            Verdict::Allowed => (HopStatus::Passes, Flow::Continue(())),
            Verdict::Depends => {
                self.is_in_doubt = true;
                (HopStatus::Undecided, Flow::Continue(()))
            }
            Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => (
                HopStatus::Stops(denial(call, &explained)),
                Flow::Break(verdict),
            ),
        };
        self.hops.push(Hop {
            kind: HopKind::Authorization,
            status,
            summary,
        });
        self.explained = Some(explained);
        flow
    }
}
