//! Cutting the values of a key into cells in which all conditions come out the same.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Subnets, Ipv6Subnets};

use super::Requirement;
use crate::{
    condition::{Family, Prepared},
    context::Fact,
    document::Condition,
};

/// A set of values that no condition tells apart, with one of them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cell {
    /// One of the values.
    pub(super) example: Fact,
    /// What the values are.
    label: Label,
}

#[derive(Clone, Debug, PartialEq)]
enum Label {
    /// The key is absent.
    Absent,
    /// This text.
    Text(String),
    /// A text that this pattern matches; not all of them need come out the same.
    Pattern(String),
    /// Every text that is not named.
    Other,
    /// Addresses from the first to the last.
    V4(Ipv4Addr, Ipv4Addr),
    /// Addresses from the first to the last.
    V6(Ipv6Addr, Ipv6Addr),
}

/// The most values of one key that are told apart.
const MOST_CELLS: usize = 1024;

/// The cells of a key; `None` if its conditions compare it in ways that do not go
/// together, or name too many values.
pub(super) fn cells_of(conditions: &[&Condition], may_be_absent: bool) -> Option<Vec<Cell>> {
    let mut families: Vec<Family> = conditions
        .iter()
        .map(|condition| condition.operator.base.family())
        .filter(|family| *family != Family::Null)
        .collect();
    families.dedup();
    let values = || conditions.iter().flat_map(|condition| &condition.values);
    if values().count() > MOST_CELLS {
        return None;
    }
    let mut cells = match families.as_slice() {
        [] => vec![other()],
        [Family::Ip] => networks(values().filter_map(|value| match &value.prepared {
            Prepared::Network(network) => *network,
            _ => None,
        })),
        [Family::Bool] => texts_only(&["true".to_owned(), "false".to_owned()]),
        [Family::String | Family::Arn] => {
            if values().any(|value| value.text.contains("${")) {
                return None;
            }
            let wildcards = conditions.iter().any(|condition| {
                condition.operator.base.family() == Family::Arn
                    || condition.operator.base.name().ends_with("Like")
            });
            let mut named: Vec<String> = values().map(|value| value.text.clone()).collect();
            named.sort();
            named.dedup();
            if wildcards {
                patterns(&named)
            } else {
                texts(&named)
            }
        }
        // Numbers and dates are ordered; their gaps are left to the reader.
        _ => return None,
    };
    if may_be_absent {
        cells.push(Cell {
            example: Fact::Absent,
            label: Label::Absent,
        });
    }
    (cells.len() <= MOST_CELLS).then_some(cells)
}

fn text(text: &str) -> Cell {
    Cell {
        example: Fact::Values(vec![text.to_owned()]),
        label: Label::Text(text.to_owned()),
    }
}

fn other() -> Cell {
    Cell {
        // No policy names a control character.
        example: Fact::Values(vec!["\u{1}".to_owned()]),
        label: Label::Other,
    }
}

fn texts_only(named: &[String]) -> Vec<Cell> {
    named.iter().map(|name| text(name)).collect()
}

/// The named texts, and any other.
pub(super) fn texts(named: &[String]) -> Vec<Cell> {
    let mut cells = texts_only(named);
    cells.push(other());
    cells
}

/// The named texts, one text for each pattern, and any other.
fn patterns(named: &[String]) -> Vec<Cell> {
    let mut cells: Vec<Cell> = named
        .iter()
        .map(|name| {
            if name.contains(['*', '?']) {
                Cell {
                    example: Fact::Values(vec![name.replace(['*', '?'], "x")]),
                    label: Label::Pattern(name.clone()),
                }
            } else {
                text(name)
            }
        })
        .collect();
    cells.push(other());
    cells
}

/// The ranges between the ends of the networks.
fn networks(networks: impl Iterator<Item = IpNet>) -> Vec<Cell> {
    let mut v4 = vec![0u64];
    let mut v6 = vec![0u128];
    for network in networks {
        match network {
            IpNet::V4(network) => {
                v4.push(u64::from(u32::from(network.network())));
                v4.push(u64::from(u32::from(network.broadcast())) + 1);
            }
            IpNet::V6(network) => {
                v6.push(u128::from(network.network()));
                v6.extend(u128::from(network.broadcast()).checked_add(1));
            }
        }
    }
    v4.sort_unstable();
    v4.dedup();
    v4.retain(|start| *start <= u64::from(u32::MAX));
    v6.sort_unstable();
    v6.dedup();
    let example = |address: IpAddr| Fact::Values(vec![address.to_string()]);
    let to_v4 = |bits: u64| Ipv4Addr::from(u32::try_from(bits).unwrap_or(u32::MAX));
    let mut cells = Vec::new();
    for (index, start) in v4.iter().enumerate() {
        let end = v4
            .get(index + 1)
            .map_or(u64::from(u32::MAX), |next| next - 1);
        cells.push(Cell {
            example: example(to_v4(*start).into()),
            label: Label::V4(to_v4(*start), to_v4(end)),
        });
    }
    for (index, start) in v6.iter().enumerate() {
        let end = v6.get(index + 1).map_or(u128::MAX, |next| next - 1);
        cells.push(Cell {
            example: example(Ipv6Addr::from(*start).into()),
            label: Label::V6(Ipv6Addr::from(*start), Ipv6Addr::from(end)),
        });
    }
    cells
}

/// The chosen cells of a fact in words.
pub(super) fn requirement(fact: &str, cells: &[Cell], chosen: &[usize]) -> Requirement {
    let is_chosen = |index: &usize| chosen.contains(index);
    let labels = |wanted: bool| {
        cells
            .iter()
            .enumerate()
            .filter(move |(index, _)| is_chosen(index) == wanted)
            .map(|(_, cell)| &cell.label)
    };
    let is_open = labels(true).any(|label| *label == Label::Other);
    let listed = texts_of(labels(!is_open));
    let or_absent = labels(true).any(|label| *label == Label::Absent);
    let only_absent = labels(true).all(|label| *label == Label::Absent);
    let is_exact = !cells
        .iter()
        .any(|cell| matches!(cell.label, Label::Pattern(_)));
    Requirement {
        fact: fact.to_owned(),
        one_of: if is_open { Vec::new() } else { listed.clone() },
        none_of: if is_open { listed } else { Vec::new() },
        or_absent: or_absent && !only_absent,
        only_absent,
        is_exact,
    }
}

/// The labels as texts; neighbouring ranges are joined and written as CIDR ranges.
fn texts_of<'l>(labels: impl Iterator<Item = &'l Label>) -> Vec<String> {
    let mut texts = Vec::new();
    let mut v4: Vec<(Ipv4Addr, Ipv4Addr)> = Vec::new();
    let mut v6: Vec<(Ipv6Addr, Ipv6Addr)> = Vec::new();
    for label in labels {
        match label {
            Label::Absent | Label::Other => {}
            Label::Text(text) => texts.push(text.clone()),
            Label::Pattern(pattern) => texts.push(format!("any value that matches {pattern}")),
            Label::V4(start, end) => match v4.last_mut() {
                Some(last) if u32::from(last.1).checked_add(1) == Some(u32::from(*start)) => {
                    last.1 = *end;
                }
                _ => v4.push((*start, *end)),
            },
            Label::V6(start, end) => match v6.last_mut() {
                Some(last) if u128::from(last.1).checked_add(1) == Some(u128::from(*start)) => {
                    last.1 = *end;
                }
                _ => v6.push((*start, *end)),
            },
        }
    }
    for (start, end) in v4 {
        texts.extend(Ipv4Subnets::new(start, end, 0).map(|network| network.to_string()));
    }
    for (start, end) in v6 {
        texts.extend(Ipv6Subnets::new(start, end, 0).map(|network| network.to_string()));
    }
    texts
}
