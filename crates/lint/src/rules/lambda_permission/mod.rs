//! Who may call Lambda functions.

mod lp601_function_lets_nobody_of_api_gateway_in;
mod lp602_any_api_may_call_function;
mod lp603_source_arn_too_wide;
mod lp605_source_arn_does_not_cover_the_route;
mod lp606_permission_of_the_alias_is_missing;
mod lp607_authorizer_function_lets_nobody_in;
mod lp608_wrong_service_may_call;
mod lp609_wrong_action_for_api_gateway;
mod lp610_management_arn_as_source;
mod lp611_permission_for_one_stage;
mod lp612_function_is_called_with_post;
mod lp615_role_of_integration_may_not_call;
mod lp617_function_of_another_region;
mod lp619_integration_uri_form;
mod lp620_stage_variable_missing;

pub(crate) use lp601_function_lets_nobody_of_api_gateway_in::FunctionLetsNobodyOfApiGatewayIn;
pub(crate) use lp602_any_api_may_call_function::AnyApiMayCallFunction;
pub(crate) use lp603_source_arn_too_wide::SourceArnTooWide;
pub(crate) use lp605_source_arn_does_not_cover_the_route::SourceArnDoesNotCoverTheRoute;
pub(crate) use lp606_permission_of_the_alias_is_missing::PermissionOfTheAliasIsMissing;
pub(crate) use lp607_authorizer_function_lets_nobody_in::AuthorizerFunctionLetsNobodyIn;
pub(crate) use lp608_wrong_service_may_call::WrongServiceMayCall;
pub(crate) use lp609_wrong_action_for_api_gateway::WrongActionForApiGateway;
pub(crate) use lp610_management_arn_as_source::ManagementArnAsSource;
pub(crate) use lp611_permission_for_one_stage::PermissionForOneStage;
pub(crate) use lp612_function_is_called_with_post::FunctionIsCalledWithPost;
pub(crate) use lp615_role_of_integration_may_not_call::RoleOfIntegrationMayNotCall;
pub(crate) use lp617_function_of_another_region::FunctionOfAnotherRegion;
pub(crate) use lp619_integration_uri_form::IntegrationUriForm;
pub(crate) use lp620_stage_variable_missing::StageVariableMissing;
