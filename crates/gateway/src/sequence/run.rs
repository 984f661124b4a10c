//! Making the calls, one after another.

use can_invoke_policy::Verdict;

use super::{
    AuthorizerUse, CallAnswer, Sequence, SequenceAnswer,
    advice::{self, Earlier},
    cache::{Entry, Slot},
};
use crate::{
    answer::Answer,
    check,
    inventory::{Authorization, AuthorizerAnswer, Inventory},
    query::{Query, QueryError},
    readings, target,
};

/// Makes the calls of a sequence. An error names the first call that cannot be asked of this
/// inventory.
pub fn run(inventory: &Inventory, sequence: &Sequence) -> Result<SequenceAnswer, QueryError> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut arns: Vec<String> = Vec::new();
    let mut routes: Vec<String> = Vec::new();
    let mut found = SequenceAnswer {
        calls: Vec::new(),
        taken_for_granted: Vec::new(),
    };
    for (index, call) in sequence.calls.iter().enumerate() {
        let named = |error: QueryError| QueryError {
            message: format!("call {}: {}", index + 1, error.message),
            ..error
        };
        let slot = slot(inventory, &call.query).map_err(named)?;
        routes.push(
            slot.as_ref()
                .map_or(String::new(), |slot| slot.route.clone()),
        );
        let remembered = slot.as_ref().and_then(|slot| {
            entries.iter().rev().find(|entry| {
                entry.place == slot.place
                    && entry.key == slot.key
                    && slot.ttl.is_some()
                    && entry.holds(call.at)
            })
        });
        let mut query = call.query.clone();
        if let Some(entry) = remembered {
            query.carried.authorizer.clone_from(&entry.answer);
        }
        let answer = check(inventory, &query).map_err(named)?;
        arns.push(answer.question.arn.clone());
        let mut one = CallAnswer {
            verdict: answer.verdict,
            authorizer: AuthorizerUse::NotAsked,
            broken: None,
            answer,
        };
        if one.answer.direct.is_authorizer_asked
            && let Some(slot) = slot
        {
            match remembered {
                Some(entry) => {
                    let earlier = Earlier {
                        entry,
                        arn: arns.get(entry.from).map_or("", String::as_str),
                        is_same_route: routes.get(entry.from) == Some(&slot.route),
                    };
                    reused(inventory, call.at, &call.query, &slot, earlier, &mut one)
                        .map_err(named)?;
                }
                None => {
                    let until = called(&mut entries, index, call.at, &slot, &one.answer);
                    one.authorizer = AuthorizerUse::Called { until };
                }
            }
            if matches!(one.authorizer, AuthorizerUse::Reused { .. }) {
                take_for_granted(&mut found, &slot);
            }
        }
        found.calls.push(one);
    }
    Ok(found)
}

fn take_for_granted(found: &mut SequenceAnswer, slot: &Slot) {
    let mut granted = slot.granted.clone();
    if slot.is_ttl_open {
        granted.push(format!(
            "that answers of the authorizer are reused for {} seconds, as API Gateway does unless \
             it is told otherwise",
            super::DEFAULT_TTL
        ));
    }
    for line in granted {
        if !found.taken_for_granted.contains(&line) {
            found.taken_for_granted.push(line);
        }
    }
}

/// How a call stands to the cache; nothing where its route has no Lambda authorizer.
fn slot(inventory: &Inventory, query: &Query) -> Result<Option<Slot>, QueryError> {
    let saved = readings::chosen(target::resolve(inventory, query)?, query.readings);
    let deployed = saved.api.as_deployed(&saved.stage);
    let call = match &deployed {
        Some(api) => target::Call {
            api,
            ..saved.clone()
        },
        None => saved.clone(),
    };
    let met = check::met(&call).flatten();
    let met = met.filter(|met| met.authorization.known() == Some(&Authorization::Custom));
    Ok(met.map(|met| Slot::of(query, &call, met)))
}

/// The function was called; until when its answer is remembered. What it throws is not.
fn called(
    entries: &mut Vec<Entry>,
    index: usize,
    at: u64,
    slot: &Slot,
    answer: &Answer,
) -> Option<u64> {
    let ttl = slot.ttl?;
    let is_answer = matches!(
        slot.fresh,
        None | Some(AuthorizerAnswer::Policy { .. } | AuthorizerAnswer::Simple(_))
    );
    let is_error = answer.direct.hops.iter().any(|hop| {
        matches!(&hop.status, crate::answer::HopStatus::Stops(response) if response.status == 500)
    });
    if !is_answer || is_error {
        return None;
    }
    entries.push(Entry {
        place: slot.place.clone(),
        key: slot.key.clone(),
        from: index,
        at,
        ttl,
        answer: slot.fresh.clone(),
    });
    Some(at.saturating_add(ttl))
}

/// The answer to an earlier call was reused.
fn reused(
    inventory: &Inventory,
    at: u64,
    query: &Query,
    slot: &Slot,
    earlier: Earlier<'_>,
    one: &mut CallAnswer,
) -> Result<(), QueryError> {
    one.authorizer = AuthorizerUse::Reused {
        from: earlier.entry.from,
        age: at.saturating_sub(earlier.entry.at),
        key: slot.words.clone(),
    };
    let is_open = slot.is_ttl_open || !slot.granted.is_empty();
    if query.strict && is_open {
        // Whether the answer is reused is not known, so that either may come.
        let called = check(inventory, query)?.verdict;
        if called != one.verdict {
            one.verdict = Verdict::Depends;
        }
    }
    one.broken = advice::broken(inventory, query, slot, earlier, &one.answer)?;
    Ok(())
}
