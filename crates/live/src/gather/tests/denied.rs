//! Each operation is refused in turn: nothing breaks, nothing is half known, and no verdict
//! becomes another one.

use std::collections::{BTreeMap, BTreeSet};

use can_invoke_gateway::{Query, check, query::QueryError, target::Target};
use can_invoke_policy::{Caller, Verdict};

use super::*;

/// The questions of the world: caller, method, path, API, stage, VPC endpoint.
const QUESTIONS: [(&str, &str, &str, &str, &str, &str); 11] = [
    ("ada", "GET", "/pets", "pets000001", "prod", ""),
    ("ada", "POST", "/pets", "pets000001", "prod", ""),
    ("bob", "GET", "/pets", "pets000001", "prod", ""),
    ("ada", "GET", "/pets", "pets000001", "old", ""),
    ("ada", "GET", "/orders", "pets000001", "old", ""),
    ("ada", "GET", "/nowhere", "pets000001", "prod", ""),
    (
        "ada",
        "GET",
        "/",
        "priv000001",
        "prod",
        "vpce-0123456789abcdef0",
    ),
    ("ada", "GET", "/", "priv000001", "prod", "none"),
    ("ada", "GET", "/orders", "http000001", "$default", ""),
    ("bob", "GET", "/orders", "http000001", "$default", ""),
    ("ada", "CONNECT", "/", "sock000001", "live", ""),
];

fn answers(loaded: &Loaded) -> Vec<Result<Verdict, QueryError>> {
    let answer = |&(caller, method, path, api, stage, endpoint): &(_, _, _, _, _, &str)| {
        let caller: &str = caller;
        let caller = Caller::parse(&format!("arn:aws:iam::111111111111:user/{caller}"));
        let mut query = Query::new(caller.unwrap(), Some(method), Target::parse(path)?);
        query.api = Some(str::to_owned(api));
        query.stage = Some(str::to_owned(stage));
        query.strict = true;
        query.role_paths = false;
        match endpoint {
            "" => {}
            "none" => query.carried.is_from_outside = true,
            endpoint => query.carried.vpc_endpoint = Some(endpoint.to_owned()),
        }
        Ok(check(&loaded.inventory, &query)?.verdict)
    };
    QUESTIONS.iter().map(answer).collect()
}

/// Every operation that the world is asked for.
fn operations() -> BTreeSet<Operation> {
    let door = shop();
    everything(&door);
    door.asked().iter().map(|ask| ask.operation).collect()
}

/// The keys of every entry by what the entry is about, those under `from` as files.
fn known(collected: &Collected) -> BTreeMap<String, Value> {
    let lists = [
        ("api", &collected.apis, "id"),
        ("domain", &collected.domain_names, "name"),
        ("function", &collected.functions, "arn"),
        ("link", &collected.vpc_links, "id"),
        ("endpoint", &collected.vpc_endpoints, "id"),
    ];
    let mut found = BTreeMap::new();
    let plans = collected.usage_plans.as_deref().unwrap_or_default();
    let plans = plans.iter().map(|plan| ("plan", plan, "id"));
    let others = lists
        .iter()
        .flat_map(|(what, list, id)| list.iter().map(move |entry| (*what, entry, *id)));
    for (what, entry, id) in others.chain(plans) {
        for (key, value) in entry.as_object().unwrap() {
            let name = format!("{what} {} {key}", entry[id]);
            match (key.as_str(), value.as_array()) {
                ("from", Some(files)) => {
                    for file in files {
                        let document = &collected.files[file.as_str().unwrap()];
                        found.insert(format!("{name} {file}"), document.clone());
                    }
                }
                ("stages", Some(stages)) if what == "api" => {
                    for stage in stages {
                        for (key, value) in stage.as_object().unwrap() {
                            let name = format!("{name} {} {key}", stage["name"]);
                            found.insert(name, value.clone());
                        }
                    }
                }
                _ => {
                    found.insert(name, value.clone());
                }
            }
        }
    }
    found
}

#[test]
fn with_everything_readable_every_question_is_decided() {
    let verdicts = answers(&loaded(&everything(&shop())));
    let verdicts: Vec<Verdict> = verdicts.into_iter().map(Result::unwrap).collect();
    use Verdict::{Allowed, ExplicitlyDenied, ImplicitlyDenied};
    assert_eq!(
        verdicts,
        [
            Allowed,
            ExplicitlyDenied,
            Allowed,
            ExplicitlyDenied,
            Allowed,
            ImplicitlyDenied,
            Allowed,
            ImplicitlyDenied,
            Allowed,
            ImplicitlyDenied,
            Allowed,
        ]
    );
}

#[test]
fn a_refused_operation_is_named_and_nothing_is_half_known() {
    let whole = known(&everything(&shop()));
    let operations = operations();
    assert_eq!(operations.len(), 25, "{operations:?}");
    for operation in operations {
        let collected = everything(&shop().denying(operation));
        assert_eq!(
            errors(&loaded(&collected)),
            Vec::<String>::new(),
            "{operation:?}"
        );
        let denied = collected
            .not_readable
            .iter()
            .filter(|note| note.refusal.kind == RefusalKind::Denied);
        let denied: BTreeSet<Operation> = denied.map(|note| note.ask.operation).collect();
        assert_eq!(denied, BTreeSet::from([operation]));
        // What is known is known in full: as it is where everything is readable. Only what a
        // stage serves may be said with fewer words.
        for (key, value) in known(&collected) {
            if !key.ends_with(" deployed") {
                assert_eq!(whole.get(&key), Some(&value), "{operation:?}: {key}");
            }
        }
    }
}

#[test]
fn no_refusal_makes_another_verdict() {
    let whole = answers(&loaded(&everything(&shop())));
    let mut turned = BTreeSet::new();
    for operation in operations() {
        let collected = everything(&shop().denying(operation));
        let answers = answers(&loaded(&collected));
        for ((question, whole), answer) in QUESTIONS.iter().zip(&whole).zip(answers) {
            let (Ok(whole), Ok(answer)) = (whole, &answer) else {
                // Without the API there is no question to answer.
                let is_gone = matches!(operation, Operation::GetRestApis | Operation::GetApis);
                assert!(is_gone, "{operation:?} {question:?}: {answer:?}");
                continue;
            };
            if answer == whole {
                continue;
            }
            // What a stage serves is taken to be what the API holds, and that this was not
            // read is told beside the answer.
            let (_, _, _, api, stage, _) = question;
            let told = format!("that stage {stage} serves");
            let is_told = collected.not_readable.iter().any(|note| {
                note.of == **api && note.fact.ends_with(&told) && note.ask.operation == operation
            });
            assert!(
                *answer == Verdict::Depends || is_told,
                "{operation:?} {question:?}: {whole:?} became {answer:?}"
            );
            turned.insert((operation.name(), *answer == Verdict::Depends));
        }
    }
    // Only the deployed resource policy can be another one than is taken for granted: an
    // inventory has no word for a deployed policy that is not known.
    let turned: Vec<_> = turned.into_iter().collect();
    assert_eq!(
        turned,
        [
            ("DescribeVpcEndpoints", true),
            ("GetAuthorizers", true),
            ("GetDeployment", true),
            ("GetExport", false),
            ("GetPolicy", true),
            ("GetResources", true),
            ("GetRestApi", true),
            ("GetRoutes", true),
            ("GetStages", true),
            ("GetVpcLinks", true),
        ]
    );
}
