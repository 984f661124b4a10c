//! Keys that occur twice in one object.

use std::collections::HashMap;

use crate::collector::Collector;
use crate::quote::quote;
use crate::{Diagnostic, Member, Span};

/// Up to this many members, comparing all pairs is cheaper than hashing.
const FEW: usize = 8;

/// Reports every key that an earlier member of the same object has too. AWS services
/// differ in which of the two they take, so no verdict may rest on either.
pub(crate) fn report(members: &[Member], out: &mut Collector) {
    if members.len() <= FEW {
        for (index, member) in members.iter().enumerate() {
            let earlier = members.iter().take(index);
            if let Some(first) = earlier.clone().find(|first| first.key == member.key) {
                out.push(duplicate(member, first.key_span));
            }
        }
        return;
    }
    let mut seen: HashMap<&str, Span> = HashMap::with_capacity(members.len());
    for member in members {
        if let Some(&first) = seen.get(member.key.as_str()) {
            out.push(duplicate(member, first));
        } else {
            seen.insert(&member.key, member.key_span);
        }
    }
}

fn duplicate(member: &Member, first: Span) -> Diagnostic {
    Diagnostic::error(
        "duplicate-key",
        member.key_span,
        format!("the key {} occurs twice in one object", quote(&member.key)),
    )
    .label("again here")
    .also(first, "first here")
    .help("remove one of the two, or join their values")
}
