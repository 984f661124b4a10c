//! Cutting the values of a key into cells in which all conditions come out the same.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Subnets, Ipv6Subnets};

use super::{
    Requirement,
    ordered::{self, Stretch},
};
use crate::{
    condition::{Family, Prepared},
    context::{Fact, is_multivalued},
    document::Condition,
    pattern::Glob,
};

/// The cells of one fact.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cells {
    /// The cells; together they hold every value.
    pub(super) all: Vec<Cell>,
    /// Whether within each cell every condition surely comes out the same. If not, a cell
    /// stands for its example only.
    pub(super) is_exact: bool,
}

/// A set of values that no condition tells apart, with one of them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cell {
    /// One of the values.
    pub(super) example: Fact,
    /// What the values are.
    pub(super) label: Label,
}

/// What the values of a cell are.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Label {
    /// The key is absent.
    Absent,
    /// This text.
    Text(String),
    /// A text that this pattern matches and that has no cell of its own.
    Pattern(String),
    /// Every text that is not named.
    Other,
    /// Addresses from the first to the last.
    V4(Ipv4Addr, Ipv4Addr),
    /// Addresses from the first to the last.
    V6(Ipv6Addr, Ipv6Addr),
    /// Numbers or dates.
    Stretch(Stretch),
}

/// The most values of one key that are told apart.
const MOST_CELLS: usize = 1024;

/// The most patterns of one key that are compared with each other.
const MOST_PATTERNS: usize = 64;

/// The cells of a key; `None` if its conditions compare it in ways that do not go
/// together, or name too many values.
pub(super) fn cells_of(key: &str, conditions: &[&Condition], may_be_absent: bool) -> Option<Cells> {
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
        [] => texts(&[]),
        [Family::Ip] => networks(values().filter_map(|value| match &value.prepared {
            Prepared::Network(network) => *network,
            _ => None,
        })),
        [Family::Bool] => Cells {
            all: vec![text("true"), text("false")],
            is_exact: true,
        },
        [Family::String | Family::Arn] => {
            if values().any(|value| value.text.contains("${")) {
                return None;
            }
            texts_and_patterns(conditions)?
        }
        [family @ (Family::Numeric | Family::Date)] => Cells {
            all: ordered::cells(conditions, *family)?,
            is_exact: true,
        },
        _ => return None,
    };
    // A key with several values is not told by one of them.
    cells.is_exact &= !is_multivalued(key)
        && conditions
            .iter()
            .all(|condition| condition.operator.qualifier.is_none());
    if may_be_absent {
        cells.all.push(Cell {
            example: Fact::Absent,
            label: Label::Absent,
        });
    }
    (cells.all.len() <= MOST_CELLS).then_some(cells)
}

fn text(text: &str) -> Cell {
    Cell {
        example: Fact::Values(vec![text.to_owned()]),
        label: Label::Text(text.to_owned()),
    }
}

/// A text that no policy names: one control character, or more of them.
fn unnamed(length: usize) -> String {
    "\u{1}".repeat(length)
}

/// The named texts, and any other.
pub(super) fn texts(named: &[String]) -> Cells {
    let mut all: Vec<Cell> = named.iter().map(|name| text(name)).collect();
    all.push(Cell {
        example: Fact::Values(vec![unnamed(1)]),
        label: Label::Other,
    });
    Cells {
        all,
        is_exact: true,
    }
}

/// The named texts, one text for each pattern, and any other. That is exact as long as no
/// pattern matches what another or a name does, and case counts.
fn texts_and_patterns(conditions: &[&Condition]) -> Option<Cells> {
    let mut named: Vec<String> = Vec::new();
    let mut patterns: Vec<String> = Vec::new();
    let mut case_counts = true;
    for condition in conditions {
        let base = condition.operator.base;
        case_counts &= !base.name().ends_with("IgnoreCase");
        let has_wildcards = base.family() == Family::Arn || base.name().ends_with("Like");
        // `Null` has a truth value there, which is no text.
        for value in condition
            .values
            .iter()
            .filter(|_| base.family() != Family::Null)
        {
            if has_wildcards && value.text.contains(['*', '?']) {
                patterns.push(value.text.clone());
            } else {
                named.push(value.text.clone());
            }
        }
    }
    for list in [&mut named, &mut patterns] {
        list.sort();
        list.dedup();
    }
    if patterns.len() > MOST_PATTERNS {
        return None;
    }
    let globs: Vec<Glob> = patterns.iter().map(|text| Glob::wildcard(text)).collect();
    let is_disjoint = globs.iter().enumerate().all(|(index, glob)| {
        globs
            .iter()
            .skip(index + 1)
            .all(|other| !glob.overlaps(other))
            && named.iter().all(|name| !glob.matches(name))
    });
    let mut all: Vec<Cell> = named.iter().map(|name| text(name)).collect();
    all.extend(patterns.iter().map(|pattern| Cell {
        example: Fact::Values(vec![an_example(pattern, &named, &globs)]),
        label: Label::Pattern(pattern.clone()),
    }));
    // Whether a text of control characters matches is a question of its length.
    let longest = patterns.iter().map(|text| text.chars().count()).max();
    let is_other = |text: &String| globs.iter().all(|glob| !glob.matches(text));
    let other = (1..=longest.unwrap_or(0) + 1).map(unnamed).find(is_other);
    all.extend(other.map(|example| Cell {
        example: Fact::Values(vec![example]),
        label: Label::Other,
    }));
    Some(Cells {
        all,
        is_exact: is_disjoint && case_counts,
    })
}

/// A text that the pattern matches; if there is one at hand, one that nothing else does.
fn an_example(pattern: &str, named: &[String], globs: &[Glob]) -> String {
    let fill = |filler: &str| {
        let one: String = filler.chars().take(1).collect();
        pattern.replace('*', filler).replace('?', &one)
    };
    let is_lonely = |text: &String| {
        !named.contains(text) && globs.iter().filter(|glob| glob.matches(text)).count() == 1
    };
    ["x", "example", "0"]
        .into_iter()
        .map(fill)
        .find(is_lonely)
        .unwrap_or_else(|| fill("x"))
}

/// The ranges between the ends of the networks.
fn networks(networks: impl Iterator<Item = IpNet>) -> Cells {
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
    Cells {
        all: cells,
        is_exact: true,
    }
}

/// The chosen cells of a fact in words.
pub(super) fn requirement(fact: &str, cells: &Cells, chosen: &[usize]) -> Requirement {
    let labels = |wanted: bool| {
        cells
            .all
            .iter()
            .enumerate()
            .filter(move |(index, _)| chosen.contains(index) == wanted)
            .map(|(_, cell)| &cell.label)
    };
    let is_range = |label: &Label| matches!(label, Label::V4(..) | Label::V6(..));
    let (own, others) = (texts_of(labels(true)), texts_of(labels(false)));
    let only_absent = labels(true).all(|label| *label == Label::Absent);
    // Examples are told one by one; a set is told the shorter way.
    let by_exclusion = if cells.is_exact || own.is_empty() {
        let is_open = labels(true).any(|label| *label == Label::Other);
        is_open || (labels(true).any(is_range) && others.len() < own.len())
    } else {
        false
    };
    let (one_of, none_of) = if only_absent {
        (Vec::new(), Vec::new())
    } else if by_exclusion {
        (Vec::new(), others)
    } else {
        (own, Vec::new())
    };
    Requirement {
        fact: fact.to_owned(),
        one_of,
        none_of,
        or_absent: !only_absent && labels(true).any(|label| *label == Label::Absent),
        only_absent,
        is_exact: cells.is_exact
            && !labels(true)
                .chain(labels(false))
                .any(|label| matches!(label, Label::Pattern(_))),
    }
}

/// The labels as texts; neighbouring ranges are joined and written as CIDR ranges.
fn texts_of<'l>(labels: impl Iterator<Item = &'l Label>) -> Vec<String> {
    let mut texts = Vec::new();
    let mut v4: Vec<(Ipv4Addr, Ipv4Addr)> = Vec::new();
    let mut v6: Vec<(Ipv6Addr, Ipv6Addr)> = Vec::new();
    let mut stretches: Vec<Stretch> = Vec::new();
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
            Label::Stretch(stretch) => {
                let is_joined = stretches.last_mut().is_some_and(|last| last.join(stretch));
                if !is_joined {
                    stretches.push(stretch.clone());
                }
            }
        }
    }
    texts.extend(stretches.iter().map(Stretch::text));
    for (start, end) in v4 {
        texts.extend(Ipv4Subnets::new(start, end, 0).map(|network| network.to_string()));
    }
    for (start, end) in v6 {
        texts.extend(Ipv6Subnets::new(start, end, 0).map(|network| network.to_string()));
    }
    texts
}
