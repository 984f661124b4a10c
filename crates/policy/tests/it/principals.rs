//! Callers, and whom a principal element means.

use can_invoke_policy::{
    Caller, Effect, PolicyKind, Truth, Verdict,
    assumption::{Assumptions, Readings},
    principal::{PrincipalMatch, SessionName, match_principal, split_path},
};

use crate::support::*;

const FED: &str = "arn:aws:sts::222222222222:federated-user/bob";
const SERVICE: &str = "states.amazonaws.com";
const OIDC: &str = "arn:aws:iam::222222222222:oidc-provider/token.example.com";

/// How a `Principal` of a trust policy means a caller: `direct`, `session`, `role`, `account`, with a
/// question mark where it is not known, or nothing.
fn kind(caller: &Caller, principal: &str) -> String {
    let statement =
        format!(r#"{{"Effect":"Allow","Principal":{principal},"Action":"sts:AssumeRole"}}"#);
    let policy = policy(PolicyKind::Trust, &statement);
    let principals = policy.statements[0].principal.as_ref().expect("principals");
    let (found, _) = match_principal(
        principals,
        caller,
        Readings::default(),
        &mut Assumptions::default(),
    );
    describe(found)
}

fn describe(found: PrincipalMatch) -> String {
    [
        ("direct", found.direct),
        ("session", found.session),
        ("role", found.role),
        ("account", found.account),
    ]
    .into_iter()
    .filter(|(_, truth)| !truth.is_false())
    .map(|(name, truth)| format!("{name}{}", if truth.is_true() { "" } else { "?" }))
    .collect::<Vec<_>>()
    .join(" ")
}

#[test]
fn the_table_of_match_kinds() {
    let callers = [UB, SB, FED, ROOT_B, SERVICE, "anonymous"];
    let rows: &[(&str, [&str; 6])] = &[
        (r#""*""#, ["direct"; 6]),
        (r#"{"AWS":"*"}"#, ["direct"; 6]),
        (
            r#"{"AWS":"222222222222"}"#,
            ["account", "account", "account", "direct", "", ""],
        ),
        (
            r#"{"AWS":"arn:aws:iam::222222222222:root"}"#,
            ["account", "account", "account", "direct", "", ""],
        ),
        (r#"{"AWS":"111111111111"}"#, [""; 6]),
        // Whose credentials the federated user has, its ARN does not tell.
        (
            r#"{"AWS":"arn:aws:iam::222222222222:user/ann"}"#,
            ["direct", "", "role?", "", "", ""],
        ),
        (r#"{"AWS":"arn:aws:iam::111111111111:user/ann"}"#, [""; 6]),
        (
            r#"{"AWS":"arn:aws:iam::222222222222:role/team/app"}"#,
            ["", "role", "", "", "", ""],
        ),
        (
            r#"{"AWS":"arn:aws:sts::222222222222:assumed-role/app/s1"}"#,
            ["", "session", "", "", "", ""],
        ),
        (
            r#"{"AWS":"arn:aws:sts::222222222222:assumed-role/app/s2"}"#,
            [""; 6],
        ),
        (
            r#"{"AWS":"arn:aws:sts::222222222222:federated-user/bob"}"#,
            ["", "", "direct", "", "", ""],
        ),
        (
            r#"{"AWS":"arn:aws:sts::222222222222:federated-user/Bob"}"#,
            [""; 6],
        ),
        (
            r#"{"AWS":"arn:aws:sts::111111111111:federated-user/bob"}"#,
            [""; 6],
        ),
        // Names are names within one account.
        (
            r#"{"AWS":"arn:aws:iam::111111111111:role/team/app"}"#,
            [""; 6],
        ),
        (
            r#"{"AWS":"arn:aws:sts::111111111111:assumed-role/app/s1"}"#,
            [""; 6],
        ),
        (
            r#"{"AWS":"arn:aws-cn:iam::222222222222:role/team/app"}"#,
            [""; 6],
        ),
        (
            r#"{"AWS":"arn:aws-cn:sts::222222222222:assumed-role/app/s1"}"#,
            [""; 6],
        ),
        (
            r#"{"Service":"states.amazonaws.com"}"#,
            ["", "", "", "", "direct", ""],
        ),
        (r#"{"Service":"lambda.amazonaws.com"}"#, [""; 6]),
        (
            r#"{"Federated":"arn:aws:iam::222222222222:oidc-provider/token.example.com"}"#,
            [""; 6],
        ),
        (r#"{"CanonicalUser":"79a59df900b949e5"}"#, [""; 6]),
        (
            r#"{"AWS":["111111111111","222222222222"],"Service":"states.amazonaws.com"}"#,
            ["account", "account", "account", "direct", "direct", ""],
        ),
        (r#"{"AWS":[]}"#, [""; 6]),
    ];
    for (principal, expected) in rows {
        let found = callers.map(|text| kind(&caller(text), principal));
        assert_eq!(found, *expected, "{principal}");
    }
    assert_eq!(
        kind(&caller(OIDC), &format!(r#"{{"Federated":"{OIDC}"}}"#)),
        "direct"
    );
    assert_eq!(kind(&caller(OIDC), &format!(r#"{{"AWS":"{ROOT_B}"}}"#)), "");
}

#[test]
fn partitions_do_not_mix() {
    let other = caller("arn:aws-cn:iam::222222222222:user/ann");
    assert_eq!(kind(&other, &format!(r#"{{"AWS":"{UB}"}}"#)), "");
    assert_eq!(kind(&other, &format!(r#"{{"AWS":"{ROOT_B}"}}"#)), "");
    let own = r#"{"AWS":"arn:aws-cn:iam::222222222222:root"}"#;
    assert_eq!(kind(&other, own), "account");
    // Bare digits name an account of the caller's partition.
    assert_eq!(kind(&other, r#"{"AWS":"222222222222"}"#), "account");
}

#[test]
fn names_of_users_have_case_and_names_of_roles_have_not() {
    let named = |name: &str| kind(&caller(UB), &format!(r#"{{"AWS":"{name}"}}"#));
    assert_eq!(named("arn:aws:iam::222222222222:user/Ann"), "");
    assert_eq!(named("arn:aws:iam::222222222222:user/team/ann"), "");
    let role = |name: &str| kind(&caller(SB), &format!(r#"{{"AWS":"{name}"}}"#));
    assert_eq!(role("arn:aws:iam::222222222222:role/team/App"), "role");
    assert_eq!(
        role("arn:aws:sts::222222222222:assumed-role/APP/s1"),
        "session"
    );
    // The name of the session has case.
    assert_eq!(role("arn:aws:sts::222222222222:assumed-role/app/S1"), "");

    let world = call(SB).resource(&allows("arn:aws:iam::222222222222:role/App"));
    assert_eq!(world.assumptions(), ["role-name-case-ignored"]);
    assert_eq!(call(SB).resource(&allows(RB)).assumptions(), [""; 0]);
    assert_eq!(call(SB).resource(&allows(SB)).assumptions(), [""; 0]);
    let session = call(SB).resource(&allows("arn:aws:sts::222222222222:assumed-role/App/s1"));
    assert_eq!(session.assumptions(), ["role-name-case-ignored"]);
    let other = call(SB).resource(&allows("arn:aws:sts::222222222222:assumed-role/App/s2"));
    assert_eq!(other.assumptions(), [""; 0]);
}

#[test]
fn the_path_of_a_role_is_compared_where_it_is_known() {
    let named = |caller: &Caller, arn: &str| kind(caller, &format!(r#"{{"AWS":"{arn}"}}"#));
    let session = caller(SB);
    assert_eq!(
        named(&session, "arn:aws:iam::222222222222:role/app"),
        "role"
    );
    assert_eq!(
        named(&session, "arn:aws:iam::222222222222:role/x/y/app"),
        "role"
    );
    assert_eq!(
        named(&session, "arn:aws:iam::222222222222:role/team/apple"),
        ""
    );
    let known = with_path(SB, "/team/");
    assert_eq!(named(&known, RB), "role");
    assert_eq!(named(&known, "arn:aws:iam::222222222222:role/app"), "");
}

#[test]
fn a_session_name_that_nobody_gave_is_unknown() {
    let role = caller(RB);
    assert_eq!(kind(&role, &format!(r#"{{"AWS":"{RB}"}}"#)), "role");
    assert_eq!(kind(&role, &format!(r#"{{"AWS":"{SB}"}}"#)), "session?");
    let elsewhere = r#"{"AWS":"arn:aws:sts::222222222222:assumed-role/other/s1"}"#;
    assert_eq!(kind(&role, elsewhere), "");
    let mut as_such = role;
    if let Caller::Session { session, .. } = &mut as_such {
        *session = SessionName::OfNoSession;
    }
    assert_eq!(kind(&as_such, &format!(r#"{{"AWS":"{SB}"}}"#)), "");

    let world = call(RB).resource(&allows(SB));
    assert_eq!(world.summary(), "depends for want of identity|resource");
    assert_eq!(
        world.identity(ALLOW_INVOKE).summary(),
        "allowed by identity 1"
    );
}

#[test]
fn unique_ids_name_whoever_has_them() {
    let user_id = "AIDACKCEVSQ6C2EXAMPLE";
    let role_id = "AROACKCEVSQ6C2EXAMPLE";
    let with_id = |text: &str, id: &str| {
        let mut caller = caller(text);
        if let Caller::User { unique_id, .. } | Caller::Session { unique_id, .. } = &mut caller {
            *unique_id = Some(id.to_owned());
        }
        caller
    };
    let named = |id: &str| format!(r#"{{"AWS":"{id}"}}"#);
    assert_eq!(kind(&with_id(UB, user_id), &named(user_id)), "direct");
    assert_eq!(kind(&with_id(SB, role_id), &named(role_id)), "role");
    assert_eq!(
        kind(&with_id(SB, "AROAOTHER0000000000000"), &named(role_id)),
        ""
    );
    assert_eq!(
        kind(&with_id(UB, "AIDAOTHER0000000000000"), &named(user_id)),
        ""
    );
    assert_eq!(kind(&caller(SB), &named(role_id)), "");
    assert_eq!(kind(&caller(ROOT_B), &named(user_id)), "");
    let world = call(SB).resource(&allows(role_id));
    assert_eq!(world.assumptions(), ["unique-id-of-deleted-principal"]);
}

#[test]
fn a_service_is_covered_by_the_aws_wildcard_and_that_is_told() {
    let world = call(SERVICE).resource(&allows("*"));
    assert_eq!(world.summary(), "allowed by resource 1");
    assert_eq!(world.assumptions(), ["aws-wildcard-covers-services"]);
    assert_eq!(
        call(SERVICE).resource(EVERYONE_INVOKES).assumptions(),
        [""; 0]
    );
    assert_eq!(call(UB).resource(&allows("*")).assumptions(), [""; 0]);
}

/// Each caller with lists that exempt it from a `Deny` with `NotPrincipal`, and lists that
/// lack one link.
#[test]
fn the_chain_of_not_principal() {
    let deny = |list: &str| {
        format!(
            r#"{{"Effect":"Deny","NotPrincipal":{list},"Action":"*","Resource":"*"}},
               {EVERYONE_INVOKES}"#
        )
    };
    let rows = [
        (UB, format!(r#"{{"AWS":["{UB}","{ROOT_B}"]}}"#), true),
        (UB, format!(r#"{{"AWS":["{UB}","{B}"]}}"#), true),
        (UB, format!(r#"{{"AWS":["{UB}"]}}"#), false),
        (UB, format!(r#"{{"AWS":["{ROOT_B}"]}}"#), false),
        (SB, format!(r#"{{"AWS":["{SB}","{RB}","{ROOT_B}"]}}"#), true),
        (SB, format!(r#"{{"AWS":["{SB}","{RB}"]}}"#), false),
        (SB, format!(r#"{{"AWS":["{SB}","{ROOT_B}"]}}"#), false),
        (SB, format!(r#"{{"AWS":["{RB}","{ROOT_B}"]}}"#), false),
        (FED, format!(r#"{{"AWS":["{FED}","{ROOT_B}"]}}"#), true),
        (FED, format!(r#"{{"AWS":["{FED}"]}}"#), false),
        (ROOT_B, format!(r#"{{"AWS":"{ROOT_B}"}}"#), true),
        (ROOT_B, format!(r#"{{"AWS":"{UB}"}}"#), false),
        (
            SERVICE,
            r#"{"Service":"states.amazonaws.com"}"#.to_owned(),
            true,
        ),
        (
            SERVICE,
            r#"{"Service":"lambda.amazonaws.com"}"#.to_owned(),
            false,
        ),
        ("anonymous", format!(r#"{{"AWS":"{ROOT_B}"}}"#), false),
        ("anonymous", r#""*""#.to_owned(), true),
        (UB, r#""*""#.to_owned(), true),
        (SB, r#"{"AWS":"*"}"#.to_owned(), true),
    ];
    for (text, list, exempt) in rows {
        let verdict = call(text).resource(&deny(&list)).verdict();
        let expected = if exempt {
            Verdict::Allowed
        } else {
            Verdict::ExplicitlyDenied
        };
        assert_eq!(verdict, expected, "{text} {list}");
    }
}

#[test]
fn a_boundary_makes_every_deny_with_not_principal_apply() {
    let deny = |list: &str| {
        format!(
            r#"{{"Effect":"Deny","NotPrincipal":{list},"Action":"*","Resource":"*"}},
               {EVERYONE_INVOKES}"#
        )
    };
    let listed = deny(&format!(r#"{{"AWS":["{UB}","{ROOT_B}"]}}"#));
    for list in [listed.clone(), deny(r#""*""#)] {
        let world = call(UB).resource(&list).boundary(ALLOW_ALL);
        assert_eq!(world.summary(), "explicitly-denied by resource 1");
    }
    // Where nobody said whether there is one, the proviso says that there is none.
    let mut not_given = call(UB).resource(&listed);
    not_given.boundary = None;
    assert_eq!(
        not_given.summary(),
        "allowed by resource 2; provided boundary"
    );
    not_given.strict = true;
    assert_eq!(not_given.summary(), "depends; not given boundary");
    // Those who cannot have one are not asked.
    let anonymous = call("anonymous").resource(&deny(r#""*""#));
    let mut strict = anonymous.clone();
    strict.boundary = None;
    strict.strict = true;
    assert_eq!(strict.summary(), "allowed by resource 2");
    assert_eq!(
        anonymous.boundary(ALLOW_ALL).summary(),
        "allowed by resource 2"
    );
}

#[test]
fn allow_with_not_principal_is_the_complement() {
    let allow = |list: &str| {
        format!(
            r#"{{"Effect":"Allow","NotPrincipal":{{"AWS":"{list}"}},"Action":"*","Resource":"*"}}"#
        )
    };
    let anonymous = call("anonymous").resource(&allow(UB));
    assert_eq!(anonymous.summary(), "allowed by resource 1");
    assert_eq!(anonymous.assumptions(), ["not-principal-allow"]);
    assert_eq!(
        call(SB).resource(&allow(UB)).summary(),
        "allowed by resource 1"
    );
    // Any way of being listed takes the caller out.
    for listed in [SB, RB, ROOT_B, "*"] {
        assert_eq!(
            call(SB).resource(&allow(listed)).summary(),
            "implicitly-denied for want of identity|resource",
            "{listed}"
        );
    }
}

#[test]
fn an_unknown_link_of_the_chain_is_unknown() {
    let world = call(RB).resource(&format!(
        r#"{{"Effect":"Deny","NotPrincipal":{{"AWS":["{SB}","{RB}","{ROOT_B}"]}},"Action":"*","Resource":"*"}},
           {EVERYONE_INVOKES}"#
    ));
    assert_eq!(world.summary(), "depends");
}

#[test]
fn a_federated_user_may_stem_from_the_user_that_is_named() {
    let fed = || call(FED).session(ALLOW_INVOKE);
    assert_eq!(
        fed().resource(&allows(UB)).summary(),
        "depends for want of identity|resource"
    );
    let denied = fed()
        .identity(ALLOW_INVOKE)
        .resource(&names(Effect::Deny, &format!(r#"{{"AWS":"{UB}"}}"#)));
    assert_eq!(denied.verdict(), Verdict::Depends);
    let other_account = fed()
        .identity(ALLOW_INVOKE)
        .resource(&names(Effect::Deny, &format!(r#"{{"AWS":"{U}"}}"#)));
    assert_eq!(other_account.verdict(), Verdict::Allowed);
}

#[test]
fn callers_are_read_and_written() {
    for text in [
        UB,
        SB,
        RB,
        FED,
        ROOT_B,
        SERVICE,
        OIDC,
        "anonymous",
        "accounts.google.com",
        "arn:aws:iam::222222222222:saml-provider/corp",
        "arn:aws-us-gov:iam::222222222222:role/app",
        "arn:aws:iam::222222222222:user/path/to/ann",
        "ec2.amazonaws.com.cn",
    ] {
        assert_eq!(caller(text).to_string(), text);
    }
    assert_eq!(caller("Anonymous"), Caller::Anonymous);
    assert_eq!(caller(B), caller(ROOT_B));
    assert_eq!(caller(UB).account(), Some(B));
    assert_eq!(caller(UB).partition(), Some("aws"));
    assert_eq!(caller(SERVICE).account(), None);
}

#[test]
fn what_is_not_a_caller() {
    for text in [
        "",
        "ann",
        "*",
        "22222222222",
        "arn:aws:iam::222222222222:role/*",
        "arn:aws:iam::222222222222:role/a b",
        "arn:aws:iam::222222222222:role/",
        "arn:aws:iam::222222222222:role/team/",
        "arn:aws:iam::222222222222:user",
        "arn:aws:iam::222222222222:group/devs",
        "arn:aws:iam::2222:user/ann",
        "arn:aws:iam:us-east-1:222222222222:user/ann",
        "arn:aws:sts::222222222222:assumed-role/app",
        "arn:aws:sts::222222222222:assumed-role/app/",
        "arn:aws:sts::222222222222:assumed-role//s1",
        "arn:aws:iam::{account}:role/app",
        "arn:google:iam::222222222222:user/ann",
        API,
        "*.amazonaws.com",
        "example.com",
    ] {
        assert!(Caller::parse(text).is_err(), "{text}");
    }
    let refused = Caller::parse("ann").expect_err("not a caller");
    assert_eq!(refused.message, "`ann` is not a caller");
}

#[test]
fn paths_of_roles() {
    assert_eq!(split_path("app"), ("/".to_owned(), "app"));
    assert_eq!(split_path("team/x/app"), ("/team/x/".to_owned(), "app"));
    // The order of truth is what *and* and *or* rest on.
    assert!(Truth::False < Truth::Unknown && Truth::Unknown < Truth::True);
}
