//! The condition keys of AWS: how each is spelt, what its values are, and whether a request
//! carries it as far as the caller alone tells.
//!
//! The tables are data, one key a line, in the order of AWS's pages, so that a reader can
//! lay them beside the page. What a service adds, such as the endpoint of an API, is not
//! known here.
//!
//! A presence that AWS does not state is [`Presence::Unknown`], never a guess.

mod global;
mod presence;
mod providers;
mod services;

pub use presence::{CallerKind, Presence};

use can_invoke_source::words;

/// What the values of a key are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValueType {
    /// Any text.
    String,
    /// An Amazon Resource Name.
    Arn,
    /// A number.
    Numeric,
    /// A point in time.
    Date,
    /// `true` or `false`.
    Bool,
    /// An address.
    IpAddress,
}

impl ValueType {
    /// The name of its family of operators in the IAM user guide.
    pub fn name(self) -> &'static str {
        match self {
            ValueType::String => "String",
            ValueType::Arn => "Arn",
            ValueType::Numeric => "Numeric",
            ValueType::Date => "Date",
            ValueType::Bool => "Bool",
            ValueType::IpAddress => "IpAddress",
        }
    }
}

/// A condition key, or a family of keys that differ in what follows the slash.
#[derive(Debug, PartialEq, Eq)]
pub struct Key {
    /// The name in AWS's spelling. A family ends with a slash, such as
    /// `aws:PrincipalTag/`; a namespace with a colon.
    pub name: &'static str,
    /// What its values are.
    pub value_type: ValueType,
    /// Whether a request can carry several values.
    pub is_multivalued: bool,
    /// The page of AWS that describes it.
    pub source: &'static str,
    /// For each kind of caller, in the order of [`CallerKind::ALL`].
    by_caller: [Presence; 7],
}

impl Key {
    /// Whether the name stands for all keys that begin with it.
    pub fn is_family(&self) -> bool {
        self.name.ends_with(['/', ':'])
    }

    /// Whether a request carries the key, as far as the kind of the caller tells.
    pub fn presence(&self, caller: CallerKind) -> Presence {
        let [
            user,
            session,
            federated_user,
            root,
            service,
            anonymous,
            federated,
        ] = self.by_caller;
        match caller {
            CallerKind::User => user,
            CallerKind::Session => session,
            CallerKind::FederatedUser => federated_user,
            CallerKind::Root => root,
            CallerKind::Service => service,
            CallerKind::Anonymous => anonymous,
            CallerKind::Federated => federated,
        }
    }
}

/// All keys and families, in the order of AWS's pages.
pub fn all() -> impl Iterator<Item = &'static Key> {
    [
        global::PRINCIPAL,
        global::SESSION,
        global::NETWORK,
        global::RESOURCE,
        global::REQUEST,
        services::KEYS,
        providers::OIDC,
        providers::SAML,
    ]
    .into_iter()
    .flatten()
}

/// What is known of the keys of a namespace that are not among [`all`]: AWS adds keys.
pub fn namespaces() -> impl Iterator<Item = &'static Key> {
    services::NAMESPACES.iter()
}

/// Whether a request can carry keys that are neither among [`all`] nor in one of
/// [`namespaces`]. Sessions can carry keys of the provider or the service that they came
/// from; other callers carry none.
pub fn may_carry_others(caller: CallerKind) -> bool {
    services::ANY_OTHER.presence(caller) != Presence::Absent
}

/// The key of this name, in any case; of a family if something follows the slash.
pub fn find(name: &str) -> Option<&'static Key> {
    all().find(|key| {
        if key.is_family() {
            let (family, rest) = name.split_at_checked(key.name.len()).unwrap_or(("", ""));
            !rest.is_empty() && family.eq_ignore_ascii_case(key.name)
        } else {
            key.name.eq_ignore_ascii_case(name)
        }
    })
}

/// Whether a key can have several values. Such a key is no policy variable, and only the
/// set qualifiers make sense of it.
pub fn is_multivalued(name: &str) -> bool {
    all().any(|key| key.is_multivalued && key.name.eq_ignore_ascii_case(name))
}

/// Whether all keys that begin like this one are AWS's and listed here, so that a name that
/// is not among them is a slip of the pen, or newer than this program.
pub fn is_of_listed_namespace(name: &str) -> bool {
    const LISTED: &[&str] = &["aws", "sts", "saml", "execute-api"];
    name.split_once(':')
        .is_some_and(|(namespace, _)| LISTED.iter().any(|it| it.eq_ignore_ascii_case(namespace)))
}

/// The keys that were probably meant, the nearest first: one that is a letter or two away,
/// else those that share the longest beginning, if it goes past the namespace.
pub fn nearest(name: &str) -> Vec<&'static str> {
    /// A shorter common beginning says nothing.
    const SHORTEST: usize = 4;
    let (own, tag) = match name.split_once('/') {
        Some((family, tag)) => (format!("{family}/"), tag),
        None => (name.to_owned(), ""),
    };
    let names: Vec<&'static str> = all()
        .filter(|key| tag.is_empty() || key.is_family())
        .map(|key| key.name)
        .collect();
    if let Some(name) = words::nearest(&own, &names) {
        return vec![name];
    }
    let common = |candidate: &str| {
        let pairs = own.bytes().zip(candidate.bytes());
        pairs
            .take_while(|(left, right)| left.eq_ignore_ascii_case(right))
            .count()
    };
    let namespace = own.find(':').map_or(0, |colon| colon + 1);
    let longest = names.iter().map(|name| common(name)).max().unwrap_or(0);
    if longest < namespace + SHORTEST {
        return Vec::new();
    }
    names
        .into_iter()
        .filter(|name| common(name) == longest)
        .collect()
}

/// A line of a table. The columns are those of [`CallerKind::ALL`].
const fn key(
    name: &'static str,
    value_type: ValueType,
    is_multivalued: bool,
    by_caller: [Presence; 7],
    source: &'static str,
) -> Key {
    Key {
        name,
        value_type,
        is_multivalued,
        source,
        by_caller,
    }
}

/// What the cells of the tables are written with.
mod cells {
    use super::{Presence, ValueType};

    /// The key has one value.
    pub(super) const ONE: bool = false;
    /// The key can have several values.
    pub(super) const MANY: bool = true;

    /// The request carries the key, and the value follows from what is known.
    pub(super) const K: Presence = Presence::Known;
    /// The request carries the key, and nobody said with which value.
    pub(super) const V: Presence = Presence::ValueUnknown;
    /// The request does not carry the key.
    pub(super) const A: Presence = Presence::Absent;
    /// The request may carry the key or not.
    pub(super) const U: Presence = Presence::Unknown;

    pub(super) const STRING: ValueType = ValueType::String;
    pub(super) const ARN: ValueType = ValueType::Arn;
    pub(super) const NUMERIC: ValueType = ValueType::Numeric;
    pub(super) const DATE: ValueType = ValueType::Date;
    pub(super) const BOOL: ValueType = ValueType::Bool;
    pub(super) const IP: ValueType = ValueType::IpAddress;
}
