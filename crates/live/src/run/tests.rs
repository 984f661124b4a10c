//! A run that is interrupted and goes on is as good as one that was not.

use std::{
    cell::{Cell, RefCell},
    path::PathBuf,
    time::Duration,
};

use super::*;
use crate::{
    ask::{Ask, Place, Refusal},
    collected::NotReadable,
    door::all_pages,
    operation::Operation,
};

/// Three pages of REST APIs with their stages, one of which is refused.
struct World {
    /// After so many answers no more come.
    dies_after: usize,
    answered: Cell<usize>,
    asked: RefCell<Vec<String>>,
}

impl World {
    fn new(dies_after: usize) -> Self {
        World {
            dies_after,
            answered: Cell::new(0),
            asked: RefCell::default(),
        }
    }
}

impl Door for World {
    async fn ask(&self, ask: &Ask) -> Result<Value, Refusal> {
        if self.answered.get() == self.dies_after {
            std::future::pending::<()>().await;
        }
        self.answered.set(self.answered.get() + 1);
        self.asked.borrow_mut().push(ask.key());
        match (
            ask.operation,
            ask.parameter("restApiId"),
            ask.parameter("position"),
        ) {
            (Operation::GetRestApis, _, page) => {
                let page = page.map_or(0, |page| page.parse().unwrap());
                let api = |id: usize| json!({ "id": format!("api{id}"), "name": "pets", "endpointConfiguration": { "types": ["REGIONAL"] } });
                let mut answer = json!({ "items": [api(2 * page), api(2 * page + 1)] });
                if page < 2 {
                    answer["position"] = json!((page + 1).to_string());
                }
                Ok(answer)
            }
            (Operation::GetRestStages, Some("api3"), _) => Err(Refusal {
                kind: RefusalKind::Denied,
                code: Some("AccessDeniedException".to_owned()),
                message: "not authorized".to_owned(),
            }),
            (_, Some(id), _) => {
                Ok(json!({ "item": [{ "stageName": format!("{id}-prod"), "deploymentId": "d" }] }))
            }
            _ => unreachable!("{}", ask.key()),
        }
    }
}

fn place() -> Place {
    Place {
        account: "111111111111".to_owned(),
        region: "us-east-1".to_owned(),
    }
}

/// What `gather` does, in small.
async fn gather_stages(door: &impl Door) -> Collected {
    let mut collected = Collected::default();
    let apis = all_pages(door, Ask::new(&place(), Operation::GetRestApis))
        .await
        .unwrap();
    for api in apis["items"].as_array().unwrap() {
        let id = api["id"].as_str().unwrap();
        let ask = Ask::new(&place(), Operation::GetRestStages).with("restApiId", id);
        let mut from = vec![id.to_owned()];
        collected.files.insert(id.to_owned(), api.clone());
        match door.ask(&ask).await {
            Ok(stages) => {
                let name = format!("{id} stages");
                collected.files.insert(name.clone(), stages);
                from.push(name);
            }
            Err(refusal) => collected.not_readable.push(NotReadable {
                of: id.to_owned(),
                fact: "stages".to_owned(),
                ask,
                refusal,
            }),
        }
        collected.apis.push(json!({
            "id": id, "kind": "REST", "account": "111111111111", "region": "us-east-1", "from": from,
        }));
    }
    collected
}

fn settings() -> Settings {
    Settings {
        profiles: Vec::new(),
        roles: Vec::new(),
        regions: Vec::new(),
        requests_per_second: 10,
        attempts: 3,
    }
}

fn reach() -> Vec<Reach> {
    vec![Reach {
        account: "111111111111".to_owned(),
        regions: vec!["us-east-1".to_owned()],
    }]
}

fn wanted() -> Wanted {
    Wanted {
        everything: true,
        ..Wanted::default()
    }
}

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// One run; nothing if it was killed, otherwise the inventory.
async fn run(world: &World, journal: Option<&Path>) -> Option<(Fetched, Counts)> {
    let mut nobody = ();
    let watch = Watch::new(&mut nobody);
    let journal =
        journal.map(|path| Journal::open(path, &question(&wanted(), &reach()), false).unwrap());
    let settings = settings();
    let work = asked(world, &settings, journal, &watch, async |door| {
        gather_stages(door).await
    });
    // A killed run is one whose work is dropped where it is.
    let told = tokio::time::timeout(Duration::from_secs(50), work).await;
    let (collected, failure) = told.ok()?;
    Some((fetched(collected, failure, &watch).unwrap(), watch.counts()))
}

#[tokio::test(start_paused = true)]
async fn a_run_killed_after_any_answer_goes_on_to_the_same_inventory() {
    let name = format!("can-invoke-run-{}", std::process::id());
    let folder = Folder(std::env::temp_dir().join(name));
    std::fs::create_dir_all(&folder.0).unwrap();
    let whole = World::new(usize::MAX);
    let (expected, _) = run(&whole, None).await.unwrap();
    let inventory = &expected.loaded.inventory;
    assert_eq!(inventory.apis.len(), 6);
    assert_eq!(inventory.apis[5].stage_names(), Some(vec!["api5-prod"]));
    assert_eq!(inventory.apis[3].stage_names(), None);
    assert_eq!(expected.not_readable.len(), 1);
    let calls = whole.answered.get();
    assert_eq!(calls, 9);
    for killed_after in 0..calls {
        let path = folder.0.join(format!("{killed_after}.partial"));
        let first = World::new(killed_after);
        assert!(
            run(&first, Some(&path)).await.is_none(),
            "killed after {killed_after}"
        );
        let second = World::new(usize::MAX);
        let (fetched, counts) = run(&second, Some(&path)).await.unwrap();
        assert_eq!(fetched.text, expected.text);
        assert_eq!(fetched.loaded.inventory, expected.loaded.inventory);
        assert_eq!(fetched.not_readable, expected.not_readable);
        // Of what the first was told only the refusal is asked again.
        let asked = first.asked.borrow();
        let again: Vec<_> = second
            .asked
            .borrow()
            .iter()
            .filter(|key| asked.contains(key))
            .cloned()
            .collect();
        assert!(again.iter().all(|key| key.contains("api3")), "{again:?}");
        let kept = asked.iter().filter(|key| !key.contains("api3")).count();
        assert_eq!(counts.recalled, kept as u64, "killed after {killed_after}");
        assert_eq!((counts.asked, counts.done()), (9, 9));
    }
}

#[test]
fn credentials_that_expire_are_no_state_of_the_accounts() {
    let note = |kind, code: Option<&str>| Collected {
        not_readable: vec![NotReadable {
            of: "abc123".to_owned(),
            fact: "stages".to_owned(),
            ask: Ask::new(&place(), Operation::GetRestStages),
            refusal: Refusal {
                kind,
                code: code.map(str::to_owned),
                message: "the token is expired".to_owned(),
            },
        }],
        ..Collected::default()
    };
    let expired = unless_expired(note(
        RefusalKind::Credentials,
        Some("ExpiredTokenException"),
    ));
    assert_eq!(
        expired.unwrap_err().to_string(),
        "the credentials for 111111111111 have expired: ExpiredTokenException: the token is expired"
    );
    assert!(unless_expired(note(RefusalKind::Credentials, None)).is_err());
    // A Region that is not enabled refuses credentials that are good elsewhere.
    let refused = note(
        RefusalKind::Credentials,
        Some("UnrecognizedClientException"),
    );
    assert!(unless_expired(refused).is_ok());
    assert!(unless_expired(note(RefusalKind::Denied, None)).is_ok());
}
