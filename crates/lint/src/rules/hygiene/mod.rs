//! Whether documents can be read as what they should be.

mod dc003_comment_in_json;
mod dc004_trailing_comma;

pub(crate) use dc003_comment_in_json::CommentInJson;
pub(crate) use dc004_trailing_comma::TrailingComma;
