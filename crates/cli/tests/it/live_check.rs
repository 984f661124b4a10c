//! `can-invoke check --live` and `can-invoke permissions` without an account: what is said
//! before anybody is asked.

use crate::support::{can_invoke, run};

const APP: &str = "arn:aws:iam::222222222222:role/team/app";
const URL: &str = "https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets";

#[test]
fn options_of_live_accounts_are_refused_without_live() {
    for option in [
        &["--profile", "shop"][..],
        &["--account-role", "arn:aws:iam::111111111111:role/auditor"],
        &["--region", "us-east-1"],
        &["--dry-run"],
    ] {
        let inputs = ["check", "--in", "examples/cross-account-rest", "--as", APP];
        let ran = run(&mut can_invoke(
            &[&inputs[..], option, &["GET", URL]].concat(),
        ));
        assert_eq!(ran.status, 2);
        let name = option.first().copied().unwrap_or_default();
        assert_eq!(
            ran.stderr,
            format!(
                "error: `{name}` says how live accounts are asked; write `--live` to ask them, or \
                 leave it out\n"
            )
        );
    }
}

#[test]
fn who_asks_is_said_unless_the_credentials_say_it() {
    let arguments = ["check", "--in", "examples/cross-account-rest", "GET", URL];
    let ran = run(&mut can_invoke(&arguments));
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("--as <PRINCIPAL>"), "{}", ran.stderr);
}

#[cfg(not(feature = "live"))]
#[test]
fn a_build_without_network_code_says_so() {
    for arguments in [
        &["check", "--live", "--as", APP, "GET", URL][..],
        &["check", "--live", "GET", URL],
        &["check", "--live", "--dry-run", "--as", APP, "GET", URL],
        &["permissions"],
    ] {
        let ran = run(&mut can_invoke(arguments));
        assert_eq!(ran.status, 2);
        assert!(
            ran.stderr.contains("this build has no network code"),
            "{}",
            ran.stderr
        );
    }
}

#[cfg(feature = "live")]
mod online {
    use super::*;

    fn plan(more: &[&str]) -> serde_json::Value {
        let roles = [
            "--account-role",
            "arn:aws:iam::111111111111:role/auditor",
            "--account-role",
            "arn:aws:iam::222222222222:role/auditor",
            "--format",
            "json",
        ];
        let question = ["check", "--live", "--dry-run", "--as", APP];
        let arguments = [&question[..], &roles, more, &["GET", URL]].concat();
        let ran = run(&mut can_invoke(&arguments));
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
        serde_json::from_str(&ran.stdout).expect("JSON")
    }

    fn operations(plan: &serde_json::Value) -> Vec<String> {
        let calls = plan["calls"].as_array().expect("calls").iter();
        calls
            .map(|call| {
                let text = |key: &str| call[key].as_str().unwrap_or_default().to_owned();
                format!("{} {} {}", text("account"), text("operation"), text("when"))
            })
            .collect()
    }

    #[test]
    fn a_dry_run_lists_the_calls_and_asks_nobody() {
        let direct = operations(&plan(&["--direct"]));
        let whole = operations(&plan(&[]));
        let api = "111111111111 apigateway:GetRestApi once";
        let role = "222222222222 iam:GetRole once";
        for call in [api, role] {
            assert!(direct.iter().any(|it| it == call), "{direct:?}");
        }
        let roles = "111111111111 iam:GetAccountAuthorizationDetails if the direct way is not open";
        assert!(whole.iter().any(|it| it == roles), "{whole:?}");
        assert!(!direct.iter().any(|it| it == roles), "{direct:?}");
    }

    #[test]
    fn a_call_of_a_plan_says_what_it_needs() {
        let plan = plan(&[]);
        let calls = plan["calls"].as_array().expect("calls").iter();
        let mut calls = calls.filter(|call| call["operation"] == "apigateway:GetResources");
        let call = calls.next().expect("a call");
        assert_eq!(call["action"], "apigateway:GET");
        assert_eq!(
            call["resource"],
            "arn:aws:apigateway:us-east-1::/restapis/abc123/resources"
        );
        assert_eq!(call["region"], "us-east-1");
        assert_eq!(call["parameters"]["restApiId"], "abc123");
    }

    #[test]
    fn what_documents_say_is_not_in_the_plan() {
        let given = operations(&plan(&["--in", "examples/cross-account-rest", "--direct"]));
        assert!(
            !given.iter().any(|it| it.contains("apigateway:")),
            "{given:?}"
        );
    }

    #[test]
    fn a_dry_run_without_a_caller_asks_nobody_who_it_is() {
        let ran = run(&mut can_invoke(&[
            "check",
            "--live",
            "--dry-run",
            "GET",
            URL,
        ]));
        assert_eq!(ran.status, 2);
        assert_eq!(
            ran.stderr,
            "error: with `--dry-run` nobody is asked, so say with `--as` who asks\n"
        );
    }

    #[test]
    fn the_policy_of_the_tool_is_a_policy() {
        let arguments = ["permissions", "check", "--region", "us-east-1"];
        let ran = run(&mut can_invoke(&arguments));
        assert_eq!(ran.status, 0);
        assert!(ran.stderr.starts_with("note: `OptionalNamesOfApiKeys`"));
        let policy: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
        assert_eq!(policy["Statement"][0]["Sid"], "ReadApis");
        assert_eq!(
            policy["Statement"][0]["Resource"],
            serde_json::json!([
                "arn:aws:apigateway:us-east-1::/apis/*",
                "arn:aws:apigateway:us-east-1::/restapis/*",
            ])
        );
        let ran = run(&mut can_invoke(&["permissions", "routes"]));
        assert_eq!(ran.status, 2);
        assert!(ran.stderr.contains("`routes` asks no live accounts"));
    }
}
