//! `can-invoke fetch` without an account: what it says before anybody is asked.

use crate::support::{can_invoke, run};

#[cfg(not(feature = "live"))]
#[test]
fn a_build_without_network_code_says_how_to_get_one_with_it() {
    let ran = run(&mut can_invoke(&["fetch", "--all"]));
    assert_eq!(ran.status, 2);
    assert_eq!(
        ran.stderr,
        "error: this build has no network code; install it with `cargo install can-invoke \
         --features live`\n"
    );
    assert_eq!(ran.stdout, "");
}

#[test]
fn something_must_be_asked_for() {
    let ran = run(&mut can_invoke(&["fetch"]));
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("--api"), "{}", ran.stderr);
}

#[cfg(feature = "live")]
#[test]
fn mistakes_are_told_before_anybody_is_asked() {
    for (arguments, message) in [
        (
            &["--api", "/pets"][..],
            "error: `/pets` is no API; write its id",
        ),
        (
            &["--all", "--assume", "auditor"],
            "error: `auditor` is not the ARN of a role",
        ),
        (
            &["--all", "--account-role", "auditor"],
            "error: `auditor` is not the ARN of a role",
        ),
        (
            &["--principal", "app"],
            "error: `app` is not the ARN of a user, role or role session",
        ),
        (
            &["--all", "--out", "-", "--fresh"],
            "error: with `--out -` nothing is kept",
        ),
        (
            &[
                "--api",
                "https://abc-vpce-1.execute-api.us-east-1.amazonaws.com/prod",
                "--api",
                "https://abc-vpce-2.execute-api.us-east-1.amazonaws.com/prod",
            ],
            "error: the URLs name two VPC endpoints, `vpce-1` and `vpce-2`",
        ),
    ] {
        let ran = run(can_invoke(&["fetch"]).args(arguments));
        assert_eq!(ran.status, 2, "{arguments:?}");
        assert!(
            ran.stderr.starts_with(message),
            "{arguments:?}: {}",
            ran.stderr
        );
        assert_eq!(ran.stdout, "");
    }
}
