//! VPC endpoints.

use can_invoke_gateway::inventory::{Known, Loaded, VpcEndpoint};

use crate::support::{clean, load, native, told};

/// A policy of a VPC endpoint, as JSON.
const POLICY: &str =
    r#"{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}"#;

fn only(loaded: &Loaded) -> &VpcEndpoint {
    match loaded.inventory.vpc_endpoints.as_slice() {
        [only] => only,
        all => panic!("{} VPC endpoints", all.len()),
    }
}

fn text(known: &Known<String>) -> Option<&str> {
    known.known().map(String::as_str)
}

#[test]
fn every_field() {
    let loaded = clean(native(&format!(
        r#"
can-invoke: 1
vpc-endpoints:
  - id: vpce-0123456789abcdef0
    vpc: vpc-1a2b3c4d
    account: 222222222222
    region: us-east-1
    policy: {POLICY}
    private-dns: true
  - {{ id: vpce-2, policy: full-access, private-dns: false }}
  - id: vpce-3
"#
    )));
    let [first, second, third] = loaded.inventory.vpc_endpoints.as_slice() else {
        panic!("three VPC endpoints");
    };
    assert_eq!(first.id, "vpce-0123456789abcdef0");
    assert_eq!(text(&first.vpc), Some("vpc-1a2b3c4d"));
    assert_eq!(text(&first.account), Some("222222222222"));
    assert_eq!(text(&first.region), Some("us-east-1"));
    assert_eq!(first.has_private_dns, Known::Known(true));
    let Known::Known(Some(policy)) = &first.policy else {
        panic!("a policy");
    };
    assert_eq!(policy.name, "policy of VPC endpoint vpce-0123456789abcdef0");
    assert_eq!(policy.statements.len(), 1);
    assert_eq!(second.policy, Known::Known(None));
    assert_eq!(second.has_private_dns, Known::Known(false));
    assert_eq!(third.policy, Known::NotKnown);
    assert_eq!(third.has_private_dns, Known::NotKnown);
    assert_eq!(third.vpc, Known::NotKnown);
}

#[test]
fn what_is_wrong() {
    let cases = [
        ("{ vpc: vpc-1 }", "missing-key"),
        ("{ id: vpc-1 }", "invalid-vpc-endpoint"),
        ("{ id: vpce- }", "invalid-vpc-endpoint"),
        ("{ id: VPCE-1 }", "invalid-vpc-endpoint"),
        ("{ id: vpce-1, vpc: vpce-1 }", "invalid-vpc"),
        ("{ id: vpce-1, account: 1 }", "invalid-account-id"),
        ("{ id: vpce-1, region: east }", "invalid-region"),
        ("{ id: vpce-1, private-dns: maybe }", "wrong-type"),
        ("{ id: vpce-1, policy: none }", "no-endpoint-policy"),
        ("{ id: vpce-1, policy: everything }", "not-a-policy"),
        ("{ id: vpce-1, service: execute-api }", "unknown-key"),
    ];
    for (item, code) in cases {
        let loaded = native(&format!("can-invoke: 1\nvpc-endpoints:\n  - {item}\n"));
        let told = told(&loaded);
        assert!(
            matches!(told.as_slice(), [only] if only.starts_with(code)),
            "{item}: {told:?}"
        );
    }
}

/// As AWS prints it, shortened; with endpoints of other services.
const OUTPUT: &str = r#"{
  "VpcEndpoints": [
    {
      "VpcEndpointId": "vpce-0aaa",
      "VpcEndpointType": "Interface",
      "VpcId": "vpc-0aaa",
      "ServiceName": "com.amazonaws.us-east-1.execute-api",
      "State": "available",
      "PolicyDocument": "{\n  \"Statement\": [\n    {\n      \"Action\": \"*\",\n      \"Effect\": \"Deny\",\n      \"Principal\": \"*\",\n      \"Resource\": \"*\"\n    }\n  ]\n}",
      "SubnetIds": ["subnet-1"],
      "Groups": [{ "GroupId": "sg-1", "GroupName": "web" }],
      "IpAddressType": "ipv4",
      "DnsOptions": { "DnsRecordIpType": "ipv4" },
      "PrivateDnsEnabled": true,
      "RequesterManaged": false,
      "NetworkInterfaceIds": ["eni-1"],
      "DnsEntries": [{ "DnsName": "vpce-0aaa-x.execute-api.us-east-1.vpce.amazonaws.com", "HostedZoneId": "Z1" }],
      "CreationTimestamp": "2026-11-22T10:00:00.000Z",
      "Tags": [],
      "OwnerId": "222222222222"
    },
    {
      "VpcEndpointId": "vpce-0bbb",
      "VpcEndpointType": "Gateway",
      "VpcId": "vpc-0aaa",
      "ServiceName": "com.amazonaws.us-east-1.s3",
      "OwnerId": "222222222222"
    }
  ]
}"#;

#[test]
fn what_the_aws_cli_prints() {
    let loaded = clean(load(&[("endpoints.json", OUTPUT)], &[]));
    let endpoint = only(&loaded);
    assert_eq!(endpoint.id, "vpce-0aaa");
    assert_eq!(text(&endpoint.vpc), Some("vpc-0aaa"));
    assert_eq!(text(&endpoint.account), Some("222222222222"));
    assert_eq!(text(&endpoint.region), Some("us-east-1"));
    assert_eq!(endpoint.has_private_dns, Known::Known(true));
    let Known::Known(Some(policy)) = &endpoint.policy else {
        panic!("a policy");
    };
    assert_eq!(policy.statements.len(), 1);
}

#[test]
fn names_of_the_service_in_other_partitions_and_for_fips() {
    for (service, region) in [
        (
            "com.amazonaws.us-gov-west-1.execute-api",
            Some("us-gov-west-1"),
        ),
        (
            "com.amazonaws.us-east-2.execute-api-fips",
            Some("us-east-2"),
        ),
        (
            "cn.com.amazonaws.cn-north-1.execute-api",
            Some("cn-north-1"),
        ),
        ("com.amazonaws.us-east-1.apigateway", None),
        ("com.amazonaws.vpce.us-east-1.vpce-svc-0123", None),
    ] {
        let output = OUTPUT.replace("com.amazonaws.us-east-1.execute-api", service);
        let loaded = clean(load(&[("endpoints.json", &output)], &[]));
        let found = loaded.inventory.vpc_endpoints.first();
        assert_eq!(found.and_then(|one| text(&one.region)), region, "{service}");
    }
}

#[test]
fn an_endpoint_is_described_once() {
    let ours = "can-invoke: 1\nvpc-endpoints:\n  - id: vpce-0aaa\n";
    let loaded = load(&[("inventory.yaml", ours), ("endpoints.json", OUTPUT)], &[]);
    assert_eq!(told(&loaded), ["duplicate-vpc-endpoint endpoints.json:3:5"]);
    assert_eq!(loaded.inventory.vpc_endpoints.len(), 1);
}

#[test]
fn a_part_of_the_output_is_refused() {
    let output = OUTPUT.replacen('{', "{ \"NextToken\": \"more\",", 1);
    let loaded = load(&[("endpoints.json", &output)], &[]);
    assert_eq!(told(&loaded), ["incomplete-output endpoints.json:1:3"]);
}
