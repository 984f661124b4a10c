//! Our engine and its peers over one workload, in one run, each on one thread.
//!
//! `side-by-side --work FOLDER --node FOLDER [--rounds N] [--seconds N] [--show N]`

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use can_invoke_bench::{
    answer::Answer,
    case::Case,
    generate, memory, node, ours, peer,
    report::{self, Row},
};

const OURS: &str = "can-invoke";
const UNPREPARED: &str = "can-invoke, the whole decision";
const PEER: &str = "iam-rs 0.8.0";

struct Options {
    work: PathBuf,
    node: Option<PathBuf>,
    rounds: usize,
    seconds: f64,
    show: usize,
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, file, engine] = arguments.as_slice()
        && first == "--alone"
    {
        return alone(Path::new(file), engine);
    }
    let options = options(&arguments)?;
    std::fs::create_dir_all(&options.work)?;
    println!("# Side by side\n");
    println!(
        "One thread each, medians of {} rounds; policies and requests are read beforehand.",
        options.rounds
    );
    let mut all = Vec::new();
    let mut own_times: Vec<(String, f64)> = Vec::new();
    for case in generate::cases() {
        let rows = run(&case, &options)?;
        all.extend(report::disagreements(&case, &rows, options.show)?);
        own_times.extend(rows.first().map(|row| (case.name, row.nanoseconds)));
    }
    let time = |name: &str| {
        own_times
            .iter()
            .find(|(case, _)| case == name)
            .map(|(_, time)| time)
    };
    if let (Some(ten), Some(thousand)) = (time("resource-10"), time("resource-1000")) {
        println!(
            "\n1,000 statements cost {:.1} × what 10 cost (ours).",
            thousand / ten
        );
    }
    let path = options.work.join("disagreements.json");
    std::fs::write(&path, serde_json::to_string_pretty(&all)?)?;
    println!("{} disagreements are in `{}`.", all.len(), path.display());
    println!(
        "* not exported by the package: its inner function with policies loaded once, the best \
         that it could do"
    );
    Ok(())
}

fn options(arguments: &[String]) -> Result<Options> {
    let mut options = Options {
        work: PathBuf::from("target/bench"),
        node: None,
        rounds: 9,
        seconds: 6.0,
        show: 2,
    };
    let mut rest = arguments.iter();
    while let Some(name) = rest.next() {
        let value = rest
            .next()
            .with_context(|| format!("`{name}` needs a value"))?;
        match name.as_str() {
            "--work" => options.work = value.into(),
            "--node" => options.node = Some(value.into()),
            "--rounds" => options.rounds = value.parse::<usize>()?.max(1),
            "--seconds" => options.seconds = value.parse()?,
            "--show" => options.show = value.parse()?,
            _ => bail!("`{name}` is not an option"),
        }
    }
    Ok(options)
}

/// Runs every engine over a case and prints what came of it.
fn run(case: &Case, options: &Options) -> Result<Vec<Row>> {
    let file = case.write(&options.work)?;
    let count = case.requests.len();
    let mut own = ours::engine(case)?;
    let mut unprepared = ours::unprepared(case)?;
    let mut other = peer::engine(case)?;
    let mut engines: [(&str, &mut dyn FnMut(usize) -> Answer); 3] = [
        (OURS, &mut own),
        (UNPREPARED, &mut unprepared),
        (PEER, &mut other),
    ];
    let mut rows = Vec::new();
    let mut passes = Vec::new();
    for (name, engine) in &mut engines {
        // The first pass gives the answers, and warms up.
        let answers: Vec<Answer> = (0..count).map(&mut **engine).collect();
        let once = time(*engine, count, 1);
        passes.push(((0.02 / (once * count as f64)).ceil() as usize).clamp(1, 10_000));
        rows.push(Row {
            engine: (*name).to_owned(),
            nanoseconds: 0.0,
            peak: peak_alone(&file, name),
            answers,
        });
    }
    // The engines take turns, so that whatever else the machine does meets all of them.
    let mut times = vec![Vec::new(); engines.len()];
    for _ in 0..options.rounds {
        for (index, (_, engine)) in engines.iter_mut().enumerate() {
            times[index].push(time(*engine, count, passes[index]));
        }
    }
    for (row, mut times) in rows.iter_mut().zip(times) {
        times.sort_by(f64::total_cmp);
        row.nanoseconds = times[times.len() / 2] * 1e9;
    }
    if let Some(folder) = &options.node {
        for (door, name) in node::DOORS {
            let run = node::run(folder, &file, door, options.rounds, options.seconds)?;
            rows.push(Row {
                engine: name.to_owned(),
                nanoseconds: run.nanoseconds,
                peak: run.peak,
                answers: run.answers,
            });
        }
    }
    report::times(case, &rows, peak_alone(&file, "none"));
    report::agreement(&rows);
    Ok(rows)
}

/// Seconds for one decision.
fn time(engine: &mut dyn FnMut(usize) -> Answer, count: usize, passes: usize) -> f64 {
    let start = Instant::now();
    for _ in 0..passes {
        for index in 0..count {
            black_box(engine(black_box(index)));
        }
    }
    start.elapsed().as_secs_f64() / (passes * count) as f64
}

/// The peak of a process that reads one case and decides its requests once.
fn peak_alone(file: &Path, engine: &str) -> Option<u64> {
    let program = std::env::current_exe().ok()?;
    let output = Command::new(program)
        .arg("--alone")
        .arg(file)
        .arg(engine)
        .output()
        .ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

/// What the process of [`peak_alone`] does.
fn alone(file: &Path, engine: &str) -> Result<()> {
    let case = Case::read(file)?;
    let mut decide: Box<dyn FnMut(usize) -> Answer> = match engine {
        OURS => Box::new(ours::engine(&case)?),
        UNPREPARED => Box::new(ours::unprepared(&case)?),
        PEER => Box::new(peer::engine(&case)?),
        _ => Box::new(|_| Answer::Failed),
    };
    for index in 0..case.requests.len() {
        black_box(decide(index));
    }
    if let Some(peak) = memory::peak() {
        println!("{peak}");
    }
    Ok(())
}
