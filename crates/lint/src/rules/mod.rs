//! Every rule, in one file each, by family.

mod cross_account;
mod grammar;
mod hygiene;
mod identity;
mod lambda_permission;
mod private_api;
mod resource_policy;
mod trust;
mod vpc_link;

use crate::rule::Rule;

/// All rules, in order of their ids.
pub const ALL: &[&dyn Rule] = &[
    &hygiene::JsonSyntax,
    &hygiene::DuplicateKey,
    &hygiene::CommentInJson,
    &hygiene::TrailingComma,
    &hygiene::UnknownElement,
    &hygiene::PolicyNotObject,
    &grammar::InvalidEffect,
    &grammar::MissingStatement,
    &grammar::MissingAction,
    &grammar::MissingResource,
    &grammar::MissingPrincipal,
    &grammar::UnsupportedPrincipal,
    &grammar::InvalidPrincipal,
    &grammar::WildcardInPrincipal,
    &grammar::ElementCombination,
    &grammar::UnsupportedElement,
    &grammar::InvalidAction,
    &grammar::ActionDoesNotFitPrincipal,
    &grammar::MalformedResource,
    &grammar::UnknownOperator,
    &grammar::ConditionKeyFormat,
    &grammar::MalformedVariable,
    &grammar::VariableBeforeResource,
    &grammar::AllowNotPrincipal,
    &grammar::UnsupportedSid,
    &grammar::Placeholder,
    &grammar::WrongType,
    &identity::ManagementInsteadOfInvocation,
    &identity::AnyApi,
    &identity::EveryExecuteApiAction,
    &identity::RouteDoesNotAskTheCaller,
    &lambda_permission::FunctionLetsNobodyOfApiGatewayIn,
    &lambda_permission::AnyApiMayCallFunction,
    &lambda_permission::SourceArnTooWide,
    &lambda_permission::SourceArnDoesNotCoverTheRoute,
    &lambda_permission::AuthorizerFunctionLetsNobodyIn,
    &lambda_permission::WrongServiceMayCall,
    &lambda_permission::ManagementArnAsSource,
    &lambda_permission::FunctionIsCalledWithPost,
    &lambda_permission::RoleOfIntegrationMayNotCall,
    &lambda_permission::IntegrationUriForm,
    &lambda_permission::StageVariableMissing,
    &private_api::PrivateWithoutPolicy,
    &private_api::AnyVpcMayCall,
    &private_api::VpcIdUnderWrongKey,
    &private_api::EndpointIsNotInThatVpc,
    &private_api::DeniesEverybodyByTwoValues,
    &private_api::TwoKeysInOneDeny,
    &private_api::SourceIpOnPrivateApi,
    &private_api::VpcAddressWithoutVpc,
    &private_api::EndpointPolicyAsksForCallers,
    &private_api::MalformedVpcId,
    &private_api::DomainWithoutPolicy,
    &private_api::NetworkIsAskedOnlyIfThere,
    &resource_policy::PrincipalOnOpenRoute,
    &resource_policy::OpenToTheWorld,
    &resource_policy::NothingIsAllowed,
    &resource_policy::ApiIdMismatch,
    &resource_policy::AccountMismatch,
    &resource_policy::RegionMismatch,
    &resource_policy::PartitionMismatch,
    &resource_policy::UnknownStage,
    &resource_policy::NoSuchRoute,
    &resource_policy::VerbCase,
    &resource_policy::PathParameterInResource,
    &resource_policy::ResourceWithoutStage,
    &resource_policy::MissingMethod,
    &resource_policy::KeyOfCallersOnOpenRoute,
    &resource_policy::VpcKeyOnPublicApi,
    &resource_policy::PrivateRangeAsSourceIp,
    &resource_policy::OnlyGuardIsSentByTheClient,
    &resource_policy::WrongActionInResourcePolicy,
    &resource_policy::ResourcePolicyWithoutEffect,
    &resource_policy::AllowIsDenied,
    &resource_policy::UniqueIdPrincipal,
    &resource_policy::ServiceInApiPolicy,
    &resource_policy::DenyAllButARole,
    &resource_policy::PreflightIsNotAllowed,
    &resource_policy::RouteIsNotAllowed,
    &resource_policy::EncryptionIsCertain,
    &resource_policy::PatternMatchesMoreThanItSeems,
    &resource_policy::RouteAboveIsMissed,
    &trust::WholeAccountMayAssume,
    &trust::AnybodyMayAssume,
    &trust::SessionInTrust,
    &trust::WeakExternalId,
    &trust::ExternalIdNeverSent,
    &trust::ServiceWithoutSource,
    &vpc_link::HttpApiNeedsNewerLink,
    &vpc_link::TargetIsNoListener,
    &vpc_link::IntegrationMethodMissing,
    &vpc_link::NewerLinkNeedsTarget,
    &vpc_link::LinkOrTargetElsewhere,
    &vpc_link::PrivateTargetWithoutLink,
    &cross_account::WholeAccountInResourcePolicy,
];

/// A rule by its id or its name, in any case.
pub fn find(word: &str) -> Option<&'static dyn Rule> {
    ALL.iter().copied().find(|rule| {
        let meta = rule.meta();
        meta.id.eq_ignore_ascii_case(word) || meta.name.eq_ignore_ascii_case(word)
    })
}
