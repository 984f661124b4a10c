//! How the statements of a layer come to its outcome. The evaluator counts them as it goes,
//! and a decision is drawn again from its evidence with the same count.

use crate::{
    document::Effect,
    layers::Layer,
    outcome::{Outcome, Place},
    principal::PrincipalMatch,
    statement::Applies,
};

/// The outcome of a layer, or of one of its levels, statement by statement.
pub(crate) struct Tally {
    outcome: Outcome,
    strongest: u8,
}

impl Tally {
    /// No statement was counted yet: documents without one allow nothing.
    pub(crate) fn new(layer: Layer, has_documents: bool) -> Self {
        Tally {
            outcome: Outcome {
                has_documents,
                allow: PrincipalMatch::NONE,
                ..Outcome::nothing(layer, true)
            },
            strongest: 0,
        }
    }

    /// One more statement. Of those that decide alike the first counts.
    pub(crate) fn count(&mut self, effect: Effect, applies: Applies, place: Place) {
        let outcome = &mut self.outcome;
        match effect {
            Effect::Deny => {
                if applies.truth > outcome.deny {
                    outcome.deny = applies.truth;
                    outcome.denied_by = Some(place);
                }
            }
            Effect::Allow => {
                let strength = applies.principal.strength();
                if strength > self.strongest {
                    self.strongest = strength;
                    outcome.allowed_by = Some(place);
                }
                outcome.allow = outcome.allow.or(applies.principal);
            }
        }
    }

    /// Whether a statement denies for certain.
    pub(crate) fn denies(&self) -> bool {
        self.outcome.deny.is_true()
    }

    /// What they came to.
    pub(crate) fn outcome(self) -> Outcome {
        self.outcome
    }
}

/// The levels of an organization: each must allow. `RCPFullAWSAccess` is attached at every
/// level and cannot be detached, so that RCPs only ever deny.
pub(crate) fn chain(layer: Layer, levels: impl Iterator<Item = Outcome>) -> Outcome {
    let mut total = Outcome::nothing(layer, true);
    for mut one in levels {
        if layer == Layer::ResourceControl {
            one.allow = PrincipalMatch::DIRECT;
        }
        total.levels += 1;
        total.has_documents |= one.has_documents;
        if one.deny > total.deny {
            total.deny = one.deny;
            total.denied_by = one.denied_by;
        }
        total.allow = total.allow.when(one.allow.any());
        total.allowed_by = one.allowed_by.or(total.allowed_by);
    }
    if !total.allow.any().is_true() {
        total.allowed_by = None;
    }
    total
}
