//! The bounds of the search for ways through roles, and what is taken for granted on them.

use can_invoke_gateway::{
    Answer, Query, check,
    inventory::{InMemory, Known, Loaded, load},
    target::Target,
};
use can_invoke_policy::{Caller, Verdict};
use can_invoke_source::Limits;

const ANN: &str = "arn:aws:iam::222222222222:user/ann";

fn read(principals: &str) -> Loaded {
    let text = format!(
        r#"{{"can-invoke":1,"principals":[{principals}],"apis":[{{"id":"def456","kind":"HTTP",
            "account":"111111111111","region":"us-east-1","stages":["$default"],
            "routes":{{"GET /pets":"AWS_IAM"}}}}],
            "standalone-accounts":["111111111111","222222222222"]}}"#
    );
    let documents = [("inventory.json".to_owned(), text.into_bytes())];
    load(&documents, &InMemory::default(), &Limits::default())
}

fn ask(principals: &str, change: impl FnOnce(&mut Query)) -> Answer {
    let loaded = read(principals);
    assert_eq!(loaded.diagnostics, []);
    let caller = Caller::parse(ANN).unwrap();
    let mut query = Query::new(caller, Some("GET"), Target::parse("/pets").unwrap());
    change(&mut query);
    check(&loaded.inventory, &query).unwrap()
}

fn principal(arn: &str, action: &str, resource: &str, rest: &str) -> String {
    format!(
        r#"{{"arn":"{arn}","policies":[{{"Version":"2012-10-17","Statement":{{"Effect":"Allow",
            "Action":"{action}","Resource":"{resource}"}}}}],"permissions-boundary":"none",
            "tags":{{}}{rest}}}"#
    )
}

fn trusts(principal: &str) -> String {
    format!(
        r#","trust-policy":{{"Version":"2012-10-17","Statement":{{"Effect":"Allow",
            "Principal":{{"AWS":"{principal}"}},"Action":"sts:AssumeRole"}}}}"#
    )
}

/// Two hundred roles that the caller may assume, and as many that may invoke, of which none
/// may be assumed by the first, though all trust everybody.
#[test]
fn a_search_that_is_not_ended_says_so_and_denies_nothing() {
    let mut all = vec![principal(
        ANN,
        "sts:AssumeRole",
        "arn:aws:iam::222222222222:role/*",
        "",
    )];
    for number in 0..200 {
        let near = format!("arn:aws:iam::222222222222:role/near-{number}");
        all.push(principal(&near, "s3:*", "*", &trusts("222222222222")));
        let far = format!("arn:aws:iam::111111111111:role/far-{number}");
        all.push(principal(
            &far,
            "execute-api:Invoke",
            "*",
            &trusts("222222222222"),
        ));
    }
    let answer = ask(&all.join(","), |_| {});
    assert_eq!(answer.verdict, Verdict::Depends);
    let unfinished = answer.role_paths.unfinished.as_deref();
    assert!(
        unfinished.is_some_and(|text| text.contains("25000 calls of sts:AssumeRole")),
        "{unfinished:?}"
    );
    // Half of them are searched to the end.
    let half: Vec<String> = all.iter().take(201).cloned().collect();
    let answer = ask(&half.join(","), |_| {});
    assert_eq!(answer.verdict, Verdict::ImplicitlyDenied);
    assert_eq!(answer.role_paths.unfinished, None);
    assert_eq!(answer.role_paths.considered, 200);
}

#[test]
fn a_duration_that_the_role_may_not_grant_is_taken_for_granted_unless_strict() {
    let role = "arn:aws:iam::111111111111:role/last";
    let world = [
        principal(ANN, "sts:AssumeRole", role, ""),
        principal(role, "execute-api:Invoke", "*", &trusts(ANN)),
    ]
    .join(",");
    let granted = |answer: &Answer| answer.role_paths.paths[0].assume.taken_for_granted.clone();
    let undecided = |answer: &Answer| answer.role_paths.paths[0].assume.undecided.clone();
    let hour = ask(&world, |query| query.assume.duration = Some(3_600));
    assert_eq!((hour.verdict, granted(&hour)), (Verdict::Allowed, vec![]));
    let two = |strict: bool| {
        ask(&world, |query| {
            query.assume.duration = Some(7_200);
            query.strict = strict;
        })
    };
    let what = format!("that sessions of {role} may last 7200 seconds");
    let lax = two(false);
    assert_eq!(
        (lax.verdict, granted(&lax)),
        (Verdict::Allowed, vec![what.clone()])
    );
    let strict = two(true);
    assert_eq!(strict.verdict, Verdict::Depends);
    assert_eq!(
        undecided(&strict),
        [format!("the inventory does not say {what}")]
    );
}

#[test]
fn the_longest_duration_of_a_role() {
    let role = |duration: &str| {
        let rest = format!(r#","max-session-duration":{duration}"#);
        principal("arn:aws:iam::111111111111:role/last", "s3:*", "*", &rest)
    };
    for (written, expected) in [("3600", 3_600), ("\"43200\"", 43_200)] {
        let loaded = read(&role(written));
        assert_eq!(loaded.diagnostics, [], "{written}");
        let record = &loaded.inventory.principals[0];
        assert_eq!(record.max_session_duration, Known::Known(expected));
    }
    let codes = |principals: &str| -> Vec<&str> {
        let diagnostics = read(principals).diagnostics;
        diagnostics.iter().map(|one| one.code).collect()
    };
    for written in ["3599", "43201", "\"1h\""] {
        assert_eq!(
            codes(&role(written)),
            ["invalid-session-duration"],
            "{written}"
        );
    }
    let user = principal(ANN, "s3:*", "*", r#","max-session-duration":3600"#);
    assert_eq!(codes(&user), ["session-duration-of-user"]);
}

/// Most output of the AWS CLI about roles lacks it; where it is there, it counts.
#[test]
fn the_longest_duration_in_the_output_of_the_aws_cli() {
    let details = r#"{"UserDetailList":[],"GroupDetailList":[],"Policies":[],"RoleDetailList":[
        {"Path":"/","RoleName":"last","RoleId":"AROAEXAMPLE",
         "Arn":"arn:aws:iam::111111111111:role/last","RolePolicyList":[],
         "AttachedManagedPolicies":[],"Tags":[],"MaxSessionDuration":7200,
         "AssumeRolePolicyDocument":{"Version":"2012-10-17","Statement":[]}}]}"#;
    let documents = [("roles.json".to_owned(), details.as_bytes().to_vec())];
    let loaded = load(&documents, &InMemory::default(), &Limits::default());
    let record = loaded.inventory.role("111111111111", "last").unwrap();
    assert_eq!(record.max_session_duration, Known::Known(7_200));
    let unknown = loaded
        .diagnostics
        .iter()
        .any(|one| one.code == "unknown-output-key");
    assert!(!unknown, "{:?}", loaded.diagnostics);
}

/// Every value of an external id denies, which takes work to find out; of more roles than are
/// worked out, nothing is denied.
#[test]
fn what_was_not_worked_out_is_not_denied() {
    let never = r#","trust-policy":{"Version":"2012-10-17","Statement":{"Effect":"Allow",
        "Principal":{"AWS":"222222222222"},"Action":"sts:AssumeRole",
        "Condition":{"StringEquals":{"sts:ExternalId":"one"},"StringLike":{"sts:ExternalId":"two"}}}}"#;
    let world = |count: usize| {
        let roles = (0..count).map(|number| {
            let arn = format!("arn:aws:iam::111111111111:role/r{number:02}");
            principal(&arn, "execute-api:Invoke", "*", never)
        });
        let own = principal(ANN, "sts:AssumeRole", "*", "");
        [own].into_iter().chain(roles).collect::<Vec<_>>().join(",")
    };
    let few = ask(&world(10), |_| {});
    assert_eq!(few.verdict, Verdict::ImplicitlyDenied);
    assert_eq!(few.role_paths.unfinished, None);
    assert_eq!(few.role_paths.failures.len(), 10);
    let many = ask(&world(60), |_| {});
    assert_eq!(many.verdict, Verdict::Depends);
    let unfinished = many.role_paths.unfinished.as_deref();
    assert!(
        unfinished.is_some_and(|text| text.contains("only 5 of them were worked out")),
        "{unfinished:?}"
    );
}
