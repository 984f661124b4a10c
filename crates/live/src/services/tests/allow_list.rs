//! Nothing is called that changes anything. The list of operations is held against its own
//! words, and the source of this crate against the list: an operation of the SDK that is not in
//! the list, or is called anywhere but in `services`, fails here.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use crate::operation::Operation;

/// How the names of operations that change something begin, in the SDK's spelling. Those of the
/// services that are called were taken from their API references.
const CHANGES: &[&str] = &[
    "accept_",
    "activate_",
    "add_",
    "assume_",
    "attach_",
    "cancel_",
    "change_",
    "close_",
    "create_",
    "deactivate_",
    "decline_",
    "delete_",
    "deregister_",
    "detach_",
    "disable_",
    "enable_",
    "flush_",
    "generate_",
    "import_",
    "invite_",
    "invoke",
    "leave_",
    "move_",
    "put_",
    "register_",
    "reimport_",
    "reject_",
    "remove_",
    "reset_",
    "resync_",
    "send_custom",
    "tag_",
    "test_invoke",
    "untag_",
    "update_",
    "upload_",
];

const READS: &[&str] = &["describe_", "export_api", "get_", "list_"];

/// Where the SDK may be used at all.
const USERS: &[&str] = &[
    "services/apigateway.rs",
    "services/apigatewayv2.rs",
    "services/iam.rs",
    "services/mod.rs",
    "services/organizations.rs",
    "services/sts.rs",
    "session.rs",
];

#[test]
fn the_list_reads() {
    for operation in Operation::ALL {
        let name = operation.name();
        let verbs = ["Get", "List", "Describe", "Export"];
        assert!(verbs.iter().any(|verb| name.starts_with(verb)), "{name}");
        let action = operation.action();
        let (_, action) = action.split_once(':').expect("a service");
        let verbs = ["GET", "Get", "List", "Describe"];
        assert!(
            verbs.iter().any(|verb| action.starts_with(verb)),
            "{action}"
        );
    }
}

/// An operation as a method of the SDK: `get_rest_apis`.
fn method(operation: Operation) -> String {
    let mut text = String::new();
    for mark in operation.name().chars() {
        if mark.is_ascii_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(mark.to_ascii_lowercase());
    }
    text
}

#[test]
fn the_source_calls_what_is_in_the_list() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    let known: BTreeSet<String> = Operation::ALL.iter().map(|one| method(*one)).collect();
    let mut called = BTreeSet::new();
    for (path, text) in sources(&root) {
        let uses_sdk = text.contains("aws_sdk_");
        assert!(
            !uses_sdk || USERS.contains(&path.as_str()),
            "{path} uses the SDK"
        );
        for name in methods(&text) {
            let begins = |words: &[&str]| words.iter().any(|word| name.starts_with(word));
            if uses_sdk && begins(READS) {
                assert!(known.contains(&name), "{path} calls `{name}`");
                called.insert(name);
            } else if uses_sdk && begins(CHANGES) {
                let is_assuming = path == "session.rs" && name == "assume_role";
                assert!(is_assuming, "{path} calls `{name}`");
            }
        }
    }
    // Two operations are signed by hand: `tests::wire` sees them.
    let by_hand = ["describe_vpc_endpoints"];
    let missing: Vec<&String> = known.difference(&called).collect();
    assert_eq!(missing, by_hand);
}

/// Requests that are signed by hand: two, of which one is a form that names its action.
#[test]
fn requests_by_hand() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/services");
    for (path, text) in sources(&root) {
        let sent = text.matches("client.send(").count();
        match path.as_str() {
            "lambda.rs" => assert!(
                sent == 1 && text.contains("client.send(\"GET\", "),
                "{path}"
            ),
            "ec2.rs" => {
                let action = "\"Action=DescribeVpcEndpoints&Version=2016-11-15\"";
                assert!(sent == 1 && text.contains(action), "{path}");
                assert_eq!(text.matches("Action=").count(), 1, "{path}");
            }
            _ => assert_eq!(sent, 0, "{path}"),
        }
    }
}

/// The files below a folder without those of tests, by their paths in it.
fn sources(root: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() && name != "tests" {
                folders.push(path);
            } else if name.ends_with(".rs") && name != "tests.rs" {
                let text = std::fs::read_to_string(&path).unwrap();
                let relative = path.strip_prefix(root).unwrap();
                found.push((relative.to_str().unwrap().replace('\\', "/"), text));
            }
        }
    }
    assert!(!found.is_empty());
    found
}

/// The names of all methods that a text calls.
fn methods(text: &str) -> impl Iterator<Item = String> {
    text.split('.').skip(1).filter_map(|rest| {
        let rest = rest.trim_start();
        let end = rest.find(|mark: char| !mark.is_ascii_alphanumeric() && mark != '_')?;
        let (name, after) = rest.split_at(end);
        let is_call = after.trim_start().starts_with('(') || after.starts_with("::<");
        is_call.then(|| name.to_owned())
    })
}

#[test]
fn the_scan_sees_calls() {
    let text = "client\n    .delete_rest_api()\n    .rest_api_id(id); client.get_role ( ); a.b";
    let seen: Vec<String> = methods(text).collect();
    assert_eq!(seen, ["delete_rest_api", "rest_api_id", "get_role"]);
}
