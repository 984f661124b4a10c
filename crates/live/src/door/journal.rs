//! What a run has been told so far, in a file, so that an interrupted one goes on where it was.
//!
//! A journal is one JSON value a line: first what was asked for, then each answer with the
//! [key](Ask::key) of its question. Only answers are kept, so what was refused is asked again.
//! A line is written at once; of a run that was killed while writing, the last line is not
//! whole, and is forgotten. Answers stay in the file and are read from there when they are
//! asked for, so that no more than one of them is in memory on account of the journal.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    fs::{File, OpenOptions, TryLockError},
    io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize, de::IgnoredAny};
use serde_json::{Value, json};

use super::{Door, observe::Watch};
use crate::ask::{Ask, Refusal};

/// The version of the format, under this key of the first line.
const FORMAT: (&str, u64) = ("can-invoke-journal", 1);

/// Why a journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The file cannot be read or written.
    #[error("`{}` cannot be used: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// Another run has it.
    #[error("another run is writing `{}`; wait for its end, or use another `--out`", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// It holds something else.
    #[error(
        "`{}` is of an interrupted run that asked for something else ({}); repeat that one, or \
         forget what it has read with `--fresh`",
        path.display(),
        differs.join(", ")
    )]
    Another {
        /// The file.
        path: PathBuf,
        /// What differs.
        differs: Vec<String>,
    },
    /// A line before the last is broken.
    #[error(
        "line {line} of `{}` is not one of a journal; forget it with `--fresh`",
        path.display()
    )]
    Broken {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
}

/// A journal that is open.
#[derive(Debug)]
pub struct Journal {
    file: File,
    /// Where the line of each answered question begins, and how long it is.
    known: BTreeMap<String, (u64, usize)>,
    /// Where the next line goes.
    end: u64,
    /// Why writing failed, the first time; nothing is written from then on.
    failed: Option<io::Error>,
}

/// A line with an answer, of which only the form is checked.
#[derive(Deserialize)]
struct Line {
    key: String,
    #[serde(rename = "answer")]
    _answer: IgnoredAny,
}

/// The same as it is written.
#[derive(Serialize)]
struct Written<'a> {
    key: &'a str,
    answer: &'a Value,
}

impl Journal {
    /// Opens the journal of a question, which is an object of texts and lists of texts, or
    /// begins one. With `fresh`, what it holds is forgotten.
    ///
    /// # Errors
    ///
    /// See [`JournalError`].
    pub fn open(path: &Path, question: &Value, fresh: bool) -> Result<Self, JournalError> {
        let of_file = |error| JournalError::File {
            path: path.to_owned(),
            error,
        };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(of_file)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(JournalError::Busy {
                    path: path.to_owned(),
                });
            }
            // A file system without locks.
            Err(TryLockError::Error(_)) => {}
        }
        if fresh {
            file.set_len(0).map_err(of_file)?;
        }
        let mut journal = Journal {
            file,
            known: BTreeMap::new(),
            end: 0,
            failed: None,
        };
        journal.read(path, question)?;
        // A line that is not whole would run into the next.
        journal.file.set_len(journal.end).map_err(of_file)?;
        if journal.end == 0 {
            let line = json!({ FORMAT.0: FORMAT.1, "version": VERSION, "question": question });
            journal.append(&line).map_err(of_file)?;
        }
        Ok(journal)
    }

    /// How many answers it holds.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether it holds no answers.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    fn read(&mut self, path: &Path, question: &Value) -> Result<(), JournalError> {
        let mut reader = BufReader::new(&self.file);
        let mut line = Vec::new();
        for number in 1.. {
            line.clear();
            let read = reader
                .read_until(b'\n', &mut line)
                .map_err(|error| JournalError::File {
                    path: path.to_owned(),
                    error,
                })?;
            if line.last() != Some(&b'\n') {
                break;
            }
            let broken = || JournalError::Broken {
                path: path.to_owned(),
                line: number,
            };
            if number == 1 {
                let head: Value = serde_json::from_slice(&line).map_err(|_| broken())?;
                if head.get(FORMAT.0).is_none() {
                    return Err(broken());
                }
                let differs = differences(&head, question);
                if !differs.is_empty() {
                    return Err(JournalError::Another {
                        path: path.to_owned(),
                        differs,
                    });
                }
            } else {
                let answered: Line = serde_json::from_slice(&line).map_err(|_| broken())?;
                self.known.insert(answered.key, (self.end, read));
            }
            self.end += read as u64;
        }
        Ok(())
    }

    /// The answer to a question, if it is known.
    fn recall(&mut self, key: &str) -> Option<Value> {
        let (begin, length) = *self.known.get(key)?;
        let mut line = vec![0; length];
        self.file.seek(SeekFrom::Start(begin)).ok()?;
        self.file.read_exact(&mut line).ok()?;
        let mut line: Value = serde_json::from_slice(&line).ok()?;
        line.get_mut("answer").map(Value::take)
    }

    fn remember(&mut self, key: &str, answer: &Value) {
        if self.failed.is_some() {
            return;
        }
        let begin = self.end;
        match self.append(&Written { key, answer }) {
            Ok(length) => {
                self.known.insert(key.to_owned(), (begin, length));
            }
            // The run goes on: it only cannot be resumed after this.
            Err(error) => self.failed = Some(error),
        }
    }

    /// Writes a line in one piece.
    fn append(&mut self, value: &impl Serialize) -> io::Result<usize> {
        let mut line = serde_json::to_vec(value)?;
        line.push(b'\n');
        self.file.seek(SeekFrom::Start(self.end))?;
        self.file.write_all(&line)?;
        self.end += line.len() as u64;
        Ok(line.len())
    }
}

/// Answers change their shape from version to version.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What of the question of a journal is not as it is asked now.
fn differences(head: &Value, question: &Value) -> Vec<String> {
    let mut differs = Vec::new();
    if head.get(FORMAT.0) != Some(&json!(FORMAT.1)) || head.get("version") != Some(&json!(VERSION))
    {
        differs.push("of another version of can-invoke".to_owned());
        return differs;
    }
    let none = serde_json::Map::new();
    let then = head.get("question").and_then(Value::as_object);
    let then = then.unwrap_or(&none);
    let now = question.as_object().unwrap_or(&none);
    let mut keys: Vec<&String> = then.keys().chain(now.keys()).collect();
    keys.sort();
    keys.dedup();
    for key in keys {
        if then.get(key) != now.get(key) {
            differs.push(match then.get(key).map(words) {
                Some(words) if !words.is_empty() => format!("{key}: {words}"),
                _ => format!("{key}: none"),
            });
        }
    }
    differs
}

fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join(" "),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Answers from a journal what it knows, and writes into it what it is told; without one,
/// passes everything on.
pub struct Journaled<'w, 'p, D> {
    door: D,
    journal: Option<RefCell<Journal>>,
    watch: &'w Watch<'p>,
}

impl<'w, 'p, D> Journaled<'w, 'p, D> {
    /// A door with a journal before it.
    pub fn new(door: D, journal: Option<Journal>, watch: &'w Watch<'p>) -> Self {
        Journaled {
            door,
            journal: journal.map(RefCell::new),
            watch,
        }
    }

    /// Why the journal could not be written, if so.
    pub fn failure(&self) -> Option<String> {
        let journal = self.journal.as_ref()?.borrow();
        journal.failed.as_ref().map(io::Error::to_string)
    }
}

impl<D: Door> Door for Journaled<'_, '_, D> {
    async fn ask(&self, ask: &Ask) -> Result<Value, Refusal> {
        let Some(journal) = &self.journal else {
            return self.door.ask(ask).await;
        };
        let key = ask.key();
        let recalled = journal.borrow_mut().recall(&key);
        if let Some(answer) = recalled {
            self.watch.note(ask, |counts| counts.recalled += 1);
            return Ok(answer);
        }
        let answer = self.door.ask(ask).await;
        if let Ok(answer) = &answer {
            journal.borrow_mut().remember(&key, answer);
        }
        answer
    }
}

#[cfg(test)]
mod tests;
