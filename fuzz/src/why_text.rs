//! Texts for `can-invoke why`: any bytes get the same diagnoses each time, and none that is
//! contradicted.
//!
//! The input is a text. A line `=== inventory` ends it and begins an inventory; without one,
//! the text is tested against an inventory of its own.

use can_invoke_gateway::{
    inventory::{InMemory, Loaded, load},
    why::{self, Diagnosis, Hints, Options, Standing, Why},
};
use can_invoke_policy::Caller;
use can_invoke_report::{
    text::{self, Detail},
    v1,
};
use can_invoke_source::Diagnostic;

use crate::holds::LIMITS;

/// What a text is tested against that brings no inventory.
const INVENTORY: &str = r#"{
    "can-invoke": 1,
    "principals": [{"arn": "arn:aws:iam::111111111111:role/app", "policies": [{"Statement":
        {"Effect": "Allow", "Action": "execute-api:*", "Resource": "*"}}],
        "permissions-boundary": "none", "tags": {}}],
    "apis": [
        {"id": "abc123", "kind": "REST", "account": "111111111111", "region": "us-east-1",
         "endpoint-type": "REGIONAL", "stages": ["prod"],
         "routes": {"GET /pets": "AWS_IAM", "ANY /{proxy+}": "NONE"},
         "resource-policy": {"Statement": {"Effect": "Deny", "Principal": "*", "Action": "*",
            "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}}}},
        {"id": "def456", "kind": "HTTP", "account": "111111111111", "region": "us-east-1",
         "stages": ["$default"], "routes": {"GET /pets": "JWT"}},
        {"id": "wsapi1", "kind": "WEBSOCKET", "account": "111111111111", "region": "us-east-1",
         "stages": ["prod"], "routes": {"$connect": "AWS_IAM"}}
    ]
}"#;

/// The body of the target.
pub fn run(data: &[u8]) {
    const MARK: &[u8] = b"\n=== inventory\n";
    let cut = data.windows(MARK.len()).position(|window| window == MARK);
    let (pasted, inventory) = match cut {
        Some(at) => (&data[..at], &data[at + MARK.len()..]),
        None => (data, INVENTORY.as_bytes()),
    };
    let documents = [("inventory.json".to_owned(), inventory.to_vec())];
    let loaded = load(&documents, &InMemory::default(), &LIMITS);
    let hinted = Options {
        hints: Hints {
            status: Some(403),
            headers: vec![(
                "x-amzn-errortype".to_owned(),
                "ForbiddenException".to_owned(),
            )],
            url: Some(
                "GET https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets".to_owned(),
            ),
        },
        caller: Caller::parse("arn:aws:iam::111111111111:role/app").ok(),
        ..Options::default()
    };
    for options in [Options::default(), hinted] {
        let alone = ask(pasted, &options, None);
        if loaded.diagnostics.iter().any(Diagnostic::is_error) {
            continue;
        }
        let tested = ask(pasted, &options, Some(&loaded));
        // An inventory speaks for and against causes, and adds none.
        let causes = |why: &Why| -> Vec<Vec<&str>> {
            let mut causes: Vec<Vec<&str>> = why.diagnoses.iter().map(ids).collect();
            causes.sort();
            causes.dedup();
            causes
        };
        assert_eq!(causes(&alone), causes(&tested));
        assert_eq!(count(&alone), count(&tested));
    }
}

/// The ids of the causes, in order of the alphabet.
fn ids(diagnosis: &Diagnosis) -> Vec<&'static str> {
    let mut ids: Vec<&str> = diagnosis
        .hypotheses
        .iter()
        .map(|one| one.cause.id)
        .collect();
    ids.sort_unstable();
    ids
}

/// How many requests the text tells of.
fn count(why: &Why) -> usize {
    why.passed_over + why.diagnoses.iter().map(|one| one.count).sum::<usize>()
}

fn ask(pasted: &[u8], options: &Options, loaded: Option<&Loaded>) -> Why {
    let inventory = loaded.map(|loaded| &loaded.inventory);
    let found = why::why(pasted, options, inventory).expect("the text is short");
    assert_eq!(Ok(&found), why::why(pasted, options, inventory).as_ref());
    for diagnosis in &found.diagnoses {
        assert!(!diagnosis.lines.is_empty() && diagnosis.lines.len() <= diagnosis.count);
        let standings: Vec<bool> = diagnosis
            .hypotheses
            .iter()
            .map(|one| one.finding.standing == Standing::Contradicted)
            .collect();
        assert!(standings.is_sorted(), "what is contradicted comes last");
        let first = diagnosis.first().map(|first| first.finding.standing);
        assert_ne!(first, Some(Standing::Contradicted));
        for hypothesis in &diagnosis.hypotheses {
            let reason = &hypothesis.finding.reason;
            assert!(!reason.is_empty(), "{} has no reason", hypothesis.cause.id);
        }
    }
    let nothing = can_invoke_source::Sources::new();
    let sources = loaded.map_or(&nothing, |loaded| &loaded.sources);
    assert!(!text::why(&found, sources, Detail::Full).is_empty());
    serde_json::to_string(&v1::why(&found, &[], sources)).expect("an answer is JSON");
    found
}
