//! The raw samples of the articles that this project began with, as people paste them: the
//! trailing comma, the comments, the placeholders and the account ids of nine digits are each
//! told with line, column and what to do. `UPDATE_LINT=1` writes what is told.

use std::fs;

use crate::support::{can_invoke, repository, run};

#[test]
fn every_mistake_of_the_published_samples_is_told_at_its_place() {
    let ran = run(&mut can_invoke(&["lint", "tests/lint-seed"]));
    assert_eq!(ran.status, 1, "{}", ran.stderr);
    let expected = repository().join("tests/lint-seed/expected.txt");
    if std::env::var_os("UPDATE_LINT").is_some() {
        fs::write(&expected, &ran.stdout).unwrap();
    }
    assert_eq!(ran.stdout, fs::read_to_string(&expected).unwrap());
    for (file, line, rule) in [
        ("trailing-comma.json", "16:6", "DC004"),
        ("trailing-comma.json", "8:11", "GR120"),
        ("trailing-comma.json", "14:40", "RP127"),
        ("trailing-comma.json", "14:53", "RP127"),
        ("comments.json", "9:72", "DC003"),
        ("nine-digits.json", "8:50", "XA405"),
        ("nine-digits.json", "8:60", "RP127"),
        ("nine-digits.json", "6:29", "GR120"),
        ("assume.trust.json", "7:33", "DC004"),
    ] {
        let place = format!("tests/lint-seed/{file}:{line}\n");
        let told = ran
            .stdout
            .split("\n\n")
            .any(|one| one.contains(&place) && one.contains(rule));
        assert!(told, "{rule} at {place} in\n{}", ran.stdout);
    }
}
