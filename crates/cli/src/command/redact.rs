//! `can-invoke redact`: documents as one inventory under pseudonyms.

use std::io::Write as _;

use anyhow::{Context as _, bail};
use can_invoke_gateway::{
    inventory::{load, write},
    redact::{Redacted, redact},
};
use can_invoke_report::snippet;
use can_invoke_source::{Diagnostic, JsonWriter, Layout, Limits};

use super::{check::report_documents, output::unless_closed};
use crate::{
    arguments::{Format, RedactOptions},
    exit::ExitStatus,
    input::{Disk, documents},
};

pub(crate) fn run(options: &RedactOptions) -> anyhow::Result<ExitStatus> {
    let limits = Limits::default();
    let documents = documents(&options.inputs, &limits)?;
    let loaded = load(&documents, &Disk { limits }, &limits);
    drop(documents);
    if loaded.diagnostics.iter().any(Diagnostic::is_error) {
        return report_documents(&loaded, Format::Text);
    }
    let mut stderr = anstream::stderr().lock();
    for diagnostic in &loaded.diagnostics {
        let told = snippet::diagnostic(diagnostic, &loaded.sources);
        writeln!(stderr, "{told}")?;
    }
    let whole = [("inventory".to_owned(), write(&loaded).into_bytes())];
    let redacted = redact(&whole, options.seed.as_deref(), &limits);
    let [(_, text)] = redacted.documents.as_slice() else {
        bail!("the inventory cannot be written");
    };
    let shown: Vec<&str> = redacted.names.shown().collect();
    if !shown.is_empty() {
        writeln!(
            stderr,
            "these words stay, as patterns say parts of them that words of AWS hold too: {}",
            shown.join(", ")
        )?;
    }
    if let Some(path) = &options.names {
        save(path, &names(&redacted))?;
    }
    if options.out == "-" {
        unless_closed(anstream::stdout().write_all(text.as_bytes()))?;
    } else {
        save(&options.out, text)?;
    }
    Ok(ExitStatus::Allowed)
}

fn save(path: &str, text: &str) -> anyhow::Result<()> {
    std::fs::write(path, text).with_context(|| format!("`{path}` cannot be written"))
}

/// Each word with its pseudonym, for whoever may know both.
fn names(redacted: &Redacted) -> String {
    let mut writer = JsonWriter::new(Layout::Indented);
    writer.object(|writer| {
        for (word, pseudonym) in redacted.names.pairs() {
            writer.key(word);
            writer.string(pseudonym);
        }
    });
    writer.finish() + "\n"
}
