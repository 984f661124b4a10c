//! Evidence for people: the deciding statement, the nearest miss, what it depends on.

use std::fmt::Write as _;

use can_invoke_gateway::answer::Explained;
use can_invoke_policy::{
    Effect, Layer, Truth, Verdict,
    depends::{Requirement, UnknownFact},
    evidence::{ElementEvidence, StatementEvidence, StatementRef},
};
use can_invoke_source::{Label, Sources};

use super::{
    Detail,
    style::{self, paint, plain},
};
use crate::snippet::{self, Kind, Message};

/// Writes what explains a decision.
pub(super) fn write(out: &mut String, explained: &Explained, sources: &Sources, detail: Detail) {
    let decision = &explained.decision;
    let mut shown = Vec::new();
    let mut show = |out: &mut String, statement: &StatementEvidence| {
        if !shown.contains(&statement.reference) {
            shown.push(statement.reference);
            out.push('\n');
            out.push_str(&draw(statement, explained, sources));
        }
    };
    for reference in &decision.decided_by {
        if let Some(statement) = explained
            .trace
            .statements
            .iter()
            .find(|statement| statement.reference == *reference)
        {
            show(out, statement);
        }
    }
    if explained.depends.is_some() {
        for statement in explained
            .trace
            .statements
            .iter()
            .filter(|statement| statement.applies.is_unknown())
        {
            show(out, statement);
        }
    }
    if decision.delegates_to_account()
        && let Some(delegating) = decision
            .layer(Layer::Resource)
            .and_then(|outcome| outcome.allowed_by)
        && let Some(statement) = explained
            .trace
            .statements
            .iter()
            .find(|statement| statement.reference == delegating)
    {
        show(out, statement);
    }
    let missing = &decision.missing;
    for layer in missing.all_of.iter().chain(&missing.any_of) {
        match explained.trace.nearest_miss(*layer) {
            Some(statement) => show(out, statement),
            None => silent_layer(out, *layer, explained),
        }
    }
    if detail == Detail::Full {
        for statement in &explained.trace.statements {
            show(out, statement);
        }
    }
    depends(out, explained);
}

/// Draws one statement of a decision, if the evidence holds it.
pub(super) fn write_statement(
    out: &mut String,
    reference: StatementRef,
    explained: &Explained,
    sources: &Sources,
) {
    let statements = &explained.trace.statements;
    if let Some(statement) = statements.iter().find(|one| one.reference == reference) {
        out.push('\n');
        out.push_str(&draw(statement, explained, sources));
    }
}

/// A layer without any statement to show.
fn silent_layer(out: &mut String, layer: Layer, explained: &Explained) {
    let Some(outcome) = explained.decision.layer(layer) else {
        return;
    };
    // That there is none, or that none was given, is said elsewhere.
    if outcome.is_given && outcome.has_documents {
        let _ = writeln!(
            out,
            "\n{} the {} has no Allow statement",
            paint(style::BOLD, "note:"),
            layer_name(layer, explained)
        );
    }
}

fn layer_name(layer: Layer, explained: &Explained) -> &'static str {
    if layer == Layer::Resource && explained.request.action.service() == "sts" {
        "role trust policy"
    } else if layer == Layer::Resource && explained.request.resource.arn.contains(DOMAIN_NAMES) {
        "policy of the domain name"
    } else {
        layer.name()
    }
}

/// What the ARN of a private custom domain name holds, and that of no API.
const DOMAIN_NAMES: &str = ":/domainnames/";

/// One statement with a label on each element that matters.
fn draw(statement: &StatementEvidence, explained: &Explained, sources: &Sources) -> String {
    let layer = layer_name(statement.reference.layer, explained);
    let number = statement.reference.statement + 1;
    let name = match &statement.sid {
        Some(sid) if !sid.is_empty() => format!("statement {number} \"{sid}\""),
        _ => format!("statement {number}"),
    };
    // One that decides whatever the unknown facts are applies, though it turns on them.
    let decides = explained.decision.decided_by.contains(&statement.reference);
    let applies = if decides {
        Truth::True
    } else {
        statement.applies
    };
    let (kind, title, effect) = match (statement.effect, applies) {
        (Effect::Deny, Truth::True) => (
            Kind::Error,
            format!("{name} of the {layer} denies"),
            "this denies the request",
        ),
        (Effect::Deny, Truth::Unknown) => (
            Kind::Warning,
            format!("{name} of the {layer} may deny"),
            "this may deny the request",
        ),
        (Effect::Allow, Truth::True) => (
            Kind::Note,
            format!("{name} of the {layer} allows"),
            "this allows the request",
        ),
        (Effect::Allow, Truth::Unknown) => (
            Kind::Warning,
            format!("{name} of the {layer} may allow"),
            "this may allow the request",
        ),
        (Effect::Allow, Truth::False) => (
            Kind::Note,
            format!("{name} of the {layer} comes nearest, but does not apply"),
            "",
        ),
        (Effect::Deny, Truth::False) => (
            Kind::Note,
            format!("{name} of the {layer} does not apply"),
            "",
        ),
    };
    let mut labels: Vec<(Label, bool)> = Vec::new();
    if !effect.is_empty() {
        labels.push((
            Label {
                span: statement.effect_span,
                text: effect.to_owned(),
            },
            true,
        ));
    }
    for element in &statement.elements {
        let is_miss = !element.outcome.is_true();
        if statement.applies.is_false() && !is_miss {
            continue;
        }
        labels.push((
            Label {
                span: element.span,
                text: element_label(element),
            },
            is_miss,
        ));
    }
    // The main place comes first: it gives the line and column of the header.
    labels.sort_by_key(|(_, is_primary)| !is_primary);
    snippet::message(
        &Message {
            kind,
            code: None,
            title: &title,
            labels,
            help: None,
            fix: None,
        },
        sources,
    )
}

fn element_label(element: &ElementEvidence) -> String {
    let what = match &element.condition {
        Some((operator, key)) => format!("{operator} {key}"),
        None => element.element.as_str().to_owned(),
    };
    match element.outcome {
        Truth::True => format!("{what} matches {}", element.found),
        Truth::False => format!("expected {}, found {}", element.expected, found(element)),
        Truth::Unknown if element.unknown_keys.is_empty() => {
            format!("{what}: not known whether it matches {}", element.found)
        }
        Truth::Unknown => format!(
            "turns on {}, which is not known",
            element.unknown_keys.join(", ")
        ),
    }
}

/// What the request has; a value of a key is quoted already.
fn found(element: &ElementEvidence) -> String {
    match &element.condition {
        Some((_, key)) => format!("{} for {key}", element.found),
        None => format!("`{}`", element.found),
    }
}

fn depends(out: &mut String, explained: &Explained) {
    let Some(depends) = &explained.depends else {
        return;
    };
    match explained.decision.verdict {
        Verdict::Depends => {}
        settled => {
            let facts: Vec<&str> = depends.facts.iter().map(UnknownFact::name).collect();
            let end = if settled == Verdict::Allowed {
                "allowed"
            } else {
                "denied"
            };
            let _ = writeln!(
                out,
                "\nWhatever {} is, the request is {end}: every value was tried.",
                plain(&facts.join(", "))
            );
            return;
        }
    }
    let _ = writeln!(out, "\n{}", paint(style::BOLD, "It depends on"));
    for fact in &depends.facts {
        let text = match fact {
            UnknownFact::Key { key, may_be_absent } => format!(
                "{key}{}",
                if *may_be_absent {
                    " (which the request may also lack)"
                } else {
                    ""
                }
            ),
            UnknownFact::SessionName => "the name of the role session".to_owned(),
            other @ (UnknownFact::FederatingUser
            | UnknownFact::UniqueId
            | UnknownFact::ResourceOwner) => other.name().to_owned(),
            UnknownFact::Layer(layer) => {
                format!("the {}, which was not given", layer_name(*layer, explained))
            }
        };
        let _ = writeln!(out, "  {}", plain(&text));
    }
    if !depends.is_worked_out {
        return;
    }
    match depends.allowed_when.as_slice() {
        [] => {}
        alternatives => {
            const SHOWN: usize = 8;
            let _ = writeln!(out, "{}", paint(style::BOLD, "It is allowed when"));
            for (index, alternative) in alternatives.iter().take(SHOWN).enumerate() {
                let joint = if index == 0 { "  " } else { "  or " };
                let texts: Vec<String> = alternative.iter().map(requirement_text).collect();
                let _ = writeln!(out, "{joint}{}", plain(&texts.join(" and ")));
            }
            if alternatives.len() > SHOWN {
                let _ = writeln!(out, "  or in {} more cases", alternatives.len() - SHOWN);
            }
        }
    }
}

/// A requirement in words: `aws:SourceIp is in 203.0.113.0/24`.
pub fn requirement_text(requirement: &Requirement) -> String {
    const SHOWN: usize = 12;
    let fact = &requirement.fact;
    let list = |values: &[String]| {
        let mut list: Vec<String> = values.iter().take(SHOWN).cloned().collect();
        if values.len() > SHOWN {
            list.push(format!("{} more", values.len() - SHOWN));
        }
        list.join(" or ")
    };
    let verb = |values: &[String]| {
        if values.iter().all(|value| is_network(value)) {
            "is in"
        } else {
            "is"
        }
    };
    let mut text = if requirement.only_absent {
        format!("{fact} is absent")
    } else if !requirement.one_of.is_empty() {
        format!(
            "{fact} {} {}",
            verb(&requirement.one_of),
            list(&requirement.one_of)
        )
    } else if requirement.none_of.is_empty() {
        format!("{fact} is present")
    } else {
        format!("{fact} is anything but {}", list(&requirement.none_of))
    };
    if requirement.or_absent {
        text.push_str(" or absent");
    }
    text
}

/// Whether a value is a network in CIDR notation; a URL or a path is none.
fn is_network(value: &str) -> bool {
    value
        .split_once('/')
        .is_some_and(|(address, _)| address.parse::<core::net::IpAddr>().is_ok())
}
