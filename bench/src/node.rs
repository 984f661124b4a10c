//! The npm package, in a Node process of its own for each case and each of its doors.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::answer::Answer;

/// The doors of the package, with what they mean.
pub const DOORS: [(&str, &str); 2] = [
    ("authorize", "iam-simulate, inner function *"),
    ("checked", "iam-simulate, runSimulation"),
];

/// What a process said.
pub struct Run {
    /// Nanoseconds for one decision, the median of the rounds.
    pub nanoseconds: f64,
    /// Its peak of memory in KiB.
    pub peak: Option<u64>,
    /// One answer for each request.
    pub answers: Vec<Answer>,
}

/// Runs the package over a case. `seconds` is about how long the rounds may take.
pub fn run(folder: &Path, case: &Path, door: &str, rounds: usize, seconds: f64) -> Result<Run> {
    let mut command = Command::new("node");
    command
        .arg(folder.join("driver.mjs"))
        .arg(case)
        .args([door, &rounds.to_string(), &seconds.to_string()])
        .stderr(Stdio::inherit());
    let output = command.output().context("cannot start `node`")?;
    if !output.status.success() {
        bail!("`node driver.mjs` failed ({})", output.status);
    }
    let said: Value = serde_json::from_slice(&output.stdout)?;
    let answers = said
        .get("answers")
        .and_then(Value::as_array)
        .context("no answers")?;
    Ok(Run {
        nanoseconds: said
            .get("nanoseconds")
            .and_then(Value::as_f64)
            .context("no time")?,
        peak: said.get("peakKiB").and_then(Value::as_u64),
        answers: answers
            .iter()
            .map(|answer| Answer::from_simulate(answer.as_str().unwrap_or_default()))
            .collect(),
    })
}
