//! In small worlds of roles, the chain that is told is open step by step, and none is shorter.
//! The other side of the comparison tries every sequence of roles, each step decided as a
//! question of its own.

use can_invoke_gateway::{
    Inventory, Query, check,
    inventory::{InMemory, load},
    request,
    target::Target,
};
use can_invoke_policy::{Action, Caller, Readings, Resource, Silent, Verdict, decide};
use can_invoke_source::Limits;
use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};

const ACCOUNTS: [&str; 2] = ["111111111111", "222222222222"];
const USER: &str = "arn:aws:iam::222222222222:user/ann";

/// A role: whom it trusts and what it may do, each as bits of the numbers of roles.
#[derive(Clone, Debug)]
struct Role {
    account: usize,
    trusts: u8,
    trusts_user: bool,
    trusts_accounts: [bool; 2],
    may_assume: u8,
    may_assume_all: bool,
    is_denied: u8,
    lets_tags_in: bool,
    may_tag: bool,
    may_invoke: bool,
}

#[derive(Clone, Debug)]
struct World {
    roles: Vec<Role>,
    user_may_assume: u8,
    user_may_tag: bool,
    /// Whether a session tag is passed, and whether it is transitive.
    tag: Option<bool>,
}

fn roles() -> impl Strategy<Value = Role> {
    let seldom = || prop::bool::weighted(0.2);
    (
        (
            0..2_usize,
            any::<u8>(),
            any::<u8>(),
            seldom(),
            [seldom(), seldom()],
        ),
        (any::<u8>(), any::<u8>(), seldom(), any::<u8>(), any::<u8>()),
        (
            prop::bool::weighted(0.8),
            prop::bool::weighted(0.8),
            seldom(),
        ),
    )
        .prop_map(|(trust, may, flags)| Role {
            account: trust.0,
            trusts: trust.1 & trust.2,
            trusts_user: trust.3,
            trusts_accounts: trust.4,
            may_assume: may.0 | may.1,
            may_assume_all: may.2,
            is_denied: may.3 & may.4 & may.0,
            lets_tags_in: flags.0,
            may_tag: flags.1,
            may_invoke: flags.2,
        })
}

fn worlds() -> impl Strategy<Value = World> {
    (
        prop::collection::vec(roles(), 1..6),
        any::<u8>(),
        prop::bool::weighted(0.8),
        prop::option::of(any::<bool>()),
    )
        .prop_map(|(roles, user_may_assume, user_may_tag, tag)| World {
            roles,
            user_may_assume,
            user_may_tag,
            tag,
        })
}

impl World {
    fn arn(&self, role: usize) -> String {
        let account = ACCOUNTS[self.roles[role].account];
        format!("arn:aws:iam::{account}:role/r{role}")
    }

    fn arns(&self, bits: u8) -> Vec<String> {
        (0..self.roles.len())
            .filter(|role| bits & (1 << role) != 0)
            .map(|role| self.arn(role))
            .collect()
    }

    fn statements(&self, bits: u8, all: bool, denied: u8, tags: bool) -> Vec<String> {
        let list = |arns: &[String]| format!("[\"{}\"]", arns.join("\",\""));
        let action = if tags {
            r#"["sts:AssumeRole","sts:TagSession"]"#
        } else {
            r#""sts:AssumeRole""#
        };
        let mut statements = Vec::new();
        let targets = if all {
            vec!["*".to_owned()]
        } else {
            self.arns(bits)
        };
        if !targets.is_empty() {
            let resource = list(&targets);
            statements.push(format!(
                r#"{{"Effect":"Allow","Action":{action},"Resource":{resource}}}"#
            ));
        }
        let denied = self.arns(denied);
        if !denied.is_empty() {
            let resource = list(&denied);
            statements.push(format!(
                r#"{{"Effect":"Deny","Action":"sts:*","Resource":{resource}}}"#
            ));
        }
        statements
    }

    fn inventory(&self) -> Inventory {
        let policies = |statements: &[String]| match statements {
            [] => "[]".to_owned(),
            some => format!(
                r#"[{{"Version":"2012-10-17","Statement":[{}]}}]"#,
                some.join(",")
            ),
        };
        let own = self.statements(self.user_may_assume, false, 0, self.user_may_tag);
        let mut principals = vec![format!(
            r#"{{"arn":"{USER}","policies":{},"permissions-boundary":"none","tags":{{}}}}"#,
            policies(&own)
        )];
        for (index, role) in self.roles.iter().enumerate() {
            let mut statements = self.statements(
                role.may_assume,
                role.may_assume_all,
                role.is_denied,
                role.may_tag,
            );
            if role.may_invoke {
                statements.push(
                    r#"{"Effect":"Allow","Action":"execute-api:Invoke","Resource":"*"}"#.to_owned(),
                );
            }
            let mut trusted = self.arns(role.trusts);
            if role.trusts_user {
                trusted.push(USER.to_owned());
            }
            for (account, trusts) in ACCOUNTS.iter().zip(role.trusts_accounts) {
                if trusts {
                    trusted.push((*account).to_owned());
                }
            }
            let principal = if trusted.is_empty() {
                r#"{"Service":"lambda.amazonaws.com"}"#.to_owned()
            } else {
                format!(r#"{{"AWS":["{}"]}}"#, trusted.join("\",\""))
            };
            let action = if role.lets_tags_in {
                r#"["sts:AssumeRole","sts:TagSession"]"#
            } else {
                r#""sts:AssumeRole""#
            };
            principals.push(format!(
                r#"{{"arn":"{}","policies":{},"permissions-boundary":"none","tags":{{}},
                    "trust-policy":{{"Version":"2012-10-17","Statement":{{"Effect":"Allow",
                    "Principal":{principal},"Action":{action}}}}}}}"#,
                self.arn(index),
                policies(&statements),
            ));
        }
        let text = format!(
            r#"{{"can-invoke":1,"principals":[{}],"apis":[{{"id":"def456","kind":"HTTP",
                "account":"111111111111","region":"us-east-1","stages":["$default"],
                "routes":{{"GET /pets":"AWS_IAM"}}}}],
                "standalone-accounts":["111111111111","222222222222"]}}"#,
            principals.join(",")
        );
        let documents = [("inventory.json".to_owned(), text.into_bytes())];
        let loaded = load(&documents, &InMemory::default(), &Limits::default());
        assert_eq!(loaded.diagnostics, []);
        loaded.inventory
    }

    fn query(&self, caller: &str) -> Query {
        let caller = Caller::parse(caller).unwrap();
        let mut query = Query::new(caller, Some("GET"), Target::parse("/pets").unwrap());
        if let Some(is_transitive) = self.tag {
            let key = "team".to_owned();
            query.assume.transitive_tags = is_transitive.then(|| key.clone()).into_iter().collect();
            query.assume.session_tags = vec![(key, "pets".to_owned())];
        }
        query
    }
}

/// Every step, decided as a question of its own.
struct Steps<'w> {
    world: &'w World,
    inventory: &'w Inventory,
}

impl Steps<'_> {
    fn caller(&self, role: Option<usize>) -> String {
        match role {
            None => USER.to_owned(),
            Some(role) => {
                let account = ACCOUNTS[self.world.roles[role].account];
                format!("arn:aws:sts::{account}:assumed-role/r{role}/can-invoke")
            }
        }
    }

    fn allows(&self, by: Option<usize>, action: &str, role: usize) -> bool {
        let (request, layers) = request::of_action(
            self.inventory,
            &Caller::parse(&self.caller(by)).unwrap(),
            &Action::parse(action).unwrap(),
            &Resource::from_arn(self.world.arn(role)),
            Readings::default(),
        )
        .unwrap();
        let decision = decide(&request, &layers, &mut Silent);
        assert_ne!(decision.verdict, Verdict::Depends, "{action} on r{role}");
        decision.verdict == Verdict::Allowed
    }

    fn assumes(&self, by: Option<usize>, role: usize, is_last: bool) -> bool {
        let passes_or_hands_on = self
            .world
            .tag
            .is_some_and(|is_transitive| is_transitive || is_last);
        self.allows(by, "sts:AssumeRole", role)
            && (!passes_or_hands_on || self.allows(by, "sts:TagSession", role))
    }

    fn invokes(&self, role: usize) -> bool {
        let mut query = self.world.query(&self.caller(Some(role)));
        query.role_paths = false;
        let answer = check(self.inventory, &query).unwrap();
        assert_ne!(answer.verdict, Verdict::Depends, "invoke as r{role}");
        answer.verdict == Verdict::Allowed
    }

    /// Whether a chain is open from its first call to the invocation.
    fn is_open(&self, chain: &[usize]) -> bool {
        let last = chain.len() - 1;
        let mut by = None;
        for (index, role) in chain.iter().enumerate() {
            if !self.assumes(by, *role, index == last) {
                return false;
            }
            by = Some(*role);
        }
        self.invokes(chain[last])
    }

    /// The number of calls of the shortest open chain of up to three roles.
    fn shortest(&self) -> Option<usize> {
        let count = self.world.roles.len();
        let mut chains: Vec<Vec<usize>> = (0..count).map(|role| vec![role]).collect();
        for length in 1..=3 {
            if chains.iter().any(|chain| self.is_open(chain)) {
                return Some(length);
            }
            chains = chains
                .iter()
                .flat_map(|chain| {
                    let others = (0..count).filter(|role| !chain.contains(role));
                    others.map(|role| [chain.as_slice(), &[role]].concat())
                })
                .collect();
        }
        None
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_chain_that_is_told_is_open_and_none_is_shorter(world in worlds()) {
        let inventory = world.inventory();
        let steps = Steps { world: &world, inventory: &inventory };
        let answer = check(&inventory, &world.query(USER)).unwrap();
        let told: Option<Vec<usize>> = answer.via().map(|path| {
            let number = |arn: &str| arn.rsplit('r').next().unwrap().parse().unwrap();
            path.calls().map(|call| number(&call.role)).collect()
        });
        if let Some(chain) = &told {
            prop_assert!(steps.is_open(chain), "{chain:?} is not open");
        }
        prop_assert_eq!(told.map(|chain| chain.len()), steps.shortest());
        let expected = if steps.shortest().is_some() { Verdict::Allowed } else { Verdict::ImplicitlyDenied };
        prop_assert_eq!(answer.verdict, expected);
    }
}

/// The worlds above have ways of every length, so that the property says something.
#[test]
fn there_are_ways_of_every_length() {
    let mut runner = TestRunner::deterministic();
    let mut seen = [0_usize; 4];
    for _ in 0..400 {
        let world = worlds().new_tree(&mut runner).unwrap().current();
        let answer = check(&world.inventory(), &world.query(USER)).unwrap();
        seen[answer.via().map_or(0, |path| path.calls().count())] += 1;
    }
    assert!(seen.iter().all(|count| *count >= 5), "{seen:?}");
}
