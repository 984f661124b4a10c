//! Which resources come of which.

use can_invoke_source::Node;

use super::{Expanded, shown};

#[test]
fn a_rest_api_becomes_an_api_with_deployment_stage_and_permissions() {
    let all = Expanded::of("rest.yaml");
    assert_eq!(
        all.ids(),
        [
            "PetsApi",
            "PetsApiDeployment",
            "PetsApidevStage",
            "PetsApiTokenAuthorizerPermission",
            "Pets",
            "PetsRole",
            "PetsGetPermissiondev",
            "PetsAnyPermissiondev",
            "PetsOpenPermissiondev",
            "Check",
            "CheckVersion",
            "CheckAliaslive",
            "CheckRootPermissionProd",
            "ServerlessRestApi",
            "ServerlessRestApiDeployment",
            "ServerlessRestApiProdStage",
        ]
    );
    assert!(all.node.get("Transform").is_none() && all.node.get("Globals").is_none());
    assert_eq!(all.told(), [(39, "not-understood")], "the policy template");
    let stage = shown(all.properties("PetsApidevStage"));
    let expected = r#"{"RestApiId":{"Ref":"PetsApi"},"DeploymentId":{"Ref":"PetsApiDeployment"},"StageName":"dev"}"#;
    assert_eq!(stage, expected);
    let endpoint = shown(
        all.properties("PetsApi")
            .get("EndpointConfiguration")
            .unwrap(),
    );
    let expected = r#"{"VpcEndpointIds":["vpce-0123456789abcdef0"],"Types":["PRIVATE"]}"#;
    assert_eq!(endpoint, expected);
}

#[test]
fn routes_have_the_authorizer_of_the_api_or_their_own_or_none() {
    let all = Expanded::of("rest.yaml");
    let security = |path, method| {
        let security = all.operation("PetsApi", path, method).get("security");
        security.map(shown)
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(security("/pets/{id}", "get"), some(r#"[{"AWS_IAM":[]}]"#));
    let any = "x-amazon-apigateway-any-method";
    assert_eq!(
        security("/people", any),
        some(r#"[{"People":[]},{"api_key":[]}]"#)
    );
    assert_eq!(
        security("/open/", "post"),
        some("[]"),
        "`NONE` is no authorizer"
    );
    assert_eq!(
        security("/open/", "options"),
        None,
        "preflight has no authorizer"
    );
    let body = [
        "Resources",
        "PetsApi",
        "Properties",
        "Body",
        "securityDefinitions",
    ];
    let definitions = all.at(&body);
    let kind = |name: &str| {
        definitions
            .get(name)
            .unwrap()
            .get("x-amazon-apigateway-authtype")
            .unwrap()
    };
    assert_eq!(kind("People").as_str(), Some("cognito_user_pools"));
    assert_eq!(kind("Token").as_str(), Some("custom"));
    assert_eq!(kind("AWS_IAM").as_str(), Some("awsSigv4"));
    let credentials = |api, path, method| {
        let operation = all.operation(api, path, method);
        let integration = operation.get("x-amazon-apigateway-integration").unwrap();
        integration.get("credentials").map(shown)
    };
    let callers_own = some(r#""arn:aws:iam::*:user/*""#);
    assert_eq!(credentials("PetsApi", "/pets/{id}", "get"), callers_own);
    assert_eq!(
        credentials("PetsApi", "/people", any),
        None,
        "another authorizer"
    );
    assert_eq!(
        credentials("ServerlessRestApi", "/", "get"),
        None,
        "the role is `NONE`"
    );
}

#[test]
fn routes_lead_to_the_path_and_verb_of_the_event() {
    let all = Expanded::of("rest.yaml");
    let paths = all.at(&["Resources", "PetsApi", "Properties", "Body", "paths"]);
    let people = &paths.as_object().unwrap()[1];
    assert_eq!(
        (people.key.as_str(), all.line(people.key_span)),
        ("/people", 53)
    );
    assert_eq!(all.sources.slice(people.key_span), "/people");
    let any = &people.value.as_object().unwrap()[0];
    assert_eq!(all.sources.slice(any.key_span), "ANY");
    let people = any.value.get("security").unwrap().as_array().unwrap()[0].span;
    assert_eq!(all.sources.slice(people), "People");
    let pets = &all.at(&["Resources"]).as_object().unwrap()[4];
    assert_eq!(all.sources.slice(pets.key_span), "Pets");
}

#[test]
fn a_permission_names_the_api_all_stages_and_the_route() {
    let all = Expanded::of("rest.yaml");
    let arn = |id: &str| shown(all.properties(id).get("SourceArn").unwrap());
    let expected = |route: &str, api: &str| {
        let arn = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}";
        format!(r#"{{"Fn::Sub":["{arn}/*/{route}",{{"__ApiId__":{{"Ref":"{api}"}}}}]}}"#)
    };
    assert_eq!(
        arn("PetsGetPermissiondev"),
        expected("GET/pets/*", "PetsApi")
    );
    assert_eq!(arn("PetsAnyPermissiondev"), expected("*/people", "PetsApi"));
    assert_eq!(
        arn("PetsOpenPermissiondev"),
        expected("POST/open", "PetsApi")
    );
    let root = "CheckRootPermissionProd";
    assert_eq!(arn(root), expected("GET/", "ServerlessRestApi"));
    let called = shown(all.properties(root).get("FunctionName").unwrap());
    assert_eq!(called, r#"{"Ref":"CheckAliaslive"}"#);
}

#[test]
fn a_function_without_role_gets_one_with_its_policies() {
    let all = Expanded::of("rest.yaml");
    let role = all.properties("PetsRole");
    let managed = role.get("ManagedPolicyArns").unwrap().as_array().unwrap();
    let managed: Vec<String> = managed.iter().map(shown).collect();
    let of_aws =
        |name: &str| format!(r#"{{"Fn::Sub":"arn:${{AWS::Partition}}:iam::aws:policy/{name}"}}"#);
    let expected = [
        of_aws("service-role/AWSLambdaBasicExecutionRole"),
        of_aws("AWSLambdaExecute"),
        r#"{"Ref":"SAM policy template DynamoDBReadPolicy"}"#.to_owned(),
        r#""arn:aws:iam::aws:policy/ReadOnlyAccess""#.to_owned(),
    ];
    assert_eq!(managed, expected, "those of `Globals` come first");
    let inline = role.get("Policies").unwrap();
    let expected = r#"[{"PolicyName":"PetsRolePolicy1","PolicyDocument":{"Statement":[{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"*"}]}}]"#;
    assert_eq!(shown(inline), expected);
    let document = inline.as_array().unwrap()[0].get("PolicyDocument").unwrap();
    assert_eq!(all.line(document.span), 37);
    assert!(shown(role.get("AssumeRolePolicyDocument").unwrap()).contains("lambda.amazonaws.com"));
    let boundary = role.get("PermissionsBoundary").and_then(Node::as_str);
    assert_eq!(boundary, Some("arn:aws:iam::111122223333:policy/boundary"));
    let role = all.properties("Pets").get("Role").unwrap();
    assert_eq!(shown(role), r#"{"Fn::GetAtt":["PetsRole","Arn"]}"#);
    let given = all.properties("Check").get("Role").unwrap();
    assert_eq!(given.tag.as_deref(), Some("!Sub"), "a given role is kept");
}

#[test]
fn references_of_sam_become_those_of_the_plain_resources() {
    let all = Expanded::of("rest.yaml");
    let output = |name| shown(all.at(&["Outputs", name, "Value"]));
    assert_eq!(output("Stage"), r#"{"!Ref":"PetsApidevStage"}"#);
    let url =
        r#"{"!Sub":"https://${ServerlessRestApi}.example/${ServerlessRestApiProdStage}/${!Kept}"}"#;
    assert_eq!(output("Url"), url);
    assert_eq!(output("Alias"), r#"{"Ref":"CheckAliaslive"}"#);
}

#[test]
fn globals_are_merged_the_list_of_the_resource_behind_them() {
    let all = Expanded::of("rest.yaml");
    let statements = all.statements("PetsApi");
    let resource = |route: &str| format!(r#"["execute-api:/dev/{route}"]"#);
    let deny = statements
        .iter()
        .find(|one| one.contains("IpAddress"))
        .unwrap();
    assert!(deny.contains(&resource("POST/open/")), "{deny}");
    let accounts = r#""Principal":{"AWS":["444455556666",{"!Ref":"Owner"}]}"#;
    let first = statements
        .iter()
        .find(|one| one.contains("GET/pets/*"))
        .unwrap();
    assert!(first.contains(accounts), "{first}");
    assert!(
        first.contains(r#""execute-api:/dev/OPTIONS/pets/*""#),
        "preflight too: {first}"
    );
    let implicit = all.statements("ServerlessRestApi");
    let expected = r#"{"Effect":"Allow","Action":"execute-api:Invoke","Resource":["execute-api:/Prod/GET/"],"Principal":{"AWS":["444455556666"]}}"#;
    assert_eq!(implicit, [expected]);
    let runtime = all
        .properties("Check")
        .get("Runtime")
        .and_then(Node::as_str);
    assert_eq!(runtime, Some("python3.13"));
}

#[test]
fn an_http_api_becomes_an_api_with_its_stage() {
    let all = Expanded::of("http.yaml");
    assert_eq!(shown(all.at(&["Transform"])), r#"["Other"]"#);
    assert_eq!(all.told(), []);
    assert_eq!(
        all.ids(),
        [
            "Orders",
            "OrdersStage",
            "Work",
            "WorkRole",
            "WorkGetPermission",
            "WorkJwtPermission",
            "WorkPreflightPermission",
            "WorkOpenPermission",
            "Rest",
            "RestRole",
            "RestAllPermission",
            "ServerlessHttpApi",
            "ServerlessHttpApiApiGatewayDefaultStage",
        ],
        "the permission of the default route covers that of the other"
    );
    let operation = |path, method| {
        let choice = all.operation("Orders", path, method).get("Fn::If").unwrap();
        let [condition, operation, _] = choice.as_array().unwrap() else {
            panic!("a condition with two branches");
        };
        assert_eq!(condition.as_str(), Some("IsOn"));
        operation
    };
    let security = |path, method| operation(path, method).get("security").map(shown);
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        security("/orders/{id+}", "get"),
        some(r#"[{"AWS_IAM":[]}]"#)
    );
    let any = "x-amazon-apigateway-any-method";
    assert_eq!(security("/jwt", any), some(r#"[{"Jwt":["read"]}]"#));
    assert_eq!(
        security("/orders", "options"),
        None,
        "the default is not for OPTIONS"
    );
    assert_eq!(security("/open", "get"), some("[]"));
    let version = |path, method| {
        let integration = operation(path, method).get("x-amazon-apigateway-integration");
        shown(integration.unwrap().get("payloadFormatVersion").unwrap())
    };
    assert_eq!(
        (version("/jwt", any), version("/open", "get")),
        (r#""2.0""#.to_owned(), r#""1.0""#.to_owned())
    );
    let arn = |id: &str| shown(all.properties(id).get("SourceArn").unwrap());
    assert!(arn("WorkGetPermission").contains("${__ApiId__}/*/GET/orders/*\""));
    assert!(arn("RestAllPermission").contains("${__ApiId__}/*/*\""));
    let default = all.operation("ServerlessHttpApi", "$default", any);
    assert_eq!(
        default.get("isDefaultRoute").and_then(Node::as_bool),
        Some(true)
    );
    let schemes = all.at(&[
        "Resources",
        "Orders",
        "Properties",
        "Body",
        "components",
        "securitySchemes",
    ]);
    assert!(schemes.get("AWS_IAM").is_some() && schemes.get("Jwt").is_some());
}

#[test]
fn a_function_url_without_authorization_is_permitted_to_everybody() {
    let yaml = "Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      FunctionUrlConfig: {AuthType: KIND}\n";
    let expanded = |kind: &str| Expanded::of_text("t.yaml", yaml.replace("KIND", kind).as_bytes());
    let open = expanded("NONE");
    assert_eq!(open.ids(), ["F", "FRole", "FUrl", "FUrlPublicPermissions"]);
    let permission = open.properties("FUrlPublicPermissions");
    assert_eq!(
        permission.get("Principal").and_then(Node::as_str),
        Some("*")
    );
    assert_eq!(
        open.line(permission.get("FunctionUrlAuthType").unwrap().span),
        6
    );
    assert_eq!(expanded("AWS_IAM").ids(), ["F", "FRole", "FUrl"]);
}
