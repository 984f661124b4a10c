//! Trust policies of roles, and ways through roles.

mod tr501_whole_account_may_assume;
mod tr502_anybody_may_assume;
mod tr504_role_may_not_invoke;
mod tr505_caller_may_not_assume;
mod tr508_session_in_trust;
mod tr512_weak_external_id;
mod tr513_external_id_never_sent;
mod tr514_mfa_is_asked_the_wrong_way;
mod tr515_service_without_source;
mod tr516_tags_without_tag_session;

pub(crate) use tr501_whole_account_may_assume::WholeAccountMayAssume;
pub(crate) use tr502_anybody_may_assume::AnybodyMayAssume;
pub(crate) use tr504_role_may_not_invoke::RoleMayNotInvoke;
pub(crate) use tr505_caller_may_not_assume::CallerMayNotAssume;
pub(crate) use tr508_session_in_trust::SessionInTrust;
pub(crate) use tr512_weak_external_id::WeakExternalId;
pub(crate) use tr513_external_id_never_sent::ExternalIdNeverSent;
pub(crate) use tr514_mfa_is_asked_the_wrong_way::MfaIsAskedTheWrongWay;
pub(crate) use tr515_service_without_source::ServiceWithoutSource;
pub(crate) use tr516_tags_without_tag_session::TagsWithoutTagSession;
