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

/// The condition keys that reach a policy; all others are absent there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReachingKeys {
    /// The keys, in lower case.
    pub keys: &'static [&'static str],
    /// The prefixes of further keys, such as `aws:principaltag/`, in lower case.
    pub families: &'static [&'static str],
}

impl ReachingKeys {
    /// Whether a key is among them, its name in any case.
    pub fn contains(&self, key: &str) -> bool {
        let key = key.to_ascii_lowercase();
        self.keys.contains(&key.as_str())
            || self.families.iter().any(|prefix| key.starts_with(prefix))
    }
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

    /// The same context without all keys but these.
    #[must_use]
    pub(crate) fn reaching(&self, reaching: &ReachingKeys) -> Context {
        let mut context = Context::closed();
        for key in reaching.keys {
            context.set(key, self.fact(key).clone());
        }
        for prefix in reaching.families {
            context.set_family(prefix, self.fact(prefix).clone());
            let is_longer = |key: &String| key.starts_with(prefix);
            let keys = self.keys.iter().filter(|(key, _)| is_longer(key));
            for (key, fact) in keys {
                context.set(key, fact.clone());
            }
            let families = self.families.iter().filter(|(key, _)| is_longer(key));
            for (key, fact) in families {
                context.set_family(key, fact.clone());
            }
        }
        context
    }

    /// What is known about a key, its name in any case.
    pub fn get(&self, key: &str) -> Lookup<'_> {
        self.get_lowercase(&key.to_ascii_lowercase())
    }

    /// What is known about a key whose name is in lower case.
    pub(crate) fn get_lowercase(&self, key: &str) -> Lookup<'_> {
        match self.fact(key) {
            Fact::Absent => Lookup::Absent,
            Fact::Values(values) => Lookup::Known(values),
            Fact::Unknown { may_be_absent } => Lookup::Unknown {
                may_be_absent: *may_be_absent,
            },
        }
    }

    /// What is known about a key in lower case.
    fn fact(&self, key: &str) -> &Fact {
        let fact = self.keys.get(key).or_else(|| {
            self.families
                .iter()
                .filter(|(prefix, _)| key.starts_with(prefix.as_str()))
                .max_by_key(|(prefix, _)| prefix.len())
                .map(|(_, fact)| fact)
        });
        fact.unwrap_or(&self.otherwise)
    }
}

pub use crate::keys::is_multivalued;
