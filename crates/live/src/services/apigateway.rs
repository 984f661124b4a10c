//! Amazon API Gateway, REST APIs.

use aws_sdk_apigateway::{
    Client,
    types::{
        Authorizer, DomainName, EndpointConfiguration, Integration, IntegrationResponse, Method,
        MethodResponse, Resource, ResourceOwner, RestApi, Stage,
    },
};
use serde_json::Value;

use super::{
    elsewhere, exported, optional,
    refusal::of_sdk,
    required,
    shape::{Shape, sorted},
};
use crate::{
    ask::{Ask, Refusal},
    operation::Operation,
};

/// As many items as a page may hold.
const MOST: i32 = 500;

/// Sends a request and gives its answer.
macro_rules! sent {
    ($request:expr) => {
        $request.send().await.map_err(|error| of_sdk(&error))?
    };
}

pub(super) async fn ask(client: &Client, ask: &Ask) -> Result<Value, Refusal> {
    let position = optional(ask, "position");
    let api = || required(ask, "restApiId");
    let shape = match ask.operation {
        Operation::GetRestApis => {
            let answer = sent!(client.get_rest_apis().limit(MOST).set_position(position));
            Shape::new()
                .list("items", answer.items, rest_api)
                .with("position", answer.position)
        }
        Operation::GetRestApi => {
            let answer = sent!(client.get_rest_api().rest_api_id(api()?));
            Shape::new()
                .with("id", answer.id)
                .with("name", answer.name)
                .with(
                    "apiKeySource",
                    answer.api_key_source.map(|it| it.as_str().to_owned()),
                )
                .with(
                    "endpointConfiguration",
                    answer.endpoint_configuration.map(endpoint),
                )
                .with("policy", answer.policy)
                .with(
                    "disableExecuteApiEndpoint",
                    Some(answer.disable_execute_api_endpoint),
                )
        }
        Operation::GetResources => {
            let request = client.get_resources().rest_api_id(api()?).limit(MOST);
            let embed = ask.parameter("embed").map(|one| vec![one.to_owned()]);
            let answer = sent!(request.set_embed(embed).set_position(position));
            Shape::new()
                .list("items", answer.items, resource)
                .with("position", answer.position)
        }
        Operation::GetRestAuthorizers => {
            let request = client.get_authorizers().rest_api_id(api()?).limit(MOST);
            let answer = sent!(request.set_position(position));
            Shape::new()
                .list("items", answer.items, authorizer)
                .with("position", answer.position)
        }
        Operation::GetRestStages => {
            let answer = sent!(client.get_stages().rest_api_id(api()?));
            Shape::new().list("item", answer.item, stage)
        }
        Operation::GetRestDeployment => {
            let request = client.get_deployment().rest_api_id(api()?);
            let embed = ask.parameter("embed").map(|one| vec![one.to_owned()]);
            let id = required(ask, "deploymentId")?;
            let answer = sent!(request.deployment_id(id).set_embed(embed));
            Shape::new()
                .with("id", answer.id)
                .map("apiSummary", answer.api_summary, |methods| {
                    sorted(methods, |method| {
                        Shape::new()
                            .with("authorizationType", method.authorization_type)
                            .with("apiKeyRequired", Some(method.api_key_required))
                            .done()
                    })
                })
        }
        Operation::GetExport => return export(client, ask).await,
        Operation::GetRestVpcLinks => {
            let answer = sent!(client.get_vpc_links().limit(MOST).set_position(position));
            Shape::new()
                .list("items", answer.items, |link| {
                    Shape::new()
                        .with("id", link.id)
                        .with("name", link.name)
                        .with("targetArns", link.target_arns)
                        .with("status", link.status.map(|it| it.as_str().to_owned()))
                        .done()
                })
                .with("position", answer.position)
        }
        Operation::GetRestDomainNames => {
            let owner = ask.parameter("resourceOwner").map(ResourceOwner::from);
            let request = client.get_domain_names().limit(MOST);
            let answer = sent!(request.set_resource_owner(owner).set_position(position));
            Shape::new()
                .list("items", answer.items, domain_name)
                .with("position", answer.position)
        }
        Operation::GetBasePathMappings => {
            let request = client
                .get_base_path_mappings()
                .domain_name(required(ask, "domainName")?)
                .set_domain_name_id(optional(ask, "domainNameId"));
            let answer = sent!(request.limit(MOST).set_position(position));
            Shape::new()
                .list("items", answer.items, |mapping| {
                    Shape::new()
                        .with("basePath", mapping.base_path)
                        .with("restApiId", mapping.rest_api_id)
                        .with("stage", mapping.stage)
                        .done()
                })
                .with("position", answer.position)
        }
        Operation::GetDomainNameAccessAssociations => {
            let owner = ask.parameter("resourceOwner").map(ResourceOwner::from);
            let request = client.get_domain_name_access_associations().limit(MOST);
            let answer = sent!(request.set_resource_owner(owner).set_position(position));
            Shape::new()
                .list("items", answer.items, |one| {
                    let kind = one.access_association_source_type;
                    Shape::new()
                        .with(
                            "domainNameAccessAssociationArn",
                            one.domain_name_access_association_arn,
                        )
                        .with("domainNameArn", one.domain_name_arn)
                        .with(
                            "accessAssociationSourceType",
                            kind.map(|it| it.as_str().to_owned()),
                        )
                        .with("accessAssociationSource", one.access_association_source)
                        .done()
                })
                .with("position", answer.position)
        }
        Operation::GetUsagePlans => {
            let answer = sent!(client.get_usage_plans().limit(MOST).set_position(position));
            Shape::new()
                .list("items", answer.items, |plan| {
                    Shape::new()
                        .with("id", plan.id)
                        .with("name", plan.name)
                        .list("apiStages", plan.api_stages, |stage| {
                            Shape::new()
                                .with("apiId", stage.api_id)
                                .with("stage", stage.stage)
                                .done()
                        })
                        .done()
                })
                .with("position", answer.position)
        }
        // The values of keys are secrets, and are dropped here if they come at all.
        Operation::GetUsagePlanKeys => {
            let request = client.get_usage_plan_keys();
            let request = request.usage_plan_id(required(ask, "usagePlanId")?);
            let answer = sent!(request.limit(MOST).set_position(position));
            Shape::new()
                .list("items", answer.items, |key| {
                    Shape::new()
                        .with("id", key.id)
                        .with("type", key.r#type)
                        .with("name", key.name)
                        .done()
                })
                .with("position", answer.position)
        }
        Operation::GetApiKeys => {
            let request = client.get_api_keys().include_values(false).limit(MOST);
            let answer = sent!(request.set_position(position));
            Shape::new()
                .list("items", answer.items, |key| {
                    Shape::new()
                        .with("id", key.id)
                        .with("name", key.name)
                        .with("enabled", Some(key.enabled))
                        .with("stageKeys", key.stage_keys)
                        .done()
                })
                .with("position", answer.position)
        }
        _ => return Err(elsewhere(ask)),
    };
    Ok(shape.done())
}

async fn export(client: &Client, ask: &Ask) -> Result<Value, Refusal> {
    let mut request = client
        .get_export()
        .rest_api_id(required(ask, "restApiId")?)
        .stage_name(required(ask, "stageName")?)
        .export_type(required(ask, "exportType")?)
        .set_accepts(optional(ask, "accepts"));
    if let Some(extensions) = ask.parameter("extensions") {
        request = request.parameters("extensions", extensions);
    }
    let answer = sent!(request);
    let body = answer
        .body
        .map(aws_sdk_apigateway::primitives::Blob::into_inner);
    exported(&body.unwrap_or_default())
}

fn rest_api(api: RestApi) -> Value {
    Shape::new()
        .with("id", api.id)
        .with("name", api.name)
        .with(
            "apiKeySource",
            api.api_key_source.map(|it| it.as_str().to_owned()),
        )
        .with(
            "endpointConfiguration",
            api.endpoint_configuration.map(endpoint),
        )
        .with("policy", api.policy)
        .with(
            "disableExecuteApiEndpoint",
            Some(api.disable_execute_api_endpoint),
        )
        .done()
}

fn endpoint(configuration: EndpointConfiguration) -> Value {
    let address = configuration.ip_address_type;
    Shape::new()
        .list("types", configuration.types, |kind| {
            Value::from(kind.as_str())
        })
        .with("ipAddressType", address.map(|it| it.as_str().to_owned()))
        .with("vpcEndpointIds", configuration.vpc_endpoint_ids)
        .done()
}

fn resource(one: Resource) -> Value {
    Shape::new()
        .with("id", one.id)
        .with("parentId", one.parent_id)
        .with("pathPart", one.path_part)
        .with("path", one.path)
        .map("resourceMethods", one.resource_methods, method)
        .done()
}

fn method(one: Method) -> Value {
    Shape::new()
        .with("httpMethod", one.http_method)
        .with("authorizationType", one.authorization_type)
        .with("authorizerId", one.authorizer_id)
        .with("authorizationScopes", one.authorization_scopes)
        .with("apiKeyRequired", one.api_key_required)
        .map("methodResponses", one.method_responses, method_response)
        .with("methodIntegration", one.method_integration.map(integration))
        .done()
}

fn method_response(one: MethodResponse) -> Value {
    Shape::new()
        .with("statusCode", one.status_code)
        .map("responseParameters", one.response_parameters, Value::from)
        .done()
}

fn integration(one: Integration) -> Value {
    let tls = one.tls_config.map(|tls| {
        let skips = Some(tls.insecure_skip_verification);
        Shape::new().with("insecureSkipVerification", skips).done()
    });
    Shape::new()
        .with("type", one.r#type.map(|it| it.as_str().to_owned()))
        .with("httpMethod", one.http_method)
        .with("uri", one.uri)
        .with(
            "connectionType",
            one.connection_type.map(|it| it.as_str().to_owned()),
        )
        .with("connectionId", one.connection_id)
        .with("credentials", one.credentials)
        .map("requestParameters", one.request_parameters, Value::from)
        .map("requestTemplates", one.request_templates, Value::from)
        .with("passthroughBehavior", one.passthrough_behavior)
        .with(
            "contentHandling",
            one.content_handling.map(|it| it.as_str().to_owned()),
        )
        .with(
            "timeoutInMillis",
            Some(one.timeout_in_millis).filter(|it| *it > 0),
        )
        .map(
            "integrationResponses",
            one.integration_responses,
            integration_response,
        )
        .with("tlsConfig", tls)
        .with("integrationTarget", one.integration_target)
        .done()
}

fn integration_response(one: IntegrationResponse) -> Value {
    Shape::new()
        .with("statusCode", one.status_code)
        .with("selectionPattern", one.selection_pattern)
        .map("responseParameters", one.response_parameters, Value::from)
        .map("responseTemplates", one.response_templates, Value::from)
        .with(
            "contentHandling",
            one.content_handling.map(|it| it.as_str().to_owned()),
        )
        .done()
}

fn authorizer(one: Authorizer) -> Value {
    Shape::new()
        .with("id", one.id)
        .with("name", one.name)
        .with("type", one.r#type.map(|it| it.as_str().to_owned()))
        .with("providerARNs", one.provider_arns)
        .with("authType", one.auth_type)
        .with("authorizerUri", one.authorizer_uri)
        .with("authorizerCredentials", one.authorizer_credentials)
        .with("identitySource", one.identity_source)
        .with(
            "identityValidationExpression",
            one.identity_validation_expression,
        )
        .with(
            "authorizerResultTtlInSeconds",
            one.authorizer_result_ttl_in_seconds,
        )
        .done()
}

fn stage(one: Stage) -> Value {
    let canary = one.canary_settings.map(|canary| {
        Shape::new()
            .with("percentTraffic", Some(canary.percent_traffic))
            .with("deploymentId", canary.deployment_id)
            .done()
    });
    Shape::new()
        .with("deploymentId", one.deployment_id)
        .with("stageName", one.stage_name)
        .map("variables", one.variables, Value::from)
        .with("canarySettings", canary)
        .with("webAclArn", one.web_acl_arn)
        .done()
}

fn domain_name(one: DomainName) -> Value {
    let tls = one.mutual_tls_authentication.map(|tls| {
        Shape::new()
            .with("truststoreUri", tls.truststore_uri)
            .done()
    });
    Shape::new()
        .with("domainName", one.domain_name)
        .with("domainNameId", one.domain_name_id)
        .with("domainNameArn", one.domain_name_arn)
        .with("regionalDomainName", one.regional_domain_name)
        .with("distributionDomainName", one.distribution_domain_name)
        .with(
            "endpointConfiguration",
            one.endpoint_configuration.map(endpoint),
        )
        .with(
            "domainNameStatus",
            one.domain_name_status.map(|it| it.as_str().to_owned()),
        )
        .with("mutualTlsAuthentication", tls)
        .with("managementPolicy", one.management_policy)
        .with("policy", one.policy)
        .with(
            "routingMode",
            one.routing_mode.map(|it| it.as_str().to_owned()),
        )
        .done()
}
