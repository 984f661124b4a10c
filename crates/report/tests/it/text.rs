//! What a person reads, in the main situations.

use can_invoke_cases::{Found, run_case};
use can_invoke_report::text::{self, Detail};

use crate::{
    situations::{ALICE, Asked, Example, PET_SHOP, external_id, nothing, source_ip},
    suite::all_files,
};

fn plain(asked: &Asked) -> String {
    without_styles(&text::check(
        &asked.answer,
        &asked.loaded.sources,
        Detail::Short,
    ))
}

/// Text without the sequences that colour it.
pub(crate) fn without_styles(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (_, rest) = part.split_once('m').expect("only styles are written");
        plain.push_str(rest);
    }
    plain
}

fn rest() -> Example {
    Example::new("cross-account-rest")
}

fn http() -> Example {
    Example::new("cross-account-http")
}

/// The resource policy without the statement for the partner.
fn silent_resource_policy() -> Example {
    rest().edit(
        "resource-policy.json",
        "role/pet-shop",
        "role/somebody-else",
    )
}

#[test]
fn corner_both_sides_allow() {
    insta::assert_snapshot!(plain(&rest().ask(PET_SHOP, "GET /pets", nothing)));
}

#[test]
fn corner_only_the_identity_side_allows() {
    let asked = silent_resource_policy().ask(PET_SHOP, "GET /pets", nothing);
    insta::assert_snapshot!(plain(&asked));
}

#[test]
fn corner_only_the_resource_policy_allows() {
    let example = rest().edit("pet-shop.json", "prod/GET/pets*", "prod/GET/cats*");
    insta::assert_snapshot!(plain(&example.ask(PET_SHOP, "GET /pets", nothing)));
}

#[test]
fn corner_neither_side_allows() {
    let example =
        silent_resource_policy().edit("pet-shop.json", "prod/GET/pets*", "prod/GET/cats*");
    insta::assert_snapshot!(plain(&example.ask(PET_SHOP, "GET /pets", nothing)));
}

#[test]
fn corner_a_deny() {
    let example = rest().edit("pet-shop.json", "GET/pets*", "*");
    let asked = example.ask(PET_SHOP, "POST /pets", source_ip("198.51.100.7"));
    insta::assert_snapshot!(plain(&asked));
}

#[test]
fn depends_with_ranges() {
    let example = rest().edit("pet-shop.json", "GET/pets*", "*");
    insta::assert_snapshot!(plain(&example.ask(PET_SHOP, "POST /pets", nothing)));
}

#[test]
fn a_deny_whatever_the_address_is() {
    let example = rest().edit("pet-shop.json", "GET/pets*", "*");
    let like = r#""StringLikeIfExists""#;
    let example = example
        .edit("resource-policy.json", r#""NotIpAddress""#, like)
        .edit("resource-policy.json", "203.0.113.0/24", "*");
    insta::assert_snapshot!(plain(&example.ask(PET_SHOP, "POST /pets", nothing)));
}

#[test]
fn needed_and_then_it_depends() {
    insta::assert_snapshot!(plain(&rest().ask(PET_SHOP, "POST /pets", nothing)));
}

#[test]
fn a_caller_whom_the_inventory_does_not_know() {
    let asked = rest().ask("arn:aws:iam::222222222222:user/bob", "GET /pets", nothing);
    insta::assert_snapshot!(plain(&asked));
}

#[test]
fn an_anonymous_caller_and_a_policy_that_names_a_role() {
    insta::assert_snapshot!(plain(&rest().ask(PET_SHOP, "GET /health", nothing)));
}

#[test]
fn an_unsigned_call() {
    insta::assert_snapshot!(plain(&rest().ask("anonymous", "GET /pets", nothing)));
}

#[test]
fn a_route_that_is_not_there() {
    insta::assert_snapshot!(plain(&rest().ask(PET_SHOP, "DELETE /pets", nothing)));
}

#[test]
fn through_a_role() {
    let asked = http().ask(PET_SHOP, "GET /pets", external_id("pets-2026"));
    insta::assert_snapshot!(plain(&asked));
}

#[test]
fn through_a_role_with_a_wrong_external_id() {
    let asked = http().ask(PET_SHOP, "GET /pets", external_id("pets-2025"));
    insta::assert_snapshot!(plain(&asked));
}

#[test]
fn through_a_role_that_asks_for_something_unknown() {
    insta::assert_snapshot!(plain(&http().ask(PET_SHOP, "GET /pets", nothing)));
}

#[test]
fn a_role_that_may_not_invoke() {
    let example = http().edit("pets-invoker.json", "GET/pets", "GET/cats");
    let asked = example.ask(PET_SHOP, "GET /pets", external_id("pets-2026"));
    insta::assert_snapshot!(plain(&asked));
}

#[test]
fn the_published_sample() {
    let asked = Example::new("published-sample").ask(ALICE, "GET /pets", nothing);
    insta::assert_snapshot!(plain(&asked));
}

#[test]
fn a_layer_that_nobody_gave_strictly() {
    let asked = rest().ask(PET_SHOP, "GET /pets", |query| query.strict = true);
    insta::assert_snapshot!(plain(&asked));
}

#[test]
fn everything_that_was_looked_at() {
    let asked = rest().ask(PET_SHOP, "GET /pets", nothing);
    let text = text::check(&asked.answer, &asked.loaded.sources, Detail::Full);
    insta::assert_snapshot!(without_styles(&text));
}

#[test]
fn every_case_reads_as_text() {
    for file in &all_files() {
        for case in &file.cases {
            let at = format!("{}: {}", file.name, case.title);
            let Found::Answer(answer) = run_case(file, case).found else {
                continue;
            };
            for detail in [Detail::Short, Detail::Full] {
                let text = without_styles(&text::check(&answer, &file.sources, detail));
                assert!(text.starts_with(answer.verdict.as_str()), "{at}:\n{text}");
                assert!(
                    text.ends_with('\n') && !text.ends_with("\n\n"),
                    "{at}:\n{text}"
                );
                assert!(!text.contains("\n\n\n"), "{at}:\n{text}");
                let stray = text
                    .lines()
                    .find(|line| line.ends_with("; ") || line.contains("  ;"));
                assert_eq!(stray, None, "{at}");
            }
        }
    }
}
