//! What is gathered of a world in fixtures: everything readable, and with each operation
//! refused in turn. The shapes are those of AWS's documentation.

mod company;
mod denied;
mod odd_answers;
mod whole;

use can_invoke_gateway::inventory::{InMemory, Loaded, load};
use can_invoke_source::Limits;
use serde_json::{Value, json};

use super::{Reach, apis, domains, functions, network, usage_plans};
use crate::{
    ask::{Ask, Place, Refusal, RefusalKind},
    collected::Collected,
    door::{Door, recorded::Recorded},
    operation::Operation,
};

fn shop() -> Recorded {
    let world = include_str!("../../../../../tests/live/worlds/shop.json");
    Recorded::read(&serde_json::from_str(world).unwrap()).unwrap()
}

fn place(account: &str) -> Place {
    Place {
        account: account.to_owned(),
        region: "us-east-1".to_owned(),
    }
}

fn own() -> Place {
    place("111111111111")
}

fn reach() -> Vec<Reach> {
    let of = |account: &str| Reach {
        account: account.to_owned(),
        regions: vec!["us-east-1".to_owned()],
    };
    vec![of("111111111111"), of("222222222222")]
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(future)
}

/// All that this part of the crate reads of the world.
fn everything(door: &impl Door) -> Collected {
    wait(async {
        let mut all = apis::all(door, &own()).await;
        all.join(domains::all(door, &own()).await);
        let links = network::used_vpc_links(&all);
        all.join(network::vpc_links(door, &own(), Some(&links)).await);
        for account in ["111111111111", "222222222222"] {
            all.join(network::vpc_endpoints(door, &place(account), None).await);
        }
        let functions = functions::of(door, &all, &reach()).await;
        all.join(functions);
        all.join(usage_plans::read(door, &own(), None).await);
        all
    })
}

/// The inventory of what was collected, with two users that others would read.
fn loaded(collected: &Collected) -> Loaded {
    let allow = json!({
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "execute-api:*", "Resource": "*"},
    });
    let mut inventory = json!({
        "can-invoke": 1,
        "principals": [
            {
                "arn": "arn:aws:iam::111111111111:user/ada",
                "policies": [allow], "permissions-boundary": "none", "tags": {},
            },
            {
                "arn": "arn:aws:iam::111111111111:user/bob",
                "policies": [], "permissions-boundary": "none", "tags": {},
            },
        ],
        "apis": collected.apis,
        "domain-names": collected.domain_names,
        "functions": collected.functions,
        "vpc-links": collected.vpc_links,
        "vpc-endpoints": collected.vpc_endpoints,
        "standalone-accounts": ["111111111111", "222222222222"],
    });
    if let Some(plans) = &collected.usage_plans {
        inventory["usage-plans"] = json!(plans);
    }
    let bytes = |value: &Value| value.to_string().into_bytes();
    let mut documents = vec![("inventory.json".to_owned(), bytes(&inventory))];
    for (name, document) in &collected.documents {
        documents.push((name.clone(), bytes(document)));
    }
    let files = collected.files.iter();
    let files = files.map(|(name, file)| (name.clone(), bytes(file)));
    let files = InMemory {
        files: files.collect(),
    };
    load(&documents, &files, &Limits::default())
}

/// What is wrong with an inventory.
fn errors(loaded: &Loaded) -> Vec<String> {
    let errors = loaded.diagnostics.iter().filter(|one| one.is_error());
    errors.map(|one| one.message.clone()).collect()
}

/// What could not be read: of what, which fact, and the operation.
fn notes(collected: &Collected) -> Vec<(String, String, &'static str)> {
    let notes = collected.not_readable.iter();
    notes
        .map(|note| {
            let operation = note.ask.operation.name();
            (note.of.clone(), note.fact.clone(), operation)
        })
        .collect()
}

fn not_found() -> Refusal {
    Refusal {
        kind: RefusalKind::NotFound,
        code: Some("NotFoundException".to_owned()),
        message: "Invalid API identifier specified".to_owned(),
    }
}

fn ask(operation: Operation, parameters: &[(&str, &str)]) -> Ask {
    let mut ask = Ask::new(&own(), operation);
    for (name, value) in parameters {
        ask = ask.with(name, *value);
    }
    ask
}
