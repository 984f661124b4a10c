//! Which statements of a layer can apply to a request at all.
//!
//! A layer is indexed once by what its statements literally say: how the action begins, how
//! the resource part of the ARN begins and ends, and whom they name. A decision then
//! evaluates only the statements that an index entry of the request leads to. The index
//! leaves out nothing that could apply, whatever choice is taken of an assumption; that it
//! lists too much costs time and nothing else.
//!
//! Partition, service, Region and account of a resource are not looked at: they hardly tell
//! statements apart, and a wildcard in them would hide what comes after.

use std::{
    collections::BTreeMap,
    hash::{BuildHasher as _, Hash as _, Hasher as _},
};

use foldhash::fast::FixedState;

use crate::{
    Arn, Caller, Policy, Request,
    arn::resource_part,
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
    /// By the resource part of the ARN.
    parts: ByText,
    /// Those whose last segment may begin at a later colon of the resource, because a
    /// wildcard before it reaches that far; by their end only.
    later: ByText,
    /// Abbreviated resources, by what follows `execute-api:`.
    own_api: ByText,
}

/// By the literal beginning of a text, and then by its literal end, read backwards.
type ByText = PrefixTable<PrefixTable<ByPrincipal>>;

/// The statements that share all that: the hash of a principal that they name with their
/// place, in order of the hash.
type ByPrincipal = Vec<(u64, Place)>;

/// Where a statement is: the document, and the statement in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) document: u32,
    pub(crate) statement: u32,
}

/// The hash under which statements stand that may mean any caller.
const ANYBODY: u64 = 0;

/// The same in every process. That somebody finds texts with one hash costs time only.
const HASHES: FixedState = FixedState::with_seed(0);

impl StatementIndex {
    /// Indexes the documents of a layer.
    pub(crate) fn new(policies: &[&Policy]) -> Self {
        let mut by_action: BTreeMap<Vec<u8>, Gathered> = BTreeMap::new();
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
                parts: by_text(gathered.parts),
                later: by_text(gathered.later),
                own_api: by_text(gathered.own_api),
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
        // A request that names no resource has no resource part.
        let part = resource_part(arn).unwrap_or_default();
        let has_later = part.contains(':');
        let mut of_list = |list: &ByPrincipal| {
            if list.iter().all(|(hash, _)| *hash == ANYBODY) {
                return list.iter().all(|(_, place)| visit(*place));
            }
            hashes
                .get_or_init(|| CallerHashes::new(&request.caller))
                .visit(list, &mut visit)
        };
        let mut of_text = |table: &ByText, text: &str| {
            table.visit(Forward(text), &mut |by_end: &PrefixTable<ByPrincipal>| {
                by_end.visit(Backward(text), &mut of_list)
            })
        };
        self.by_action
            .visit(Forward(request.action.lowercase()), &mut |by_resource| {
                of_text(&by_resource.parts, part)
                    && (!has_later || of_text(&by_resource.later, part))
                    && (by_resource.own_api.is_empty()
                        || own_api_path(arn).is_none_or(|path| of_text(&by_resource.own_api, path)))
            });
    }
}

/// What an index is made from.
#[derive(Default)]
struct Gathered {
    parts: GatheredTexts,
    later: GatheredTexts,
    own_api: GatheredTexts,
}

/// By beginning and by end, the end backwards.
type GatheredTexts = BTreeMap<Vec<u8>, BTreeMap<Vec<u8>, ByPrincipal>>;

fn by_text(gathered: GatheredTexts) -> ByText {
    PrefixTable::new(gathered, |by_end| PrefixTable::new(by_end, sorted))
}

fn gather(by_action: &mut BTreeMap<Vec<u8>, Gathered>, statement: &Statement, place: Place) {
    let principals = principal_hashes(statement);
    for action in action_prefixes(statement) {
        let gathered = by_action.entry(action.into_bytes()).or_default();
        for key in resource_keys(statement) {
            let texts = match key.kind {
                KeyKind::Part => &mut gathered.parts,
                KeyKind::Later => &mut gathered.later,
                KeyKind::OwnApi => &mut gathered.own_api,
            };
            let by_end = texts.entry(key.begins.into_bytes()).or_default();
            let end: Vec<u8> = key.ends.bytes().rev().collect();
            by_end
                .entry(end)
                .or_default()
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

/// What one resource of a statement literally says.
struct ResourceKey {
    kind: KeyKind,
    begins: String,
    ends: String,
}

enum KeyKind {
    Part,
    Later,
    OwnApi,
}

impl ResourceKey {
    /// Every resource.
    fn any() -> Self {
        ResourceKey {
            kind: KeyKind::Part,
            begins: String::new(),
            ends: String::new(),
        }
    }

    fn new(kind: KeyKind, text: &str) -> Self {
        ResourceKey {
            kind,
            begins: literal_prefix(text).to_owned(),
            ends: literal_suffix(text).to_owned(),
        }
    }
}

/// What the resources literally say; nothing for `NotResource` and where there is no
/// resource element.
fn resource_keys(statement: &Statement) -> Vec<ResourceKey> {
    match &statement.resource {
        Some(resources) if !resources.negated => {
            resources.patterns.iter().flat_map(keys_of).collect()
        }
        _ => vec![ResourceKey::any()],
    }
}

fn keys_of(pattern: &ResourcePattern) -> Vec<ResourceKey> {
    let text = pattern.text.as_str();
    match &pattern.form {
        ResourceForm::All => vec![ResourceKey::any()],
        ResourceForm::Arn(_) => {
            let Some(part) = resource_part(text) else {
                // Completed by `*`.
                return vec![ResourceKey::any()];
            };
            let leading = text.get(..text.len() - part.len()).unwrap_or_default();
            let mut keys = vec![ResourceKey::new(KeyKind::Part, part)];
            if leading.contains("*:") {
                keys.push(ResourceKey {
                    begins: String::new(),
                    ..ResourceKey::new(KeyKind::Later, part)
                });
            }
            keys
        }
        ResourceForm::OwnApi(_) => {
            let path = text.strip_prefix("execute-api:").unwrap_or_default();
            vec![ResourceKey::new(KeyKind::OwnApi, path)]
        }
        // It matches nothing.
        ResourceForm::Malformed => Vec::new(),
    }
}

/// The text up to its first wildcard or variable.
fn literal_prefix(text: &str) -> &str {
    let end = text.find(['*', '?', '$']).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// The text after its last wildcard or variable. What follows a variable is not told from
/// what is in it, so that a text with variables has no literal end.
fn literal_suffix(text: &str) -> &str {
    if text.contains('$') {
        return "";
    }
    let start = text.rfind(['*', '?']).map_or(0, |at| at + 1);
    text.get(start..).unwrap_or_default()
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

/// The bytes of a text in the order in which a table compares them.
trait Bytes: Copy {
    fn at(self, index: usize) -> Option<u8>;
}

#[derive(Clone, Copy)]
struct Forward<'t>(&'t str);

impl Bytes for Forward<'_> {
    fn at(self, index: usize) -> Option<u8> {
        self.0.as_bytes().get(index).copied()
    }
}

#[derive(Clone, Copy)]
struct Backward<'t>(&'t str);

impl Bytes for Backward<'_> {
    fn at(self, index: usize) -> Option<u8> {
        let from_end = self.0.len().checked_sub(index + 1)?;
        self.0.as_bytes().get(from_end).copied()
    }
}

/// Values under texts, found by all texts that begin another text.
#[derive(Clone, Debug)]
struct PrefixTable<T> {
    /// In order of the text.
    entries: Vec<Entry<T>>,
}

#[derive(Clone, Debug)]
struct Entry<T> {
    prefix: Box<[u8]>,
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
    fn new<V>(values: BTreeMap<Vec<u8>, V>, make: impl Fn(V) -> T) -> Self {
        let mut entries: Vec<Entry<T>> = Vec::with_capacity(values.len());
        // Entries whose text begins the texts that come next, the longest last.
        let mut open: Vec<(usize, Vec<u8>)> = Vec::new();
        for (at, (prefix, value)) in values.into_iter().enumerate() {
            while open.pop_if(|(_, last)| !prefix.starts_with(last)).is_some() {}
            entries.push(Entry {
                prefix: prefix.clone().into_boxed_slice(),
                value: make(value),
                parent: open.last().map(|(at, _)| *at),
            });
            open.push((at, prefix));
        }
        PrefixTable { entries }
    }

    fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Calls `visit` for the value of every text that begins `text`, until it answers
    /// `false`. Tells whether it never did.
    fn visit(&self, text: impl Bytes, visit: &mut impl FnMut(&T) -> bool) -> bool {
        // All texts that begin `text` lie before it, and each begins the last one that does,
        // or is it.
        let after = self
            .entries
            .partition_point(|entry| compare(&entry.prefix, text) != Order::After);
        let mut next = after.checked_sub(1);
        while let Some(entry) = next.and_then(|at| self.entries.get(at)) {
            if compare(&entry.prefix, text) == Order::Begins && !visit(&entry.value) {
                return false;
            }
            next = entry.parent;
        }
        true
    }
}

/// How an entry stands to a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    /// It begins the text, or is it.
    Begins,
    /// It comes before the text in the order, and does not begin it.
    Before,
    /// It comes after the text in the order.
    After,
}

fn compare(prefix: &[u8], text: impl Bytes) -> Order {
    for (index, own) in prefix.iter().enumerate() {
        match text.at(index) {
            None => return Order::After,
            Some(other) if *own < other => return Order::Before,
            Some(other) if *own > other => return Order::After,
            Some(_) => {}
        }
    }
    Order::Begins
}
