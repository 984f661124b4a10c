//! Conditions: operator × key × values × context.
//!
//! Two things are checked. What is said although something is not known stays true however
//! that turns out. And where everything is known, the truth tables of the IAM user guide
//! hold, written down here once more and in another way.

use arbitrary::{Result, Unstructured};
use can_invoke_policy::{
    Context, Lookup, PolicyKind, Readings, Truth,
    condition::{self, Operator, OperatorBase, Qualifier},
    context::Fact,
    document::{self, Condition},
};
use can_invoke_source::{Sources, parse_text};

use crate::{
    holds::{self, LIMITS},
    oracle,
};

const KEYS: [&str; 4] = [
    "aws:username",
    "aws:PrincipalTag/Team",
    "aws:TagKeys",
    "aws:SourceVpce",
];

const WORDS: [&str; 44] = [
    "",
    "a",
    "A",
    "b",
    "ab",
    "aB",
    "a*",
    "*",
    "?",
    "*b*",
    "a?",
    "é",
    "ß",
    "${aws:username}",
    "${aws:PrincipalTag/team}",
    "${aws:TagKeys}",
    "x${aws:username}*",
    "${aws:username, 'a'}",
    "${aws:SourceVpce, 'b'}${aws:username}",
    "${*}",
    "${$}",
    "${",
    "${}",
    "true",
    "False",
    "TRUE",
    "0",
    "1",
    "-1",
    "1.0",
    "2.50",
    "1e2",
    "007",
    "10.0.0.0/8",
    "10.1.2.3",
    "::ffff:10.1.2.3",
    "2001:db8::/32",
    "2026-01-01T00:00:00Z",
    "2026-01-01",
    "1767225600",
    "arn:aws:s3:::b/k:1",
    "arn:*:s3:*:*:b*",
    "arn:aws:s3",
    "YQ==",
];

/// The body of the target.
pub fn run(data: &[u8]) {
    let mut input = Unstructured::new(data);
    // An input that is too short is filled up with zeros; it never fails.
    let _ = one(&mut input);
}

fn one(input: &mut Unstructured<'_>) -> Result<()> {
    let operator = Operator {
        qualifier: *input.choose(&[
            None,
            Some(Qualifier::ForAllValues),
            Some(Qualifier::ForAnyValue),
        ])?,
        base: *input.choose(OperatorBase::ALL)?,
        if_exists: input.arbitrary()?,
    };
    let key = *input.choose(&KEYS)?;
    let values = words(input, 4)?;
    let version = *input.choose(&["2012-10-17", "2008-10-17"])?;
    let mut facts = Vec::new();
    for key in KEYS {
        facts.push((key, fact(input)?));
    }

    let Some((condition, has_errors)) = read(operator, key, &values, version) else {
        return Ok(());
    };
    let context = context(&facts);
    let readings = Readings::default();
    let outcome = condition::evaluate(&condition, &context, readings);
    assert_eq!(outcome, condition::evaluate(&condition, &context, readings));
    assert_eq!(
        outcome.truth.is_unknown(),
        !outcome.unknown_keys.is_empty(),
        "{outcome:?}"
    );
    for key in &outcome.unknown_keys {
        let lookup = context.get(key);
        assert!(matches!(lookup, Lookup::Unknown { .. }), "`{key}` is known");
    }

    for _ in 0..4 {
        let completed = complete(input, &facts)?;
        let sure = condition::evaluate(&condition, &self::context(&completed), readings);
        assert!(!sure.truth.is_unknown(), "unknown, though all is known");
        assert!(
            outcome.truth.is_unknown() || outcome.truth == sure.truth,
            "{operator} {key} {values:?}: {:?} under {facts:?}, {:?} under {completed:?}",
            outcome.truth,
            sure.truth
        );
        let fact = completed.iter().find(|(known, _)| *known == key);
        let has_variables = values.iter().any(|value| value.contains("${"));
        if let (Some((_, fact)), false, false) = (fact, has_variables, has_errors)
            && let Some(expected) = expected(operator, &values, fact)
        {
            assert_eq!(
                sure.truth,
                Truth::from(expected),
                "{operator} {key} {values:?} with {fact:?}"
            );
        }
    }
    Ok(())
}

fn word(input: &mut Unstructured<'_>) -> Result<String> {
    if input.ratio(1, 8)? {
        let text: &str = input.arbitrary()?;
        return Ok(text.chars().take(12).collect());
    }
    Ok((*input.choose(&WORDS)?).to_owned())
}

fn words(input: &mut Unstructured<'_>, most: usize) -> Result<Vec<String>> {
    let count = input.int_in_range(0..=most)?;
    (0..count).map(|_| word(input)).collect()
}

fn fact(input: &mut Unstructured<'_>) -> Result<Fact> {
    Ok(match input.int_in_range(0..=4)? {
        0 => Fact::Absent,
        1 | 2 => Fact::Values(words(input, 3)?),
        3 => Fact::Unknown {
            may_be_absent: true,
        },
        _ => Fact::Unknown {
            may_be_absent: false,
        },
    })
}

/// One way in which everything that is not known may turn out.
fn complete(
    input: &mut Unstructured<'_>,
    facts: &[(&'static str, Fact)],
) -> Result<Vec<(&'static str, Fact)>> {
    let mut completed = Vec::new();
    for (key, fact) in facts {
        let turned_out = match fact {
            Fact::Unknown {
                may_be_absent: true,
            } if input.ratio(1, 3)? => Fact::Absent,
            Fact::Unknown { may_be_absent } => {
                let mut values = words(input, 3)?;
                if !may_be_absent && values.iter().all(String::is_empty) {
                    values.push("a".to_owned());
                }
                Fact::Values(values)
            }
            known => known.clone(),
        };
        completed.push((*key, turned_out));
    }
    Ok(completed)
}

fn context(facts: &[(&str, Fact)]) -> Context {
    let mut context = Context::closed();
    for (key, fact) in facts {
        context.set(key, fact.clone());
    }
    context
}

/// The condition as it is read from a policy document, and whether that has an error.
fn read(
    operator: Operator,
    key: &str,
    values: &[String],
    version: &str,
) -> Option<(Condition, bool)> {
    let policy = serde_json::json!({
        "Version": version,
        "Statement": [{
            "Effect": "Allow",
            "Action": "*",
            "Resource": "*",
            "Condition": { operator.to_string(): { key: values } },
        }],
    });
    let mut sources = Sources::new();
    let file = sources.add("policy.json", policy.to_string());
    let node = parse_text(&sources, file, &LIMITS).value?;
    let parsed = document::parse(&node, PolicyKind::Identity, "policy");
    holds::diagnostics(&sources, &parsed.diagnostics);
    let has_errors = parsed.has_errors();
    let statement = parsed.value?.statements.into_iter().next()?;
    let condition = statement.conditions.into_iter().next()?;
    assert_eq!(condition.operator, operator);
    assert_eq!(condition.values.len(), values.len());
    Some((condition, has_errors))
}

/// The truth tables. `None` for comparisons that are not written down again here.
fn expected(operator: Operator, values: &[String], fact: &Fact) -> Option<bool> {
    let present: Option<&[String]> = match fact {
        Fact::Absent => None,
        Fact::Values(values) => Some(values),
        Fact::Unknown { .. } => return None,
    };
    let is_empty = present.is_none_or(|present| present.iter().all(String::is_empty));
    if operator.base == OperatorBase::Null {
        return Some(match operator.qualifier {
            Some(Qualifier::ForAllValues) => true,
            Some(Qualifier::ForAnyValue) => false,
            None => values.iter().any(|value| {
                let wanted = value.to_ascii_lowercase();
                (wanted == "true" && is_empty) || (wanted == "false" && !is_empty)
            }),
        });
    }
    let negated = operator.base.is_negated();
    let Some(present) = present else {
        return Some(match operator.qualifier {
            Some(Qualifier::ForAllValues) => true,
            Some(Qualifier::ForAnyValue) => operator.if_exists,
            None => operator.if_exists || negated,
        });
    };
    if values.is_empty() {
        return Some(match operator.qualifier {
            Some(Qualifier::ForAllValues) => is_empty,
            Some(Qualifier::ForAnyValue) => false,
            None => negated && !operator.if_exists,
        });
    }
    let mut holds = Vec::new();
    for request in present {
        let mut found = false;
        for policy in values {
            found |= compares(operator.base, policy, request)?;
        }
        holds.push(found != negated);
    }
    Some(match (operator.qualifier, holds.as_slice()) {
        (Some(Qualifier::ForAllValues), holds) => is_empty || holds.iter().all(|one| *one),
        (Some(Qualifier::ForAnyValue), holds) => !is_empty && holds.iter().any(|one| *one),
        (None, []) => negated,
        (None, [one]) => *one,
        (None, _) => false,
    })
}

/// Whether two values compare, before a negated operator turns it round.
fn compares(base: OperatorBase, policy: &str, request: &str) -> Option<bool> {
    use OperatorBase as O;
    let characters = |text: &str| -> Vec<char> { text.chars().collect() };
    let number = |text: &str| -> Option<f64> {
        let plain = text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b".-".contains(&byte));
        (plain && text.len() < 8).then(|| text.parse().ok())?
    };
    let like =
        |policy: &str, request: &str| oracle::matches(&characters(policy), &characters(request));
    Some(match base {
        O::StringEquals | O::StringNotEquals => policy == request,
        O::StringEqualsIgnoreCase | O::StringNotEqualsIgnoreCase => {
            policy.eq_ignore_ascii_case(request)
        }
        O::StringLike | O::StringNotLike => like(policy, request),
        O::NumericEquals | O::NumericNotEquals => number(policy)? == number(request)?,
        O::NumericLessThan => number(request)? < number(policy)?,
        O::NumericLessThanEquals => number(request)? <= number(policy)?,
        O::NumericGreaterThan => number(request)? > number(policy)?,
        O::NumericGreaterThanEquals => number(request)? >= number(policy)?,
        O::Bool => {
            let policy = policy.to_ascii_lowercase();
            ["true", "false"].contains(&policy.as_str()) && policy == request.to_ascii_lowercase()
        }
        O::ArnEquals | O::ArnLike | O::ArnNotEquals | O::ArnNotLike => {
            let policy: Vec<&str> = policy.splitn(6, ':').collect();
            let request: Vec<&str> = request.splitn(6, ':').collect();
            if base.is_negated() && (policy.len() < 6 || request.len() < 6) {
                return None;
            }
            policy.len() == 6
                && request.len() == 6
                && policy
                    .iter()
                    .zip(&request)
                    .all(|(one, other)| like(one, other))
        }
        _ => return None,
    })
}
