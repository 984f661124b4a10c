//! What questions are put to: AWS itself, or what was recorded of it; and what stands between.

#[cfg(test)]
pub(crate) mod fake;
pub mod journal;
pub mod observe;
pub mod pace;
pub mod patience;
pub mod recorded;
pub mod retry;

use std::future::Future;

use serde_json::Value;

use crate::ask::{Ask, Refusal};

/// Answers questions. An answer has the shape that the AWS CLI prints (`aws apigateway
/// get-rest-api` and so on), holding only what this crate reads: the values of API keys, the
/// environment of functions and other secrets are never in it.
pub trait Door {
    /// One page of an answer.
    fn ask(&self, ask: &Ask) -> impl Future<Output = Result<Value, Refusal>>;
}

impl<D: Door> Door for &D {
    fn ask(&self, ask: &Ask) -> impl Future<Output = Result<Value, Refusal>> {
        (**self).ask(ask)
    }
}

/// All pages of an answer as one, with their lists joined and without the token, as the AWS
/// CLI prints it. A token that comes a second time would go on for ever, and is refused.
pub async fn all_pages(door: &impl Door, ask: Ask) -> Result<Value, Refusal> {
    let mut whole = door.ask(&ask).await?;
    let Some(paging) = ask.operation.paging() else {
        return Ok(whole);
    };
    let mut seen = std::collections::BTreeSet::new();
    while let Some(token) = whole
        .as_object_mut()
        .and_then(|object| object.remove(paging.token))
        .and_then(|token| token.as_str().map(str::to_owned))
    {
        if !seen.insert(token.clone()) {
            return Err(Refusal {
                kind: crate::ask::RefusalKind::Unexpected,
                code: None,
                message: "the same page comes again".to_owned(),
            });
        }
        let next = ask.clone().with(paging.token, token);
        let mut page = door.ask(&next).await?;
        for list in paging.lists {
            let more = page
                .get_mut(*list)
                .and_then(Value::as_array_mut)
                .map(std::mem::take);
            match (whole.get_mut(*list).and_then(Value::as_array_mut), more) {
                (Some(known), Some(more)) => known.extend(more),
                (None, Some(more)) => {
                    if let Some(whole) = whole.as_object_mut() {
                        whole.insert((*list).to_owned(), Value::Array(more));
                    }
                }
                (_, None) => {}
            }
        }
        if let (Some(whole), Some(token)) = (whole.as_object_mut(), page.get(paging.token)) {
            whole.insert(paging.token.to_owned(), token.clone());
        }
    }
    Ok(whole)
}
