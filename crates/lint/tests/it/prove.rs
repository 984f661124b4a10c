//! What is said of corrections: whether a request is newly allowed.

use can_invoke_lint::fix::{ByRequests, Proof, Prover, Version};
use can_invoke_policy::PolicyKind;
use can_invoke_source::FileId;

use crate::fix::{ALLOW_GET, look, policy};

/// The policies before and after, as they are compared.
fn proof(kind: PolicyKind, before: &str, after: &str) -> Proof {
    let [before, after] = [before, after]
        .map(|statement| look("policy.json", Some(kind), policy(statement).as_bytes()));
    let file = FileId(0);
    ByRequests.prove(
        &Version {
            unit: &before.unit,
            file,
        },
        &Version {
            unit: &after.unit,
            file,
        },
    )
}

#[test]
fn a_policy_that_allows_more_is_told_with_the_request() {
    let wider = ALLOW_GET.replace("GET", "*");
    let Proof::Opens(opened) = proof(PolicyKind::Identity, ALLOW_GET, &wider) else {
        panic!("it is not told");
    };
    assert!(opened.request.contains("execute-api:Invoke"), "{opened:?}");
    assert!(!opened.request.contains("/GET/pets"), "{opened:?}");
    // The other way nothing is opened.
    let narrower = proof(PolicyKind::Identity, &wider, ALLOW_GET);
    assert!(
        matches!(narrower, Proof::Tried(number) if number > 10),
        "{narrower:?}"
    );
}

#[test]
fn what_another_statement_allows_already_is_not_opened() {
    let wide = ALLOW_GET.replace("GET", "*");
    let before = format!("{ALLOW_GET}, {wide}");
    let after = format!("{wide}, {wide}");
    let same = proof(PolicyKind::Identity, &before, &after);
    assert!(matches!(same, Proof::Tried(_)), "{same:?}");
}

#[test]
fn a_deny_that_loses_its_condition_value_opens() {
    let deny = |address: &str| {
        format!(
            "{}, {}",
            r#"{"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*"}"#,
            r#"{"Effect": "Deny", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*", "Condition": {"NotIpAddress": {"aws:SourceIp": "ADDRESS"}}}"#
                .replace("ADDRESS", address)
        )
    };
    let wider = proof(
        PolicyKind::Resource,
        &deny("192.0.2.7/32"),
        &deny("0.0.0.0/0"),
    );
    let Proof::Opens(opened) = wider else {
        panic!("it is not told: {wider:?}");
    };
    assert!(opened.policy.contains("policy.json"), "{opened:?}");
    let narrower = proof(
        PolicyKind::Resource,
        &deny("0.0.0.0/0"),
        &deny("192.0.2.7/32"),
    );
    assert!(narrower.holds(), "{narrower:?}");
}

#[test]
fn a_further_principal_opens_a_resource_policy() {
    let of = |principal: &str| {
        r#"{"Effect": "Allow", "Principal": {"AWS": PRINCIPAL}, "Action": "execute-api:Invoke", "Resource": "execute-api:/*"}"#
            .replace("PRINCIPAL", principal)
    };
    let one = of("\"arn:aws:iam::222222222222:role/app\"");
    let two = of("[\"arn:aws:iam::222222222222:role/app\", \"arn:aws:iam::333333333333:root\"]");
    let Proof::Opens(opened) = proof(PolicyKind::Resource, &one, &two) else {
        panic!("it is not told");
    };
    assert!(opened.request.contains("333333333333"), "{opened:?}");
    assert!(proof(PolicyKind::Resource, &two, &one).holds());
}

#[test]
fn what_cannot_be_compared_is_not_said_to_be_safe() {
    let variable = ALLOW_GET.replace("pets", "${aws:username}");
    let other = ALLOW_GET.replace("pets", "${aws:userid}");
    assert_eq!(
        proof(PolicyKind::Identity, &variable, &other),
        Proof::NotShown("its policies hold variables")
    );
    // AWS refuses the document before, and so nothing of it is in force.
    let refused = ALLOW_GET.replace("Allow", "Permit");
    let taken = proof(PolicyKind::Identity, &refused, ALLOW_GET);
    assert!(
        matches!(taken, Proof::NotShown(why) if why.contains("refuses")),
        "{taken:?}"
    );
}

#[test]
fn policies_of_every_kind_are_compared_where_they_decide() {
    let of = |kind: PolicyKind, effect: &str, narrow: bool| {
        let principal = match (kind.has_principal(), narrow || kind != PolicyKind::Trust) {
            (false, _) => "",
            (true, true) if kind == PolicyKind::Trust => {
                r#""Principal": {"AWS": "arn:aws:iam::222222222222:role/app"},"#
            }
            (true, _) => r#""Principal": "*","#,
        };
        // Resource control policies restrict few services, and Amazon S3 is one.
        let rest = match (kind, narrow) {
            (PolicyKind::Trust, _) => r#""Action": "sts:AssumeRole""#.to_owned(),
            (PolicyKind::ResourceControl, true) => {
                r#""Action": "s3:GetObject", "Resource": "arn:aws:s3:::shop/pets""#.to_owned()
            }
            (PolicyKind::ResourceControl, false) => {
                r#""Action": "s3:GetObject", "Resource": "arn:aws:s3:::shop/*""#.to_owned()
            }
            (_, narrow) => {
                let method = if narrow { "GET" } else { "*" };
                format!(
                    r#""Action": "execute-api:Invoke", "Resource": "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/{method}/pets""#
                )
            }
        };
        format!(r#"{{"Effect": "{effect}", {principal} {rest}}}"#)
    };
    let everything = |kind: PolicyKind| {
        let principal = if kind.has_principal() {
            r#""Principal": "*","#
        } else {
            ""
        };
        let rest = if kind == PolicyKind::Trust {
            r#""Action": "sts:AssumeRole""#
        } else {
            r#""Action": "*", "Resource": "*""#
        };
        format!(r#"{{"Effect": "Allow", {principal} {rest}}}"#)
    };
    for kind in [
        PolicyKind::Identity,
        PolicyKind::PermissionsBoundary,
        PolicyKind::Session,
        PolicyKind::Resource,
        PolicyKind::Trust,
        PolicyKind::VpcEndpoint,
        PolicyKind::ServiceControl,
        PolicyKind::ResourceControl,
    ] {
        // A resource control policy only denies, beside `RCPFullAWSAccess`.
        let only_denies = kind == PolicyKind::ResourceControl;
        let deny = |narrow: bool| match only_denies {
            true => of(kind, "Deny", narrow),
            false => format!("{}, {}", everything(kind), of(kind, "Deny", narrow)),
        };
        let opened = proof(kind, &deny(false), &deny(true));
        assert!(matches!(opened, Proof::Opens(_)), "{kind:?}: {opened:?}");
        let closed = proof(kind, &deny(true), &deny(false));
        assert!(matches!(closed, Proof::Tried(_)), "{kind:?}: {closed:?}");
        if only_denies {
            continue;
        }
        let [narrow, wide] = [true, false].map(|narrow| of(kind, "Allow", narrow));
        let opened = proof(kind, &narrow, &wide);
        assert!(matches!(opened, Proof::Opens(_)), "{kind:?}: {opened:?}");
        let closed = proof(kind, &wide, &narrow);
        assert!(matches!(closed, Proof::Tried(_)), "{kind:?}: {closed:?}");
    }
}
