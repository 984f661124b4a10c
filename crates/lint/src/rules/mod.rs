//! Every rule, in one file each, by family.

mod grammar;
mod hygiene;
mod resource_policy;

use crate::rule::Rule;

/// All rules, in order of their ids.
pub const ALL: &[&dyn Rule] = &[
    &hygiene::JsonSyntax,
    &hygiene::DuplicateKey,
    &hygiene::CommentInJson,
    &hygiene::TrailingComma,
    &hygiene::UnknownElement,
    &hygiene::PolicyNotObject,
    &grammar::InvalidEffect,
    &grammar::MissingStatement,
    &grammar::MissingAction,
    &grammar::MissingResource,
    &grammar::MissingPrincipal,
    &grammar::UnsupportedPrincipal,
    &grammar::InvalidPrincipal,
    &grammar::WildcardInPrincipal,
    &grammar::ElementCombination,
    &grammar::UnsupportedElement,
    &grammar::InvalidAction,
    &grammar::ActionDoesNotFitPrincipal,
    &grammar::MalformedResource,
    &grammar::UnknownOperator,
    &grammar::ConditionKeyFormat,
    &grammar::MalformedVariable,
    &grammar::VariableBeforeResource,
    &grammar::AllowNotPrincipal,
    &grammar::UnsupportedSid,
    &grammar::Placeholder,
    &grammar::WrongType,
    &resource_policy::ApiIdMismatch,
];

/// A rule by its id or its name, in any case.
pub fn find(word: &str) -> Option<&'static dyn Rule> {
    ALL.iter().copied().find(|rule| {
        let meta = rule.meta();
        meta.id.eq_ignore_ascii_case(word) || meta.name.eq_ignore_ascii_case(word)
    })
}
