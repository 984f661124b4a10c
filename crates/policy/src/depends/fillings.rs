//! Which values of an unknown policy variable make a difference.
//!
//! A text with the variable is compared with a text of the request that is known: the
//! resource, or the value of another key. Of all values of the variable only the parts of
//! that text can make the two match, and of those only the ones that have what stands around
//! the variable around them.

use super::explore::Turning;
use crate::{
    assumption::{Assumption, Readings},
    condition::{Family, Prepared},
    context::{Context, Lookup},
    document::Condition,
    pattern::{Filled, Resolved, glob::Token},
};

/// What is known of a key as a variable.
#[derive(Debug, Default)]
pub(super) struct Fillings {
    /// Whether it is one at all.
    pub(super) is_variable: bool,
    /// Every value that can make some text match. Others among them do no harm.
    pub(super) texts: Vec<String>,
    /// Whether values that differ in case only may do the same.
    pub(super) ignores_case: bool,
    steps: usize,
}

/// The most values of a variable that are told apart.
const MOST_FILLINGS: usize = 64;

/// The most steps of comparing texts with what stands around a variable.
const MOST_STEPS: usize = 1 << 20;

/// The values of a key that make a difference where it is a variable. `resource` is the ARN
/// of the request. `None` if the key is compared with what is not known either, or there are
/// too many values.
pub(super) fn of(
    key: &str,
    statements: &[Turning<'_>],
    resource: &str,
    readings: Readings,
) -> Option<Fillings> {
    let mut fillings = Fillings::default();
    for Turning { statement, context } in statements {
        let patterns = statement.resource.iter().flat_map(|all| &all.patterns);
        for (template, texts) in patterns.filter_map(|pattern| pattern.last_part(resource)) {
            let resolved = template.resolve(context, true, readings);
            let Some(pattern) = with_variable(resolved, key) else {
                continue;
            };
            for text in texts {
                fillings.add(pattern, key, text, false)?;
            }
        }
        for condition in &statement.conditions {
            fillings.add_condition(condition, key, context, readings)?;
        }
    }
    fillings.texts.sort();
    fillings.texts.dedup();
    (fillings.texts.len() <= MOST_FILLINGS).then_some(fillings)
}

/// The pattern, if the key is one of its variables.
fn with_variable<'t>(resolved: Resolved<'t>, key: &str) -> Option<Filled<'t>> {
    let Resolved::Unknown(pattern, _) = resolved else {
        return None;
    };
    let mut variables = pattern.unknown_variables();
    variables
        .any(|variable| variable.key.eq_ignore_ascii_case(key))
        .then_some(pattern)
}

impl Fillings {
    fn add_condition(
        &mut self,
        condition: &Condition,
        key: &str,
        context: &Context,
        readings: Readings,
    ) -> Option<()> {
        let base = condition.operator.base;
        let is_bool = base.family() == Family::Bool;
        if is_bool && readings.is_alternative(Assumption::VariableInBool) {
            return Some(());
        }
        let ignores_case = base.name().ends_with("IgnoreCase");
        for value in &condition.values {
            let Prepared::Text(template) = &value.prepared else {
                continue;
            };
            let resolved = template.resolve(context, base.has_wildcards(), readings);
            let Some(pattern) = with_variable(resolved, key) else {
                continue;
            };
            self.is_variable = true;
            let colons = |token: &Token| *token == Token::Char(':');
            let may_be_no_arn =
                base.family() == Family::Arn && pattern.tokens().filter(colons).count() < 5;
            // There a value that does not match and one that is no ARN differ.
            if is_bool || (may_be_no_arn && base.is_negated()) {
                return None;
            }
            match context.get(&condition.lowercase_key) {
                Lookup::Absent => {}
                Lookup::Known(texts) => {
                    for text in texts {
                        self.add(pattern, key, text, ignores_case)?;
                    }
                }
                Lookup::Unknown { .. } => return None,
            }
        }
        Some(())
    }

    /// Adds the parts of a text that can stand for the variable.
    fn add(
        &mut self,
        pattern: Filled<'_>,
        key: &str,
        text: &str,
        ignores_case: bool,
    ) -> Option<()> {
        self.is_variable = true;
        self.ignores_case |= ignores_case;
        let (before, after) = pattern.around(key)?;
        let characters: Vec<char> = text.chars().collect();
        let steps = (characters.len() + 1).checked_mul(before.len() + after.len() + 1)?;
        self.steps = self.steps.checked_add(steps)?;
        if self.steps > MOST_STEPS {
            return None;
        }
        let forward = characters.iter().copied();
        let starts = taken(before.iter(), forward.clone(), ignores_case);
        let ends = taken(after.iter().rev(), forward.rev(), ignores_case);
        // What is left over at the end, counted from the beginning.
        let ends: Vec<usize> = ends.iter().map(|left| characters.len() - left).collect();
        for start in &starts {
            // An empty text is no value.
            for end in ends.iter().filter(|end| *end > start) {
                self.texts
                    .push(characters.get(*start..*end)?.iter().collect());
            }
            self.texts.sort();
            self.texts.dedup();
            if self.texts.len() > MOST_FILLINGS {
                return None;
            }
        }
        Some(())
    }
}

/// How many characters of a text the tokens can take, from its beginning: every number for
/// which they can.
fn taken<'t>(
    tokens: impl Iterator<Item = &'t Token>,
    text: impl Iterator<Item = char> + Clone,
    ignores_case: bool,
) -> Vec<usize> {
    let mut reached = vec![true];
    reached.resize(text.clone().count() + 1, false);
    for token in tokens {
        let is_one = |character: char| match token {
            Token::Char(own) if ignores_case => own.eq_ignore_ascii_case(&character),
            Token::Char(own) => *own == character,
            Token::One | Token::Run => true,
        };
        let one_further = || {
            let steps = reached.iter().zip(text.clone());
            steps.map(|(is_reached, character)| *is_reached && is_one(character))
        };
        reached = if *token == Token::Run {
            let mut is_running = false;
            let places = reached.iter().map(|is_reached| {
                is_running |= is_reached;
                is_running
            });
            places.collect()
        } else {
            std::iter::once(false).chain(one_further()).collect()
        };
    }
    let places = reached.iter().enumerate();
    places
        .filter(|(_, is_reached)| **is_reached)
        .map(|(place, _)| place)
        .collect()
}
