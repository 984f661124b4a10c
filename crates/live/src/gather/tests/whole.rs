//! Everything is readable.

use can_invoke_gateway::inventory::{
    Api, ApiKind, Authorization, AuthorizerKind, EndpointType, Known, Stage, VpcLinkVersion,
};

use super::*;

fn api<'l>(loaded: &'l Loaded, id: &str) -> &'l Api {
    let mut apis = loaded.inventory.apis.iter();
    apis.find(|api| api.id == id).unwrap()
}

fn stage<'l>(loaded: &'l Loaded, id: &str, name: &str) -> &'l Stage {
    api(loaded, id).stage(name).unwrap()
}

fn routes(api: &Api) -> Vec<(String, Authorization)> {
    let routes = api.routes.known().unwrap().iter();
    routes
        .map(|route| (route.key.text(), *route.authorization.known().unwrap()))
        .collect()
}

#[test]
fn what_is_gathered_is_the_world() {
    let collected = everything(&shop());
    let loaded = loaded(&collected);
    assert_eq!(loaded.diagnostics, []);
    let ids: Vec<&str> = loaded.inventory.apis.iter().map(|api| &*api.id).collect();
    assert_eq!(
        ids,
        ["pets000001", "priv000001", "http000001", "sock000001"]
    );

    let pets = api(&loaded, "pets000001");
    assert_eq!(pets.kind, ApiKind::Rest);
    assert_eq!(pets.name.as_deref(), Some("pets"));
    assert_eq!(pets.account, Known::Known("111111111111".to_owned()));
    assert_eq!(pets.endpoint, Known::Known(EndpointType::Regional));
    let policy = pets.resource_policy.known().unwrap().as_ref().unwrap();
    assert_eq!(policy.statements.len(), 2);
    // Both pages, in their order.
    assert_eq!(
        routes(pets),
        [
            ("GET /pets".to_owned(), Authorization::AwsIam),
            ("POST /pets".to_owned(), Authorization::AwsIam),
            ("GET /orders".to_owned(), Authorization::Custom),
            ("GET /open".to_owned(), Authorization::None),
        ]
    );
    let authorizers = pets.authorizers.known().unwrap();
    assert_eq!(authorizers[0].kind, AuthorizerKind::Token);

    let inner = api(&loaded, "priv000001");
    assert_eq!(inner.endpoint, Known::Known(EndpointType::Private));
    assert_eq!(inner.authorizers, Known::Known(vec![]));

    let http = api(&loaded, "http000001");
    assert_eq!(http.kind, ApiKind::Http);
    assert_eq!(
        routes(http),
        [
            ("GET /orders".to_owned(), Authorization::AwsIam),
            ("POST /orders".to_owned(), Authorization::Jwt),
        ]
    );
    let chat = api(&loaded, "sock000001");
    assert_eq!(chat.kind, ApiKind::WebSocket);
    assert_eq!(
        routes(chat),
        [
            ("$connect".to_owned(), Authorization::AwsIam),
            ("$default".to_owned(), Authorization::None),
        ]
    );
}

#[test]
fn a_stage_says_what_it_serves_where_that_is_something_else() {
    let loaded = loaded(&everything(&shop()));
    let prod = stage(&loaded, "pets000001", "prod")
        .deployed
        .as_ref()
        .unwrap();
    assert_eq!(prod.id.as_deref(), Some("dep001"));
    assert_eq!(prod.resource_policy, None);
    assert_eq!(prod.routes, None);
    assert_eq!(prod.authorizers, None);
    assert_eq!(api(&loaded, "pets000001").as_deployed("prod"), None);

    // The stage `old` has its policy of then, an open route of then, and no key for anything.
    let old = api(&loaded, "pets000001").as_deployed("old").unwrap();
    assert_eq!(
        routes(&old),
        [
            ("GET /orders".to_owned(), Authorization::None),
            ("GET /pets".to_owned(), Authorization::AwsIam),
            ("POST /pets".to_owned(), Authorization::AwsIam),
        ]
    );
    let policy = old.resource_policy.known().unwrap().as_ref().unwrap();
    assert_eq!(
        policy.statements[1].resource.as_ref().unwrap().patterns[0].text,
        "arn:aws:execute-api:us-east-1:111111111111:pets000001/old/GET/pets"
    );
    let signed = &old.routes.known().unwrap()[1];
    let integration = signed.integration.known().unwrap().as_ref().unwrap();
    let now = &api(&loaded, "pets000001").routes.known().unwrap()[0];
    let of_now = now.integration.known().unwrap().as_ref().unwrap();
    assert_eq!(
        integration.uri.known().unwrap().as_ref().unwrap().value,
        of_now.uri.known().unwrap().as_ref().unwrap().value
    );

    // Deployed at once: the same.
    let at_once = stage(&loaded, "http000001", "$default");
    assert_eq!(at_once.auto_deploy, Known::Known(true));
    assert!(
        at_once
            .deployed
            .as_ref()
            .is_some_and(|one| one.routes.is_none())
    );
    let then = api(&loaded, "http000001").as_deployed("v1").unwrap();
    assert_eq!(
        routes(&then),
        [("GET /orders".to_owned(), Authorization::Jwt)]
    );
    let route = &then.routes.known().unwrap()[0];
    assert_eq!(route.authorizer, Known::Known("login".to_owned()));
    assert_eq!(route.scopes, Known::Known(vec!["read".to_owned()]));
    // Nothing tells of a WebSocket API, and so nothing is said.
    assert_eq!(stage(&loaded, "sock000001", "live").deployed, None);
}

#[test]
fn what_could_not_be_told_is_noted_and_nothing_else() {
    let collected = everything(&shop());
    let of = |of: &str, fact: &str, operation| (of.to_owned(), fact.to_owned(), operation);
    let mut notes = notes(&collected);
    notes.sort();
    assert_eq!(
        notes,
        [
            of(
                "arn:aws:lambda:us-east-1:111111111111:function:pets",
                "resource-based policy",
                "GetPolicy"
            ),
            of(
                "priv000001",
                "resource policy that stage prod serves",
                "GetExport"
            ),
            of("rules.example.com", "routing rules", "GetDomainNames"),
            of("sock000001", "routes that stage live serves", "GetStages"),
        ]
    );
}

#[test]
fn names_functions_links_endpoints_and_plans_are_there() {
    let collected = everything(&shop());
    let inventory = loaded(&collected).inventory;
    let domain = |name: &str| {
        let mut domains = inventory.domain_names.iter();
        domains.find(|domain| domain.name == name).unwrap()
    };
    let mapped: Vec<(&str, &str, Option<&str>)> = domain("api.example.com")
        .mappings
        .known()
        .unwrap()
        .iter()
        .map(|one| (&*one.base_path, &*one.api, one.stage.as_deref()))
        .collect();
    assert_eq!(
        mapped,
        [
            ("", "pets000001", Some("prod")),
            ("orders/v1", "http000001", Some("$default")),
        ]
    );
    assert_eq!(domain("rules.example.com").mappings, Known::NotKnown);
    let inner = domain("inner.example.com");
    assert_eq!(inner.id.as_deref(), Some("dn0001"));
    assert!(inner.policy.known().unwrap().is_some());
    let both = ["vpce-0123456789abcdef0", "vpce-0fedcba9876543210"];
    assert_eq!(
        inner.access_associations,
        Known::Known(both.map(str::to_owned).to_vec())
    );
    let mapped: Vec<String> = domains::mapped_apis(&collected).into_iter().collect();
    assert_eq!(mapped, ["http000001", "pets000001", "priv000001"]);

    // Only links that something leads to.
    let links: Vec<_> = inventory
        .vpc_links
        .iter()
        .map(|link| (&*link.id, link.version.clone()))
        .collect();
    assert_eq!(
        links,
        [
            ("abcd01", Known::Known(VpcLinkVersion::One)),
            ("vlk002", Known::Known(VpcLinkVersion::Two)),
        ]
    );
    let endpoint = inventory.vpc_endpoint("vpce-0123456789abcdef0").unwrap();
    assert_eq!(endpoint.account, Known::Known("111111111111".to_owned()));
    assert_eq!(endpoint.has_private_dns, Known::Known(true));

    // The alias is that of the stage variable. The authorizer's function is in the other
    // account. Of the function itself AWS says the same whether or not it has a policy.
    let policy = |arn: &str| match &inventory.function(arn).unwrap().policy {
        Known::Known(policy) => Some(policy.is_some()),
        Known::NotKnown => None,
    };
    let pets = "arn:aws:lambda:us-east-1:111111111111:function:pets";
    assert_eq!(policy(&format!("{pets}:live")), Some(true));
    assert_eq!(policy(pets), None);
    let members = "arn:aws:lambda:us-east-1:222222222222:function:members";
    assert_eq!(policy(members), Some(true));

    let plans: Vec<_> = inventory
        .usage_plans
        .iter()
        .map(|plan| (&*plan.name, plan.keys.known().unwrap().join(" ")))
        .collect();
    assert_eq!(
        plans,
        [
            ("gold", "partner former".to_owned()),
            ("other", String::new())
        ]
    );
    assert_eq!(inventory.disabled_api_keys, ["former"]);
}

#[test]
fn what_bears_on_nothing_is_not_taken() {
    let collected = everything(&shop());
    let loaded = loaded(&collected);
    let prod = stage(&loaded, "pets000001", "prod");
    let variables = prod.variables.known().unwrap();
    assert_eq!(
        variables.iter().collect::<Vec<_>>(),
        [(&"alias".to_owned(), &"live".to_owned())]
    );
    let all = format!("{collected:?}").to_lowercase();
    assert!(all.contains("getexport") && all.contains("pets000001"));
    for never in ["hunter2", "password", "tags", "for customers"] {
        assert!(!all.contains(never), "{never}");
    }
}

#[test]
fn one_api_is_read_as_among_all() {
    let door = shop();
    let all = everything(&door).apis;
    let one = |id: &str| wait(apis::one(&door, &own(), id)).unwrap().unwrap();
    for (id, index) in [("pets000001", 0), ("http000001", 2), ("sock000001", 3)] {
        assert_eq!(one(id).apis, [all[index].clone()], "{id}");
    }
    // No more is asked of an HTTP API than whether it is a REST API.
    let door = shop();
    wait(apis::one(&door, &own(), "http000001")).unwrap();
    let rest = door
        .asked()
        .into_iter()
        .filter(|ask| ask.operation.service() == crate::operation::Service::ApiGateway);
    assert_eq!(
        rest.map(|ask| ask.operation.name()).collect::<Vec<_>>(),
        ["GetRestApi"]
    );
}

#[test]
fn whether_there_is_an_api_is_known_or_refused() {
    let of_rest = ask(Operation::GetRestApi, &[("restApiId", "none000001")]);
    let of_other = ask(Operation::GetApi, &[("ApiId", "none000001")]);
    let door = shop()
        .answering(&of_rest, Err(not_found()))
        .answering(&of_other, Err(not_found()));
    let found = wait(apis::one(&door, &own(), "none000001")).unwrap();
    assert!(found.is_none());
    for operation in [Operation::GetRestApi, Operation::GetApi] {
        let door = door.clone().denying(operation);
        let refused = wait(apis::one(&door, &own(), "none000001")).unwrap_err();
        assert_eq!(refused.ask.operation, operation);
        assert_eq!(refused.refusal.kind, RefusalKind::Denied);
    }
    // What it holds tells that there is one.
    let door = shop().denying(Operation::GetRestApi);
    let found = wait(apis::one(&door, &own(), "pets000001"))
        .unwrap()
        .unwrap();
    assert_eq!(found.apis[0].get("resource-policy"), None);
    assert_eq!(found.apis[0]["from"].as_array().unwrap().len(), 2);
}

#[test]
fn one_domain_name_is_found_in_any_case() {
    let door = shop();
    let found = wait(domains::one_domain(&door, &own(), "API.example.com"));
    let found = found.unwrap().unwrap();
    assert_eq!(found.domain_names.len(), 1);
    assert_eq!(found.domain_names[0]["name"], "api.example.com");
    let asked = door.asked();
    let is_asked = |operation| asked.iter().any(|ask| ask.operation == operation);
    assert!(!is_asked(Operation::GetDomainNameAccessAssociations));
    let none = wait(domains::one_domain(&door, &own(), "other.example.com"));
    assert!(none.unwrap().is_none());
}
