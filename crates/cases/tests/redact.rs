//! Every question of the conformance suite, asked of its inventory and of the same under
//! pseudonyms: the answer is the same.

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use can_invoke_cases::{Question, read};
    use can_invoke_gateway::{
        Answer, Query,
        answer::{Explained, HopStatus, Journey, RolePaths},
        check,
        inventory::{InMemory, Inventory, load},
        redact::{Redacted, redact},
    };
    use can_invoke_source::Limits;

    fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
        let entries = std::fs::read_dir(folder).expect("the folder can be listed");
        for entry in entries {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() {
                collect(&path, paths);
            } else if path.to_string_lossy().ends_with(".invoke-test.yaml") {
                paths.push(path);
            }
        }
    }

    fn files() -> Vec<(String, Vec<u8>)> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases");
        let mut paths = Vec::new();
        collect(&root, &mut paths);
        paths.sort();
        let read = |path: PathBuf| {
            let bytes = std::fs::read(&path).expect("a case file can be read");
            (path.display().to_string(), bytes)
        };
        paths.into_iter().map(read).collect()
    }

    /// What an answer says apart from names.
    fn decision(explained: &Explained) -> String {
        let decision = &explained.decision;
        let decided: Vec<String> = decision
            .decided_by
            .iter()
            .map(|one| {
                format!(
                    "{} {:?} {} {}",
                    one.layer.id(),
                    one.level,
                    one.document,
                    one.statement
                )
            })
            .collect();
        let layers = |layers: &[can_invoke_policy::Layer]| {
            let ids: Vec<&str> = layers.iter().map(|layer| layer.id()).collect();
            ids.join(",")
        };
        format!(
            "{} by {decided:?}, missing {} or {}, provisos {}",
            decision.verdict.as_str(),
            layers(&decision.missing.all_of),
            layers(&decision.missing.any_of),
            layers(&decision.provisos),
        )
    }

    fn journey(journey: &Journey) -> Vec<String> {
        let mut told = vec![journey.verdict.as_str().to_owned()];
        told.extend(journey.hops.iter().map(|hop| {
            let status = match &hop.status {
                HopStatus::Passes => "passes".to_owned(),
                HopStatus::Stops(response) => response.status.to_string(),
                HopStatus::Undecided => "?".to_owned(),
            };
            format!("{} {status}", hop.kind.as_str())
        }));
        told.extend(journey.decisions().map(decision));
        told.push(format!(
            "{} granted, {} undecided, failure {:?}",
            journey.taken_for_granted.len(),
            journey.undecided.len(),
            journey
                .failure
                .as_ref()
                .map(|failure| failure.response.status)
        ));
        told
    }

    /// Ways through roles without regard to their order: of equal ways the first by its ARN is
    /// told first.
    fn ways(paths: &RolePaths) -> Vec<String> {
        let mut ways: Vec<String> = paths
            .paths
            .iter()
            .map(|path| {
                let decisions: Vec<String> = path.decisions().map(decision).collect();
                format!("{} {decisions:?}", path.verdict.as_str())
            })
            .collect();
        ways.sort();
        ways.push(format!(
            "{} considered, {} failures, unfinished {}",
            paths.considered,
            paths.failures.len(),
            paths.unfinished.is_some()
        ));
        ways
    }

    fn told(answer: &Answer) -> Vec<String> {
        let mut told = vec![answer.verdict.as_str().to_owned()];
        told.extend(journey(&answer.direct));
        told.extend(answer.after_deployment.iter().flat_map(journey));
        told.extend(ways(&answer.role_paths));
        told.push(format!("{} not readable", answer.not_readable.len()));
        told
    }

    fn outcome(inventory: &Inventory, query: &Query) -> Vec<String> {
        match check(inventory, query) {
            Ok(answer) => told(&answer),
            Err(_) => vec!["refused".to_owned()],
        }
    }

    fn loaded(redacted: &Redacted) -> Result<Inventory, String> {
        let documents: Vec<(String, Vec<u8>)> = redacted
            .documents
            .iter()
            .map(|(name, text)| (name.clone(), text.clone().into_bytes()))
            .collect();
        let loaded = load(&documents, &InMemory::default(), &Limits::default());
        let errors: Vec<&str> = loaded
            .diagnostics
            .iter()
            .filter(|one| one.is_error())
            .map(|one| one.message.as_str())
            .collect();
        if errors.is_empty() {
            return Ok(loaded.inventory);
        }
        Err(format!("{}: {errors:?}", documents[0].0))
    }

    #[test]
    fn every_question_has_the_same_answer_under_pseudonyms() {
        let mut asked = 0;
        let mut problems = Vec::new();
        for (name, bytes) in files() {
            let file = read(&name, &bytes, &[], &InMemory::default(), &Limits::default());
            let is_of_routes = |question: &Question| matches!(question, Question::Invocation(_));
            if !file.cases.iter().any(|case| is_of_routes(&case.question)) {
                continue;
            }
            let mut redacted = redact(&[(name.clone(), bytes)], None, &Limits::default());
            let inventory = match loaded(&redacted) {
                Ok(inventory) => inventory,
                Err(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            for case in &file.cases {
                let Question::Invocation(query) = &case.question else {
                    continue;
                };
                asked += 1;
                let expected = outcome(&file.inventory, query);
                let hidden = redacted.names.query(query);
                let found = outcome(&inventory, &hidden);
                if expected != found {
                    problems.push(format!(
                        "{name}: {}\n  {expected:#?}\n  {found:#?}\n  {:?}",
                        case.title, hidden.target
                    ));
                }
            }
        }
        assert!(
            problems.is_empty(),
            "{} of {asked} differ:\n{}",
            problems.len(),
            problems.join("\n")
        );
        assert!(asked > 700, "only {asked} questions were asked");
    }
}
