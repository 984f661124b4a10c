//! Every case under `tests/cases`, against what AWS documents.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use can_invoke_cases::{Expect, Question, TestFile, run};
    use can_invoke_policy::Assumption;

    use crate::support::{problems, read_one};

    /// All case files, in order of their names.
    fn all_files() -> Vec<TestFile> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases");
        let mut paths = Vec::new();
        collect(&root, &mut paths);
        paths.sort();
        paths
            .iter()
            .map(|path| {
                let name = path.strip_prefix(&root).unwrap_or(path);
                let name = name.display().to_string().replace('\\', "/");
                let bytes = std::fs::read(path).expect("a case file can be read");
                read_one(&name, &bytes)
            })
            .collect()
    }

    fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
        let entries = std::fs::read_dir(folder).expect("the folder of the cases can be listed");
        for entry in entries {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() {
                collect(&path, paths);
            } else if path.extension().is_some_and(|ending| ending != "md") {
                paths.push(path);
            }
        }
    }

    #[test]
    fn every_case_comes_out_as_aws_documents() {
        let files = all_files();
        let count: usize = files.iter().map(|file| file.cases.len()).sum();
        let problems = problems(&files);
        assert!(
            problems.is_empty(),
            "{} problems with {count} cases in {} files:\n{}",
            problems.len(),
            files.len(),
            problems.join("\n")
        );
        assert!(count >= 3800, "only {count} cases were found");
        let cases = files.iter().flat_map(|file| &file.cases);
        let of_routes = cases.filter(|case| matches!(case.question, Question::Invocation(_)));
        let of_routes = of_routes.count();
        assert!(of_routes >= 700, "only {of_routes} cases ask about routes");
    }

    #[test]
    fn every_fact_about_api_gateway_has_its_cases() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases");
        let page = std::fs::read_to_string(root.join("api-gateway.md")).expect("the list is there");
        let rows = page
            .lines()
            .filter(|line| line.starts_with("| ") && line.contains("]("));
        let mut numbers = Vec::new();
        for row in rows {
            let number = row.trim_start_matches("| ").split(' ').next();
            numbers.push(number.and_then(|number| number.parse::<u32>().ok()));
            for link in row.split("](").skip(1) {
                let file = link.split(')').next().expect("a link ends");
                let bytes = std::fs::read(root.join(file));
                let bytes = bytes.unwrap_or_else(|error| panic!("{file}: {error}"));
                let cases = read_one(file, &bytes).cases;
                assert!(!cases.is_empty(), "{file} holds no case");
            }
        }
        let all: Vec<Option<u32>> = (1..=84).map(Some).collect();
        assert_eq!(numbers, all);
    }

    /// The evaluator has such a test for the others.
    #[test]
    fn every_assumption_about_requests_has_cases_that_tell_its_choices_apart() {
        let files = all_files();
        for assumption in Assumption::OF_API_GATEWAY {
            let is_told_apart = files.iter().any(|file| {
                let ours = verdicts(file, *assumption, false);
                let others = verdicts(file, *assumption, true);
                ours.iter().any(|(target, ending)| {
                    let mut others = others.iter();
                    others.any(|(other, by_other)| other == target && ending.differs(by_other))
                })
            });
            assert!(is_told_apart, "no case for {}", assumption.id());
        }
    }

    /// The verdict that is expected of the whole, and of the decisions at other hops by their
    /// names: a function that may not be invoked leaves the request allowed.
    struct Ending {
        verdict: Option<String>,
        gates: Vec<(String, String)>,
    }

    impl Ending {
        fn of(expect: &Expect) -> Ending {
            let gates = expect.gates.iter();
            let gates = gates.filter_map(|(hop, gate)| Some((hop.clone(), gate.verdict.clone()?)));
            Ending {
                verdict: expect.verdict.clone(),
                gates: gates.collect(),
            }
        }

        /// Whether two endings contradict each other; what one of them does not say
        /// contradicts nothing.
        fn differs(&self, other: &Ending) -> bool {
            let both = |(hop, verdict): &(String, String)| {
                let mut others = other.gates.iter();
                others.any(|(same, by_other)| same == hop && by_other != verdict)
            };
            self.verdict != other.verdict || self.gates.iter().any(both)
        }
    }

    /// What is asked for, and what is expected, in the cases that lean on an assumption and
    /// take one of its choices.
    fn verdicts(
        file: &TestFile,
        assumption: Assumption,
        takes_alternative: bool,
    ) -> Vec<(String, Ending)> {
        let mut found = Vec::new();
        for case in &file.cases {
            let Question::Invocation(query) = &case.question else {
                continue;
            };
            let mut told = case.expect.direct.assumptions.iter().flatten();
            if query.readings.is_alternative(assumption) == takes_alternative
                && told.any(|id| id == assumption.id())
            {
                found.push((format!("{:?}", query.target), Ending::of(&case.expect)));
            }
        }
        found
    }

    #[test]
    fn the_example_of_the_documentation_holds() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let page = std::fs::read_to_string(root.join("docs/policy-tests.md"))
            .expect("the page can be read");
        let (_, after) = page.split_once("```yaml\n").expect("there is an example");
        let (example, _) = after.split_once("```").expect("the example ends");
        let file = read_one("example.yaml", example.as_bytes());
        assert_eq!(file.cases.len(), 3, "{:?}", file.diagnostics);
        for (case, result) in file.cases.iter().zip(run(&file)) {
            assert_eq!(result.differences, [], "{}", case.title);
        }
    }
}
