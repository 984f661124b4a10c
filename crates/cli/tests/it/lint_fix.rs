//! `can-invoke lint --fix`: what it writes, what it leaves, and what it says.

use std::{fs, path::Path};

use crate::support::{can_invoke, folder, run};

const ALLOW: &str = "{\"Version\": \"2012-10-17\", // of the shop\r\n \"Statement\": [{\"Effect\": \
                     \"Allow\", \"Principal\": {\"AWS\": \"arn:aws:iam::222222222222:role/app\"}, \
                     \"Action\": \"execute-api:Invoke\", \"Resource\": \
                     \"arn:aws:execute-api:us-east-1:111111111111:abc123/prod/get/pets\"},]}\r\n";

fn written(name: &str) -> (std::path::PathBuf, String) {
    let path = folder(name).join("policy.json");
    fs::write(&path, ALLOW).unwrap();
    let text = path.to_str().unwrap().to_owned();
    (path, text)
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn safe_corrections_keep_everything_else() {
    let (path, text) = written("lint-fix-safe");
    let ran = run(&mut can_invoke(&[
        "lint", &text, "--fix", "--select", "DC,RP110",
    ]));
    // The method in lower case is left: to correct it would allow what is denied.
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.stdout.contains("RP110"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("DC001"), "{}", ran.stdout);
    assert!(
        ran.stderr.contains("applied")
            && ran.stderr.contains("the document says the same as before"),
        "{}",
        ran.stderr
    );
    let now = read(&path);
    assert_eq!(
        now.replace("\", \r\n", "\",\r\n"),
        ALLOW.replace(" // of the shop", "").replace("},]", "}]")
    );
    let names: Vec<_> = fs::read_dir(path.parent().unwrap()).unwrap().collect();
    assert_eq!(names.len(), 1, "{names:?}");
}

#[test]
fn unsafe_corrections_are_asked_for_and_say_what_they_open() {
    let (path, text) = written("lint-fix-unsafe");
    let ran = run(&mut can_invoke(&[
        "lint", &text, "--fix", "--unsafe", "--select", "DC,RP110",
    ]));
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(read(&path).contains("abc123/prod/GET/pets"));
    assert!(
        ran.stderr
            .contains("would newly allow `execute-api:Invoke`"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_patch_changes_no_file() {
    let (path, text) = written("lint-fix-diff");
    let ran = run(&mut can_invoke(&[
        "lint", &text, "--fix", "--diff", "--select", "DC",
    ]));
    assert_eq!(ran.status, 1, "{ran:?}");
    assert_eq!(read(&path), ALLOW);
    assert!(ran.stdout.starts_with("--- a/"), "{}", ran.stdout);
    assert!(ran.stdout.contains("\n-{\"Version\""), "{}", ran.stdout);
    assert!(!ran.stdout.contains("DC00"), "{}", ran.stdout);
}

#[test]
fn unsafe_and_diff_need_fix() {
    for option in ["--unsafe", "--diff"] {
        let ran = run(&mut can_invoke(&["lint", option]));
        assert_eq!(ran.status, 2, "{ran:?}");
        assert!(ran.stderr.contains("--fix"), "{}", ran.stderr);
    }
}

#[cfg(unix)]
#[test]
fn permissions_stay_and_symbolic_links_are_left() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let (path, text) = written("lint-fix-link");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let link = path.with_file_name("link.json");
    symlink(&path, &link).unwrap();
    let arguments = ["lint", link.to_str().unwrap(), "--fix", "--select", "DC"];
    let ran = run(&mut can_invoke(&arguments));
    assert_eq!(ran.status, 2, "{ran:?}");
    assert!(ran.stderr.contains("symbolic link"), "{}", ran.stderr);
    assert_eq!(read(&path), ALLOW);

    let ran = run(&mut can_invoke(&["lint", &text, "--fix", "--select", "DC"]));
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o640
    );
}

#[test]
fn a_file_without_corrections_is_not_touched() {
    let path = folder("lint-fix-clean").join("policy.json");
    fs::write(&path, "{\"Version\": \"2012-10-17\", \"Statement\": []}").unwrap();
    let before = fs::metadata(&path).unwrap().modified().unwrap();
    run(&mut can_invoke(&[
        "lint",
        path.to_str().unwrap(),
        "--fix",
        "--unsafe",
    ]));
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before);
}

#[test]
fn a_file_that_an_inventory_refers_to_is_corrected_in_its_turn() {
    let folder = folder("lint-fix-referred");
    let inventory = "can-invoke: 1\napis:\n  - id: abc123\n    kind: REST\n    account: \"111111111111\"\n    \
                     region: us-east-1\n    resource-policy: {file: policy.json}\n";
    fs::write(folder.join("inventory.yaml"), inventory).unwrap();
    fs::write(folder.join("policy.json"), ALLOW).unwrap();
    let arguments = ["lint", folder.to_str().unwrap(), "--fix", "--select", "DC"];
    let ran = run(&mut can_invoke(&arguments));
    // Nothing is told of the inventory that was true only before.
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(read(&folder.join("inventory.yaml")), inventory);
    assert!(!read(&folder.join("policy.json")).contains("// of the shop"));
    assert!(!ran.stderr.contains("left"), "{}", ran.stderr);
}

#[test]
fn a_patch_can_be_applied() {
    let (path, text) = written("lint-fix-patch");
    let ran = run(&mut can_invoke(&[
        "lint", &text, "--fix", "--unsafe", "--diff",
    ]));
    let patch: Vec<&str> = ran.stdout.split_inclusive('\n').collect();
    // The lines that stay and those that are new are the file as it would be.
    let after: String = patch
        .iter()
        .filter(|line| line.starts_with([' ', '+']) && !line.starts_with("+++"))
        .filter_map(|line| line.get(1..))
        .collect();
    run(&mut can_invoke(&["lint", &text, "--fix", "--unsafe"]));
    assert_eq!(after, read(&path));
}

#[test]
fn a_template_is_corrected_in_its_own_text() {
    const TEMPLATE: &str = r#"AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: pets
      Policy: # of the shop
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: "*", Action: execute-api:Invoke, Resource: !Sub "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:*/prod/get/pets"}
"#;
    let path = folder("lint-fix-template").join("template.yaml");
    fs::write(&path, TEMPLATE).unwrap();
    let text = path.to_str().unwrap();
    let arguments = ["lint", text, "--fix", "--unsafe", "--select", "RP110"];
    let ran = run(&mut can_invoke(&arguments));
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(read(&path), TEMPLATE.replace("/get/", "/GET/"));
    // What stands for the account is told as it is written.
    assert!(ran.stderr.contains("AWS::AccountId"), "{}", ran.stderr);
}

#[test]
fn a_policy_in_a_text_of_an_answer_of_aws_is_corrected_there() {
    const ANSWER: &str = r#"{"items": [{"id": "abc1234567", "name": "pets", "policy":
        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"execute-api:Invoke\",\"Resource\":\"execute-api:/prod/GET/pets\"},]}"}]}"#;
    let path = folder("lint-fix-embedded").join("apis.json");
    fs::write(&path, ANSWER).unwrap();
    let arguments = ["lint", path.to_str().unwrap(), "--fix", "--select", "DC004"];
    let ran = run(&mut can_invoke(&arguments));
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(read(&path), ANSWER.replace("},]", "}]"));
    assert!(ran.stderr.contains("says the same"), "{}", ran.stderr);
}
