//! Unknown facts and policy variables under each choice of an assumption.

use can_invoke_policy::{Assumption, Readings, Resource, Verdict, context::ReachingKeys};

use crate::{
    depends::{allow, explained, keys, text},
    support::*,
};

/// The verdict, or what it turns on.
fn outcome(world: &World) -> String {
    match world.verdict() {
        Verdict::Depends => text(&explained(world)),
        decided => decided.as_str().to_owned(),
    }
}

fn unless_on(resource: &str) -> World {
    call(UB).with("k:u", UNKNOWN).identity(&format!(
        r#"{{"Effect":"Allow","Action":"*","NotResource":"{resource}"}}"#
    ))
}

fn known_if(condition: &str) -> World {
    keys(&allow(condition), &["k:u"])
        .with("k:flag", values(&["true"]))
        .with("k:no-arn", values(&["x"]))
        .with("k:letters", values(&["éx"]))
        .with("k:empty", values(&[""]))
        .with("k:star", values(&["*x"]))
}

#[test]
fn what_turns_on_an_unknown_variable_by_each_choice() {
    use Assumption as A;
    let mut colons = call(UB).with("k:u", UNKNOWN).identity(
        r#"{"Effect":"Allow","Action":"*","Resource":"arn:aws:execute-api:us-east-1:*:${k:u}ch"}"#,
    );
    let items = "arn:aws:execute-api:us-east-1:222222222222:abcde12345/prod/GET/items:batch";
    colons.request.resource = Resource::from_arn(items);
    let rows = [
        // The variable may have no value, which by one choice makes the statement void.
        (
            A::UnresolvedNotResource,
            unless_on("arn:aws:execute-api:*:*:other/${k:u}"),
            "allowed",
            "k:u present",
        ),
        (
            A::UnresolvedNotResource,
            unless_on("arn:aws:execute-api:*:*:abcde12345/${k:u}/GET/pets"),
            "k:u not in prod or absent",
            "k:u not in prod",
        ),
        // What is no ARN is only asked about where the variable has a value.
        (
            A::MalformedNegatedRequestValue,
            known_if(r#""ArnNotEquals":{"k:no-arn":"arn:a:b:c:d:${k:u}"}"#),
            "allowed",
            "k:u absent; open",
        ),
        (
            A::IgnoreCaseOfAscii,
            known_if(r#""StringEqualsIgnoreCase":{"k:letters":"É${k:u}"}"#),
            "implicitly-denied",
            "; open",
        ),
        (
            A::VariableInBool,
            known_if(r#""Bool":{"k:flag":"${k:u}"}"#),
            "; open",
            "implicitly-denied",
        ),
        (
            A::VariableValueIsLiteral,
            known_if(r#""StringLike":{"k:no-arn":"${k:star}${k:u}"}"#),
            "implicitly-denied",
            "; open",
        ),
        (
            A::EmptyVariableIsNoValue,
            known_if(r#""StringEquals":{"k:no-arn":"${k:empty}${k:u}"}"#),
            "implicitly-denied",
            "k:u in x",
        ),
        (
            A::WildcardCrossesColons,
            colons,
            "k:u in abcde12345/prod/GET/items:bat, bat",
            "k:u in abcde12345/prod/GET/items:bat",
        ),
    ];
    for (assumption, mut world, ours, other) in rows {
        let id = assumption.id();
        let verdict = world.verdict();
        let told = world.assumptions().contains(&id);
        assert_eq!(outcome(&world), ours, "{id}");
        world.readings = Readings::from(assumption);
        assert_eq!(outcome(&world), other, "{id}");
        // Told is what the verdict leans on, not what its alternatives do.
        let is_leaned_on = world.verdict() != verdict;
        let told_of_other = world.assumptions().contains(&id);
        assert!(!is_leaned_on || (told && told_of_other), "{id}");
    }
}

#[test]
fn a_variable_of_a_resource_control_policy_may_be_the_text_that_it_is() {
    let mut world = ask(
        caller(UB),
        "sts:AssumeRole",
        "arn:aws:iam::222222222222:role/team/app",
    )
    .trust(r#"{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"sts:AssumeRole"}"#)
    .identity(ALLOW_ALL)
    .with("k:one", values(&["x"]))
    .with("k:u", UNKNOWN)
    .rcp(r#"{"Effect":"Deny","Principal":"*","Action":"sts:*","Resource":"*","Condition":{"StringEquals":{"k:one":"${k:u}"}}}"#);
    assert_eq!(outcome(&world), "k:u not in x or absent");
    world.readings = Readings::from(Assumption::VariablesInResourceControl);
    assert_eq!(outcome(&world), "allowed");
    assert_eq!(world.assumptions(), ["variables-in-resource-control"]);
}

#[test]
fn values_of_a_variable_are_not_told_by_their_text_where_they_hold_wildcards() {
    let mut world = known_if(r#""StringLike":{"k:no-arn":"${k:u}"}"#);
    assert_eq!(outcome(&world), "k:u in x");
    world.readings = Readings::from(Assumption::VariableValueIsLiteral);
    assert_eq!(outcome(&world), "~k:u in x; open");
}

#[test]
fn values_that_a_choice_tells_apart_settle_nothing() {
    let mut world = known_if(
        r#""NotIpAddressIfExists":{"k:u":"10.0.0.0/8"},"IpAddressIfExists":{"k:u":"10.0.0.0/8"},"Null":{"k:u":"false"}"#,
    );
    assert_eq!(
        explained(&world).settled.map(|one| one.verdict),
        Some(Verdict::ImplicitlyDenied)
    );
    world.readings = Readings::from(Assumption::MappedAddressNotUnmapped);
    let depends = explained(&world);
    assert_eq!(depends.settled, None);
    assert!(!depends.is_worked_out);
}

#[test]
fn keys_that_do_not_reach_the_policy_of_the_resource_fill_in_nothing_there() {
    let mut world = call(UB)
        .with("k:b", values(&["x"]))
        .with("k:u", UNKNOWN)
        .resource(
            r#"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"StringEquals":{"k:u":"${k:b, 'y'}"}}}"#,
        );
    assert_eq!(outcome(&world), "k:u in x");
    world.reaching_keys = Some(ReachingKeys {
        keys: &["k:u"],
        families: &[],
    });
    assert_eq!(outcome(&world), "k:u in y");
}
