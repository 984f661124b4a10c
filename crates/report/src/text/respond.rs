//! What the backend receives and what the client gets, for a terminal.

use std::fmt::Write as _;

use can_invoke_gateway::respond::{Asked, Client, Item, Outcome, Received, Respond, Value};
use can_invoke_source::{Diagnostic, Severity, Sources, Span};

use super::style::{self, paint, plain};

/// Writes the answer: each line with where it comes from, and what is wrong with the
/// documents in a line each.
pub fn respond(asked: &Asked, respond: &Respond) -> String {
    let mut out = String::new();
    headline(&mut out, asked, respond.outcome);
    if let Some(found) = &respond.received {
        received(&mut out, found, &asked.sources);
    }
    if let Some(found) = &respond.client {
        client(&mut out, found, &asked.sources);
    }
    section(&mut out, "Not known", &respond.undecided);
    problems(&mut out, &asked.diagnostics, &asked.sources);
    section(&mut out, "Worth knowing", &respond.notes);
    let leans: Vec<String> = respond
        .assumptions
        .iter()
        .map(|assumption| {
            let text = assumption.text();
            let choice = respond.readings.choice(assumption);
            let whose = if choice == text.default {
                ""
            } else {
                " (chosen with --assume)"
            };
            format!(
                "{}={}{whose}: {} {}",
                text.id, choice.id, text.question, choice.reading
            )
        })
        .collect();
    section(&mut out, "Where AWS is silent, this leans on", &leans);
    out
}

fn headline(out: &mut String, asked: &Asked, outcome: Outcome) {
    let colour = match outcome {
        Outcome::Mapped => style::GREEN,
        Outcome::GatewayError => style::RED,
        Outcome::Depends => style::YELLOW,
    };
    let _ = write!(out, "{}", paint(colour, outcome.name()));
    if let Some(kind) = asked.kind {
        let _ = write!(out, " {}", kind.name());
    }
    if let Some(api) = &asked.api {
        let _ = write!(out, " {}", plain(api));
    }
    if let Some(route) = &asked.route {
        let _ = write!(out, " {}", paint(style::BOLD, route));
    }
    if let Some(stage) = &asked.stage {
        let _ = write!(out, " stage {}", plain(stage));
    }
    out.push('\n');
}

fn received(out: &mut String, received: &Received, sources: &Sources) {
    let _ = writeln!(out, "\n{}", paint(style::BOLD, "The backend receives"));
    let mut line = |what: &str, item: &Item| write_item(out, what, item, sources);
    line(&received.method.name, &received.method);
    if received.url.value.known() != Some("") {
        line(&received.url.name, &received.url);
    }
    for item in &received.query {
        line(&format!("query {}", item.name), item);
    }
    for item in &received.headers {
        line(&format!("header {}", item.name), item);
    }
    for item in &received.parameters {
        line(&format!("parameter {}", item.name), item);
    }
    line("body", &received.body);
    for dropped in &received.dropped {
        let _ = writeln!(
            out,
            "  no {}, as {} {}",
            plain(&dropped.what),
            plain(&dropped.why),
            paint(style::DIM, &format!("({})", place(dropped.span, sources)))
        );
    }
}

fn client(out: &mut String, client: &Client, sources: &Sources) {
    let who = if client.is_gateways_own {
        "The client gets from API Gateway itself"
    } else {
        "The client gets"
    };
    let _ = writeln!(out, "\n{}", paint(style::BOLD, who));
    let _ = match &client.status {
        Ok(status) => writeln!(out, "  status: {}", paint(style::BOLD, &status.to_string())),
        Err(_) => writeln!(out, "  status: {}", paint(style::YELLOW, "not known")),
    };
    for item in &client.headers {
        write_item(out, &format!("header {}", item.name), item, sources);
    }
    let _ = writeln!(out, "  body: {}", value(&client.body));
    if !client.steps.is_empty() {
        let _ = writeln!(out, "  because");
    }
    for step in &client.steps {
        let _ = write!(out, "    {}", plain(&step.text));
        if let Some(span) = step.span {
            let _ = write!(
                out,
                " {}",
                paint(style::DIM, &format!("({})", place(span, sources)))
            );
        }
        out.push('\n');
    }
}

/// A line with its value, and behind it where that comes from.
fn write_item(out: &mut String, what: &str, item: &Item, sources: &Sources) {
    let from = match item.span {
        Some(span) => format!("({}, {})", item.from, place(span, sources)),
        None => format!("({})", item.from),
    };
    let _ = writeln!(
        out,
        "  {}: {}  {}",
        plain(what),
        value(&item.value),
        paint(style::DIM, &from)
    );
}

fn value(value: &Value) -> String {
    match value {
        Value::Known(text) if text.is_empty() => paint(style::DIM, "(empty)"),
        Value::Known(text) => paint(style::BOLD, text),
        Value::NotKnown(_) => paint(style::YELLOW, "not known"),
    }
}

fn section(out: &mut String, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", paint(style::BOLD, title));
    for line in lines {
        let _ = writeln!(out, "  {}", plain(line));
    }
}

/// What is wrong with the documents, a line each, with what to write instead.
fn problems(out: &mut String, diagnostics: &[Diagnostic], sources: &Sources) {
    if diagnostics.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", paint(style::BOLD, "In the documents"));
    for diagnostic in diagnostics {
        let (colour, word) = match diagnostic.severity {
            Severity::Error => (style::RED, "error"),
            Severity::Warning => (style::YELLOW, "warning"),
            Severity::Note => (style::CYAN, "note"),
        };
        let _ = write!(
            out,
            "  {} {}: {}",
            place(diagnostic.primary.span, sources),
            paint(colour, word),
            plain(&diagnostic.message)
        );
        let fix = diagnostic.fix.as_ref().map(|fix| fix.title.as_str());
        if let Some(help) = diagnostic.help.as_deref().or(fix) {
            let _ = write!(out, "; {}", plain(help));
        }
        out.push('\n');
    }
}

fn place(span: Span, sources: &Sources) -> String {
    let Some(file) = sources.get(span.file) else {
        return String::new();
    };
    let at = file.line_column(span.start as usize);
    plain(&format!("{}:{}:{}", file.name(), at.line, at.column))
}
