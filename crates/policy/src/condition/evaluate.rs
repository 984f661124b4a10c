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

/// The same without the names of keys, so that it takes no memory.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Finding {
    pub(crate) truth: Truth,
    pub(crate) assumptions: Assumptions,
}

impl Finding {
    fn new() -> Self {
        Finding {
            truth: Truth::False,
            assumptions: Assumptions::NONE,
        }
    }

    /// The alternative of an assumption settles the condition, whatever else it says.
    fn or_by(&mut self, assumption: Assumption, readings: Readings, alternative: Truth) {
        if self.assumptions.lean(assumption, readings) {
            *self = Finding {
                truth: alternative,
                assumptions: assumption.into(),
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
        alternative: Finding,
    ) -> Truth {
        if alternative.truth != truth {
            self.assumptions.push(assumption);
        }
        if !readings.is_alternative(assumption) {
            return truth;
        }
        // Also where both are the same: what the alternative leans on may make it another.
        self.assumptions.extend(alternative.assumptions);
        alternative.truth
    }
}

/// Tests one key under one operator against the context of the request.
pub fn evaluate(condition: &Condition, context: &Context, readings: Readings) -> ConditionOutcome {
    let found = test(condition, context, readings);
    ConditionOutcome {
        truth: found.truth,
        unknown_keys: unknown_keys(condition, found.truth, context, readings),
        assumptions: found.assumptions,
    }
}

/// The same without the names of keys.
pub(crate) fn test(condition: &Condition, context: &Context, readings: Readings) -> Finding {
    let mut outcome = Finding::new();
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
            Lookup::Unknown { .. } => Truth::Unknown,
        }
    };
    if condition.values.is_empty() && !outcome.truth.is_true() {
        outcome.or_by(Assumption::EmptyConditionList, readings, Truth::True);
    }
    if condition.unusual_case && !outcome.truth.is_false() {
        outcome.or_by(Assumption::OperatorCaseIgnored, readings, Truth::False);
    }
    outcome
}

/// The keys whose values are not known and on which a condition with this outcome turns, each
/// of them once.
pub(crate) fn unknown_keys(
    condition: &Condition,
    truth: Truth,
    context: &Context,
    readings: Readings,
) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    if !truth.is_unknown() {
        // Another value decided; what is not known does not matter.
        return keys;
    }
    let base = condition.operator.base;
    match context.get_lowercase(&condition.lowercase_key) {
        Lookup::Absent => {}
        Lookup::Unknown { .. } => {
            keys.push(condition.key.clone());
            let are_filled_in =
                base != OperatorBase::Bool || !readings.is_alternative(Assumption::VariableInBool);
            for value in condition.values.iter().filter(|_| are_filled_in) {
                if let Prepared::Text(template) = &value.prepared
                    && let Resolved::Unknown(pattern, _) =
                        template.resolve(context, base.has_wildcards(), readings)
                {
                    add_variables(pattern, &mut keys);
                }
            }
        }
        Lookup::Known(values) => {
            for read in values.iter().map(|value| Read::new(base, value)) {
                for policy in &condition.values {
                    let mut assumptions = Assumptions::NONE;
                    let policy = &policy.prepared;
                    if let Comparison::UnknownVariables(pattern) =
                        compare(base, policy, &read, context, readings, &mut assumptions)
                    {
                        add_variables(pattern, &mut keys);
                    }
                }
            }
        }
    }
    keys
}

/// What a value turns on is told once, however many values turn on it.
fn add_variables(pattern: Filled<'_>, keys: &mut Vec<String>) {
    for variable in pattern.unknown_variables() {
        let mut told = keys.iter();
        if !told.any(|key| key.eq_ignore_ascii_case(&variable.key)) {
            keys.push(variable.key.clone());
        }
    }
}

/// `Null`, with its qualifier.
fn test_presence(
    condition: &Condition,
    lookup: Lookup<'_>,
    readings: Readings,
    outcome: &mut Finding,
) -> Truth {
    let constant = match condition.operator.qualifier {
        Some(Qualifier::ForAllValues) => Truth::True,
        Some(Qualifier::ForAnyValue) => Truth::False,
        None => return test_plain_presence(condition, lookup, readings, outcome),
    };
    let mut plain = Finding::new();
    plain.truth = test_plain_presence(condition, lookup, readings, &mut plain);
    outcome.unless(constant, Assumption::NullWithQualifier, readings, plain)
}

/// `"true"` holds when the key is absent or has no value, `"false"` otherwise.
fn test_plain_presence(
    condition: &Condition,
    lookup: Lookup<'_>,
    readings: Readings,
    outcome: &mut Finding,
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
    truth
}

/// The request does not carry the key.
fn test_absent(condition: &Condition, readings: Readings, outcome: &mut Finding) -> Truth {
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
    outcome: &mut Finding,
) -> Truth {
    let present = test_values(condition, &[], context, readings, outcome);
    if !condition.operator.if_exists {
        return present;
    }
    let mut absent = Finding::new();
    absent.truth = test_absent(condition, readings, &mut absent);
    outcome.unless(present, Assumption::EmptyRequestList, readings, absent)
}

/// The request carries the key.
fn test_values(
    condition: &Condition,
    values: &[String],
    context: &Context,
    readings: Readings,
    outcome: &mut Finding,
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
                let mut any = Finding::new();
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
    outcome: &mut Finding,
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
    outcome: &mut Finding,
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
        Comparison::UnknownVariables(_) => Truth::Unknown,
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
