//! A decision drawn again from its evidence, without the documents.
//!
//! A verdict is worth as much as its evidence: whoever has a decision with its trace, and no
//! policy, comes to the same verdict by the same rules.

use crate::{
    assumption::Assumptions,
    combine::{Terms, combine},
    decision::{Decision, LayerOutcome},
    evidence::{StatementEvidence, Trace},
    layers::Layer,
    outcome::{Outcome, Outcomes, Place},
    principal::PrincipalMatch,
    request::{Request, RequestView},
    statement::Applies,
    tally::{self, Tally},
    truth::Truth,
};

/// Draws the decision on a request again.
///
/// Of `decision` it takes which layers were asked, whether they were given, how many
/// documents and levels they had, and the readings; how the given ones came out, and what
/// they come to, it draws from `trace`. If the evidence is whole, the result equals
/// `decision`.
pub fn replay(request: &Request, decision: &Decision, trace: &Trace) -> Decision {
    let mut outcomes = Outcomes::new();
    for outcome in &decision.layers {
        outcomes.push(layer(outcome, trace));
    }
    let mut assumptions = Assumptions::NONE;
    for assumption in &decision.assumptions {
        assumptions.push(*assumption);
    }
    // A layer that nobody gave is taken as possibly denying only in the strict reading.
    let terms = Terms {
        strict: decision
            .layers
            .iter()
            .any(|outcome| !outcome.is_given && outcome.deny.is_unknown()),
        readings: decision.readings,
        granting: decision.granting,
    };
    let view = RequestView::new(request);
    combine(&view, terms, &outcomes, trace, assumptions)
}

/// Whether a statement applies, by its elements: all of them must hold.
pub fn applies(statement: &StatementEvidence) -> Truth {
    let outcomes = statement.elements.iter().map(|element| element.outcome);
    outcomes.fold(Truth::True, Truth::and)
}

/// How a layer came out, by its statements.
fn layer(outcome: &LayerOutcome, trace: &Trace) -> Outcome {
    let layer = outcome.layer;
    let drawn = match layer {
        // There is nothing to draw it from.
        _ if !outcome.is_given => Outcome {
            deny: outcome.deny,
            allow: outcome.allow,
            ..Outcome::nothing(layer, false)
        },
        Layer::ServiceControl | Layer::ResourceControl => {
            let levels = (0..outcome.levels).map(Some);
            tally::chain(layer, levels.map(|level| count(trace, layer, level)))
        }
        Layer::VpcEndpoint | Layer::PermissionsBoundary | Layer::Session
            if !outcome.has_documents =>
        {
            Outcome::nothing(layer, true)
        }
        Layer::VpcEndpoint
        | Layer::PermissionsBoundary
        | Layer::Session
        | Layer::Resource
        | Layer::Identity => count(trace, layer, None),
    };
    Outcome {
        has_documents: outcome.has_documents,
        ..drawn
    }
}

fn count(trace: &Trace, layer: Layer, level: Option<usize>) -> Outcome {
    let mut tally = Tally::new(layer, true);
    let statements = trace.of(layer);
    for statement in statements.filter(|statement| statement.reference.level == level) {
        let truth = statement.applies;
        let applies = Applies {
            truth,
            // Where no principals are named, whoever asks is meant.
            principal: statement
                .principal
                .unwrap_or(PrincipalMatch::DIRECT.when(truth)),
        };
        tally.count(statement.effect, applies, Place::of(&statement.reference));
    }
    tally.outcome()
}
