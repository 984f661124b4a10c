//! Who may call Lambda functions.

mod lp602_any_api_may_call_function;
mod lp603_source_arn_too_wide;
mod lp608_wrong_service_may_call;
mod lp610_management_arn_as_source;

pub(crate) use lp602_any_api_may_call_function::AnyApiMayCallFunction;
pub(crate) use lp603_source_arn_too_wide::SourceArnTooWide;
pub(crate) use lp608_wrong_service_may_call::WrongServiceMayCall;
pub(crate) use lp610_management_arn_as_source::ManagementArnAsSource;
