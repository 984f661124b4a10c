//! Numbers, dates and networks of a long condition, findable by a value of the request.
//!
//! Of values in order one decides: for *less than* the greatest, for *greater than* the
//! least, and else the last that is not greater than the value of the request. For networks
//! that is the one that can hold the address: of two networks that overlap one holds the
//! other, and only the outer one is kept.

use core::net::IpAddr;

use jiff::Timestamp;

use super::{
    compare::Read,
    number::{KeptNumber, Number},
    operator::OperatorBase,
    prepare::{Prepared, ReadDate},
};
use crate::document::ConditionValue;

/// The values of one condition in order.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ordered {
    /// Those that could be read, with their places.
    sorted: Vec<(Key, usize)>,
    /// The places of those that always have to be compared with: what could not be read, long
    /// numbers, and one for each reading that dates lean on.
    always: Vec<usize>,
}

/// A value as it is ordered. The values of one condition are all of one kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(KeptNumber),
    Instant(Timestamp),
    /// By its first address, the widest network first.
    Network(IpAddr, u8),
}

impl Ordered {
    pub(super) fn new(values: &[ConditionValue]) -> Self {
        let mut sorted = Vec::new();
        let mut always = Vec::new();
        for (place, value) in values.iter().enumerate() {
            match key(&value.prepared) {
                // Rounded, it may stand elsewhere.
                Some(Key::Number(number)) if !number.number().is_short() => always.push(place),
                Some(key) => sorted.push((key, place)),
                None => always.push(place),
            }
        }
        sorted.sort_unstable();
        sorted.dedup_by(|(inner, inside), (outer, outside)| {
            *inner == *outer || holds(values, *outside, *inside)
        });
        let first_date = |leans: fn(&ReadDate) -> bool| {
            values.iter().position(
                |value| matches!(&value.prepared, Prepared::Date(Some(date)) if leans(date)),
            )
        };
        always.extend(first_date(|date| date.is_four_digits));
        always.extend(first_date(|date| date.without_zone));
        Ordered { sorted, always }
    }

    /// Calls `visit` with the place of each value that a value of the request has to be
    /// compared with. Of those that could be read that is one, whatever the request has.
    pub(super) fn visit(
        &self,
        operator: OperatorBase,
        request: &Read<'_>,
        mut visit: impl FnMut(usize),
    ) {
        use OperatorBase as O;
        let least = || self.sorted.first();
        let decisive = match (operator, sought(request)) {
            (
                O::NumericLessThan
                | O::NumericLessThanEquals
                | O::DateLessThan
                | O::DateLessThanEquals,
                _,
            ) => self.sorted.last(),
            (
                O::NumericGreaterThan
                | O::NumericGreaterThanEquals
                | O::DateGreaterThan
                | O::DateGreaterThanEquals,
                _,
            )
            | (_, None) => least(),
            (_, Some(request)) => {
                let after = self.sorted.partition_point(|(key, _)| request.reaches(key));
                let last_before = after.checked_sub(1).and_then(|at| self.sorted.get(at));
                last_before.or_else(least)
            }
        };
        if let Some((_, place)) = decisive {
            visit(*place);
        }
        self.always.iter().copied().for_each(visit);
    }
}

/// `None` for what could not be read.
fn key(prepared: &Prepared) -> Option<Key> {
    match prepared {
        Prepared::Number(number) => number.clone().map(Key::Number),
        Prepared::Date(date) => date.map(|date| Key::Instant(date.instant)),
        Prepared::Network(network) => {
            network.map(|network| Key::Network(network.network(), network.prefix_len()))
        }
        Prepared::Text(_) | Prepared::Bytes(_) | Prepared::Absence(_) => None,
    }
}

/// A value of the request, as it is found among the keys.
#[derive(Clone, Copy)]
enum Sought<'r> {
    Number(Number<'r>),
    Instant(Timestamp),
    Address(IpAddr),
}

impl Sought<'_> {
    /// Whether a key is not behind the last that may decide on this value.
    fn reaches(self, key: &Key) -> bool {
        match (key, self) {
            (Key::Number(key), Sought::Number(own)) => key.number().compare(own).is_le(),
            (Key::Instant(key), Sought::Instant(own)) => *key <= own,
            (Key::Network(key, _), Sought::Address(own)) => *key <= own,
            // The values of a condition and what it is asked are of one kind.
            _ => false,
        }
    }
}

/// `None` for what could not be read.
fn sought<'r>(request: &Read<'r>) -> Option<Sought<'r>> {
    match request {
        Read::Number(number) => number.map(Sought::Number),
        Read::Date(date) => date.map(|date| Sought::Instant(date.instant)),
        Read::Address(address) => address.map(Sought::Address),
        Read::Text(_) => None,
    }
}

/// Whether one value is a network that holds the network of another.
fn holds(values: &[ConditionValue], outer: usize, inner: usize) -> bool {
    let network = |place: usize| match values.get(place)?.prepared {
        Prepared::Network(network) => network,
        _ => None,
    };
    network(outer)
        .zip(network(inner))
        .is_some_and(|(outer, inner)| outer.contains(&inner))
}
