//! The example of `docs/inventory.md`.

use can_invoke_gateway::inventory::{ApiKind, EndpointType, Known, RouteKey};

use crate::support::{clean, fixture, load, names};

const FILES: [&str; 6] = [
    "app-policy.json",
    "resource-policy.json",
    "scp.json",
    "rcp.json",
    "get-api.json",
    "get-routes.json",
];

#[test]
fn the_documentation_shows_the_example() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/inventory.md");
    let page = std::fs::read_to_string(path).unwrap();
    let example = fixture("example/inventory.yaml");
    assert!(page.contains(&format!("```yaml\n{example}```\n")));
}

#[test]
fn the_example_says_what_it_seems_to_say() {
    let example = fixture("example/inventory.yaml");
    let files: Vec<(&str, String)> = FILES
        .into_iter()
        .map(|name| (name, fixture(&format!("example/{name}"))))
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let loaded = clean(load(&[("inventory.yaml", &example)], &files));
    let inventory = &loaded.inventory;

    let app = inventory.role("222222222222", "App").unwrap();
    assert_eq!(app.arn, "arn:aws:iam::222222222222:role/team/app");
    assert_eq!(app.unique_id.as_deref(), Some("AROAEXAMPLEEXAMPLE123"));
    assert_eq!(
        names(&app.policies),
        ["AppPolicy", "inline policy 2 of role/team/app"]
    );
    assert_eq!(app.boundary, Known::Known(None));
    assert_eq!(
        app.trust.known().unwrap().name,
        "trust policy of role/team/app"
    );
    assert_eq!(app.tags.known().unwrap()["team"], "blue");
    let ada = inventory
        .principal("arn:aws:iam::222222222222:user/ada")
        .unwrap();
    assert_eq!(ada.policies, Known::NotKnown);
    assert_eq!(ada.boundary, Known::NotKnown);
    assert_eq!(ada.tags, Known::NotKnown);
    assert_eq!(ada.trust, Known::NotKnown);

    let [pets, orders] = inventory.apis.as_slice() else {
        panic!("two APIs");
    };
    assert_eq!(pets.kind, ApiKind::Rest);
    assert_eq!(pets.partition, "aws");
    assert_eq!(pets.endpoint, Known::Known(EndpointType::Regional));
    let policy = pets.resource_policy.known().unwrap().as_ref().unwrap();
    assert_eq!(policy.name, "resource-policy.json");
    assert_eq!(orders.kind, ApiKind::Http);
    assert_eq!(orders.name.as_deref(), Some("orders"));
    assert_eq!(orders.region, Known::Known("us-east-1".to_owned()));
    assert_eq!(orders.resource_policy, Known::Known(None));
    assert_eq!(orders.stage_names(), Some(vec!["$default"]));
    let routes = orders.routes.known().unwrap();
    assert_eq!(routes[0].key.text(), "POST /orders");
    assert_eq!(routes[1].key, RouteKey::Default);

    let Known::Known(Some((organization, place))) = inventory.organization_of("222222222222")
    else {
        panic!("it is in the organization");
    };
    assert_eq!(organization.id, "o-exampleorg1");
    assert_eq!(place.path, "o-exampleorg1/r-ab12/ou-ab12-cdefghij/");
    let levels: Vec<(&str, Vec<&str>)> = place
        .service_control
        .known()
        .unwrap()
        .iter()
        .map(|level| {
            let policies = level.policies.iter();
            (
                level.name.as_str(),
                policies.map(|policy| policy.name.as_str()).collect(),
            )
        })
        .collect();
    assert_eq!(
        levels,
        [
            ("r-ab12", vec!["FullAWSAccess"]),
            ("ou-ab12-cdefghij", vec!["FullAWSAccess", "scp.json"]),
            ("222222222222", vec!["FullAWSAccess"]),
        ]
    );
    let resource_control = place.resource_control.known().unwrap();
    assert_eq!(resource_control[2].policies[0].name, "rcp.json");
    let bare = &organization.accounts["111111111111"];
    let service_control = bare.service_control.known().unwrap();
    assert_eq!(service_control[2].policies[0].name, "FullAWSAccess");
    assert!(
        bare.resource_control.known().unwrap()[2]
            .policies
            .is_empty()
    );
    let management = &organization.accounts["999999999999"];
    assert_eq!(management.path, "o-exampleorg1/r-ab12/");
    assert_eq!(
        inventory.organization_of("333333333333"),
        Known::Known(None)
    );
    assert_eq!(inventory.organization_of("444444444444"), Known::NotKnown);
}
