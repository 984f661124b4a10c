//! The result of `can-invoke test`.

use can_invoke_cases::{Asked, CaseResult, Coverage, Covered, Found, Reached, TestFile};
use serde::Serialize;

use super::{
    Check, Decision, Diagnostic, Location, VERSION, check, decision, diagnostic, location,
};

/// What became of a run of tests.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TestRun {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = VERSION)))]
    pub version: u32,
    /// How many cases are as expected.
    pub passed: usize,
    /// How many are not.
    pub failed: usize,
    /// The files, in order of their names. If one of them cannot be read, no case of any was
    /// run.
    pub files: Vec<TestFileResult>,
    /// What the cases touch, if that is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<TestCoverage>,
}

/// What the cases of a run touch.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TestCoverage {
    /// How much of statements and routes together was touched, in whole percent.
    pub percent: usize,
    /// Every statement of every policy, in order of file and place.
    pub statements: Vec<CoveredStatement>,
    /// Every route of every API whose routes are known.
    pub routes: Vec<AskedRoute>,
}

/// A statement of a policy.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CoveredStatement {
    /// The file that it stands in.
    pub file: String,
    /// The line, from one.
    pub line: usize,
    /// The column in characters, from one.
    pub column: usize,
    /// The name of its policy.
    pub policy: String,
    /// `statement 2 "ReadPets"`.
    pub statement: String,
    /// `not-asked`, `asked` or `decisive`: how far a case reached it.
    pub reached: String,
}

/// A route of an API.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AskedRoute {
    /// The file that describes the API.
    pub file: String,
    /// The id of the API.
    pub api: String,
    /// The route.
    pub route: String,
    /// How many cases ask about it.
    pub cases: usize,
}

/// What the cases of a run touch, for machines.
pub fn test_coverage(coverage: &Coverage) -> TestCoverage {
    let statement = |one: &Covered| CoveredStatement {
        file: one.file.clone(),
        line: one.at.line,
        column: one.at.column,
        policy: one.policy.clone(),
        statement: one.statement.clone(),
        reached: match one.reached {
            Reached::NotAsked => "not-asked",
            Reached::Asked => "asked",
            Reached::Decisive => "decisive",
        }
        .to_owned(),
    };
    let route = |one: &Asked| AskedRoute {
        file: one.file.clone(),
        api: one.api.clone(),
        route: one.route.clone(),
        cases: one.cases,
    };
    TestCoverage {
        percent: coverage.percent(),
        statements: coverage.statements.iter().map(statement).collect(),
        routes: coverage.routes.iter().map(route).collect(),
    }
}

/// One file of tests.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TestFileResult {
    /// Its name.
    pub file: String,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where its expectations come from.
    pub source: Vec<String>,
    /// The cases, in order.
    pub cases: Vec<TestCase>,
    /// What is to be said about the file and its documents.
    pub diagnostics: Vec<Diagnostic>,
}

/// One case.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TestCase {
    /// The titles of its groups and its own.
    pub title: String,
    /// Where it stands.
    pub location: Location,
    /// Whether all is as expected.
    pub outcome: TestOutcome,
    /// What is not.
    pub differences: Vec<TestDifference>,
    /// What was found; in a short report only where it is not as expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<TestFound>,
}

/// Whether a case is as expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum TestOutcome {
    /// It is.
    Passed,
    /// It is not.
    Failed,
}

/// One thing that is not as expected.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TestDifference {
    /// The key under `expect`.
    pub what: String,
    /// What was expected.
    pub expected: String,
    /// What was found.
    pub found: String,
}

/// What the engine says to a question.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum TestFound {
    /// The answer about a route.
    Answer(Box<Check>),
    /// The decision about an action.
    Decision(Box<Decision>),
    /// The documents are refused.
    Refused(Vec<Diagnostic>),
    /// The question cannot be asked.
    Error {
        /// What is wrong.
        message: String,
        /// What to do.
        help: String,
    },
}

/// The result of a run. `results` are those of the files, in their order.
pub fn test_run(files: &[TestFile], results: &[Vec<CaseResult>], is_full: bool) -> TestRun {
    let all = || results.iter().flatten();
    let passed = all().filter(|result| result.holds()).count();
    TestRun {
        version: VERSION,
        passed,
        failed: all().count() - passed,
        files: files
            .iter()
            .enumerate()
            .map(|(index, file)| {
                let results = results.get(index).map(Vec::as_slice).unwrap_or_default();
                test_file(file, results, is_full)
            })
            .collect(),
        coverage: None,
    }
}

fn test_file(file: &TestFile, results: &[CaseResult], is_full: bool) -> TestFileResult {
    let cases = file.cases.iter().zip(results).map(|(case, result)| {
        let is_told = is_full || !result.holds();
        TestCase {
            title: case.title.clone(),
            location: location(case.span, &file.sources),
            outcome: if result.holds() {
                TestOutcome::Passed
            } else {
                TestOutcome::Failed
            },
            differences: result
                .differences
                .iter()
                .map(|difference| TestDifference {
                    what: difference.what.clone(),
                    expected: difference.expected.clone(),
                    found: difference.found.clone(),
                })
                .collect(),
            found: is_told.then(|| found(&result.found, file, is_full)),
        }
    });
    TestFileResult {
        file: file.name.clone(),
        title: file.title.clone(),
        source: file.source.clone(),
        cases: cases.collect(),
        diagnostics: file
            .diagnostics
            .iter()
            .map(|one| diagnostic(one, &file.sources))
            .collect(),
    }
}

fn found(found: &Found, file: &TestFile, is_full: bool) -> TestFound {
    match found {
        Found::Answer(answer) => {
            let mut answer = check(answer, &[], &file.sources);
            if !is_full {
                answer.drop_undecisive_statements();
            }
            TestFound::Answer(Box::new(answer))
        }
        Found::Decision(explained) => {
            let mut decision = decision(explained, &file.sources);
            if !is_full {
                decision.drop_undecisive_statements();
            }
            TestFound::Decision(Box::new(decision))
        }
        Found::Refused(diagnostics) => TestFound::Refused(
            diagnostics
                .iter()
                .map(|one| diagnostic(one, &file.sources))
                .collect(),
        ),
        Found::Error(error) => TestFound::Error {
            message: error.message.clone(),
            help: error.help.clone(),
        },
    }
}
