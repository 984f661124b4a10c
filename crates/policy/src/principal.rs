//! Whether a statement's principal element means the caller.
//!
//! Source: IAM user guide, `reference_policies_elements_principal` and
//! `reference_policies_elements_notprincipal`.

use crate::{
    assumption::{Assumption, Assumptions, Readings},
    document::{PrincipalEntry, PrincipalForm, Principals},
    truth::Truth,
};

pub use crate::caller::{Caller, NotACaller, SessionName, split_path};

/// How strongly a principal element means the caller. The classes are kept apart because
/// they bypass different ceilings; see `decide`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrincipalMatch {
    /// Everyone, or exactly this user, federated user, root user, service or provider.
    pub direct: Truth,
    /// Exactly this session of a role.
    pub session: Truth,
    /// The role of this session, or the user from whom this federated user stems.
    pub role: Truth,
    /// The account of this caller.
    pub account: Truth,
}

impl PrincipalMatch {
    /// Means the caller in no way.
    pub const NONE: PrincipalMatch = PrincipalMatch {
        direct: Truth::False,
        session: Truth::False,
        role: Truth::False,
        account: Truth::False,
    };

    /// Means the caller directly.
    pub const DIRECT: PrincipalMatch = PrincipalMatch {
        direct: Truth::True,
        ..PrincipalMatch::NONE
    };

    const SESSION: PrincipalMatch = PrincipalMatch {
        session: Truth::True,
        ..PrincipalMatch::NONE
    };

    const ROLE: PrincipalMatch = PrincipalMatch {
        role: Truth::True,
        ..PrincipalMatch::NONE
    };

    const ACCOUNT: PrincipalMatch = PrincipalMatch {
        account: Truth::True,
        ..PrincipalMatch::NONE
    };

    /// Whether it means the caller in any way.
    pub fn any(self) -> Truth {
        self.itself().or(self.role).or(self.account)
    }

    /// Whether it means everyone or exactly this caller, not the caller's role or account.
    pub fn itself(self) -> Truth {
        self.direct.or(self.session)
    }

    /// The surer and the more direct, the more; zero for [`PrincipalMatch::NONE`].
    pub(crate) fn strength(self) -> u8 {
        match (self.itself(), self.role, self.account) {
            (Truth::True, ..) => 4,
            (_, Truth::True, _) => 3,
            (_, _, Truth::True) => 2,
            _ if self.any().is_unknown() => 1,
            _ => 0,
        }
    }

    /// Either of the two.
    #[must_use]
    pub fn or(self, other: PrincipalMatch) -> PrincipalMatch {
        PrincipalMatch {
            direct: self.direct.or(other.direct),
            session: self.session.or(other.session),
            role: self.role.or(other.role),
            account: self.account.or(other.account),
        }
    }

    /// Only as far as `condition` holds.
    #[must_use]
    pub fn when(self, condition: Truth) -> PrincipalMatch {
        PrincipalMatch {
            direct: self.direct.and(condition),
            session: self.session.and(condition),
            role: self.role.and(condition),
            account: self.account.and(condition),
        }
    }
}

/// Whether the `Principal` element means the caller, and which entry does so most strongly.
pub fn match_principal<'p>(
    principals: &'p Principals,
    caller: &Caller,
    readings: Readings,
    assumptions: &mut Assumptions,
) -> (PrincipalMatch, Option<&'p PrincipalEntry>) {
    match_entries(principals.entries.iter(), caller, readings, assumptions)
}

/// The same for some of its entries.
pub(crate) fn match_entries<'p>(
    entries: impl Iterator<Item = &'p PrincipalEntry>,
    caller: &Caller,
    readings: Readings,
    assumptions: &mut Assumptions,
) -> (PrincipalMatch, Option<&'p PrincipalEntry>) {
    let mut total = PrincipalMatch::NONE;
    let mut best: Option<(u8, &PrincipalEntry)> = None;
    for entry in entries {
        let found = match_entry(entry, caller, readings, assumptions);
        total = total.or(found);
        let strength = found.strength();
        if strength > best.map_or(0, |(strength, _)| strength) {
            best = Some((strength, entry));
        }
    }
    (total, best.map(|(_, entry)| entry))
}

/// Whether a trust policy's `Principal` names the provider that vouches for the caller:
/// requests with a web identity or a SAML assertion are let in by `Federated` entries only.
///
/// Source: STS API reference, `AssumeRoleWithWebIdentity` and `AssumeRoleWithSAML`.
pub(crate) fn match_provider<'p>(
    principals: &'p Principals,
    caller: &Caller,
) -> (PrincipalMatch, Option<&'p PrincipalEntry>) {
    let entry = principals
        .entries
        .iter()
        .filter(|entry| entry.form == PrincipalForm::Federated)
        .find(|entry| match_federated(entry, caller) == PrincipalMatch::DIRECT);
    let found = entry.map_or(PrincipalMatch::NONE, |_| PrincipalMatch::DIRECT);
    (found, entry)
}

/// Whether a statement with `NotPrincipal` applies to the caller.
///
/// A service may test the account, then the role, then the session; by our reading the
/// statement applies unless every link of that chain is listed. Principals with a
/// permissions boundary are never exempt from a `Deny`. An element without entries is a
/// statement without effect.
pub fn match_not_principal(
    principals: &Principals,
    caller: &Caller,
    is_deny: bool,
    has_boundary: Truth,
    readings: Readings,
    assumptions: &mut Assumptions,
) -> Truth {
    if principals.entries.is_empty() {
        return Truth::False;
    }
    let mut listed = PrincipalMatch::NONE;
    let mut everyone = Truth::False;
    for entry in &principals.entries {
        let found = match_entry(entry, caller, readings, assumptions);
        if entry.is_everyone() {
            everyone = everyone.or(found.direct);
        }
        listed = listed.or(found);
    }
    if !is_deny {
        let applies = listed.any().negate();
        let is_nobody =
            !applies.is_false() && assumptions.lean(Assumption::NotPrincipalAllow, readings);
        return if is_nobody { Truth::False } else { applies };
    }
    let unless = |exempt: Truth| everyone.or(exempt).negate().or(has_boundary);
    let applies = match caller {
        Caller::Session { .. } => unless(listed.account.and(listed.role).and(listed.session)),
        Caller::User { .. } | Caller::FederatedUser { .. } => {
            unless(listed.account.and(listed.direct))
        }
        Caller::Root { .. }
        | Caller::Service { .. }
        | Caller::Federated { .. }
        | Caller::Anonymous => return unless(listed.direct),
    };
    let by_any_link = unless(listed.any());
    if applies != by_any_link && assumptions.lean(Assumption::NotPrincipalChain, readings) {
        return by_any_link;
    }
    applies
}

fn match_entry(
    entry: &PrincipalEntry,
    caller: &Caller,
    readings: Readings,
    assumptions: &mut Assumptions,
) -> PrincipalMatch {
    match &entry.form {
        PrincipalForm::Everyone => PrincipalMatch::DIRECT,
        PrincipalForm::AwsEveryone => {
            let is_open = matches!(caller, Caller::Service { .. } | Caller::Federated { .. });
            if is_open && assumptions.lean(Assumption::AwsWildcardCoversServices, readings) {
                PrincipalMatch::NONE
            } else {
                PrincipalMatch::DIRECT
            }
        }
        PrincipalForm::Account { partition, account } => {
            let same = caller.account() == Some(account)
                && partition
                    .as_deref()
                    .is_none_or(|partition| caller.partition() == Some(partition));
            match (same, caller) {
                (false, _) => PrincipalMatch::NONE,
                (true, Caller::Root { .. }) => PrincipalMatch::DIRECT,
                (true, _) => PrincipalMatch::ACCOUNT,
            }
        }
        PrincipalForm::User {
            partition,
            account,
            path_and_name,
        } => match_user(partition, account, path_and_name, caller),
        PrincipalForm::Role {
            partition,
            account,
            path_and_name,
        } => {
            let is_role = match_role(partition, account, path_and_name, caller);
            let name = path_and_name.rsplit('/').next();
            unless_case_counts(is_role, name, caller, readings, assumptions)
        }
        PrincipalForm::Session {
            partition,
            account,
            role,
            session,
        } => {
            let is_session = match_session(partition, account, role, session, caller);
            unless_case_counts(is_session, Some(role), caller, readings, assumptions)
        }
        PrincipalForm::FederatedUser {
            partition,
            account,
            name,
        } => match caller {
            Caller::FederatedUser {
                partition: own_partition,
                account: own_account,
                name: own_name,
            } if (own_partition, own_account, own_name) == (partition, account, name) => {
                PrincipalMatch::DIRECT
            }
            _ => PrincipalMatch::NONE,
        },
        PrincipalForm::UniqueId => match_unique_id(&entry.text, caller, readings, assumptions),
        PrincipalForm::Service => match caller {
            Caller::Service { name } if *name == entry.text => PrincipalMatch::DIRECT,
            _ => PrincipalMatch::NONE,
        },
        PrincipalForm::Federated => match_federated(entry, caller),
        PrincipalForm::CanonicalUser | PrincipalForm::Placeholder => PrincipalMatch::NONE,
    }
}

fn match_federated(entry: &PrincipalEntry, caller: &Caller) -> PrincipalMatch {
    match caller {
        Caller::Federated { provider } if *provider == entry.text => PrincipalMatch::DIRECT,
        _ => PrincipalMatch::NONE,
    }
}

/// A user ARN means the user, and the federated users whose credentials the user asked for.
/// The ARN of a federated user does not tell who that was.
fn match_user(
    partition: &str,
    account: &str,
    path_and_name: &str,
    caller: &Caller,
) -> PrincipalMatch {
    match caller {
        Caller::User {
            partition: own_partition,
            account: own_account,
            path_and_name: own_name,
            ..
        } if own_partition == partition && own_account == account && own_name == path_and_name => {
            PrincipalMatch::DIRECT
        }
        Caller::FederatedUser {
            partition: own_partition,
            account: own_account,
            ..
        } if own_partition == partition && own_account == account => {
            PrincipalMatch::ROLE.when(Truth::Unknown)
        }
        _ => PrincipalMatch::NONE,
    }
}

/// A role ARN means every session of the role. Session ARNs do not show the path, so that
/// it is compared only where it is known.
fn match_role(
    partition: &str,
    account: &str,
    path_and_name: &str,
    caller: &Caller,
) -> PrincipalMatch {
    let Caller::Session {
        partition: own_partition,
        account: own_account,
        role,
        path,
        ..
    } = caller
    else {
        return PrincipalMatch::NONE;
    };
    let (entry_path, entry_name) = path_and_name
        .rsplit_once('/')
        .unwrap_or(("", path_and_name));
    let same_path = path.as_ref().is_none_or(|path| {
        let inner = path.strip_prefix('/').unwrap_or(path);
        inner.strip_suffix('/').unwrap_or(inner) == entry_path
    });
    let same_role = entry_name.eq_ignore_ascii_case(role);
    if own_partition != partition || own_account != account || !same_role || !same_path {
        return PrincipalMatch::NONE;
    }
    PrincipalMatch::ROLE
}

/// What was found without regard to the case of the role's name.
fn unless_case_counts(
    found: PrincipalMatch,
    name: Option<&str>,
    caller: &Caller,
    readings: Readings,
    assumptions: &mut Assumptions,
) -> PrincipalMatch {
    let is_same = !matches!(caller, Caller::Session { role, .. } if name != Some(role.as_str()));
    if is_same
        || found.any().is_false()
        || !assumptions.lean(Assumption::RoleNameCaseIgnored, readings)
    {
        return found;
    }
    PrincipalMatch::NONE
}

fn match_session(
    partition: &str,
    account: &str,
    role: &str,
    session: &str,
    caller: &Caller,
) -> PrincipalMatch {
    let Caller::Session {
        partition: own_partition,
        account: own_account,
        role: own_role,
        session: own_session,
        ..
    } = caller
    else {
        return PrincipalMatch::NONE;
    };
    let same_role = own_role.eq_ignore_ascii_case(role);
    if own_partition != partition || own_account != account || !same_role {
        return PrincipalMatch::NONE;
    }
    let is_session = match own_session {
        SessionName::Known(own) => Truth::from(own == session),
        SessionName::NotGiven => Truth::Unknown,
        SessionName::OfNoSession => Truth::False,
    };
    PrincipalMatch::SESSION.when(is_session)
}

/// How the unique ids of users and of roles begin.
///
/// Source: IAM user guide, `reference_identifiers`.
const USER_ID: &str = "AIDA";
const ROLE_ID: &str = "AROA";

fn match_unique_id(
    text: &str,
    caller: &Caller,
    readings: Readings,
    assumptions: &mut Assumptions,
) -> PrincipalMatch {
    let may_be = match caller {
        Caller::User {
            unique_id: Some(id),
            ..
        } if id == text => return PrincipalMatch::DIRECT,
        Caller::Session {
            unique_id: Some(id),
            ..
        } if id == text => return PrincipalMatch::ROLE,
        Caller::User {
            unique_id: None, ..
        } if text.starts_with(USER_ID) => PrincipalMatch::DIRECT,
        Caller::Session {
            unique_id: None, ..
        } if text.starts_with(ROLE_ID) => PrincipalMatch::ROLE,
        // The user for whom the session was made.
        Caller::FederatedUser { .. } if text.starts_with(USER_ID) => PrincipalMatch::ROLE,
        _ => return PrincipalMatch::NONE,
    };
    if assumptions.lean(Assumption::UniqueIdOfDeletedPrincipal, readings) {
        may_be.when(Truth::Unknown)
    } else {
        PrincipalMatch::NONE
    }
}
