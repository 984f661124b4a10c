//! Worlds of a hundred roles, and a caller who wants to get through them.

use can_invoke_policy::Verdict;
use serde_json::{Value, json};

/// An inventory and a question to it.
pub struct World {
    /// What is in the way.
    pub name: &'static str,
    /// The inventory.
    pub inventory: Value,
    /// What has to come out.
    pub verdict: Verdict,
    /// How many calls of `sts:AssumeRole` the open way has.
    pub calls: Option<usize>,
}

/// Who asks.
pub const CALLER: &str = "arn:aws:iam::100000000001:user/ann";
/// The API, in the last of the accounts.
pub const API: &str = "def456";

const ROLES: usize = 100;
const ACCOUNTS: usize = 5;
/// Statements of each role about other things, which have to be passed over.
const STATEMENTS: usize = 20;

/// All of them.
pub fn worlds() -> Vec<World> {
    vec![
        World {
            name: "each role trusts the one before; the third is open",
            inventory: inventory(3, named, None),
            verdict: Verdict::Allowed,
            calls: Some(3),
        },
        World {
            name: "each role trusts the one before; only the fourth is open",
            inventory: inventory(4, named, None),
            verdict: Verdict::ImplicitlyDenied,
            calls: None,
        },
        World {
            name: "all trust all accounts, a third may go on each time; the third is open",
            inventory: inventory(3, everyone, None),
            verdict: Verdict::Allowed,
            calls: Some(3),
        },
        World {
            name: "all trust all accounts, a third may go on each time; none is open",
            inventory: inventory(4, everyone, None),
            verdict: Verdict::ImplicitlyDenied,
            calls: None,
        },
        World {
            name: "the same, with conditions on tags that hold",
            inventory: inventory(4, everyone, Some(holds())),
            verdict: Verdict::ImplicitlyDenied,
            calls: None,
        },
        World {
            name: "the same, with an external id that nobody said; the third may be open",
            inventory: inventory(3, everyone, Some(external_id())),
            verdict: Verdict::Depends,
            calls: None,
        },
    ]
}

fn holds() -> Value {
    json!({ "StringLike": { "aws:PrincipalTag/team": ["fish", "birds", "pet*"] },
            "StringEquals": { "aws:PrincipalType": ["User", "AssumedRole"] } })
}

fn external_id() -> Value {
    json!({ "StringEquals": { "sts:ExternalId": ["pets-2026", "pets-2027"] } })
}

fn account(role: usize) -> String {
    format!("{}", 100_000_000_001 + role % ACCOUNTS)
}

fn arn(role: usize) -> String {
    format!("arn:aws:iam::{}:role/role-{role:03}", account(role))
}

/// How far a role is from the caller: the caller may assume a third of the roles, these another
/// third, and so on.
fn distance(role: usize, longest: usize) -> usize {
    1 + role * longest / ROLES
}

fn named(role: usize, longest: usize) -> Value {
    let before = distance(role, longest) - 1;
    if before == 0 {
        return json!({ "AWS": CALLER });
    }
    let sources: Vec<String> = (0..ROLES)
        .filter(|other| distance(*other, longest) == before)
        .map(arn)
        .collect();
    json!({ "AWS": sources })
}

fn everyone(_: usize, _: usize) -> Value {
    let accounts: Vec<String> = (0..ACCOUNTS).map(account).collect();
    json!({ "AWS": accounts })
}

/// Roles at up to `longest` calls from the caller; those farthest away may invoke. Of the
/// others every second one of the API's account may invoke another route.
fn inventory(longest: usize, trusts: fn(usize, usize) -> Value, condition: Option<Value>) -> Value {
    let document =
        |statements: Vec<Value>| json!({ "Version": "2012-10-17", "Statement": statements });
    let may_assume = |targets: Vec<String>| json!({ "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": targets });
    let at = |wanted: usize| -> Vec<String> {
        (0..ROLES)
            .filter(|role| distance(*role, longest) == wanted)
            .map(arn)
            .collect()
    };
    let mut principals = vec![json!({
        "arn": CALLER, "policies": [document(vec![may_assume(at(1))])],
        "permissions-boundary": "none", "tags": { "team": "pets" },
    })];
    for role in 0..ROLES {
        let mut statements: Vec<Value> = (0..STATEMENTS)
            .map(|index| {
                json!({ "Effect": "Allow", "Action": ["s3:GetObject", "sts:TagSession"],
                        "Resource": format!("arn:aws:s3:::bucket-{index}/*") })
            })
            .collect();
        let own = distance(role, longest);
        if own < longest {
            statements.push(may_assume(at(own + 1)));
        } else {
            statements.push(json!({ "Effect": "Allow", "Action": "execute-api:Invoke",
                "Resource": format!("arn:aws:execute-api:us-east-1:{}:{API}/*", account(4)) }));
        }
        let mut trust = json!({ "Effect": "Allow", "Principal": trusts(role, longest),
            "Action": "sts:AssumeRole" });
        if let Some(condition) = &condition
            && let Some(trust) = trust.as_object_mut()
        {
            trust.insert("Condition".to_owned(), condition.clone());
        }
        principals.push(json!({
            "arn": arn(role), "policies": [document(statements)],
            "permissions-boundary": "none", "tags": { "team": "pets", "number": role.to_string() },
            "trust-policy": document(vec![trust]),
        }));
    }
    json!({
        "can-invoke": 1,
        "principals": principals,
        "apis": [{ "id": API, "kind": "HTTP", "account": account(4), "region": "us-east-1",
                   "stages": ["$default"], "routes": { "GET /pets": "AWS_IAM" } }],
        "standalone-accounts": (0..ACCOUNTS).map(account).collect::<Vec<_>>(),
    })
}
