//! Whom statements name, and under which names a caller may be meant, as hashes.

use std::hash::{BuildHasher as _, Hash as _, Hasher as _};

use foldhash::fast::FixedState;

use super::Place;
use crate::{
    Caller,
    document::{PrincipalForm, Statement},
};

/// The hash under which statements stand that may mean any caller.
const ANYBODY: u64 = 0;

/// The same in every process. That somebody finds texts with one hash costs time only.
const HASHES: FixedState = FixedState::with_seed(0);

/// The hashes of those whom a statement names.
pub(super) fn principal_hashes(statement: &Statement) -> Vec<u64> {
    let Some(principals) = &statement.principal else {
        return vec![ANYBODY];
    };
    if principals.negated {
        return vec![ANYBODY];
    }
    principals
        .entries
        .iter()
        .filter_map(|entry| match &entry.form {
            PrincipalForm::Account { account, .. } => Some(hash(&["account", account])),
            PrincipalForm::User {
                account,
                path_and_name,
                ..
            } => Some(hash(&["user", account, path_and_name])),
            // A session whose name is not given may be any of its role.
            PrincipalForm::Role {
                account,
                path_and_name,
                ..
            } => {
                let name = path_and_name.rsplit('/').next().unwrap_or_default();
                Some(hash_role(account, name))
            }
            PrincipalForm::Session { account, role, .. } => Some(hash_role(account, role)),
            PrincipalForm::Service => Some(hash(&["service", &entry.text])),
            // They match nobody.
            PrincipalForm::CanonicalUser | PrincipalForm::Placeholder => None,
            PrincipalForm::Everyone
            | PrincipalForm::AwsEveryone
            | PrincipalForm::FederatedUser { .. }
            | PrincipalForm::UniqueId
            | PrincipalForm::Federated => Some(ANYBODY),
        })
        .collect()
}

fn hash(parts: &[&str]) -> u64 {
    HASHES.hash_one(parts).max(ANYBODY + 1)
}

/// Role names are compared without regard to case.
fn hash_role(account: &str, name: &str) -> u64 {
    let mut hasher = HASHES.build_hasher();
    "role".hash(&mut hasher);
    account.hash(&mut hasher);
    for byte in name.bytes() {
        byte.to_ascii_lowercase().hash(&mut hasher);
    }
    hasher.finish().max(ANYBODY + 1)
}

/// The hashes under which a caller may be named.
pub(super) enum CallerHashes {
    /// These, and [`ANYBODY`].
    Named([u64; 2]),
    /// Whoever may be named: every statement has to be looked at.
    All,
}

impl CallerHashes {
    pub(super) fn new(caller: &Caller) -> Self {
        match caller {
            Caller::User {
                account,
                path_and_name,
                ..
            } => CallerHashes::Named([
                hash(&["user", account, path_and_name]),
                hash(&["account", account]),
            ]),
            Caller::Session { account, role, .. } => {
                CallerHashes::Named([hash_role(account, role), hash(&["account", account])])
            }
            Caller::Root { account, .. } => {
                CallerHashes::Named([hash(&["account", account]), ANYBODY])
            }
            Caller::Service { name } => CallerHashes::Named([hash(&["service", name]), ANYBODY]),
            Caller::Anonymous => CallerHashes::Named([ANYBODY, ANYBODY]),
            // The user for whom such a session was made may be named as well.
            Caller::FederatedUser { .. } | Caller::Federated { .. } => CallerHashes::All,
        }
    }

    /// Calls `visit` for the places of a list under which the caller may be named, until it
    /// answers `false`. Tells whether it never did.
    pub(super) fn visit(
        &self,
        list: &[(u64, Place)],
        visit: &mut impl FnMut(Place) -> bool,
    ) -> bool {
        match self {
            CallerHashes::All => list.iter().all(|(_, place)| visit(*place)),
            CallerHashes::Named(hashes) => {
                visit_hash(list, ANYBODY, visit)
                    && hashes
                        .iter()
                        .filter(|hash| **hash != ANYBODY)
                        .all(|hash| visit_hash(list, *hash, visit))
            }
        }
    }
}

fn visit_hash(list: &[(u64, Place)], hash: u64, visit: &mut impl FnMut(Place) -> bool) -> bool {
    let start = list.partition_point(|(other, _)| *other < hash);
    list.iter()
        .skip(start)
        .take_while(|(other, _)| *other == hash)
        .all(|(_, place)| visit(*place))
}
