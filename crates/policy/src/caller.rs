//! Who asks.
//!
//! Source: IAM user guide, `reference_policies_elements_principal` and
//! `reference_identifiers`.

use std::fmt;

use crate::arn::{Arn, is_account_id, is_partition};

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

/// The path of all service-linked roles, which no other role can have.
///
/// Source: IAM user guide, `reference_identifiers` and `id_roles_create-service-linked-role`.
pub(crate) const SERVICE_LINKED_PATH: &str = "/aws-service-role/";

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

    /// Whether it is a SAML provider that vouches for the caller, and not one of OpenID
    /// Connect; `None` where no provider does.
    pub fn is_of_saml_provider(&self) -> Option<bool> {
        match self {
            Caller::Federated { provider } => Some(provider.contains(":saml-provider/")),
            _ => None,
        }
    }

    /// Whether it is a session of a service-linked role: by the role's path where that is
    /// known, else as far as the role's name shows.
    pub(crate) fn is_service_linked_role(&self) -> ServiceLinked {
        match self {
            Caller::Session {
                path: Some(path), ..
            } if path.starts_with(SERVICE_LINKED_PATH) => ServiceLinked::Surely,
            Caller::Session {
                path: None, role, ..
            } if role.starts_with("AWSServiceRoleFor") => ServiceLinked::ByName,
            _ => ServiceLinked::No,
        }
    }
}

/// Whether a caller is a session of a service-linked role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ServiceLinked {
    /// The role's path says so.
    Surely,
    /// The role's name says so, and its path is not known.
    ByName,
    /// Nothing says so.
    No,
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
            if role.is_empty() {
                return None;
            }
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
            if role.is_empty() || session.is_empty() || session.contains('/') {
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
