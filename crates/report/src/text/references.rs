//! The answer to `can-invoke references`, for a terminal.

use std::fmt::Write as _;

use can_invoke_gateway::references::{By, Reference, References};
use can_invoke_source::{Sources, Span};

use super::style::{self, paint, plain};

/// Writes who refers to the subject.
pub fn references(found: &References, sources: &Sources) -> String {
    let mut out = String::new();
    let subject = &found.subject;
    let (color, verdict) = if !found.found.is_empty() {
        (style::RED, "in use:")
    } else if found.is_unsure() {
        (style::YELLOW, "not known:")
    } else {
        (style::GREEN, "not in use:")
    };
    let _ = writeln!(
        out,
        "{} {} {}",
        paint(color, verdict),
        subject.kind.name(),
        paint(style::BOLD, &subject.id)
    );
    for (title, of_stages) in [
        ("In what the API holds now", false),
        ("In what a stage serves", true),
    ] {
        let mut some = found
            .found
            .iter()
            .filter(|one| one.stage.is_some() == of_stages);
        if some.clone().next().is_none() {
            continue;
        }
        let _ = writeln!(out, "\n{}", paint(style::BOLD, title));
        some.try_for_each(|one| write_reference(&mut out, one, sources))
            .unwrap_or_default();
    }
    if !found.not_known.is_empty() {
        let _ = writeln!(out, "\n{}", paint(style::BOLD, "Not known"));
        for one in &found.not_known {
            let stage = match &one.stage {
                Some(stage) => format!(", stage {}", plain(stage)),
                None => String::new(),
            };
            let _ = writeln!(
                out,
                "  {} API {}{stage}: {}\n    {}",
                paint(style::YELLOW, "?"),
                one.api,
                plain(&one.reason),
                place(one.span, sources)
            );
        }
    }
    named(&mut out, found);
    if !found.steps.is_empty() {
        let _ = writeln!(out, "\n{}", paint(style::BOLD, "Before it can be deleted"));
        for (index, step) in found.steps.iter().enumerate() {
            let _ = writeln!(out, "  {}. {}", index + 1, plain(&step.title));
            if let Some(command) = &step.command {
                let _ = writeln!(out, "     {}", paint(style::CYAN, command));
            }
        }
    }
    out
}

fn write_reference(
    out: &mut String,
    one: &Reference,
    sources: &Sources,
) -> Result<(), std::fmt::Error> {
    let stage = match &one.stage {
        Some(stage) => format!(", stage {}", plain(stage)),
        None => String::new(),
    };
    let what = match (&one.by, &one.route) {
        (By::Integration(Some(id)), Some(route)) => format!("{route}, integration {id}"),
        (By::Integration(None), Some(route)) | (By::Route, Some(route)) => route.clone(),
        (By::Integration(Some(id)), None) => format!("integration {id}, which no route uses"),
        (By::Authorizer(name), _) => format!("authorizer {name}"),
        (By::Integration(None) | By::Route, None) => "an integration".to_owned(),
    };
    let variable = match &one.variable {
        Some(variable) => format!(", through the stage variable `{}`", plain(variable)),
        None => String::new(),
    };
    writeln!(
        out,
        "  {} API {}{stage}: {}{variable}\n    {}",
        paint(style::RED, "✗"),
        one.api,
        plain(&what),
        place(one.span, sources)
    )
}

/// What the error of AWS names, and whether the documents show it.
fn named(out: &mut String, found: &References) {
    let rest = &found.not_shown;
    if rest.is_empty() {
        return;
    }
    let title = "The error names these too, and the documents do not show them";
    let _ = writeln!(out, "\n{}", paint(style::BOLD, title));
    for one in rest {
        let stage = match &one.stage {
            Some(stage) => format!(", stage {}", plain(stage)),
            None => String::new(),
        };
        let _ = writeln!(
            out,
            "  {} {} of the resource {}{stage}",
            paint(style::YELLOW, "?"),
            plain(&one.method),
            plain(&one.resource)
        );
    }
}

/// `file:line:column`.
fn place(span: Span, sources: &Sources) -> String {
    let location = crate::v1::location(span, sources);
    let text = format!("{}:{}:{}", location.file, location.line, location.column);
    paint(style::DIM, &plain(&text))
}
