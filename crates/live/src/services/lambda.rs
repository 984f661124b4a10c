//! AWS Lambda: `GetPolicy` and nothing else.
//!
//! Source: Lambda API reference, `API_GetPolicy`.

use serde_json::Value;

use super::{
    elsewhere,
    refusal::{not_understood, of_answer},
    required,
    shape::Shape,
    signed::{Signed, encoded},
};
use crate::{
    ask::{Ask, Refusal},
    operation::Operation,
};

pub(super) async fn ask(client: &Signed, ask: &Ask) -> Result<Value, Refusal> {
    if ask.operation != Operation::GetFunctionPolicy {
        return Err(elsewhere(ask));
    }
    let name = encoded(required(ask, "FunctionName")?);
    let mut path = format!("/2015-03-31/functions/{name}/policy");
    if let Some(qualifier) = ask.parameter("Qualifier") {
        path += &format!("?Qualifier={}", encoded(qualifier));
    }
    let answer = client.send("GET", &path, "").await?;
    read(&answer)
}

/// Reads an answer. The code of a refusal stands in a header.
fn read(answer: &http::Response<Vec<u8>>) -> Result<Value, Refusal> {
    let document: Option<Value> = serde_json::from_slice(answer.body()).ok();
    let text = |key: &str| document.as_ref()?.get(key)?.as_str().map(str::to_owned);
    if !answer.status().is_success() {
        let header = answer.headers().get("x-amzn-errortype");
        let code = header
            .and_then(|code| code.to_str().ok().map(str::to_owned))
            .or_else(|| text("__type"))
            .or_else(|| text("Code"));
        let message = text("Message").or_else(|| text("message"));
        return Err(of_answer(
            answer.status().as_u16(),
            code.as_deref(),
            &message.unwrap_or_default(),
        ));
    }
    let policy = text("Policy").ok_or_else(|| not_understood("the answer holds no policy"))?;
    Ok(Shape::new()
        .with("Policy", Some(policy))
        .with("RevisionId", text("RevisionId"))
        .done())
}
