//! Which values of a long condition can match a value of the request at all.
//!
//! Values without wildcards and variables are found by their text, those with wildcards are
//! first held against the request by what they literally begin and end with. That leaves out
//! nothing that could match, be unknown, or lean on a reading.

use std::cmp::Ordering;

use super::operator::{Family, OperatorBase};
use crate::{
    arn::Segments,
    document::ConditionValue,
    pattern::wildcard::{literal_prefix, literal_suffix},
    word::{Word, first_word, last_word},
};

/// Shorter lists are looked through.
const LONG: usize = 16;

/// The values of one condition, findable by a value of the request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Candidates {
    ignores_case: bool,
    /// Only an ARN is told from another by its text; what is none has to be reported.
    needs_arn: bool,
    /// Those that are themselves and nothing else, in the order of their texts.
    literals: Vec<usize>,
    /// All others, in the order of the document.
    others: Vec<Other>,
}

/// A value that has to be compared if it begins and ends like the value of the request.
#[derive(Clone, Debug, PartialEq)]
struct Other {
    begins: Word,
    ends: Word,
    value: usize,
}

impl Candidates {
    /// `None` where looking through the values is as good.
    pub(crate) fn new(operator: OperatorBase, values: &[ConditionValue]) -> Option<Self> {
        let family = operator.family();
        if values.len() < LONG || !matches!(family, Family::String | Family::Arn) {
            return None;
        }
        let ignores_case = matches!(
            operator,
            OperatorBase::StringEqualsIgnoreCase | OperatorBase::StringNotEqualsIgnoreCase
        );
        let has_wildcards = family == Family::Arn
            || matches!(
                operator,
                OperatorBase::StringLike | OperatorBase::StringNotLike
            );
        let mut literals = Vec::new();
        let mut others = Vec::new();
        for (index, value) in values.iter().enumerate() {
            let text = value.text.as_str();
            let is_malformed = family == Family::Arn && Segments::cut(text).is_none();
            let has_variables = text.contains("${");
            let is_pattern = has_wildcards && text.contains(['*', '?']);
            if !is_malformed && !has_variables && !is_pattern {
                literals.push(index);
                continue;
            }
            // What a variable holds may be unknown whatever stands around it.
            let (begins, ends) = if is_malformed || has_variables {
                ("", "")
            } else {
                (literal_prefix(text), literal_suffix(text))
            };
            others.push(Other {
                begins: Word::begins(begins),
                ends: Word::ends(ends),
                value: index,
            });
        }
        let text = |index: &usize| values.get(*index).map_or("", |value| value.text.as_str());
        literals.sort_by(|left, right| order(ignores_case, text(left), text(right)));
        Some(Candidates {
            ignores_case,
            needs_arn: family == Family::Arn,
            literals,
            others,
        })
    }

    /// The values that a value of the request has to be compared with; `None` for all.
    pub(super) fn of<'c>(
        &'c self,
        values: &'c [ConditionValue],
        request: &str,
    ) -> Option<impl Iterator<Item = &'c ConditionValue> + use<'c>> {
        if self.needs_arn && Segments::cut(request).is_none() {
            return None;
        }
        let text = |index: &usize| values.get(*index).map_or("", |value| value.text.as_str());
        let found = self
            .literals
            .binary_search_by(|index| order(self.ignores_case, text(index), request))
            .ok();
        let literal = found.and_then(|at| self.literals.get(at)).copied();
        let (begins, ends) = (
            first_word(request.as_bytes()),
            last_word(request.as_bytes()),
        );
        let others = self
            .others
            .iter()
            .filter(move |other| other.begins.difference(begins) | other.ends.difference(ends) == 0)
            .map(|other| other.value);
        let indexes = literal.into_iter().chain(others);
        Some(indexes.filter_map(|index| values.get(index)))
    }
}

fn order(ignores_case: bool, left: &str, right: &str) -> Ordering {
    if !ignores_case {
        return left.cmp(right);
    }
    let left = left.bytes().map(|byte| byte.to_ascii_lowercase());
    left.cmp(right.bytes().map(|byte| byte.to_ascii_lowercase()))
}
