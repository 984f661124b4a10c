//! Answers that say something unknown, too little, or nothing any more.

use super::*;

#[test]
fn an_answer_that_cannot_be_understood_is_left_out_alone() {
    let resources = ask(
        Operation::GetResources,
        &[("embed", "methods"), ("restApiId", "priv000001")],
    );
    let answer = json!({"items": [{
        "id": "bb", "path": "/",
        "resourceMethods": {"GET": {"httpMethod": "GET", "authorizationType": "FUTURE"}},
    }]});
    let door = shop().answering(&resources, Ok(answer));
    let collected = wait(apis::one(&door, &own(), "priv000001"))
        .unwrap()
        .unwrap();
    assert_eq!(errors(&loaded(&collected)), Vec::<String>::new());
    let entry = &collected.apis[0];
    assert_eq!(entry.get("from"), None);
    assert_eq!(entry.get("routes"), None);
    assert_eq!(entry["endpoint-type"], "PRIVATE");
    let notes = &collected.not_readable;
    let note = notes.iter().find(|note| note.fact == "routes").unwrap();
    assert_eq!(note.refusal.kind, RefusalKind::Unexpected);
    assert!(
        note.refusal.message.contains("FUTURE"),
        "{}",
        note.refusal.message
    );
}

#[test]
fn a_policy_that_is_no_document_is_not_taken_for_none() {
    let of = ask(Operation::GetRestApi, &[("restApiId", "pets000001")]);
    for policy in [json!("{broken"), json!(["x"])] {
        let answer = json!({
            "id": "pets000001", "endpointConfiguration": {"types": ["REGIONAL"]},
            "policy": policy,
        });
        let door = shop().answering(&of, Ok(answer));
        let collected = wait(apis::one(&door, &own(), "pets000001"))
            .unwrap()
            .unwrap();
        assert_eq!(collected.apis[0].get("resource-policy"), None, "{policy}");
        let has_note = collected.not_readable.iter().any(|note| {
            note.fact == "resource policy" && note.refusal.kind == RefusalKind::Unexpected
        });
        assert!(has_note, "{policy}");
    }
    let answer = json!({
        "id": "pets000001", "endpointConfiguration": {"types": ["REGIONAL"]},
    });
    let door = shop().answering(&of, Ok(answer));
    let collected = wait(apis::one(&door, &own(), "pets000001"))
        .unwrap()
        .unwrap();
    assert_eq!(collected.apis[0]["resource-policy"], "none");
}

#[test]
fn empty_lists_say_that_there_is_nothing() {
    let resources = [("embed", "methods"), ("restApiId", "priv000001")];
    let door = shop()
        .answering(
            &ask(Operation::GetResources, &resources),
            Ok(json!({"items": []})),
        )
        .answering(
            &ask(Operation::GetRestStages, &[("restApiId", "priv000001")]),
            Ok(json!({"item": []})),
        )
        .answering(
            &ask(Operation::GetRoutes, &[("ApiId", "sock000001")]),
            Ok(json!({"Items": []})),
        )
        .answering(
            &ask(Operation::GetIntegrations, &[("ApiId", "sock000001")]),
            Ok(json!({"Items": []})),
        );
    let rest = wait(apis::one(&door, &own(), "priv000001"))
        .unwrap()
        .unwrap();
    for key in ["routes", "authorizers"] {
        assert_eq!(rest.apis[0][key], json!({}), "{key}");
    }
    assert_eq!(rest.apis[0]["stages"], json!([]));
    let other = wait(apis::one(&door, &own(), "sock000001"))
        .unwrap()
        .unwrap();
    assert_eq!(other.apis[0]["routes"], json!({}));
    for collected in [rest, other] {
        assert_eq!(loaded(&collected).diagnostics, []);
    }
}

#[test]
fn what_goes_away_during_the_run_is_not_known() {
    let routes = ask(Operation::GetRoutes, &[("ApiId", "http000001")]);
    let again = routes.clone().with("NextToken", "n2");
    // The second page is gone: the first alone would look complete.
    let door = shop().answering(&again, Err(not_found()));
    let collected = wait(apis::one(&door, &own(), "http000001"))
        .unwrap()
        .unwrap();
    let loaded = loaded(&collected);
    assert_eq!(loaded.diagnostics, []);
    assert!(loaded.inventory.apis[0].routes.known().is_none());
    let notes = notes(&collected);
    let note = ("http000001".to_owned(), "routes".to_owned(), "GetRoutes");
    assert!(notes.contains(&note), "{notes:?}");
}

#[test]
fn a_stage_whose_deployment_by_itself_failed_serves_an_earlier_one() {
    let stages = ask(Operation::GetStages, &[("ApiId", "http000001")]);
    for (message, is_current) in [
        ("Successfully deployed stage with deployment ID 'h1'", true),
        ("Deployment attempt failed: Unable to deploy API", false),
    ] {
        let answer = json!({"Items": [{
            "AutoDeploy": true, "DeploymentId": "h1", "StageName": "v1",
            "LastDeploymentStatusMessage": message,
        }]});
        let door = shop().answering(&stages, Ok(answer));
        let collected = wait(apis::one(&door, &own(), "http000001"))
            .unwrap()
            .unwrap();
        let deployed = &collected.apis[0]["stages"][0]["deployed"];
        assert_eq!(deployed.get("routes").is_none(), is_current, "{message}");
        let asked = door.asked();
        let is_exported = asked
            .iter()
            .any(|ask| ask.operation == Operation::ExportApi);
        assert_eq!(is_exported, !is_current, "{message}");
    }
}

#[test]
fn a_canary_is_told_and_so_is_a_function_of_an_unknown_variable() {
    let stages = ask(Operation::GetRestStages, &[("restApiId", "pets000001")]);
    let answer = json!({"item": [{
        "deploymentId": "dep001", "stageName": "prod",
        "webAclArn": "arn:aws:wafv2:us-east-1:111111111111:regional/webacl/shop/1",
        "canarySettings": {"percentTraffic": 10.0, "deploymentId": "dep000"},
    }]});
    let door = shop().answering(&stages, Ok(answer));
    let mut collected = wait(apis::one(&door, &own(), "pets000001"))
        .unwrap()
        .unwrap();
    let functions = wait(functions::of(&door, &collected, &reach()));
    collected.join(functions);
    let stage = &collected.apis[0]["stages"][0];
    assert_eq!(
        stage["web-acl"],
        "arn:aws:wafv2:us-east-1:111111111111:regional/webacl/shop/1"
    );
    assert_eq!(stage["variables"], json!({}));
    let facts: Vec<&str> = collected
        .not_readable
        .iter()
        .map(|note| note.fact.as_str())
        .collect();
    let written = "arn:aws:lambda:us-east-1:111111111111:function:pets:${stageVariables.alias}";
    assert_eq!(
        facts,
        [
            "deployment that the canary of stage prod serves".to_owned(),
            format!("function that stage prod calls as {written}"),
        ]
    );
}

#[test]
fn a_function_of_an_account_without_credentials_is_not_asked_for() {
    let door = shop();
    let collected = wait(apis::one(&door, &own(), "pets000001"))
        .unwrap()
        .unwrap();
    let functions = wait(functions::of(&door, &collected, &reach()[..1]));
    let notes = &functions.not_readable;
    assert_eq!(notes.len(), 1);
    assert_eq!(notes[0].refusal.kind, RefusalKind::Credentials);
    assert_eq!(
        notes[0].of,
        "arn:aws:lambda:us-east-1:222222222222:function:members"
    );
    let asked = door.asked();
    assert!(asked.iter().all(|ask| ask.place.account == "111111111111"));
}

#[test]
fn names_that_only_the_older_operation_knows_have_mappings_too() {
    let newer = ask(
        Operation::GetApiMappings,
        &[("DomainName", "api.example.com")],
    );
    let older = ask(
        Operation::GetBasePathMappings,
        &[("domainName", "api.example.com")],
    );
    let answer = json!({"items": [{"basePath": "(none)", "restApiId": "pets000001"}]});
    let door = shop()
        .answering(&newer, Err(not_found()))
        .answering(&older, Ok(answer));
    let found = wait(domains::one_domain(&door, &own(), "api.example.com"));
    let found = found.unwrap().unwrap();
    assert_eq!(
        found.domain_names[0]["mappings"],
        json!([{"path": "(none)", "api": "pets000001"}])
    );
    // Refused is something else: the older one does not show all of them.
    let door = door.denying(Operation::GetApiMappings);
    let found = wait(domains::one_domain(&door, &own(), "api.example.com"));
    assert_eq!(
        found.unwrap().unwrap().domain_names[0].get("mappings"),
        None
    );
}

#[test]
fn an_export_that_is_silent_is_believed_only_of_what_the_api_says_too() {
    let export = ask(
        Operation::ExportApi,
        &[
            ("ApiId", "http000001"),
            ("IncludeExtensions", "true"),
            ("OutputType", "JSON"),
            ("Specification", "OAS30"),
            ("StageName", "v1"),
        ],
    );
    let of_routes = ask(Operation::GetRoutes, &[("ApiId", "http000001")]);
    let answer = json!({"openapi": "3.0.1", "paths": {"/orders": {"get": {}}}});
    for (authorization, is_believed) in [("AWS_IAM", false), ("NONE", true)] {
        let routes = json!({"Items": [{
            "AuthorizationType": authorization, "RouteId": "ra", "RouteKey": "GET /orders",
            "Target": "integrations/int001",
        }]});
        // As text, as an export may also come.
        let body = json!({"body": answer.to_string(), "contentType": "application/json"});
        let door = shop()
            .answering(&export, Ok(body))
            .answering(&of_routes, Ok(routes));
        let collected = wait(apis::one(&door, &own(), "http000001"))
            .unwrap()
            .unwrap();
        assert_eq!(errors(&loaded(&collected)), Vec::<String>::new());
        let stage = &collected.apis[0]["stages"][1];
        assert_eq!(stage["name"], "v1");
        // Also where it is believed, it does not say that the integration is the same.
        let deployed = stage.get("deployed").cloned();
        let wanted = json!({"id": "h0", "routes": {"GET /orders": {}}});
        assert_eq!(
            deployed,
            (!is_believed).then_some(wanted),
            "{authorization}"
        );
        let has_note = collected.not_readable.iter().any(|note| {
            note.fact == "routes that stage v1 serves"
                && note.refusal.message == "the export does not say how GET /orders authorizes"
        });
        assert_eq!(has_note, !is_believed, "{authorization}");
    }
}
