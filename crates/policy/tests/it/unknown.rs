//! What nobody said: unknown keys, layers that were not given, the strict reading.

use can_invoke_policy::{Layer, Verdict};

use crate::support::*;

fn allow_if(key: &str, value: &str) -> String {
    format!(
        r#"{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"StringEquals":{{"{key}":"{value}"}}}}}}"#
    )
}

fn deny_if(key: &str, value: &str) -> String {
    allow_if(key, value).replace("Allow", "Deny")
}

#[test]
fn an_unknown_key_travels_to_the_verdict() {
    let world = |statements: &str| call(UB).with("k:k", UNKNOWN).identity(statements);
    assert_eq!(
        world(&allow_if("k:k", "a")).summary(),
        "depends for want of identity|resource"
    );
    assert_eq!(
        world(&format!("{ALLOW_ALL},{}", deny_if("k:k", "a"))).summary(),
        "depends"
    );
    // It does not matter where something else decides.
    assert_eq!(
        world(&format!("{ALLOW_ALL},{}", allow_if("k:k", "a"))).summary(),
        "allowed by identity 1"
    );
    assert_eq!(
        world(&format!("{DENY_INVOKE},{}", deny_if("k:k", "a"))).summary(),
        "explicitly-denied by identity 1"
    );
    assert_eq!(
        world(&deny_if("k:k", "a")).summary(),
        "implicitly-denied for want of identity|resource"
    );
}

#[test]
fn unknown_ceilings_make_the_verdict_depend() {
    let maybe = allow_if("k:k", "a");
    let open = || call(SB).with("k:k", UNKNOWN).identity(ALLOW_INVOKE);
    let rows = [
        (open().boundary(&maybe), "depends for want of boundary"),
        (open().session(&maybe), "depends for want of session"),
        (open().scp(&maybe), "depends for want of scp"),
        (
            open().vpc_endpoint(&maybe.replace(r#""Action""#, r#""Principal":"*","Action""#)),
            "depends for want of endpoint",
        ),
    ];
    for (world, expected) in rows {
        assert_eq!(world.summary(), expected);
    }
    // A grant that passes the ceiling does not wait for it.
    let named = open().boundary(&maybe).resource(&allows(SB));
    assert_eq!(named.summary(), "allowed by resource 1");
}

#[test]
fn layers_that_were_not_given_are_provisos() {
    let mut world = call(SB).identity(ALLOW_INVOKE);
    world.boundary = None;
    world.session = None;
    world.service_control = None;
    world.vpc_endpoint = None;
    world.resource = None;
    assert_eq!(
        world.summary(),
        "allowed by identity 1; provided scp, endpoint, resource, boundary, session"
    );
    world.strict = true;
    assert_eq!(
        world.summary(),
        "depends for want of scp, endpoint, boundary, session; \
         not given scp, endpoint, resource, boundary, session"
    );
    // A denial does not rest on them.
    let denied = world.clone().identity(DENY_INVOKE);
    assert_eq!(denied.summary(), "explicitly-denied by identity 2.1");
    let mut silent = world.clone();
    silent.identity = Some(Vec::new());
    silent.resource = Some(Vec::new());
    assert_eq!(
        silent.summary(),
        "implicitly-denied for want of scp, endpoint, boundary, session, identity|resource"
    );
}

#[test]
fn a_layer_on_which_nothing_turns_stays_a_proviso() {
    let mut world = call(SB)
        .with("k:k", UNKNOWN)
        .identity(&allow_if("k:k", "a"));
    world.boundary = None;
    world.service_control = None;
    assert_eq!(
        world.summary(),
        "depends for want of identity|resource; provided scp, boundary"
    );
}

#[test]
fn a_side_that_could_grant_and_was_not_given_makes_the_verdict_depend() {
    let mut identity = call(UB);
    identity.identity = None;
    assert_eq!(
        identity.summary(),
        "depends for want of identity|resource; not given identity"
    );
    let named = identity.clone().resource(&allows(UB));
    assert_eq!(named.summary(), "allowed by resource 1; provided identity");
    let denied = identity.clone().boundary(SILENT);
    assert_eq!(
        denied.summary(),
        "implicitly-denied for want of boundary, identity|resource"
    );

    let mut resource = call(U).identity(ALLOW_INVOKE);
    resource.resource = None;
    assert_eq!(
        resource.summary(),
        "depends for want of resource; not given resource"
    );
    let mut both = call(U);
    both.identity = None;
    both.resource = None;
    assert_eq!(
        both.summary(),
        "depends for want of resource, identity; not given resource, identity"
    );
    let mut anonymous = call("anonymous");
    anonymous.resource = None;
    assert_eq!(
        anonymous.summary(),
        "depends for want of resource; not given resource"
    );
}

#[test]
fn a_layer_that_does_not_apply_is_not_waited_for() {
    let mut world = call("states.amazonaws.com").resource(EVERYONE_INVOKES);
    world.identity = None;
    world.boundary = None;
    world.session = None;
    world.service_control = None;
    // RCPs do not restrict execute-api.
    world.resource_control = None;
    world.strict = true;
    assert_eq!(world.summary(), "allowed by resource 1");
    let mut sts = ask(
        caller(UB),
        "sts:AssumeRole",
        "arn:aws:iam::222222222222:role/x",
    )
    .trust(&format!(
        r#"{{"Effect":"Allow","Principal":{{"AWS":"{UB}"}},"Action":"sts:AssumeRole"}}"#
    ));
    sts.resource_control = None;
    assert_eq!(sts.summary(), "allowed by resource 1; provided rcp");
    sts.strict = true;
    assert_eq!(sts.summary(), "depends; not given rcp");
}

#[test]
fn the_layers_that_were_asked_are_listed_in_order() {
    let (decision, _) = call(SB).identity(ALLOW_INVOKE).decide();
    let asked: Vec<Layer> = decision.layers.iter().map(|one| one.layer).collect();
    assert_eq!(
        asked,
        [
            Layer::ServiceControl,
            Layer::VpcEndpoint,
            Layer::Resource,
            Layer::Identity,
            Layer::PermissionsBoundary,
            Layer::Session
        ]
    );
    let identity = decision.layer(Layer::Identity).expect("asked");
    assert!(identity.is_given && identity.has_documents);
    assert!(!decision.layer(Layer::Session).expect("asked").has_documents);
    assert!(decision.layer(Layer::ResourceControl).is_none());
    assert_eq!(decision.verdict, Verdict::Allowed);
}

#[test]
fn the_levels_of_an_organization_come_to_one_outcome() {
    let scp = |world: &World| {
        let (decision, _) = world.decide();
        *decision.layer(Layer::ServiceControl).expect("asked")
    };
    let level = |statement: Option<can_invoke_policy::evidence::StatementRef>| {
        statement.and_then(|statement| statement.level)
    };
    let none = call(UB).identity(ALLOW_INVOKE);
    assert!(!scp(&none).has_documents);
    let mut one = none.clone().scp(ALLOW_ALL);
    one.service_control.get_or_insert_default().push(Vec::new());
    assert!(scp(&one).has_documents);
    // Where a level is silent, no statement allows.
    assert_eq!(scp(&one).allowed_by, None);
    let open = none.clone().scp(ALLOW_ALL).scp(ALLOW_ALL);
    assert_eq!(level(scp(&open).allowed_by), Some(1));
    // The uppermost level that denies is shown.
    let twice = none.scp(DENY_INVOKE).scp(DENY_INVOKE);
    assert_eq!(level(scp(&twice).denied_by), Some(0));
}
