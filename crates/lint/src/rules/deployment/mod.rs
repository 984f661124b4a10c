//! What is deployed, and what is not.

mod dp001_policy_is_not_deployed;
mod dp006_sam_policy_without_paths;
mod dp008_sam_list_is_not_read;
mod dp010_definition_and_methods_mixed;
mod dp012_event_makes_no_route;

pub(crate) use dp001_policy_is_not_deployed::PolicyIsNotDeployed;
pub(crate) use dp006_sam_policy_without_paths::SamPolicyWithoutPaths;
pub(crate) use dp008_sam_list_is_not_read::SamListIsNotRead;
pub(crate) use dp010_definition_and_methods_mixed::DefinitionAndMethodsMixed;
pub(crate) use dp012_event_makes_no_route::EventMakesNoRoute;
