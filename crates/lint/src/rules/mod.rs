//! Every rule, in one file each, by family.

mod hygiene;
mod resource_policy;

use crate::rule::Rule;

/// All rules, in order of their ids.
pub const ALL: &[&dyn Rule] = &[
    &hygiene::CommentInJson,
    &hygiene::TrailingComma,
    &resource_policy::ApiIdMismatch,
];

/// A rule by its id or its name, in any case.
pub fn find(word: &str) -> Option<&'static dyn Rule> {
    ALL.iter().copied().find(|rule| {
        let meta = rule.meta();
        meta.id.eq_ignore_ascii_case(word) || meta.name.eq_ignore_ascii_case(word)
    })
}
