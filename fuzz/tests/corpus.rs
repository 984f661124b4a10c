//! The corpus, and a bounded number of inputs made from it, through every target.

use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use can_invoke_fuzz::{
    TARGETS,
    mutate::{Numbers, mutated},
};

/// How many inputs are made from the corpus of a target.
const MADE: usize = 400;

fn replay(name: &str) {
    let target = TARGETS.iter().find(|target| target.name == name).unwrap();
    let corpus = corpus(name);
    assert!(!corpus.is_empty(), "`{name}` has no corpus");
    for (path, input) in &corpus {
        let outcome = catch_unwind(|| (target.run)(input));
        assert!(outcome.is_ok(), "it does not hold for `{}`", path.display());
    }
    let inputs: Vec<Vec<u8>> = corpus.into_iter().map(|(_, input)| input).collect();
    let mut numbers = Numbers::new(1);
    for number in 0..MADE {
        let input = mutated(&inputs, &mut numbers);
        if catch_unwind(|| (target.run)(&input)).is_err() {
            let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{number}"));
            std::fs::write(&kept, &input).unwrap();
            panic!("it does not hold for the made input `{}`", kept.display());
        }
    }
}

/// The committed inputs of a target, by name.
fn corpus(name: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(name);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| (path.clone(), std::fs::read(path).unwrap()))
        .collect()
}

macro_rules! replays {
    ($($name:ident),+ $(,)?) => {
        $(
            #[test]
            fn $name() {
                replay(stringify!($name));
            }
        )+

        #[test]
        fn every_target_is_replayed_and_has_its_file_for_the_fuzzer() {
            let replayed = [$(stringify!($name)),+];
            let targets: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
            assert_eq!(targets, replayed);
            for name in targets {
                let path = format!("{}/fuzz_targets/{name}.rs", env!("CARGO_MANIFEST_DIR"));
                assert!(Path::new(&path).is_file(), "{path}");
            }
        }
    };
}

replays!(
    json,
    yaml,
    policy,
    arn,
    wildcard,
    condition,
    batch_line,
    inventory,
    test_file,
    why_text,
    mapping,
    lint,
    lint_config
);
