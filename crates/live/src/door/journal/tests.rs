//! What is kept of a run, and what of a journal is believed.

use std::fs;

use super::*;
use crate::{
    ask::RefusalKind,
    door::fake::{self, Fake},
    operation::Operation,
};

/// A folder of its own for each test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("can-invoke-journal-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn journal(&self) -> PathBuf {
        self.0.join("inventory.json.partial")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn question(apis: &[&str]) -> Value {
    json!({ "accounts": ["111111111111 (us-east-1)"], "apis": apis })
}

fn role(name: &str) -> Ask {
    fake::ask(Operation::GetRole).with("RoleName", name)
}

/// Asks for roles, of which `refused` is; which of them had to be asked for, and the answers.
async fn run(path: &Path, roles: &[&str], refused: &str) -> (Vec<String>, Vec<Option<Value>>) {
    let fake = Fake::new(|ask| match ask.parameter("RoleName") {
        Some(name) if name != refused => {
            Ok(json!({ "Role": { "RoleName": name, "Path": "/\n\"" } }))
        }
        _ => Err(fake::refusal(RefusalKind::Denied)),
    });
    let journal = Journal::open(path, &question(&["abc"]), false).unwrap();
    let mut nobody = ();
    let watch = Watch::new(&mut nobody);
    let door = Journaled::new(&fake, Some(journal), &watch);
    let mut answers = Vec::new();
    for name in roles {
        answers.push(door.ask(&role(name)).await.ok());
    }
    assert_eq!(door.failure(), None);
    let log = fake.log.borrow();
    let asked = log.iter().filter_map(|(_, ask)| ask.parameter("RoleName"));
    (asked.map(str::to_owned).collect(), answers)
}

#[tokio::test]
async fn answers_are_kept_and_refusals_are_not() {
    let folder = Folder::new("kept");
    let path = folder.journal();
    let roles = ["a", "b", "c"];
    let (asked, first) = run(&path, &roles, "b").await;
    assert_eq!(asked, roles);
    assert_eq!(first[1], None);
    let (asked, second) = run(&path, &roles, "").await;
    assert_eq!(asked, ["b"], "only what was refused is asked again");
    assert_eq!((&second[0], &second[2]), (&first[0], &first[2]));
    let (asked, _) = run(&path, &roles, "").await;
    assert_eq!(asked, Vec::<String>::new());
}

#[tokio::test]
async fn a_run_that_is_killed_while_writing_loses_that_line_only() {
    let folder = Folder::new("cut");
    let path = folder.journal();
    let (_, whole) = run(&path, &["a", "b"], "").await;
    let text = fs::read(&path).unwrap();
    let line_ends: Vec<usize> = (0..text.len()).filter(|at| text[*at] == b'\n').collect();
    for cut in 0..=text.len() {
        fs::write(&path, &text[..cut]).unwrap();
        let (asked, answers) = run(&path, &["a", "b"], "").await;
        let lines = line_ends.iter().filter(|end| **end < cut).count();
        // The first line is the question.
        assert_eq!(
            asked.len(),
            2 - lines.saturating_sub(1).min(2),
            "cut at {cut}"
        );
        assert_eq!(answers, whole);
        assert_eq!(fs::read(&path).unwrap(), text, "cut at {cut}");
    }
}

#[tokio::test]
async fn a_broken_line_before_the_last_is_an_error_with_its_number() {
    let folder = Folder::new("broken");
    let path = folder.journal();
    run(&path, &["a", "b", "c"], "").await;
    let text = fs::read_to_string(&path).unwrap();
    for (line, garbage) in [
        (1, "{}"),
        (1, "no"),
        (2, "\u{0}\u{0}"),
        (3, "{\"key\":1}"),
        (4, ""),
    ] {
        let mut lines: Vec<&str> = text.lines().collect();
        lines[line - 1] = garbage;
        fs::write(&path, lines.join("\n") + "\n").unwrap();
        let error = Journal::open(&path, &question(&["abc"]), false).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "line {line} of `{}` is not one of a journal; forget it with `--fresh`",
                path.display()
            )
        );
        let before = fs::read(&path).unwrap();
        assert!(!before.is_empty(), "what cannot be read is not thrown away");
        let fresh = Journal::open(&path, &question(&["abc"]), true).unwrap();
        assert!(fresh.is_empty());
    }
}

#[tokio::test]
async fn a_journal_of_something_else_is_refused_and_says_of_what() {
    let folder = Folder::new("another");
    let path = folder.journal();
    run(&path, &["a"], "").await;
    let text = fs::read_to_string(&path).unwrap();
    let error = Journal::open(&path, &question(&["def"]), false).unwrap_err();
    assert!(matches!(&error, JournalError::Another { differs, .. } if *differs == ["apis: abc"]));
    assert!(
        error
            .to_string()
            .contains("forget what it has read with `--fresh`")
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), text);

    let older = text.replacen(VERSION, "0.0.1", 1);
    fs::write(&path, older).unwrap();
    let error = Journal::open(&path, &question(&["abc"]), false).unwrap_err();
    let version = "of another version of can-invoke";
    assert!(matches!(&error, JournalError::Another { differs, .. } if *differs == [version]));

    let fresh = Journal::open(&path, &question(&["def"]), true).unwrap();
    assert_eq!(fresh.len(), 0);
    drop(fresh);
    assert!(Journal::open(&path, &question(&["def"]), false).is_ok());
}

#[test]
fn two_runs_do_not_write_one_journal() {
    let folder = Folder::new("busy");
    let path = folder.journal();
    let first = Journal::open(&path, &question(&["abc"]), false).unwrap();
    let second = Journal::open(&path, &question(&["abc"]), false);
    assert!(matches!(second, Err(JournalError::Busy { .. })));
    drop(first);
    assert!(Journal::open(&path, &question(&["abc"]), false).is_ok());
}

#[cfg(unix)]
#[test]
fn nobody_else_reads_it() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::new("mode");
    let path = folder.journal();
    let journal = Journal::open(&path, &question(&["abc"]), false).unwrap();
    let mode = journal.file.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn answers_stay_in_the_file_and_not_in_memory() {
    let folder = Folder::new("memory");
    let path = folder.journal();
    let long = "x".repeat(1 << 20);
    let fake = Fake::new(|_| Ok(json!({ "Role": long })));
    let mut nobody = ();
    let watch = Watch::new(&mut nobody);
    let open = || Journal::open(&path, &question(&["abc"]), false).unwrap();
    let door = Journaled::new(&fake, Some(open()), &watch);
    for index in 0..8 {
        door.ask(&role(&index.to_string())).await.unwrap();
    }
    drop(door);
    // All that an answer costs is its key and its place, written or read again.
    let mut journal = open();
    assert_eq!(journal.len(), 8);
    let places: Vec<(u64, usize)> = journal.known.values().copied().collect();
    assert!(places.iter().all(|(_, length)| *length > 1 << 20));
    let recalled = journal.recall(&role("7").key()).unwrap();
    assert_eq!(recalled["Role"].as_str().map(str::len), Some(1 << 20));
}
