//! Asking live accounts from beginning to end, for callers that wait for the result: an
//! inventory for a file, or one to answer a question from.

use std::path::Path;

use can_invoke_gateway::inventory::{InMemory, Loaded, load, write};
use can_invoke_source::Limits;
use serde_json::{Value, json};

use crate::{
    accounts,
    ask::RefusalKind,
    collected::Collected,
    door::{
        Door,
        journal::{Journal, Journaled},
        observe::{Counts, Observed, Progress, Station, Watch},
        pace::Pace,
        patience::Patience,
        retry::Retry,
    },
    error::LiveError,
    finish::Unread,
    gather::{Reach, gather},
    settings::Settings,
    wanted::{Wanted, WantedApi},
};

/// What AWS answers is not hostile, and an organization has more than fits into the limits for
/// the files of strangers; positions in texts reach up to 4 GiB.
const LIMITS: Limits = Limits {
    bytes: 1 << 30,
    depth: 128,
    nodes: 100_000_000,
};

/// An inventory that was read from live accounts.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// The inventory as one document.
    pub text: String,
    /// The same, with the texts that it was read from.
    pub loaded: Loaded,
    /// What could not be read.
    pub not_readable: Vec<Unread>,
    /// What it took.
    pub counts: Counts,
    /// Why the journal could not be written, if so; an interrupted run would have gone on
    /// from there only.
    pub journal_failure: Option<String>,
}

/// Reads what is wanted into an inventory. With the path of a journal, answers are kept in
/// that file, and those of an interrupted run are taken from it unless `fresh` is said. The
/// file stays: whoever has written the inventory removes it.
///
/// # Errors
///
/// If no account can be asked, the journal is of something else, somebody interrupts, or the
/// credentials expire; what was read till then is in the journal. What single questions are
/// refused is no error: it is [not readable](Fetched::not_readable).
pub fn fetch(
    settings: &Settings,
    wanted: &Wanted,
    journal: Option<&Path>,
    fresh: bool,
    progress: &mut dyn Progress,
) -> Result<Fetched, LiveError> {
    waiting(async {
        let accounts = accounts::connect(settings).await?;
        let reach = accounts.reach();
        let journal = match journal {
            Some(path) => Some(Journal::open(path, &question(wanted, &reach), fresh)?),
            None => None,
        };
        let watch = Watch::new(progress);
        let door = accounts.door();
        let read = asked(door, settings, journal, &watch, async |door| {
            gather(door, &reach, wanted).await
        });
        let (collected, journal_failure) = unless_interrupted(read, &watch).await?;
        fetched(collected, journal_failure, &watch)
    })
}

/// Reads what is wanted to answer a question from it. Nothing is kept.
///
/// # Errors
///
/// As [`fetch`].
pub fn read(
    settings: &Settings,
    wanted: &Wanted,
    progress: &mut dyn Progress,
) -> Result<Loaded, LiveError> {
    waiting(async {
        let accounts = accounts::connect(settings).await?;
        let reach = accounts.reach();
        let watch = Watch::new(progress);
        // Nothing is kept, so whoever interrupts may simply end the process.
        let (collected, _) = asked(accounts.door(), settings, None, &watch, async |door| {
            gather(door, &reach, wanted).await
        })
        .await;
        let read = unless_expired(collected)?.finish(&LIMITS)?.loaded;
        Ok(as_written(&read))
    })
}

/// What was read, as `can-invoke fetch` would write it and anybody read it again: answers from
/// live accounts and from a file are the same, and show the same lines.
fn as_written(read: &Loaded) -> Loaded {
    let text = write(read).into_bytes();
    let documents = [("live accounts".to_owned(), text)];
    load(&documents, &InMemory::default(), &LIMITS)
}

pub(crate) fn waiting<T>(work: impl Future<Output = Result<T, LiveError>>) -> Result<T, LiveError> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(work)
}

async fn unless_interrupted<T>(
    work: impl Future<Output = T>,
    watch: &Watch<'_>,
) -> Result<T, LiveError> {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            // Where there are no signals nobody interrupts.
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        biased;
        () = interrupted => Err(LiveError::Interrupted { answered: watch.counts().answered }),
        done = work => Ok(done),
    }
}

/// What stands between whoever asks and AWS, outermost first.
type Doors<'a, 'w, 'p, D> =
    Observed<'w, 'p, &'a Journaled<'w, 'p, Retry<'w, 'p, Pace<Observed<'w, 'p, Patience<D>>>>>>;

/// Has something asked through all that stands before a door, and tells why the journal could
/// not be written, if so.
async fn asked<'w, 'p, D: Door, T>(
    door: D,
    settings: &Settings,
    journal: Option<Journal>,
    watch: &'w Watch<'p>,
    ask: impl AsyncFnOnce(&Doors<'_, 'w, 'p, D>) -> T,
) -> (T, Option<String>) {
    let calls = Observed::new(Patience(door), watch, Station::Call);
    let paced = Pace::new(calls, settings.requests_per_second);
    let tried = Retry::new(paced, settings.attempts, watch);
    let kept = Journaled::new(tried, journal, watch);
    let told = ask(&Observed::new(&kept, watch, Station::Question)).await;
    (told, kept.failure())
}

/// The inventory of what was read.
fn fetched(
    collected: Collected,
    journal_failure: Option<String>,
    watch: &Watch<'_>,
) -> Result<Fetched, LiveError> {
    let finished = unless_expired(collected)?.finish(&LIMITS)?;
    Ok(Fetched {
        text: write(&finished.loaded),
        loaded: finished.loaded,
        not_readable: finished.not_readable,
        counts: watch.counts(),
        journal_failure,
    })
}

/// Credentials that end in the middle leave everything after that unread. That is no state of
/// the accounts to be written down: with new ones the run goes on.
///
/// Source: `CommonErrors` of the services, and those of EC2 (`RequestExpired`).
fn unless_expired(collected: Collected) -> Result<Collected, LiveError> {
    const EXPIRED: [&str; 4] = [
        "ExpiredToken",
        "ExpiredTokenException",
        "RequestExpired",
        "TokenRefreshRequired",
    ];
    let mut notes = collected.not_readable.iter();
    let expired = notes.find(|note| {
        // Without a code it was not AWS that refused: there was nothing to sign with.
        let code = note.refusal.code.as_deref();
        note.refusal.kind == RefusalKind::Credentials
            && code.is_none_or(|code| EXPIRED.contains(&code))
    });
    match expired {
        None => Ok(collected),
        Some(note) => Err(LiveError::Expired {
            account: note.ask.place.account.clone(),
            message: note.refusal.text(),
        }),
    }
}

/// What tells a run from runs that ask for something else.
fn question(wanted: &Wanted, reach: &[Reach]) -> Value {
    let sorted = |mut texts: Vec<String>| {
        texts.sort();
        texts.dedup();
        json!(texts)
    };
    let account = |one: &Reach| format!("{} ({})", one.account, one.regions.join(" "));
    let api = |api: &WantedApi| match api {
        WantedApi::Id { id, region: None } => id.clone(),
        WantedApi::Id {
            id,
            region: Some(region),
        } => format!("{id} in {region}"),
        WantedApi::Domain(name) => name.clone(),
    };
    json!({
        "accounts": sorted(reach.iter().map(account).collect()),
        "everything": wanted.everything,
        "apis": sorted(wanted.apis.iter().map(api).collect()),
        "principals": sorted(wanted.principals.clone()),
        "roles of": sorted(wanted.role_accounts.clone()),
        "vpc endpoint": wanted.vpc_endpoint,
    })
}

#[cfg(test)]
mod tests;
