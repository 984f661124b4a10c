//! AWS STS.

use aws_sdk_sts::Client;
use serde_json::Value;

use super::{elsewhere, refusal::of_sdk, shape::Shape};
use crate::{
    ask::{Ask, Refusal},
    operation::Operation,
};

pub(super) async fn ask(client: &Client, ask: &Ask) -> Result<Value, Refusal> {
    match ask.operation {
        Operation::GetCallerIdentity => {
            let answer = client
                .get_caller_identity()
                .send()
                .await
                .map_err(|error| of_sdk(&error))?;
            Ok(Shape::new()
                .with("UserId", answer.user_id)
                .with("Account", answer.account)
                .with("Arn", answer.arn)
                .done())
        }
        _ => Err(elsewhere(ask)),
    }
}
