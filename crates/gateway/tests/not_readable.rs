//! What could not be read when an inventory was made: how it is read, and what is said where a
//! question cannot be asked for it.

#[cfg(test)]
mod tests {
    use can_invoke_gateway::{
        Query, check,
        inventory::{InMemory, Loaded, load},
        target::Target,
    };
    use can_invoke_policy::Caller;
    use can_invoke_source::Limits;

    fn loaded(text: &str) -> Loaded {
        let documents = [("inventory.yaml".to_owned(), text.as_bytes().to_vec())];
        load(&documents, &InMemory::default(), &Limits::default())
    }

    fn refusal(notes: &str, apis: &str, target: &str) -> (String, String) {
        let loaded = loaded(&format!("can-invoke: 1\n{apis}not-readable:\n{notes}"));
        assert_eq!(loaded.diagnostics, [], "the inventory is in order");
        let target = Target::parse(target).unwrap();
        let query = Query::new(Caller::Anonymous, Some("GET"), target);
        let error = check(&loaded.inventory, &query).unwrap_err();
        (error.message, error.help)
    }

    const API: &str = "
apis:
  - id: def456
    kind: HTTP
    account: '111111111111'
    region: us-east-1
    stages: [$default]
    routes: { GET /pets: NONE }
";

    const OF_API: &str = "
  - of: abc123
    fact: API
    operation: apigateway:GetRestApi
    account: '111111111111'
    action: apigateway:GET
    resource: arn:aws:apigateway:us-east-1::/restapis/abc123
    error: 'AccessDeniedException: no'
";

    const OF_LIST: &str = "
  - of: '111111111111'
    fact: REST APIs
    operation: apigateway:GetRestApis
    action: apigateway:GET
    resource: arn:aws:apigateway:us-east-1::/restapis
    error: 'TooManyRequestsException: slow down'
";

    const URL: &str = "https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets";

    #[test]
    fn an_api_that_could_not_be_read_is_not_called_unknown() {
        for apis in ["", API] {
            let (message, help) = refusal(OF_API, apis, URL);
            assert_eq!(
                message,
                "API `abc123` could not be read: `apigateway:GetRestApi` answered \
                 AccessDeniedException: no"
            );
            assert_eq!(
                help,
                "grant `apigateway:GET` on `arn:aws:apigateway:us-east-1::/restapis/abc123` and \
                 fetch again"
            );
        }
    }

    #[test]
    fn an_api_of_a_list_that_could_not_be_read_may_be_there() {
        let (message, help) = refusal(OF_LIST, API, URL);
        assert_eq!(
            message,
            "the inventory has no API `abc123`, and the REST APIs of account 111111111111 could \
             not be read: `apigateway:GetRestApis` answered TooManyRequestsException: slow down"
        );
        // Nothing has to be granted where the service was only busy.
        assert_eq!(
            help,
            "fetch again; it takes `apigateway:GET` on `arn:aws:apigateway:us-east-1::/restapis`"
        );
        let (message, _) = refusal(OF_LIST, "", "/pets");
        assert!(
            message.starts_with("REST APIs of account 111111111111 could not be read"),
            "{message}"
        );
    }

    #[test]
    fn a_domain_name_says_what_of_it_could_not_be_read() {
        let domain = "domain-names:\n  - { name: api.example.com, account: '111111111111', \
                      region: us-east-1 }\n";
        let note = |of: &str, fact: &str| {
            format!(
                "  - {{ of: '{of}', fact: {fact}, operation: 'apigateway:GetDomainNames', error: \
                 AccessDenied }}\n"
            )
        };
        let url = "https://api.example.com/pets";
        let with_domain = format!("{API}{domain}");
        let (message, help) = refusal(&note("api.example.com", "mappings"), &with_domain, url);
        assert_eq!(
            message,
            "the mappings of custom domain name `api.example.com` could not be read: \
             `apigateway:GetDomainNames` answered AccessDenied"
        );
        assert_eq!(help, "grant `apigateway:GetDomainNames` and fetch again");
        let (message, _) = refusal(&note("111111111111", "custom domain names"), API, url);
        assert_eq!(
            message,
            "the inventory has no custom domain name `api.example.com`, and the custom domain \
             names of account 111111111111 could not be read: `apigateway:GetDomainNames` \
             answered AccessDenied"
        );
    }

    #[test]
    fn an_entry_says_what_was_tried_and_what_came_of_it() {
        let loaded = loaded(&format!("can-invoke: 1\nnot-readable:\n{OF_API}"));
        let [note] = loaded.inventory.not_readable.as_slice() else {
            panic!("{:?}", loaded.inventory.not_readable);
        };
        assert_eq!((note.of.as_str(), note.fact.as_str()), ("abc123", "API"));
        assert_eq!(note.operation, "apigateway:GetRestApi");
        assert_eq!(note.account.as_deref(), Some("111111111111"));
        assert!(note.is_denied());
        assert!(loaded.sources.slice(note.span).starts_with("of: abc123"));
    }

    #[test]
    fn entries_that_say_too_little_are_errors() {
        for (entry, code, message) in [
            (
                "{ of: abc123, fact: routes, operation: 'a:B' }",
                "missing-key",
                "what could not be read needs the key `error`",
            ),
            (
                "{ of: abc123, fact: ' ', operation: 'a:B', error: e }",
                "invalid-not-readable",
                "`fact` of what could not be read says nothing",
            ),
            (
                "{ of: abc123, fact: routes, operation: GetResources, error: e }",
                "invalid-not-readable",
                "`GetResources` is not an operation of a service",
            ),
            (
                "{ of: abc123, fact: routes, operation: 'a:B', error: e, account: '12' }",
                "invalid-account-id",
                "`12` is not an account id",
            ),
            (
                "{ of: abc123, fact: routes, operation: 'a:B', error: e, reason: x }",
                "unknown-key",
                "`reason` is not a key of what could not be read",
            ),
        ] {
            let loaded = loaded(&format!("can-invoke: 1\nnot-readable: [{entry}]\n"));
            let found: Vec<(&str, &str)> = loaded
                .diagnostics
                .iter()
                .map(|one| (one.code, one.message.as_str()))
                .collect();
            assert_eq!(found, [(code, message)], "{entry}");
        }
    }
}
