//! Callers of other accounts.

mod xa401_policies_of_caller_do_not_let_in;
mod xa402_resource_policy_does_not_let_in;
mod xa403_whole_account_in_resource_policy;
mod xa405_account_id_shape;
mod xa408_other_account_and_http_api;

pub(crate) use xa401_policies_of_caller_do_not_let_in::PoliciesOfCallerDoNotLetIn;
pub(crate) use xa402_resource_policy_does_not_let_in::ResourcePolicyDoesNotLetIn;
pub(crate) use xa403_whole_account_in_resource_policy::WholeAccountInResourcePolicy;
pub(crate) use xa405_account_id_shape::AccountIdShape;
pub(crate) use xa408_other_account_and_http_api::OtherAccountAndHttpApi;
