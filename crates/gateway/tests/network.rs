//! The way of a request to a private API: what a question may say of it, and whom the policy
//! of a VPC endpoint sees.

#[cfg(test)]
mod support {
    use can_invoke_gateway::{
        Answer, Query, check,
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
    endpoint-type: PRIVATE
    resource-policy: &everyone
      Version: "2012-10-17"
      Statement: { Effect: Allow, Principal: "*", Action: execute-api:Invoke, Resource: execute-api:/* }
    stages: [prod]
    routes: { GET /open: NONE, GET /signed: AWS_IAM, GET /lambda: CUSTOM }
  - { id: public0, kind: REST, account: "111111111111", region: us-east-1, endpoint-type: REGIONAL, resource-policy: *everyone, stages: [prod], routes: { GET /open: NONE, GET /signed: AWS_IAM } }
  - { id: http0, kind: HTTP, account: "111111111111", region: us-east-1, stages: [$default], routes: { GET /signed: AWS_IAM } }
  - { id: bare0, kind: REST, account: "111111111111", region: us-east-1, endpoint-type: PRIVATE, resource-policy: none, stages: [prod], routes: { GET /open: NONE } }
  - id: shy0
    kind: REST
    account: "111111111111"
    region: us-east-1
    endpoint-type: PRIVATE
    resource-policy:
      Version: "2012-10-17"
      Statement: { Effect: Allow, Principal: { AWS: "arn:aws:iam::111111111111:user/ann" }, Action: execute-api:Invoke, Resource: execute-api:/* }
    stages: [{ name: prod, web-acl: "arn:aws:wafv2:us-east-1:111111111111:regional/webacl/a/1" }]
    routes: { GET /open: NONE }
vpc-endpoints:
  - id: vpce-ann
    vpc: vpc-1
    policy:
      Version: "2012-10-17"
      Statement: { Effect: Allow, Principal: { AWS: "arn:aws:iam::111111111111:user/ann" }, Action: execute-api:Invoke, Resource: "*" }
domain-names:
  - { name: pets.example.com, id: d1, account: "111111111111", region: us-east-1, endpoint-type: PRIVATE, policy: *everyone, access-associations: [vpce-ann], mappings: { (none): abc123/prod } }
  - { name: twice.example.com, id: d2, endpoint-type: PRIVATE, policy: *everyone, access-associations: [vpce-ann], mappings: { (none): abc123/prod } }
  - { name: twice.example.com, endpoint-type: REGIONAL, mappings: { (none): public0/prod } }
standalone-accounts: ["111111111111"]
principals:
  - arn: arn:aws:iam::111111111111:user/ann
    policies: [{ Version: "2012-10-17", Statement: { Effect: Allow, Action: execute-api:Invoke, Resource: "*" } }]
"#;

    /// Asks for a path of an API.
    pub(crate) fn ask(
        caller: &str,
        api: &str,
        path: &str,
        change: impl Fn(&mut Query),
    ) -> Result<Answer, QueryError> {
        let documents = [("inventory.yaml".to_owned(), INVENTORY.as_bytes().to_vec())];
        let loaded = load(&documents, &InMemory::default(), &Limits::default());
        assert_eq!(loaded.diagnostics, []);
        let caller = Caller::parse(caller).unwrap();
        let target = Target::parse(path).unwrap();
        let mut query = Query::new(caller, Some("GET"), target);
        query.api = Some(api.to_owned());
        change(&mut query);
        check(&loaded.inventory, &query)
    }

    /// The hop at which the direct request ends with what it says, or `-`.
    pub(crate) fn ends(answer: &Answer) -> (&'static str, &str) {
        let last = answer.direct.hops.last().unwrap();
        match last.status {
            can_invoke_gateway::answer::HopStatus::Stops(_) => {
                (last.kind.as_str(), last.summary.as_str())
            }
            _ => ("-", last.summary.as_str()),
        }
    }
}

use can_invoke_gateway::{
    Query,
    carried::{Carried, Signature},
    carried_input,
};

use support::{ask, ends};

const ANN: &str = "arn:aws:iam::111111111111:user/ann";

fn through(query: &mut Query) {
    query.carried.vpc_endpoint = Some("vpce-ann".to_owned());
}

#[test]
fn the_authorization_header_makes_the_caller_of_the_endpoint_policy() {
    const SIGNATURE: &str =
        "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261122/us-east-1/execute-api/aws4_request";
    const OF_TWO_REGIONS: &str =
        "AWS4-ECDSA-P256-SHA256 Credential=AKIAEXAMPLE/20261122/execute-api/aws4_request";
    for (caller, header, signature, expected) in [
        (ANN, None, None, "-"),
        (ANN, Some(SIGNATURE), None, "-"),
        (ANN, Some(OF_TWO_REGIONS), None, "-"),
        (
            ANN,
            Some("Bearer abc"),
            None,
            "what the Authorization header holds is no signature",
        ),
        (ANN, Some("Bearer abc"), Some(Signature::Valid), "-"),
        (
            ANN,
            None,
            Some(Signature::Missing),
            "the request is not signed",
        ),
        (
            ANN,
            Some("Bearer abc"),
            Some(Signature::Missing),
            "what the Authorization header holds is no signature",
        ),
        (ANN, None, Some(Signature::Invalid), "cannot be verified"),
        ("anonymous", None, None, "the request is not signed"),
        ("anonymous", Some(SIGNATURE), None, "cannot be verified"),
    ] {
        let answer = ask(caller, "abc123", "/open", |query| {
            through(query);
            query.carried.signature = signature;
            query.carried.headers = header
                .map(|value| ("authorization".to_owned(), value.to_owned()))
                .into_iter()
                .collect();
        });
        let answer = answer.unwrap();
        let what = format!("{caller} {header:?} {signature:?}");
        match ends(&answer) {
            ("-", _) => assert_eq!(expected, "-", "{what}"),
            (hop, summary) => {
                assert_eq!(hop, "vpc-endpoint-policy", "{what}");
                assert!(summary.contains(expected), "{what}: {summary}");
            }
        }
    }
}

#[test]
fn a_route_that_asks_for_a_signature_verifies_it() {
    for (api, signature, message) in [
        (
            "public0",
            Signature::Missing,
            "Missing Authentication Token",
        ),
        (
            "public0",
            Signature::Invalid,
            "The request signature we calculated does not match",
        ),
        ("http0", Signature::Missing, "Forbidden"),
        ("http0", Signature::Invalid, "Forbidden"),
    ] {
        let answer = ask(ANN, api, "/signed", |query| {
            query.carried.signature = Some(signature);
        });
        let answer = answer.unwrap();
        assert_eq!(ends(&answer).0, "authentication", "{api} {signature:?}");
        let last = answer.direct.hops.last().unwrap();
        let can_invoke_gateway::answer::HopStatus::Stops(response) = &last.status else {
            panic!("{api} {signature:?} does not stop");
        };
        assert_eq!(response.status, 403);
        assert!(
            response.message.starts_with(message),
            "{}",
            response.message
        );
    }
    let answer = ask(ANN, "public0", "/signed", |query| {
        let header = ("Authorization".to_owned(), "Bearer abc".to_owned());
        query.carried.headers = vec![header];
    });
    let answer = answer.unwrap();
    assert!(
        ends(&answer)
            .1
            .contains("the Authorization header holds something else")
    );
}

#[test]
fn what_cannot_be_true_of_the_way() {
    let given = |key: &'static str, value: &'static str| {
        move |query: &mut Query| {
            through(query);
            query.context = vec![(key.to_owned(), vec![value.to_owned()])];
        }
    };
    let absent = |key: &'static str| {
        move |query: &mut Query| {
            through(query);
            query.absent = vec![key.to_owned()];
        }
    };
    type Refusal = (&'static str, Box<dyn Fn(&mut Query)>, &'static str);
    let refusals: [Refusal; 11] = [
        (
            "abc123",
            Box::new(given("aws:SourceVpce", "vpce-ann")),
            "`aws:SourceVpce` follows from the VPC endpoint",
        ),
        (
            "abc123",
            Box::new(given("aws:SourceVpc", "vpc-2")),
            "the VPC endpoint is in `vpc-1`, the question names `vpc-2`",
        ),
        ("abc123", Box::new(given("aws:SourceVpc", "vpc-1")), ""),
        ("abc123", Box::new(given("aws:VpcSourceIp", "10.0.0.1")), ""),
        (
            "abc123",
            Box::new(given("aws:VpcSourceIp", "here")),
            "`here` is not a value of `aws:VpcSourceIp`",
        ),
        (
            "abc123",
            Box::new(absent("aws:VpcSourceIp")),
            "every request to a private API carries `aws:VpcSourceIp`",
        ),
        ("abc123", Box::new(absent("aws:VpceAccount")), ""),
        (
            "public0",
            Box::new(given("aws:SourceVpc", "vpc-1")),
            "requests to a public endpoint carry no `aws:SourceVpc`",
        ),
        (
            "public0",
            Box::new(absent("aws:SourceVpc")),
            "requests to a public endpoint carry no `aws:SourceVpc`",
        ),
        (
            "abc123",
            Box::new(|query: &mut Query| {
                through(query);
                query.carried.is_from_outside = true;
            }),
            "the request comes through a VPC endpoint and through none",
        ),
        (
            "abc123",
            Box::new(|query: &mut Query| {
                query.caller = can_invoke_policy::Caller::Anonymous;
                query.carried.signature = Some(Signature::Valid);
            }),
            "an anonymous caller has nothing to sign with",
        ),
    ];
    for (api, change, message) in refusals {
        let found = ask(ANN, api, "/open", change).err();
        let found = found.map(|error| error.message).unwrap_or_default();
        assert_eq!(found, message);
    }
}

#[test]
fn the_domain_name_follows_from_the_url() {
    const KEY: &str = "execute-api:viaDomainArn";
    let refused = |url: &str, value: Option<&str>| {
        let answer = ask(ANN, "abc123", url, |query| {
            through(query);
            match value {
                Some(value) => query.context = vec![(KEY.to_owned(), vec![value.to_owned()])],
                None => query.absent = vec![KEY.to_owned()],
            }
        });
        answer.err().map(|error| error.message).unwrap_or_default()
    };
    let arn = "arn:aws:execute-api:us-east-1:111111111111:/domainnames/pets.example.com+d1";
    let other = "arn:aws:execute-api:us-east-1:111111111111:/domainnames/other.example.com+d2";
    let named = "https://pets.example.com/open";
    let carried = format!("requests to this URL carry `{KEY}` with the value `{arn}`");
    assert_eq!(refused(named, Some(arn)), "");
    assert_eq!(refused(named, Some(other)), carried);
    assert_eq!(refused(named, None), carried);
    let plain = "https://abc123.execute-api.us-east-1.amazonaws.com/prod/open";
    let message = format!("the URL has no custom domain name, so its requests carry no `{KEY}`");
    assert_eq!(refused(plain, Some(arn)), message);
    assert_eq!(refused(plain, None), "");
    // A path does not say which way the request takes.
    assert_eq!(refused("/open", Some(other)), "");
}

/// A statement that cannot be limited to a VPC endpoint says how it can.
#[test]
fn what_is_suggested_for_a_private_api() {
    use can_invoke_policy::Verdict;
    let suggested = |api: &str, change: &dyn Fn(&mut Query)| {
        let answer = ask(ANN, api, "/open", |query| change(query)).unwrap();
        let first = answer.suggestions.first().unwrap().clone();
        let is_limited = first.statement.contains("aws:SourceVpce");
        (is_limited, first.note.unwrap_or_default(), first.verdict)
    };
    for api in ["bare0", "shy0"] {
        let (is_limited, note, verdict) = suggested(api, &|_| {});
        assert!(!is_limited, "{api}");
        let advice = "it holds for every VPC endpoint of every account: say with --vpc-endpoint";
        assert!(note.contains(advice), "{api}: {note}");
        assert_eq!(verdict, Verdict::Allowed, "{api}");
        let (is_limited, note, _) = suggested(api, &through);
        assert!(is_limited, "{api}");
        assert!(!note.contains("every VPC endpoint"), "{api}: {note}");
    }
    // What AWS WAF does is not known, so that the statement alone does not open the way.
    let (_, _, verdict) = suggested("shy0", &|query| query.strict = true);
    assert_eq!(verdict, Verdict::Depends);
}

/// In a VPC a private domain name hides the public one that is called the same.
#[test]
fn a_name_that_is_private_and_public() {
    let url = "https://twice.example.com/open";
    let reached = |change: &dyn Fn(&mut Query)| {
        let answer = ask(ANN, "abc123", url, |query| {
            query.api = None;
            change(query);
        });
        answer
            .map(|answer| answer.question.api)
            .map_err(|error| error.message)
    };
    assert_eq!(reached(&through), Ok("abc123".to_owned()));
    let outside = reached(&|query| query.carried.is_from_outside = true);
    assert_eq!(outside, Ok("public0".to_owned()));
    let message = "there are several custom domain names `twice.example.com`: `d2` and `the one \
                   without an id`";
    assert_eq!(reached(&|_| {}), Err(message.to_owned()));
}

#[test]
fn the_words_of_the_options() {
    let mut carried = Carried::default();
    carried_input::network(&mut carried, Some("vpce-0123abc"), Some("none")).unwrap();
    assert_eq!(carried.vpc_endpoint.as_deref(), Some("vpce-0123abc"));
    assert_eq!(carried.signature, Some(Signature::Missing));
    assert!(!carried.is_from_outside);
    let mut carried = Carried::default();
    carried_input::network(&mut carried, Some("none"), None).unwrap();
    assert_eq!(
        (carried.vpc_endpoint, carried.is_from_outside),
        (None, true)
    );
    for (endpoint, signature, message) in [
        (
            Some("vpc-1"),
            None,
            "\"vpc-1\" is not the id of a VPC endpoint",
        ),
        (
            None,
            Some("good"),
            "\"good\" is not the state of a signature",
        ),
    ] {
        let mut carried = Carried::default();
        let error = carried_input::network(&mut carried, endpoint, signature).unwrap_err();
        assert_eq!(error.message.replace('`', "\""), message);
    }
}
