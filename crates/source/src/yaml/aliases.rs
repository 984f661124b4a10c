//! What aliases may cost. A few lines of aliases to aliases stand for billions of values;
//! every copy is paid for as if it had been written out.

use super::load::Fatal;
use crate::json::too_many_values;
use crate::{Diagnostic, Limits, Node, OffsetMap, Value};

/// A value that aliases may repeat.
pub(super) struct Anchored {
    pub(super) node: Node,
    pub(super) size: Size,
}

/// What a copy of a value costs.
#[derive(Clone, Copy, Default)]
pub(super) struct Size {
    values: usize,
    bytes: usize,
    /// How many collections are nested.
    pub(super) height: usize,
}

/// What has been spent of the limits.
pub(super) struct Budget<'a> {
    map: &'a OffsetMap,
    limits: &'a Limits,
    values: usize,
    copied: usize,
}

impl<'a> Budget<'a> {
    pub(super) fn new(map: &'a OffsetMap, limits: &'a Limits) -> Self {
        Budget {
            map,
            limits,
            values: 0,
            copied: 0,
        }
    }

    /// Pays for values that stand at a place.
    pub(super) fn count(&mut self, values: usize, start: usize, end: usize) -> Result<(), Fatal> {
        self.values = self.values.saturating_add(values);
        if self.values > self.limits.nodes {
            return Err(Box::new(too_many_values(self.map, start, end, self.limits)));
        }
        Ok(())
    }

    /// Pays for a copy of a value.
    pub(super) fn charge(&mut self, size: Size, start: usize, end: usize) -> Result<(), Fatal> {
        self.copied = self.copied.saturating_add(size.bytes);
        if self.copied > self.limits.bytes {
            return Err(Box::new(Diagnostic::error(
                "too-large",
                self.map.span(start, end),
                format!("aliases expand to more than {} bytes", self.limits.bytes),
            )));
        }
        self.count(size.values, start, end)
    }

    /// Copies an anchored value for the aliases to come; the copy is paid for too.
    pub(super) fn keep(
        &mut self,
        node: &Node,
        start: usize,
        end: usize,
    ) -> Result<Anchored, Fatal> {
        let size = size(node);
        self.charge(size, start, end)?;
        let node = node.clone();
        Ok(Anchored { node, size })
    }
}

fn size(node: &Node) -> Size {
    let mut sum = Size {
        values: 1,
        ..Size::default()
    };
    let mut add = |child: &Node, key: usize| {
        let size = size(child);
        sum.values += size.values;
        sum.bytes += size.bytes + key;
        sum.height = sum.height.max(size.height);
    };
    match &node.value {
        Value::Array(items) => items.iter().for_each(|item| add(item, 0)),
        Value::Object(members) => members
            .iter()
            .for_each(|member| add(&member.value, member.key.len())),
        Value::String(text) => sum.bytes = text.decoded.len(),
        Value::Number(number) => sum.bytes = number.0.len(),
        Value::Null | Value::Bool(_) => {}
    }
    if matches!(node.value, Value::Array(_) | Value::Object(_)) {
        sum.height += 1;
    }
    sum
}
