//! The truth tables: qualifiers, `IfExists`, absent and unknown keys, lists.

use super::{
    compare::{Comparison, Read, compare},
    operator::{OperatorBase, Qualifier},
    prepare::Prepared,
};
use crate::{
    assumption::{Assumption, Assumptions, Readings},
    context::{Context, Lookup},
    document::{Condition, ConditionValue},
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

impl ConditionOutcome {
    fn new() -> Self {
        ConditionOutcome {
            truth: Truth::False,
            unknown_keys: Vec::new(),
            assumptions: Assumptions::NONE,
        }
    }

    /// The alternative of an assumption settles the condition, whatever else it says.
    fn or_by(&mut self, assumption: Assumption, readings: Readings, alternative: Truth) {
        if self.assumptions.lean(assumption, readings) {
            *self = ConditionOutcome {
                truth: alternative,
                assumptions: assumption.into(),
                ..ConditionOutcome::new()
            };
        }
    }

    /// The outcome, unless it differs from the other one and the alternative of an
    /// assumption is taken.
    fn unless(
        &mut self,
        truth: Truth,
        assumption: Assumption,
        readings: Readings,
        alternative: ConditionOutcome,
    ) -> Truth {
        if alternative.truth == truth || !self.assumptions.lean(assumption, readings) {
            return truth;
        }
        self.assumptions.extend(alternative.assumptions);
        self.unknown_keys = alternative.unknown_keys;
        alternative.truth
    }
}

/// Tests one key under one operator against the context of the request.
pub fn evaluate(condition: &Condition, context: &Context, readings: Readings) -> ConditionOutcome {
    let mut outcome = ConditionOutcome::new();
    let lookup = context.get_lowercase(&condition.lowercase_key);
    outcome.truth = if condition.operator.base == OperatorBase::Null {
        test_presence(condition, lookup, readings, &mut outcome)
    } else {
        match lookup {
            Lookup::Absent => test_absent(condition, readings, &mut outcome),
            Lookup::Known([]) => test_empty_list(condition, context, readings, &mut outcome),
            Lookup::Known(values) => {
                test_values(condition, values, context, readings, &mut outcome)
            }
            Lookup::Unknown { .. } => {
                outcome.unknown_keys.push(condition.key.clone());
                Truth::Unknown
            }
        }
    };
    if condition.values.is_empty() && !outcome.truth.is_true() {
        outcome.or_by(Assumption::EmptyConditionList, readings, Truth::True);
    }
    if condition.unusual_case && !outcome.truth.is_false() {
        outcome.or_by(Assumption::OperatorCaseIgnored, readings, Truth::False);
    }
    if !outcome.truth.is_unknown() {
        // Another value decided; what is not known does not matter.
        outcome.unknown_keys.clear();
    }
    outcome
}

/// `Null`, with its qualifier.
fn test_presence(
    condition: &Condition,
    lookup: Lookup<'_>,
    readings: Readings,
    outcome: &mut ConditionOutcome,
) -> Truth {
    let constant = match condition.operator.qualifier {
        Some(Qualifier::ForAllValues) => Truth::True,
        Some(Qualifier::ForAnyValue) => Truth::False,
        None => return test_plain_presence(condition, lookup, readings, outcome),
    };
    let mut plain = ConditionOutcome::new();
    plain.truth = test_plain_presence(condition, lookup, readings, &mut plain);
    outcome.unless(constant, Assumption::NullWithQualifier, readings, plain)
}

/// `"true"` holds when the key is absent or has no value, `"false"` otherwise.
fn test_plain_presence(
    condition: &Condition,
    lookup: Lookup<'_>,
    readings: Readings,
    outcome: &mut ConditionOutcome,
) -> Truth {
    let absent = match lookup {
        Lookup::Absent => Truth::True,
        Lookup::Known([]) => {
            let assumptions = &mut outcome.assumptions;
            Truth::from(!assumptions.lean(Assumption::NullOfEmptyList, readings))
        }
        Lookup::Known(values) => Truth::from(values.iter().all(String::is_empty)),
        // A key that is surely there is not empty, see `Fact::Unknown`.
        Lookup::Unknown {
            may_be_absent: false,
        } => Truth::False,
        Lookup::Unknown {
            may_be_absent: true,
        } => Truth::Unknown,
    };
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
fn test_absent(condition: &Condition, readings: Readings, outcome: &mut ConditionOutcome) -> Truth {
    let operator = condition.operator;
    let negated = operator.base.is_negated();
    let mut is_other = |assumption| outcome.assumptions.lean(assumption, readings);
    let truth = match operator.qualifier {
        Some(Qualifier::ForAllValues) => {
            operator.if_exists || !negated || !is_other(Assumption::ForAllValuesNegated)
        }
        Some(Qualifier::ForAnyValue) if operator.if_exists => {
            !is_other(Assumption::ForAnyValueIfExists)
        }
        Some(Qualifier::ForAnyValue) => negated && is_other(Assumption::ForAnyValueNegatedAbsent),
        None => operator.if_exists || negated,
    };
    truth.into()
}

/// The request carries the key, without a value.
fn test_empty_list(
    condition: &Condition,
    context: &Context,
    readings: Readings,
    outcome: &mut ConditionOutcome,
) -> Truth {
    let present = test_values(condition, &[], context, readings, outcome);
    if !condition.operator.if_exists {
        return present;
    }
    let mut absent = ConditionOutcome::new();
    absent.truth = test_absent(condition, readings, &mut absent);
    outcome.unless(present, Assumption::EmptyRequestList, readings, absent)
}

/// The request carries the key.
fn test_values(
    condition: &Condition,
    values: &[String],
    context: &Context,
    readings: Readings,
    outcome: &mut ConditionOutcome,
) -> Truth {
    let operator = condition.operator;
    // For the set qualifiers an empty string is an empty set.
    let is_empty_set = values.iter().all(String::is_empty);
    if condition.values.is_empty() {
        return match operator.qualifier {
            Some(Qualifier::ForAllValues) => is_empty_set,
            Some(Qualifier::ForAnyValue) => false,
            None => !operator.if_exists && operator.base.is_negated(),
        }
        .into();
    }
    match operator.qualifier {
        Some(Qualifier::ForAllValues) => {
            let truth = values
                .iter()
                .filter(|_| !is_empty_set)
                .map(|value| test_one(condition, value, context, readings, outcome))
                .fold(Truth::True, Truth::and);
            let in_doubt = operator.base.is_negated() && !truth.is_unknown();
            let assumptions = &mut outcome.assumptions;
            if in_doubt && assumptions.lean(Assumption::ForAllValuesNegated, readings) {
                truth.negate()
            } else {
                truth
            }
        }
        Some(Qualifier::ForAnyValue) if is_empty_set => Truth::False,
        Some(Qualifier::ForAnyValue) => values
            .iter()
            .map(|value| test_one(condition, value, context, readings, outcome))
            .fold(Truth::False, Truth::or),
        None => match values {
            [] => operator.base.is_negated().into(),
            [value] => test_one(condition, value, context, readings, outcome),
            _ => {
                let mut any = ConditionOutcome::new();
                any.truth = values
                    .iter()
                    .filter(|_| !is_empty_set)
                    .map(|value| test_one(condition, value, context, readings, &mut any))
                    .fold(Truth::False, Truth::or);
                let assumption = Assumption::MultivaluedWithoutQualifier;
                outcome.unless(Truth::False, assumption, readings, any)
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
    readings: Readings,
    outcome: &mut ConditionOutcome,
) -> Truth {
    let base = condition.operator.base;
    let read = Read::new(base, value);
    let mut truth = Truth::from(base.is_negated());
    let add = |policy: &ConditionValue| {
        let one = test_pair(base, policy, &read, context, readings, outcome);
        truth = if base.is_negated() {
            truth.and(one)
        } else {
            truth.or(one)
        };
    };
    match &condition.candidates {
        Some(candidates) if readings == Readings::default() => {
            candidates.visit(&condition.values, &read, add);
        }
        // Values are told apart as we read them.
        _ => condition.values.iter().for_each(add),
    }
    truth
}

/// One value of the request against one of the policy.
fn test_pair(
    base: OperatorBase,
    policy: &ConditionValue,
    read: &Read<'_>,
    context: &Context,
    readings: Readings,
    outcome: &mut ConditionOutcome,
) -> Truth {
    let negated = base.is_negated();
    let comparison = compare(
        base,
        &policy.prepared,
        read,
        context,
        readings,
        &mut outcome.assumptions,
    );
    match comparison {
        Comparison::UnknownVariable(key) => {
            outcome.unknown_keys.push(key.to_owned());
            Truth::Unknown
        }
        Comparison::Match => Truth::from(!negated),
        Comparison::NoMatch | Comparison::NoVariableValue => Truth::from(negated),
        Comparison::MalformedPolicyValue => {
            const MALFORMED: Assumption = Assumption::MalformedNegatedPolicyValue;
            Truth::from(negated && outcome.assumptions.lean(MALFORMED, readings))
        }
        Comparison::MalformedRequestValue => {
            const MALFORMED: Assumption = Assumption::MalformedNegatedRequestValue;
            Truth::from(negated && !outcome.assumptions.lean(MALFORMED, readings))
        }
    }
}
