//! Ways through several roles, as people see them: text and pictures.

use can_invoke_cases::{Found, TestFile, run_case};
use can_invoke_gateway::Answer;
use can_invoke_report::{
    picture,
    text::{self, Detail},
    v1,
};

use crate::suite::all_files;

/// The file of a case, and the answer to the case.
fn answer(file: &str, title: &str) -> (TestFile, Answer) {
    let mut files = all_files().into_iter();
    let file = files
        .find(|one| one.name == format!("role-path/{file}.invoke-test.yaml"))
        .expect("the suite has the file");
    let case = file.cases.iter().find(|case| case.title == title);
    let Found::Answer(answer) = run_case(&file, case.expect("the case")).found else {
        panic!("the case asks for a route");
    };
    (file, *answer)
}

fn read(file: &str, title: &str) -> (String, picture::Picture) {
    let (file, answer) = answer(file, title);
    let text = text::check(&answer, &file.sources, Detail::Short);
    let answer = v1::check(&answer, &file.diagnostics, &file.sources);
    (uncoloured(&text), picture::of(&answer))
}

/// The text without its colours.
fn uncoloured(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        out.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    out + rest
}

fn stations(picture: &picture::Picture) -> Vec<(String, Vec<String>)> {
    let ways = picture.ways.iter();
    ways.map(|way| {
        let stations = way.stations.iter();
        let titles = stations.map(|one| one.title.clone()).collect();
        (way.title.clone(), titles)
    })
    .collect()
}

#[test]
fn every_call_of_a_chain_is_shown() {
    let (text, picture) = read(
        "transitive-tags",
        "the tag is seen in the middle and at the end",
    );
    let roles =
        "arn:aws:iam::222222222222:role/hop, then arn:aws:iam::111111111111:role/pets-invoker";
    for expected in [
        format!("        through the roles {roles}\n"),
        format!(
            "\nallowed through the roles {roles}\n  ✓ assume hop         allowed\n  \
             ✓ sts:TagSession     allowed\n  ✓ assume pets-invoker allowed\n  \
             ✓ sts:TagSession     allowed\n  ✓ invoke as the role allowed\n"
        ),
    ] {
        assert!(text.contains(&expected), "{expected}\n{text}");
    }
    // Where a way is open, nobody asks why the others are not.
    assert!(!text.contains("Why not"), "{text}");
    let drawn = stations(&picture);
    let (title, titles) = &drawn[1];
    assert_eq!(title, "through the roles hop, then pets-invoker");
    assert_eq!(
        titles,
        &[
            "sts:AssumeRole",
            "sts:TagSession",
            "sts:AssumeRole",
            "sts:TagSession",
            "session of pets-invoker",
            "authorization",
        ]
    );
}

#[test]
fn a_duration_that_is_refused_stops_the_call() {
    let (text, picture) = read(
        "vectors",
        "two hours are refused, as the caller is a session itself",
    );
    let reason = "7200 seconds are asked for; a session that another role session makes lasts \
                  3600 seconds at most";
    assert!(
        text.contains(&format!("✗ session duration   {reason}")),
        "{text}"
    );
    let call = &picture.ways[1].stations[0];
    assert_eq!(
        (&*call.title, call.state),
        ("sts:AssumeRole", picture::State::Stops)
    );
    let lines: Vec<String> = call.lines.iter().map(|line| format!("{line:?}")).collect();
    assert!(
        lines.iter().any(|line| line.contains("7200 seconds")),
        "{lines:?}"
    );
}

#[test]
fn the_first_reasons_why_not_are_told_and_the_others_counted() {
    let (text, _) = read("service-roles", "a user with every permission");
    for expected in [
        "No way through a role: none of the 3 roles of the inventory leads there, nor does a \
         chain of up to 3 of them.",
        "Why not through other roles (chains of up to 3 were tried)",
        "/AWSServiceRoleForAPIGateway: it is a service-linked role, which only its service assumes",
        "role/task: its trust policy allows no user and no role, only AWS services or identity \
         providers",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
}
