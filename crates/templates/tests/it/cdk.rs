//! What `cdk synth` writes.

use can_invoke_gateway::inventory::Known;
use can_invoke_templates::cdk::{Stack, assemblies, is_manifest, nested_templates, stacks};

use crate::shown::{parsed, read};

const MANIFEST: &str = r#"{
  "version": "36.0.0",
  "artifacts": {
    "Pets.assets": {"type": "cdk:asset-manifest", "properties": {"file": "Pets.assets.json"}},
    "Pets": {
      "type": "aws:cloudformation:stack",
      "environment": "aws://111122223333/eu-west-1",
      "properties": {"templateFile": "Pets.template.json"}
    },
    "Anywhere": {
      "type": "aws:cloudformation:stack",
      "environment": "aws://unknown-account/unknown-region",
      "properties": {"templateFile": "Anywhere.template.json"}
    },
    "assembly-Prod": {
      "type": "cdk:cloud-assembly",
      "properties": {"directoryName": "assembly-Prod"}
    },
    "Tree": {"type": "cdk:tree", "properties": {"file": "tree.json"}}
  }
}"#;

#[test]
fn a_manifest_names_templates_with_their_accounts_and_regions() {
    let manifest = parsed(MANIFEST);
    assert!(is_manifest(&manifest));
    let stack = |template: &str, account: Option<&str>, region: Option<&str>| Stack {
        template: template.to_owned(),
        account: account.map(str::to_owned),
        region: region.map(str::to_owned),
    };
    assert_eq!(
        stacks(&manifest),
        [
            stack(
                "Pets.template.json",
                Some("111122223333"),
                Some("eu-west-1")
            ),
            stack("Anywhere.template.json", None, None),
        ]
    );
    assert_eq!(assemblies(&manifest), ["assembly-Prod"]);
}

#[test]
fn other_documents_are_no_manifests() {
    for text in [r#"{"artifacts": []}"#, r#"{"version": "1"}"#, "[]", "7"] {
        let node = parsed(text);
        assert!(!is_manifest(&node), "{text}");
        assert!(stacks(&node).is_empty(), "{text}");
    }
}

#[test]
fn a_template_names_those_of_its_nested_stacks() {
    let template = parsed(
        r#"{"Resources": {
            "Nested": {
                "Type": "AWS::CloudFormation::Stack",
                "Metadata": {"aws:asset:path": "Nested.nested.template.json"}
            },
            "Function": {"Type": "AWS::Lambda::Function", "Metadata": {"aws:asset:path": "x"}}
        }}"#,
    );
    assert_eq!(nested_templates(&template), ["Nested.nested.template.json"]);
}

#[test]
fn a_template_is_read_for_the_account_and_the_region_of_its_stack() {
    let stack = &stacks(&parsed(
        MANIFEST.replace("eu-west-1", "cn-north-1").as_str(),
    ))[0];
    let template = br#"{"Resources": {"Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {
        "Name": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":x"]]}}}}}"#;
    let read = read("Pets.template.json", template, &stack.environment());
    let api = &read.loaded.inventory.apis[0];
    assert_eq!(api.account, Known::Known("111122223333".to_owned()));
    assert_eq!(api.region, Known::Known("cn-north-1".to_owned()));
    assert_eq!(api.name.as_deref(), Some("arn:aws-cn:x"));
    assert_eq!(api.partition, "aws-cn");
}
