//! Unknown facts as policy variables, what is settled whatever they are, and the limits.

use can_invoke_policy::{Verdict, depends::UnknownFact};

use crate::{
    depends::{allow, but, explained, keys, statement, text},
    support::*,
};

#[test]
fn a_policy_variable_is_what_fits_into_the_text_around_it() {
    let team = |resource: &str, condition: &str| {
        call(UB)
            .with("aws:PrincipalTag/team", UNKNOWN)
            .identity(&format!(
                r#"{{"Effect":"Allow","Action":"*","Resource":"arn:aws:execute-api:{resource}","Condition":{{{condition}}}}}"#
            ))
    };
    let rows = [
        // `prod/GET/pets`, in which asterisks and values go on past slashes.
        (
            "*:*:*/${aws:PrincipalTag/team}/*",
            "",
            "aws:PrincipalTag/team in GET, prod, prod/GET",
        ),
        (
            "*:*:abcde12345/${aws:PrincipalTag/team}/GET/*",
            "",
            "aws:PrincipalTag/team in prod",
        ),
        (
            "*:*:*/${aws:PrincipalTag/team, 'prod'}/GET/*",
            "",
            "aws:PrincipalTag/team in prod or absent",
        ),
        // Twice the same.
        (
            "*:*:*/${aws:PrincipalTag/team}rod/GET/${aws:PrincipalTag/team}ets",
            "",
            "aws:PrincipalTag/team in p",
        ),
        // The key is tested besides, written in another case.
        (
            "*:*:*/${aws:principaltag/team}/*",
            r#""StringNotEquals":{"aws:PrincipalTag/team":["prod","GET"]}"#,
            "aws:principaltag/team in prod/GET",
        ),
    ];
    for (resource, condition, expected) in rows {
        let depends = explained(&team(resource, condition));
        assert_eq!(text(&depends), expected, "{resource}");
        assert_eq!(depends.facts.len(), 1);
    }
    let in_condition = call(UB)
        .with("k:a", UNKNOWN)
        .with("k:b", values(&["x"]))
        .identity(&format!(
            "{},{}",
            allow(r#""StringEquals":{"k:b":"${k:a}"}"#),
            allow(r#""StringEquals":{"k:a":"y"}"#)
        ));
    assert_eq!(text(&explained(&in_condition)), "k:a in x, y");
}

#[test]
fn a_policy_variable_that_is_compared_with_what_is_not_known() {
    let facts = |condition: &str| {
        let world = keys(&allow(condition), &["k:a", "k:b", "k:c"]);
        let depends = explained(&world.with("k:x", values(&["x"])));
        assert_eq!(text(&depends), "; open", "{condition}");
        let names: Vec<&str> = depends.facts.iter().map(UnknownFact::name).collect();
        names.join(" ")
    };
    assert_eq!(facts(r#""StringEquals":{"k:a":"${k:b}"}"#), "k:a k:b");
    assert_eq!(
        facts(r#""StringEquals":{"k:a":["${k:b}","${K:B}${k:c}","${k:x}"]}"#),
        "k:a k:b k:c"
    );
    // A variable without a value settles the matter for its text.
    assert_eq!(
        facts(r#""StringNotEquals":{"k:a":["${k:b}","${k:c}${k:none}"]}"#),
        "k:a k:b"
    );
    assert_eq!(facts(r#""Bool":{"k:a":"${k:b}"}"#), "k:a k:b");
    // Case does not count, so that other values do too.
    let world = call(UB)
        .with("k:a", values(&["Xy"]))
        .with("k:b", PRESENT)
        .identity(&allow(r#""StringEqualsIgnoreCase":{"k:a":"x${k:b}"}"#));
    assert_eq!(text(&explained(&world)), "~k:b in y; open");
}

#[test]
fn a_variable_with_a_value_is_text() {
    let world = |condition: &str| {
        keys(&allow(condition), &["k:k"])
            .with("k:b", values(&["x*"]))
            .with("k:c", values(&["arn:a:b:c:d:e"]))
    };
    for (condition, expected) in [
        (r#""StringEquals":{"k:k":"${k:b}"}"#, "k:k in x*"),
        (r#""StringLike":{"k:k":["${k:b}","y"]}"#, "k:k in x*, y"),
        (
            r#""StringLike":{"k:k":"${k:b}/*"}"#,
            "~k:k in any value that matches x${*}/*",
        ),
        (r#""ArnEquals":{"k:k":"${k:c}"}"#, "k:k in arn:a:b:c:d:e"),
        (
            r#""StringNotEquals":{"k:k":["${k:none}","a"]}"#,
            "k:k not in a or absent",
        ),
        (r#""StringEquals":{"k:k":"${*}${?}"}"#, "k:k in *?"),
    ] {
        assert_eq!(text(&explained(&world(condition))), expected, "{condition}");
    }
}

/// What is settled: the verdict, the statements that decide, and how many layers are missing.
fn settled(world: &World) -> Option<(Verdict, Vec<usize>, Option<usize>)> {
    let depends = explained(world);
    let settled = depends.settled?;
    let statements = settled.decided_by.iter().map(|one| one.statement + 1);
    let missing = settled.missing.map(|missing| missing.any_of.len());
    Some((settled.verdict, statements.collect(), missing))
}

#[test]
fn what_holds_for_every_value_is_settled() {
    let either = |one: &str, other: &str| format!("{},{}", allow(one), allow(other));
    let allowed = |by: &[usize]| Some((Verdict::Allowed, by.to_vec(), Some(0)));
    let rows = [
        (allow(r#""StringLikeIfExists":{"k:k":"*"}"#), allowed(&[1])),
        (allow(r#""StringLike":{"k:k":"*"}"#), None),
        (
            allow(r#""ForAllValues:StringLike":{"k:k":"*"}"#),
            allowed(&[1]),
        ),
        (allow(r#""ForAnyValue:StringLike":{"k:k":"*"}"#), None),
        // An empty text is neither absent nor matched.
        (allow(r#""StringLikeIfExists":{"k:k":"?*"}"#), None),
        (
            either(
                r#""ForAnyValue:StringEquals":{"k:k":"a"}"#,
                r#""ForAllValues:StringNotEquals":{"k:k":"a"}"#,
            ),
            allowed(&[]),
        ),
        // Not if there are two values.
        (
            either(
                r#""ForAllValues:StringEquals":{"k:k":"a"}"#,
                r#""ForAllValues:StringNotEquals":{"k:k":"a"}"#,
            ),
            None,
        ),
        (
            either(
                r#""StringEquals":{"aws:TagKeys":"a"}"#,
                r#""ForAllValues:StringNotEquals":{"aws:TagKeys":"a"}"#,
            ),
            None,
        ),
        (
            but(r#""StringLikeIfExists":{"k:k":"*"}"#),
            Some((Verdict::ExplicitlyDenied, vec![2], Some(0))),
        ),
        // Denied explicitly or for want of a policy.
        (
            format!(
                "{},{}",
                allow(r#""StringEquals":{"k:k":"a"}"#),
                statement("Deny", r#""StringEquals":{"k:k":"a"}"#)
            ),
            Some((Verdict::ImplicitlyDenied, vec![], None)),
        ),
        (
            allow(r#""StringEquals":{"k:k":"a"},"StringNotEquals":{"k:k":"a"}"#),
            Some((Verdict::ImplicitlyDenied, vec![], Some(2))),
        ),
        // Patterns that overlap.
        (
            either(
                r#""StringLike":{"k:k":"a*"}"#,
                r#""StringNotLike":{"k:k":["a*x","?*a*x"]}"#,
            ),
            None,
        ),
        (
            either(
                r#""StringLike":{"k:k":"a*"}"#,
                r#""StringNotLike":{"k:k":["a*x","aa*x"]}"#,
            ),
            allowed(&[]),
        ),
        (
            allow(r#""StringLike":{"k:k":"a*b"},"StringNotLike":{"k:k":"?*"}"#),
            Some((Verdict::ImplicitlyDenied, vec![], Some(2))),
        ),
        // The value could match, but for the text that is needed besides.
        (
            allow(r#""StringEquals":{"k:x":"x${k:k}"}"#),
            Some((Verdict::ImplicitlyDenied, vec![], Some(2))),
        ),
    ];
    for (statements, expected) in rows {
        let world = keys(&statements, &["k:k", "aws:TagKeys"]).with("k:x", values(&["x"]));
        assert_eq!(settled(&world), expected, "{statements}");
    }
}

#[test]
fn lists_of_values_are_told_by_examples() {
    for (condition, expected) in [
        (
            r#""ForAnyValue:StringEquals":{"k:k":"a"},"ForAnyValue:StringLike":{"k:k":"b*"}"#,
            "~k:k in a together with any value that matches b*; open",
        ),
        (
            r#""ForAnyValue:StringEquals":{"k:k":["a","b"]}"#,
            "~k:k in a, b; open",
        ),
        (
            r#""ForAnyValue:StringLike":{"k:k":"?*"},"ForAnyValue:StringNotLike":{"k:k":"?*"}"#,
            "~k:k in any value that matches ?* together with an empty text; open",
        ),
        (
            r#""ForAllValues:StringEquals":{"k:k":"a"},"Null":{"k:k":"false"}"#,
            "~k:k in a; open",
        ),
    ] {
        let depends = explained(&keys(&allow(condition), &["k:k"]));
        assert_eq!(text(&depends), expected, "{condition}");
    }
    // Allowed for a list of two only, even of two that no condition tells apart.
    let twice = format!(
        "{},{}",
        allow(r#""ForAnyValue:StringEquals":{"k:k":"a"}"#),
        statement("Deny", r#""StringEquals":{"k:k":"a"}"#)
    );
    assert_eq!(
        text(&explained(&keys(&twice, &["k:k"]))),
        "~k:k in several values, all a, a together with any other value; open"
    );
}

#[test]
fn hostile_policies_do_not_blow_up() {
    let started = std::time::Instant::now();
    // Hundreds of keys, each with patterns that overlap.
    let names: Vec<String> = (0..400).map(|index| format!("k:k{index}")).collect();
    let all: Vec<&str> = names.iter().map(String::as_str).collect();
    let like: Vec<String> = names
        .iter()
        .map(|name| format!(r#""{name}":["*a*","*b*","${{k:k1}}"]"#))
        .collect();
    let statements = allow(&format!(
        r#""ForAnyValue:StringLike":{{{}}}"#,
        like.join(",")
    ));
    let depends = explained(&keys(&statements, &all));
    assert_eq!(
        (text(&depends).as_str(), depends.facts.len()),
        ("; open", 400)
    );
    // Hundreds of variables in one value, each of which can be nearly any part of the text.
    let variables: String = names.iter().map(|name| format!("${{{name}}}")).collect();
    let world = keys(
        &allow(&format!(r#""StringLike":{{"k:x":"*{variables}*"}}"#)),
        &all,
    )
    .with("k:x", values(&[&"ab".repeat(1000)]));
    let depends = explained(&world);
    assert_eq!(
        (text(&depends).as_str(), depends.facts.len()),
        ("; open", 400)
    );
    // Patterns that overlap in more ways than are gone through.
    let many: Vec<String> = (0..60).map(|index| format!(r#""*{index}*""#)).collect();
    let statements = allow(&format!(r#""StringLike":{{"k:k0":[{}]}}"#, many.join(",")));
    let depends = explained(&keys(&statements, &["k:k0"]));
    assert!(!depends.is_worked_out && !depends.allowed_when.is_empty());
    // Many statements, for each of many combinations: fewer of either is worked out.
    let one = allow(r#""Bool":{"k:k0":"true"},"StringEquals":{"k:k1":"a"}"#);
    let letters = ["k:k2", "k:k3", "k:k4"].map(|key| {
        allow(&format!(
            r#""Bool":{{"k:k0":"false"}},"StringEquals":{{"{key}":["a","b","c"]}}"#
        ))
    });
    let names = ["k:k0", "k:k1", "k:k2", "k:k3", "k:k4"];
    let is_worked_out = |count: usize, letters: &[String]| {
        let statements = [vec![one.clone(); count].as_slice(), letters].concat();
        explained(&keys(&statements.join(","), &names)).is_worked_out
    };
    assert!(is_worked_out(500, &letters[..2]));
    assert!(is_worked_out(2, &letters));
    assert!(!is_worked_out(500, &letters));
    // A set of many values.
    let long: Vec<String> = (0..500).map(|index| format!("\"{index}\"")).collect();
    let set = allow(&format!(
        r#""ForAllValues:StringEquals":{{"k:k0":[{}]}}"#,
        long.join(",")
    ));
    let depends = explained(&keys(&set, &["k:k0"]));
    assert!(!depends.is_worked_out && depends.settled.is_none());
    assert_eq!(depends.allowed_when.len(), 1);
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}
