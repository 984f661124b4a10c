//! On what a verdict turns, and for which values it is allowed.

use can_invoke_policy::{
    Layer, Verdict,
    depends::{DependsOn, Requirement, UnknownFact, explain},
};

use crate::support::*;

pub(crate) fn explained(world: &World) -> DependsOn {
    let (decision, trace) = world.decide();
    assert_eq!(decision.verdict, Verdict::Depends);
    explain(&world.request, &world.layers(), &decision, &trace)
}

/// `k in a, b; or k not in c or absent`, `~` before what is no more than an example.
pub(crate) fn text(depends: &DependsOn) -> String {
    let requirement = |one: &Requirement| {
        let mark = if one.is_exact { "" } else { "~" };
        let absent = if one.or_absent { " or absent" } else { "" };
        let values = if one.only_absent {
            "absent".to_owned()
        } else if !one.one_of.is_empty() {
            format!("in {}", one.one_of.join(", "))
        } else if !one.none_of.is_empty() {
            format!("not in {}", one.none_of.join(", "))
        } else {
            "present".to_owned()
        };
        format!("{mark}{} {values}{absent}", one.fact)
    };
    let alternatives: Vec<String> = depends
        .allowed_when
        .iter()
        .map(|all| {
            let all: Vec<String> = all.iter().map(requirement).collect();
            all.join(" and ")
        })
        .collect();
    let open = if depends.is_worked_out { "" } else { "; open" };
    format!("{}{open}", alternatives.join("; or "))
}

pub(crate) fn statement(effect: &str, condition: &str) -> String {
    format!(r#"{{"Effect":"{effect}","Action":"*","Resource":"*","Condition":{{{condition}}}}}"#)
}

pub(crate) fn allow(condition: &str) -> String {
    statement("Allow", condition)
}

/// Everything is allowed but what the condition says.
pub(crate) fn but(condition: &str) -> String {
    format!("{ALLOW_ALL},{}", statement("Deny", condition))
}

pub(crate) fn keys(statements: &str, keys: &[&str]) -> World {
    keys.iter()
        .fold(call(UB).identity(statements), |world, key| {
            world.with(key, UNKNOWN)
        })
}

#[test]
fn texts_that_are_named() {
    let rows = [
        (allow(r#""StringEquals":{"k:k":["b","a"]}"#), "k:k in a, b"),
        (
            allow(r#""StringNotEquals":{"k:k":"a"}"#),
            "k:k not in a or absent",
        ),
        (
            allow(r#""StringEqualsIfExists":{"k:k":"a"}"#),
            "k:k in a or absent",
        ),
        (
            but(r#""StringEquals":{"k:k":"a"}"#),
            "k:k not in a or absent",
        ),
        (but(r#""StringNotEquals":{"k:k":"a"}"#), "k:k in a"),
        (allow(r#""Null":{"k:k":"true"}"#), "k:k absent"),
        (allow(r#""Null":{"k:k":"false"}"#), "k:k present"),
        (
            allow(r#""Null":{"k:k":"false"},"StringNotEquals":{"k:k":"a"}"#),
            "k:k not in a",
        ),
        (allow(r#""Bool":{"k:k":"true"}"#), "k:k in true"),
        (but(r#""BoolIfExists":{"k:k":"false"}"#), "k:k in true"),
        (but(r#""Bool":{"k:k":"false"}"#), "k:k in true or absent"),
        // A StringEquals value is text even where it looks like a pattern.
        (allow(r#""StringEquals":{"k:k":"a*"}"#), "k:k in a*"),
        // Never: the two cannot both hold.
        (
            allow(r#""StringEquals":{"k:k":"a"},"StringLike":{"k:k":"b"}"#),
            "",
        ),
    ];
    for (statements, expected) in rows {
        assert_eq!(
            text(&explained(&keys(&statements, &["k:k"]))),
            expected,
            "{statements}"
        );
    }
}

#[test]
fn patterns_that_do_not_overlap_are_told_as_such() {
    let rows = [
        (
            allow(r#""StringLike":{"k:k":["a*","b?"]}"#),
            "~k:k in any value that matches a*, any value that matches b?",
        ),
        (
            but(r#""StringLike":{"k:k":"a*"}"#),
            "~k:k not in any value that matches a* or absent",
        ),
        (
            allow(r#""StringLike":{"k:k":"*"}"#),
            "~k:k in any value that matches *",
        ),
        // `?` is no answer for a longer text.
        (
            allow(r#""StringLike":{"k:k":"?"}"#),
            "~k:k in any value that matches ?",
        ),
        (
            allow(r#""ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/*"}"#),
            "~aws:PrincipalArn in any value that matches arn:aws:iam::*:role/*",
        ),
    ];
    for (statements, expected) in rows {
        let world = keys(&statements, &["k:k", "aws:PrincipalArn"]);
        assert_eq!(text(&explained(&world)), expected, "{statements}");
    }
}

#[test]
fn what_cannot_be_cut_exactly_is_given_as_examples() {
    let rows = [
        // Both must match.
        (
            allow(r#""StringLike":{"k:k":"a*"},"StringLikeIfExists":{"k:k":"*b"}"#),
            "~k:k in any value that matches *b and a*; open",
        ),
        (
            allow(r#""StringLike":{"k:k":["a*","*b"]}"#),
            "~k:k in any value that matches *b, any value that matches a*; open",
        ),
        (
            allow(r#""StringEqualsIgnoreCase":{"k:k":"Prod"}"#),
            "~k:k in Prod; open",
        ),
        (
            allow(r#""ForAnyValue:StringEquals":{"k:k":"a"}"#),
            "~k:k in a; open",
        ),
        // The name is matched by the pattern, and decided by itself.
        (
            format!(
                "{},{}",
                allow(r#""StringLike":{"k:k":"a*"}"#),
                statement("Deny", r#""StringEquals":{"k:k":"ax"}"#)
            ),
            "~k:k in any value that matches a*; open",
        ),
    ];
    for (statements, expected) in rows {
        assert_eq!(
            text(&explained(&keys(&statements, &["k:k"]))),
            expected,
            "{statements}"
        );
    }
    let multivalued = allow(r#""StringEquals":{"aws:TagKeys":"a"}"#);
    assert_eq!(
        text(&explained(&keys(&multivalued, &["aws:TagKeys"]))),
        "~aws:TagKeys in a; open"
    );
}

#[test]
fn ranges_of_addresses() {
    let rows = [
        (
            allow(r#""IpAddress":{"aws:SourceIp":"203.0.113.0/24"}"#),
            "aws:SourceIp in 203.0.113.0/24",
        ),
        // Host bits do not count, neighbours are joined.
        (
            allow(r#""IpAddress":{"aws:SourceIp":["203.0.113.77/25","203.0.113.128/25"]}"#),
            "aws:SourceIp in 203.0.113.0/24",
        ),
        // A range within a range.
        (
            format!(
                "{},{}",
                allow(r#""IpAddress":{"aws:SourceIp":"10.0.0.0/30"}"#),
                statement("Deny", r#""IpAddress":{"aws:SourceIp":"10.0.0.1"}"#)
            ),
            "aws:SourceIp in 10.0.0.0/32, 10.0.0.2/31",
        ),
        (
            but(r#""IpAddress":{"aws:SourceIp":"203.0.113.0/24"}"#),
            "aws:SourceIp not in 203.0.113.0/24 or absent",
        ),
        (
            but(r#""NotIpAddress":{"aws:SourceIp":["203.0.113.0/24","2001:db8::/32"]}"#),
            "aws:SourceIp in 203.0.113.0/24, 2001:db8::/32",
        ),
        (
            allow(r#""IpAddress":{"aws:SourceIp":["0.0.0.0/0","::/0"]}"#),
            "aws:SourceIp present",
        ),
        (
            allow(r#""IpAddress":{"aws:SourceIp":"255.255.255.255"}"#),
            "aws:SourceIp in 255.255.255.255/32",
        ),
        (
            allow(r#""IpAddress":{"aws:SourceIp":"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"}"#),
            "aws:SourceIp in ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128",
        ),
    ];
    for (statements, expected) in rows {
        let world = keys(&statements, &["aws:SourceIp"]);
        assert_eq!(text(&explained(&world)), expected, "{statements}");
    }
    let surely_there = call(UB)
        .with("aws:SourceIp", PRESENT)
        .identity(&but(r#""IpAddress":{"aws:SourceIp":"203.0.113.0/24"}"#));
    assert_eq!(
        text(&explained(&surely_there)),
        "aws:SourceIp not in 203.0.113.0/24"
    );
}

#[test]
fn several_keys() {
    let both = allow(r#""StringEquals":{"k:a":"1","k:b":"2"}"#);
    assert_eq!(
        text(&explained(&keys(&both, &["k:a", "k:b"]))),
        "k:a in 1 and k:b in 2"
    );
    let either = format!(
        "{},{}",
        allow(r#""StringEquals":{"k:a":"1"}"#),
        allow(r#""StringEquals":{"k:b":"2"}"#)
    );
    assert_eq!(
        text(&explained(&keys(&either, &["k:a", "k:b"]))),
        "k:b in 2; or k:a in 1"
    );
    let facts = explained(&keys(&either, &["k:a", "k:b"])).facts;
    assert_eq!(
        facts,
        ["k:a", "k:b"].map(|key| UnknownFact::Key {
            key: key.to_owned(),
            may_be_absent: true
        })
    );
}

#[test]
fn keys_that_do_not_matter_are_left_out() {
    // The second statement is about another action, the third is decided by a known key.
    let statements = [
        allow(r#""StringEquals":{"k:a":"1"}"#),
        allow(r#""StringEquals":{"k:b":"1"}"#).replace(r#""Action":"*""#, r#""Action":"s3:*""#),
        allow(r#""StringEquals":{"k:c":"1","k:known":"no"}"#),
        // One of the values is known to match.
        allow(r#""StringEquals":{"k:known":["no","${k:d}"]},"Bool":{"k:e":"true"}"#),
    ]
    .join(",");
    let world =
        keys(&statements, &["k:a", "k:b", "k:c", "k:d", "k:e"]).with("k:known", values(&["yes"]));
    let facts = explained(&world).facts;
    let names: Vec<&str> = facts.iter().map(UnknownFact::name).collect();
    assert_eq!(names, ["k:a", "k:d", "k:e"]);
    let decided = world.with("k:known", values(&["no"]));
    let facts = explained(&decided).facts;
    let names: Vec<&str> = facts.iter().map(UnknownFact::name).collect();
    assert_eq!(names, ["k:a", "k:c", "k:e"]);
}

#[test]
fn kinds_of_comparison_that_do_not_go_together_are_not_worked_out() {
    for condition in [
        r#""NumericEquals":{"k:k":"1"},"DateLessThan":{"k:k":"2026-01-01"}"#,
        r#""StringEquals":{"k:k":"a"},"Bool":{"k:k":"true"}"#,
        r#""StringLike":{"k:k":"arn:*"},"ArnLike":{"k:k":"arn:a:b:c:d:e"}"#,
    ] {
        let depends = explained(&keys(&allow(condition), &["k:k"]));
        assert_eq!(text(&depends), "; open", "{condition}");
        assert_eq!(depends.facts.len(), 1);
    }
}

#[test]
fn numbers_and_dates_are_told_as_stretches() {
    for (condition, expected) in [
        (r#""NumericEquals":{"k:k":"1"}"#, "k:k in 1"),
        (r#""NumericEquals":{"k:k":["1","3"]}"#, "k:k in 1, 3"),
        (
            r#""NumericNotEquals":{"k:k":"1"}"#,
            "k:k in less than 1, more than 1 or absent",
        ),
        (r#""NumericLessThan":{"k:k":"1.5"}"#, "k:k in less than 1.5"),
        (
            r#""NumericLessThanEquals":{"k:k":["1","3"]}"#,
            "k:k in at most 3",
        ),
        (
            r#""NumericGreaterThan":{"k:k":"1"},"NumericLessThanEquals":{"k:k":"3"}"#,
            "k:k in more than 1 and at most 3",
        ),
        (
            r#""NumericGreaterThanEquals":{"k:k":"1"},"NumericLessThan":{"k:k":"3"}"#,
            "k:k in at least 1 and less than 3",
        ),
        (
            r#""DateLessThan":{"k:k":"2026-01-01"}"#,
            "k:k in before 2026-01-01",
        ),
        (
            r#""DateGreaterThan":{"k:k":"2026-01-01"},"DateLessThanEquals":{"k:k":"2026-02-01"}"#,
            "k:k in after 2026-01-01 and until 2026-02-01",
        ),
        (
            r#""DateGreaterThanEquals":{"k:k":"2026-01-01"}"#,
            "k:k in from 2026-01-01",
        ),
    ] {
        let depends = explained(&keys(&allow(condition), &["k:k"]));
        assert_eq!(text(&depends), expected, "{condition}");
    }
}

#[test]
fn too_many_combinations_are_not_worked_out() {
    let names: Vec<String> = (0..13).map(|index| format!("k:k{index}")).collect();
    let conditions: Vec<String> = names
        .iter()
        .map(|name| format!(r#""{name}":"true""#))
        .collect();
    let statements = allow(&format!(r#""Bool":{{{}}}"#, conditions.join(",")));
    let all: Vec<&str> = names.iter().map(String::as_str).collect();
    let depends = explained(&keys(&statements, &all));
    assert_eq!(text(&depends), "; open");
    assert_eq!(depends.facts.len(), 13);
    // One value fewer than the bound is.
    let few = allow(&format!(r#""Bool":{{{}}}"#, conditions[..7].join(",")));
    let depends = explained(&keys(&few, &all));
    assert!(depends.is_worked_out);
    assert_eq!(depends.allowed_when.len(), 1);
    assert_eq!(depends.allowed_when[0].len(), 7);
}

#[test]
fn the_name_of_a_session() {
    let world = call(RB).resource(&names(
        can_invoke_policy::Effect::Allow,
        r#"{"AWS":["arn:aws:sts::222222222222:assumed-role/app/s1","arn:aws:sts::222222222222:assumed-role/app/s2",
            "arn:aws:sts::222222222222:assumed-role/other/s3"]}"#,
    ));
    let depends = explained(&world);
    assert_eq!(text(&depends), "role session name in s1, s2");
    assert_eq!(depends.facts, [UnknownFact::SessionName]);

    let denied = call(RB).identity(ALLOW_INVOKE).resource(&names(
        can_invoke_policy::Effect::Deny,
        &format!(r#"{{"AWS":"{SB}"}}"#),
    ));
    assert_eq!(text(&explained(&denied)), "role session name not in s1");

    // A statement about another action does not turn on the name.
    let other = call(RB)
        .with("k:k", UNKNOWN)
        .identity(&allow(r#""StringEquals":{"k:k":"a"}"#))
        .resource(&allows(SB).replace("execute-api:Invoke", "s3:*"));
    assert_eq!(text(&explained(&other)), "k:k in a");
}

#[test]
fn facts_that_have_no_values() {
    let mut layer = call(UB);
    layer.identity = None;
    let depends = explained(&layer);
    assert_eq!(depends.facts, [UnknownFact::Layer(Layer::Identity)]);
    assert_eq!(depends.facts[0].name(), "identity-based policy");
    assert_eq!(text(&depends), "; open");

    let fed = "arn:aws:sts::222222222222:federated-user/bob";
    let user = call(fed).session(ALLOW_ALL).resource(&allows(UB));
    assert_eq!(explained(&user).facts, [UnknownFact::FederatingUser]);

    let mut owner = call(UB).identity(ALLOW_INVOKE);
    owner.request.resource.account = None;
    assert_eq!(explained(&owner).facts, [UnknownFact::ResourceOwner]);
    assert_eq!(text(&explained(&owner)), "; open");

    let mut both = call(UB).with("k:k", UNKNOWN).resource(&allows(UB).replace(
        r#""Resource""#,
        r#""Condition":{"Bool":{"k:k":"true"}},"Resource""#,
    ));
    both.identity = None;
    let depends = explained(&both);
    let names: Vec<&str> = depends.facts.iter().map(UnknownFact::name).collect();
    assert_eq!(names, ["k:k", "identity-based policy"]);
    assert_eq!(text(&depends), "; open");
}

#[test]
fn between_numbers_there_is_always_another() {
    let world = |least: &str, most: &str| {
        let condition = format!(
            r#""NumericGreaterThan":{{"k:k":"{least}"}},"NumericLessThan":{{"k:k":"{most}"}}"#
        );
        keys(&allow(&condition), &["k:k"])
    };
    let near = explained(&world("1", "1.1"));
    assert_eq!(text(&near), "k:k in more than 1 and less than 1.1");
    // What lies between has more digits than are tried.
    let nearer = explained(&world("1", "1.0000000000000000000000000001"));
    assert_eq!(text(&nearer), "; open");
    assert_eq!(nearer.settled, None);
}
