//! What holds for all decisions.

use can_invoke_policy::{
    Assumption, Context, PolicyKind, Silent, Verdict,
    context::Fact,
    decide,
    depends::{Requirement, explain},
    message::reason,
    principal::SessionName,
};
use proptest::prelude::*;

use super::strategies::{KEYS, Plan, completion, cutting_plan, plan, settling_plan, statement};
use crate::support::*;

/// A plan and one way in which its unknown keys may turn out.
fn plan_and_completion(
    plan: impl Strategy<Value = Plan>,
) -> impl Strategy<Value = (Plan, Vec<(&'static str, Fact)>)> {
    plan.prop_flat_map(|plan| {
        let facts: Vec<BoxedStrategy<(&'static str, Fact)>> = plan
            .facts
            .iter()
            .map(|(key, fact)| match fact {
                Fact::Unknown { may_be_absent } => {
                    let key = *key;
                    completion(key, *may_be_absent)
                        .prop_map(move |fact| (key, fact))
                        .boxed()
                }
                known => Just((*key, known.clone())).boxed(),
            })
            .collect();
        (Just(plan), facts)
    })
}

proptest! {
    #![proptest_config(crate::support::cases(1500))]

    /// `verdict` decides with evidence, without, and prepared, and compares.
    #[test]
    fn evidence_changes_nothing(plan in prop_oneof![plan(1), plan(4)], bits in any::<u64>()) {
        let mut world = plan.world();
        world.verdict();
        world.readings = readings_of(bits);
        world.verdict();
    }

    /// An assumption that is not told is not leaned on.
    #[test]
    fn what_is_not_told_makes_no_difference(plan in prop_oneof![plan(1), plan(4)], bits in any::<u64>()) {
        let mut world = plan.world();
        world.readings = readings_of(bits);
        let (decision, _) = world.decide();
        let told = world.assumptions();
        for assumption in Assumption::ALL {
            if !told.contains(&assumption.id()) {
                let mut other = world.clone();
                other.readings = world.readings.otherwise(*assumption);
                prop_assert_eq!(other.decide().0.verdict, decision.verdict, "{}", assumption.id());
            }
        }
    }

    #[test]
    fn order_does_not_matter(plan in plan(1), turn in any::<u64>()) {
        let mut turned = plan.clone();
        let mut keys = turned.facts.clone();
        keys.reverse();
        turned.facts = keys;
        for (index, documents) in turned.lists().into_iter().enumerate() {
            let turn = usize::from((turn >> (8 * index)) as u8);
            for statements in documents.iter_mut() {
                if !statements.is_empty() {
                    let middle = turn % statements.len();
                    statements.rotate_left(middle);
                }
            }
            documents.reverse();
        }
        let (left, right) = (plan.world().decide().0, turned.world().decide().0);
        prop_assert_eq!(left.verdict, right.verdict);
        prop_assert_eq!(left.missing, right.missing);
        prop_assert_eq!(left.provisos, right.provisos);
    }

    #[test]
    fn a_deny_more_never_allows(plan in plan(1), deny in statement(true), place in 0usize..5) {
        let before = plan.world().verdict();
        let with_principal = place == 1;
        let deny = deny.replacen(r#""Effect":"Allow""#, r#""Effect":"Deny""#, 1);
        let deny = if with_principal { deny } else { without_principal(&deny) };
        let mut stricter = plan;
        if let Some(statements) = stricter.lists()[place].first_mut() {
            statements.push(deny);
        }
        let after = stricter.world().verdict();
        prop_assert!(after != Verdict::Allowed || before == Verdict::Allowed);
        prop_assert!(!before.is_denied() || after.is_denied());
    }

    #[test]
    fn a_deny_less_never_denies(plan in plan(1)) {
        let before = plan.world().verdict();
        let mut looser = plan;
        for documents in looser.lists() {
            for statements in documents {
                statements.retain(|one| !one.contains(r#""Effect":"Deny""#));
            }
        }
        let after = looser.world().verdict();
        prop_assert!(!after.is_denied() || before.is_denied());
        prop_assert!(before != Verdict::Allowed || after == Verdict::Allowed);
        prop_assert!(after != Verdict::ExplicitlyDenied);
    }

    #[test]
    fn an_allow_more_never_denies(plan in plan(1), place in 0usize..5) {
        let before = plan.world().verdict();
        let allow = if place == 1 { EVERYONE_INVOKES } else { ALLOW_INVOKE };
        let mut looser = plan;
        if let Some(statements) = looser.lists()[place].first_mut() {
            statements.push(allow.to_owned());
        }
        let after = looser.world().verdict();
        prop_assert!(!after.is_denied() || before.is_denied());
        prop_assert!(before != Verdict::Allowed || after == Verdict::Allowed);
    }

    #[test]
    fn what_is_decided_stays_decided_whatever_the_unknown_is(
        (plan, facts) in plan_and_completion(plan(4)),
        bits in prop_oneof![Just(0), any::<u64>()],
    ) {
        let mut world = plan.world();
        world.readings = readings_of(bits);
        let (decision, _) = world.decide();
        let mut completed = world;
        completed.request.context = context(&facts);
        let verdict = completed.verdict();
        match decision.verdict {
            Verdict::Allowed => prop_assert_eq!(verdict, Verdict::Allowed),
            Verdict::ExplicitlyDenied => prop_assert_eq!(verdict, Verdict::ExplicitlyDenied),
            Verdict::ImplicitlyDenied => prop_assert!(verdict.is_denied()),
            Verdict::Depends => {}
        }
    }

    #[test]
    fn a_layer_that_turns_out_restrictive_was_a_proviso(plan in plan(1), denies in any::<bool>()) {
        // The boundary is not given; then it turns out to be this.
        let mut open = plan.world();
        open.boundary = None;
        let (before, _) = open.decide();
        let restrictive = if denies { DENY_INVOKE } else { SILENT };
        open.boundary = Some(vec![policy(PolicyKind::PermissionsBoundary, restrictive)]);
        let after = open.verdict();
        if before.verdict == Verdict::Allowed && after != Verdict::Allowed {
            prop_assert!(before.provisos.contains(&can_invoke_policy::Layer::PermissionsBoundary));
        }
        // In the strict reading a decision stands whatever it is.
        let mut strict = plan.world();
        strict.boundary = None;
        strict.strict = true;
        match strict.verdict() {
            Verdict::Allowed => prop_assert_eq!(after, Verdict::Allowed),
            Verdict::Depends => {}
            _ => prop_assert!(after.is_denied()),
        }
    }

    #[test]
    fn a_decision_shows_what_it_rests_on(plan in plan(1)) {
        let (decision, trace) = plan.world().decide();
        for reference in &decision.decided_by {
            let statement = trace
                .statements
                .iter()
                .find(|one| one.reference == *reference)
                .expect("evidence of the statement");
            prop_assert!(statement.applies.is_true());
            let denies = statement.effect == can_invoke_policy::Effect::Deny;
            prop_assert_eq!(denies, decision.verdict == Verdict::ExplicitlyDenied);
        }
        let reason = reason(&plan.world().request, &decision);
        prop_assert_eq!(reason.is_some(), decision.verdict.is_denied());
        let missing = !decision.missing.all_of.is_empty() || !decision.missing.any_of.is_empty();
        match decision.verdict {
            Verdict::ExplicitlyDenied => prop_assert!(!decision.decided_by.is_empty() && !missing),
            Verdict::ImplicitlyDenied => prop_assert!(missing),
            Verdict::Allowed => prop_assert!(!missing),
            Verdict::Depends => {
                let turns = trace.statements.iter().any(|one| one.applies.is_unknown());
                prop_assert!(turns || !decision.not_given.is_empty());
            }
        }
    }
}

fn without_principal(statement: &str) -> String {
    let start = statement
        .find(r#""Principal""#)
        .or(statement.find(r#""NotPrincipal""#));
    let end = statement.find(r#""Action""#);
    match (start, end) {
        (Some(start), Some(end)) => format!("{}{}", &statement[..start], &statement[end..]),
        _ => statement.to_owned(),
    }
}

/// Values to try for a key: those that policies name, neighbours of them, and others.
const TEXTS: &[&str] = &[
    "x", "y", "X", "xx", "xy", "Y", "?", "prod", "test", "z", "x*", "zz", "z1", "zzz", "GET",
    "prod/GET", "ET",
];
const ADDRESSES: &[&str] = &[
    "203.0.112.255",
    "203.0.113.0",
    "203.0.113.127",
    "203.0.113.128",
    "203.0.113.255",
    "203.0.114.0",
    "198.51.100.6",
    "198.51.100.7",
    "198.51.100.8",
    "2001:db8::",
    "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff",
    "2001:db9::",
    "0.0.0.0",
    "255.255.255.255",
    "::",
];

/// Whether a value is among those that a requirement names.
fn fits(requirement: &Requirement, fact: &Fact) -> bool {
    let Fact::Values(values) = fact else {
        return requirement.only_absent || requirement.or_absent;
    };
    let value = values[0].as_str();
    let names = |list: &[String]| {
        list.iter().any(|one| {
            if let Some(pattern) = one.strip_prefix("any value that matches ") {
                return can_invoke_policy::pattern::Glob::wildcard(pattern).matches(value);
            }
            match (
                one.parse::<ipnet::IpNet>(),
                value.parse::<core::net::IpAddr>(),
            ) {
                (Ok(network), Ok(address)) => network.contains(&address),
                _ => one == value,
            }
        })
    };
    if requirement.only_absent {
        false
    } else if requirement.one_of.is_empty() {
        !names(&requirement.none_of)
    } else {
        names(&requirement.one_of)
    }
}

proptest! {
    #![proptest_config(crate::support::cases(200))]

    /// What is said to be worked out is right for every value, not only for examples.
    #[test]
    fn allowed_when_is_when_it_is_allowed(
        plan in prop_oneof![cutting_plan(), plan(6)],
        bits in prop_oneof![2 => Just(0), 1 => any::<u64>()],
    ) {
        let mut world = plan.world();
        world.readings = readings_of(bits);
        let (decision, trace) = world.decide();
        if decision.verdict != Verdict::Depends {
            return Ok(());
        }
        let depends = explain(&world.request, &world.layers(), &decision, &trace);
        if !depends.is_worked_out {
            return Ok(());
        }
        let layers = world.layers();
        for (values, names) in every_completion(&world.request.context, &plan) {
            let mut tried = world.request.clone();
            for (key, fact) in &values {
                tried.context.set(key, fact.clone());
            }
            if let can_invoke_policy::Caller::Session { session, .. } = &mut tried.caller
                && *session == SessionName::NotGiven
            {
                *session = SessionName::Known(names.to_owned());
            }
            let expected = depends.allowed_when.iter().any(|all| {
                all.iter().all(|one| {
                    if one.fact == "role session name" {
                        return fits(one, &Fact::Values(vec![names.to_owned()]));
                    }
                    let fact = values.iter().find(|(key, _)| key.eq_ignore_ascii_case(&one.fact));
                    fact.is_some_and(|(_, fact)| fits(one, fact))
                })
            });
            let verdict = decide(&tried, &layers, &mut Silent).verdict;
            prop_assert!(verdict != Verdict::Depends);
            prop_assert_eq!(verdict == Verdict::Allowed, expected, "{:?} {} {:?}", values, names, depends);
        }
    }
}

/// Whether some set operator is about the key.
fn has_lists(plan: &mut Plan, key: &str) -> bool {
    let mut statements = plan.lists().into_iter().flatten().flatten();
    statements.any(|statement| {
        let mut behind = statement.split("\"For").skip(1);
        behind.any(|text| {
            let operator = text.split('[').next().unwrap_or_default();
            operator.contains(&format!("{{\"{key}\""))
        })
    })
}

proptest! {
    #![proptest_config(crate::support::cases(3000))]

    /// What is settled is so for every value, for lists of them, and where there is none.
    #[test]
    fn what_is_settled_is_settled(
        (mut plan, facts) in plan_and_completion(prop_oneof![1 => plan(4), 4 => settling_plan()]),
        bits in prop_oneof![2 => Just(0), 1 => any::<u64>()],
    ) {
        let mut world = plan.world();
        world.readings = readings_of(bits);
        let (decision, trace) = world.decide();
        if decision.verdict != Verdict::Depends {
            return Ok(());
        }
        let depends = explain(&world.request, &world.layers(), &decision, &trace);
        let Some(settled) = depends.settled else {
            return Ok(());
        };
        prop_assert!(depends.is_worked_out);
        prop_assert_eq!(settled.verdict == Verdict::Allowed, depends.allowed_when == [vec![]]);
        prop_assert_eq!(settled.verdict.is_denied(), depends.allowed_when.is_empty());
        for (key, fact) in &facts {
            let Fact::Values(values) = fact else { continue };
            let is_unknown = matches!(
                world.request.context.get(key),
                can_invoke_policy::Lookup::Unknown { .. }
            );
            // A key without a set operator has one value, and no address is empty.
            let is_one = values.len() == 1 && (*key != "aws:SourceIp" || !values[0].is_empty());
            if is_unknown && !is_one && !has_lists(&mut plan, key) {
                return Ok(());
            }
        }
        let mut completed = world.clone();
        completed.request.context = context(&facts);
        if let can_invoke_policy::Caller::Session { session, .. } = &mut completed.request.caller
            && *session == SessionName::NotGiven
        {
            *session = SessionName::Known("s1".to_owned());
        }
        let (sure, _) = completed.decide();
        if settled.verdict == Verdict::ImplicitlyDenied {
            prop_assert!(sure.verdict.is_denied());
        } else {
            prop_assert_eq!(sure.verdict, settled.verdict);
        }
        if !settled.decided_by.is_empty() {
            prop_assert_eq!(sure.decided_by, settled.decided_by);
        }
        if let Some(missing) = settled.missing {
            prop_assert_eq!(sure.missing, missing);
        }
    }
}

type Completion = (Vec<(&'static str, Fact)>, &'static str);

/// Every combination of the values to try for the keys that are unknown.
fn every_completion(known: &Context, plan: &Plan) -> Vec<Completion> {
    let mut all: Vec<Vec<(&'static str, Fact)>> = vec![Vec::new()];
    for key in KEYS {
        let can_invoke_policy::Lookup::Unknown { may_be_absent } = known.get(key) else {
            continue;
        };
        // As an address is an address, what is compared as a truth value is one.
        let is_truth_value = plan
            .clone()
            .lists()
            .into_iter()
            .flatten()
            .flatten()
            .any(|statement| statement.contains(&format!(r#""Bool":{{"{key}""#)));
        let list: &[&str] = if *key == "aws:SourceIp" {
            ADDRESSES
        } else if is_truth_value {
            &["true", "false"]
        } else {
            TEXTS
        };
        let mut facts: Vec<Fact> = list.iter().map(|one| values(&[one])).collect();
        facts.extend(may_be_absent.then_some(Fact::Absent));
        all = all
            .into_iter()
            .flat_map(|before| {
                facts.iter().map(move |fact| {
                    let mut after = before.clone();
                    after.push((*key, fact.clone()));
                    after
                })
            })
            .collect();
    }
    let sessions: &[&str] = if plan.caller == RB {
        &["s1", "s2"]
    } else {
        &[""]
    };
    all.into_iter()
        .flat_map(|values| sessions.iter().map(move |name| (values.clone(), *name)))
        .collect()
}
