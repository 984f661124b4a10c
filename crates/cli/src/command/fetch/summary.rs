//! What is said at the end: what was read, and which permissions were missing.

use std::collections::BTreeMap;

use can_invoke_gateway::inventory::Inventory;
use can_invoke_live::{ask::RefusalKind, finish::Unread, run::Fetched};

/// Whether nothing at all was read.
pub(super) fn is_empty(inventory: &Inventory) -> bool {
    inventory.apis.is_empty()
        && inventory.principals.is_empty()
        && inventory.organizations.is_empty()
        && inventory.standalone_accounts.is_empty()
        && inventory.domain_names.is_empty()
        && inventory.functions.is_empty()
        && inventory.vpc_endpoints.is_empty()
        && inventory.vpc_links.is_empty()
        && !inventory.has_usage_plans
}

/// The end of a run, in lines.
pub(super) fn of(fetched: &Fetched, out: &str) -> String {
    let inventory = &fetched.loaded.inventory;
    let counts = &fetched.counts;
    let mut text = format!(
        "{} and {} are in {}: {}",
        number(inventory.apis.len(), "API"),
        number(inventory.principals.len(), "principal"),
        if out == "-" {
            "the inventory".to_owned()
        } else {
            format!("`{out}`")
        },
        number(usize::try_from(counts.calls).unwrap_or(usize::MAX), "call"),
    );
    if counts.recalled > 0 {
        text += &format!(", {} answers of an interrupted run", counts.recalled);
    }
    if counts.throttled > 0 {
        text += &format!(", throttled {} times", counts.throttled);
    }
    text.push('\n');
    text + &not_readable(&fetched.not_readable)
}

/// What could not be read, by what was missing.
pub(super) fn not_readable(notes: &[Unread]) -> String {
    if notes.is_empty() {
        return String::new();
    }
    let mut groups: BTreeMap<String, usize> = BTreeMap::new();
    for note in notes {
        let place = match &note.account {
            Some(account) => format!(" in {account}"),
            None => String::new(),
        };
        let group = match (&note.kind, &note.action) {
            (Some(RefusalKind::Denied), Some(action)) => {
                format!("the permission `{action}` is missing{place}")
            }
            _ => format!("`{}`{place}: {}", note.operation, note.error),
        };
        *groups.entry(group).or_default() += 1;
    }
    let mut text = format!("{} could not be read:\n", number(notes.len(), "fact"));
    for (group, count) in groups {
        text += &format!("  {group} ({count})\n");
    }
    text
}

fn number(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_permissions_are_told_once_with_how_much_they_cost() {
        let note = |operation: &str, action: &str, kind| Unread {
            of: "abc123".to_owned(),
            fact: "routes".to_owned(),
            operation: operation.to_owned(),
            account: Some("111111111111".to_owned()),
            action: Some(action.to_owned()),
            resource: None,
            error: "Throttling: slow down".to_owned(),
            kind,
        };
        let denied = Some(RefusalKind::Denied);
        let notes = [
            note("apigateway:GetResources", "apigateway:GET", denied),
            note("apigateway:GetStages", "apigateway:GET", denied),
            note(
                "lambda:GetPolicy",
                "lambda:GetPolicy",
                Some(RefusalKind::Throttled),
            ),
        ];
        assert_eq!(
            not_readable(&notes),
            "3 facts could not be read:\n  \
             `lambda:GetPolicy` in 111111111111: Throttling: slow down (1)\n  \
             the permission `apigateway:GET` is missing in 111111111111 (2)\n"
        );
        assert_eq!(not_readable(&[]), "");
    }

    #[test]
    fn the_end_says_how_much_was_read_and_what_it_took() {
        let mut fetched = Fetched {
            text: String::new(),
            loaded: can_invoke_gateway::inventory::Loaded::default(),
            not_readable: Vec::new(),
            counts: can_invoke_live::door::observe::Counts::default(),
            journal_failure: None,
        };
        fetched.counts.calls = 1;
        assert!(is_empty(&fetched.loaded.inventory));
        assert_eq!(
            of(&fetched, "pets.json"),
            "0 APIs and 0 principals are in `pets.json`: 1 call\n"
        );
        fetched.counts.calls = 40;
        fetched.counts.recalled = 12;
        fetched.counts.throttled = 3;
        fetched.loaded.inventory.standalone_accounts = vec!["111111111111".to_owned()];
        assert!(!is_empty(&fetched.loaded.inventory));
        assert_eq!(
            of(&fetched, "-"),
            "0 APIs and 0 principals are in the inventory: 40 calls, 12 answers of an interrupted \
             run, throttled 3 times\n"
        );
    }
}
