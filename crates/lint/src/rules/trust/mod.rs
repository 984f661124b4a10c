//! Trust policies of roles, and ways through roles.

mod tr501_whole_account_may_assume;
mod tr502_anybody_may_assume;
mod tr508_session_in_trust;
mod tr512_weak_external_id;
mod tr513_external_id_never_sent;
mod tr515_service_without_source;

pub(crate) use tr501_whole_account_may_assume::WholeAccountMayAssume;
pub(crate) use tr502_anybody_may_assume::AnybodyMayAssume;
pub(crate) use tr508_session_in_trust::SessionInTrust;
pub(crate) use tr512_weak_external_id::WeakExternalId;
pub(crate) use tr513_external_id_never_sent::ExternalIdNeverSent;
pub(crate) use tr515_service_without_source::ServiceWithoutSource;
