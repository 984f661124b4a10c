//! Questions that cannot be asked, each with what is said about it.

#[cfg(test)]
mod support {
    use can_invoke_gateway::{
        Query, check,
        inventory::{InMemory, load},
        query::QueryError,
        target::Target,
    };
    use can_invoke_policy::Caller;
    use can_invoke_source::Limits;

    const INVENTORY: &str = r#"
can-invoke: 1
apis:
  - id: abc123
    kind: REST
    account: "111111111111"
    region: us-east-1
    endpoint-type: REGIONAL
    resource-policy: none
    stages: [prod]
    routes: { ANY /pets: NONE }
  - id: def456
    kind: HTTP
    account: "111111111111"
    region: us-east-1
    stages: [$default, dev]
    routes: { GET /pets: NONE }
standalone-accounts: ["111111111111"]
principals:
  - arn: arn:aws:iam::111111111111:user/ann
    policies:
      - name: new-keys
        document:
          Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Action: execute-api:Invoke
              Resource: "arn:aws:execute-api:*:*:*/${aws:VariableOfTomorrow}/*"
              Condition: { StringEquals: { "aws:KeyOfTomorrow": "x" } }
"#;

    /// What is said about a question; `None` if it is answered.
    pub(crate) fn refusal(question: &[&str], change: impl Fn(&mut Query)) -> Option<String> {
        refused(question, change).map(|error| error.message)
    }

    /// The same with its help.
    pub(crate) fn refused(question: &[&str], change: impl Fn(&mut Query)) -> Option<QueryError> {
        let documents = [("inventory.yaml".to_owned(), INVENTORY.as_bytes().to_vec())];
        let loaded = load(&documents, &InMemory::default(), &Limits::default());
        assert_eq!(loaded.diagnostics, []);
        let (method, target) = match question {
            [method, target] => (Some(*method), *target),
            [target] => (None, *target),
            _ => panic!("a method and a target"),
        };
        let target = match Target::parse(target) {
            Ok(target) => target,
            Err(error) => return Some(error),
        };
        let mut query = Query::new(Caller::Anonymous, method, target);
        change(&mut query);
        check(&loaded.inventory, &query).err()
    }
}

use can_invoke_gateway::Query;
use can_invoke_policy::Caller;
use support::{refusal, refused};

fn on_pets(query: &mut Query) {
    query.api = Some("abc123".to_owned());
}

#[test]
fn targets() {
    let table: &[(&[&str], Option<&str>)] = &[
        (
            &[
                "GET",
                "https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets?x=1",
            ],
            None,
        ),
        (
            &[
                "get",
                "https://ABC123.execute-api.us-east-1.amazonaws.com:443/prod/pets",
            ],
            None,
        ),
        (
            &["arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets"],
            None,
        ),
        (
            &["GET", "pets"],
            Some("`pets` is neither an invoke URL, nor an execute-api ARN, nor a path"),
        ),
        (
            &[
                "GET",
                "https://abc123.execute-api.us-east-1.amazonaws.com.cn/prod/pets",
            ],
            Some("API `abc123` is in the partition `aws`, the target names another"),
        ),
        (
            &["arn:aws-cn:execute-api:us-east-1:111111111111:abc123/prod/GET/pets"],
            Some("API `abc123` is in the partition `aws`, the target names another"),
        ),
        (
            &[
                "GET",
                "https://abc123.execute-api.eu-west-1.amazonaws.com/prod/pets",
            ],
            Some("API `abc123` has the Region `us-east-1`, the target names `eu-west-1`"),
        ),
        (
            &["arn:aws:execute-api:us-east-1:222222222222:abc123/prod/GET/pets"],
            Some("API `abc123` has the account `111111111111`, the target names `222222222222`"),
        ),
        (
            &[
                "ANY",
                "https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets",
            ],
            Some("`ANY` is not an HTTP method"),
        ),
        (
            &["https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets"],
            Some("no method is given"),
        ),
        (
            &[
                "POST",
                "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets",
            ],
            Some("the ARN names the method `GET`, the command `POST`"),
        ),
        (
            &[
                "GET",
                "https://zzz.execute-api.us-east-1.amazonaws.com/prod/pets",
            ],
            Some("the inventory has no API `zzz`"),
        ),
        (
            &["GET", "/pets"],
            Some(
                "GET /pets meets a route of several APIs: `abc123` (ANY /pets), `def456` (GET /pets)",
            ),
        ),
    ];
    for (question, expected) in table {
        let said = refusal(question, |_| {});
        assert_eq!(said.as_deref(), *expected, "{question:?}");
    }
}

#[test]
fn the_stage_of_a_url_counts() {
    let url = "https://def456.execute-api.us-east-1.amazonaws.com/pets";
    let with_stage = |stage: &'static str| {
        refusal(&["GET", url], move |query| {
            query.stage = Some(stage.to_owned())
        })
    };
    assert_eq!(with_stage("$default"), None);
    assert_eq!(
        with_stage("dev").as_deref(),
        Some("the target names the stage `$default`, --stage the stage `dev`")
    );
}

/// Keys with their values, absent keys, and what is said about them.
type Said<'t> = (
    &'t [(&'t str, &'t [&'t str])],
    &'t [&'t str],
    Option<&'t str>,
);

#[test]
fn what_cannot_be_true_of_the_request() {
    let table: &[Said<'_>] = &[
        (&[("aws:SourceIp", &["203.0.113.7"])], &[], None),
        (&[("aws:TagKeys", &["a", "b"])], &[], None),
        (&[("app:key", &["a", "b"])], &[], None),
        (
            &[("aws:SourceIp", &["203.0.113.7", "8.8.8.8"])],
            &[],
            Some("`aws:SourceIp` has one value, not 2"),
        ),
        (
            &[
                ("aws:SourceIp", &["203.0.113.7"]),
                ("aws:sourceip", &["8.8.8.8"]),
            ],
            &[],
            Some("`aws:sourceip` is given twice"),
        ),
        (
            &[("aws:SourceIp", &["203.0.113.7"])],
            &["aws:SourceIp"],
            Some("`aws:SourceIp` is given twice"),
        ),
        (
            &[("aws:SourceIp", &["203.0.113.0/24"])],
            &[],
            Some("`203.0.113.0/24` is not a value of `aws:SourceIp`"),
        ),
        (
            &[("aws:CurrentTime", &["nonsense"])],
            &[],
            Some("`nonsense` is not a value of `aws:CurrentTime`"),
        ),
        (
            &[("aws:MultiFactorAuthPresent", &["yes"])],
            &[],
            Some("`yes` is not a value of `aws:MultiFactorAuthPresent`"),
        ),
        (
            &[("aws:SourceIp ", &["203.0.113.7"])],
            &[],
            Some("`aws:SourceIp ` is not a condition key"),
        ),
        (
            &[],
            &["sourceip"],
            Some("`sourceip` is not a condition key"),
        ),
        (
            &[("aws:PrincipalArn", &["x"])],
            &[],
            Some("`aws:PrincipalArn` follows from the caller"),
        ),
        (
            &[("aws:SecureTransport", &["false"])],
            &[],
            Some("`aws:SecureTransport` follows from the API"),
        ),
        (
            &[("aws:SourceVpce", &["vpce-1"])],
            &[],
            Some("requests to a public endpoint carry no `aws:SourceVpce`"),
        ),
        (
            &[("aws:SourceVpcEndpoint", &["vpce-1"])],
            &[],
            Some("AWS has no condition key `aws:SourceVpcEndpoint`"),
        ),
        (
            &[],
            &["aws:PrincpalTag/team"],
            Some("AWS has no condition key `aws:PrincpalTag/team`"),
        ),
        // AWS adds keys: one that a policy uses is taken for one.
        (
            &[
                ("aws:keyoftomorrow", &["x"]),
                ("aws:VariableOfTomorrow", &["prod"]),
            ],
            &[],
            None,
        ),
        (
            &[("aws:KeyOfTheDayAfter", &["x"])],
            &[],
            Some("AWS has no condition key `aws:KeyOfTheDayAfter`"),
        ),
        (
            &[("saml:mail", &["a@example.com", "b@example.com"])],
            &[],
            None,
        ),
        (
            &[("saml:sub", &["a", "b"])],
            &[],
            Some("`saml:sub` has one value, not 2"),
        ),
        (
            &[("aws:SourceIp", &["banana"])],
            &[],
            Some("`banana` is not a value of `aws:SourceIp`"),
        ),
        (
            &[("lambda:SourceFunctionArn", &["my-function"])],
            &[],
            Some("`my-function` is not a value of `lambda:SourceFunctionArn`"),
        ),
        (
            &[("aws:MultiFactorAuthAge", &["1h"])],
            &[],
            Some("`1h` is not a value of `aws:MultiFactorAuthAge`"),
        ),
        (
            &[],
            &["aws:CurrentTime"],
            Some("every request carries `aws:CurrentTime`"),
        ),
        (
            &[("sts:ExternalId", &["x"])],
            &[],
            Some("`sts:ExternalId` is what the caller passes when it assumes a role"),
        ),
    ];
    for (context, absent, expected) in table {
        let said = refusal(&["GET", "/pets"], |query| {
            on_pets(query);
            query.context = context
                .iter()
                .map(|(key, values)| {
                    let values = values.iter().map(|value| (*value).to_owned());
                    ((*key).to_owned(), values.collect())
                })
                .collect();
            query.absent = absent.iter().map(|key| (*key).to_owned()).collect();
        });
        assert_eq!(said.as_deref(), *expected, "{context:?} {absent:?}");
    }
}

#[test]
fn what_to_write_instead() {
    for (key, values, help) in [
        ("aws:SourcIp", 1, "did you mean `aws:SourceIp`?"),
        ("aws:SourceVpcEndpoint", 1, "did you mean `aws:SourceVpce`?"),
        (
            "aws:PrincpalTag/team",
            1,
            "did you mean `aws:PrincipalTag/team`?",
        ),
        (
            "aws:PrincipalTag",
            1,
            "the key of a tag follows a slash: `aws:PrincipalTag/team`",
        ),
        (
            "aws:CalledViaLambda",
            1,
            "did you mean `aws:CalledViaLast`?",
        ),
        (
            "aws:PrincipalIdentity",
            1,
            "did you mean `aws:PrincipalIsAWSService`?",
        ),
        (
            "aws:PrincipalOrganization",
            1,
            "keys that begin so are `aws:PrincipalOrgPaths` and `aws:PrincipalOrgID`",
        ),
        ("aws:Colour", 1, "`can-invoke keys` lists the keys"),
        (
            "aws:SourceIp",
            2,
            "give the key once; see IAM user guide, reference_policies_condition-keys",
        ),
    ] {
        let error = refused(&["GET", "/pets"], |query| {
            on_pets(query);
            query.context = vec![(key.to_owned(), vec!["203.0.113.7".to_owned(); values])];
        });
        assert_eq!(
            error.map(|error| error.help).as_deref(),
            Some(help),
            "{key}"
        );
    }
}

#[test]
fn callers() {
    for text in [
        "bob",
        "arn:aws:sts::111111111111:assumed-role/team/app/s1",
        "arn:aws:iam::1:user/x",
        "*",
    ] {
        assert!(Caller::parse(text).is_err(), "{text}");
    }
}
