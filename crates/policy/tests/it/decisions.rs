//! The decision in one account, and what applies to every pair of accounts: endpoint and
//! organization policies, callers without an account.

use can_invoke_policy::{Verdict, decision::Relation};

use crate::support::*;

fn check(rows: &[(u32, World, &str)]) {
    for (number, world, expected) in rows {
        assert_eq!(world.summary(), *expected, "vector {number}");
    }
}

fn arn_equals(principal: &str) -> String {
    format!(
        r#"{{"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"*",
            "Condition":{{"ArnEquals":{{"aws:PrincipalArn":"{principal}"}}}}}}"#
    )
}

fn not_principal(entries: &[&str]) -> String {
    let entries: Vec<String> = entries.iter().map(|one| format!("\"{one}\"")).collect();
    format!(
        r#"{{"Effect":"Deny","NotPrincipal":{{"AWS":[{}]}},"Action":"execute-api:Invoke","Resource":"*"}}"#,
        entries.join(",")
    )
}

#[test]
fn vectors_of_one_account() {
    let role_arn = || values(&[RB]);
    check(&[
        (74, call(UB).identity(ALLOW_INVOKE), "allowed by identity 1"),
        (75, call(UB).resource(&allows(UB)), "allowed by resource 1"),
        (
            76,
            call(UB).resource(&allows(ROOT_B)),
            "implicitly-denied for want of identity",
        ),
        (
            77,
            call(UB).resource(&allows(ROOT_B)).identity(ALLOW_INVOKE),
            "allowed by identity 1",
        ),
        (
            78,
            call(SB).resource(EVERYONE_INVOKES),
            "allowed by resource 1",
        ),
        (
            79,
            call(UB).resource(&allows(UB)).boundary(SILENT),
            "allowed by resource 1",
        ),
        (
            80,
            call(SB).resource(&allows(RB)).boundary(SILENT),
            "implicitly-denied for want of boundary",
        ),
        (
            81,
            call(SB)
                .resource(&allows(SB))
                .boundary(SILENT)
                .session(SILENT),
            "allowed by resource 1",
        ),
        (82, call(SB).resource(&allows(RB)), "allowed by resource 1"),
        (
            83,
            call(SB)
                .with("aws:PrincipalArn", role_arn())
                .resource(&arn_equals(RB))
                .boundary(SILENT),
            "allowed by resource 1",
        ),
        (
            84,
            call(SB)
                .with("aws:PrincipalArn", role_arn())
                .resource(&arn_equals(RB))
                .boundary(DENY_INVOKE),
            "explicitly-denied by boundary 1",
        ),
        (
            85,
            call(SB).resource(&allows("arn:aws:sts::222222222222:assumed-role/app/s2")),
            "implicitly-denied for want of identity|resource",
        ),
        (
            86,
            call(UB).identity(ALLOW_INVOKE).boundary(SILENT),
            "implicitly-denied for want of boundary",
        ),
        (
            87,
            call(SB).identity(ALLOW_INVOKE).session(SILENT),
            "implicitly-denied for want of session",
        ),
        (
            88,
            call(UB)
                .identity(ALLOW_INVOKE)
                .resource(&not_principal(&[UB, ROOT_B])),
            "allowed by identity 1",
        ),
        (
            89,
            call(UB)
                .identity(ALLOW_INVOKE)
                .resource(&not_principal(&[UB, ROOT_B]))
                .boundary(ALLOW_ALL),
            "explicitly-denied by resource 1",
        ),
        (
            90,
            call(SB)
                .identity(ALLOW_INVOKE)
                .resource(&not_principal(&[RB, ROOT_B])),
            "explicitly-denied by resource 1",
        ),
        (
            91,
            call(SB).identity(ALLOW_INVOKE).resource(&names(
                can_invoke_policy::Effect::Deny,
                &format!(r#"{{"AWS":"{RB}"}}"#),
            )),
            "explicitly-denied by resource 1",
        ),
        // The caller of a method without authorization is anonymous, signed or not.
        (
            92,
            call("anonymous").resource(&allows(RB)),
            "implicitly-denied for want of resource",
        ),
        (
            94,
            call(ROOT_B).scp(DENY_INVOKE),
            "explicitly-denied by scp@0 1",
        ),
        (
            95,
            call(UB)
                .identity(ALLOW_INVOKE)
                .scp(ALLOW_ALL)
                .scp(SILENT)
                .scp(ALLOW_ALL),
            "implicitly-denied for want of scp",
        ),
        // In the management account there is no level.
        (96, call(UB).identity(ALLOW_INVOKE), "allowed by identity 1"),
        (
            97,
            call(UB).identity(ALLOW_INVOKE).rcp(
                r#"{"Effect":"Deny","Principal":"*","Action":"execute-api:*","Resource":"*"}"#,
            ),
            "allowed by identity 1",
        ),
        (
            98,
            call(UB)
                .identity(ALLOW_INVOKE)
                .resource(EVERYONE_INVOKES)
                .vpc_endpoint(
                    r#"{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}"#,
                ),
            "implicitly-denied for want of endpoint",
        ),
        (
            99,
            call("anonymous")
                .resource(EVERYONE_INVOKES)
                .vpc_endpoint(&allows(UB)),
            "implicitly-denied for want of endpoint",
        ),
    ]);
}

#[test]
fn an_anonymous_caller_is_held_to_the_conditions_of_the_resource_policy() {
    // Vector 93, and its opposite.
    let open_to_range = r#"{"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"*",
        "Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}"#;
    let world = call("anonymous").resource(open_to_range);
    let inside = world.clone().with("aws:SourceIp", values(&["203.0.113.9"]));
    assert_eq!(inside.summary(), "allowed by resource 1");
    let outside = world.with("aws:SourceIp", values(&["198.51.100.9"]));
    assert_eq!(outside.summary(), "implicitly-denied for want of resource");
    assert_eq!(outside.decide().0.relation, Relation::NoCallerAccount);
}

/// The table of which implicit denials bite on a grant of the resource policy, row by row:
/// identity, boundary and session silent in turn.
#[test]
fn which_ceilings_bite() {
    struct Row {
        caller: &'static str,
        principal: &'static str,
        identity: bool,
        boundary: bool,
        session: bool,
    }
    let fed = "arn:aws:sts::222222222222:federated-user/bob";
    let row = |caller, principal, identity, boundary, session| Row {
        caller,
        principal,
        identity,
        boundary,
        session,
    };
    let rows = [
        row(UB, UB, false, false, false),
        row(SB, RB, false, true, true),
        row(SB, SB, false, false, false),
        row(UB, "*", false, false, false),
        row(SB, "*", false, false, false),
        row(UB, ROOT_B, true, true, false),
        row(UB, B, true, true, false),
        row(SB, ROOT_B, true, true, true),
        row(fed, fed, false, false, false),
        row(fed, "*", false, false, false),
        row(fed, ROOT_B, true, true, true),
    ];
    for row in rows {
        let base = call(row.caller).resource(&allows(row.principal));
        let place = format!("{} named as {}", row.caller, row.principal);
        let open = base
            .clone()
            .identity(ALLOW_INVOKE)
            .boundary(ALLOW_ALL)
            .session(ALLOW_ALL);
        assert_eq!(open.verdict(), Verdict::Allowed, "{place}");
        let silent_identity = base.clone().boundary(ALLOW_ALL).session(ALLOW_ALL);
        assert_eq!(
            silent_identity.verdict().is_denied(),
            row.identity,
            "{place}"
        );
        let silent_boundary = base
            .clone()
            .identity(ALLOW_INVOKE)
            .boundary(SILENT)
            .session(ALLOW_ALL);
        assert_eq!(
            silent_boundary.verdict().is_denied(),
            row.boundary,
            "{place}"
        );
        let silent_session = base
            .identity(ALLOW_INVOKE)
            .boundary(ALLOW_ALL)
            .session(SILENT);
        assert_eq!(silent_session.verdict().is_denied(), row.session, "{place}");
    }
}

#[test]
fn an_explicit_deny_of_any_layer_wins() {
    let open = || {
        call(SB)
            .identity(ALLOW_ALL)
            .resource(EVERYONE_INVOKES)
            .resource(&allows(SB))
    };
    assert_eq!(open().verdict(), Verdict::Allowed);
    let deny_everyone = DENY_INVOKE.replace(r#""Action""#, r#""Principal":"*","Action""#);
    let cases = [
        (
            open().identity(DENY_INVOKE),
            "explicitly-denied by identity 2.1",
        ),
        (
            open().boundary(&format!("{ALLOW_ALL},{DENY_INVOKE}")),
            "explicitly-denied by boundary 2",
        ),
        (
            open().session(DENY_INVOKE),
            "explicitly-denied by session 1",
        ),
        (
            open()
                .scp(ALLOW_ALL)
                .scp(&format!("{ALLOW_ALL},{DENY_INVOKE}")),
            "explicitly-denied by scp@1 2",
        ),
        (
            open().vpc_endpoint(&deny_everyone),
            "explicitly-denied by endpoint 1",
        ),
        (
            open().resource(&deny_everyone),
            "explicitly-denied by resource 3.1",
        ),
    ];
    for (world, expected) in cases {
        assert_eq!(world.summary(), expected);
    }
}

#[test]
fn every_layer_that_denies_is_named() {
    let world = call(UB)
        .scp(DENY_INVOKE)
        .resource(&names(can_invoke_policy::Effect::Deny, "\"*\""))
        .identity(DENY_INVOKE);
    assert_eq!(
        world.summary(),
        "explicitly-denied by scp@0 1, resource 1, identity 1"
    );
}

#[test]
fn policies_of_one_layer_add_up_and_levels_do_not() {
    let get = r#"{"Effect":"Allow","Action":"execute-api:Invoke","Resource":"arn:aws:execute-api:*:*:*/prod/GET/*"}"#;
    let several = call(UB)
        .identity(SILENT)
        .identity(get)
        .boundary(SILENT)
        .boundary(get);
    assert_eq!(several.summary(), "allowed by identity 2.1");

    let mut one_level = call(UB).identity(get);
    one_level.service_control = Some(vec![vec![
        policy(can_invoke_policy::PolicyKind::ServiceControl, SILENT),
        policy(can_invoke_policy::PolicyKind::ServiceControl, ALLOW_ALL),
    ]]);
    assert_eq!(one_level.summary(), "allowed by identity 1");
    // A level to which nothing is attached allows nothing.
    one_level
        .service_control
        .get_or_insert_default()
        .push(Vec::new());
    assert_eq!(one_level.summary(), "implicitly-denied for want of scp");
    assert_eq!(
        one_level.decide().0.blocked_by(),
        [can_invoke_policy::Layer::ServiceControl]
    );
}

#[test]
fn a_document_without_statements_restricts_where_no_document_would_not() {
    let open = || call(SB).identity(ALLOW_INVOKE);
    let empty_boundary = open().boundary("");
    assert_eq!(
        empty_boundary.summary(),
        "implicitly-denied for want of boundary"
    );
    let empty_session = open().session("");
    assert_eq!(
        empty_session.summary(),
        "implicitly-denied for want of session"
    );
    let empty_endpoint = open().vpc_endpoint("");
    assert_eq!(
        empty_endpoint.summary(),
        "implicitly-denied for want of endpoint"
    );
    // A resource policy is no ceiling in the same account.
    assert_eq!(open().resource("").summary(), "allowed by identity 1");
}

#[test]
fn the_root_user_of_the_account_needs_no_grant() {
    assert_eq!(call(ROOT_B).summary(), "allowed");
    let root_named = call(ROOT_B).resource(&allows(ROOT_B));
    assert_eq!(root_named.summary(), "allowed by resource 1");
    let denied = call(ROOT_B).resource(&names(
        can_invoke_policy::Effect::Deny,
        &format!(r#"{{"AWS":"{B}"}}"#),
    ));
    assert_eq!(denied.summary(), "explicitly-denied by resource 1");
    let limited = call(ROOT_B).scp(SILENT);
    assert_eq!(limited.summary(), "implicitly-denied for want of scp");
    // Policies that cannot be attached to the root user do not touch it.
    let attached = call(ROOT_B).identity(DENY_INVOKE).boundary(DENY_INVOKE);
    assert_eq!(attached.summary(), "allowed");
}

#[test]
fn a_service_principal_has_no_identity_side_and_no_scp() {
    let service = "states.amazonaws.com";
    let statement = r#"{"Effect":"Allow","Principal":{"Service":"states.amazonaws.com"},"Action":"execute-api:Invoke","Resource":"*"}"#;
    let world = call(service)
        .resource(statement)
        .identity(DENY_INVOKE)
        .scp(DENY_INVOKE)
        .boundary(DENY_INVOKE);
    assert_eq!(world.summary(), "allowed by resource 1");
    let silent = call(service).resource(&allows(ROOT_B)).identity(ALLOW_ALL);
    assert_eq!(silent.summary(), "implicitly-denied for want of resource");
}

#[test]
fn a_session_of_a_service_linked_role_is_exempt_from_scps() {
    let by_name = "arn:aws:sts::222222222222:assumed-role/AWSServiceRoleForLex/s1";
    let world = call(by_name).identity(ALLOW_INVOKE).scp(DENY_INVOKE);
    assert_eq!(world.summary(), "allowed by identity 1");
    assert_eq!(world.assumptions(), ["service-linked-role-by-name"]);

    // The path settles it either way.
    let service_path = "/aws-service-role/lex.amazonaws.com/";
    let sure = world.clone().caller(with_path(by_name, service_path));
    assert_eq!(sure.summary(), "allowed by identity 1");
    assert_eq!(sure.assumptions(), [""; 0]);
    let namesake = world.caller(with_path(by_name, "/"));
    assert_eq!(namesake.summary(), "explicitly-denied by scp@0 1");
}

#[test]
fn a_federated_user_needs_a_session_policy_for_its_identity_side() {
    let fed = "arn:aws:sts::222222222222:federated-user/bob";
    let bare = call(fed).identity(ALLOW_INVOKE);
    assert_eq!(
        bare.summary(),
        "implicitly-denied for want of session|resource"
    );
    assert_eq!(bare.assumptions(), ["federated-without-session-policy"]);
    assert_eq!(
        call(fed).summary(),
        "implicitly-denied for want of identity|resource"
    );
    let silent = call(fed).session(ALLOW_INVOKE);
    assert_eq!(silent.assumptions(), [""; 0]);
    let with_session = bare.clone().session(ALLOW_INVOKE);
    assert_eq!(with_session.summary(), "allowed by identity 1");
    let named = bare.clone().resource(&allows(fed));
    assert_eq!(named.summary(), "allowed by resource 1");

    let mut not_given = bare.clone();
    not_given.session = None;
    assert_eq!(
        not_given.summary(),
        "depends for want of session|resource; not given session"
    );
    // It turns on the session policy whatever `strict` says.
    not_given.strict = true;
    assert_eq!(
        not_given.summary(),
        "depends for want of session|resource; not given session"
    );
}

#[test]
fn readings_of_the_decision_are_told() {
    let delegated = call(UB).resource(&allows(B));
    assert_eq!(delegated.assumptions(), ["account-principal-delegates"]);
    // Where the identity side allows, nothing turns on the delegation.
    assert_eq!(delegated.identity(ALLOW_INVOKE).assumptions(), [""; 0]);

    let named_session = call(SB).resource(&allows(SB)).session(SILENT);
    assert_eq!(named_session.summary(), "allowed by resource 1");
    assert_eq!(
        named_session.assumptions(),
        ["session-arn-bypasses-session-policy"]
    );
    let rcp = r#"{"Effect":"Deny","Principal":"*","Action":"execute-api:*","Resource":"*"}"#;
    let unsupported = call(UB).identity(ALLOW_INVOKE).rcp(rcp);
    assert_eq!(
        unsupported.assumptions(),
        ["resource-control-policy-services"]
    );
}

#[test]
fn grants_that_do_not_count_are_not_named() {
    // The identity side stops at the boundary, the resource policy does not.
    let world = call(UB)
        .identity(ALLOW_INVOKE)
        .boundary(SILENT)
        .resource(&allows(UB));
    assert_eq!(world.summary(), "allowed by resource 1");
    let both = call(UB).identity(ALLOW_INVOKE).resource(&allows(UB));
    assert_eq!(both.summary(), "allowed by resource 1, identity 1");
}
