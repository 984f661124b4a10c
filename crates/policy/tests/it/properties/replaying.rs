//! Decisions drawn again from their evidence.

use can_invoke_policy::{
    PolicyKind, Truth,
    replay::{applies, replay},
};
use proptest::prelude::*;

use super::strategies::{Plan, plan, statement};
use crate::support::*;

/// A plan as a world of which some layers are not given, some are strict, and whose
/// organizations have silent levels too.
fn worlds() -> impl Strategy<Value = World> {
    let level = || prop::collection::vec(statement(false), 0..3);
    let control = prop::collection::vec(prop::option::weighted(0.8, level()), 0..3);
    let asked = prop::sample::select(vec!["execute-api:Invoke", "s3:GetObject", "sts:AssumeRole"]);
    (
        plan(1),
        control,
        asked,
        any::<[bool; 7]>(),
        0..4_u8,
        any::<bool>(),
    )
        .prop_map(|(plan, levels, action, hidden, hides, strict)| {
            let mut world = world(&plan, action);
            world.resource_control = Some(
                levels
                    .iter()
                    .map(|level| {
                        let level = level
                            .iter()
                            .map(|all| all.join(",").replace("Allow", "Deny"));
                        // Its grammar asks for principals and no `*` alone; its evaluation does not.
                        level
                            .map(|all| policy(PolicyKind::Identity, &all))
                            .collect()
                    })
                    .collect(),
            );
            if levels.contains(&None) {
                world
                    .service_control
                    .get_or_insert_default()
                    .push(Vec::new());
            }
            let mut hidden = hidden.into_iter().map(|one| one && hides == 0);
            let mut hide = || hidden.next().unwrap_or_default();
            for layer in [
                &mut world.identity,
                &mut world.boundary,
                &mut world.session,
                &mut world.vpc_endpoint,
                &mut world.resource,
            ] {
                layer.take_if(|_| hide());
            }
            world.service_control.take_if(|_| hide());
            world.resource_control.take_if(|_| hide());
            world.strict = strict;
            world
        })
}

fn world(plan: &Plan, action: &str) -> World {
    let mut world = plan.world();
    world.request.action = can_invoke_policy::Action::parse(action).expect("an action");
    world
}

proptest! {
    #![proptest_config(crate::support::cases(1500))]

    /// `decide` draws the decision again and compares.
    #[test]
    fn the_evidence_leads_to_the_same_decision(world in worlds()) {
        world.decide();
    }

    #[test]
    fn a_statement_applies_where_its_elements_hold(world in worlds()) {
        let (_, trace) = world.decide();
        for statement in &trace.statements {
            prop_assert!(!statement.elements.is_empty());
            prop_assert_eq!(applies(statement), statement.applies);
            if let Some(principal) = statement.principal {
                prop_assert_eq!(principal.any(), statement.applies);
            }
        }
    }

    /// Else the comparison could not fail.
    #[test]
    fn without_the_statements_that_decide_the_decision_is_another(world in worlds()) {
        let (decision, mut trace) = world.decide();
        let before = trace.statements.len();
        trace.statements.retain(|one| !decision.decided_by.contains(&one.reference));
        prop_assert_eq!(trace.statements.len(), before - decision.decided_by.len());
        let again = replay(&world.request, &decision, &trace);
        prop_assert_eq!(again == decision, decision.decided_by.is_empty());
        // A deny that was one of several still decides, by another.
        for statement in &mut trace.statements {
            statement.applies = Truth::False;
            statement.principal = statement.principal.map(|one| one.when(Truth::False));
        }
        let silent = replay(&world.request, &decision, &trace);
        prop_assert!(silent.decided_by.is_empty());
    }
}
