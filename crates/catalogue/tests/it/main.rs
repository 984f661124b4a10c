//! The data are well formed, hold what AWS's pages say, and agree with the tables of the
//! evaluator.

use can_invoke_catalogue::{
    DATE, KeyType, detailed, is_region, is_service, nearest_region, nearest_service, region,
    regions, service, services, supports_resource_control,
};
use can_invoke_policy::keys::{self, ValueType};

#[test]
fn the_date_is_one() {
    let parts: Vec<&str> = DATE.split('-').collect();
    assert!(DATE.len() == 10 && parts.len() == 3, "{DATE}");
    assert!(can_invoke_policy::condition::is_date(DATE));
}

#[test]
fn every_line_is_read() {
    for service in detailed() {
        let path = format!("{}/data/{}.txt", env!("CARGO_MANIFEST_DIR"), service.name);
        let text = std::fs::read_to_string(path).unwrap();
        let lines = text.lines().filter(|line| !line.starts_with('#')).count();
        let read = service.actions().count() + service.keys().count() + service.resources().count();
        assert_eq!(read, lines, "{}", service.name);
        assert!(is_service(service.name));
        for action in service.actions() {
            for resource in action.resources().into_iter().flatten() {
                assert!(
                    service.resources().any(|one| one.name == resource),
                    "{}:{} takes `{resource}`",
                    service.name,
                    action.name
                );
            }
        }
    }
    let mut sorted: Vec<&str> = services().collect();
    sorted.sort_unstable();
    assert!(services().eq(sorted));
    assert!(regions().all(|region| region.partition.starts_with("aws")));
}

/// Source: Service Authorization Reference, `list_amazonapigatewaymanagementv2` and
/// `list_apigatewaymanagementapi`; IAM user guide, `reference_policies_iam-condition-keys`.
#[test]
fn it_holds_what_the_pages_say() {
    let api = service("execute-api").unwrap();
    let names: Vec<&str> = api.actions().map(|action| action.name).collect();
    assert_eq!(names, ["InvalidateCache", "Invoke", "ManageConnections"]);
    let invoke = api.action("INVOKE").unwrap();
    assert_eq!(invoke.knows("execute-api:viadomainarn"), Some(true));
    assert_eq!(invoke.knows("aws:ResourceTag/team"), Some(false));
    assert_eq!(invoke.knows("sts:ExternalId"), Some(false));

    let sts = service("STS").unwrap();
    let assume = sts.action("AssumeRole").unwrap();
    for key in [
        "sts:ExternalId",
        "sts:RoleSessionName",
        "sts:SourceIdentity",
        "sts:TransitiveTagKeys",
        "aws:RequestTag/team",
        "iam:ResourceTag/team",
    ] {
        assert_eq!(assume.knows(key), Some(true), "{key}");
    }
    let web = sts.action("AssumeRoleWithWebIdentity").unwrap();
    assert_eq!(web.knows("sts:ExternalId"), Some(false));
    assert_eq!(
        sts.key("sts:DurationSeconds").unwrap().value_type,
        KeyType::Numeric
    );
    assert!(sts.key("sts:TransitiveTagKeys").unwrap().is_multivalued);

    let ec2 = service("ec2").unwrap();
    let endpoint = ec2.action("CreateVpcEndpoint").unwrap();
    assert_eq!(endpoint.knows("ec2:VpceServiceName"), Some(true));
    // Of the rest of EC2 the names are known, and no more.
    assert_eq!(
        ec2.action("RunInstances").unwrap().knows("ec2:Region"),
        None
    );
    assert!(supports_resource_control("sts"));
    assert!(!supports_resource_control("execute-api"));
    assert_eq!(region("cn-north-1").unwrap().partition, "aws-cn");
    assert!(!is_region("us-esat-1"));
}

#[test]
fn what_was_probably_meant() {
    assert_eq!(nearest_service("executeapi"), Some("execute-api"));
    assert_eq!(nearest_service("lamda"), Some("lambda"));
    assert_eq!(nearest_service("sss"), None);
    assert_eq!(nearest_region("us-esat-1"), Some("us-east-1"));
    let api = service("execute-api").unwrap();
    assert_eq!(api.nearest_action("Invok"), Some("Invoke"));
    assert_eq!(api.nearest_action("InvokeApi"), Some("Invoke"));
    assert_eq!(api.nearest_action("GetPets"), None);
}

/// Where both speak of a key, they say the same, unless a page of AWS says otherwise.
#[test]
fn the_tables_of_the_evaluator_agree() {
    // The Service Authorization Reference calls most claims of providers texts; the IAM user
    // guide, `reference_policies_iam-condition-keys`, marks those that can have several values,
    // and the evaluator keeps to it.
    let is_claim = |name: &str| name.starts_with("saml:") || name.ends_with(".com:amr");
    let mut compared = 0;
    for service in detailed() {
        for key in service.keys() {
            let name = key.name.replace("${TagKey}", "team");
            let Some(mine) = keys::find(&name) else {
                continue;
            };
            compared += 1;
            let value_type = match key.value_type {
                KeyType::String => ValueType::String,
                KeyType::Arn => ValueType::Arn,
                KeyType::Numeric => ValueType::Numeric,
                KeyType::Date => ValueType::Date,
                KeyType::Bool => ValueType::Bool,
                KeyType::IpAddress => ValueType::IpAddress,
            };
            assert_eq!(mine.value_type, value_type, "{name}");
            if !is_claim(mine.name) {
                assert_eq!(mine.is_multivalued, key.is_multivalued, "{name}");
            }
        }
    }
    assert!(compared > 30, "{compared}");
}
