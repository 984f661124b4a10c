//! The cases of `tests/cases` on their inventories as they are written: every answer is the
//! same as on the inventory that was read, apart from the places that it names.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use can_invoke_cases::{Found, TestFile, run};
    use can_invoke_gateway::{
        Inventory,
        answer::{Answer, Explained, Journey},
        inventory::{InMemory, load, write},
    };
    use can_invoke_source::{Diagnostic, Limits};

    use crate::support::{problems, read_one};

    fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
        let entries = std::fs::read_dir(folder).expect("the folder of the cases can be listed");
        for entry in entries {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() {
                collect(&path, paths);
            } else if path.extension().is_some_and(|ending| ending == "yaml") {
                paths.push(path);
            }
        }
    }

    /// The inventory of a file, as it is after it was written.
    fn written(name: &str, bytes: &[u8]) -> Inventory {
        let read = |name: &str, bytes: &[u8]| {
            let documents = [(name.to_owned(), bytes.to_vec())];
            let loaded = load(&documents, &InMemory::default(), &Limits::default());
            let has_errors = loaded.diagnostics.iter().any(Diagnostic::is_error);
            assert!(!has_errors, "{name}: {:?}", loaded.diagnostics);
            loaded
        };
        let text = write(&read(name, bytes));
        read("written.json", text.as_bytes()).inventory
    }

    /// All answers, with every place the same: what decides, hop by hop, and why.
    fn answers(file: &TestFile) -> Vec<String> {
        let results = run(file).into_iter();
        let answers = results.map(|result| match result.found {
            Found::Answer(answer) => told(&answer),
            Found::Decision(explained) => decided(&explained),
            Found::Refused(_) => String::new(),
            Found::Error(error) => format!("{error:?}"),
        });
        answers.map(|answer| without_places(&answer)).collect()
    }

    fn told(answer: &Answer) -> String {
        let paths = answer.role_paths.paths.iter().map(|path| {
            let calls = path.calls().map(|call| decided(&call.decision));
            let calls: Vec<String> = calls.collect();
            format!("{} {calls:?} {}", path.role, decided(&path.invoke))
        });
        format!(
            "{:?}\n{:?}\n{}\n{:?}\n{:?}\n{:?}",
            answer.verdict,
            answer.question,
            journey(&answer.direct),
            answer.after_deployment.as_ref().map(journey),
            paths.collect::<Vec<_>>(),
            answer.suggestions
        )
    }

    fn journey(journey: &Journey) -> String {
        let gates = journey.gates.iter();
        let gates = gates.map(|(hop, explained)| format!("{hop:?}: {}", decided(explained)));
        format!(
            "{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}",
            journey.hops,
            journey.explained.as_ref().map(decided),
            gates.collect::<Vec<_>>(),
            journey.undecided,
            journey.taken_for_granted,
            journey.assumptions,
            journey.failure
        )
    }

    fn decided(explained: &Explained) -> String {
        format!("{:?} {:?}", explained.decision, explained.assumptions)
    }

    fn without_places(text: &str) -> String {
        let mut parts = text.split("Span { ");
        let mut plain = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (_, rest) = part.split_once(" }").expect("a span ends");
            plain.push_str("Span");
            plain.push_str(rest);
        }
        plain
    }

    #[test]
    fn every_case_is_answered_the_same_on_the_inventory_as_it_is_written() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases");
        let mut paths = Vec::new();
        collect(&root, &mut paths);
        paths.sort();
        let mut count = 0;
        for path in &paths {
            let bytes = std::fs::read(path).expect("a case file can be read");
            let name = path.display().to_string();
            let mut file = read_one(&name, &bytes);
            if file.inventory == Inventory::default() {
                continue;
            }
            let ours = answers(&file);
            file.inventory = written(&name, &bytes);
            let again = answers(&file);
            assert_eq!(problems(std::slice::from_ref(&file)), Vec::<String>::new());
            let titles = file.cases.iter().map(|case| &case.title);
            for ((title, one), other) in titles.zip(&ours).zip(&again) {
                assert!(one == other, "{name}: {title}:\n{one}\n{other}");
                count += 1;
            }
        }
        assert!(count >= 900, "only {count} cases were asked");
    }
}
