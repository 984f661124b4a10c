//! Chains of roles that somebody chose: by the same decisions as those that are found.

use can_invoke_gateway::{
    Query,
    chosen_way::{ChosenWay, check_on},
    inventory::{InMemory, Loaded, load},
    query::QueryError,
    role_path::predict,
    target::Target,
};
use can_invoke_policy::{Caller, Layer, Verdict};
use can_invoke_source::Limits;

const ANN: &str = "arn:aws:iam::222222222222:user/ann";
const HOP: &str = "arn:aws:iam::222222222222:role/hop";
const LAST: &str = "arn:aws:iam::111111111111:role/last";

fn world() -> Loaded {
    let text = r#"{"can-invoke":1,"principals":[
        {"arn":"arn:aws:iam::222222222222:user/ann","permissions-boundary":"none","tags":{},
         "policies":[{"Version":"2012-10-17","Statement":{"Effect":"Allow",
            "Action":"sts:AssumeRole","Resource":"*"}}]},
        {"arn":"arn:aws:iam::222222222222:role/hop","permissions-boundary":"none","tags":{},
         "policies":[{"Version":"2012-10-17","Statement":{"Effect":"Allow",
            "Action":"sts:AssumeRole","Resource":"*"}}],
         "trust-policy":{"Version":"2012-10-17","Statement":{"Effect":"Allow",
            "Principal":{"AWS":"arn:aws:iam::222222222222:user/ann"},"Action":"sts:AssumeRole"}}},
        {"arn":"arn:aws:iam::111111111111:role/last","permissions-boundary":"none","tags":{},
         "max-session-duration":7200,
         "policies":[{"Version":"2012-10-17","Statement":{"Effect":"Allow",
            "Action":"execute-api:Invoke","Resource":"arn:aws:execute-api:*:*:*/*/GET/pets"}}],
         "trust-policy":{"Version":"2012-10-17","Statement":{"Effect":"Allow",
            "Principal":{"AWS":"arn:aws:iam::222222222222:role/hop"},"Action":"sts:AssumeRole",
            "Condition":{"StringEquals":{"sts:ExternalId":"pets"}}}}}],
        "apis":[{"id":"def456","kind":"HTTP","account":"111111111111","region":"us-east-1",
            "stages":["$default"],"routes":{"GET /pets":"AWS_IAM","POST /pets":"AWS_IAM",
            "GET /open":"NONE"}}],
        "standalone-accounts":["111111111111","222222222222"]}"#;
    let documents = [("inventory.json".to_owned(), text.as_bytes().to_vec())];
    let loaded = load(&documents, &InMemory::default(), &Limits::default());
    assert_eq!(loaded.diagnostics, []);
    loaded
}

fn query(method: &str, path: &str) -> Query {
    let target = Target::parse(path).unwrap();
    let mut query = Query::new(Caller::parse(ANN).unwrap(), Some(method), target);
    query.assume.external_id = Some("pets".to_owned());
    query
}

fn on(query: &Query, roles: &[&str]) -> Result<ChosenWay, QueryError> {
    let roles: Vec<String> = roles.iter().map(|role| (*role).to_owned()).collect();
    check_on(&world().inventory, query, &roles)
}

fn verdicts(query: &Query, roles: &[&str]) -> Vec<Verdict> {
    let roles: Vec<String> = roles.iter().map(|role| (*role).to_owned()).collect();
    let calls = predict(&world().inventory, query, &roles).unwrap();
    calls.iter().map(|call| call.verdict).collect()
}

#[test]
fn each_call_is_decided_for_itself() {
    use Verdict::{Allowed, Depends, ImplicitlyDenied};
    let mut asked = query("GET", "/pets");
    assert_eq!(verdicts(&asked, &[HOP, LAST]), [Allowed, Allowed]);
    // The trust policy of the last role names another.
    assert_eq!(verdicts(&asked, &[LAST]), [ImplicitlyDenied]);
    // A session that another role session makes lasts an hour.
    asked.assume.duration = Some(7200);
    assert_eq!(verdicts(&asked, &[HOP, LAST]), [Allowed, ImplicitlyDenied]);
    asked.assume.duration = None;
    asked.assume.external_id = Some("dogs".to_owned());
    assert_eq!(verdicts(&asked, &[HOP, LAST]), [Allowed, ImplicitlyDenied]);
    // What nobody says of the external id is not known, what is said to be missing is.
    asked.assume.external_id = None;
    assert_eq!(verdicts(&asked, &[HOP, LAST]), [Allowed, Depends]);
    asked.absent.push("sts:ExternalId".to_owned());
    assert_eq!(verdicts(&asked, &[HOP, LAST]), [Allowed, ImplicitlyDenied]);
}

#[test]
fn a_role_of_which_nothing_is_known() {
    let asked = query("GET", "/pets");
    let stranger = "arn:aws:iam::333333333333:role/team/stranger";
    let roles = [stranger.to_owned()];
    let calls = predict(&world().inventory, &asked, &roles).unwrap();
    let decision = &calls[0].decision.decision;
    // Nobody gave its trust policy, and across accounts it has to allow.
    assert_eq!(decision.verdict, Verdict::Depends);
    assert!(
        decision.not_given.contains(&Layer::Resource),
        "{decision:?}"
    );
    for (text, said) in [
        (ANN, "is not the ARN of a role"),
        ("last", "is not the ARN of a role"),
        (
            "arn:aws:iam::333333333333:role/",
            "is not the ARN of a role",
        ),
        (
            "arn:aws:iam::333333333333:role/*",
            "is not the ARN of a role",
        ),
        (
            "arn:aws:sts::111111111111:assumed-role/last/me",
            "is not the ARN of a role",
        ),
        ("arn:aws:iam::111111111111:role/team/last", "has no role"),
    ] {
        let error = predict(&world().inventory, &asked, &[text.to_owned()]).unwrap_err();
        assert!(error.message.contains(said), "{text}: {}", error.message);
    }
}

#[test]
fn the_request_of_the_last_session() {
    let way = on(&query("GET", "/pets"), &[HOP, LAST]).unwrap();
    assert_eq!((way.verdict, way.expected()), (Verdict::Allowed, None));
    let caller = &way.journey.explained.as_ref().unwrap().request.caller;
    assert!(caller.to_string().contains("role/last"), "{caller}");
    assert_eq!(way.question.caller.to_string(), ANN);
    let denied = on(&query("POST", "/pets"), &[HOP, LAST]).unwrap();
    assert_eq!(denied.verdict, Verdict::ImplicitlyDenied);
    let expected = denied.expected().unwrap();
    assert_eq!(
        (expected.status, expected.message.as_str()),
        (403, "Forbidden")
    );
    // The request is let through, and the role is not to be had.
    let short = on(&query("GET", "/pets"), &[LAST]).unwrap();
    assert_eq!(short.verdict, Verdict::ImplicitlyDenied);
    assert_eq!(short.journey.verdict, Verdict::Allowed);
    // Without roles it is the direct way.
    let direct = on(&query("GET", "/pets"), &[]).unwrap();
    assert_eq!(direct.verdict, Verdict::ImplicitlyDenied);
    assert_eq!(direct.calls, []);
    assert_eq!(direct.expected().unwrap().status, 403);
    // Who signs a request to an open route is anonymous.
    let open = on(&query("GET", "/open"), &[HOP, LAST]).unwrap();
    assert_eq!(open.verdict, Verdict::Allowed);
}

#[test]
fn a_session_policy_restricts_the_last_session() {
    use can_invoke_policy::{PolicyKind, document};
    use can_invoke_source::{Sources, parse_bytes};
    let text = br#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#;
    let (_, parsed) = parse_bytes(
        &mut Sources::new(),
        "session.json",
        text,
        &Limits::default(),
    );
    let policy = document::parse(&parsed.value.unwrap(), PolicyKind::Session, "session.json");
    let mut asked = query("GET", "/pets");
    asked.assume.session_policies = policy.value.map(std::sync::Arc::new).into_iter().collect();
    let way = on(&asked, &[HOP, LAST]).unwrap();
    assert_eq!(way.journey.verdict, Verdict::ImplicitlyDenied);
    let explained = way.journey.explained.unwrap();
    assert_eq!(explained.decision.missing.all_of, [Layer::Session]);
}
