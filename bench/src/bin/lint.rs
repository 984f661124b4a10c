//! Linting side by side with `parliament` and `cfn-lint`, on the same files.
//!
//! `lint --program PATH --python FOLDER --work FOLDER [--policies N] [--templates N]
//! [--some-policies N] [--some-templates N] [--rounds N]`

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};
use can_invoke_bench::{lint, memory};
use can_invoke_gateway::inventory::InMemory;
use can_invoke_lint::{
    Unit,
    model::{Model, Unknowns},
    rules, run,
    unit::ReadOptions,
};
use can_invoke_source::{Limits, Node};
use can_invoke_templates::{Environment, Placeholders, lower};
use serde_json::Value;

struct Options {
    program: PathBuf,
    python: PathBuf,
    work: PathBuf,
    policies: usize,
    some_policies: usize,
    templates: usize,
    some_templates: usize,
    rounds: usize,
}

/// What one round of one tool came to.
#[derive(Clone, Copy, Default)]
struct Round {
    seconds: f64,
    findings: Option<u64>,
    peak: Option<u64>,
}

/// A row of the table: a tool, the files, and its rounds.
struct Row {
    name: String,
    files: usize,
    rounds: Vec<Round>,
}

fn main() -> Result<()> {
    let options = options()?;
    println!("# Lint\n");
    let policies = lint::policies(23, options.policies);
    let some = options.some_policies;
    measure(&options, "policies", "parliament", &policies, some)?;
    let templates = lint::templates(29, options.templates);
    let some = options.some_templates;
    measure(&options, "templates", "cfn-lint", &templates, some)
}

fn options() -> Result<Options> {
    let mut options = Options {
        program: "can-invoke".into(),
        python: PathBuf::new(),
        work: "target/bench".into(),
        policies: 10_000,
        some_policies: 200,
        templates: 200,
        some_templates: 20,
        rounds: 3,
    };
    let mut rest = std::env::args().skip(1);
    while let Some(name) = rest.next() {
        let value = rest
            .next()
            .with_context(|| format!("`{name}` needs a value"))?;
        match name.as_str() {
            "--program" => options.program = value.into(),
            "--python" => options.python = value.into(),
            "--work" => options.work = value.into(),
            "--policies" => options.policies = value.parse::<usize>()?.max(1),
            "--some-policies" => options.some_policies = value.parse::<usize>()?.max(1),
            "--templates" => options.templates = value.parse::<usize>()?.max(1),
            "--some-templates" => options.some_templates = value.parse::<usize>()?.max(1),
            "--rounds" => options.rounds = value.parse::<usize>()?.max(1),
            _ => bail!("`{name}` is not an option"),
        }
    }
    Ok(options)
}

/// Measures one kind of documents; the peer sees only the first `some` of them, and what it is
/// compared with saw the same ones.
fn measure(
    options: &Options,
    kind: &str,
    peer: &str,
    documents: &[Value],
    some: usize,
) -> Result<()> {
    let texts: Vec<Vec<u8>> = documents
        .iter()
        .map(serde_json::to_vec_pretty)
        .collect::<Result<_, _>>()?;
    let few = &texts[..some.min(texts.len())];
    let all_folder = write(&options.work.join("lint").join(kind), &texts)?;
    let few_folder = write(&options.work.join("lint").join(format!("{kind}-some")), few)?;
    let bytes: usize = texts.iter().map(Vec::len).sum();
    println!(
        "{} {kind}, {bytes} bytes; {peer} sees the first {}.\n",
        texts.len(),
        few.len()
    );

    let named = |name: &str, files: usize| Row {
        name: name.to_owned(),
        files,
        rounds: Vec::new(),
    };
    let mut rows = [
        named("can-invoke, rules", few.len()),
        named(&format!("{peer}, rules"), few.len()),
        named("can-invoke, command", few.len()),
        named(&format!("{peer}, command"), few.len()),
        named("can-invoke, rules", texts.len()),
        named("serde_json", texts.len()),
        named("can-invoke, command", texts.len()),
    ];
    for _ in 0..options.rounds {
        let round = [
            ours(few),
            theirs(options, peer, &few_folder)?,
            our_command(&options.program, &few_folder, &options.work)?,
            their_command(options, peer, &few_folder)?,
            ours(&texts),
            plain(&texts)?,
            our_command(&options.program, &all_folder, &options.work)?,
        ];
        for (row, round) in rows.iter_mut().zip(round) {
            row.rounds.push(round);
        }
    }
    show(&rows);
    Ok(())
}

fn write(folder: &Path, texts: &[Vec<u8>]) -> Result<PathBuf> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    for (index, text) in texts.iter().enumerate() {
        std::fs::write(folder.join(format!("{index:05}.json")), text)?;
    }
    Ok(folder.to_owned())
}

/// Texts that stand for values of templates, as people read them.
struct Shown<'a>(&'a Placeholders);

impl Unknowns for Shown<'_> {
    fn is_in(&self, text: &str) -> bool {
        self.0.is_in(text)
    }

    fn shown(&self, text: &str) -> String {
        self.0.shown(text)
    }
}

/// All rules on one thread, from the bytes on.
fn ours(texts: &[Vec<u8>]) -> Round {
    let limits = Limits::default();
    let environment = Environment::default();
    let start = Instant::now();
    let mut findings = 0;
    for text in texts {
        let placeholders = std::cell::RefCell::new(Placeholders::default());
        let lowers = |name: &str, node: &Node| {
            lower(name, node, &environment, &mut placeholders.borrow_mut())
        };
        let reading = ReadOptions {
            kind: None,
            lower: Some(&lowers),
        };
        let unit = Unit::read(
            "document.json",
            text,
            &InMemory::default(),
            &limits,
            &reading,
        );
        let held = placeholders.borrow();
        let shown = Shown(&held);
        let model = Model::new(&unit.loaded, &unit.alone, &shown);
        findings += run(&model, rules::ALL.iter().copied()).len() as u64;
    }
    Round {
        seconds: start.elapsed().as_secs_f64(),
        findings: Some(findings),
        peak: None,
    }
}

/// Parsing alone, into values that are thrown away.
fn plain(texts: &[Vec<u8>]) -> Result<Round> {
    let start = Instant::now();
    for text in texts {
        std::hint::black_box(serde_json::from_slice::<Value>(text)?);
    }
    Ok(Round {
        seconds: start.elapsed().as_secs_f64(),
        ..Round::default()
    })
}

/// The peer in its own process, without the time in which it starts.
fn theirs(options: &Options, peer: &str, folder: &Path) -> Result<Round> {
    let output = Command::new(options.python.join("python"))
        .args(["-W", "ignore", "bench/lint/measure.py", peer])
        .arg(folder)
        .output()
        .context("cannot start Python")?;
    ensure!(
        output.status.success(),
        "`{peer}` failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let said: Value = serde_json::from_slice(&output.stdout)?;
    Ok(Round {
        seconds: said["seconds"].as_f64().context("no time is told")?,
        findings: said["findings"].as_u64(),
        peak: said["peak"].as_u64(),
    })
}

fn our_command(program: &Path, folder: &Path, work: &Path) -> Result<Round> {
    let told = work.join("lint").join("told.json");
    let start = Instant::now();
    let mut child = Command::new(program)
        .arg("lint")
        .arg(folder)
        .args(["--format", "json"])
        .stdout(std::fs::File::create(&told)?)
        .stderr(std::process::Stdio::null())
        .spawn()
        .with_context(|| format!("cannot start `{}`", program.display()))?;
    let mut peak = None;
    while child.try_wait()?.is_none() {
        peak = peak.max(memory::peak_of(child.id()));
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    let seconds = start.elapsed().as_secs_f64();
    let said: Value = serde_json::from_slice(&std::fs::read(&told)?)
        .context("`can-invoke lint` printed no JSON")?;
    let findings = said["findings"]
        .as_array()
        .context("no findings are told")?;
    Ok(Round {
        seconds,
        findings: Some(findings.len() as u64),
        peak,
    })
}

fn their_command(options: &Options, peer: &str, folder: &Path) -> Result<Round> {
    let mut command = Command::new(options.python.join(peer));
    if peer == "parliament" {
        command.arg("--directory").arg(folder).args([
            "--include_policy_extension",
            ".json",
            "--json",
        ]);
    } else {
        let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?
            .map(|entry| Ok(entry?.path()))
            .collect::<Result<_>>()?;
        files.sort();
        command.args(["--format", "json", "--"]).args(files);
    }
    let start = Instant::now();
    let output = command
        .env("PYTHONWARNINGS", "ignore")
        .output()
        .with_context(|| format!("cannot start `{peer}`"))?;
    let seconds = start.elapsed().as_secs_f64();
    ensure!(
        !output.stdout.is_empty(),
        "`{peer}` found nothing: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    // One array, or one object a line.
    let findings = match serde_json::from_slice::<Value>(&output.stdout) {
        Ok(Value::Array(all)) => all.len(),
        _ => output
            .stdout
            .split(|byte| *byte == b'\n')
            .filter(|line| line.starts_with(b"{"))
            .count(),
    };
    Ok(Round {
        seconds,
        findings: Some(findings as u64),
        peak: None,
    })
}

/// Prints the medians; the ratio is that to our row of the same kind and files.
fn show(rows: &[Row]) {
    let median = |row: &Row| {
        let mut all: Vec<f64> = row.rounds.iter().map(|round| round.seconds).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or_default()
    };
    let beside = [0, 0, 2, 2, 4, 4, 6];
    println!("| tool | files | median | a file | × ours | findings | peak memory |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (row, beside) in rows.iter().zip(beside) {
        let seconds = median(row);
        let last = row.rounds.last().copied().unwrap_or_default();
        println!(
            "| {} | {} | {seconds:.4} s | {:.1} µs | {:.3} | {} | {} |",
            row.name,
            row.files,
            seconds / row.files as f64 * 1e6,
            seconds / median(&rows[beside]),
            last.findings
                .map_or_else(|| "–".to_owned(), |count| count.to_string()),
            memory::shown(last.peak),
        );
    }
    println!();
}
