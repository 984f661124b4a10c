//! The result of `can-invoke test` as JUnit.

use can_invoke_cases::{read, run};
use can_invoke_gateway::inventory::InMemory;
use can_invoke_report::ci::{Paths, junit_tests};
use can_invoke_source::Limits;

const FILE: &str = "can-invoke-test: 1
as: arn:aws:iam::111111111111:user/ann
action: sqs:SendMessage
resource: arn:aws:sqs:us-east-1:111111111111:orders
identity-policies: { Effect: Allow, Action: sqs:*, Resource: '*' }
cases:
  - title: ann may <send> & \"é😀\"
    expect: { verdict: allowed }
  - title: ann may not send
    expect: { verdict: explicitly-denied }
";

#[test]
fn a_suite_for_each_file_and_a_case_for_each_case() {
    let files = [
        ("a.yaml", FILE),
        ("broken.yaml", "can-invoke-test: 1\ncases: 7\n"),
    ];
    let files: Vec<_> = files
        .iter()
        .map(|(name, text)| {
            let (files, limits) = (InMemory::default(), Limits::default());
            read(name, text.as_bytes(), &[], &files, &limits)
        })
        .collect();
    let results = [run(&files[0]), Vec::new()];
    let written = junit_tests(&files, &results, &Paths::default());
    let read = roxmltree::Document::parse(&written).expect("it is XML");
    let names: Vec<&str> = read
        .descendants()
        .filter(|node| node.has_tag_name("testcase"))
        .filter_map(|node| node.attribute("name"))
        .collect();
    assert_eq!(names[..2], ["ann may <send> & \"é😀\"", "ann may not send"]);
    let root = read.root_element();
    assert_eq!(root.attribute("failures"), Some("1"));
    assert_ne!(root.attribute("errors"), Some("0"));
    insta::assert_snapshot!(written);
}
