//! Prepared policies decide as unprepared ones do, whatever they are found by.

use can_invoke_policy::{Policy, PolicyKind, Prepared, Resource, Silent, decide};
use proptest::prelude::*;

use super::strategies::{PRINCIPALS, any_of, plan};
use crate::support::*;

/// So often that a layer of one statement has an index for many.
const OFTEN: usize = 70;

const ACTIONS: &[&str] = &[
    "*",
    "execute-api:Invoke",
    "Execute-API:*",
    "execute-api:In*e",
    "execute-api:?nvoke",
    "*:Invoke",
    "execute-api:ManageConnections",
    "s3:*",
];

/// One entry of `Resource`; what is no ARN is for resource policies to abbreviate.
fn resource() -> impl Strategy<Value = String> {
    prop_oneof![
        1 => Just("*".to_owned()),
        1 => Just("arn:aws:execute-api:*".to_owned()),
        2 => "execute-api:/(prod|\\*|p\\?od)/(GET|\\*)/[ab*?]{0,3}",
        6 => "arn:aws:(execute-api|\\*):(us-east-1|\\*|us-\\*):(222222222222|\\*)?:[ab:/*?]{0,12}",
    ]
}

fn statement() -> impl Strategy<Value = String> {
    let list = |texts: Vec<String>| format!(r#"["{}"]"#, texts.join(r#"",""#));
    let actions = prop::collection::vec(any_of(ACTIONS).prop_map(str::to_owned), 1..3);
    let resources = prop::collection::vec(resource(), 1..3);
    let parts = (any::<bool>(), any_of(PRINCIPALS), actions, resources);
    (parts, 0..8).prop_map(move |((denies, principal, actions, resources), negated)| {
        let effect = if denies { "Deny" } else { "Allow" };
        let not_action = if negated == 0 { "Not" } else { "" };
        let not_resource = if negated == 1 { "Not" } else { "" };
        let (actions, resources) = (list(actions), list(resources));
        format!(
            r#"{{"Effect":"{effect}","Principal":{principal},"{not_action}Action":{actions},"{not_resource}Resource":{resources}}}"#
        )
    })
}

/// The same policies with each statement many times over, which changes no verdict.
fn repeated(world: &World) -> World {
    let mut many = world.clone();
    let levels = many.service_control.iter_mut().flatten();
    let flat = [
        &mut many.identity,
        &mut many.boundary,
        &mut many.session,
        &mut many.vpc_endpoint,
        &mut many.resource,
    ];
    for policy in flat.into_iter().flatten().chain(levels).flatten() {
        let once = std::mem::take(&mut policy.statements);
        policy.statements = std::iter::repeat_n(once, OFTEN).flatten().collect();
    }
    many
}

/// Decides on policies that are found by outlines, and by tables.
fn agree(world: &World) -> Result<(), TestCaseError> {
    let verdict = decide(&world.request, &world.layers(), &mut Silent).verdict;
    let few = Prepared::new(world.layers()).verdict(&world.request);
    prop_assert_eq!(few, verdict, "few statements");
    let world = repeated(world);
    let many = Prepared::new(world.layers()).verdict(&world.request);
    prop_assert_eq!(many, verdict, "many statements");
    Ok(())
}

proptest! {
    #![proptest_config(crate::support::cases(1000))]

    #[test]
    fn an_index_leaves_out_nothing_that_a_resource_meets(
        statements in prop::collection::vec(statement(), 1..4),
        part in "(abcde12345/)?(prod/GET/)?[ab:/]{0,12}",
        no_arn in 0..20,
    ) {
        let mut world = call(UB).identity(ALLOW_INVOKE);
        world.resource = Some(vec![lenient(&statements.join(","))]);
        let arn = match no_arn {
            0 => "*".to_owned(),
            1 => format!("arn:aws:execute-api:{part}"),
            _ => format!("arn:aws:execute-api:us-east-1:222222222222:{part}"),
        };
        world.request.resource = Resource { arn, account: Some(B.to_owned()) };
        agree(&world)?;
    }
}

proptest! {
    #![proptest_config(crate::support::cases(200))]

    #[test]
    fn an_index_of_every_layer_leaves_out_nothing(plan in plan(1)) {
        agree(&plan.world())?;
    }
}

/// A resource policy, whatever is said about it.
fn lenient(statements: &str) -> Policy {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    document(PolicyKind::Resource, &text)
        .policy
        .expect("a policy")
}
