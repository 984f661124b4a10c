//! Many statements, found through tables of what they literally say.

use std::collections::BTreeMap;

use super::{
    Place, Search, Statements,
    callers::principal_hashes,
    keys::{TextPlace, action_keys, resource_keys},
    prefix::{Backward, Forward, PrefixTable},
};

/// The statements of one layer by the literal beginning of the action.
#[derive(Clone, Debug)]
pub(crate) struct Tables {
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

/// A list of no more places is looked at without asking whom they name.
const SHORT_LIST: usize = 4;

impl Tables {
    pub(super) fn new(statements: &Statements<'_>) -> Self {
        let mut by_action: BTreeMap<Vec<u8>, Gathered> = BTreeMap::new();
        for (place, statement) in statements {
            let principals = principal_hashes(statement);
            let resources = resource_keys(statement);
            for action in action_keys(statement) {
                let gathered = by_action.entry(action.begins.into_bytes()).or_default();
                for key in &resources {
                    gathered.add(
                        key.place,
                        &key.text.begins,
                        &key.text.ends,
                        &principals,
                        *place,
                    );
                }
            }
        }
        Tables {
            by_action: PrefixTable::new(by_action, |gathered| ByResource {
                parts: by_text(gathered.parts),
                later: by_text(gathered.later),
                own_api: by_text(gathered.own_api),
            }),
        }
    }

    /// Calls `visit` for every statement that could apply, some perhaps more than once, until
    /// it answers `false`.
    pub(super) fn visit(&self, search: &Search<'_>, visit: &mut impl FnMut(Place) -> bool) {
        let mut of_list = |list: &ByPrincipal| {
            if list.len() <= SHORT_LIST {
                return list.iter().all(|(_, place)| visit(*place));
            }
            search.callers().visit(list, visit)
        };
        let mut of_text = |table: &ByText, text: &str| {
            table.visit(Forward(text), &mut |by_end: &PrefixTable<ByPrincipal>| {
                by_end.visit(Backward(text), &mut of_list)
            })
        };
        let part = search.view.resource_part();
        let action = search.view.request.action.lowercase();
        self.by_action.visit(Forward(action), &mut |by_resource| {
            of_text(&by_resource.parts, part)
                && (by_resource.later.is_empty()
                    || !part.contains(':')
                    || of_text(&by_resource.later, part))
                && (by_resource.own_api.is_empty()
                    || own_api_path(search).is_none_or(|path| of_text(&by_resource.own_api, path)))
        });
    }
}

/// What the tables are made from.
#[derive(Default)]
struct Gathered {
    parts: GatheredTexts,
    later: GatheredTexts,
    own_api: GatheredTexts,
}

/// By beginning and by end, the end backwards.
type GatheredTexts = BTreeMap<Vec<u8>, BTreeMap<Vec<u8>, ByPrincipal>>;

impl Gathered {
    fn add(&mut self, at: TextPlace, begins: &str, ends: &str, principals: &[u64], place: Place) {
        let put = |texts: &mut GatheredTexts, begins: &str| {
            texts
                .entry(begins.as_bytes().to_vec())
                .or_default()
                .entry(ends.bytes().rev().collect())
                .or_default()
                .extend(principals.iter().map(|hash| (*hash, place)));
        };
        match at {
            TextPlace::Whole => put(&mut self.parts, begins),
            TextPlace::WholeOrLater => {
                put(&mut self.parts, begins);
                put(&mut self.later, "");
            }
            TextPlace::OwnApi => put(&mut self.own_api, begins),
        }
    }
}

fn by_text(gathered: GatheredTexts) -> ByText {
    PrefixTable::new(gathered, |by_end| PrefixTable::new(by_end, sorted))
}

fn sorted(mut list: ByPrincipal) -> ByPrincipal {
    list.sort_unstable();
    list.dedup();
    list
}

/// What follows the API id in an `execute-api` ARN.
fn own_api_path<'r>(search: &Search<'r>) -> Option<&'r str> {
    let arn = search.view.segments?.as_arn()?;
    if arn.service != "execute-api" {
        return None;
    }
    arn.resource.get(arn.resource.find('/')?..)
}
