//! Patterns of policies beside route tables: what is said of each.

#[cfg(test)]
mod tests {
    use can_invoke_gateway::{
        inventory::{InMemory, Loaded, load},
        patterns::{Cover, report},
    };
    use can_invoke_policy::{Context, Readings, pattern::resource::ResourceMatch};
    use can_invoke_source::Limits;

    const APIS: &str = r#"
can-invoke: 1
apis:
  - id: abc123
    kind: REST
    account: "111111111111"
    region: us-east-1
    endpoint-type: REGIONAL
    stages: [prod, dev]
    routes:
      GET /pets: AWS_IAM
      POST /pets: AWS_IAM
      GET /pets/{id}: AWS_IAM
      GET /pets-admin: AWS_IAM
      GET /owners/{id}/pets: AWS_IAM
      GET /health: NONE
      POST /files/{path+}: AWS_IAM
  - id: def456
    kind: HTTP
    account: "111111111111"
    region: us-east-1
    stages: [$default]
    routes:
      GET /items: AWS_IAM
      GET /open: NONE
      GET /items/{id}: JWT
"#;

    fn loaded(text: &str) -> Loaded {
        let documents = [("inventory.yaml".to_owned(), text.as_bytes().to_vec())];
        let loaded = load(&documents, &InMemory::default(), &Limits::default());
        let errors: Vec<_> = loaded
            .diagnostics
            .iter()
            .filter(|it| it.is_error())
            .collect();
        assert!(errors.is_empty(), "{errors:?}\n{text}");
        loaded
    }

    /// An inventory with one user, whose one policy has these statements.
    fn with_identity(statements: &str) -> Loaded {
        loaded(&format!(
            "{APIS}principals:\n  - arn: arn:aws:iam::111111111111:user/ann\n    policies:\n      \
             - Version: '2012-10-17'\n        Statement: [{statements}]\n"
        ))
    }

    fn with_resource(statements: &str) -> Loaded {
        let text = APIS.replacen(
            "    stages: [prod, dev]",
            &format!(
                "    resource-policy: {{ Version: '2012-10-17', Statement: [{statements}] }}\n    \
                 stages: [prod, dev]"
            ),
            1,
        );
        loaded(&text)
    }

    fn statement(effect: &str, resource: &str) -> String {
        format!("{{ Effect: {effect}, Action: execute-api:Invoke, Resource: '{resource}' }}")
    }

    fn everyone(effect: &str, resource: &str) -> String {
        statement(effect, resource).replacen("{ ", "{ Principal: '*', ", 1)
    }

    /// `kind pattern → nearest` of every finding, with its routes and its witness.
    fn told(loaded: &Loaded) -> Vec<String> {
        let report = report(&loaded.inventory, None).unwrap();
        let findings = report.findings.iter().map(|finding| {
            let used = &report.patterns[finding.pattern];
            assert!(used.span.start < used.span.end, "{finding:?}");
            let routes: Vec<&str> = finding.routes.iter().map(|(_, key)| key.as_str()).collect();
            let mut told = format!("{} [{}]", finding.kind.name(), routes.join(", "));
            if let Some(nearest) = &finding.nearest {
                told += &format!(" → {nearest}");
            }
            if let Some(witness) = &finding.witness {
                told += &format!(" ({witness})");
            }
            told
        });
        findings.collect()
    }

    /// A stage serves the policy and the routes of its deployment: that policy is compared
    /// with those routes.
    #[test]
    fn what_is_deployed_is_compared_with_what_is_deployed() {
        let deployed = |routes: &str| {
            let text = APIS.replacen(
                "    stages: [prod, dev]",
                &format!(
                    "    stages:\n      - name: prod\n        deployed:\n          \
                     resource-policy: {{ Version: '2012-10-17', Statement: [{}] }}\n{routes}",
                    everyone("Allow", "execute-api:/prod/GET/cats/{id}")
                ),
                1,
            );
            told(&loaded(&text))
        };
        assert_eq!(
            deployed(""),
            ["misses-all [] → execute-api:/prod/GET/pets/*"]
        );
        let routes = "          routes: { 'GET /cats/{id}': AWS_IAM }\n";
        assert_eq!(
            deployed(routes),
            ["misses-all [] → execute-api:/prod/GET/cats/*"]
        );
    }

    /// Patterns of a caller, each with what is said of it.
    const TABLE: &[(&str, &[&str])] = &[
        ("*", &[]),
        ("arn:aws:s3:::bucket/*", &[]),
        ("arn:aws:execute-api:us-east-1:111111111111:abc123/*", &[]),
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets",
            &[],
        ),
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc123/*/*/*",
            &[],
        ),
        ("arn:aws:execute-api:*:*:*", &[]),
        (
            "arn:aws:execute-api:us-east-1:111111111111:other9/prod/GET/pets",
            &[],
        ),
        // Templates.
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets/{id}",
            &["misses-all [] → arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets/*"],
        ),
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/owners/{id}/pet",
            &[
                "misses-all [] → arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/owners/*/pets",
            ],
        ),
        // The API alone.
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc123",
            &["misses-all [] → arn:aws:execute-api:us-east-1:111111111111:abc123/*"],
        ),
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc123/",
            &["misses-all [] → arn:aws:execute-api:us-east-1:111111111111:abc123/*"],
        ),
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc123/prod",
            &["misses-all [] → arn:aws:execute-api:us-east-1:111111111111:abc123/prod/*"],
        ),
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET",
            &["misses-all [] → arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/*"],
        ),
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc123/GET/pets",
            &["misses-all [] → arn:aws:execute-api:us-east-1:111111111111:abc123/*/GET/pets"],
        ),
        // Stage, method, case.
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc123/prd/GET/pets",
            &["misses-all [] → arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets"],
        ),
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc123/live/GET/pets",
            &["misses-all [] → arn:aws:execute-api:us-east-1:111111111111:abc123/dev/GET/pets"],
        ),
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/get/pets",
            &["misses-all [] → arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets"],
        ),
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/ANY/pets",
            &["misses-all [] → arn:aws:execute-api:us-east-1:111111111111:abc123/prod/*/pets"],
        ),
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/DELETE/pets",
            &["misses-all [] → arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets"],
        ),
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/Pets",
            &["misses-all [] → arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets"],
        ),
        (
            "arn:aws:execute-api:us-east-1:111111111111:def456/default/GET/items",
            &[
                "misses-all [] → arn:aws:execute-api:us-east-1:111111111111:def456/$default/GET/items",
            ],
        ),
        // Slashes.
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets-admin/",
            &[
                "misses-all [] → arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets-admin",
            ],
        ),
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets-admin/*",
            &[
                "misses-all [] → arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets-admin",
            ],
        ),
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/POST/files",
            &[
                "misses-all [] → arn:aws:execute-api:us-east-1:111111111111:abc123/prod/POST/files/*",
            ],
        ),
        // The place.
        (
            "arn:aws:execute-api:us-east-1:222222222222:abc123/prod/GET/pets",
            &["misses-all [] → arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets"],
        ),
        (
            "arn:aws:execute-api:eu-west-1:111111111111:abc123/prod/GET/pets",
            &["misses-all [] → arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets"],
        ),
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc124/prod/GET/pets",
            &["misses-all [] → arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets"],
        ),
        (
            "arn:aws:execute-api:eu-west-1:222222222222:abc123/prod/GET/pets",
            &["misses-all [] → arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets"],
        ),
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/nothing/at/all",
            &["misses-all []"],
        ),
        // What lies below only.
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets/*",
            &[
                "misses-parent [GET /pets] → arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets",
            ],
        ),
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc123/*/GET/pets/*",
            &[
                "misses-parent [GET /pets] → arn:aws:execute-api:us-east-1:111111111111:abc123/*/GET/pets",
                "over-matches [POST /files/{path+}] (arn:aws:execute-api:us-east-1:111111111111:abc123/prod/POST/files/GET/pets/)",
            ],
        ),
        // More than it seems.
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc123/*/GET/pets",
            &[
                "over-matches [GET /owners/{id}/pets, POST /files/{path+}] (arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/owners/GET/pets)",
            ],
        ),
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets*",
            &[
                "over-matches [GET /pets-admin] (arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets-admin)",
            ],
        ),
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets/*x",
            &[],
        ),
        // Routes that ask no policy of a caller.
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/health",
            &["not-asked [GET /health]"],
        ),
        (
            "arn:aws:execute-api:us-east-1:111111111111:def456/*/GET/items/*",
            &[
                "misses-parent [GET /items] → arn:aws:execute-api:us-east-1:111111111111:def456/*/GET/items",
                "not-asked [GET /items/{id}]",
            ],
        ),
        // What a variable holds is not known.
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets/${aws:username}",
            &[],
        ),
        (
            "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/cats/${aws:username}",
            &[
                "misses-all [] → arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets/${aws:username}",
            ],
        ),
    ];

    #[test]
    fn patterns_of_callers() {
        let mut wrong = Vec::new();
        for (pattern, expected) in TABLE {
            let told = told(&with_identity(&statement("Allow", pattern)));
            if told != *expected {
                wrong.push(format!("{pattern}\n  {told:#?}\n  not {expected:#?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn patterns_of_resource_policies() {
        for (statements, expected) in [
            (everyone("Allow", "execute-api:/prod/GET/pets"), vec![]),
            (everyone("Allow", "execute-api:/*"), vec![]),
            (
                everyone("Allow", "execute-api:/prod/get/pets"),
                vec!["misses-all [] → execute-api:/prod/GET/pets"],
            ),
            (
                everyone("Allow", "execute-api:/GET/pets"),
                vec!["misses-all [] → execute-api:/*/GET/pets"],
            ),
            // A route with NONE asks the resource policy.
            (everyone("Allow", "execute-api:/prod/GET/health"), vec![]),
            (
                everyone(
                    "Allow",
                    "arn:aws:execute-api:us-east-1:111111111111:def456/*",
                ),
                vec!["misses-all [] → arn:aws:execute-api:us-east-1:111111111111:abc123/*"],
            ),
            (
                [
                    everyone("Allow", "execute-api:/prod/GET/pets/*"),
                    everyone("Deny", "execute-api:/*/GET/*"),
                ]
                .join(", "),
                vec![
                    "misses-parent [GET /pets] → execute-api:/prod/GET/pets",
                    "contradicts [GET /pets/{id}]",
                    "over-matches [POST /files/{path+}] (arn:aws:execute-api:us-east-1:111111111111:abc123/prod/POST/files/GET/)",
                ],
            ),
            // It denies a part only.
            (
                [
                    everyone("Allow", "execute-api:/prod/GET/pets/*"),
                    everyone("Allow", "execute-api:/prod/GET/pets"),
                    everyone("Deny", "execute-api:/prod/GET/pets/secret"),
                ]
                .join(", "),
                vec![],
            ),
            // It denies some callers only.
            (
                [
                    everyone("Allow", "execute-api:/prod/GET/pets"),
                    everyone("Deny", "execute-api:/prod/GET/pets").replacen(
                        "Principal: '*'",
                        "Principal: { AWS: 'arn:aws:iam::111111111111:user/ann' }",
                        1,
                    ),
                ]
                .join(", "),
                vec![],
            ),
        ] {
            assert_eq!(told(&with_resource(&statements)), expected, "{statements}");
        }
    }

    #[test]
    fn the_route_table_and_what_a_pattern_matches() {
        let loaded = with_identity(&statement(
            "Allow",
            "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets*",
        ));
        let report = report(&loaded.inventory, Some("abc123")).unwrap();
        let [api] = report.apis.as_slice() else {
            panic!("one API");
        };
        let routes = api.routes.as_ref().unwrap();
        let examples: Vec<&str> = routes.iter().map(|line| line.example.as_str()).collect();
        assert_eq!(
            examples[..3],
            [
                "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets",
                "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/POST/pets",
                "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets/id",
            ]
        );
        let [used] = report.patterns.as_slice() else {
            panic!("one pattern");
        };
        let matches: Vec<(String, bool)> = used
            .matches
            .iter()
            .map(|one| (one.route.key.text(), one.cover == Cover::All))
            .collect();
        // The stage `dev` is not matched, so that none is matched whole.
        assert_eq!(
            matches,
            [
                ("GET /pets".to_owned(), false),
                ("GET /pets/{id}".to_owned(), false),
                ("GET /pets-admin".to_owned(), false),
            ]
        );
    }

    /// Whatever is told as an example is what the evaluator says.
    #[test]
    fn every_witness_is_confirmed_by_the_evaluator() {
        let mut count = 0;
        for (pattern, _) in TABLE {
            let loaded = with_identity(&statement("Allow", pattern));
            let report = report(&loaded.inventory, None).unwrap();
            let policy = loaded.inventory.policies().next().unwrap();
            let written = &policy.statements[0].resource.as_ref().unwrap().patterns[0];
            let context = Context::closed();
            let says = |arn: &str| {
                let matched = written.matches(arn, &context, Readings::default());
                matches!(matched, ResourceMatch::Yes(_))
            };
            if written.variables().next().is_some() {
                continue;
            }
            for used in &report.patterns {
                for one in &used.matches {
                    if let Cover::Some(matched, unmatched) = &one.cover {
                        assert!(says(matched), "{pattern} {matched}");
                        assert!(!says(unmatched), "{pattern} {unmatched}");
                        count += 2;
                    }
                }
            }
            for witness in report.findings.iter().filter_map(|it| it.witness.as_ref()) {
                assert!(says(witness), "{pattern} {witness}");
                count += 1;
            }
        }
        assert!(count > 20, "{count} witnesses");
    }

    #[test]
    fn an_api_that_is_not_known() {
        let loaded = loaded(APIS);
        let error = report(&loaded.inventory, Some("abc124")).unwrap_err();
        assert_eq!(error.message, "the inventory has no API `abc124`");
        assert_eq!(error.help, "did you mean `abc123`?");
    }
}
