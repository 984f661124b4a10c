//! Random policies, contexts and requests over few names, so that they meet.

use can_invoke_policy::{PolicyKind, context::Fact};
use proptest::prelude::*;

use crate::support::*;

pub(super) const KEYS: &[&str] = &["k:a", "k:b", "aws:SourceIp"];
const CALLERS: &[&str] = &[
    UB,
    SB,
    RB,
    ROOT_B,
    U,
    S,
    "arn:aws:sts::222222222222:federated-user/bob",
    "states.amazonaws.com",
    "anonymous",
];
pub(super) const PRINCIPALS: &[&str] = &[
    r#"{"AWS":"222222222222"}"#,
    r#"{"AWS":"arn:aws:iam::111111111111:root"}"#,
    r#"{"AWS":"arn:aws:iam::222222222222:user/ann"}"#,
    r#"{"AWS":"arn:aws:iam::111111111111:user/ann"}"#,
    r#"{"AWS":["arn:aws:iam::222222222222:role/team/app","222222222222"]}"#,
    r#"{"AWS":"arn:aws:sts::222222222222:assumed-role/app/s1"}"#,
    r#"{"AWS":["arn:aws:sts::222222222222:assumed-role/App/s1","AROAEXAMPLEEXAMPLE123"]}"#,
    r#"{"AWS":"*"}"#,
    r#"{"AWS":"arn:aws:sts::222222222222:federated-user/bob"}"#,
    r#"{"Service":"states.amazonaws.com"}"#,
    r#""*""#,
];
const RESOURCES: &[&str] = &[
    "*",
    "arn:aws:execute-api:*:*:*/prod/*",
    "arn:aws:execute-api:*:*:*/test/*",
    "arn:aws:execute-api:*:*:*/${k:a, 'prod'}/*",
    "arn:aws:execute-api:*:*:*/${k:a}/*",
    "arn:aws:execute-api:*:*:other/${k:a}/*",
    "arn:aws:execute-api:*:*:*/${k:a}/${k:b}/pets",
    "arn:aws:execute-api:*",
];
const ACTIONS: &[&str] = &["*", "execute-api:Invoke", "execute-api:*", "s3:*"];
const OPERATORS: &[&str] = &[
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIfExists",
    "StringNotEqualsIfExists",
    "StringLike",
    "StringNotLike",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "ForAnyValue:StringEquals",
    "ForAllValues:StringEquals",
    "ForAnyValue:StringNotEquals",
    "ForAllValues:StringNotLikeIfExists",
    "ForAllValues:StringNotEquals",
    "stringequals",
];
const VALUES: &[&str] = &[
    "x",
    "y",
    "X",
    "x*",
    "?",
    "${k:b}",
    "${k:a, 'x'}",
    "x${k:b}",
    "?${k:a}",
    "${k:b}${k:a}",
    "É${k:b}",
    "x${*}${k:b}",
];
const ARNS: &[&str] = &[
    "arn:a:b:c:d:x",
    "arn:*:b:c:d:*",
    "arn:a:b:c:d:${k:b}",
    "arn:${k:b}:x",
    "${k:b}",
    "arn:z:b:c:d:${k:b}",
];
const NETWORKS: &[&str] = &[
    "203.0.113.0/24",
    "203.0.113.128/25",
    "198.51.100.7",
    "2001:db8::/32",
    "0.0.0.0/0",
];

pub(super) fn any_of(list: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    proptest::sample::select(list)
}

/// One operator with one key and one or two values.
pub(super) fn condition() -> impl Strategy<Value = String> {
    let text = (
        any_of(OPERATORS),
        any_of(&["k:a", "k:b"]),
        prop::collection::vec(any_of(VALUES), 1..3),
    )
        .prop_map(|(operator, key, values)| {
            format!(r#""{operator}":{{"{key}":["{}"]}}"#, values.join("\",\""))
        });
    let arn = (
        any_of(&["ArnLike", "ArnNotEquals", "ForAllValues:ArnEquals"]),
        prop::collection::vec(any_of(ARNS), 1..3),
    )
        .prop_map(|(operator, values)| {
            format!(r#""{operator}":{{"k:a":["{}"]}}"#, values.join("\",\""))
        });
    let truth = any_of(&["true", "false", "${k:b}"])
        .prop_map(|value| format!(r#""Bool":{{"k:a":"{value}"}}"#));
    let address = (
        any_of(&["IpAddress", "NotIpAddress", "IpAddressIfExists"]),
        prop::collection::vec(any_of(NETWORKS), 1..3),
    )
        .prop_map(|(operator, values)| {
            format!(
                r#""{operator}":{{"aws:SourceIp":["{}"]}}"#,
                values.join("\",\"")
            )
        });
    let presence = (any_of(KEYS), any::<bool>())
        .prop_map(|(key, absent)| format!(r#""Null":{{"{key}":"{absent}"}}"#));
    prop_oneof![8 => text, 3 => arn, 1 => truth, 4 => address, 2 => presence]
}

/// A condition that cuts the values of its key into cells.
fn cutting_condition() -> impl Strategy<Value = String> {
    let text = (
        any_of(&[
            "StringEquals",
            "StringNotEquals",
            "StringEqualsIfExists",
            "StringNotEqualsIfExists",
            "StringLike",
            "StringNotLike",
        ]),
        any_of(&["k:a", "k:b"]),
        prop::collection::vec(
            any_of(&[
                "x",
                "y",
                "z*",
                "??",
                "X",
                "${k:b}",
                "x${k:b}",
                "${k:a}*",
                "${k:a, 'y'}",
                "${k:b}${k:a}",
            ]),
            1..3,
        ),
    )
        .prop_map(|(operator, key, values)| {
            format!(r#""{operator}":{{"{key}":["{}"]}}"#, values.join("\",\""))
        });
    let address = (
        any_of(&["IpAddress", "NotIpAddress", "IpAddressIfExists"]),
        prop::collection::vec(any_of(NETWORKS), 1..3),
    )
        .prop_map(|(operator, values)| {
            format!(
                r#""{operator}":{{"aws:SourceIp":["{}"]}}"#,
                values.join("\",\"")
            )
        });
    let presence = (any_of(KEYS), any::<bool>())
        .prop_map(|(key, absent)| format!(r#""Null":{{"{key}":"{absent}"}}"#));
    prop_oneof![3 => text, 3 => address, 1 => presence]
}

/// A plan that mostly depends, on facts that can be cut into cells.
pub(super) fn cutting_plan() -> impl Strategy<Value = Plan> {
    let resource = prop_oneof![
        4 => Just("*"),
        1 => any_of(&[
            "arn:aws:execute-api:*:*:*/${k:a}/*",
            "arn:aws:execute-api:*:*:*/${k:a, 'prod'}/GET/*",
            "arn:aws:execute-api:*:*:*/${k:b}/${k:a}/pets",
        ]),
    ];
    let statement = (prop::bool::weighted(0.35), cutting_condition(), resource).prop_map(
        |(deny, condition, resource)| {
            let effect = if deny { "Deny" } else { "Allow" };
            format!(
                r#"{{"Effect":"{effect}","Action":"*","Resource":"{resource}","Condition":{{{condition}}}}}"#
            )
        },
    );
    let identity = prop::collection::vec(statement, 1..5);
    let known = || any_of(&["x", "y", "xy", "zz", "GET"]).prop_map(|one| values(&[one]));
    let unknown = KEYS
        .iter()
        .map(|key| {
            // Variables are worked out where what they are compared with is known.
            let weight = if *key == "aws:SourceIp" { 0 } else { 2 };
            prop_oneof![3 => Just(UNKNOWN), 2 => Just(PRESENT), weight => known()]
                .prop_map(move |fact| (*key, fact))
        })
        .collect::<Vec<_>>();
    let resource = (
        any_of(&["Allow", "Deny"]),
        any_of(&["s1", "s2"]),
        any::<bool>(),
    )
        .prop_map(|(effect, session, is_there)| {
            let statement = format!(
                r#"{{"Effect":"{effect}","Principal":{{"AWS":"arn:aws:sts::222222222222:assumed-role/app/{session}"}},"Action":"*","Resource":"*"}}"#
            );
            Vec::from_iter(is_there.then(|| vec![statement]))
        });
    (any_of(&[UB, RB]), unknown, identity, resource).prop_map(
        |(caller, facts, identity, resource)| Plan {
            caller,
            facts,
            identity: vec![identity],
            resource,
            boundary: Vec::new(),
            session: Vec::new(),
            scp: Vec::new(),
        },
    )
}

/// A plan about one unknown key, on which the verdict often does not turn after all.
pub(super) fn settling_plan() -> impl Strategy<Value = Plan> {
    let condition = (
        any_of(&[
            "StringEquals",
            "StringNotEquals",
            "StringLike",
            "StringNotLike",
            "StringLikeIfExists",
            "StringNotLikeIfExists",
            "ForAllValues:StringLike",
            "ForAllValues:StringNotLike",
            "ForAnyValue:StringLike",
            "ForAnyValue:StringNotLike",
            "ForAnyValue:StringLikeIfExists",
        ]),
        any_of(&["*", "?*", "x", "y", "x*", "${k:b}", "${k:b, 'x'}"]),
    );
    let statement = (prop::bool::weighted(0.3), condition).prop_map(|(deny, (operator, value))| {
        let effect = if deny { "Deny" } else { "Allow" };
        format!(
            r#"{{"Effect":"{effect}","Action":"*","Resource":"*","Condition":{{"{operator}":{{"k:a":"{value}"}}}}}}"#
        )
    });
    let known = prop_oneof![
        any_of(&["x", "y"]).prop_map(|one| values(&[one])),
        Just(Fact::Absent)
    ];
    let facts = (prop_oneof![Just(UNKNOWN), Just(PRESENT)], known);
    (facts, prop::collection::vec(statement, 1..4)).prop_map(|((one, other), identity)| Plan {
        caller: UB,
        facts: vec![("k:a", one), ("k:b", other)],
        identity: vec![identity],
        resource: Vec::new(),
        boundary: Vec::new(),
        session: Vec::new(),
        scp: Vec::new(),
    })
}

/// Conditions whose operators differ, so that no name stands twice.
fn conditions() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(condition(), 0..3).prop_map(|mut all| {
        all.sort();
        all.dedup_by_key(|one| one.split(':').next().map(str::to_owned));
        all.dedup_by(|left, right| operator(left) == operator(right));
        all
    })
}

fn operator(condition: &str) -> String {
    condition.split(":{").next().unwrap_or_default().to_owned()
}

/// A statement with a principal if `principals` says so.
pub(super) fn statement(principals: bool) -> impl Strategy<Value = String> {
    (
        prop::bool::weighted(0.3),
        any_of(PRINCIPALS),
        prop::bool::weighted(0.15),
        any_of(ACTIONS),
        (prop::bool::weighted(0.15), any_of(RESOURCES)),
        conditions(),
    )
        .prop_map(move |(deny, principal, not, action, (but, resource), conditions)| {
            let effect = if deny { "Deny" } else { "Allow" };
            let not = if not && deny { "Not" } else { "" };
            let but = if but { "Not" } else { "" };
            let principal = if principals {
                format!(r#""{not}Principal":{principal},"#)
            } else {
                String::new()
            };
            format!(
                r#"{{"Effect":"{effect}",{principal}"Action":"{action}","{but}Resource":"{resource}","Condition":{{{}}}}}"#,
                conditions.join(",")
            )
        })
}

/// The statements of each document of a layer.
type Documents = Vec<Vec<String>>;

/// Everything that a decision rests on, still as text.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) caller: &'static str,
    pub(super) facts: Vec<(&'static str, Fact)>,
    pub(super) identity: Documents,
    pub(super) resource: Documents,
    pub(super) boundary: Documents,
    pub(super) session: Documents,
    pub(super) scp: Documents,
}

fn documents(principals: bool, most: usize) -> impl Strategy<Value = Documents> {
    prop::collection::vec(prop::collection::vec(statement(principals), 0..4), 0..most)
}

fn known(key: &'static str) -> BoxedStrategy<Fact> {
    if key == "aws:SourceIp" {
        any_of(&[
            "203.0.113.9",
            "203.0.113.200",
            "198.51.100.7",
            "2001:db8::1",
            "10.0.0.1",
        ])
        .prop_map(|one| values(&[one]))
        .boxed()
    } else {
        let texts = any_of(&[
            "x",
            "y",
            "X",
            "xx",
            "xy",
            "prod",
            "test",
            "GET",
            "arn:a:b:c:d:x",
            "a:b:c:d",
            "éx",
            "x*y",
            "true",
        ]);
        prop::collection::vec(texts, 1..3)
            .prop_map(|all| values(&all))
            .boxed()
    }
}

/// A value, several, or none at all: what an unknown key may turn out to be.
pub(super) fn completion(key: &'static str, may_be_absent: bool) -> BoxedStrategy<Fact> {
    if !may_be_absent {
        return known(key);
    }
    prop_oneof![
        3 => known(key),
        1 => Just(Fact::Absent),
        1 => Just(values(&[""])),
        1 => Just(values(&["", ""])),
        1 => Just(values(&[])),
    ]
    .boxed()
}

fn facts(unknown: u32) -> impl Strategy<Value = Vec<(&'static str, Fact)>> {
    let one = move |key: &'static str| {
        prop_oneof![
            unknown => prop_oneof![Just(UNKNOWN), Just(PRESENT)],
            2 => completion(key, true),
        ]
        .prop_map(move |fact| (key, fact))
    };
    KEYS.iter().map(|key| one(key).boxed()).collect::<Vec<_>>()
}

/// `unknown` says how often a key is unknown, against 2 that it is not.
pub(super) fn plan(unknown: u32) -> impl Strategy<Value = Plan> {
    (
        any_of(CALLERS),
        facts(unknown),
        documents(false, 3),
        documents(true, 2),
        prop_oneof![3 => Just(Vec::new()), 1 => documents(false, 2)],
        prop_oneof![3 => Just(Vec::new()), 1 => documents(false, 2)],
        prop_oneof![3 => Just(Vec::new()), 1 => documents(false, 3)],
    )
        .prop_map(
            |(caller, facts, identity, resource, boundary, session, scp)| Plan {
                caller,
                facts,
                identity,
                resource,
                boundary,
                session,
                scp,
            },
        )
}

impl Plan {
    pub(super) fn world(&self) -> World {
        let read = |kind: PolicyKind, documents: &Documents| {
            documents
                .iter()
                .map(|statements| policy(kind, &statements.join(",")))
                .collect::<Vec<_>>()
        };
        let mut world = call(self.caller);
        for (key, fact) in &self.facts {
            world.request.context.set(key, fact.clone());
        }
        world.identity = Some(read(PolicyKind::Identity, &self.identity));
        world.resource = Some(read(PolicyKind::Resource, &self.resource));
        world.boundary = Some(read(PolicyKind::PermissionsBoundary, &self.boundary));
        world.session = Some(read(PolicyKind::Session, &self.session));
        let levels = read(PolicyKind::ServiceControl, &self.scp);
        world.service_control = Some(levels.into_iter().map(|one| vec![one]).collect());
        world
    }

    /// Every list of documents, in a fixed order.
    pub(super) fn lists(&mut self) -> [&mut Documents; 5] {
        [
            &mut self.identity,
            &mut self.resource,
            &mut self.boundary,
            &mut self.session,
            &mut self.scp,
        ]
    }
}
