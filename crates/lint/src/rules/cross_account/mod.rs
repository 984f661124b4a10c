//! Callers of other accounts.

mod xa403_whole_account_in_resource_policy;

pub(crate) use xa403_whole_account_in_resource_policy::WholeAccountInResourcePolicy;
