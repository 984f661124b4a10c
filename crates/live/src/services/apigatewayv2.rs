//! Amazon API Gateway, HTTP and WebSocket APIs.

use aws_sdk_apigatewayv2::{
    Client,
    types::{Api, Authorizer, DomainName, Integration, Route, Stage},
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

/// Sends a request and gives its answer.
macro_rules! sent {
    ($request:expr) => {
        $request.send().await.map_err(|error| of_sdk(&error))?
    };
}

/// Sends a request for a list of an API, and gives a page of it.
macro_rules! page {
    ($request:expr, $token:expr, $item:expr) => {{
        let answer = sent!($request.set_next_token($token));
        Shape::new()
            .list("Items", answer.items, $item)
            .with("NextToken", answer.next_token)
    }};
}

pub(super) async fn ask(client: &Client, ask: &Ask) -> Result<Value, Refusal> {
    let token = optional(ask, "NextToken");
    let id = || required(ask, "ApiId");
    let shape = match ask.operation {
        Operation::GetApis => page!(client.get_apis(), token, api),
        Operation::GetApi => {
            let one = sent!(client.get_api().api_id(id()?));
            return Ok(api(Api::builder()
                .set_api_id(one.api_id)
                .set_name(one.name)
                .set_protocol_type(one.protocol_type)
                .set_api_endpoint(one.api_endpoint)
                .set_api_key_selection_expression(one.api_key_selection_expression)
                .set_route_selection_expression(one.route_selection_expression)
                .set_disable_execute_api_endpoint(one.disable_execute_api_endpoint)
                .set_ip_address_type(one.ip_address_type)
                .build()));
        }
        Operation::GetRoutes => page!(client.get_routes().api_id(id()?), token, route),
        Operation::GetIntegrations => {
            page!(client.get_integrations().api_id(id()?), token, integration)
        }
        Operation::GetAuthorizers => {
            page!(client.get_authorizers().api_id(id()?), token, authorizer)
        }
        Operation::GetStages => page!(client.get_stages().api_id(id()?), token, stage),
        Operation::GetVpcLinks => page!(
            client.get_vpc_links(),
            token,
            |link: aws_sdk_apigatewayv2::types::VpcLink| {
                Shape::new()
                    .with("VpcLinkId", link.vpc_link_id)
                    .with("Name", link.name)
                    .with("SubnetIds", link.subnet_ids)
                    .with("SecurityGroupIds", link.security_group_ids)
                    .with(
                        "VpcLinkStatus",
                        link.vpc_link_status.map(|it| it.as_str().to_owned()),
                    )
                    .with(
                        "VpcLinkVersion",
                        link.vpc_link_version.map(|it| it.as_str().to_owned()),
                    )
                    .done()
            }
        ),
        Operation::GetDomainNames => page!(client.get_domain_names(), token, domain_name),
        Operation::GetApiMappings => {
            let request = client
                .get_api_mappings()
                .domain_name(required(ask, "DomainName")?);
            page!(
                request,
                token,
                |mapping: aws_sdk_apigatewayv2::types::ApiMapping| {
                    Shape::new()
                        .with("ApiId", mapping.api_id)
                        .with("ApiMappingId", mapping.api_mapping_id)
                        .with("ApiMappingKey", mapping.api_mapping_key)
                        .with("Stage", mapping.stage)
                        .done()
                }
            )
        }
        Operation::ExportApi => return export(client, ask).await,
        _ => return Err(elsewhere(ask)),
    };
    Ok(shape.done())
}

async fn export(client: &Client, ask: &Ask) -> Result<Value, Refusal> {
    let includes = ask
        .parameter("IncludeExtensions")
        .map(|word| word == "true");
    let answer = sent!(
        client
            .export_api()
            .api_id(required(ask, "ApiId")?)
            .specification(required(ask, "Specification")?)
            .output_type(required(ask, "OutputType")?)
            .set_include_extensions(includes)
            .set_stage_name(optional(ask, "StageName"))
    );
    let body = answer
        .body
        .map(aws_sdk_apigatewayv2::primitives::Blob::into_inner);
    exported(&body.unwrap_or_default())
}

fn api(one: Api) -> Value {
    Shape::new()
        .with("ApiId", one.api_id)
        .with("Name", one.name)
        .with(
            "ProtocolType",
            one.protocol_type.map(|it| it.as_str().to_owned()),
        )
        .with("ApiEndpoint", one.api_endpoint)
        .with(
            "ApiKeySelectionExpression",
            one.api_key_selection_expression,
        )
        .with("RouteSelectionExpression", one.route_selection_expression)
        .with(
            "DisableExecuteApiEndpoint",
            one.disable_execute_api_endpoint,
        )
        .with(
            "IpAddressType",
            one.ip_address_type.map(|it| it.as_str().to_owned()),
        )
        .done()
}

fn route(one: Route) -> Value {
    Shape::new()
        .with("RouteId", one.route_id)
        .with("RouteKey", one.route_key)
        .with(
            "AuthorizationType",
            one.authorization_type.map(|it| it.as_str().to_owned()),
        )
        .with("AuthorizerId", one.authorizer_id)
        .with("AuthorizationScopes", one.authorization_scopes)
        .with("ApiKeyRequired", one.api_key_required)
        .with("Target", one.target)
        .done()
}

fn integration(one: Integration) -> Value {
    let tls = one.tls_config.map(|tls| {
        Shape::new()
            .with("ServerNameToVerify", tls.server_name_to_verify)
            .done()
    });
    let content = one.content_handling_strategy;
    Shape::new()
        .with("IntegrationId", one.integration_id)
        .with(
            "IntegrationType",
            one.integration_type.map(|it| it.as_str().to_owned()),
        )
        .with("IntegrationSubtype", one.integration_subtype)
        .with("IntegrationUri", one.integration_uri)
        .with("IntegrationMethod", one.integration_method)
        .with(
            "ConnectionType",
            one.connection_type.map(|it| it.as_str().to_owned()),
        )
        .with("ConnectionId", one.connection_id)
        .with("CredentialsArn", one.credentials_arn)
        .with("PayloadFormatVersion", one.payload_format_version)
        .with("TimeoutInMillis", one.timeout_in_millis)
        .with("TlsConfig", tls)
        .with(
            "PassthroughBehavior",
            one.passthrough_behavior.map(|it| it.as_str().to_owned()),
        )
        .with(
            "ContentHandlingStrategy",
            content.map(|it| it.as_str().to_owned()),
        )
        .with(
            "TemplateSelectionExpression",
            one.template_selection_expression,
        )
        .map("RequestParameters", one.request_parameters, Value::from)
        .map("RequestTemplates", one.request_templates, Value::from)
        .map("ResponseParameters", one.response_parameters, |changes| {
            sorted(changes, Value::from)
        })
        .done()
}

fn authorizer(one: Authorizer) -> Value {
    let jwt = one.jwt_configuration.map(|jwt| {
        Shape::new()
            .with("Audience", jwt.audience)
            .with("Issuer", jwt.issuer)
            .done()
    });
    Shape::new()
        .with("AuthorizerId", one.authorizer_id)
        .with("Name", one.name)
        .with(
            "AuthorizerType",
            one.authorizer_type.map(|it| it.as_str().to_owned()),
        )
        .with("AuthorizerUri", one.authorizer_uri)
        .with("AuthorizerCredentialsArn", one.authorizer_credentials_arn)
        .with("IdentitySource", one.identity_source)
        .with(
            "IdentityValidationExpression",
            one.identity_validation_expression,
        )
        .with(
            "AuthorizerPayloadFormatVersion",
            one.authorizer_payload_format_version,
        )
        .with("EnableSimpleResponses", one.enable_simple_responses)
        .with(
            "AuthorizerResultTtlInSeconds",
            one.authorizer_result_ttl_in_seconds,
        )
        .with("JwtConfiguration", jwt)
        .done()
}

fn stage(one: Stage) -> Value {
    Shape::new()
        .with("StageName", one.stage_name)
        .with("AutoDeploy", one.auto_deploy)
        .with("DeploymentId", one.deployment_id)
        .map("StageVariables", one.stage_variables, Value::from)
        .done()
}

fn domain_name(one: DomainName) -> Value {
    let tls = one.mutual_tls_authentication.map(|tls| {
        Shape::new()
            .with("TruststoreUri", tls.truststore_uri)
            .done()
    });
    Shape::new()
        .with("DomainName", one.domain_name)
        .with("DomainNameArn", one.domain_name_arn)
        .list(
            "DomainNameConfigurations",
            one.domain_name_configurations,
            |configuration| {
                Shape::new()
                    .with(
                        "ApiGatewayDomainName",
                        configuration.api_gateway_domain_name,
                    )
                    .with(
                        "EndpointType",
                        configuration.endpoint_type.map(|it| it.as_str().to_owned()),
                    )
                    .with(
                        "DomainNameStatus",
                        configuration
                            .domain_name_status
                            .map(|it| it.as_str().to_owned()),
                    )
                    .done()
            },
        )
        .with("MutualTlsAuthentication", tls)
        .with(
            "RoutingMode",
            one.routing_mode.map(|it| it.as_str().to_owned()),
        )
        .done()
}
