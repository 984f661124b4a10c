//! Whether documents can be read as what they should be.

mod dc001_json_syntax;
mod dc002_duplicate_key;
mod dc003_comment_in_json;
mod dc004_trailing_comma;
mod dc006_unknown_element;
mod dc008_policy_not_object;
mod dc009_variable_of_iam_in_sub;
mod dc010_not_read_as_it_stands;
mod dc011_not_understood;
mod dc012_invisible_character;
mod dc013_policy_not_seen;

pub(crate) use dc001_json_syntax::JsonSyntax;
pub(crate) use dc002_duplicate_key::DuplicateKey;
pub(crate) use dc003_comment_in_json::CommentInJson;
pub(crate) use dc004_trailing_comma::TrailingComma;
pub(crate) use dc006_unknown_element::UnknownElement;
pub(crate) use dc008_policy_not_object::PolicyNotObject;
pub(crate) use dc009_variable_of_iam_in_sub::VariableOfIamInSub;
pub(crate) use dc010_not_read_as_it_stands::NotReadAsItStands;
pub(crate) use dc011_not_understood::NotUnderstood;
pub(crate) use dc012_invisible_character::InvisibleCharacter;
pub(crate) use dc013_policy_not_seen::PolicyNotSeen;
