//! What the policies of one decision come to, as lines of a station.

use super::{Line, Mark, words::tame};
use crate::v1::{Decision, DependsOn, Layer, StatementRef, Truth, Verdict};

/// How many alternatives of a verdict that depends are told.
const MOST_ALTERNATIVES: usize = 3;

/// Why a decision comes out as it does, in a sentence.
pub(super) fn reason(decision: &Decision) -> Option<Line> {
    let text = match decision.verdict {
        Verdict::Allowed => decision.beyond_policies.clone()?,
        Verdict::Depends => {
            let facts = decision.depends_on.as_ref().map(|on| on.facts.join(", "));
            format!("it depends on {}", facts.filter(|facts| !facts.is_empty())?)
        }
        Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => {
            let reasons = [&decision.beyond_policies, &decision.reason];
            format!("denied {}", reasons.into_iter().flatten().next()?)
        }
    };
    Some(Line::Text(tame(&text)))
}

/// For which values it is allowed.
pub(super) fn alternatives(decision: &Decision) -> Vec<Line> {
    let alternatives: &[Vec<_>] = match &decision.depends_on {
        Some(DependsOn { allowed_when, .. }) => allowed_when,
        None => &[],
    };
    let told = alternatives.iter().take(MOST_ALTERNATIVES).enumerate();
    let mut lines: Vec<Line> = told
        .map(|(index, alternative)| {
            let when = if index == 0 {
                "allowed when"
            } else {
                "or when"
            };
            let texts: Vec<&str> = alternative.iter().map(|fact| &*fact.text).collect();
            Line::Text(tame(&format!("{when} {}", texts.join(" and "))))
        })
        .collect();
    if alternatives.len() > MOST_ALTERNATIVES {
        let more = alternatives.len() - MOST_ALTERNATIVES;
        lines.push(Line::Text(format!("or in {more} more cases")));
    }
    lines
}

/// The policies that were asked, with the statement of each that counts most.
pub(super) fn policies(decision: &Decision) -> Vec<Line> {
    let told = decision.layers.iter();
    let mut lines: Vec<Line> = told.filter_map(|layer| policy(layer, decision)).collect();
    let not_given = decision.provisos.iter().map(|id| name(id, decision));
    let not_given: Vec<String> = not_given.collect();
    if !not_given.is_empty() {
        lines.push(Line::Policy {
            mark: Mark::Silent,
            text: tame(&format!("not given: {}", not_given.join(", "))),
            place: None,
        });
    }
    lines
}

fn policy(layer: &Layer, decision: &Decision) -> Option<Line> {
    let name = name(&layer.layer, decision);
    let line = |mark, text: String, statement: Option<&StatementRef>| {
        Some(Line::Policy {
            mark,
            text: tame(&text),
            place: statement.map(place),
        })
    };
    if layer.deny == Truth::Yes {
        let Some(statement) = &layer.denied_by else {
            return line(Mark::Denies, format!("{name} denies"), None);
        };
        let text = format!("{name} denies: {}", label(statement));
        return line(Mark::Denies, text, Some(statement));
    }
    if layer.deny == Truth::Unknown || layer.allow == Truth::Unknown {
        let wanted = if layer.deny == Truth::Unknown {
            "Deny"
        } else {
            "Allow"
        };
        let mut statements = decision.statements.iter().filter(|statement| {
            statement.applies == Truth::Unknown && statement.statement.layer == layer.layer
        });
        let statement = statements
            .find(|statement| statement.statement.effect == wanted)
            .map(|statement| &statement.statement);
        let text = match statement {
            Some(statement) => {
                let verb = wanted.to_lowercase();
                format!("{name} may {verb}: {}", label(statement))
            }
            None if layer.given => format!("{name}: not known"),
            None => format!("{name}: not given"),
        };
        return line(Mark::Unknown, text, statement);
    }
    let ids = |list: &[String]| list.contains(&layer.layer);
    let is_wanted = ids(&decision.missing.all_of)
        || ids(&decision.blocked_by)
        || (ids(&decision.missing.any_of) && layer.has_documents);
    if is_wanted {
        if !layer.has_documents {
            let what = if layer.given {
                "there is none"
            } else {
                "not given"
            };
            return line(Mark::Denies, format!("{name}: {what}"), None);
        }
        let nearest = decision.nearest_misses.iter().map(|miss| &miss.statement);
        let nearest = nearest.into_iter().find(|miss| miss.layer == layer.layer);
        let text = match nearest {
            Some(statement) => format!("{name} is silent; nearest: {}", label(statement)),
            None => format!("{name} is silent"),
        };
        return line(Mark::Denies, text, nearest);
    }
    if !layer.has_documents {
        return None;
    }
    match &layer.allowed_by {
        Some(statement) => {
            let text = format!("{name} allows: {}", label(statement));
            line(Mark::Allows, text, Some(statement))
        }
        None if layer.allow == Truth::No => line(Mark::Silent, format!("{name} is silent"), None),
        None => line(Mark::Allows, format!("{name} allows"), None),
    }
}

/// A layer in AWS's words. The resource-based policy of a role is its trust policy.
fn name(id: &str, decision: &Decision) -> String {
    match id {
        "resource-based-policy" if decision.action.starts_with("sts:") => {
            "role trust policy".to_owned()
        }
        "resource-based-policy" => "resource-based policy".to_owned(),
        "identity-based-policy" => "identity-based policy".to_owned(),
        "vpc-endpoint-policy" => "VPC endpoint policy".to_owned(),
        other => other.replace('-', " "),
    }
}

/// A statement by its place in the document, counted from one, and its `Sid`.
fn label(statement: &StatementRef) -> String {
    let number = statement.index + 1;
    match &statement.sid {
        Some(sid) => format!("statement {number} {sid}"),
        None => format!("statement {number}"),
    }
}

fn place(statement: &StatementRef) -> String {
    let location = &statement.location;
    tame(&format!("{}:{}", location.file, location.line))
}
