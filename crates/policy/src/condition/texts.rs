//! Texts and ARNs of a long condition, findable by a value of the request.
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

/// The texts of one condition.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Texts {
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

impl Texts {
    pub(super) fn new(operator: OperatorBase, values: &[ConditionValue]) -> Self {
        let family = operator.family();
        let ignores_case = matches!(
            operator,
            OperatorBase::StringEqualsIgnoreCase | OperatorBase::StringNotEqualsIgnoreCase
        );
        let has_wildcards = operator.has_wildcards();
        let mut literals = Vec::new();
        let mut others = Vec::new();
        for (index, value) in values.iter().enumerate() {
            let text = value.text.as_str();
            let is_malformed = family == Family::Arn && Segments::cut(text).is_none();
            let has_variables = text.contains("${");
            let is_pattern = has_wildcards && text.contains(['*', '?']);
            // By one reading letters beyond ASCII have cases as well.
            let is_in_doubt = ignores_case && !text.is_ascii();
            if !is_malformed && !has_variables && !is_pattern && !is_in_doubt {
                literals.push(index);
                continue;
            }
            // What a variable holds may be unknown whatever stands around it.
            let (begins, ends) = if is_malformed || has_variables || is_in_doubt {
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
        Texts {
            ignores_case,
            needs_arn: family == Family::Arn,
            literals,
            others,
        }
    }

    /// Whether a value of the request is told from others by its text.
    pub(super) fn tells(&self, request: &str) -> bool {
        let is_in_doubt = self.ignores_case && !request.is_ascii();
        !is_in_doubt && (!self.needs_arn || Segments::cut(request).is_some())
    }

    /// Calls `visit` with the place of each value that such a value of the request has to be
    /// compared with.
    pub(super) fn visit(
        &self,
        values: &[ConditionValue],
        request: &str,
        mut visit: impl FnMut(usize),
    ) {
        let text = |index: &usize| values.get(*index).map_or("", |value| value.text.as_str());
        let found = self
            .literals
            .binary_search_by(|index| order(self.ignores_case, text(index), request));
        if let Some(index) = found.ok().and_then(|at| self.literals.get(at)) {
            visit(*index);
        }
        let begins = first_word(request.as_bytes());
        let ends = last_word(request.as_bytes());
        for other in &self.others {
            if other.begins.difference(begins) | other.ends.difference(ends) == 0 {
                visit(other.value);
            }
        }
    }
}

fn order(ignores_case: bool, left: &str, right: &str) -> Ordering {
    if !ignores_case {
        return left.cmp(right);
    }
    let left = left.bytes().map(|byte| byte.to_ascii_lowercase());
    left.cmp(right.bytes().map(|byte| byte.to_ascii_lowercase()))
}
