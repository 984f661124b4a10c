//! Resource policies of REST APIs.

mod rp104_api_id_mismatch;
mod rp105_account_mismatch;
mod rp106_region_mismatch;
mod rp107_partition_mismatch;
mod rp110_verb_case;
mod rp111_path_parameter_in_resource;
mod rp112_resource_without_stage;
mod rp113_missing_method;
mod rp117_private_range_as_source_ip;
mod rp118_only_guard_is_sent_by_the_client;
mod rp119_wrong_action_in_resource_policy;
mod rp121_resource_policy_without_effect;
mod rp128_unique_id_principal;

pub(crate) use rp104_api_id_mismatch::ApiIdMismatch;
pub(crate) use rp105_account_mismatch::AccountMismatch;
pub(crate) use rp106_region_mismatch::RegionMismatch;
pub(crate) use rp107_partition_mismatch::PartitionMismatch;
pub(crate) use rp110_verb_case::VerbCase;
pub(crate) use rp111_path_parameter_in_resource::PathParameterInResource;
pub(crate) use rp112_resource_without_stage::ResourceWithoutStage;
pub(crate) use rp113_missing_method::MissingMethod;
pub(crate) use rp117_private_range_as_source_ip::PrivateRangeAsSourceIp;
pub(crate) use rp118_only_guard_is_sent_by_the_client::OnlyGuardIsSentByTheClient;
pub(crate) use rp119_wrong_action_in_resource_policy::WrongActionInResourcePolicy;
pub(crate) use rp121_resource_policy_without_effect::ResourcePolicyWithoutEffect;
pub(crate) use rp128_unique_id_principal::UniqueIdPrincipal;
