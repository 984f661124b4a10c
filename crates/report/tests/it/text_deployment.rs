//! What text says of ways through roles once what the API holds is deployed, and of the hop
//! that keeps every role out.

use can_invoke_cases::{Found, run_case};
use can_invoke_report::text::{self, Detail};

use crate::suite::all_files;

/// The text of the answer to a case.
fn text_of(file: &str, title: &str) -> String {
    let files = all_files();
    let file = files.iter().find(|one| one.name == file);
    let file = file.expect("the suite has the file");
    let case = file.cases.iter().find(|case| case.title == title);
    let Found::Answer(answer) = run_case(file, case.expect("the case")).found else {
        panic!("the case asks for a route");
    };
    let text = text::check(&answer, &file.sources, Detail::Short);
    let mut plain = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    plain + rest
}

#[track_caller]
fn assert_in_order(text: &str, parts: &[&str]) {
    let mut rest = text;
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else {
            panic!("{part:?} is not there, or not in its place:\n{text}");
        };
        rest = after;
    }
}

const FILE: &str = "deployment/through-a-role.invoke-test.yaml";

#[test]
fn the_way_that_is_closed_by_then_is_told_with_its_statement() {
    let text = text_of(FILE, "a way that the next deployment closes");
    assert_in_order(
        &text,
        &[
            "allowed arn:aws:iam::222222222222:user/ann",
            "implicitly-denied once what API closing holds is deployed to stage prod\n",
            "explicitly-denied through the role arn:aws:iam::111111111111:role/bridge, once deployed",
            "statement 1 of the resource-based policy denies",
            "To deploy",
            "allowed through the role arn:aws:iam::111111111111:role/bridge\n",
        ],
    );
}

#[test]
fn where_deploying_opens_the_way_nothing_is_to_be_added() {
    let text = text_of(FILE, "a way that the next deployment opens");
    let opens = "allowed once what API opening holds is deployed to stage prod, through the role \
                 arn:aws:iam::111111111111:role/bridge\n";
    assert_in_order(&text, &["implicitly-denied arn", opens, "To deploy"]);
    assert!(!text.contains("To allow exactly this request"), "{text}");
}

#[test]
fn the_hop_that_keeps_roles_out_is_named_now_and_then() {
    let now = text_of(
        "role-path/integration.invoke-test.yaml",
        "statements are not enough where an API key is missing too: without one",
    );
    assert_in_order(
        &now,
        &[
            "No way through a role: the route asks for an API key, and the request carries none \
             (hop api-key, 403 Forbidden).",
            "To come nearer; something else still denies the request",
            "apart from policies: the route asks for an API key, and the request carries none",
        ],
    );
    let then = text_of(
        FILE,
        "a way that the next deployment leaves to those with an API key: without one",
    );
    assert_in_order(
        &then,
        &[
            "implicitly-denied once what API keyed holds is deployed",
            "No way through a role: the route asks for an API key",
            "To deploy",
            "allowed through the role",
        ],
    );
}
