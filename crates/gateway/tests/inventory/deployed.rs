//! What stages are said to serve, and that nobody could read it.

use can_invoke_gateway::inventory::{self, Authorization, Deployment, Known, Loaded};

use crate::support::{clean, native, told};

/// An API of a kind with a stage and more keys.
fn api(kind: &str, deployed: &str, more: &str) -> Loaded {
    native(&format!(
        "can-invoke: 1\napis:\n  - id: a1\n    kind: {kind}\n    stages: [{{ name: prod, deployed: \
         {deployed} }}]\n{more}"
    ))
}

fn deployment(loaded: &Loaded) -> &Deployment {
    let stage = loaded.inventory.apis[0].stage("prod").unwrap();
    stage.deployed.as_deref().unwrap()
}

#[test]
fn each_part_can_be_left_out_known_or_not_known() {
    let loaded = clean(api(
        "REST",
        "{ resource-policy: not-known, routes: not-known, authorizers: not-known, integrations: not-known }",
        "",
    ));
    let all = deployment(&loaded);
    assert_eq!(all.resource_policy, Some(Known::NotKnown));
    assert_eq!(all.routes, Some(Known::NotKnown));
    assert_eq!(all.authorizers, Some(Known::NotKnown));
    assert_eq!(all.integrations, Some(Known::NotKnown));
    let written = inventory::write(&loaded);
    assert_eq!(written.matches("\": \"not-known\"").count(), 4, "{written}");

    let loaded = clean(api("REST", "{ resource-policy: none, routes: {} }", ""));
    let some = deployment(&loaded);
    assert_eq!(some.resource_policy, Some(Known::Known(None)));
    assert_eq!(some.routes, Some(Known::Known(Vec::new())));
    assert_eq!((&some.authorizers, &some.integrations), (&None, &None));
    assert!(!inventory::write(&loaded).contains("not-known"));
}

#[test]
fn what_is_not_known_of_a_stage_is_not_as_the_api_holds_it() {
    let more = "    resource-policy: none
    authorizers: { own: { type: TOKEN } }
    routes: { GET /a: NONE }
";
    let loaded = clean(api("REST", "{ resource-policy: not-known }", more));
    let served = loaded.inventory.apis[0].as_deployed("prod").unwrap();
    assert_eq!(served.resource_policy, Known::NotKnown);
    assert_eq!(
        served.routes.known().unwrap()[0].authorization,
        Known::Known(Authorization::None)
    );
    let loaded = clean(api(
        "REST",
        "{ routes: not-known, authorizers: not-known }",
        more,
    ));
    let served = loaded.inventory.apis[0].as_deployed("prod").unwrap();
    assert_eq!(
        (&served.routes, &served.authorizers),
        (&Known::NotKnown, &Known::NotKnown)
    );
    assert_eq!(served.resource_policy, Known::Known(None));
}

#[test]
fn routes_of_the_api_lead_to_the_integrations_of_the_stage() {
    let more = "    integrations: { one: { type: HTTP_PROXY, method: GET, uri: 'https://new.example.com' } }
    routes: { GET /a: { authorization: NONE, integration: one } }
";
    let uri = |deployed: &str| {
        let loaded = clean(api("HTTP", deployed, more));
        let served = loaded.inventory.apis[0].as_deployed("prod").unwrap();
        let route = &served.routes.known().unwrap()[0];
        let integration = route.integration.known().cloned().flatten();
        integration.map(|one| match &one.uri {
            Known::Known(Some(uri)) => uri.value.clone(),
            other => panic!("{other:?}"),
        })
    };
    let old = "{ integrations: { one: { type: HTTP_PROXY, method: GET, uri: 'https://old.example.com' } } }";
    assert_eq!(uri(old).as_deref(), Some("https://old.example.com"));
    assert_eq!(uri("{ integrations: {} }"), None);
    assert_eq!(uri("{ integrations: not-known }"), None);
}

#[test]
fn a_route_of_a_stage_refers_to_no_integration_of_the_api_where_those_of_the_stage_are_not_known() {
    let more = "    integrations: { one: { type: HTTP_PROXY, method: GET, uri: 'https://new.example.com' } }
    routes: { GET /a: { authorization: NONE, integration: one } }
";
    let routes = "routes: { GET /a: { authorization: NONE, integration: one } }";
    for (deployed, is_known) in [
        (format!("{{ {routes} }}"), true),
        (format!("{{ {routes}, integrations: not-known }}"), false),
    ] {
        let loaded = clean(api("HTTP", &deployed, more));
        let Some(Known::Known(routes)) = &deployment(&loaded).routes else {
            panic!("{deployed}");
        };
        assert_eq!(
            routes[0].integration.known().is_some(),
            is_known,
            "{deployed}"
        );
    }
}

#[test]
fn an_http_api_has_no_resource_policy_that_could_not_be_read() {
    let loaded = api("HTTP", "{ resource-policy: not-known }", "");
    assert_eq!(
        told(&loaded),
        ["resource-policy-not-supported inventory.yaml:5:57"]
    );
}

#[test]
fn routes_of_a_stage_are_checked_against_authorizers_that_are_known() {
    let more = "    authorizers: { own: { type: TOKEN } }
";
    let routes = "routes: { GET /a: { authorization: CUSTOM, authorizer: old } }";
    let loaded = api("REST", &format!("{{ {routes} }}"), more);
    assert_eq!(told(&loaded), ["unknown-authorizer inventory.yaml:5:50"]);
    clean(api(
        "REST",
        &format!("{{ {routes}, authorizers: not-known }}"),
        more,
    ));
}
