//! Cutting the values of a key into cells in which all conditions come out the same.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

use super::{
    fillings::Fillings,
    ordered::{self, Stretch},
    overlaps, sets,
};
use crate::{
    assumption::Readings,
    condition::{Family, Prepared},
    context::{Context, Fact},
    document::Condition,
    pattern::{Glob, Resolved, glob::Token},
};

/// The cells of one fact.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cells {
    /// The cells.
    pub(super) all: Vec<Cell>,
    /// Whether the cells hold every value, and within each of them every condition comes out
    /// the same: what holds for all examples holds whatever the fact is.
    pub(super) covers_all: bool,
    /// Whether besides that the labels tell which values lie in a cell. If not, a cell is
    /// told as an example only.
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
    /// The key is there with an empty text, or a list without any.
    Empty,
    /// Several values, by the numbers of the cells that they are in, or
    /// [`sets::EMPTY_TEXT`].
    Several(Vec<usize>),
    /// This text.
    Text(String),
    /// A text that these patterns match and that has no cell of its own.
    Pattern(Vec<String>),
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

/// A condition on a key.
pub(super) struct Asked<'s> {
    pub(super) condition: &'s Condition,
    /// What is known of the request, as the condition sees it.
    pub(super) context: &'s Context,
}

/// A key that is to be cut into cells.
pub(super) struct Subject<'s> {
    /// The conditions on it.
    pub(super) conditions: &'s [Asked<'s>],
    /// What it does as a variable.
    pub(super) fillings: &'s Fillings,
    /// Which choice is taken where AWS leaves one.
    pub(super) readings: Readings,
    /// Whether the request may lack it.
    pub(super) may_be_absent: bool,
    /// Whether it can have several values.
    pub(super) has_lists: bool,
    /// Whether to make cells for several values too.
    pub(super) with_sets: bool,
}

/// The cells of a key; `None` if its conditions compare it in ways that do not go
/// together, or name too many values.
pub(super) fn cells_of(subject: &Subject<'_>) -> Option<Cells> {
    let conditions: Vec<&Condition> = subject.conditions.iter().map(|one| one.condition).collect();
    let fillings = subject.fillings;
    let variable = fillings.is_variable.then_some(Family::String);
    let mut families: Vec<Family> = conditions
        .iter()
        .map(|condition| condition.operator.base.family())
        .filter(|family| *family != Family::Null)
        .chain(variable)
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
        [Family::Bool] => {
            // What a variable holds there is not worked out.
            let has_variables = |prepared: &Prepared| matches!(prepared, Prepared::Text(template) if template.has_variables());
            if values().any(|value| has_variables(&value.prepared)) {
                return None;
            }
            Cells::exactly(vec![text("true"), text("false")])
        }
        [Family::String | Family::Arn] => texts_and_patterns(subject)?,
        [Family::Binary] => {
            let read = values().filter_map(|value| match &value.prepared {
                Prepared::Bytes(read) => read.clone(),
                _ => None,
            });
            let mut read: Vec<String> = read.collect();
            read.sort();
            read.dedup();
            texts(&read)
        }
        [family @ (Family::Numeric | Family::Date)] => {
            Cells::exactly(ordered::cells(&conditions, *family)?)
        }
        _ => return None,
    };
    let has_texts = matches!(families.as_slice(), [] | [Family::String | Family::Arn]);
    // A key with several values is not told by one of them.
    if subject.has_lists {
        let all = subject
            .with_sets
            .then(|| sets::cells(&cells, has_texts))
            .flatten();
        cells.covers_all &= all.is_some();
        cells.is_exact = false;
        cells.all.extend(all.into_iter().flatten());
    }
    if subject.may_be_absent {
        let unlabelled = |example: Fact, label: Label| Cell { example, label };
        cells.all.push(unlabelled(Fact::Absent, Label::Absent));
        let names_empty = cells
            .all
            .iter()
            .any(|cell| cell.label == Label::Text(String::new()));
        if has_texts && !names_empty {
            let empty = Fact::Values(vec![String::new()]);
            cells.all.push(unlabelled(empty, Label::Empty));
        }
        if subject.has_lists {
            let none = Fact::Values(Vec::new());
            cells.all.push(unlabelled(none, Label::Empty));
        }
        // To the set operators several empty texts are an empty set, to the others several
        // values.
        if subject.has_lists && subject.with_sets && has_texts {
            let empty = Fact::Values(vec![String::new(), String::new()]);
            cells.all.push(unlabelled(empty, Label::Empty));
        }
    }
    (cells.all.len() <= MOST_CELLS).then_some(cells)
}

impl Cells {
    /// Cells that hold every value, each told by its label.
    fn exactly(all: Vec<Cell>) -> Self {
        Cells {
            all,
            covers_all: true,
            is_exact: true,
        }
    }
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
    Cells::exactly(all)
}

/// A pattern that texts are compared with, as it is told and as it is matched.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Pattern {
    text: String,
    glob: Glob,
}

/// The texts and the patterns that a key is compared with, variables filled in. `None` if
/// one of those is not known.
fn named_and_patterns(subject: &Subject<'_>) -> Option<(Vec<String>, Vec<Pattern>)> {
    let mut named = subject.fillings.texts.clone();
    let mut patterns: Vec<Pattern> = Vec::new();
    for Asked { condition, context } in subject.conditions {
        let has_wildcards = condition.operator.base.has_wildcards();
        // `Null` has a truth value there, which is no text.
        for value in &condition.values {
            let Prepared::Text(template) = &value.prepared else {
                continue;
            };
            let pattern = match template.resolve(context, has_wildcards, subject.readings) {
                Resolved::Filled { pattern, .. } => pattern,
                // It matches nothing.
                Resolved::NoValue(..) => continue,
                Resolved::Unknown(..) => return None,
            };
            let glob = Glob::of(pattern.tokens());
            match glob.as_literal() {
                Some(text) => named.push(text),
                None => patterns.push(Pattern {
                    text: pattern_text(&glob),
                    glob,
                }),
            }
        }
    }
    named.sort();
    named.dedup();
    patterns.sort_by(|one, other| one.text.cmp(&other.text));
    patterns.dedup();
    (patterns.len() <= MOST_PATTERNS).then_some((named, patterns))
}

/// A pattern as a policy writes it.
fn pattern_text(glob: &Glob) -> String {
    let mut text = String::new();
    for token in glob.tokens() {
        match token {
            Token::Run => text.push('*'),
            Token::One => text.push('?'),
            Token::Char('*') => text.push_str("${*}"),
            Token::Char('?') => text.push_str("${?}"),
            Token::Char(character) => text.push(*character),
        }
    }
    text
}

/// The named texts, one text for each pattern, and any other. That is exact as long as no
/// pattern matches what another or a name does, and case counts.
fn texts_and_patterns(subject: &Subject<'_>) -> Option<Cells> {
    let (named, patterns) = named_and_patterns(subject)?;
    let conditions = || subject.conditions.iter().map(|one| one.condition);
    let mut operators = conditions().map(|one| one.operator.base);
    let ignores_case =
        subject.fillings.ignores_case || operators.any(|base| base.name().ends_with("IgnoreCase"));
    let is_disjoint = patterns.iter().enumerate().all(|(index, pattern)| {
        patterns
            .iter()
            .skip(index + 1)
            .all(|other| !pattern.glob.overlaps(&other.glob))
            && named.iter().all(|name| !pattern.glob.matches(name))
    });
    let is_arn = conditions().any(|one| one.operator.base.family() == Family::Arn);
    if !is_disjoint
        && !ignores_case
        && !is_arn
        && let Some(all) = overlapping(&named, &patterns)
    {
        return Some(Cells {
            all,
            covers_all: true,
            is_exact: false,
        });
    }
    let mut all: Vec<Cell> = named.iter().map(|name| text(name)).collect();
    all.extend(patterns.iter().map(|pattern| Cell {
        example: Fact::Values(vec![an_example(pattern, &named, &patterns)]),
        label: Label::Pattern(vec![pattern.text.clone()]),
    }));
    // Whether a text of control characters matches is a question of its length.
    let lengths = patterns.iter().map(|pattern| pattern.glob.tokens().len());
    let is_other = |text: &String| {
        !named.contains(text) && patterns.iter().all(|pattern| !pattern.glob.matches(text))
    };
    let longest = lengths.max().unwrap_or(0) + 1 + named.len();
    let other = (1..=longest).map(unnamed).find(is_other);
    all.extend(other.map(|example| Cell {
        example: Fact::Values(vec![example]),
        label: Label::Other,
    }));
    let is_exact = is_disjoint && !ignores_case;
    Some(Cells {
        all,
        covers_all: is_exact,
        is_exact,
    })
}

/// The named texts, and one text for every combination of patterns; for none of them too, if
/// there is one.
fn overlapping(named: &[String], patterns: &[Pattern]) -> Option<Vec<Cell>> {
    let literals = named.iter().map(|name| Glob::literal(name));
    let globs: Vec<Glob> = literals
        .chain(patterns.iter().map(|one| one.glob.clone()))
        .collect();
    let mut all: Vec<Cell> = named.iter().map(|name| text(name)).collect();
    for (matching, example) in overlaps::examples(&globs)? {
        // What is named has a cell already.
        let of_patterns: Option<Vec<&Pattern>> = matching
            .iter()
            .map(|number| patterns.get(number.checked_sub(named.len())?))
            .collect();
        let Some(of_patterns) = of_patterns else {
            continue;
        };
        all.push(Cell {
            example: Fact::Values(vec![example]),
            label: match of_patterns.as_slice() {
                [] => Label::Other,
                some => Label::Pattern(some.iter().map(|one| one.text.clone()).collect()),
            },
        });
    }
    Some(all)
}

/// A text that the pattern matches; if there is one at hand, one that nothing else does.
fn an_example(pattern: &Pattern, named: &[String], patterns: &[Pattern]) -> String {
    let fill = |filler: &str| {
        let mut text = String::new();
        for token in pattern.glob.tokens() {
            match token {
                Token::Run => text.push_str(filler),
                Token::One => text.extend(filler.chars().next()),
                Token::Char(character) => text.push(*character),
            }
        }
        text
    };
    let is_lonely = |text: &String| {
        let matching = patterns.iter().filter(|one| one.glob.matches(text));
        !named.contains(text) && matching.count() == 1
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
    Cells::exactly(cells)
}
