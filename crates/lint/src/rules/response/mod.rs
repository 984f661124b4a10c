//! What clients are answered: responses and their mappings.

mod rm901_response_is_not_declared;
mod rm902_no_default_response;
mod rm903_header_is_not_declared;
mod rm904_mapping_of_a_proxy;
mod rm905_pattern_is_shadowed;
mod rm906_mapped_status_out_of_range;
mod rm907_status_code_destination;
mod rm908_status_code_value;
mod rm909_payload_format_version_is_missing;
mod rm912_override_of_another_kind_of_api;
mod rm913_denial_looks_like_success;
mod rm914_error_becomes_success;
mod rm915_root_security_is_not_used;

pub(crate) use rm901_response_is_not_declared::ResponseIsNotDeclared;
pub(crate) use rm902_no_default_response::NoDefaultResponse;
pub(crate) use rm903_header_is_not_declared::HeaderIsNotDeclared;
pub(crate) use rm904_mapping_of_a_proxy::MappingOfAProxy;
pub(crate) use rm905_pattern_is_shadowed::PatternIsShadowed;
pub(crate) use rm906_mapped_status_out_of_range::MappedStatusOutOfRange;
pub(crate) use rm907_status_code_destination::StatusCodeDestination;
pub(crate) use rm908_status_code_value::StatusCodeValue;
pub(crate) use rm909_payload_format_version_is_missing::PayloadFormatVersionIsMissing;
pub(crate) use rm912_override_of_another_kind_of_api::OverrideOfAnotherKindOfApi;
pub(crate) use rm913_denial_looks_like_success::DenialLooksLikeSuccess;
pub(crate) use rm914_error_becomes_success::ErrorBecomesSuccess;
pub(crate) use rm915_root_security_is_not_used::RootSecurityIsNotUsed;
