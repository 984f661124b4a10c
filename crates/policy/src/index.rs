//! Which statements of a layer can apply to a request at all.
//!
//! A layer is indexed once by what its statements literally begin with: the action, then
//! the resource, then whom they name. A decision then evaluates only the statements that an
//! index entry of the request leads to. The index leaves out nothing that could apply; that
//! it lists too much costs time and nothing else.

use std::{
    collections::BTreeMap,
    hash::{Hash as _, Hasher as _},
};

use crate::{
    Arn, Caller, Policy, Request,
    document::{PrincipalForm, Statement},
    pattern::{ResourceForm, ResourcePattern},
};

/// The statements of one layer, findable by request.
#[derive(Clone, Debug, Default)]
pub(crate) struct StatementIndex {
    /// By the literal beginning of the action.
    by_action: PrefixTable<ByResource>,
}

/// The statements that share the beginning of an action.
#[derive(Clone, Debug, Default)]
struct ByResource {
    /// By the literal beginning of the resource ARN.
    arns: PrefixTable<ByPrincipal>,
    /// Abbreviated resources, by the literal beginning of what follows `execute-api:`.
    own_api: PrefixTable<ByPrincipal>,
}

/// The statements that share the beginnings of action and resource: the hash of a principal
/// that they name with their place, in order of the hash.
type ByPrincipal = Vec<(u64, Place)>;

/// Where a statement is: the document, and the statement in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) document: u32,
    pub(crate) statement: u32,
}

/// The hash under which statements stand that may mean any caller.
const ANYBODY: u64 = 0;

impl StatementIndex {
    /// Indexes the documents of a layer.
    pub(crate) fn new(policies: &[&Policy]) -> Self {
        let mut by_action: BTreeMap<String, Gathered> = BTreeMap::new();
        for (document, policy) in policies.iter().enumerate() {
            for (index, statement) in policy.statements.iter().enumerate() {
                let place = Place {
                    document: u32::try_from(document).unwrap_or(u32::MAX),
                    statement: u32::try_from(index).unwrap_or(u32::MAX),
                };
                gather(&mut by_action, statement, place);
            }
        }
        StatementIndex {
            by_action: PrefixTable::new(by_action, |gathered| ByResource {
                arns: PrefixTable::new(gathered.arns, sorted),
                own_api: PrefixTable::new(gathered.own_api, sorted),
            }),
        }
    }

    /// Calls `visit` for every statement that could apply, some perhaps more than once, until
    /// it answers `false`.
    pub(crate) fn visit(&self, request: &Request, mut visit: impl FnMut(usize, usize) -> bool) {
        let mut visit = |place: Place| visit(place.document as usize, place.statement as usize);
        // Only a list that names somebody needs them.
        let hashes = std::cell::OnceCell::new();
        let arn = request.resource.arn.as_str();
        let own_path = own_api_path(arn);
        let mut of_list = |list: &ByPrincipal| {
            if list.iter().all(|(hash, _)| *hash == ANYBODY) {
                return list.iter().all(|(_, place)| visit(*place));
            }
            hashes
                .get_or_init(|| CallerHashes::new(&request.caller))
                .visit(list, &mut visit)
        };
        self.by_action
            .visit(request.action.lowercase(), &mut |by_resource| {
                by_resource.arns.visit(arn, &mut of_list)
                    && own_path.is_none_or(|path| by_resource.own_api.visit(path, &mut of_list))
            });
    }
}

/// What an index is made from.
#[derive(Default)]
struct Gathered {
    arns: BTreeMap<String, ByPrincipal>,
    own_api: BTreeMap<String, ByPrincipal>,
}

fn gather(by_action: &mut BTreeMap<String, Gathered>, statement: &Statement, place: Place) {
    let principals = principal_hashes(statement);
    for action in action_prefixes(statement) {
        let gathered = by_action.entry(action).or_default();
        for resource in resource_prefixes(statement) {
            let list = match resource {
                ResourcePrefix::Arn(prefix) => gathered.arns.entry(prefix),
                ResourcePrefix::OwnApi(prefix) => gathered.own_api.entry(prefix),
            };
            list.or_default()
                .extend(principals.iter().map(|hash| (*hash, place)));
        }
    }
}

fn sorted(mut list: ByPrincipal) -> ByPrincipal {
    list.sort_unstable();
    list.dedup();
    list
}

/// What follows the API id in an `execute-api` ARN.
fn own_api_path(arn: &str) -> Option<&str> {
    let arn = Arn::parse(arn).filter(|arn| arn.service == "execute-api")?;
    arn.resource.get(arn.resource.find('/')?..)
}

/// The literal beginnings of the actions; one empty one for `NotAction`.
fn action_prefixes(statement: &Statement) -> Vec<String> {
    if statement.action.negated {
        return vec![String::new()];
    }
    statement
        .action
        .patterns
        .iter()
        .map(|pattern| literal_prefix(&pattern.text.to_ascii_lowercase()).to_owned())
        .collect()
}

enum ResourcePrefix {
    Arn(String),
    OwnApi(String),
}

/// The literal beginnings of the resources; one empty one for `NotResource` and where there
/// is no resource element.
fn resource_prefixes(statement: &Statement) -> Vec<ResourcePrefix> {
    match &statement.resource {
        Some(resources) if !resources.negated => resources
            .patterns
            .iter()
            .filter_map(resource_prefix)
            .collect(),
        _ => vec![ResourcePrefix::Arn(String::new())],
    }
}

fn resource_prefix(pattern: &ResourcePattern) -> Option<ResourcePrefix> {
    let prefix = literal_prefix(&pattern.text);
    match &pattern.form {
        ResourceForm::All => Some(ResourcePrefix::Arn(String::new())),
        ResourceForm::Arn(_) => Some(ResourcePrefix::Arn(prefix.to_owned())),
        ResourceForm::OwnApi(_) => {
            let path = prefix.strip_prefix("execute-api:").unwrap_or_default();
            Some(ResourcePrefix::OwnApi(path.to_owned()))
        }
        // It matches nothing.
        ResourceForm::Malformed => None,
    }
}

/// The text up to its first wildcard or variable.
fn literal_prefix(text: &str) -> &str {
    let end = text.find(['*', '?', '$']).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// The hashes of those whom a statement names.
fn principal_hashes(statement: &Statement) -> Vec<u64> {
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
    let mut hasher = std::hash::DefaultHasher::new();
    parts.hash(&mut hasher);
    hasher.finish().max(ANYBODY + 1)
}

/// Role names are compared without regard to case.
fn hash_role(account: &str, name: &str) -> u64 {
    let mut hasher = std::hash::DefaultHasher::new();
    "role".hash(&mut hasher);
    account.hash(&mut hasher);
    for byte in name.bytes() {
        byte.to_ascii_lowercase().hash(&mut hasher);
    }
    hasher.finish().max(ANYBODY + 1)
}

/// The hashes under which a caller may be named.
enum CallerHashes {
    /// These, and [`ANYBODY`].
    Named([u64; 2]),
    /// Whoever may be named: every statement has to be looked at.
    All,
}

impl CallerHashes {
    fn new(caller: &Caller) -> Self {
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

    fn visit(&self, list: &ByPrincipal, visit: &mut impl FnMut(Place) -> bool) -> bool {
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

fn visit_hash(list: &ByPrincipal, hash: u64, visit: &mut impl FnMut(Place) -> bool) -> bool {
    let start = list.partition_point(|(other, _)| *other < hash);
    list.iter()
        .skip(start)
        .take_while(|(other, _)| *other == hash)
        .all(|(_, place)| visit(*place))
}

/// Values under texts, found by all texts that begin another text.
#[derive(Clone, Debug)]
struct PrefixTable<T> {
    /// In order of the text.
    entries: Vec<Entry<T>>,
}

#[derive(Clone, Debug)]
struct Entry<T> {
    prefix: Box<str>,
    value: T,
    /// The entry with the longest text that begins this one's.
    parent: Option<usize>,
}

impl<T> Default for PrefixTable<T> {
    fn default() -> Self {
        PrefixTable {
            entries: Vec::new(),
        }
    }
}

impl<T> PrefixTable<T> {
    fn new<V>(values: BTreeMap<String, V>, make: impl Fn(V) -> T) -> Self {
        let mut entries: Vec<Entry<T>> = Vec::with_capacity(values.len());
        // Entries whose text begins the texts that come next, the longest last.
        let mut open: Vec<(usize, String)> = Vec::new();
        for (at, (prefix, value)) in values.into_iter().enumerate() {
            while open
                .pop_if(|(_, last)| !prefix.starts_with(last.as_str()))
                .is_some()
            {}
            entries.push(Entry {
                prefix: prefix.clone().into_boxed_str(),
                value: make(value),
                parent: open.last().map(|(at, _)| *at),
            });
            open.push((at, prefix));
        }
        PrefixTable { entries }
    }

    /// Calls `visit` for the value of every text that begins `text`, until it answers
    /// `false`. Tells whether it never did.
    fn visit(&self, text: &str, visit: &mut impl FnMut(&T) -> bool) -> bool {
        // All texts that begin `text` lie before it, and each begins the last one that does,
        // or is it.
        let after = self.entries.partition_point(|entry| *entry.prefix <= *text);
        let mut next = after.checked_sub(1);
        while let Some(entry) = next.and_then(|at| self.entries.get(at)) {
            if text.starts_with(&*entry.prefix) && !visit(&entry.value) {
                return false;
            }
            next = entry.parent;
        }
        true
    }
}
