//! How long an answer is waited for. A connection that hangs would otherwise hold up the run
//! for ever.

use std::time::Duration;

use serde_json::Value;

use super::Door;
use crate::ask::{Ask, Refusal, RefusalKind};

/// Far above what any page takes, and a little below the time after which network equipment
/// forgets a silent connection.
pub const LONGEST: Duration = Duration::from_secs(60);

/// Waits for answers, but not for ever.
pub struct Patience<D>(pub D);

impl<D: Door> Door for Patience<D> {
    async fn ask(&self, ask: &Ask) -> Result<Value, Refusal> {
        match tokio::time::timeout(LONGEST, self.0.ask(ask)).await {
            Ok(answer) => answer,
            Err(_) => Err(Refusal {
                kind: RefusalKind::Unavailable,
                code: None,
                message: format!("no answer within {} seconds", LONGEST.as_secs()),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        door::fake::{Fake, ask},
        operation::Operation,
    };

    #[tokio::test(start_paused = true)]
    async fn a_connection_that_hangs_is_given_up() {
        let mut fake = Fake::new(|_| Ok(Value::Null));
        fake.takes = LONGEST - Duration::from_secs(1);
        let question = ask(Operation::GetRole);
        assert_eq!(Patience(&fake).ask(&question).await, Ok(Value::Null));
        fake.takes = LONGEST + Duration::from_secs(1);
        let refusal = Patience(&fake).ask(&question).await.unwrap_err();
        assert_eq!(refusal.kind, RefusalKind::Unavailable);
        assert_eq!(refusal.message, "no answer within 60 seconds");
    }
}
