//! Which values of a long condition a value of the request has to be compared with.
//!
//! That leaves out nothing that could decide, be unknown, or lean on a reading.

use core::net::IpAddr;

use super::{
    compare::Read,
    operator::{Family, OperatorBase},
    ordered::Ordered,
    texts::Texts,
};
use crate::document::ConditionValue;

/// The values of one condition, findable by a value of the request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Candidates {
    operator: OperatorBase,
    by: By,
}

#[derive(Clone, Debug, PartialEq)]
enum By {
    Text(Texts),
    Order(Ordered),
}

impl Candidates {
    /// `None` where looking through the values is as good.
    pub(crate) fn new(operator: OperatorBase, values: &[ConditionValue]) -> Option<Self> {
        /// Shorter lists are looked through.
        const LONG: usize = 16;
        if values.len() < LONG {
            return None;
        }
        let by = match operator.family() {
            Family::String | Family::Arn => By::Text(Texts::new(operator, values)),
            Family::Numeric | Family::Date | Family::Ip => By::Order(Ordered::new(values)),
            Family::Bool | Family::Binary | Family::Null => return None,
        };
        Some(Candidates { operator, by })
    }

    /// Calls `visit` with each of the values that a value of the request has to be compared
    /// with.
    pub(super) fn visit<'v>(
        &self,
        values: &'v [ConditionValue],
        request: &Read<'_>,
        mut visit: impl FnMut(&'v ConditionValue),
    ) {
        let mut visit_at = |place: usize| {
            if let Some(value) = values.get(place) {
                visit(value);
            }
        };
        match (&self.by, request) {
            // It may lie in a network by one reading and outside by the other.
            (By::Order(_), Read::Address(Some(IpAddr::V6(address))))
                if address.to_ipv4_mapped().is_some() =>
            {
                (0..values.len()).for_each(&mut visit_at);
            }
            // Rounded, it may stand elsewhere.
            (By::Order(_), Read::Number(Some(number))) if !number.is_short() => {
                (0..values.len()).for_each(&mut visit_at);
            }
            (By::Order(ordered), _) => ordered.visit(self.operator, request, visit_at),
            (By::Text(texts), Read::Text(text)) if texts.tells(text) => {
                texts.visit(values, text, visit_at);
            }
            (By::Text(_), _) => (0..values.len()).for_each(&mut visit_at),
        }
    }
}
