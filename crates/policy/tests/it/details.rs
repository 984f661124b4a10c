//! Details that a change of one word would get wrong, and that nothing else notices.

use can_invoke_policy::{Assumption, Caller, Readings, Truth, Verdict};

use crate::support::*;

const BOB: &str = "arn:aws:sts::222222222222:federated-user/bob";
const ROLE: &str = "arn:aws:iam::222222222222:role/app";
const TRUST_EVERYONE: &str = r#"{"Effect":"Allow","Principal":"*","Action":"sts:*"}"#;
const USER_ID: &str = "AIDACKCEVSQ6C2EXAMPLE";
const ROLE_ID: &str = "AROACKCEVSQ6C2EXAMPLE";

/// Where something else than policies is in the way, nothing leans on a reading of them.
#[test]
fn an_obstacle_leans_on_no_reading() {
    let world = ask(caller(BOB), "sts:AssumeRole", ROLE)
        .identity(ALLOW_ALL)
        .trust(r#"{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"sts:*"}"#);
    let (decision, _) = world.decide();
    assert!(decision.obstacle.is_some());
    assert_eq!(world.assumptions(), [""; 0]);
}

/// A principal with a boundary is always denied by `NotPrincipal`; strictly, one that nobody
/// spoke of may be there.
#[test]
fn strictly_a_boundary_that_nobody_gave_may_be_one_that_not_principal_denies() {
    let deny = format!(
        r#"{{"Effect":"Deny","NotPrincipal":{{"AWS":["{UB}","{ROOT_B}"]}},"Action":"*","Resource":"*"}}"#
    );
    let mut world = call(UB).identity(ALLOW_INVOKE).resource(&deny);
    world.boundary = None;
    assert_eq!(world.verdict(), Verdict::Allowed);
    world.strict = true;
    let (decision, trace) = world.decide();
    assert_eq!(decision.verdict, Verdict::Depends);
    let denies: Vec<bool> = trace
        .statements
        .iter()
        .filter(|statement| statement.principal.is_some())
        .map(|statement| statement.applies.is_unknown())
        .collect();
    assert_eq!(denies, [true]);
}

/// Source: Organizations user guide, `orgs_manage_policies_rcps`.
#[test]
fn what_rcps_leave_out_of_a_service_is_no_matter_of_reading() {
    let key = "arn:aws:kms:us-east-1:222222222222:key/1234abcd";
    let deny = r#"{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*"}"#;
    let world = ask(caller(UB), "kms:RetireGrant", key)
        .identity(ALLOW_ALL)
        .resource(r#"{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"kms:*","Resource":"*"}"#)
        .rcp(deny);
    assert_eq!(world.verdict(), Verdict::Allowed);
    let told = world.assumptions();
    assert!(
        !told.contains(&"resource-control-policy-services"),
        "{told:?}"
    );
    let mut other = world;
    other.readings = readings_of(u64::MAX);
    assert!(!other.verdict().is_denied());
}

/// A unique id names a user or a role by how it begins, and never the other kind.
#[test]
fn a_unique_id_of_the_other_kind_names_nobody_and_leans_on_nothing() {
    for (who, id, leans) in [
        (UB, USER_ID, true),
        (UB, ROLE_ID, false),
        (SB, ROLE_ID, true),
        (SB, USER_ID, false),
        (BOB, USER_ID, true),
        (BOB, ROLE_ID, false),
    ] {
        let world = call(who).resource(&allows(id));
        let told = world.assumptions();
        let reading = "unique-id-of-deleted-principal";
        assert_eq!(told.contains(&reading), leans, "{who} {id}: {told:?}");
        assert_eq!(world.verdict(), Verdict::ImplicitlyDenied, "{who} {id}");
    }
    let mut known = caller(UB);
    if let Caller::User { unique_id, .. } = &mut known {
        *unique_id = Some(USER_ID.to_owned());
    }
    let world = call(UB).caller(known).resource(&allows(USER_ID));
    assert_eq!(world.summary(), "allowed by resource 1");
}

/// Source: STS API reference, the pages of the operations.
#[test]
fn obstacles_of_sts_are_for_the_operations_that_have_them() {
    // Other services ask for the token on behalf of whoever calls them.
    let bearer = ask(caller(BOB), "sts:GetServiceBearerToken", "*")
        .identity(ALLOW_ALL)
        .session(ALLOW_ALL);
    assert_eq!(bearer.decide().0.obstacle, None);
    assert_eq!(bearer.verdict(), Verdict::Allowed);
    // The root user cannot assume a role, and can do what has nothing to do with roles.
    let decode = ask(caller(ROOT_B), "sts:DecodeAuthorizationMessage", "*");
    assert_eq!(decode.verdict(), Verdict::Allowed);
    // Nobody tags a session without signing the call that makes it.
    let tag = ask(caller("anonymous"), "sts:TagSession", ROLE).trust(TRUST_EVERYONE);
    let (decision, _) = tag.decide();
    assert_eq!(
        decision.beyond_policies(),
        Some("a request to assume a role must be signed")
    );
}

/// In a long list an address is looked for in order, and a mapped one stands elsewhere than
/// the range that it lies in by the other reading.
#[test]
fn a_mapped_address_is_held_against_every_range_of_a_long_list() {
    let mut ranges: Vec<String> = (0..20)
        .map(|byte| format!("\"198.51.{byte}.0/24\""))
        .collect();
    ranges.push("\"203.0.113.0/24\"".to_owned());
    ranges.push("\"2001:db8::/32\"".to_owned());
    let allow = format!(
        r#"{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"IpAddress":{{"aws:SourceIp":[{}]}}}}}}"#,
        ranges.join(",")
    );
    for (address, leans) in [
        ("::ffff:203.0.113.5", true),
        ("::ffff:192.0.2.5", false),
        ("2001:db9::1", false),
    ] {
        let world = call(UB)
            .with("aws:SourceIp", values(&[address]))
            .identity(&allow);
        let told = world.assumptions();
        let reading = "mapped-address-not-unmapped";
        assert_eq!(told.contains(&reading), leans, "{address}: {told:?}");
        assert_eq!(world.verdict(), Verdict::ImplicitlyDenied, "{address}");
    }
}

/// What a variable of which nothing is known can make of a value, and what it cannot.
#[test]
fn an_unknown_variable_matters_where_some_value_of_it_would() {
    let arn = "arn:a:b:c:d:e";
    for (conditions, value, truth) in [
        // By what the variable holds it is an ARN that does not match, or none at all.
        (
            r#"{"ArnNotLike":{"k:a":"xxxxxx${k:u}"}}"#,
            arn,
            Truth::Unknown,
        ),
        (
            r#"{"ArnNotLike":{"k:a":"arn:a:b:c:d:x${k:u}"}}"#,
            arn,
            Truth::True,
        ),
        (r#"{"ArnLike":{"k:a":"xxxxxx${k:u}"}}"#, arn, Truth::False),
        (
            r#"{"ArnLike":{"k:a":"arn:a:b:c:d:${k:u}"}}"#,
            arn,
            Truth::Unknown,
        ),
        (
            r#"{"ArnLike":{"k:a":"arn:a:b:c:d:${k:u}"}}"#,
            "e",
            Truth::False,
        ),
        // The case of the word makes no difference.
        (r#"{"Bool":{"k:a":"${k:u}E"}}"#, "true", Truth::Unknown),
        (
            r#"{"StringEquals":{"k:a":"${k:u}E"}}"#,
            "true",
            Truth::False,
        ),
        (
            r#"{"StringEqualsIgnoreCase":{"k:a":"${k:u}E"}}"#,
            "true",
            Truth::Unknown,
        ),
        (
            r#"{"StringEqualsIgnoreCase":{"k:a":"${k:u}x"}}"#,
            "true",
            Truth::False,
        ),
    ] {
        let context = context(&[("k:a", values(&[value])), ("k:u", UNKNOWN)]);
        assert_eq!(holds(conditions, &context), truth, "{conditions} {value}");
    }
}

/// Once an entry matches by a reading, others can only make it match without one.
#[test]
fn behind_an_entry_that_matches_nothing_is_told_of_those_that_do_not() {
    // An incomplete ARN matches by a reading.
    const MATCHES: &str = "arn:aws:execute-api:*";
    for other in [
        // It is not known whether it matches.
        "arn:aws:execute-api:*:*:*/${k:u}/*",
        // It matches by another reading only.
        "arn:aws:execute-api:*:*:*/${k:star}/GET/pets",
        // It has a value by another reading only.
        "arn:aws:execute-api:*:*:*/prod/GET/pets${k:empty}",
    ] {
        let world = call(UB)
            .with("k:u", UNKNOWN)
            .with("k:star", values(&["*"]))
            .with("k:empty", values(&[""]))
            .identity(&format!(
                r#"{{"Effect":"Allow","Action":"*","Resource":["{MATCHES}","{other}"]}}"#
            ));
        assert_eq!(world.summary(), "allowed by identity 1", "{other}");
        assert_eq!(world.assumptions(), ["incomplete-arn"], "{other}");
    }
}

/// What is said of negated operators behind `ForAllValues` is said of no other.
#[test]
fn for_all_values_leans_on_a_reading_only_where_it_is_negated() {
    let reading = "for-all-values-negated";
    for (operator, fact, leans) in [
        ("ForAllValues:StringEquals", None, false),
        ("ForAllValues:StringEqualsIfExists", None, false),
        ("ForAllValues:StringNotEqualsIfExists", None, false),
        ("ForAllValues:StringNotEquals", None, true),
        ("ForAllValues:StringEquals", Some("a"), false),
        ("ForAllValues:StringNotEquals", Some("b"), true),
    ] {
        let mut world = call(UB).identity(&format!(
            r#"{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"{operator}":{{"aws:TagKeys":["a"]}}}}}}"#
        ));
        if let Some(value) = fact {
            world = world.with("aws:TagKeys", values(&[value]));
        }
        let told = world.assumptions();
        assert_eq!(world.verdict(), Verdict::Allowed, "{operator} {fact:?}");
        assert_eq!(
            told.contains(&reading),
            leans,
            "{operator} {fact:?}: {told:?}"
        );
    }
}

/// A variable that is not filled in does not matter, and so it is not named.
#[test]
fn by_the_reading_that_fills_in_no_variable_of_bool_none_is_named() {
    let named = |operator: &str, readings: Readings| {
        let mut world = call(UB)
            .with("k:a", UNKNOWN)
            .with("k:u", UNKNOWN)
            .identity(&format!(
                r#"{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"{operator}":{{"k:a":"${{k:u}}"}}}}}}"#
            ));
        world.readings = readings;
        let (_, trace) = world.decide();
        let elements = trace.statements.iter().flat_map(|one| &one.elements);
        let names: Vec<String> = elements.flat_map(|one| one.unknown_keys.clone()).collect();
        names.join(" ")
    };
    let ours = Readings::default();
    let other = Readings::from(Assumption::VariableInBool);
    assert_eq!(named("Bool", ours), "k:a k:u");
    assert_eq!(named("Bool", other), "k:a");
    assert_eq!(named("StringEquals", ours), "k:a k:u");
    assert_eq!(named("StringEquals", other), "k:a k:u");
}

/// A resource policy that names the account leaves it to the account's own policies, by our
/// reading.
#[test]
fn it_is_told_where_a_resource_policy_leaves_it_to_the_account() {
    let names_account = call(UB).resource(&allows(B));
    let mut by_itself = call(UB).resource(&allows(B));
    by_itself.readings = Assumption::AccountPrincipalDelegates.into();
    for (world, delegates, verdict) in [
        (names_account, true, Verdict::ImplicitlyDenied),
        (by_itself, false, Verdict::Allowed),
        (call(UB).resource(&allows(UB)), false, Verdict::Allowed),
        (call(UB), false, Verdict::ImplicitlyDenied),
    ] {
        let (decision, _) = world.decide();
        assert_eq!(decision.verdict, verdict);
        assert_eq!(decision.delegates_to_account(), delegates, "{decision:?}");
    }
}

/// A ceiling blocks a request only if nothing else is in its way.
#[test]
fn a_ceiling_blocks_only_what_would_be_allowed_without_it() {
    let boundary = |world: World| world.boundary(SILENT);
    for (world, blocks) in [
        (boundary(call(UB).identity(ALLOW_INVOKE)), true),
        // Nothing allows it anyway.
        (boundary(call(UB)), false),
        // It is allowed all the same.
        (
            boundary(call(UB).identity(ALLOW_INVOKE)).resource(&allows(UB)),
            false,
        ),
        // It is denied.
        (boundary(call(UB).identity(DENY_INVOKE)), false),
        // Nobody knows yet.
        (
            call(UB).identity(ALLOW_INVOKE).with("k:u", UNKNOWN).boundary(
                r#"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"k:u":"a"}}}"#,
            ),
            false,
        ),
        // Something else than policies is in the way.
        (
            ask(caller(ROOT_B), "sts:AssumeRole", ROLE)
                .trust(TRUST_EVERYONE)
                .scp(SILENT),
            false,
        ),
    ] {
        let (decision, _) = world.decide();
        assert_eq!(!decision.blocked_by().is_empty(), blocks, "{decision:?}");
    }
}

/// The same for a number of many digits, which rounded stands elsewhere.
#[test]
fn a_long_number_is_held_against_every_number_of_a_long_list() {
    let mut numbers: Vec<String> = (0..20).map(|number| format!("\"{number}\"")).collect();
    numbers.push("\"1e16\"".to_owned());
    numbers.push("\"10000000000000001e1\"".to_owned());
    let allow = format!(
        r#"{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"NumericEquals":{{"k:n":[{}]}}}}}}"#,
        numbers.join(",")
    );
    for (number, leans) in [
        ("10000000000000000.1", true),
        // The number that it is rounded to comes after it.
        ("9999999999999999.9", true),
        ("10000000000000030.1", false),
        ("100000000000000010.1", true),
    ] {
        let world = call(UB).with("k:n", values(&[number])).identity(&allow);
        let told = world.assumptions();
        assert_eq!(
            told.contains(&"numbers-are-exact"),
            leans,
            "{number}: {told:?}"
        );
        assert_eq!(world.verdict(), Verdict::ImplicitlyDenied, "{number}");
    }
}

/// The same for those that an entry of `NotResource` exempts.
#[test]
fn behind_an_entry_that_exempts_nothing_is_told_of_one_without_a_value() {
    for other in [
        "arn:aws:execute-api:*:*:other/${k:u}/*",
        "arn:aws:execute-api:*:*:other/${k:none}/*",
    ] {
        let world = call(UB)
            .with("k:u", UNKNOWN)
            .identity(ALLOW_INVOKE)
            .identity(&format!(
                r#"{{"Effect":"Deny","Action":"*","NotResource":["arn:aws:execute-api:*","{other}"]}}"#
            ));
        assert_eq!(world.summary(), "allowed by identity 1", "{other}");
        assert_eq!(world.assumptions(), ["incomplete-arn"], "{other}");
    }
}

/// A long list of texts is searched as the operator compares them.
#[test]
fn a_text_is_found_in_a_long_list_as_its_operator_compares() {
    let mut words: Vec<String> = (0..20).map(|number| format!("\"Word{number}\"")).collect();
    words.extend(["\"abc\"", "\"ABC\"", "\"Abc\"", "\"k\""].map(str::to_owned));
    let ask_for = |operator: &str, value: &str| {
        call(UB).with("k:a", values(&[value])).identity(&format!(
            r#"{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"{operator}":{{"k:a":[{}]}}}}}}"#,
            words.join(",")
        ))
    };
    for (operator, value, verdict, leans) in [
        ("StringEquals", "abc", Verdict::Allowed, false),
        ("StringEquals", "ABC", Verdict::Allowed, false),
        ("StringEquals", "Abc", Verdict::Allowed, false),
        ("StringEquals", "aBC", Verdict::ImplicitlyDenied, false),
        ("StringEquals", "word7", Verdict::ImplicitlyDenied, false),
        ("StringEqualsIgnoreCase", "aBC", Verdict::Allowed, false),
        ("StringEqualsIgnoreCase", "wORD7", Verdict::Allowed, false),
        (
            "StringEqualsIgnoreCase",
            "word77",
            Verdict::ImplicitlyDenied,
            false,
        ),
        // The sign of the kelvin, whose lower case is a plain letter.
        (
            "StringEqualsIgnoreCase",
            "\u{212a}",
            Verdict::ImplicitlyDenied,
            true,
        ),
    ] {
        let world = ask_for(operator, value);
        assert_eq!(world.verdict(), verdict, "{operator} {value}");
        let told = world.assumptions();
        assert_eq!(
            told.contains(&"ignore-case-of-ascii"),
            leans,
            "{value}: {told:?}"
        );
    }
}
