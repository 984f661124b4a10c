//! Every command that a README shows is run, and what it shows is what comes out.
//!
//! A block ```` ```console ```` holds commands (`$ can-invoke …`, continued with `\` and
//! `> `), each followed by its output and, unless it is 0, its exit status (`? 1`). A line
//! `[...]` stands for any lines. They run from the root of the repository.
//!
//! A block ```` ```diff ```` of a README of an example edits a file of that example, which
//! its first line names, in a copy. The next console block runs there, and only that one.
//!
//! With `UPDATE_README` in the environment, output without `[...]` is written anew.

use std::{
    fs::{self, File, OpenOptions},
    path::{Path, PathBuf},
    process::Stdio,
};

use crate::support::{can_invoke, folder, repository};

#[test]
fn the_readme_of_the_repository() {
    assert_readme(&repository().join("README.md"), "readme");
}

#[test]
fn the_readmes_of_the_examples() {
    let mut count = 0;
    for entry in fs::read_dir(repository().join("examples")).expect("there are examples") {
        let example = entry.expect("an entry can be read").path();
        let name = example.file_name().expect("an example has a name");
        let name = format!("readme-{}", name.to_string_lossy());
        let commands = assert_readme(&example.join("README.md"), &name);
        assert!(commands > 0, "{} shows no command", example.display());
        count += 1;
    }
    assert!(count >= 3, "{count} examples");
}

/// Runs what a README shows; the number of commands.
fn assert_readme(path: &Path, name: &str) -> usize {
    let text = fs::read_to_string(path).expect("the README can be read");
    let shown = Shown {
        folder: folder(name),
        example: path.parent().expect("a README is in a folder").to_owned(),
    };
    let (updated, commands) = shown.run(&text);
    if std::env::var_os("UPDATE_README").is_some() {
        fs::write(path, &updated).expect("the README can be written");
    } else {
        // Nothing is elided or normalized here: `...` and the like mean themselves.
        snapbox::Assert::new().eq(updated, snapbox::Data::from(text).raw());
    }
    commands
}

struct Shown {
    /// For what the run leaves behind.
    folder: PathBuf,
    /// Where the README is.
    example: PathBuf,
}

impl Shown {
    /// The text as it should be, and how many commands it shows.
    fn run(&self, text: &str) -> (String, usize) {
        let mut out = String::new();
        let mut commands = 0;
        let mut root = repository();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            push_line(&mut out, line);
            if line != "```console" && line != "```diff" {
                continue;
            }
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            if line == "```diff" {
                block.iter().for_each(|line| push_line(&mut out, line));
                root = self.edited(&block);
            } else {
                for shown in Command::all(&block) {
                    push_line(&mut out, &shown.run(&root, &self.folder));
                    commands += 1;
                }
                let ends = out.trim_end_matches('\n').len();
                out.truncate(ends + 1);
                root = repository();
            }
            push_line(&mut out, "```");
        }
        (out, commands)
    }

    /// A copy of the examples, with one file of this one edited.
    fn edited(&self, block: &[&str]) -> PathBuf {
        let copy = self.folder.join("copy");
        let name = self.example.file_name().expect("an example has a name");
        let files = copy.join("examples").join(name);
        fs::create_dir_all(&files).expect("a folder can be made");
        for entry in fs::read_dir(&self.example).expect("the example can be listed") {
            let path = entry.expect("an entry can be read").path();
            let to = files.join(path.file_name().expect("a file has a name"));
            fs::copy(&path, to).expect("a file can be copied");
        }
        let (file, changes) = block.split_first().expect("a diff names its file");
        let of = |mark: char| {
            let lines = changes.iter().filter(|line| !line.starts_with(mark));
            lines
                .map(|line| format!("{}\n", line.get(1..).unwrap_or_default()))
                .collect::<String>()
        };
        let (before, after) = (of('+'), of('-'));
        let path = files.join(file);
        let text = fs::read_to_string(&path).expect("the diff names a file of the example");
        assert_eq!(
            text.matches(&before).count(),
            1,
            "{file} has not once:\n{before}"
        );
        fs::write(&path, text.replace(&before, &after)).expect("the copy can be written");
        copy
    }
}

fn push_line(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}

/// One command with what is shown of its run.
struct Command {
    /// The lines of the prompt.
    prompt: Vec<String>,
    status: Option<String>,
    output: Vec<String>,
}

impl Command {
    fn all(block: &[&str]) -> Vec<Command> {
        let mut commands: Vec<Command> = Vec::new();
        for line in block {
            if line.starts_with("$ ") {
                commands.push(Command {
                    prompt: vec![(*line).to_owned()],
                    status: None,
                    output: Vec::new(),
                });
                continue;
            }
            let Some(command) = commands.last_mut() else {
                panic!("a console block begins with `$ `, not with {line:?}");
            };
            let continues = command.output.is_empty()
                && command
                    .prompt
                    .last()
                    .is_some_and(|line| line.ends_with('\\'));
            if continues && line.starts_with("> ") {
                command.prompt.push((*line).to_owned());
            } else if command.output.is_empty() && line.starts_with("? ") {
                command.status = Some((*line).to_owned());
            } else {
                command.output.push((*line).to_owned());
            }
        }
        commands
    }

    /// The command as it should be shown, ending with an empty line.
    fn run(&self, root: &Path, folder: &Path) -> String {
        let line: String = self
            .prompt
            .iter()
            .filter_map(|line| line.get(2..))
            .map(|line| line.strip_suffix('\\').unwrap_or(line))
            .collect();
        let words = words(&line);
        let (program, arguments) = words.split_first().expect("a command has a name");
        assert_eq!(program, "can-invoke", "{line}");
        let (status, output) = merged(root, folder, arguments);
        let mut shown = self.prompt.join("\n");
        if status != 0 {
            shown.push_str(&format!("\n? {status}"));
        }
        let output: Vec<&str> = output.trim_end().lines().collect();
        let wanted: Vec<&str> = self.output.iter().map(String::as_str).collect();
        let wanted = trimmed(&wanted);
        if wanted.contains(&ELISION) && matches(wanted, &output) {
            shown.push_str(&format!("\n{}\n", wanted.join("\n")));
        } else {
            shown.push_str(&format!("\n{}\n", output.join("\n")));
        }
        shown
    }
}

/// Both outputs in the order in which they were written, as on a terminal.
fn merged(root: &Path, folder: &Path, arguments: &[String]) -> (i32, String) {
    let path = folder.join("output");
    File::create(&path).expect("a file can be made");
    let file = OpenOptions::new()
        .append(true)
        .open(&path)
        .expect("a file can be opened");
    let other = file.try_clone().expect("a file can be opened twice");
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let status = can_invoke(&arguments)
        .current_dir(root)
        .stdin(Stdio::null())
        .stdout(file)
        .stderr(other)
        .status()
        .expect("the command starts");
    let output = fs::read_to_string(&path).expect("the output is text");
    (status.code().expect("no signal"), output)
}

const ELISION: &str = "[...]";

/// Without empty lines at the end.
fn trimmed<'l>(lines: &'l [&'l str]) -> &'l [&'l str] {
    let end = lines.iter().rposition(|line| !line.is_empty());
    end.and_then(|end| lines.get(..=end)).unwrap_or_default()
}

/// Whether output is as wanted, where `[...]` stands for any lines.
fn matches(wanted: &[&str], output: &[&str]) -> bool {
    match wanted.split_first() {
        None => output.is_empty(),
        Some((&ELISION, rest)) => {
            (0..=output.len()).any(|skipped| matches(rest, &output[skipped..]))
        }
        Some((line, rest)) => output
            .split_first()
            .is_some_and(|(found, output)| line == found && matches(rest, output)),
    }
}

/// The words of a command line, as a shell makes them.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for character in line.chars() {
        match quote {
            Some(end) if character == end => quote = None,
            Some(_) => word.get_or_insert_default().push(character),
            None if character == '\'' || character == '"' => {
                word.get_or_insert_default();
                quote = Some(character);
            }
            None if character.is_whitespace() => words.extend(word.take()),
            None => word.get_or_insert_default().push(character),
        }
    }
    assert_eq!(quote, None, "a quotation mark is not closed in {line}");
    words.extend(word);
    words
}

#[test]
fn words_are_those_of_a_shell() {
    assert_eq!(words("a  'b c' \"d\"e ''"), ["a", "b c", "de", ""]);
}

#[test]
fn an_elision_stands_for_any_lines() {
    assert!(matches(&["a", ELISION, "c"], &["a", "b", "c"]));
    assert!(matches(&["a", ELISION, "c"], &["a", "c"]));
    assert!(matches(&[ELISION], &[]));
    assert!(!matches(&["a", ELISION, "c"], &["a", "b"]));
    assert!(!matches(&["a"], &["a", "b"]));
}
