//! AWS Lambda: `GetPolicy` and nothing else.
//!
//! Source: Lambda API reference, `API_GetPolicy`.

use serde_json::Value;

use super::{
    elsewhere,
    refusal::of_answer,
    required,
    shape::Shape,
    signed::{Signed, encoded},
};
use crate::{
    ask::{Ask, Refusal, RefusalKind},
    operation::Operation,
};

pub(super) async fn ask(client: &Signed, ask: &Ask) -> Result<Value, Refusal> {
    if ask.operation != Operation::GetFunctionPolicy {
        return Err(elsewhere(ask));
    }
    let name = encoded(required(ask, "FunctionName")?);
    let qualifier = ask
        .parameter("Qualifier")
        .map(|qualifier| format!("?Qualifier={}", encoded(qualifier)));
    let path = format!(
        "/2015-03-31/functions/{name}/policy{}",
        qualifier.unwrap_or_default()
    );
    let (status, body) = client.send("GET", &path, "").await?;
    let answer: Option<Value> = serde_json::from_slice(&body).ok();
    let text = |key: &str| {
        let value = answer.as_ref().and_then(|answer| answer.get(key));
        value.and_then(Value::as_str).map(str::to_owned)
    };
    if !(200..300).contains(&status) {
        let code = text("__type").or_else(|| text("code")).or_else(|| {
            // The code stands in a header that is not kept; a function or policy that is not
            // there is the only reason for this status.
            (status == 404 && answer.is_some()).then(|| "ResourceNotFoundException".to_owned())
        });
        let message = text("Message").or_else(|| text("message"));
        return Err(of_answer(
            status,
            code.as_deref(),
            &message.unwrap_or_default(),
        ));
    }
    match text("Policy") {
        Some(policy) => Ok(Shape::new().with("Policy", Some(policy)).done()),
        None => Err(Refusal {
            kind: RefusalKind::Unavailable,
            code: None,
            message: "the answer holds no policy".to_owned(),
        }),
    }
}
