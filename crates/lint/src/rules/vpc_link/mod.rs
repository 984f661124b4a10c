//! VPC links and private integrations.

mod vl701_http_api_needs_newer_link;
mod vl702_target_is_no_listener;
mod vl703_integration_method_missing;
mod vl704_payload_format_of_http_proxy;
mod vl706_newer_link_needs_target;
mod vl708_stage_serves_another_link;
mod vl709_link_in_a_stage_variable;
mod vl713_link_or_target_elsewhere;
mod vl714_link_that_nothing_uses;
mod vl717_private_target_without_link;

pub(crate) use vl701_http_api_needs_newer_link::HttpApiNeedsNewerLink;
pub(crate) use vl702_target_is_no_listener::TargetIsNoListener;
pub(crate) use vl703_integration_method_missing::IntegrationMethodMissing;
pub(crate) use vl704_payload_format_of_http_proxy::PayloadFormatOfHttpProxy;
pub(crate) use vl706_newer_link_needs_target::NewerLinkNeedsTarget;
pub(crate) use vl708_stage_serves_another_link::StageServesAnotherLink;
pub(crate) use vl709_link_in_a_stage_variable::LinkInAStageVariable;
pub(crate) use vl713_link_or_target_elsewhere::LinkOrTargetElsewhere;
pub(crate) use vl714_link_that_nothing_uses::LinkThatNothingUses;
pub(crate) use vl717_private_target_without_link::PrivateTargetWithoutLink;
