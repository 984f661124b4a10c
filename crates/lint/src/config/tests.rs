//! Configurations, and what is said of bad ones.

use std::path::Path;

use super::{Config, Kind, read, read_sidecar};
use crate::rule::{Audience, Severity};

fn error(text: &str) -> (usize, usize, String, Option<String>) {
    let refused = read("can-invoke.toml", text).expect_err("the configuration is refused");
    let span = refused.diagnostic.primary.span;
    let file = refused.sources.get(span.file).expect("the text is kept");
    let at = file.line_column(span.start as usize);
    (
        at.line,
        at.column,
        refused.diagnostic.message.clone(),
        refused.diagnostic.help.clone(),
    )
}

#[test]
fn everything_is_read() {
    let config = read(
        "can-invoke.toml",
        r#"
[lint]
select = ["RP", "DC004"]
fail-on = "high"
audience = "auditor"
strict = true
[lint.severity]
RP104 = "low"
[[lint.per-path]]
paths = ["trust/**"]
ignore = ["DC"]
as = "trust"
[[lint.suppress]]
rule = "RP104"
path = "old/*.json"
sid = "Everybody"
reason = "public on purpose"
expires = "2027-01-31"
[context]
account = "111111111111"
parameters = { Stage = "prod" }
"#,
    )
    .expect("the configuration can be read");
    assert_eq!(config.lint.fail_on, Some(Severity::High));
    assert_eq!(config.lint.audience, Some(Audience::Auditor));
    assert_eq!(config.lint.per_path[0].kind, Some(Kind::Trust));
    assert_eq!(config.lint.severity.values().next(), Some(&Severity::Low));
    assert_eq!(config.context.parameters["Stage"], "prod");
}

#[test]
fn mistakes_are_told_at_their_places() {
    let (line, column, message, help) = error("[lint]\nselct = []\n");
    assert_eq!((line, column), (2, 1));
    assert!(message.starts_with("unknown field `selct`"), "{message}");
    assert_eq!(help.as_deref(), Some("did you mean `select`?"));
    let (line, _, message, help) = error("[lint]\nfail-on = \"hig\"\n");
    assert_eq!((line, help.as_deref()), (2, Some("did you mean `high`?")));
    assert!(message.starts_with("unknown variant `hig`"), "{message}");
    let (line, column, message, _) = error("[lint.severity]\nRP999x = \"low\"\n");
    assert_eq!(
        (line, column, message.as_str()),
        (2, 1, "there is no rule `RP999x`")
    );
    let rule = "[[lint.suppress]]\nrule = \"RP104\"\n";
    let (_, _, message, _) = error(rule);
    assert_eq!(message, "missing field `reason`");
    let (line, _, message, _) = error(&format!("{rule}reason = \" \"\n"));
    assert_eq!((line, message.as_str()), (3, "the reason is empty"));
    let (line, _, message, _) = error(&format!("{rule}reason = \"x\"\nexpires = \"2027-02-30\"\n"));
    assert_eq!((line, message.as_str()), (4, "`2027-02-30` is not a day"));
}

#[test]
fn sidecars_hold_suppressions_only() {
    let found = read_sidecar("a", "[[suppress]]\nrule = \"RP104\"\nreason = \"x\"\n");
    assert_eq!(found.expect("it can be read").len(), 1);
    assert!(read_sidecar("a", "[lint]\n").is_err());
}

/// `UPDATE_SCHEMA=1 cargo test -p can-invoke-lint` writes the schema anew.
#[test]
fn the_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/config-v1.json");
    let schema = schemars::schema_for!(Config);
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is JSON");
    text.push('\n');
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(&path, &text).expect("the schema can be written");
    }
    let committed = std::fs::read_to_string(&path).expect("the schema is committed");
    assert_eq!(committed, text);
}
