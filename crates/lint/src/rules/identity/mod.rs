//! Identity-based policies about APIs.

mod ia301_management_instead_of_invocation;
mod ia303_any_api;
mod ia304_every_execute_api_action;
mod ia306_preflight_needs_a_signature;
mod ia307_caller_calls_the_function;
mod ia309_connections_of_no_websocket_api;
mod ia311_api_key_is_no_authorization;
mod ia313_route_does_not_ask_the_caller;
mod ia314_authorization_has_no_effect;

pub(crate) use ia301_management_instead_of_invocation::ManagementInsteadOfInvocation;
pub(crate) use ia303_any_api::AnyApi;
pub(crate) use ia304_every_execute_api_action::EveryExecuteApiAction;
pub(crate) use ia306_preflight_needs_a_signature::PreflightNeedsASignature;
pub(crate) use ia307_caller_calls_the_function::CallerCallsTheFunction;
pub(crate) use ia309_connections_of_no_websocket_api::ConnectionsOfNoWebsocketApi;
pub(crate) use ia311_api_key_is_no_authorization::ApiKeyIsNoAuthorization;
pub(crate) use ia313_route_does_not_ask_the_caller::RouteDoesNotAskTheCaller;
pub(crate) use ia314_authorization_has_no_effect::AuthorizationHasNoEffect;
