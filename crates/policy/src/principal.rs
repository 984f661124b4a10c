//! Who asks, and whether a statement's principal element means them.
//!
//! Source: IAM user guide, `reference_policies_elements_principal` and
//! `reference_policies_elements_notprincipal`.

use std::fmt;

use crate::{
    arn::{Arn, is_account_id, is_partition},
    assumption::Assumption,
    document::{PrincipalEntry, PrincipalForm, Principals},
    truth::Truth,
};

/// Who makes a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// An IAM user.
    User {
        /// The partition.
        partition: String,
        /// The account id.
        account: String,
        /// Path and name, as after `user/` in the ARN.
        path_and_name: String,
        /// The unique id `AIDA…`, where known.
        unique_id: Option<String>,
    },
    /// A session of a role.
    Session {
        /// The partition.
        partition: String,
        /// The account id.
        account: String,
        /// The role's name.
        role: String,
        /// The role's path with both slashes, where known; session ARNs do not show it.
        path: Option<String>,
        /// The session's name.
        session: SessionName,
        /// The role's unique id `AROA…`, where known.
        unique_id: Option<String>,
    },
    /// A session from GetFederationToken.
    FederatedUser {
        /// The partition.
        partition: String,
        /// The account id.
        account: String,
        /// The name given to GetFederationToken.
        name: String,
    },
    /// The root user of an account.
    Root {
        /// The partition.
        partition: String,
        /// The account id.
        account: String,
    },
    /// An AWS service calling on its own behalf.
    Service {
        /// The service principal, such as `states.amazonaws.com`.
        name: String,
    },
    /// Somebody whom an identity provider vouches for, before a role is assumed.
    Federated {
        /// The provider: an ARN, or a name such as `accounts.google.com`.
        provider: String,
    },
    /// Nobody that AWS knows.
    Anonymous,
}

/// The name of a role session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionName {
    /// It is known.
    Known(String),
    /// There is one, but nobody said which.
    NotGiven,
    /// The question is about the role as such: no statement that names a session means it.
    OfNoSession,
}

/// Why a text is not a caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotACaller {
    /// What is wrong, in one line.
    pub message: String,
    /// What to write.
    pub help: &'static str,
}

impl Caller {
    /// Reads a caller: the ARN of a user, role, role session, federated user, account root
    /// or identity provider; an account id (its root user); a service principal; or
    /// `anonymous`. A role ARN gives a session whose name nobody said.
    pub fn parse(text: &str) -> Result<Caller, NotACaller> {
        let refuse = |message: String| NotACaller {
            message,
            help: "a caller is the ARN of a user, role or role session, such as \
                   `arn:aws:iam::222222222222:role/app`, a service such as `states.amazonaws.com`, \
                   or `anonymous`",
        };
        if text.eq_ignore_ascii_case("anonymous") {
            return Ok(Caller::Anonymous);
        }
        if is_account_id(text) {
            return Ok(Caller::Root {
                partition: "aws".to_owned(),
                account: text.to_owned(),
            });
        }
        if let Some(arn) = Arn::parse(text) {
            return read_arn(&arn, text)
                .ok_or_else(|| refuse(format!("`{text}` is not the ARN of a caller")));
        }
        const PROVIDERS: &[&str] = &[
            "cognito-identity.amazonaws.com",
            "www.amazon.com",
            "graph.facebook.com",
            "accounts.google.com",
        ];
        if PROVIDERS.contains(&text) {
            return Ok(Caller::Federated {
                provider: text.to_owned(),
            });
        }
        let is_service = text.ends_with(".amazonaws.com") || text.ends_with(".amazonaws.com.cn");
        if is_service && !text.contains([' ', '/', ':', '*']) {
            return Ok(Caller::Service {
                name: text.to_owned(),
            });
        }
        Err(refuse(format!("`{text}` is not a caller")))
    }

    /// The account of the caller; none for services, providers and anonymous callers.
    pub fn account(&self) -> Option<&str> {
        match self {
            Caller::User { account, .. }
            | Caller::Session { account, .. }
            | Caller::FederatedUser { account, .. }
            | Caller::Root { account, .. } => Some(account),
            Caller::Service { .. } | Caller::Federated { .. } | Caller::Anonymous => None,
        }
    }

    /// The partition of the caller's account.
    pub fn partition(&self) -> Option<&str> {
        match self {
            Caller::User { partition, .. }
            | Caller::Session { partition, .. }
            | Caller::FederatedUser { partition, .. }
            | Caller::Root { partition, .. } => Some(partition),
            Caller::Service { .. } | Caller::Federated { .. } | Caller::Anonymous => None,
        }
    }

    /// Whether it is a session of a service-linked role, as far as its name shows.
    pub fn is_service_linked_role(&self) -> bool {
        matches!(self, Caller::Session { role, .. } if role.starts_with("AWSServiceRoleFor"))
    }
}

fn read_arn(arn: &Arn<'_>, text: &str) -> Option<Caller> {
    if !is_partition(arn.partition) || !arn.region.is_empty() || !is_account_id(arn.account) {
        return None;
    }
    let partition = arn.partition.to_owned();
    let account = arn.account.to_owned();
    if arn.service == "iam" && arn.resource == "root" {
        return Some(Caller::Root { partition, account });
    }
    let (kind, name) = arn.resource.split_once('/')?;
    if name.is_empty() || name.contains(['*', '?', '{', '<', ' ']) {
        return None;
    }
    match (arn.service, kind) {
        ("iam", "user") => Some(Caller::User {
            partition,
            account,
            path_and_name: name.to_owned(),
            unique_id: None,
        }),
        ("iam", "role") => {
            let (path, role) = split_path(name);
            Some(Caller::Session {
                partition,
                account,
                role: role.to_owned(),
                path: Some(path),
                session: SessionName::NotGiven,
                unique_id: None,
            })
        }
        ("sts", "assumed-role") => {
            let (role, session) = name.split_once('/')?;
            if role.is_empty() || session.is_empty() {
                return None;
            }
            Some(Caller::Session {
                partition,
                account,
                role: role.to_owned(),
                path: None,
                session: SessionName::Known(session.to_owned()),
                unique_id: None,
            })
        }
        ("sts", "federated-user") => Some(Caller::FederatedUser {
            partition,
            account,
            name: name.to_owned(),
        }),
        ("iam", "oidc-provider" | "saml-provider") => Some(Caller::Federated {
            provider: text.to_owned(),
        }),
        _ => None,
    }
}

/// Splits `team/app` into `/team/` and `app`.
pub fn split_path(path_and_name: &str) -> (String, &str) {
    match path_and_name.rsplit_once('/') {
        Some((path, name)) => (format!("/{path}/"), name),
        None => ("/".to_owned(), path_and_name),
    }
}

impl fmt::Display for Caller {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Caller::User {
                partition,
                account,
                path_and_name,
                ..
            } => write!(
                formatter,
                "arn:{partition}:iam::{account}:user/{path_and_name}"
            ),
            Caller::Session {
                partition,
                account,
                role,
                path,
                session,
                ..
            } => match session {
                SessionName::Known(session) => write!(
                    formatter,
                    "arn:{partition}:sts::{account}:assumed-role/{role}/{session}"
                ),
                SessionName::NotGiven | SessionName::OfNoSession => write!(
                    formatter,
                    "arn:{partition}:iam::{account}:role{}{role}",
                    path.as_deref().unwrap_or("/")
                ),
            },
            Caller::FederatedUser {
                partition,
                account,
                name,
            } => write!(
                formatter,
                "arn:{partition}:sts::{account}:federated-user/{name}"
            ),
            Caller::Root { partition, account } => {
                write!(formatter, "arn:{partition}:iam::{account}:root")
            }
            Caller::Service { name } => write!(formatter, "{name}"),
            Caller::Federated { provider } => write!(formatter, "{provider}"),
            Caller::Anonymous => write!(formatter, "anonymous"),
        }
    }
}

/// How strongly a principal element means the caller. The classes are kept apart because
/// they bypass different ceilings; see `decide`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrincipalMatch {
    /// Everyone, or exactly this user, session, root user, service or provider.
    pub direct: Truth,
    /// The role of this session.
    pub role: Truth,
    /// The account of this caller.
    pub account: Truth,
}

impl PrincipalMatch {
    /// Means the caller in no way.
    pub const NONE: PrincipalMatch = PrincipalMatch {
        direct: Truth::False,
        role: Truth::False,
        account: Truth::False,
    };

    /// Means the caller directly.
    pub const DIRECT: PrincipalMatch = PrincipalMatch {
        direct: Truth::True,
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
        self.direct.or(self.role).or(self.account)
    }

    /// Either of the two.
    #[must_use]
    pub fn or(self, other: PrincipalMatch) -> PrincipalMatch {
        PrincipalMatch {
            direct: self.direct.or(other.direct),
            role: self.role.or(other.role),
            account: self.account.or(other.account),
        }
    }

    /// Only as far as `condition` holds.
    #[must_use]
    pub fn when(self, condition: Truth) -> PrincipalMatch {
        PrincipalMatch {
            direct: self.direct.and(condition),
            role: self.role.and(condition),
            account: self.account.and(condition),
        }
    }
}

/// Whether the `Principal` element means the caller, and which entry does so most strongly.
pub fn match_principal<'p>(
    principals: &'p Principals,
    caller: &Caller,
    assumptions: &mut Vec<Assumption>,
) -> (PrincipalMatch, Option<&'p PrincipalEntry>) {
    let mut total = PrincipalMatch::NONE;
    let mut best: Option<(u8, &PrincipalEntry)> = None;
    for entry in &principals.entries {
        let found = match_entry(entry, caller, assumptions);
        total = total.or(found);
        let strength = strength(found);
        if strength > best.map_or(0, |(strength, _)| strength) {
            best = Some((strength, entry));
        }
    }
    (total, best.map(|(_, entry)| entry))
}

fn strength(found: PrincipalMatch) -> u8 {
    match (found.direct, found.role, found.account) {
        (Truth::True, ..) => 4,
        (_, Truth::True, _) => 3,
        (_, _, Truth::True) => 2,
        _ if found.any().is_unknown() => 1,
        _ => 0,
    }
}

/// Whether a statement with `NotPrincipal` applies to the caller.
///
/// A service may test the account, then the role, then the session; the statement applies
/// unless every link of that chain is listed. Principals with a permissions boundary are
/// never exempt from a `Deny`.
pub fn match_not_principal(
    principals: &Principals,
    caller: &Caller,
    is_deny: bool,
    has_boundary: Truth,
    assumptions: &mut Vec<Assumption>,
) -> Truth {
    let mut scratch = Vec::new();
    let mut listed = PrincipalMatch::NONE;
    let mut everyone = Truth::False;
    for entry in &principals.entries {
        if matches!(
            entry.form,
            PrincipalForm::Everyone | PrincipalForm::AwsEveryone
        ) {
            everyone = Truth::True;
        }
        listed = listed.or(match_entry(entry, caller, &mut scratch));
    }
    if !is_deny {
        assumptions.push(Assumption::NotPrincipalAllow);
        return listed.any().negate();
    }
    let exempt = match caller {
        Caller::Session { .. } => {
            assumptions.push(Assumption::NotPrincipalChain);
            listed.account.and(listed.role).and(listed.direct)
        }
        Caller::User { .. } | Caller::FederatedUser { .. } => {
            assumptions.push(Assumption::NotPrincipalChain);
            listed.account.and(listed.direct)
        }
        Caller::Root { .. }
        | Caller::Service { .. }
        | Caller::Federated { .. }
        | Caller::Anonymous => listed.direct,
    };
    everyone.or(exempt).negate().or(has_boundary)
}

fn match_entry(
    entry: &PrincipalEntry,
    caller: &Caller,
    assumptions: &mut Vec<Assumption>,
) -> PrincipalMatch {
    match &entry.form {
        PrincipalForm::Everyone => PrincipalMatch::DIRECT,
        PrincipalForm::AwsEveryone => {
            if matches!(caller, Caller::Service { .. } | Caller::Federated { .. }) {
                assumptions.push(Assumption::AwsWildcardCoversServices);
            }
            PrincipalMatch::DIRECT
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
        } => match caller {
            Caller::User {
                partition: own_partition,
                account: own_account,
                path_and_name: own_name,
                ..
            } if (own_partition, own_account, own_name) == (partition, account, path_and_name) => {
                PrincipalMatch::DIRECT
            }
            _ => PrincipalMatch::NONE,
        },
        PrincipalForm::Role {
            partition,
            account,
            path_and_name,
        } => match_role(partition, account, path_and_name, caller, assumptions),
        PrincipalForm::Session {
            partition,
            account,
            role,
            session,
        } => match_session(partition, account, role, session, caller, assumptions),
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
        PrincipalForm::UniqueId => match_unique_id(&entry.text, caller, assumptions),
        PrincipalForm::Service => match caller {
            Caller::Service { name } if *name == entry.text => PrincipalMatch::DIRECT,
            _ => PrincipalMatch::NONE,
        },
        PrincipalForm::Federated => match caller {
            Caller::Federated { provider } if *provider == entry.text => PrincipalMatch::DIRECT,
            _ => PrincipalMatch::NONE,
        },
        PrincipalForm::CanonicalUser | PrincipalForm::Placeholder => PrincipalMatch::NONE,
    }
}

/// A role ARN means every session of the role. Session ARNs do not show the path, so that
/// it is compared only where it is known.
fn match_role(
    partition: &str,
    account: &str,
    path_and_name: &str,
    caller: &Caller,
    assumptions: &mut Vec<Assumption>,
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
    let (entry_path, entry_name) = split_path(path_and_name);
    let same_path = path.as_ref().is_none_or(|path| *path == entry_path);
    let same_role = entry_name.eq_ignore_ascii_case(role);
    if own_partition != partition || own_account != account || !same_role || !same_path {
        return PrincipalMatch::NONE;
    }
    if entry_name != role {
        assumptions.push(Assumption::RoleNameCaseIgnored);
    }
    PrincipalMatch::ROLE
}

fn match_session(
    partition: &str,
    account: &str,
    role: &str,
    session: &str,
    caller: &Caller,
    assumptions: &mut Vec<Assumption>,
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
    let direct = match own_session {
        SessionName::Known(own) => Truth::from(own == session),
        SessionName::NotGiven => Truth::Unknown,
        SessionName::OfNoSession => Truth::False,
    };
    if own_role != role && !direct.is_false() {
        assumptions.push(Assumption::RoleNameCaseIgnored);
    }
    PrincipalMatch {
        direct,
        ..PrincipalMatch::NONE
    }
}

fn match_unique_id(
    text: &str,
    caller: &Caller,
    assumptions: &mut Vec<Assumption>,
) -> PrincipalMatch {
    match caller {
        Caller::User {
            unique_id: Some(id),
            ..
        } if id == text => PrincipalMatch::DIRECT,
        Caller::Session {
            unique_id: Some(id),
            ..
        } if id == text => PrincipalMatch::ROLE,
        Caller::User {
            unique_id: None, ..
        }
        | Caller::Session {
            unique_id: None, ..
        } => {
            assumptions.push(Assumption::UniqueIdOfDeletedPrincipal);
            PrincipalMatch::NONE
        }
        _ => PrincipalMatch::NONE,
    }
}
