//! Asking again what did not come through. Everything that is asked only reads, so nothing
//! happens twice when a question does.

use std::{cell::RefCell, time::Duration};

use serde_json::Value;

use super::{Door, observe::Watch};
use crate::ask::{Ask, Refusal, RefusalKind};

/// The longest wait before the second try.
const FIRST: Duration = Duration::from_millis(200);
/// The longest wait before any.
const CAP: Duration = Duration::from_secs(20);
/// How often an answer is asked for that nobody understands. A cut or garbled answer comes
/// whole the next time; what a service says in words of its own stays as it is.
const NOT_UNDERSTOOD: u32 = 3;

/// Asks again, after waits that double and that chance shortens, so that many that were
/// throttled together do not come back together.
///
/// Source: AWS general reference, `api-retries`; AWS Architecture Blog, "Exponential Backoff
/// And Jitter" (full jitter).
pub struct Retry<'w, 'p, D> {
    door: D,
    attempts: u32,
    watch: &'w Watch<'p>,
    random: RefCell<fastrand::Rng>,
}

impl<'w, 'p, D> Retry<'w, 'p, D> {
    /// Asks a door up to `attempts` times.
    pub fn new(door: D, attempts: u32, watch: &'w Watch<'p>) -> Self {
        Retry {
            door,
            attempts,
            watch,
            random: RefCell::new(fastrand::Rng::new()),
        }
    }

    /// How long to wait after so many tries, the first of them being 1.
    fn wait(&self, tries: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(tries.saturating_sub(1));
        let longest = FIRST.saturating_mul(doubled).min(CAP);
        longest.mul_f64(self.random.borrow_mut().f64())
    }

    fn attempts(&self, refusal: &Refusal) -> u32 {
        let is_not_understood = refusal.kind == RefusalKind::Unexpected && refusal.code.is_none();
        if refusal.is_passing() {
            self.attempts
        } else if is_not_understood {
            self.attempts.min(NOT_UNDERSTOOD)
        } else {
            1
        }
    }
}

impl<D: Door> Door for Retry<'_, '_, D> {
    async fn ask(&self, ask: &Ask) -> Result<Value, Refusal> {
        let mut tries = 1;
        loop {
            match self.door.ask(ask).await {
                Err(refusal) if tries < self.attempts(&refusal) => {
                    tokio::time::sleep(self.wait(tries)).await;
                    tries += 1;
                    self.watch.note(ask, |counts| counts.retries += 1);
                }
                answer => return answer,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use serde_json::json;
    use tokio::time::Instant;

    use super::*;
    use crate::{
        door::fake::{Fake, ask, refusal},
        operation::Operation,
    };

    /// What comes of a question of which the first tries are refused, after how many calls and
    /// how many seconds.
    async fn refused(
        refusal: Refusal,
        times: u32,
        attempts: u32,
    ) -> (Result<Value, Refusal>, usize, f64) {
        let left = Cell::new(times);
        let fake = Fake::new(|_| match left.get() {
            0 => Ok(json!({})),
            some => {
                left.set(some - 1);
                Err(refusal.clone())
            }
        });
        let mut nobody = ();
        let watch = Watch::new(&mut nobody);
        let retry = Retry::new(&fake, attempts, &watch);
        let began = Instant::now();
        let answer = retry.ask(&ask(Operation::GetRole)).await;
        let calls = fake.log.borrow().len();
        assert_eq!(watch.counts().retries, calls as u64 - 1);
        (answer, calls, began.elapsed().as_secs_f64())
    }

    #[tokio::test(start_paused = true)]
    async fn what_passes_is_asked_again_until_it_has_passed() {
        for kind in [RefusalKind::Throttled, RefusalKind::Unavailable] {
            let (answer, calls, _) = refused(refusal(kind), 7, 8).await;
            assert_eq!((answer, calls), (Ok(json!({})), 8));
            let (answer, calls, _) = refused(refusal(kind), 8, 8).await;
            assert_eq!((answer, calls), (Err(refusal(kind)), 8));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_stays_is_asked_once() {
        for kind in [
            RefusalKind::Denied,
            RefusalKind::NotFound,
            RefusalKind::Credentials,
            RefusalKind::Unexpected,
        ] {
            let (answer, calls, waited) = refused(refusal(kind), 1, 8).await;
            assert_eq!((answer, calls, waited), (Err(refusal(kind)), 1, 0.0));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_nobody_understands_is_asked_for_three_times() {
        let garbled = Refusal {
            code: None,
            ..refusal(RefusalKind::Unexpected)
        };
        let (answer, calls, _) = refused(garbled.clone(), 2, 8).await;
        assert_eq!((answer, calls), (Ok(json!({})), 3));
        let (answer, calls, _) = refused(garbled.clone(), 9, 8).await;
        assert_eq!((answer, calls), (Err(garbled), 3));
    }

    #[tokio::test(start_paused = true)]
    async fn waits_double_up_to_a_bound_and_chance_shortens_them() {
        let mut nobody = ();
        let watch = Watch::new(&mut nobody);
        let retry = Retry::new((), 100, &watch);
        for (tries, longest) in [(1, 0.2), (2, 0.4), (5, 3.2), (8, 20.0), (90, 20.0)] {
            let waits: Vec<f64> = (0..200).map(|_| retry.wait(tries).as_secs_f64()).collect();
            let most = waits.iter().copied().fold(0.0, f64::max);
            let least = waits.iter().copied().fold(f64::MAX, f64::min);
            assert!(
                most <= longest && most > longest * 0.8,
                "{most} of {longest}"
            );
            assert!(least < longest * 0.2, "{least} of {longest}");
        }
        let (_, _, waited) = refused(refusal(RefusalKind::Throttled), 40, 30).await;
        assert!(waited < 29.0 * 20.0, "{waited}");
    }
}
