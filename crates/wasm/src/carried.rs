//! What a request carries beside its signature.

use can_invoke_gateway::{
    carried::{Carried, Token},
    carried_input,
    carried_words::CarriedWords,
    inventory::AuthorizerAnswer,
    query::QueryError,
};
use can_invoke_source::words::quote;

use super::CheckInput;

/// The document with the answer of the authorizer, which is none of the inventory's.
pub(super) fn answer_text(input: &mut CheckInput) -> Result<Option<(String, String)>, QueryError> {
    let named = input.authorizer.as_deref();
    let Some(name) = named.filter(|name| AuthorizerAnswer::of_word(name).is_none()) else {
        return Ok(None);
    };
    let lists = [&input.documents, &input.files];
    let found = lists.into_iter().flatten().find(|one| one.name == name);
    let found = found.map(|one| (one.name.clone(), one.text.clone()));
    let Some(found) = found else {
        return Err(QueryError::new(
            format!("there is no document {}", quote(name)),
            "`authorizer` is the name of one of `documents` or `files`, `unauthorized` or `fails`",
        ));
    };
    input.documents.retain(|one| one.name != found.0);
    Ok(Some(found))
}

/// The rest of what the question says.
pub(super) fn carried(input: &CheckInput) -> Result<Carried, QueryError> {
    let mut carried = Carried {
        headers: input.headers.clone(),
        query_string: input.query_string.clone(),
        token: Token::parse(input.token.as_deref(), input.scopes.clone())?,
        authorizer: input
            .authorizer
            .as_deref()
            .and_then(AuthorizerAnswer::of_word),
        ..Carried::default()
    };
    CarriedWords {
        api_key: input.api_key.as_deref(),
        client_certificate: input.client_certificate.as_deref(),
        waf: input.waf.as_deref(),
    }
    .apply(&mut carried)?;
    let (endpoint, signature) = (input.vpc_endpoint.as_deref(), input.signature.as_deref());
    carried_input::network(&mut carried, endpoint, signature)?;
    Ok(carried)
}
