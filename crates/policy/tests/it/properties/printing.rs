//! What holds for all policies that are printed and read again.

use can_invoke_policy::Policy;
use proptest::prelude::*;

use super::strategies::plan;
use crate::support::*;

fn reread(policies: &mut Option<Vec<Policy>>) {
    for policy in policies.iter_mut().flatten() {
        *policy = reprinted(policy);
    }
}

proptest! {
    #![proptest_config(crate::support::cases(500))]

    /// `reprinted` checks that the policy is the same again.
    #[test]
    fn what_is_printed_decides_as_what_was_read(plan in plan(1)) {
        let world = plan.world();
        let mut again = world.clone();
        for layer in [
            &mut again.identity,
            &mut again.resource,
            &mut again.boundary,
            &mut again.session,
        ] {
            reread(layer);
        }
        for policy in again.service_control.iter_mut().flatten().flatten() {
            *policy = reprinted(policy);
        }
        prop_assert_eq!(again.summary(), world.summary());
        prop_assert_eq!(again.assumptions(), world.assumptions());
    }
}
