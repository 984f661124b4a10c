//! The policies between the session of a role and a private API: those of the network, and
//! the resource policy where by the choice taken it must allow in any case.

use can_invoke_policy::Verdict;

use super::step::{Invoking, World};
use crate::journey::{gates_of_session, layers_of_resource_policy};

impl<'i> Invoking<'i> {
    /// The invocation, or in its place the first decision that stands in its way.
    pub(super) fn behind_network(self, world: &World<'i>) -> Self {
        let (inventory, query, call) = (world.inventory, world.query, world.call);
        if !call.is_private() {
            return self;
        }
        let alone = layers_of_resource_policy(call, query.readings).map(|layers| Invoking {
            request: self.request.clone(),
            layers,
        });
        let gates = gates_of_session(inventory, query, call, &self.request)
            .into_iter()
            .map(|gate| Invoking {
                request: gate.request,
                layers: gate.layers,
            });
        let before: Vec<Invoking<'i>> = gates.chain(alone).collect();
        let mut open: Option<Invoking<'i>> = None;
        for step in before {
            match step.settled() {
                Verdict::Allowed => {}
                Verdict::Depends => open = open.or(Some(step)),
                Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => return step,
            }
        }
        match open {
            Some(open) if !self.verdict().is_denied() => open,
            _ => self,
        }
    }
}
