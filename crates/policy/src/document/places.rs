//! Comparing what documents say, wherever they say it.

use can_invoke_source::{FileId, Span};

use super::{Policy, PrincipalEntry, Statement};

impl Policy {
    /// The same policy with every span empty: two policies say the same, under the same
    /// name, if these are equal.
    #[must_use]
    pub fn without_spans(&self) -> Policy {
        let mut policy = self.clone();
        policy.span = NOWHERE;
        policy.statements.iter_mut().for_each(forget);
        policy
    }
}

const NOWHERE: Span = Span {
    file: FileId(0),
    start: 0,
    end: 0,
};

fn forget(statement: &mut Statement) {
    statement.span = NOWHERE;
    statement.effect_span = NOWHERE;
    if let Some(principals) = &mut statement.principal {
        principals.span = NOWHERE;
        for PrincipalEntry {
            span, text_span, ..
        } in &mut principals.entries
        {
            (*span, *text_span) = (NOWHERE, NOWHERE);
        }
    }
    statement.action.span = NOWHERE;
    for pattern in &mut statement.action.patterns {
        pattern.span = NOWHERE;
    }
    if let Some(resources) = &mut statement.resource {
        resources.span = NOWHERE;
        for pattern in &mut resources.patterns {
            (pattern.span, pattern.text_span) = (NOWHERE, NOWHERE);
        }
    }
    for condition in &mut statement.conditions {
        condition.span = NOWHERE;
        for value in &mut condition.values {
            value.span = NOWHERE;
        }
    }
}
