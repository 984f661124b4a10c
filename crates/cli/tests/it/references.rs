//! `can-invoke references`, and failures beside the verdict, as a user sees them.

use std::fs;

use serde_json::Value;

use crate::support::{can_invoke, folder, repository, run};

const LINK: &str = "examples/vpc-link-references";

/// Writes an inventory and asks who refers to `link1`; the exit status and what it says.
fn ask(name: &str, apis: &str) -> (i32, String) {
    let path = folder(name).join("inventory.yaml");
    fs::write(&path, format!("can-invoke: 1\napis: {apis}\n")).expect("a file can be written");
    let path = path.to_string_lossy();
    let ran = run(&mut can_invoke(&["references", "link1", "--in", &path]));
    assert_eq!(ran.stderr, "");
    (ran.status, ran.stdout)
}

#[test]
fn the_exit_status_tells_in_use_from_not_known() {
    let (status, text) = ask(
        "references-free",
        "[{ id: a1, kind: REST, stages: [{ name: prod, deployed: {} }], routes: {} }]",
    );
    assert_eq!((status, text.as_str()), (0, "not in use: VPC link link1\n"));
    let (status, text) = ask(
        "references-not-known",
        "[{ id: a1, kind: REST, stages: [prod], routes: {} }]",
    );
    assert_eq!(status, 3);
    assert!(text.starts_with("not known: VPC link link1\n"), "{text}");
    assert!(
        text.contains("create-deployment --rest-api-id a1 --stage-name prod"),
        "{text}"
    );
    let ran = run(&mut can_invoke(&["references", "vlk111", "--in", LINK]));
    assert_eq!((ran.status, ran.stderr.as_str()), (1, ""));
    assert!(
        ran.stdout.starts_with("in use: VPC link vlk111\n"),
        "{}",
        ran.stdout
    );
    let ran = run(&mut can_invoke(&[
        "references",
        "vlk111",
        "--in",
        "no-such-file",
    ]));
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
}

#[test]
fn json_fits_the_schema() {
    let path = repository().join("schemas/report-v1.json");
    let schema = fs::read_to_string(path).expect("the schema is there");
    let schema = serde_json::from_str(&schema).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let answer = |arguments: &[&str]| -> Value {
        let ran = run(&mut can_invoke(arguments));
        assert_eq!(ran.status, 1, "{}", ran.stderr);
        let answer: Value = serde_json::from_str(&ran.stdout).expect("JSON");
        let errors: Vec<String> = validator
            .iter_errors(&answer)
            .map(|one| one.to_string())
            .collect();
        assert_eq!(errors, Vec::<String>::new());
        answer
    };
    let found = answer(&["references", "vlk111", "--in", LINK, "--format", "json"]);
    assert_eq!(found["references"][0]["stage"], "prod");
    assert_eq!(
        found["references"][0]["location"]["file"],
        format!("{LINK}/inventory.yaml")
    );
    assert_eq!(found["notKnown"][0]["stage"], "test");
    let check = answer(&[
        "check",
        "--in",
        "examples/lambda-permission",
        "--as",
        "anonymous",
        "POST",
        "/orders",
        "--format",
        "json",
    ]);
    // The verdict is about authorization, and the failure stands beside it.
    assert_eq!(check["verdict"], "allowed");
    let failure = &check["direct"]["failure"];
    assert_eq!(failure["hop"], "integration");
    assert_eq!(failure["response"]["status"], 500);
    assert_eq!(failure["remedy"]["verdict"], "allowed");
    assert_eq!(failure["remedy"]["statement"]["Effect"], "Allow");
}

#[test]
fn the_error_of_aws_can_be_pasted() {
    let error = "An error occurred (BadRequestException) when calling the DeleteVpcLink operation: \
                 Cannot delete VPC link. Vpc link 'vlk111', is referenced in [ANY:i8n2lo:prod] in \
                 format of [Method:Resource:Stage]";
    let by_error = run(&mut can_invoke(&["references", error, "--in", LINK]));
    let by_id = run(&mut can_invoke(&["references", "vlk111", "--in", LINK]));
    // The documents show what the error names, so there is nothing more to say.
    assert_eq!(by_error.stdout, by_id.stdout);
}
