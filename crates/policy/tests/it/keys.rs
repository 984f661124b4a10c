//! The table of condition keys: that it is whole, how a key is found, and that every key can
//! be told as what a verdict depends on.

use can_invoke_policy::{
    Caller, Verdict,
    depends::{UnknownFact, explain},
    keys::{self, CallerKind, Key, Presence, ValueType},
};

use crate::support::*;

/// A name of a key; of a family, one of its keys.
fn example(key: &Key) -> String {
    if key.is_family() {
        format!("{}team", key.name)
    } else {
        key.name.to_owned()
    }
}

#[test]
fn every_key_is_listed_once_and_found_in_any_case() {
    let mut seen: Vec<String> = Vec::new();
    for key in keys::all() {
        let lowercase = key.name.to_ascii_lowercase();
        assert!(!seen.contains(&lowercase), "{} stands twice", key.name);
        seen.push(lowercase);
        assert!(key.name.contains(':'), "{}", key.name);
        for name in [example(key), example(key).to_ascii_uppercase()] {
            assert_eq!(keys::find(&name), Some(key), "{name}");
        }
    }
    for unknown in [
        "aws:SourceVpcEndpoint",
        "aws:PrincipalTag",
        "aws:PrincipalTag/",
        "aws:",
        "app:key",
        "",
    ] {
        assert_eq!(keys::find(unknown), None, "{unknown}");
    }
}

#[test]
fn keys_with_several_values() {
    let many: Vec<&str> = keys::all()
        .filter(|key| key.is_multivalued && !key.name.starts_with("saml:"))
        .map(|key| key.name)
        .collect();
    assert_eq!(
        many,
        [
            "aws:PrincipalOrgPaths",
            "aws:PrincipalServiceNamesList",
            "aws:VpceOrgPaths",
            "aws:ResourceOrgPaths",
            "aws:CalledVia",
            "aws:TagKeys",
            "aws:SourceOrgPaths",
            "sts:RequestContextProviders",
            "sts:TransitiveTagKeys",
            "cognito-identity.amazonaws.com:amr",
        ]
    );
    for name in many {
        assert!(keys::is_multivalued(&name.to_ascii_uppercase()), "{name}");
    }
    let one: Vec<&str> = keys::all()
        .filter(|key| !key.is_multivalued && key.name.starts_with("saml:"))
        .map(|key| key.name)
        .collect();
    assert_eq!(
        one,
        [
            "saml:aud",
            "saml:doc",
            "saml:edupersonorgdn",
            "saml:edupersonprimaryaffiliation",
            "saml:edupersonprimaryorgunitdn",
            "saml:edupersonprincipalname",
            "saml:iss",
            "saml:namequalifier",
            "saml:sub",
            "saml:sub_type",
        ]
    );
    assert!(!keys::is_multivalued("app:key"));
}

#[test]
fn what_was_probably_meant() {
    for (name, meant) in [
        ("aws:SourcIp", &["aws:SourceIp"][..]),
        ("aws:source_vpce", &["aws:SourceVpce"]),
        ("aws:PrincipalTag", &["aws:PrincipalTag/"]),
        ("aws:PrincpalTag/team", &["aws:PrincipalTag/"]),
        ("aws:SourceVpcEndpoint", &["aws:SourceVpce"]),
        ("aws:Colour", &[]),
        ("sts:External", &["sts:ExternalId"]),
    ] {
        assert_eq!(keys::nearest(name), meant, "{name}");
    }
}

#[test]
fn who_knows_more_wins() {
    use Presence::{Absent, Known, Unknown, ValueUnknown};
    for (one, other, both) in [
        (Unknown, Unknown, Unknown),
        (Unknown, ValueUnknown, ValueUnknown),
        (Unknown, Known, Known),
        (Unknown, Absent, Absent),
        (ValueUnknown, Known, Known),
        (ValueUnknown, ValueUnknown, ValueUnknown),
        (Absent, Absent, Absent),
    ] {
        assert_eq!(one.and(other), both, "{one:?} and {other:?}");
        assert_eq!(other.and(one), both, "{other:?} and {one:?}");
    }
}

#[test]
fn every_caller_has_its_column() {
    for (text, kind) in [
        (U, CallerKind::User),
        (S, CallerKind::Session),
        (
            "arn:aws:sts::111111111111:federated-user/bob",
            CallerKind::FederatedUser,
        ),
        (ROOT_A, CallerKind::Root),
        ("states.amazonaws.com", CallerKind::Service),
        ("anonymous", CallerKind::Anonymous),
        ("accounts.google.com", CallerKind::Federated),
    ] {
        let caller = Caller::parse(text).expect("a caller");
        assert_eq!(CallerKind::of(&caller), kind, "{text}");
    }
    let presences = |name: &str| {
        let key = keys::find(name).expect("a key");
        CallerKind::ALL.map(|caller| key.presence(caller))
    };
    use Presence::{Absent, Known, ValueUnknown};
    let only = |wanted: CallerKind| {
        CallerKind::ALL.map(|caller| if caller == wanted { Known } else { Absent })
    };
    assert_eq!(presences("aws:username"), only(CallerKind::User));
    assert_eq!(
        presences("aws:PrincipalServiceName"),
        only(CallerKind::Service)
    );
    assert_eq!(presences("aws:CurrentTime"), [ValueUnknown; 7]);
}

/// A condition on any key of the table that nobody speaks of is named, with what it must be.
#[test]
fn an_unknown_key_is_named_with_what_it_must_be() {
    for key in keys::all() {
        let name = example(key);
        let (operator, value, must_be) = match key.value_type {
            ValueType::String => ("StringEquals", "a", "a"),
            ValueType::Arn => (
                "ArnEquals",
                "arn:aws:states:us-east-1:111111111111:x",
                "arn:aws:states:us-east-1:111111111111:x",
            ),
            ValueType::Numeric => ("NumericLessThan", "300", "less than 300"),
            ValueType::Date => (
                "DateLessThan",
                "2027-01-01T00:00:00Z",
                "before 2027-01-01T00:00:00Z",
            ),
            ValueType::Bool => ("Bool", "true", "true"),
            ValueType::IpAddress => ("IpAddress", "203.0.113.0/24", "203.0.113.0/24"),
        };
        let set = if key.is_multivalued {
            "ForAnyValue:"
        } else {
            ""
        };
        let world = call(UB)
            .identity(&format!(
                r#"{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"{set}{operator}":{{"{name}":"{value}"}}}}}}"#
            ))
            .with(&name, UNKNOWN);
        let (decision, trace) = world.decide();
        assert_eq!(decision.verdict, Verdict::Depends, "{name}");
        let depends = explain(&world.request, &world.layers(), &decision, &trace);
        assert_eq!(
            depends.facts,
            [UnknownFact::Key {
                key: name.clone(),
                may_be_absent: true
            }]
        );
        let [requirements] = depends.allowed_when.as_slice() else {
            panic!("{name}: {:?}", depends.allowed_when);
        };
        let [requirement] = requirements.as_slice() else {
            panic!("{name}: {requirements:?}");
        };
        assert_eq!(requirement.fact, name);
        assert_eq!(requirement.one_of, [must_be], "{name}");
        assert!(!requirement.or_absent && !requirement.only_absent, "{name}");
        // One of several values does not tell the key.
        assert_eq!(requirement.is_exact, !key.is_multivalued, "{name}");
    }
}
