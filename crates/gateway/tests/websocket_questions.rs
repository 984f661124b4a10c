//! Questions about WebSocket APIs, API keys and AWS WAF that cannot be asked, each with what
//! is said about it.

#[cfg(test)]
mod refusals {
    use can_invoke_gateway::{
        Query,
        carried_words::CarriedWords,
        check,
        inventory::{InMemory, load},
        target::Target,
    };
    use can_invoke_policy::Caller;
    use can_invoke_source::Limits;

    const INVENTORY: &str = r#"
can-invoke: 1
apis:
  - id: ws1
    kind: WEBSOCKET
    account: "111111111111"
    region: us-east-1
    stages: [prod]
    routes: { $connect: NONE, sendmessage: NONE }
  - id: abc123
    kind: REST
    account: "111111111111"
    region: us-east-1
    endpoint-type: REGIONAL
    resource-policy: none
    stages: [{ name: prod, web-acl: none }]
    routes: { GET /pets: NONE }
  - id: def456
    kind: HTTP
    account: "111111111111"
    region: us-east-1
    stages: [$default]
    routes: { GET /pets: NONE }
"#;

    /// What is said about a question; `None` if it is answered.
    fn refusal(inventory: &str, question: &str, change: impl Fn(&mut Query)) -> Option<String> {
        let documents = [("inventory.yaml".to_owned(), inventory.as_bytes().to_vec())];
        let loaded = load(&documents, &InMemory::default(), &Limits::default());
        assert_eq!(loaded.diagnostics, []);
        let (method, target) = match question.split_once(' ') {
            Some((method, target)) => (Some(method), target),
            None => (None, question),
        };
        let target = match Target::parse(target) {
            Ok(target) => target,
            Err(error) => return Some(error.message),
        };
        let mut query = Query::new(Caller::Anonymous, method, target);
        change(&mut query);
        check(&loaded.inventory, &query)
            .err()
            .map(|error| error.message)
    }

    #[test]
    fn targets_of_a_websocket_api() {
        let url = "https://ws1.execute-api.us-east-1.amazonaws.com/prod";
        let arn = "arn:aws:execute-api:us-east-1:111111111111:ws1/prod";
        for (question, expected) in [
            (format!("CONNECT {url}"), None),
            ("sendmessage".to_owned(), None),
            (format!("sendmessage {arn}/sendmessage"), None),
            (format!("CONNECT {arn}/$connect"), None),
            (format!("get {url}/@connections/a"), None),
            (
                format!("POST {url}"),
                Some("a WebSocket API does not take `POST` at the URL of a stage"),
            ),
            (
                format!("CONNECT {url}/chat"),
                Some("a WebSocket API has no path `/chat`"),
            ),
            (
                format!("PUT {url}/@connections/a"),
                Some("`PUT` is not a method of `@connections`"),
            ),
            (format!("{url}/@connections/a"), Some("no method is given")),
            (
                format!("POST {url}/@connections"),
                Some("`/@connections` does not name one connection"),
            ),
            (
                format!("POST {url}/@connections/a/b"),
                Some("`/@connections/a/b` does not name one connection"),
            ),
            (
                format!("other {arn}/sendmessage"),
                Some("the ARN names `sendmessage`, the command `other`"),
            ),
            (
                "GET pets".to_owned(),
                Some("`pets` is neither an invoke URL, nor an execute-api ARN, nor a path"),
            ),
            (
                "other sendmessage".to_owned(),
                Some("`other` and `sendmessage` are two route keys"),
            ),
            (
                "$disconnect".to_owned(),
                Some("API `ws1` has no route `$disconnect`"),
            ),
            (
                "send.message".to_owned(),
                Some("`send.message` is neither an invoke URL, nor an execute-api ARN, nor a path"),
            ),
        ] {
            let said = refusal(INVENTORY, &question, |_| {});
            assert_eq!(said.as_deref(), expected, "{question}");
        }
    }

    #[test]
    fn a_route_key_needs_one_websocket_api() {
        let on = |api: &'static str| move |query: &mut Query| query.api = Some(api.to_owned());
        assert_eq!(refusal(INVENTORY, "sendmessage", on("ws1")), None);
        let neither = "`sendmessage` is neither an invoke URL, nor an execute-api ARN, nor a path";
        let said = refusal(INVENTORY, "sendmessage", on("abc123"));
        assert_eq!(said.as_deref(), Some(neither));
        let two = format!(
            "{INVENTORY}  - {{ id: ws2, kind: WEBSOCKET, account: '111111111111', region: us-east-1 }}\n"
        );
        let said = refusal(&two, "sendmessage", |_| {});
        let several = "the inventory holds several WebSocket APIs and the target names none";
        assert_eq!(said.as_deref(), Some(several));
    }

    #[test]
    fn what_a_request_cannot_carry() {
        let on = |api: &'static str, words: CarriedWords<'static>| {
            move |query: &mut Query| {
                query.api = Some(api.to_owned());
                words
                    .apply(&mut query.carried)
                    .expect("the words are right");
            }
        };
        let key = CarriedWords {
            api_key: Some("till"),
            ..CarriedWords::default()
        };
        let blocks = CarriedWords {
            waf: Some("blocks"),
            ..CarriedWords::default()
        };
        let passes = CarriedWords {
            waf: Some("passes"),
            ..CarriedWords::default()
        };
        for (api, words, expected) in [
            ("def456", key, Some("an HTTP API has no API keys")),
            ("abc123", key, None),
            (
                "def456",
                passes,
                Some("HTTP APIs have no web ACLs, so AWS WAF is not asked"),
            ),
            (
                "abc123",
                blocks,
                Some("the stage prod has no web ACL, so AWS WAF blocks nothing"),
            ),
            ("abc123", passes, None),
        ] {
            let said = refusal(INVENTORY, "GET /pets", on(api, words));
            assert_eq!(said.as_deref(), expected, "{api} {words:?}");
        }
    }

    #[test]
    fn words_that_say_nothing() {
        let mut query = Query::new(
            Caller::Anonymous,
            None,
            Target::parse("/pets").expect("a path"),
        );
        let mut message = |words: CarriedWords<'_>| {
            let error = words.apply(&mut query.carried).expect_err("a wrong word");
            (error.message, error.help)
        };
        let certificate = CarriedWords {
            client_certificate: Some("yes"),
            ..CarriedWords::default()
        };
        assert_eq!(
            message(certificate),
            (
                "`yes` does not say whether there is a client certificate".to_owned(),
                "write `valid` or `none`".to_owned()
            )
        );
        let waf = CarriedWords {
            waf: Some("none"),
            ..CarriedWords::default()
        };
        assert_eq!(
            message(waf),
            (
                "`none` does not say what AWS WAF does".to_owned(),
                "write `blocks` or `passes`".to_owned()
            )
        );
        let key = CarriedWords {
            api_key: Some(""),
            ..CarriedWords::default()
        };
        assert_eq!(message(key).0, "the name of an API key is not empty");
    }
}
