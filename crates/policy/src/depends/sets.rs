//! Keys with several values: which values stand together.
//!
//! A condition tells values by the cells that they are in, and a list of values by which
//! cells those are; without a set operator also by whether it is one value or several.

use super::cells::{Cell, Cells, Label};
use crate::context::Fact;

/// The most cells whose sets are gone through.
const MOST_CELLS: usize = 6;

/// The number of an empty text among several values, which has no cell of its own.
pub(super) const EMPTY_TEXT: usize = usize::MAX;

/// A cell for every list of several values of which each is in one of the cells. `None` if
/// there are too many. Where the values are texts, an empty one may be among them.
pub(super) fn cells(single: &Cells, has_texts: bool) -> Option<Vec<Cell>> {
    let mut values: Vec<(usize, &str)> = Vec::new();
    for (number, cell) in single.all.iter().enumerate() {
        if let Fact::Values(texts) = &cell.example {
            values.extend(texts.iter().map(|text| (number, text.as_str())));
        }
    }
    if has_texts && values.iter().all(|(_, text)| !text.is_empty()) {
        values.push((EMPTY_TEXT, ""));
    }
    if values.len() > MOST_CELLS {
        return None;
    }
    let cell = |chosen: &[(usize, &str)]| Cell {
        example: Fact::Values(chosen.iter().map(|(_, text)| (*text).to_owned()).collect()),
        label: Label::Several(chosen.iter().map(|(number, _)| *number).collect()),
    };
    let mut all = Vec::new();
    for set in 1u32..1 << values.len() {
        let members = values.iter().enumerate();
        let chosen: Vec<(usize, &str)> = members
            .filter(|(place, _)| set & (1 << place) != 0)
            .map(|(_, value)| *value)
            .collect();
        match chosen.as_slice() {
            [(_, "")] => {}
            [one] => all.push(cell(&[*one, *one])),
            several => all.push(cell(several)),
        }
    }
    Some(all)
}
