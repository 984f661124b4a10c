//! Policies as pages of AWS show them: what is proposed for the blanks, and what it comes to.

use can_invoke_policy::Verdict;

use crate::support::{ask, load};

fn with_resource(principal: &str, resource: &str) -> String {
    format!(
        "can-invoke: 1
principals:
  - arn: arn:aws:iam::222222222222:user/Alice
    policies: [{{ Version: '2012-10-17', Statement: [{{ Effect: Allow, Action: '*', Resource: '*' }}] }}]
    permissions-boundary: none
apis:
  - id: abc123
    kind: REST
    account: '111111111111'
    region: us-east-1
    endpoint-type: REGIONAL
    stages: [prod]
    routes: {{ GET /pets: AWS_IAM }}
    resource-policy:
      Version: '2012-10-17'
      Statement: [{{ Effect: Allow, Principal: {{ AWS: '{principal}' }}, Action: 'execute-api:Invoke', Resource: '{resource}' }}]
standalone-accounts: ['111111111111', '222222222222']"
    )
}

#[test]
fn account_ids_of_nine_digits_and_lost_asterisks_are_met_with_a_proposal() {
    const ALICE: &str = "arn:aws:iam::222222222222:user/Alice";
    const ALL: &str = "arn:aws:execute-api:us-east-1:111111111111:abc123/*/*/*";
    for (principal, resource, said, proposed) in [
        (
            ALICE,
            "arn:aws:execute-api:us-east-1:123456789:abc123/*/*/*",
            "has no account id of twelve digits, so it matches no request",
            ALL,
        ),
        (
            ALICE,
            "arn:aws:execute-api:us-east-1:111111111111:abc123///*",
            "has lost what stands for stage and method, so it matches no request",
            ALL,
        ),
        (
            ALICE,
            "arn:aws:execute-api:us-east-1:111111111111:API-ID///*",
            "still holds a placeholder, so it matches no request",
            ALL,
        ),
        (
            "111122223",
            ALL,
            "has no account id of twelve digits, so it names nobody",
            "222222222222",
        ),
        (
            "arn:aws:iam::111122223:user/Alice",
            ALL,
            "has no account id of twelve digits, so it names nobody",
            ALICE,
        ),
    ] {
        let loaded = load(&with_resource(principal, resource), &[]);
        let answer = ask(&loaded.inventory, ALICE, "GET", "/pets");
        assert_eq!(answer.verdict, Verdict::ImplicitlyDenied, "{said}");
        let corrections = answer.corrections.as_ref().expect("there is a proposal");
        assert_eq!(corrections.verdict, Verdict::Allowed, "{said}");
        let told = &corrections.diagnostics[0];
        assert!(told.message.ends_with(said), "{}", told.message);
        let fix = told.fix.as_ref().expect("there is a fix");
        assert_eq!(fix.edits[0].replacement, proposed);
    }
}
