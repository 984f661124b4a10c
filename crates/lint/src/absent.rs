//! What follows for a statement from a condition on a key that requests do not carry.

use can_invoke_policy::{
    condition::Qualifier,
    document::{Condition, Effect},
};

use crate::{elements::InPolicy, rule::Confidence};

/// How sure it is what a statement does: of sets under a negated operator AWS does not say what
/// holds without values.
pub(crate) fn confidence(condition: &Condition) -> Confidence {
    if condition.operator.qualifier.is_some() && condition.operator.base.is_negated() {
        Confidence::Likely
    } else {
        Confidence::Proven
    }
}

/// What a statement does, as a condition of it asks for a key that no request carries. Another
/// condition of the statement may still keep it from applying, and then the words are about the
/// condition only.
pub(crate) fn effect(place: InPolicy<'_>, condition: &Condition) -> &'static str {
    let operator = condition.operator;
    let holds_without = match operator.qualifier {
        Some(Qualifier::ForAllValues) => true,
        Some(Qualifier::ForAnyValue) => false,
        None => operator.if_exists || operator.base.is_negated(),
    };
    let is_alone = place.conditions().count() == 1;
    match (place.statement.effect, holds_without) {
        (Effect::Allow, false) => "the statement never applies",
        (Effect::Allow, true) => "everybody fulfils it",
        (Effect::Deny, true) if is_alone => "the statement denies everybody",
        (Effect::Deny, true) => "everybody fulfils it, and it spares nobody",
        (Effect::Deny, false) => "the statement denies nobody",
    }
}
