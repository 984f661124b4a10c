//! Wildcards in `Action` and `Resource`, and the forms that a resource may have.

use can_invoke_policy::{PolicyKind, Verdict};

use crate::support::*;

/// Whether a statement with this action element applies to the action.
fn action_applies(element: &str, action: &str) -> bool {
    let statement = format!(r#"{{"Effect":"Allow",{element},"Resource":"*"}}"#);
    let world = ask(caller(UB), action, API).identity(&statement);
    match world.verdict() {
        Verdict::Allowed => true,
        Verdict::ImplicitlyDenied => false,
        other => panic!("{other:?}"),
    }
}

#[test]
fn vectors_of_actions() {
    let rows = [
        (
            14,
            r#""Action":"Execute-API:invoke""#,
            "execute-api:Invoke",
            true,
        ),
        (
            15,
            r#""Action":"execute-api:In?oke""#,
            "execute-api:Invoke",
            true,
        ),
        (
            16,
            r#""Action":"execute-api:In?voke""#,
            "execute-api:Invoke",
            false,
        ),
        (
            17,
            r#""Action":"s3:GetObject,PutObject""#,
            "s3:PutObject",
            false,
        ),
        (18, r#""NotAction":"iam:*""#, "execute-api:Invoke", true),
    ];
    for (number, element, action, expected) in rows {
        assert_eq!(action_applies(element, action), expected, "vector {number}");
    }
}

#[test]
fn actions() {
    let rows = [
        (r#""Action":"*""#, true),
        (r#""Action":"**""#, true),
        (r#""Action":"*:*""#, true),
        (r#""Action":"execute-api:*""#, true),
        (r#""Action":"execute-*:Invoke""#, true),
        (r#""Action":"*:Invoke""#, true),
        (r#""Action":"*e-api:inv*""#, true),
        (r#""Action":"e*i:*""#, true),
        (r#""Action":"execute-api:Invok""#, false),
        (r#""Action":"xecute-api:Invoke""#, false),
        (r#""Action":"execute-api:InvokeX""#, false),
        (r#""Action":" execute-api:Invoke""#, false),
        (r#""Action":"execute-api:Invoke ""#, false),
        (r#""Action":["s3:*","execute-api:Invoke"]"#, true),
        (r#""Action":["s3:*","sts:*"]"#, false),
        (r#""Action":[]"#, false),
        (r#""NotAction":["s3:*","execute-api:*"]"#, false),
        (r#""NotAction":["s3:*","sts:*"]"#, true),
        (r#""NotAction":"*""#, false),
    ];
    for (element, expected) in rows {
        assert_eq!(
            action_applies(element, "execute-api:Invoke"),
            expected,
            "{element}"
        );
    }
}

/// Whether a statement of an identity-based policy with this resource element applies.
fn applies(element: &str, resource: &str) -> bool {
    applies_in(PolicyKind::Identity, element, resource)
}

fn applies_in(kind: PolicyKind, element: &str, resource: &str) -> bool {
    let principal = if kind == PolicyKind::Identity {
        ""
    } else {
        r#""Principal":"*","#
    };
    let statement = format!(r#"{{"Effect":"Allow",{principal}"Action":"*",{element}}}"#);
    let mut world = ask(caller(UB), "execute-api:Invoke", resource);
    world.request.resource.account = Some(B.to_owned());
    let policy = policy(kind, &statement);
    match kind {
        PolicyKind::Identity => world.identity = Some(vec![policy]),
        _ => world.resource = Some(vec![policy]),
    }
    match world.verdict() {
        Verdict::Allowed => true,
        Verdict::ImplicitlyDenied => false,
        other => panic!("{other:?}"),
    }
}

/// An API's ARN with this path after the API id.
fn api(path: &str) -> String {
    format!("arn:aws:execute-api:us-east-1:222222222222:abcde12345/{path}")
}

fn resource(arn: &str) -> String {
    format!(r#""Resource":"{arn}""#)
}

#[test]
fn vectors_of_resources() {
    let rows = [
        (
            19,
            resource("arn:aws:execute-api:*:*:*"),
            API.to_owned(),
            true,
        ),
        (20, resource(&api("*/GET/pets")), API.to_owned(), true),
        (
            21,
            resource(&api("*/GET/pets")),
            api("prod/v2/GET/pets"),
            true,
        ),
        (
            22,
            resource(&api("prod/GET/pets")),
            api("prod/GET/pets/1"),
            false,
        ),
        (23, resource(&api("prod/GET/Pets")), API.to_owned(), false),
        (
            24,
            resource("arn:aws:s3:::b/*/test/*"),
            "arn:aws:s3:::b//test/object.jpg".to_owned(),
            true,
        ),
        (
            25,
            resource("arn:aws:s3:::b/*/test/*"),
            "arn:aws:s3:::b/1-test/object.jpg".to_owned(),
            false,
        ),
        (
            26,
            resource("arn:aws:execute-api:us-east-1:*"),
            API.to_owned(),
            true,
        ),
        (
            28,
            resource(&api("prod/GET/a${*}b")),
            api("prod/GET/a*b"),
            true,
        ),
        (
            28,
            resource(&api("prod/GET/a${*}b")),
            api("prod/GET/a1b"),
            false,
        ),
        (
            29,
            resource(&api("${aws:PrincipalTag/team}/*")),
            API.to_owned(),
            false,
        ),
        (
            30,
            resource(&api("${aws:PrincipalTag/team, 'all'}/*")),
            api("all/GET/pets"),
            true,
        ),
    ];
    for (number, element, arn, expected) in rows {
        assert_eq!(applies(&element, &arn), expected, "vector {number}");
    }
    let tagged = call(UB)
        .with("aws:PrincipalTag/team", values(&["*"]))
        .identity(&format!(
            r#"{{"Effect":"Allow","Action":"*",{}}}"#,
            resource(&api("${aws:PrincipalTag/team}/*"))
        ));
    assert_eq!(tagged.verdict(), Verdict::ImplicitlyDenied, "vector 31");
}

#[test]
fn a_deny_but_for_a_stage_spares_the_stage() {
    // Vector 27.
    let deny = format!(
        r#"{{"Effect":"Deny","Action":"*","NotResource":"{}"}}"#,
        api("prod/*")
    );
    let world = call(UB).identity(ALLOW_INVOKE).identity(&deny);
    assert_eq!(world.summary(), "allowed by identity 1");
    let mut elsewhere = world;
    elsewhere.request.resource.arn = api("test/GET/pets");
    assert_eq!(elsewhere.summary(), "explicitly-denied by identity 2.1");
}

#[test]
fn resources() {
    let rows = [
        ("*", true),
        ("**", true),
        ("arn:*", true),
        ("*:*", true),
        ("arn:*:*:*:*:*", true),
        ("arn:aws:execute-api:us-*-1:2222*:abcde12345/*", true),
        (
            "arn:aws:execute-api:us-east-1:222222222222:abcde1234?/prod/GET/pets",
            true,
        ),
        (
            "arn:aws:execute-api:us-east-1:222222222222:abcde123?/prod/GET/pets",
            false,
        ),
        ("arn:aws:execute-api:us-east-1:222222222222:*/pets", true),
        ("arn:aws:execute-api:us-east-1:222222222222:*/pet", false),
        (
            "arn:aws:execute-api:us-east-1:222222222222:abcde12345",
            false,
        ),
        ("arn:aws:execute-api:us-east-1:222222222222:", false),
        ("arn:aws:execute-api:us-east-1::abcde12345/*", false),
        ("arn:aws:execute-api::222222222222:abcde12345/*", false),
        (
            "arn:aws:execute-api:eu-west-1:222222222222:abcde12345/*",
            false,
        ),
        (
            "arn:aws:execute-api:us-east-1:111111111111:abcde12345/*",
            false,
        ),
        (
            "arn:aws-cn:execute-api:us-east-1:222222222222:abcde12345/*",
            false,
        ),
        (
            "ARN:aws:execute-api:us-east-1:222222222222:abcde12345/*",
            false,
        ),
        (
            "arn:aws:Execute-Api:us-east-1:222222222222:abcde12345/*",
            false,
        ),
        // A wildcard before the end of a segment stays in it.
        ("arn:aws:execute-api:us*t-1:222222222222:abcde12345/*", true),
        ("arn:aws:execute-api:us*2:abcde12345/*", false),
    ];
    for (arn, expected) in rows {
        assert_eq!(applies(&resource(arn), API), expected, "{arn}");
    }
}

#[test]
fn lists_and_negations_of_resources() {
    let rows = [
        (r#""Resource":[]"#.to_owned(), false),
        (format!(r#""Resource":["arn:aws:s3:::b","{API}"]"#), true),
        (r#""NotResource":"arn:aws:s3:::*""#.to_owned(), true),
        (
            format!(r#""NotResource":["arn:aws:s3:::b","{API}"]"#),
            false,
        ),
        (r#""NotResource":"*""#.to_owned(), false),
    ];
    for (element, expected) in rows {
        assert_eq!(applies(&element, API), expected, "{element}");
    }
}

#[test]
fn a_request_without_a_resource_is_met_by_the_lone_star_only() {
    assert!(applies(&resource("*"), "*"));
    assert!(!applies(&resource("arn:aws:execute-api:*:*:*"), "*"));
    assert!(!applies(&resource("arn:*"), "*"));
}

#[test]
fn a_star_at_the_end_of_a_segment_may_run_past_the_colons() {
    let batch = api("prod/POST/items:batch");
    let rows = [
        // Within the segments; nothing is assumed.
        (
            "arn:aws:execute-api:us-east-1:222222222222:abcde12345/*:batch",
            true,
            false,
        ),
        ("arn:aws:execute-api:*:*:abcde12345/*", true, false),
        (
            "arn:aws:execute-api:us-east-1:222222222222:abcde12345/prod/POST/items?batch",
            true,
            false,
        ),
        // Only if the last star of a segment goes on.
        ("arn:aws:execute-api:us-east-1:*:batch", true, true),
        ("arn:aws:execute-api:*:222222222222:batch", false, false),
        ("arn:aws:execute-api:us-east-1:22*2:batch", false, false),
        ("*:*:*:*:*:batch", true, true),
        (
            "arn:*:us-east-1:222222222222:abcde12345/prod/POST/items:batch",
            true,
            true,
        ),
    ];
    for (arn, expected, assumed) in rows {
        let world = {
            let mut world = call(UB).identity(&format!(
                r#"{{"Effect":"Allow","Action":"*",{}}}"#,
                resource(arn)
            ));
            world.request.resource.arn.clone_from(&batch);
            world
        };
        assert_eq!(world.verdict() == Verdict::Allowed, expected, "{arn}");
        let told = world.assumptions().contains(&"wildcard-crosses-colons");
        assert_eq!(told, assumed, "{arn}");
    }
}

#[test]
fn a_match_that_leans_on_nothing_is_preferred() {
    let batch = api("prod/POST/items:batch");
    let crossing = "arn:aws:execute-api:us-east-1:*:batch";
    let plain = "arn:aws:execute-api:us-east-1:222222222222:*";
    for list in [[crossing, plain], [plain, crossing]] {
        let mut world = call(UB).identity(&format!(
            r#"{{"Effect":"Allow","Action":"*","Resource":["{}","{}"]}}"#,
            list[0], list[1]
        ));
        world.request.resource.arn.clone_from(&batch);
        assert_eq!(world.summary(), "allowed by identity 1");
        assert_eq!(world.assumptions(), [""; 0]);
    }
    let mut world = call(UB).with("k:k", UNKNOWN).identity(&format!(
        r#"{{"Effect":"Allow","Action":"*","Resource":["{crossing}","arn:aws:execute-api:*:*:${{k:k}}"]}}"#
    ));
    world.request.resource.arn = batch;
    assert_eq!(world.summary(), "allowed by identity 1");
    assert_eq!(world.assumptions(), ["wildcard-crosses-colons"]);
}

#[test]
fn the_table_of_matchers() {
    // One pattern, one value, three matchers.
    let pattern = "arn:aws:x:*:111122223333:finance/*";
    let value = "arn:aws:x:us-east-2:999999999999:store/abc:111122223333:finance/doc";
    let of = |operator: &str| {
        holds(
            &format!(r#"{{"{operator}":{{"k:k":"{pattern}"}}}}"#),
            &context(&[("k:k", values(&[value]))]),
        )
        .is_true()
    };
    assert!(of("StringLike"));
    assert!(!of("ArnLike"));
    assert!(applies(&resource(pattern), value));
}

#[test]
fn incomplete_arns_by_kind_of_policy() {
    let identity = |arn: &str| applies_in(PolicyKind::Identity, &resource(arn), API);
    assert!(identity("arn:aws:execute-api"));
    assert!(identity("arn:aws:execute-api:us-east-1"));
    assert!(identity("arn:aws:execute-api:us-east-1:222222222222"));
    assert!(!identity("arn:aws:execute-api:eu-west-1"));
    let by_resource = |arn: &str| applies_in(PolicyKind::Resource, &resource(arn), API);
    assert!(!by_resource("arn:aws:execute-api:us-east-1"));
    assert!(by_resource("arn:aws:execute-api:us-east-*"));
    assert!(by_resource("arn:aws:execute-api:*"));
    assert!(by_resource("arn:*"));

    let world = call(UB)
        .identity(r#"{"Effect":"Allow","Action":"*","Resource":"arn:aws:execute-api:us-east-1"}"#);
    assert_eq!(world.assumptions(), ["incomplete-arn"]);
}

#[test]
fn a_resource_policy_may_abbreviate_its_own_api() {
    let own = |arn: &str, on: &str| applies_in(PolicyKind::Resource, &resource(arn), on);
    assert!(own("execute-api:/*", API));
    assert!(own("execute-api:/prod/*", API));
    assert!(own("execute-api:/prod/GET/pets", API));
    assert!(own("execute-api:/*/GET/pet?", API));
    assert!(!own("execute-api:/test/*", API));
    assert!(!own("execute-api:/prod/GET/pets", &api("prod/GET/pets/1")));
    assert!(!own("execute-api:/*", "arn:aws:s3:::b/k"));
    // The abbreviation is one of resource policies.
    assert!(!applies(&resource("execute-api:/*"), API));
}
