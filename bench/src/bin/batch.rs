//! Lines a second of `can-invoke batch`.
//!
//! `batch --program PATH --work FOLDER [--lines N] [--policies N] [--statements N]
//! [--rounds N]`

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use can_invoke_bench::{
    case::Question, generate, memory, numbers::Numbers, report::grouped, statements::Made,
};
use serde_json::{Value, json};

struct Options {
    program: PathBuf,
    work: PathBuf,
    lines: usize,
    policies: usize,
    statements: usize,
    rounds: usize,
}

fn main() -> Result<()> {
    let options = options()?;
    std::fs::create_dir_all(&options.work)?;
    let input = options.work.join("batch.jsonl");
    write_lines(&options, &input)?;
    let size = std::fs::metadata(&input)?.len();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    println!("# Batch\n");
    println!(
        "{} lines that share {} policies of {} statements: {:.1} MiB, {} bytes a line; {threads} \
         cores.\n",
        grouped(options.lines as f64),
        options.policies,
        options.statements,
        size as f64 / (1 << 20) as f64,
        size / options.lines.max(1) as u64
    );
    let output = options.work.join("batch.out");
    let mut times = Vec::new();
    let mut peak = None;
    for _ in 0..options.rounds {
        let (time, most) = run(&options.program, &input, &output)?;
        times.push(time);
        peak = peak.max(most);
    }
    times.sort();
    let results = results(&output)?;
    ensure!(
        results.iter().map(|(_, count)| count).sum::<usize>() == options.lines,
        "not every line has an answer"
    );
    let median = times[times.len() / 2].as_secs_f64();
    println!(
        "| lines a second | MiB a second | median of {} | peak memory |",
        times.len()
    );
    println!("| ---: | ---: | ---: | ---: |");
    println!(
        "| {} | {:.1} | {median:.2} s | {} |\n",
        grouped(options.lines as f64 / median),
        size as f64 / (1 << 20) as f64 / median,
        memory::shown(peak)
    );
    for (result, count) in results {
        println!("{:>10} {result}", grouped(count as f64));
    }
    std::fs::remove_file(&input)?;
    std::fs::remove_file(&output)?;
    Ok(())
}

fn options() -> Result<Options> {
    let mut options = Options {
        program: "can-invoke".into(),
        work: "target/bench".into(),
        lines: 300_000,
        policies: 20,
        statements: 4,
        rounds: 3,
    };
    let mut rest = std::env::args().skip(1);
    while let Some(name) = rest.next() {
        let value = rest
            .next()
            .with_context(|| format!("`{name}` needs a value"))?;
        match name.as_str() {
            "--program" => options.program = value.into(),
            "--work" => options.work = value.into(),
            "--lines" => options.lines = value.parse::<usize>()?.max(1),
            "--policies" => options.policies = value.parse::<usize>()?.max(1),
            "--statements" => options.statements = value.parse::<usize>()?.max(1),
            "--rounds" => options.rounds = value.parse::<usize>()?.max(1),
            _ => bail!("`{name}` is not an option"),
        }
    }
    Ok(options)
}

/// Writes the lines: each carries one of the policies and a request about it.
fn write_lines(options: &Options, path: &Path) -> Result<()> {
    let mut numbers = Numbers::new(17);
    let policies: Vec<(Value, Vec<Made>)> = (0..options.policies)
        .map(|_| {
            let made = generate::resource_statements(&mut numbers, options.statements);
            let statements = made.iter().map(|one| one.statement.clone());
            (generate::policy(statements), made)
        })
        .collect();
    let mut file = BufWriter::new(File::create(path)?);
    for number in 0..options.lines {
        let (policy, made) = numbers.choose(&policies);
        let about = numbers.choose(made);
        let question = about.question(&mut numbers);
        serde_json::to_writer(&mut file, &line(number, &question, policy))?;
        file.write_all(b"\n")?;
    }
    file.flush()?;
    Ok(())
}

fn line(number: usize, question: &Question, policy: &Value) -> Value {
    json!({
        "id": number,
        "request": {
            "principal": question.principal,
            "action": question.action,
            "resource": { "arn": question.resource, "accountId": question.account },
            "context": question.context,
        },
        "resourcePolicy": policy,
    })
}

/// Runs the command once; how long it took and the most memory that it had.
fn run(program: &Path, input: &Path, output: &Path) -> Result<(Duration, Option<u64>)> {
    let start = Instant::now();
    let mut child = Command::new(program)
        .arg("batch")
        .stdin(Stdio::from(File::open(input)?))
        .stdout(Stdio::from(File::create(output)?))
        .spawn()
        .with_context(|| format!("cannot start `{}`", program.display()))?;
    let mut peak = None;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        peak = peak.max(memory::peak_of(child.id()));
        std::thread::sleep(Duration::from_millis(2));
    };
    let time = start.elapsed();
    ensure!(status.success(), "`can-invoke batch` failed ({status})");
    Ok((time, peak))
}

/// How often each result was given.
fn results(path: &Path) -> Result<Vec<(String, usize)>> {
    let mut results: Vec<(String, usize)> = Vec::new();
    for line in BufReader::new(File::open(path)?).lines() {
        let line: Value = serde_json::from_str(&line?)?;
        let result = match line.get("result").and_then(Value::as_str) {
            Some(result) => result.to_owned(),
            None => format!("error: {}", line.get("error").unwrap_or(&Value::Null)),
        };
        match results.iter_mut().find(|(known, _)| *known == result) {
            Some((_, count)) => *count += 1,
            None => results.push((result, 1)),
        }
    }
    results.sort();
    Ok(results)
}
