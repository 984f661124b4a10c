//! The request context: condition keys and their values, present, absent or not known.
//!
//! Source: IAM user guide, `reference_policies_condition-keys`. Key names, tag keys
//! included, are compared without regard to case.

use std::collections::BTreeMap;

use foldhash::fast::RandomState;
use hashbrown::HashMap;

/// What is known about one condition key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The request surely does not carry the key.
    Absent,
    /// The request carries the key with these values.
    Values(Vec<String>),
    /// Nobody said. `may_be_absent` tells whether the request may lack the key, or carry it
    /// without a value (an empty text, an empty list), which `Null` does not tell apart.
    Unknown {
        /// Whether the request may lack the key or carry it without a value.
        may_be_absent: bool,
    },
}

/// What a look-up finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup<'c> {
    /// The request surely does not carry the key.
    Absent,
    /// The request carries the key with these values.
    Known(&'c [String]),
    /// Nobody said.
    Unknown {
        /// Whether the request may lack the key.
        may_be_absent: bool,
    },
}

/// All that is known about the context of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// Only ever searched, never listed, so that its order shows nowhere.
    keys: HashMap<String, Fact, RandomState>,
    families: BTreeMap<String, Fact>,
    otherwise: Fact,
}

impl Context {
    /// A context in which a key that is not given is absent.
    pub fn closed() -> Self {
        Context {
            keys: HashMap::default(),
            families: BTreeMap::new(),
            otherwise: Fact::Absent,
        }
    }

    /// A context in which nothing is known of a key that is not given.
    pub fn open() -> Self {
        Context {
            otherwise: Fact::Unknown {
                may_be_absent: true,
            },
            ..Context::closed()
        }
    }

    /// Says what is known about a key.
    pub fn set(&mut self, key: &str, fact: Fact) {
        self.keys.insert(key.to_ascii_lowercase(), fact);
    }

    /// Gives a key its one value.
    pub fn set_value(&mut self, key: &str, value: impl Into<String>) {
        self.set(key, Fact::Values(vec![value.into()]));
    }

    /// Says what is known about all keys that begin with a prefix such as
    /// `aws:PrincipalTag/` and are not set themselves. The longest prefix counts.
    pub fn set_family(&mut self, prefix: &str, fact: Fact) {
        self.families.insert(prefix.to_ascii_lowercase(), fact);
    }

    /// What is known about a key, its name in any case.
    pub fn get(&self, key: &str) -> Lookup<'_> {
        self.get_lowercase(&key.to_ascii_lowercase())
    }

    /// What is known about a key whose name is in lower case.
    pub(crate) fn get_lowercase(&self, key: &str) -> Lookup<'_> {
        let fact = self.keys.get(key).or_else(|| {
            self.families
                .iter()
                .filter(|(prefix, _)| key.starts_with(prefix.as_str()))
                .max_by_key(|(prefix, _)| prefix.len())
                .map(|(_, fact)| fact)
        });
        match fact.unwrap_or(&self.otherwise) {
            Fact::Absent => Lookup::Absent,
            Fact::Values(values) => Lookup::Known(values),
            Fact::Unknown { may_be_absent } => Lookup::Unknown {
                may_be_absent: *may_be_absent,
            },
        }
    }
}

/// Whether a key can have several values. Such a key is no policy variable, and only the
/// set qualifiers make sense of it.
///
/// Source: IAM user guide, `reference_policies_condition-keys`; STS, `reference_policies_iam-condition-keys`.
pub fn is_multivalued(key: &str) -> bool {
    const KEYS: &[&str] = &[
        "aws:CalledVia",
        "aws:PrincipalOrgPaths",
        "aws:PrincipalServiceNamesList",
        "aws:ResourceOrgPaths",
        "aws:SourceOrgPaths",
        "aws:TagKeys",
        "aws:VpceOrgPaths",
        "cognito-identity.amazonaws.com:amr",
        "sts:RequestContextProviders",
        "sts:TransitiveTagKeys",
    ];
    KEYS.iter().any(|known| known.eq_ignore_ascii_case(key))
}
