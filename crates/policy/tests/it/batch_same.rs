//! A decider answers as `decide_line` does, whatever the line, whatever it has seen before.

use can_invoke_policy::{
    Assumption, Readings, Verdict,
    batch::{Answer, Decider, Id, decide_line_by},
};
use can_invoke_source::Limits;
use proptest::prelude::*;

use crate::support::readings_of;

const PRINCIPALS: &[&str] = &[
    r#""arn:aws:iam::111111111111:user/ann""#,
    r#""arn:aws:sts::111111111111:assumed-role/app/run""#,
    r#""arn:aws:iam::222222222222:role/app""#,
    r#""arn:aws:iam::111111111111:root""#,
    r#""states.amazonaws.com""#,
    r#""anonymous""#,
    r#"{"type": "Anonymous"}"#,
    r#"{"type": "Anonymous", "of": [1]}"#,
    r#"{"type": "Nobody"}"#,
    r#""bob""#,
    "null",
];
const ACTIONS: &[&str] = &[
    r#""execute-api:Invoke""#,
    r#""s3:GetObject""#,
    r#""sts:AssumeRole""#,
    r#""kms:Decrypt""#,
    r#""execute-api:\u0049nvoke""#,
    r#""Invoke""#,
    "7",
];
const RESOURCES: &[&str] = &[
    r#"{"arn": "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets"}"#,
    r#"{"arn": "arn:aws:s3:::photos/cat.jpg", "accountId": "111111111111"}"#,
    r#"{"arn": "arn:aws:s3:::photos/cat.jpg", "accountId": 222222222222, "remark": 1.5e3}"#,
    r#"{"arn": "arn:aws:s3:::photos/cat.jpg"}"#,
    r#"{"arn": "arn:aws:iam::111111111111:role\/app", "accountId": null}"#,
    r#"{"arn": "arn:aws:kms:us-east-1:111111111111:key/1", "remark": {}}"#,
    r#"{"arn": 1}"#,
    r#"{"accountId": "111111111111"}"#,
    r#""arn:aws:s3:::photos""#,
];
const CONTEXTS: &[&str] = &[
    "{}",
    r#"{"aws:SourceIp": "203.0.113.7", "AWS:SourceIP": "198.51.100.7"}"#,
    r#"{"k:a": ["x", 1, true], "k:b": "\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"}"#,
    r#"{"k:a": "é", "k:n": -0.5E+7, "k:t": false, "k:e": []}"#,
    r#"{"k:a": "\ud83d"}"#,
    r#"{"k:a": "\x"}"#,
    r#"{"k:a": null}"#,
    r#"{"k:a": [["x"]]}"#,
    r#"{"k:a": "x", "k:a": "y"}"#,
    r#"{"k:a": "x", "k:\u0061": "y"}"#,
    r#"{"k:a": 012}"#,
    r#"{"k:a": 1.}"#,
    "[]",
    "null",
];
const DOCUMENTS: &[&str] = &[
    r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}"#,
    r#"{"Statement": {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}}"#,
    r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#,
    r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:*", "execute-api:*"], "Resource": "*", "Condition": {"StringLike": {"k:a": ["x", "${k:b}"]}}}]}"#,
    r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}}]}"#,
    r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::222222222222:role/app"}, "Action": "sts:AssumeRole"}]}"#,
    r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "111111111111"}, "Action": "*", "Resource": "*", "Sid": "}"}]}"#,
    r#""{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}}""#,
    r#""%7B%22Statement%22%3A%5B%5D%7D""#,
    r#"{"Statement": {"Effect": "allow", "Action": "*", "Resource": "*"}}"#,
    r#"{"Statement": {"Effect": "Allow", "Action": "*", "Action": "*", "Resource": "*"}}"#,
    r#"{"Statement": [],}"#,
    r#"{"Statement": /* } */ []}"#,
    r#"{"Statement": [}"#,
    r#"{"Statement": [{]}}"#,
    r#""""#,
    "[]",
    "7",
    "null",
];
const IDS: &[&str] = &[
    "1",
    "-12.50e+3",
    "123456789012345678901234567890",
    r#""line""#,
    r#""\u00e9\n""#,
    "true",
    "null",
    "[1]",
    "{}",
    "01",
    "nullx",
];
const REMARKS: &[&str] = &[
    "",
    "",
    "",
    r#""remark": "text", "other": 1, "#,
    r#""remark": {"a": 1}, "#,
    r#""remark": 1, "remark": 2, "#,
    r#""resourcePolicies": {}, "#,
    r#""i\u0064": 7, "#,
    r#"/* no */ "#,
];

fn one(texts: &'static [&'static str]) -> impl Strategy<Value = String> {
    // Most lines should get far, so that the first ones are the most frequent.
    (0..texts.len(), 0..texts.len(), 0..texts.len())
        .prop_map(|(one, two, three)| texts[one.min(two).min(three)].to_owned())
}

fn document() -> impl Strategy<Value = String> {
    one(DOCUMENTS)
}

fn list() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => prop::collection::vec(document(), 0..3).prop_map(|all| format!("[{}]", all.join(", "))),
        1 => document(),
    ]
}

fn levels() -> impl Strategy<Value = String> {
    let level = prop_oneof![
        8 => list().prop_map(|all| format!(r#"{{"orgIdentifier": "r-1", "policies": {all}}}"#)),
        1 => list().prop_map(|all| format!(r#"{{"policies": {all}, "orgIdentifier": null}}"#)),
        1 => Just(r#"{"orgIdentifier": "r-1"}"#.to_owned()),
    ];
    prop_oneof![
        8 => prop::collection::vec(level, 0..3).prop_map(|all| format!("[{}]", all.join(","))),
        1 => list(),
    ]
}

fn line() -> impl Strategy<Value = String> {
    let request = (one(PRINCIPALS), one(ACTIONS), one(RESOURCES), one(CONTEXTS)).prop_map(
        |(principal, action, resource, context)| {
            format!(
                r#"{{"principal": {principal}, "action": {action}, "resource": {resource}, "context": {context}}}"#
            )
        },
    );
    let maybe_document = || prop::option::of(document());
    let maybe_list = || prop::option::of(list());
    let maybe_levels = || prop::option::of(levels());
    let members = (
        maybe_list(),
        maybe_document(),
        maybe_list(),
        maybe_document(),
        maybe_list(),
        maybe_levels(),
        maybe_levels(),
    )
        .prop_map(|members| {
            [
                ("identityPolicies", members.0),
                ("resourcePolicy", members.1),
                ("permissionBoundaryPolicies", members.2),
                ("sessionPolicy", members.3),
                ("vpcEndpointPolicies", members.4),
                ("serviceControlPolicies", members.5),
                ("resourceControlPolicies", members.6),
            ]
            .into_iter()
            .filter_map(|(key, value)| Some(format!(r#""{key}": {}"#, value?)))
            .collect::<Vec<_>>()
        });
    (one(IDS), one(REMARKS), request, members, any::<bool>()).prop_map(
        |(id, remark, request, mut members, is_request_last)| {
            let request = format!(r#""request": {request}"#);
            members.insert(if is_request_last { members.len() } else { 0 }, request);
            format!(r#"{{"id": {id}, {remark}{}}}"#, members.join(", "))
        },
    )
}

/// What may befall a line on its way.
#[derive(Clone, Debug)]
enum Harm {
    Flip(usize, u8),
    Drop(usize),
    Cut(usize),
    Double(usize, usize),
    Insert(usize, char),
}

fn harm() -> impl Strategy<Value = Harm> {
    let place = 0..4096_usize;
    prop_oneof![
        (place.clone(), 0..7_u8).prop_map(|(at, bit)| Harm::Flip(at, bit)),
        place.clone().prop_map(Harm::Drop),
        place.clone().prop_map(Harm::Cut),
        (place.clone(), 1..64_usize).prop_map(|(at, length)| Harm::Double(at, length)),
        (place, any::<char>()).prop_map(|(at, character)| Harm::Insert(at, character)),
    ]
}

fn do_harm(line: &mut String, harm: &Harm) {
    let mut bytes = line.clone().into_bytes();
    let place = |at: usize| at % (bytes.len() + 1);
    match *harm {
        Harm::Flip(at, bit) => {
            let at = place(at);
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << bit;
            }
        }
        Harm::Drop(at) => {
            let at = place(at);
            if at < bytes.len() {
                bytes.remove(at);
            }
        }
        Harm::Cut(at) => bytes.truncate(place(at)),
        Harm::Double(at, length) => {
            let start = place(at);
            let end = (start + length).min(bytes.len());
            bytes.extend_from_within(start..end);
            bytes[start..].rotate_right(end - start);
        }
        Harm::Insert(at, character) => {
            let at = place(at);
            bytes.splice(at..at, character.to_string().into_bytes());
        }
    }
    *line = String::from_utf8_lossy(&bytes).into_owned();
}

/// The first line goes in new, the second time it is kept, the third time it is known.
fn assert_same_thrice(decider: &mut Decider, line: &str, limits: &Limits) {
    for _ in 0..3 {
        assert_same(decider, line, limits);
    }
}

fn assert_same(decider: &mut Decider, line: &str, limits: &Limits) {
    assert_same_by(decider, line, limits, Readings::default());
}

fn assert_same_by(decider: &mut Decider, line: &str, limits: &Limits, readings: Readings) {
    let wanted: Answer<'_> = decide_line_by(line, limits, readings).into();
    assert_eq!(decider.decide(line), wanted, "{line}");
}

proptest! {
    #![proptest_config(crate::support::cases(400))]

    #[test]
    fn the_same_answers(
        lines in prop::collection::vec(
            (line(), prop::option::weighted(0.4, prop::collection::vec(harm(), 1..3))),
            1..12,
        ),
    ) {
        let limits = Limits::default();
        let mut decider = Decider::new(limits);
        for (mut line, harms) in lines {
            // Sound first, so that what harm is done to was seen before.
            assert_same_thrice(&mut decider, &line, &limits);
            for harm in harms.iter().flatten() {
                do_harm(&mut line, harm);
                assert_same(&mut decider, &line, &limits);
            }
        }
    }

    #[test]
    fn the_same_answers_by_any_readings(
        lines in prop::collection::vec(line(), 1..4), bits in any::<u64>(),
    ) {
        let limits = Limits::default();
        let readings = readings_of(bits);
        let mut decider = Decider::new(limits).assuming(readings);
        for line in lines {
            for _ in 0..3 {
                assert_same_by(&mut decider, &line, &limits, readings);
            }
        }
    }

    #[test]
    fn the_same_answers_under_tight_limits(
        line in line(), bytes in 0..2000_usize, depth in 0..90_usize, nodes in 0..2000_usize,
    ) {
        let limits = Limits { bytes, depth, nodes };
        let mut decider = Decider::new(limits);
        assert_same_thrice(&mut decider, &line, &limits);
    }
}

fn with_policy(policy: &str) -> String {
    format!(
        r#"{{"id": 1, "request": {{"principal": "anonymous", "action": "s3:GetObject", "resource": {{"arn": "arn:aws:s3:::photos/cat.jpg", "accountId": "111111111111"}}}}, "resourcePolicy": {policy}}}"#
    )
}

#[test]
fn a_line_tells_when_a_choice_leaves_it_open() {
    let limits = Limits::default();
    let line = r#"{"request": {"principal": "arn:aws:iam::111111111111:user/ann", "action": "s3:GetObject", "resource": {"arn": "arn:aws:s3:::photos/cat.jpg", "accountId": "111111111111"}}, "resourcePolicy": {"Statement": {"Effect": "Allow", "Principal": {"AWS": "AIDAEXAMPLEEXAMPLE123"}, "Action": "*", "Resource": "*"}}}"#;
    let ours = Decider::new(limits).decide(line).outcome;
    assert_eq!(ours, Ok(Verdict::ImplicitlyDenied));
    let readings = Assumption::UniqueIdOfDeletedPrincipal.into();
    let open = Decider::new(limits).assuming(readings).decide(line).outcome;
    assert_eq!(
        open.expect_err("an error").message,
        "a policy names a principal of which the line does not say whether it is the caller"
    );
}

#[test]
fn nested_deeply() {
    let limits = Limits::default();
    let mut decider = Decider::new(limits);
    for depth in 0..140 {
        let policy = format!(
            r#"{{"Statement": [], "Id": {}1{}}}"#,
            "[".repeat(depth),
            "]".repeat(depth)
        );
        assert_same_thrice(&mut decider, &with_policy(&policy), &limits);
    }
}

/// What is remembered is forgotten again, and the answers stay right.
#[test]
fn more_policies_than_are_remembered() {
    let limits = Limits::default();
    let mut decider = Decider::new(limits);
    let line = |number: usize| {
        let effect = if number.is_multiple_of(3) {
            "Deny"
        } else {
            "Allow"
        };
        with_policy(&format!(
            r#"{{"Statement": {{"Sid": "S{number}", "Effect": "{effect}", "Principal": "*", "Action": "*", "Resource": "*"}}}}"#
        ))
    };
    // Only what comes again is remembered.
    for number in (0..10_000).flat_map(|number| [number; 3]).chain(0..10_000) {
        let text = line(number);
        let answer = decider.decide(&text);
        let verdict = answer
            .outcome
            .map(|verdict| verdict == can_invoke_policy::Verdict::Allowed);
        assert_eq!(
            (answer.id, verdict),
            (Id::Number("1".into()), Ok(!number.is_multiple_of(3)))
        );
    }
}

#[test]
fn the_kind_of_a_policy_depends_on_the_request() {
    let limits = Limits::default();
    let mut decider = Decider::new(limits);
    let policy = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111111111111:user/ann"}, "Action": "sts:AssumeRole"}]}"#;
    let lines = ["sts:AssumeRole", "s3:GetObject"].map(|action| {
        format!(
            r#"{{"resourcePolicy": {policy}, "request": {{"principal": "arn:aws:iam::111111111111:user/ann", "action": "{action}", "resource": {{"arn": "arn:aws:iam::111111111111:role/app"}}}}}}"#
        )
    });
    for line in [&lines[0], &lines[1], &lines[0], &lines[1]] {
        assert_same_thrice(&mut decider, line, &limits);
    }
}
