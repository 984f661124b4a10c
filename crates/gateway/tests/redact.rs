//! Made-up accounts with patterns of every kind, and questions about them: under pseudonyms the
//! answers are the same, and no name is left.

#[cfg(test)]
mod tests {
    use can_invoke_gateway::{
        Answer, Inventory, Query,
        answer::{Explained, HopStatus},
        check,
        inventory::{InMemory, load},
        redact::{Names, redact},
        target::Target,
    };
    use can_invoke_policy::Caller;
    use can_invoke_source::Limits;
    use proptest::prelude::*;

    fn loaded(text: &str) -> Inventory {
        let documents = [("inventory.json".to_owned(), text.as_bytes().to_vec())];
        let loaded = load(&documents, &InMemory::default(), &Limits::default());
        let errors: Vec<&str> = loaded
            .diagnostics
            .iter()
            .filter(|one| one.is_error())
            .map(|one| one.message.as_str())
            .collect();
        assert!(errors.is_empty(), "{errors:?} in\n{text}");
        loaded.inventory
    }

    fn hidden(text: &str) -> (String, Names) {
        let documents = [("inventory.json".to_owned(), text.as_bytes().to_vec())];
        let redacted = redact(&documents, None, &Limits::default());
        assert_eq!(redacted.diagnostics, []);
        let [(_, text)] = redacted.documents.as_slice() else {
            panic!("one document comes to one");
        };
        (text.clone(), redacted.names)
    }

    fn decision(explained: &Explained) -> String {
        let by: Vec<String> = explained
            .decision
            .decided_by
            .iter()
            .map(|one| format!("{} {} {}", one.layer.id(), one.document, one.statement))
            .collect();
        format!("{} {by:?}", explained.decision.verdict.as_str())
    }

    /// The verdict, what decides, and every way through a role.
    fn told(answer: &Answer) -> Vec<String> {
        let mut ways: Vec<String> = answer
            .role_paths
            .paths
            .iter()
            .map(|path| {
                let steps: Vec<String> = path.decisions().map(decision).collect();
                format!("{} {steps:?}", path.verdict.as_str())
            })
            .collect();
        ways.sort();
        let hops = answer.direct.hops.iter();
        let mut told = vec![answer.verdict.as_str().to_owned()];
        told.extend(hops.map(|hop| match &hop.status {
            // The message names the caller and the resource.
            HopStatus::Stops(response) => format!("{} {}", hop.kind.as_str(), response.status),
            other => format!("{} {other:?}", hop.kind.as_str()),
        }));
        told.extend(answer.direct.decisions().map(decision));
        told.extend(ways);
        told
    }

    /// Few letters, so that names begin, end and hold each other.
    fn word() -> impl Strategy<Value = String> {
        "[kqx]{3,6}"
    }

    fn name() -> impl Strategy<Value = String> {
        prop_oneof![
            word(),
            (word(), word()).prop_map(|(one, other)| format!("{one}-{other}")),
            (word(), "[KQX]{3,4}").prop_map(|(one, other)| format!("{one}{other}")),
        ]
    }

    fn account() -> impl Strategy<Value = String> {
        prop::sample::select(vec!["555566667777", "555566668888", "775555666677"])
            .prop_map(str::to_owned)
    }

    /// A pattern made of a name: parts of it are left to wildcards.
    fn pattern() -> impl Strategy<Value = String> {
        let cut = |text: &str, from: usize, to: usize| {
            let letters: Vec<char> = text.chars().collect();
            let (from, to) = (from.min(letters.len()), to.min(letters.len()));
            letters[from.min(to)..to].iter().collect::<String>()
        };
        (name(), 0usize..8, 0usize..4, 1usize..7).prop_map(move |(name, form, from, to)| match form
        {
            0 => "*".to_owned(),
            1 => format!("{}*", cut(&name, 0, to)),
            2 => format!("*{}", cut(&name, from, 20)),
            3 => format!("*{}*", cut(&name, from, from + to)),
            4 => name
                .chars()
                .enumerate()
                .map(|(at, letter)| if at == from { '?' } else { letter })
                .collect(),
            5 => "${aws:username}".to_owned(),
            6 => format!("{}${{aws:username}}*", cut(&name, 0, to - 1)),
            _ => name,
        })
    }

    fn account_pattern() -> impl Strategy<Value = String> {
        prop_oneof![
            account(),
            Just("*".to_owned()),
            Just("5555*".to_owned()),
            Just("*66667777".to_owned()),
            Just("55556666????".to_owned()),
        ]
    }

    fn condition() -> impl Strategy<Value = String> {
        prop_oneof![
            Just(String::new()),
            pattern().prop_map(|it| condition_of("StringLike", "aws:username", &it)),
            pattern().prop_map(|it| condition_of("StringNotLike", "aws:PrincipalTag/Kqxteam", &it)),
            name().prop_map(|it| {
                condition_of("StringEqualsIgnoreCase", "aws:PrincipalTag/kqxteam", &it)
            }),
            (account_pattern(), pattern()).prop_map(|(account, name)| {
                let arn = format!("arn:aws:iam::{account}:*/{name}");
                condition_of("ArnLike", "aws:PrincipalArn", &arn)
            }),
            account_pattern().prop_map(|it| condition_of(
                "StringLike",
                "aws:PrincipalAccount",
                &it
            )),
            Just(condition_of("IpAddress", "aws:SourceIp", "192.0.2.0/24")),
            Just(condition_of(
                "NumericLessThan",
                "aws:PrincipalTag/kqxlevel",
                "70000"
            )),
        ]
    }

    fn condition_of(operator: &str, key: &str, value: &str) -> String {
        format!(r#", "Condition": {{ "{operator}": {{ "{key}": "{value}" }} }}"#)
    }

    fn effect() -> impl Strategy<Value = &'static str> {
        prop_oneof![3 => Just("Allow"), 1 => Just("Deny")]
    }

    /// A statement of an identity-based policy.
    fn statement() -> impl Strategy<Value = String> {
        let resource =
            (account_pattern(), pattern(), pattern()).prop_map(|(account, stage, path)| {
                format!("arn:aws:execute-api:us-east-1:{account}:*/{stage}/GET/{path}")
            });
        (effect(), resource, condition()).prop_map(|(effect, resource, condition)| {
            format!(
                r#"{{ "Effect": "{effect}", "Action": ["execute-api:Invoke", "sts:AssumeRole"], "Resource": ["{resource}", "arn:aws:iam::*:role/kqxkqx*"] {condition} }}"#
            )
        })
    }

    /// A statement of a resource policy, or of a trust policy.
    fn resource_statement(action: &'static str, resource: bool) -> impl Strategy<Value = String> {
        let principal = prop_oneof![
            Just("*".to_owned()),
            account(),
            (account(), name())
                .prop_map(|(account, name)| { format!("arn:aws:iam::{account}:user/{name}") }),
        ];
        (effect(), principal, pattern(), pattern(), condition()).prop_map(
            move |(effect, principal, stage, path, condition)| {
                let resource = if resource {
                    format!(r#""Resource": "execute-api:/{stage}/GET/{path}", "#)
                } else {
                    String::new()
                };
                let mut condition = condition;
                if condition.contains("aws:username") {
                    condition.clear();
                }
                format!(
                    r#"{{ "Effect": "{effect}", {resource}"Principal": {{ "AWS": "{principal}" }}, "Action": "{action}" {condition} }}"#
                )
            },
        )
    }

    fn policy(statements: &[String]) -> String {
        format!(
            r#"{{ "Version": "2012-10-17", "Statement": [{}] }}"#,
            statements.join(", ")
        )
    }

    #[derive(Clone, Debug)]
    struct World {
        text: String,
        user: String,
        account: String,
        target: String,
        names: Vec<String>,
    }

    fn world() -> impl Strategy<Value = World> {
        let people = (name(), account(), name(), name(), account());
        let api = (name(), name(), account(), any::<bool>());
        let policies = (
            prop::collection::vec(statement(), 1..4),
            prop::collection::vec(statement(), 1..3),
            prop::collection::vec(resource_statement("execute-api:Invoke", true), 1..4),
            prop::collection::vec(resource_statement("sts:AssumeRole", false), 1..3),
        );
        (people, api, policies, any::<bool>()).prop_map(
            |(
                (user, account, team, role, other),
                (stage, path, owner, is_http),
                (of_user, of_role, of_api, trust),
                is_text,
            )| {
                let resource_policy = match (is_http, is_text) {
                    (true, _) => String::new(),
                    (false, false) => format!(r#""resource-policy": {},"#, policy(&of_api)),
                    (false, true) => {
                        let quoted = policy(&of_api).replace('"', "\\\"");
                        format!(r#""resource-policy": "{quoted}","#)
                    }
                };
                let kind = if is_http { "HTTP" } else { "REST" };
                let text = format!(
                    r#"{{ "can-invoke": 1,
  "principals": [
    {{ "arn": "arn:aws:iam::{account}:user/{user}", "policies": [{}], "permissions-boundary": "none", "tags": {{ "Kqxteam": "{team}", "kqxlevel": "60000" }} }},
    {{ "arn": "arn:aws:iam::{other}:role/kqxkqx{role}", "unique-id": "AROA5KQXKQXKQXKQ", "policies": [{}], "permissions-boundary": "none", "trust-policy": {}, "tags": {{}} }}
  ],
  "apis": [{{ "id": "kq5x7k9q1x", "kind": "{kind}", "account": "{owner}", "region": "us-east-1", "endpoint-type": "REGIONAL", {resource_policy}
    "stages": [{{ "name": "{stage}", "web-acl": "none" }}], "routes": {{ "GET /{path}": "AWS_IAM" }} }}],
  "standalone-accounts": ["555566667777", "555566668888", "775555666677"] }}"#,
                    policy(&of_user),
                    policy(&of_role),
                    policy(&trust),
                );
                let target = format!(
                    "https://kq5x7k9q1x.execute-api.us-east-1.amazonaws.com/{stage}/{path}"
                );
                let mut names = vec![team, role, stage, path];
                names.extend([user.clone(), account.clone(), owner, other]);
                names.push("kq5x7k9q1x".to_owned());
                World {
                    text,
                    user,
                    account,
                    target,
                    names,
                }
            },
        )
    }

    /// Whether some pattern has a single letter beside its wildcards.
    fn has_single_letters(text: &str) -> bool {
        let words: Vec<char> = text.chars().collect();
        let is_wildcard = |letter: char| matches!(letter, '*' | '?');
        words.windows(3).any(|three| {
            let [before, letter, after] = three else {
                return false;
            };
            letter.is_ascii_alphabetic()
                && (is_wildcard(*before) && !after.is_ascii_alphanumeric()
                    || is_wildcard(*after) && !before.is_ascii_alphanumeric())
        })
    }

    /// The words of a text, in lower case.
    fn words(text: &str) -> Vec<String> {
        text.split(|letter: char| !letter.is_ascii_alphanumeric())
            .map(str::to_lowercase)
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

        #[test]
        fn answers_stay_and_names_go(world in world()) {
            let (text, mut names) = hidden(&world.text);
            let caller = format!("arn:aws:iam::{}:user/{}", world.account, world.user);
            let caller = Caller::parse(&caller).unwrap();
            let target = Target::parse(&world.target).unwrap();
            let mut query = Query::new(caller, Some("GET"), target);
            query.context = vec![("aws:SourceIp".to_owned(), vec!["192.0.2.7".to_owned()])];
            let original = check(&loaded(&world.text), &query).unwrap();
            let same = names.query(&query);
            let answer = check(&loaded(&text), &same).unwrap();
            prop_assert_eq!(told(&original), told(&answer), "{}\n{}", world.text, text);
            let left = words(&text);
            // A name that stands in the text only as the rest of a longer word is no word that
            // could be left, and a pseudonym may be made up alike.
            let there = words(&world.text);
            let shown: Vec<String> = names.shown().map(str::to_owned).collect();
            for word in world.names.iter().flat_map(|name| words(name)) {
                // Patterns with a single letter, which words of AWS hold too, show it.
                if !there.contains(&word) {
                    continue;
                }
                let is_told = shown.contains(&word);
                prop_assert!(is_told || !left.contains(&word), "{} is left in\n{}", word, text);
                let is_glued = world.text.contains("${aws:username}*");
                let may_be_told = is_glued || has_single_letters(&world.text);
                prop_assert!(!is_told || may_be_told, "{}", world.text);
            }
        }
    }

    #[test]
    fn the_same_documents_come_to_the_same_and_another_seed_to_something_else() {
        let text = r#"{ "can-invoke": 1, "standalone-accounts": ["555566667777"] }"#;
        let documents = [("one".to_owned(), text.as_bytes().to_vec())];
        let with = |seed| redact(&documents, seed, &Limits::default()).documents;
        assert_eq!(with(None), with(None));
        assert_eq!(with(Some("a")), with(Some("a")));
        assert_ne!(with(Some("a")), with(Some("b")));
    }

    #[test]
    fn a_document_that_cannot_be_read_is_left_out() {
        let documents = [("one.json".to_owned(), b"{ \"secret\": ".to_vec())];
        let redacted = redact(&documents, None, &Limits::default());
        assert_eq!(redacted.documents, []);
        assert!(redacted.diagnostics.iter().any(|one| one.is_error()));
    }

    #[test]
    fn every_form_of_a_policy_is_opened() {
        let policy = r#"{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"arn:aws:iam::555566667777:user/bobette"},"Sid":"Bobette"}}"#;
        let escaped = policy.replace('"', "\\\"");
        let encoded: String = policy.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let text = format!(
            r#"{{ "RoleDetailList": [{{ "AssumeRolePolicyDocument": "{escaped}" }}, {{ "AssumeRolePolicyDocument": "{encoded}" }}, {{ "AssumeRolePolicyDocument": {policy} }}] }}"#
        );
        let (hidden, mut names) = hidden(&text);
        let name = names.text("bobette");
        assert_eq!(
            hidden.matches(&format!("user/{name}")).count(),
            3,
            "{hidden}"
        );
        assert!(!words(&hidden).contains(&"bobette".to_owned()), "{hidden}");
        assert!(!hidden.contains("555566667777"), "{hidden}");
        assert_eq!(hidden.matches("sts:AssumeRole").count(), 3, "actions stay");
    }

    #[test]
    fn what_could_not_be_read_is_told_without_names() {
        let text = r#"{ "can-invoke": 1, "not-readable": [{
            "of": "arn:aws:iam::555566667777:role/keeper", "fact": "routes that stage live serves",
            "operation": "iam:GetRole", "action": "iam:GetRole", "account": "555566667777",
            "resource": "arn:aws:iam::555566667777:role/keeper",
            "error": "AccessDenied: User: arn:aws:iam::555566667777:user/auditor is not authorized to perform: iam:GetRole on role keeper" }] }"#;
        let (hidden, mut names) = hidden(text);
        let [keeper, live] = ["keeper", "live"].map(|word| names.text(word));
        let inventory = loaded(&hidden);
        let note = &inventory.not_readable[0];
        assert_eq!(note.fact, format!("routes that stage {live} serves"));
        assert!(note.of.ends_with(&format!(":role/{keeper}")), "{}", note.of);
        assert!(note.error.starts_with("AccessDenied: User: arn:aws:iam::"));
        assert!(
            note.error
                .contains("is not authorized to perform: iam:GetRole on role")
        );
        assert!(note.error.ends_with(&keeper), "{}", note.error);
        for word in ["keeper", "auditor", "555566667777", "live"] {
            assert!(
                !words(&hidden).contains(&word.to_owned()),
                "{word}: {hidden}"
            );
        }
    }
}
