//! The truth tables: qualifiers, `IfExists`, absent and unknown keys, lists.

use super::{
    compare::{Comparison, compare},
    operator::{OperatorBase, Qualifier},
    prepare::Prepared,
};
use crate::{
    assumption::{Assumption, Assumptions},
    context::{Context, Lookup},
    document::Condition,
    pattern::{Filled, Resolved},
    truth::Truth,
};

/// What a condition comes to, and what that leans on.
#[derive(Clone, Debug, PartialEq)]
pub struct ConditionOutcome {
    /// Whether it holds.
    pub truth: Truth,
    /// The keys whose values are not known and on which it turns.
    pub unknown_keys: Vec<String>,
    /// Readings it leans on.
    pub assumptions: Assumptions,
}

/// Tests one key under one operator against the context of the request.
pub fn evaluate(condition: &Condition, context: &Context) -> ConditionOutcome {
    let mut outcome = ConditionOutcome {
        truth: Truth::False,
        unknown_keys: Vec::new(),
        assumptions: Assumptions::NONE,
    };
    if condition.unusual_case {
        outcome.assumptions.push(Assumption::OperatorCaseIgnored);
    }
    let lookup = context.get(&condition.lowercase_key);
    outcome.truth = if condition.operator.base == OperatorBase::Null {
        test_presence(condition, lookup, &mut outcome)
    } else {
        match lookup {
            Lookup::Absent => test_absent(condition, &mut outcome),
            Lookup::Known(values) => test_values(condition, values, context, &mut outcome),
            Lookup::Unknown { .. } => {
                outcome.unknown_keys.push(condition.key.clone());
                for value in &condition.values {
                    if let Prepared::Text(template) = &value.prepared
                        && let Resolved::Unknown(pattern) = template.resolve(context, true)
                    {
                        add_variables(pattern, &mut outcome);
                    }
                }
                Truth::Unknown
            }
        }
    };
    if !outcome.truth.is_unknown() {
        // Another value decided; what is not known does not matter.
        outcome.unknown_keys.clear();
    }
    outcome
}

/// What a value turns on is told once, however many values turn on it.
fn add_variables(pattern: Filled<'_>, outcome: &mut ConditionOutcome) {
    for variable in pattern.unknown_variables() {
        let mut told = outcome.unknown_keys.iter();
        if !told.any(|key| key.eq_ignore_ascii_case(&variable.key)) {
            outcome.unknown_keys.push(variable.key.clone());
        }
    }
}

/// `Null`: `"true"` holds when the key is absent or has no value, `"false"` otherwise.
fn test_presence(
    condition: &Condition,
    lookup: Lookup<'_>,
    outcome: &mut ConditionOutcome,
) -> Truth {
    match condition.operator.qualifier {
        Some(Qualifier::ForAllValues) => {
            outcome.assumptions.push(Assumption::NullWithQualifier);
            return Truth::True;
        }
        Some(Qualifier::ForAnyValue) => {
            outcome.assumptions.push(Assumption::NullWithQualifier);
            return Truth::False;
        }
        None => {}
    }
    let absent = match lookup {
        Lookup::Absent => Truth::True,
        Lookup::Known(values) => Truth::from(values.iter().all(String::is_empty)),
        // A key that is surely there is not empty, see `Fact::Unknown`.
        Lookup::Unknown {
            may_be_absent: false,
        } => Truth::False,
        Lookup::Unknown {
            may_be_absent: true,
        } => Truth::Unknown,
    };
    if condition.values.is_empty() {
        outcome.assumptions.push(Assumption::EmptyConditionList);
    }
    let truth = condition
        .values
        .iter()
        .map(|value| match value.prepared {
            Prepared::Absence(Some(true)) => absent,
            Prepared::Absence(Some(false)) => absent.negate(),
            _ => Truth::False,
        })
        .fold(Truth::False, Truth::or);
    let always = condition
        .values
        .iter()
        .any(|value| value.prepared == Prepared::Absence(Some(true)))
        && condition
            .values
            .iter()
            .any(|value| value.prepared == Prepared::Absence(Some(false)));
    if always {
        return Truth::True;
    }
    if truth.is_unknown() {
        outcome.unknown_keys.push(condition.key.clone());
    }
    truth
}

/// The request does not carry the key.
fn test_absent(condition: &Condition, outcome: &mut ConditionOutcome) -> Truth {
    let operator = condition.operator;
    let truth = match operator.qualifier {
        Some(Qualifier::ForAllValues) => true,
        Some(Qualifier::ForAnyValue) => {
            if operator.if_exists {
                outcome.assumptions.push(Assumption::ForAnyValueIfExists);
            } else if operator.base.is_negated() {
                outcome
                    .assumptions
                    .push(Assumption::ForAnyValueNegatedAbsent);
            }
            operator.if_exists
        }
        None => operator.if_exists || operator.base.is_negated(),
    };
    truth.into()
}

/// The request carries the key.
fn test_values(
    condition: &Condition,
    values: &[String],
    context: &Context,
    outcome: &mut ConditionOutcome,
) -> Truth {
    let operator = condition.operator;
    // For the set qualifiers an empty string is an empty set.
    let is_empty_set = values.iter().all(String::is_empty);
    if condition.values.is_empty() {
        outcome.assumptions.push(Assumption::EmptyConditionList);
        return match operator.qualifier {
            Some(Qualifier::ForAllValues) => is_empty_set,
            Some(Qualifier::ForAnyValue) => false,
            None => !operator.if_exists && operator.base.is_negated(),
        }
        .into();
    }
    match operator.qualifier {
        Some(Qualifier::ForAllValues) if is_empty_set => Truth::True,
        Some(Qualifier::ForAnyValue) if is_empty_set => Truth::False,
        Some(Qualifier::ForAllValues) => values
            .iter()
            .map(|value| test_one(condition, value, context, outcome))
            .fold(Truth::True, Truth::and),
        Some(Qualifier::ForAnyValue) => values
            .iter()
            .map(|value| test_one(condition, value, context, outcome))
            .fold(Truth::False, Truth::or),
        None => match values {
            [] => operator.base.is_negated().into(),
            [value] => test_one(condition, value, context, outcome),
            _ => {
                outcome
                    .assumptions
                    .push(Assumption::MultivaluedWithoutQualifier);
                Truth::False
            }
        },
    }
}

/// One value of the request against all values of the policy: one of them for a positive
/// operator, none of them for a negated one.
fn test_one(
    condition: &Condition,
    value: &str,
    context: &Context,
    outcome: &mut ConditionOutcome,
) -> Truth {
    let base = condition.operator.base;
    let negated = base.is_negated();
    let mut truth = Truth::from(negated);
    for policy in &condition.values {
        let comparison = compare(
            base,
            &policy.prepared,
            value,
            context,
            &mut outcome.assumptions,
        );
        let one = match comparison {
            Comparison::UnknownVariables(pattern) => {
                add_variables(pattern, outcome);
                Truth::Unknown
            }
            Comparison::Match => Truth::from(!negated),
            Comparison::NoMatch | Comparison::NoVariableValue => Truth::from(negated),
            Comparison::MalformedPolicyValue => {
                if negated {
                    outcome.assumptions.push(Assumption::MalformedNegatedValue);
                }
                Truth::False
            }
            Comparison::MalformedRequestValue => {
                if negated {
                    outcome.assumptions.push(Assumption::MalformedNegatedValue);
                }
                Truth::from(negated)
            }
        };
        truth = if negated {
            truth.and(one)
        } else {
            truth.or(one)
        };
    }
    truth
}
