//! No more requests than a service grants: a bucket of tokens for each quota of each account,
//! and a bound on what is under way at once.
//!
//! Source: API Gateway developer guide, `limits`, "API Gateway quotas for creating, deploying
//! and managing an API": 10 requests a second with bursts of 40 in all, and 5 `GetResources`
//! every 2 seconds. The rates of the other services are our own: AWS documents none for most of
//! them, and what is asked of them is little.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc, time::Duration};

use serde_json::Value;
use tokio::{
    sync::{Mutex, Semaphore},
    time::Instant,
};

use super::Door;
use crate::{
    ask::{Ask, Refusal, RefusalKind},
    operation::{Operation, Service},
};

/// How many questions are under way at once, over all accounts.
const AT_ONCE: usize = 16;

/// What shares a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Quota {
    /// The control plane of API Gateway; both of its APIs draw on it.
    ApiGateway,
    /// `GetResources`, which draws on its own and on that of all.
    Resources,
    /// Another service.
    Of(Service),
}

impl Quota {
    /// The quotas that an operation draws on, the narrowest first.
    fn of(operation: Operation) -> &'static [Quota] {
        match (operation, operation.service()) {
            (Operation::GetResources, _) => &[Quota::Resources, Quota::ApiGateway],
            (_, Service::ApiGateway | Service::ApiGatewayV2) => &[Quota::ApiGateway],
            (_, Service::Ec2) => &[Quota::Of(Service::Ec2)],
            (_, Service::Iam) => &[Quota::Of(Service::Iam)],
            (_, Service::Lambda) => &[Quota::Of(Service::Lambda)],
            (_, Service::Organizations) => &[Quota::Of(Service::Organizations)],
            (_, Service::Sts) => &[Quota::Of(Service::Sts)],
        }
    }

    /// Requests a second, and how many may come at once after a rest.
    fn rate(self, requests_per_second: u32) -> (f64, f64) {
        let of_api_gateway = f64::from(requests_per_second);
        match self {
            Quota::ApiGateway => (of_api_gateway, of_api_gateway * 4.0),
            // In the same proportion, where somebody has been granted more.
            Quota::Resources => (of_api_gateway / 4.0, (of_api_gateway / 2.0).max(1.0)),
            Quota::Of(Service::Organizations) => (5.0, 10.0),
            Quota::Of(Service::Lambda) => (15.0, 15.0),
            Quota::Of(_) => (20.0, 40.0),
        }
    }
}

/// Holds questions back until their turn.
pub struct Pace<D> {
    door: D,
    requests_per_second: u32,
    under_way: Semaphore,
    buckets: RefCell<BTreeMap<(Quota, String, String), Rc<Bucket>>>,
}

impl<D> Pace<D> {
    /// Paces what is asked of a door; `requests_per_second` is what the control plane of API
    /// Gateway gets in each account and Region.
    pub fn new(door: D, requests_per_second: u32) -> Self {
        Pace {
            door,
            requests_per_second,
            under_way: Semaphore::new(AT_ONCE),
            buckets: RefCell::default(),
        }
    }

    fn buckets(&self, ask: &Ask) -> Vec<Rc<Bucket>> {
        let region = match ask.operation.service().is_regional() {
            true => ask.place.region.clone(),
            false => String::new(),
        };
        let mut buckets = self.buckets.borrow_mut();
        let quotas = Quota::of(ask.operation).iter();
        quotas
            .map(|quota| {
                let key = (*quota, ask.place.account.clone(), region.clone());
                let bucket = buckets.entry(key).or_insert_with(|| {
                    let (rate, burst) = quota.rate(self.requests_per_second);
                    Rc::new(Bucket::new(rate, burst))
                });
                Rc::clone(bucket)
            })
            .collect()
    }
}

impl<D: Door> Door for Pace<D> {
    async fn ask(&self, ask: &Ask) -> Result<Value, Refusal> {
        let buckets = self.buckets(ask);
        let mut turns = Vec::new();
        for bucket in &buckets {
            turns.push(bucket.queue.lock().await);
            bucket.ready().await;
        }
        // Only who could go at once takes one of the places, so that an account that has to
        // wait holds up no other; and tokens are only taken with a place, so that none are
        // saved up by those that wait for one.
        let place = self.under_way.acquire().await;
        for bucket in &buckets {
            bucket.take();
        }
        drop(turns);
        let began = Instant::now();
        let answer = self.door.ask(ask).await;
        drop(place);
        match &answer {
            Err(refusal) if refusal.kind == RefusalKind::Throttled => {
                // It is not said which quota is used up; most likely the narrowest.
                if let Some(narrowest) = buckets.first() {
                    narrowest.slow_down(began);
                }
            }
            _ => buckets.iter().for_each(|bucket| bucket.recover()),
        }
        answer
    }
}

/// Tokens that come at a rate; a question takes one.
struct Bucket {
    /// Who waits for a token, first come first served.
    queue: Mutex<()>,
    level: RefCell<Level>,
}

struct Level {
    tokens: f64,
    burst: f64,
    /// Tokens a second, now.
    rate: f64,
    /// The same where nothing is throttled.
    full_rate: f64,
    filled: Instant,
    slowed: Option<Instant>,
}

impl Bucket {
    fn new(rate: f64, burst: f64) -> Self {
        Bucket {
            queue: Mutex::new(()),
            level: RefCell::new(Level {
                tokens: burst,
                burst,
                rate,
                full_rate: rate,
                filled: Instant::now(),
                slowed: None,
            }),
        }
    }

    /// Waits until there is a token. Nobody else can take it while the queue is held.
    async fn ready(&self) {
        loop {
            let missing = self.level.borrow_mut().missing();
            match missing {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return,
            }
        }
    }

    fn take(&self) {
        self.level.borrow_mut().tokens -= 1.0;
    }

    /// A call that began then was throttled: half as fast from now on. Calls that were under
    /// way already when that was done say nothing new.
    fn slow_down(&self, began: Instant) {
        let mut level = self.level.borrow_mut();
        if level.slowed.is_some_and(|slowed| began <= slowed) {
            return;
        }
        level.fill();
        level.slowed = Some(Instant::now());
        level.tokens = level.tokens.min(0.0);
        level.rate = (level.rate / 2.0).max(level.full_rate / 32.0);
    }

    /// A call was not throttled: a little faster again.
    fn recover(&self) {
        let mut level = self.level.borrow_mut();
        if level.rate < level.full_rate {
            level.fill();
            level.rate = (level.rate + level.full_rate / 50.0).min(level.full_rate);
        }
    }
}

impl Level {
    /// What came since the last look.
    fn fill(&mut self) {
        let now = Instant::now();
        let since = now.duration_since(self.filled).as_secs_f64();
        self.tokens = (self.tokens + since * self.rate).min(self.burst);
        self.filled = now;
    }

    /// How long until there is a token; nothing if there is one.
    fn missing(&mut self) -> Option<Duration> {
        self.fill();
        let missing = 1.0 - self.tokens;
        // Less than a clock tells apart is there.
        (missing > 1e-6).then(|| Duration::from_secs_f64(missing / self.rate))
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;

    use super::*;
    use crate::door::fake::{Fake, ask, refusal};

    /// Seconds since the beginning at which each call was made.
    fn times(fake: &Fake<impl Fn(&Ask) -> Result<Value, Refusal>>, began: Instant) -> Vec<f64> {
        let log = fake.log.borrow();
        let times = log.iter().map(|(at, _)| at.duration_since(began));
        times.map(|since| since.as_secs_f64()).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn after_a_burst_the_control_plane_gets_its_rate() {
        let fake = Fake::new(|_| Ok(Value::Null));
        let pace = Pace::new(&fake, 10);
        let began = Instant::now();
        let asks: Vec<Ask> = (0..60)
            .map(|index| ask(Operation::GetRestApi).with("restApiId", index.to_string()))
            .collect();
        join_all(asks.iter().map(|ask| pace.ask(ask))).await;
        let times = times(&fake, began);
        assert_eq!(times.len(), 60);
        assert!(times[39] < 0.01, "the burst waits: {times:?}");
        for (index, time) in times.iter().enumerate().skip(40) {
            let due = (index - 39) as f64 / 10.0;
            assert!(
                (time - due).abs() < 0.05,
                "call {index} at {time}, not {due}"
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn get_resources_has_a_quota_of_its_own_and_draws_on_that_of_all() {
        let fake = Fake::new(|_| Ok(Value::Null));
        let pace = Pace::new(&fake, 10);
        let began = Instant::now();
        let asks = vec![ask(Operation::GetResources); 10];
        join_all(asks.iter().map(|ask| pace.ask(ask))).await;
        let times = times(&fake, began);
        assert!(times[4] < 0.01, "{times:?}");
        for (index, time) in times.iter().enumerate().skip(5) {
            let due = (index - 4) as f64 * 0.4;
            assert!(
                (time - due).abs() < 0.05,
                "call {index} at {time}, not {due}"
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn accounts_and_regions_do_not_wait_for_each_other() {
        let fake = Fake::new(|_| Ok(Value::Null));
        let pace = Pace::new(&fake, 1);
        let began = Instant::now();
        let mut asks = vec![ask(Operation::GetRestApis); 6];
        let mut elsewhere = ask(Operation::GetRestApis);
        elsewhere.place.region = "eu-west-1".to_owned();
        let mut other = ask(Operation::GetApis);
        other.place.account = "222222222222".to_owned();
        asks.extend([elsewhere, other]);
        join_all(asks.iter().map(|ask| pace.ask(ask))).await;
        let log = fake.log.borrow();
        let at = |wanted: &Ask| log.iter().find(|(_, ask)| ask == wanted).unwrap().0;
        assert_eq!(at(&asks[6]), began);
        assert_eq!(at(&asks[7]), began);
        let last = log.iter().map(|(at, _)| *at).max().unwrap();
        assert!(last.duration_since(began).as_secs_f64() > 1.9);
    }

    #[tokio::test(start_paused = true)]
    async fn only_so_many_are_under_way_at_once() {
        let mut fake = Fake::new(|_| Ok(Value::Null));
        fake.takes = Duration::from_secs(1);
        let pace = Pace::new(&fake, 10_000);
        let asks = vec![ask(Operation::GetRestApi); 3 * AT_ONCE];
        join_all(asks.iter().map(|ask| pace.ask(ask))).await;
        assert_eq!(fake.most_under_way.get(), AT_ONCE);
    }

    #[tokio::test(start_paused = true)]
    async fn a_throttled_account_gets_half_and_slowly_more() {
        let mut fake = Fake::new(|ask| match ask.parameter("restApiId") {
            Some("throttled") => Err(refusal(RefusalKind::Throttled)),
            _ => Ok(Value::Null),
        });
        fake.takes = Duration::from_millis(50);
        let pace = Pace::new(&fake, 10);
        let throttled = ask(Operation::GetRestApi).with("restApiId", "throttled");
        // Calls that are under way together tell one thing, and not eight.
        let many = vec![throttled; 8];
        join_all(many.iter().map(|ask| pace.ask(ask))).await;
        let bucket = Rc::clone(pace.buckets.borrow().values().next().unwrap());
        assert_eq!(bucket.level.borrow().rate, 5.0);
        let began = Instant::now();
        let asks = vec![ask(Operation::GetRestApi); 2];
        join_all(asks.iter().map(|ask| pace.ask(ask))).await;
        // The burst is gone, and they come at 5 a second.
        let waited = Instant::now().duration_since(began).as_secs_f64();
        assert!((waited - 0.45).abs() < 0.02, "{waited}");
        let asks = vec![ask(Operation::GetRestApi); 30];
        join_all(asks.iter().map(|ask| pace.ask(ask))).await;
        assert_eq!(bucket.level.borrow().rate, 10.0);
    }
}
