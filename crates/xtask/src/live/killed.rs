//! A run that is killed goes on where it was: killed at several points and resumed each time, it
//! comes to the same inventory.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::bed::Bed;
use super::expect::that;
use super::fetching::{calls, fetch, is_the_same, read};
use super::tool::Tool;

/// After which part of all answers a run is killed, in percent.
const POINTS: [u64; 4] = [2, 25, 50, 90];

/// How long a run may take to come to such a point.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) fn run(bed: &mut Bed) -> Result<()> {
    let all = bed.undisturbed()?.calls;
    let mut tool = bed.reader("fetch-killed", None)?;
    let journal = tool.file("inventory.json.partial");
    let mut kept = 0;
    for point in POINTS {
        kill_at(&mut tool, &journal, all * point / 100)?;
        let now = answers(&journal);
        println!("killed with {now} answers");
        that(now > kept, || {
            format!("a run went on with {kept} answers and was killed with {now}")
        })?;
        kept = now;
        that(!tool.file("inventory.json").exists(), || {
            "a run that was killed left an inventory".to_owned()
        })?;
    }
    let ran = tool.run(&fetch("inventory.json"))?.exits(3)?;
    let last = calls(&ran)?;
    println!("{last} calls were left of {all}");
    that(last + kept <= all + SLACK, || {
        format!("{last} calls were made though {kept} of {all} answers were there")
    })?;
    that(!journal.exists(), || {
        "the journal is there after the end".to_owned()
    })?;
    is_the_same(bed, &read(&tool)?)
}

/// Whose credentials these are is asked anew by each run.
const SLACK: u64 = 6;

/// Starts a run, and kills it once it has kept so many answers.
fn kill_at(tool: &mut Tool, journal: &Path, count: u64) -> Result<()> {
    let mut running = tool.start(&fetch("inventory.json"))?;
    let start = Instant::now();
    while answers(journal) < count {
        if let Some(status) = running.watch()? {
            bail!("the run ended ({status}) before it could be killed");
        }
        if start.elapsed() > PATIENCE {
            bail!("the run has not {count} answers after {PATIENCE:?}");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    running.kill()
}

/// How many answers a journal holds: a line each, after the first.
fn answers(journal: &Path) -> u64 {
    let Ok(text) = std::fs::read(journal) else {
        return 0;
    };
    let lines = text.iter().filter(|byte| **byte == b'\n').count();
    u64::try_from(lines).unwrap_or(u64::MAX).saturating_sub(1)
}
