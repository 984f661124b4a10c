//! What is known of a key before its value is looked for, and by which caller.

use crate::{caller::Caller, context::Fact};

/// Whether a request carries a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Presence {
    /// AWS does not say, or it turns on something that nobody said.
    Unknown,
    /// The request carries the key; the value is not known before somebody says it.
    ValueUnknown,
    /// The request carries the key, and its value follows from caller, API and resource.
    Known,
    /// The request does not carry the key.
    Absent,
}

impl Presence {
    /// What two sources know together: the one that knows more, in the order of declaration.
    /// An unknown takes no knowledge away.
    pub fn and(self, other: Presence) -> Presence {
        self.max(other)
    }

    /// The fact for a context in which no value is filled in yet.
    pub fn fact(self) -> Fact {
        match self {
            Presence::Absent => Fact::Absent,
            Presence::Known | Presence::ValueUnknown => Fact::Unknown {
                may_be_absent: false,
            },
            Presence::Unknown => Fact::Unknown {
                may_be_absent: true,
            },
        }
    }

    /// All of them, those with most knowledge of a value first.
    pub const ALL: [Presence; 4] = [
        Presence::Known,
        Presence::ValueUnknown,
        Presence::Absent,
        Presence::Unknown,
    ];

    /// One word for it, the same for people and machines.
    pub fn name(self) -> &'static str {
        match self {
            Presence::Unknown => "unknown",
            Presence::ValueUnknown => "carried",
            Presence::Known => "known",
            Presence::Absent => "absent",
        }
    }
}

/// The kinds of callers, which are the columns of the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallerKind {
    /// An IAM user.
    User,
    /// A session of a role.
    Session,
    /// A session from GetFederationToken.
    FederatedUser,
    /// The root user of an account.
    Root,
    /// An AWS service calling on its own behalf.
    Service,
    /// Nobody that AWS knows.
    Anonymous,
    /// The subject of a web identity or of a SAML assertion, before it has a role.
    Federated,
}

impl CallerKind {
    /// All of them, in the order of the columns.
    pub const ALL: [CallerKind; 7] = [
        CallerKind::User,
        CallerKind::Session,
        CallerKind::FederatedUser,
        CallerKind::Root,
        CallerKind::Service,
        CallerKind::Anonymous,
        CallerKind::Federated,
    ];

    /// The kind of a caller.
    pub fn of(caller: &Caller) -> CallerKind {
        match caller {
            Caller::User { .. } => CallerKind::User,
            Caller::Session { .. } => CallerKind::Session,
            Caller::FederatedUser { .. } => CallerKind::FederatedUser,
            Caller::Root { .. } => CallerKind::Root,
            Caller::Service { .. } => CallerKind::Service,
            Caller::Anonymous => CallerKind::Anonymous,
            Caller::Federated { .. } => CallerKind::Federated,
        }
    }

    /// One word for it, the same for people and machines.
    pub fn name(self) -> &'static str {
        match self {
            CallerKind::User => "user",
            CallerKind::Session => "session",
            CallerKind::FederatedUser => "federated-user",
            CallerKind::Root => "root",
            CallerKind::Service => "service",
            CallerKind::Anonymous => "anonymous",
            CallerKind::Federated => "federated",
        }
    }
}
