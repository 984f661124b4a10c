//! The chosen cells of a fact in words.

use core::net::{Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Subnets, Ipv6Subnets};

use super::{
    Requirement,
    cells::{Cells, Label},
    ordered::Stretch,
    sets::EMPTY_TEXT,
};

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
    let (mut own, others) = (texts_of(labels(true)), texts_of(labels(false)));
    let has = |wanted: &Label| labels(true).any(|label| label == wanted);
    let may_be_absent = has(&Label::Absent);
    own.extend(together(cells, chosen, false));
    if own.is_empty() && !has(&Label::Other) {
        own.extend(together(cells, chosen, true));
    }
    // An empty text is told where nothing else is: elsewhere it goes with the absent key, or
    // with whatever pattern matches it.
    if labels(true).all(|label| *label == Label::Empty) {
        own.push("an empty text".to_owned());
    }
    let only_absent =
        may_be_absent && labels(true).all(|label| matches!(label, Label::Absent | Label::Empty));
    // Examples are told one by one; a set is told the shorter way.
    let by_exclusion = if cells.is_exact || own.is_empty() {
        has(&Label::Other) || (labels(true).any(is_range) && others.len() < own.len())
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
        or_absent: !only_absent && may_be_absent,
        only_absent,
        is_exact: cells.is_exact
            && !labels(true)
                .chain(labels(false))
                .any(|label| matches!(label, Label::Pattern(_))),
    }
}

/// The lists of several values that are chosen, in words: those that hold no shorter one
/// that is chosen too. `with_empty` chooses those with an empty text among the values.
fn together(cells: &Cells, chosen: &[usize], with_empty: bool) -> Vec<String> {
    let labels = || {
        let chosen = chosen.iter().filter_map(|index| cells.all.get(*index));
        chosen.map(|cell| &cell.label)
    };
    let is_chosen_alone = |number: &usize| chosen.contains(number);
    let is_shortest = |members: &Vec<usize>| {
        !members.iter().any(is_chosen_alone)
            && !labels().any(|other| match other {
                Label::Several(fewer) => {
                    fewer.len() < members.len() && fewer.iter().all(|one| members.contains(one))
                }
                _ => false,
            })
    };
    let one = |number: &usize| match cells.all.get(*number).map(|cell| &cell.label) {
        Some(Label::Text(text)) => text.clone(),
        Some(Label::Other) => "any other value".to_owned(),
        Some(label) => texts_of(std::iter::once(label)).concat(),
        None => "an empty text".to_owned(),
    };
    labels()
        .filter_map(|label| match label {
            Label::Several(members)
                if members.contains(&EMPTY_TEXT) == with_empty && is_shortest(members) =>
            {
                Some(members)
            }
            _ => None,
        })
        .map(|members| match members.as_slice() {
            [first, second] if first == second => format!("several values, all {}", one(first)),
            several => several
                .iter()
                .map(one)
                .collect::<Vec<_>>()
                .join(" together with "),
        })
        .collect()
}

/// The labels as texts; neighbouring ranges are joined and written as CIDR ranges.
fn texts_of<'l>(labels: impl Iterator<Item = &'l Label> + Clone) -> Vec<String> {
    let patterns: Vec<&Vec<String>> = labels
        .clone()
        .filter_map(|label| match label {
            Label::Pattern(matching) => Some(matching),
            _ => None,
        })
        .collect();
    let mut texts = Vec::new();
    let mut v4: Vec<(Ipv4Addr, Ipv4Addr)> = Vec::new();
    let mut v6: Vec<(Ipv6Addr, Ipv6Addr)> = Vec::new();
    let mut stretches: Vec<Stretch> = Vec::new();
    for label in labels {
        match label {
            Label::Absent | Label::Empty | Label::Several(_) | Label::Other => {}
            Label::Text(text) => texts.push(text.clone()),
            Label::Pattern(matching) => {
                // What more patterns match goes with what fewer of them match.
                let is_within = |other: &Vec<String>| {
                    other.len() < matching.len() && other.iter().all(|one| matching.contains(one))
                };
                if !patterns.iter().any(|other| is_within(other)) {
                    let matching = matching.join(" and ");
                    texts.push(format!("any value that matches {matching}"));
                }
            }
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
