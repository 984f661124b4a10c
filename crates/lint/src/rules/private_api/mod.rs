//! Private APIs and VPC endpoints.

mod pv201_private_without_policy;
mod pv202_any_vpc_may_call;
mod pv203_vpc_id_under_wrong_key;
mod pv204_endpoint_is_not_in_that_vpc;
mod pv205_denies_everybody_by_two_values;
mod pv206_two_keys_in_one_deny;
mod pv207_source_ip_on_private_api;
mod pv208_vpc_address_without_vpc;
mod pv212_endpoint_policy_asks_for_callers;
mod pv213_malformed_vpc_id;
mod pv215_domain_without_policy;
mod pv218_network_is_asked_only_if_there;

pub(crate) use pv201_private_without_policy::PrivateWithoutPolicy;
pub(crate) use pv202_any_vpc_may_call::AnyVpcMayCall;
pub(crate) use pv203_vpc_id_under_wrong_key::VpcIdUnderWrongKey;
pub(crate) use pv204_endpoint_is_not_in_that_vpc::EndpointIsNotInThatVpc;
pub(crate) use pv205_denies_everybody_by_two_values::DeniesEverybodyByTwoValues;
pub(crate) use pv206_two_keys_in_one_deny::TwoKeysInOneDeny;
pub(crate) use pv207_source_ip_on_private_api::SourceIpOnPrivateApi;
pub(crate) use pv208_vpc_address_without_vpc::VpcAddressWithoutVpc;
pub(crate) use pv212_endpoint_policy_asks_for_callers::EndpointPolicyAsksForCallers;
pub(crate) use pv213_malformed_vpc_id::MalformedVpcId;
pub(crate) use pv215_domain_without_policy::DomainWithoutPolicy;
pub(crate) use pv218_network_is_asked_only_if_there::NetworkIsAskedOnlyIfThere;
