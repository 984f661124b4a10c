//! Identity-based policies about APIs.

mod ia301_management_instead_of_invocation;
mod ia303_any_api;
mod ia304_every_execute_api_action;
mod ia313_route_does_not_ask_the_caller;

pub(crate) use ia301_management_instead_of_invocation::ManagementInsteadOfInvocation;
pub(crate) use ia303_any_api::AnyApi;
pub(crate) use ia304_every_execute_api_action::EveryExecuteApiAction;
pub(crate) use ia313_route_does_not_ask_the_caller::RouteDoesNotAskTheCaller;
