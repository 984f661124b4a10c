//! Cells of numbers and dates: the values that conditions name, and the gaps between them.

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::cells::{Cell, Label};
use crate::{
    condition::{Family, Prepared},
    context::Fact,
    document::Condition,
};

/// A stretch of the order, from gap or value number `first` to number `last`. The gap before
/// the first value is number 0, the first value number 1, the gap after it number 2, and so
/// on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stretch {
    first: usize,
    last: usize,
    names: std::rc::Rc<Names>,
}

/// The values as they are written, and how places in their order are worded.
#[derive(Debug, PartialEq)]
struct Names {
    values: Vec<String>,
    is_date: bool,
}

/// The cells of a key that is compared as a number or as a date.
pub(super) fn cells(conditions: &[&Condition], family: Family) -> Option<Vec<Cell>> {
    let values = conditions
        .iter()
        .filter(|condition| condition.operator.base.family() == family)
        .flat_map(|condition| &condition.values);
    match family {
        Family::Numeric => {
            let numbers = values.filter(
                |value| matches!(&value.prepared, Prepared::Number(number) if number.is_some()),
            );
            // Between numbers beyond what a decimal holds nothing is found.
            let mut points: Vec<(Decimal, String)> = numbers
                .map(|value| Some((exact(&value.text)?, value.text.clone())))
                .collect::<Option<_>>()?;
            points.sort();
            points.dedup_by(|one, other| one.0 == other.0);
            build(
                &points,
                false,
                Decimal::ONE,
                middle_number,
                Decimal::checked_add,
                |number| number.to_string(),
            )
        }
        Family::Date => {
            let mut points: Vec<(i128, String)> = values
                .filter_map(|value| match &value.prepared {
                    Prepared::Date(date) => {
                        Some(((*date)?.instant.as_nanosecond(), value.text.clone()))
                    }
                    _ => None,
                })
                .collect();
            points.sort();
            points.dedup_by(|one, other| one.0 == other.0);
            const SECOND: i128 = 1_000_000_000;
            build(
                &points,
                true,
                SECOND,
                middle_instant,
                i128::checked_add,
                |instant| {
                    Timestamp::from_nanosecond(instant)
                        .map(|instant| instant.to_string())
                        .unwrap_or_default()
                },
            )
        }
        _ => None,
    }
}

fn exact(text: &str) -> Option<Decimal> {
    let text = text.strip_prefix('+').unwrap_or(text);
    match text.split_once(['e', 'E']) {
        None => Decimal::from_str_exact(text).ok(),
        Some((mantissa, _)) => {
            Decimal::from_str_exact(mantissa).ok()?;
            Decimal::from_scientific(text).ok()
        }
    }
}

fn middle_number(low: Decimal, high: Decimal) -> Option<Decimal> {
    let middle = low.checked_add(high)?.checked_div(Decimal::TWO)?;
    (low < middle && middle < high).then_some(middle)
}

fn middle_instant(low: i128, high: i128) -> Option<i128> {
    let middle = low + (high - low) / 2;
    (low < middle && middle < high).then_some(middle)
}

/// The cells of sorted values. A gap that holds no instant has none; between two numbers
/// there is always another, and `None` if it cannot be written.
fn build<T: Copy + std::ops::Neg<Output = T>>(
    points: &[(T, String)],
    is_date: bool,
    step: T,
    middle: impl Fn(T, T) -> Option<T>,
    add: impl Fn(T, T) -> Option<T>,
    text: impl Fn(T) -> String,
) -> Option<Vec<Cell>> {
    let names = std::rc::Rc::new(Names {
        values: points.iter().map(|(_, text)| text.clone()).collect(),
        is_date,
    });
    let mut cells = Vec::new();
    let mut push = |number: usize, value: Option<T>| {
        let example = value.map(&text).filter(|text| !text.is_empty());
        if let Some(example) = example {
            cells.push(Cell {
                example: Fact::Values(vec![example]),
                label: Label::Stretch(Stretch {
                    first: number,
                    last: number,
                    names: names.clone(),
                }),
            });
            return Some(());
        }
        is_date.then_some(())
    };
    let first = points.first()?;
    push(0, add(first.0, -step))?;
    for (index, (value, _)) in points.iter().enumerate() {
        push(2 * index + 1, Some(*value))?;
        let after = match points.get(index + 1) {
            Some((next, _)) => middle(*value, *next),
            None => add(*value, step),
        };
        push(2 * index + 2, after)?;
    }
    Some(cells)
}

impl Stretch {
    /// Takes in the stretch that follows directly; tells whether it does.
    pub(super) fn join(&mut self, next: &Stretch) -> bool {
        let is_next = next.first == self.last + 1;
        if is_next {
            self.last = next.last;
        }
        is_next
    }

    /// The stretch in words: `before X`, `from X until Y`, `at least 3 and less than 5`.
    pub(super) fn text(&self) -> String {
        let name = |number: usize| {
            let index = (number.max(1) - 1) / 2;
            self.names.values.get(index).map_or("", String::as_str)
        };
        let end = 2 * self.names.values.len();
        let is_date = self.names.is_date;
        if self.first == self.last && self.first % 2 == 1 {
            return name(self.first).to_owned();
        }
        let lower = match (self.first, self.first % 2) {
            (0, _) => None,
            (first, 1) => Some(format!(
                "{} {}",
                if is_date { "from" } else { "at least" },
                name(first)
            )),
            (first, _) => Some(format!(
                "{} {}",
                if is_date { "after" } else { "more than" },
                name(first - 1)
            )),
        };
        let upper = match (self.last, self.last % 2) {
            (last, _) if last >= end => None,
            (last, 1) => Some(format!(
                "{} {}",
                if is_date { "until" } else { "at most" },
                name(last)
            )),
            (last, _) => Some(format!(
                "{} {}",
                if is_date { "before" } else { "less than" },
                name(last + 1)
            )),
        };
        match (lower, upper) {
            (Some(lower), Some(upper)) => format!("{lower} and {upper}"),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => "anything".to_owned(),
        }
    }
}
