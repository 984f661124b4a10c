//! How long the search for ways through a hundred roles takes.
//!
//! `roles [--rounds N]`

use std::hint::black_box;
use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};
use can_invoke_bench::roles::{API, CALLER, World, worlds};
use can_invoke_gateway::{
    Query, check,
    inventory::{InMemory, load},
    role_path::RolePath,
    target::Target,
};
use can_invoke_policy::Caller;
use can_invoke_source::Limits;

/// What the answer to a question may take at most, in milliseconds.
const LIMIT: f64 = 50.0;

fn main() -> Result<()> {
    let rounds = rounds()?;
    println!("# Ways through a hundred roles\n");
    println!(
        "Milliseconds for one whole answer, evidence and reasons included, the median and the \
         longest of {rounds} rounds, on one thread.\n"
    );
    println!("| roles | answer | median | longest |");
    println!("| --- | --- | ---: | ---: |");
    let mut slowest: f64 = 0.0;
    for world in worlds() {
        let [median, longest] = run(&world, rounds).context(world.name)?;
        let verdict = world.verdict.as_str();
        println!(
            "| {} | {verdict} | {median:.1} | {longest:.1} |",
            world.name
        );
        slowest = slowest.max(median);
    }
    println!("\nThe slowest answer took {slowest:.1} ms; the aim is {LIMIT} ms.");
    ensure!(slowest < LIMIT, "an answer took too long");
    Ok(())
}

fn rounds() -> Result<usize> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => Ok(15),
        [name, value] if name == "--rounds" => Ok(value.parse::<usize>()?.max(1)),
        _ => bail!("the only option is `--rounds N`"),
    }
}

/// The median and the longest time of an answer, in milliseconds.
fn run(world: &World, rounds: usize) -> Result<[f64; 2]> {
    let text = serde_json::to_vec(&world.inventory)?;
    let documents = [("inventory.json".to_owned(), text)];
    let loaded = load(&documents, &InMemory::default(), &Limits::default());
    ensure!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    let caller = Caller::parse(CALLER).map_err(|error| anyhow::anyhow!(error.message))?;
    let target = Target::parse("/pets").map_err(|error| anyhow::anyhow!(error.message))?;
    let mut query = Query::new(caller, Some("GET"), target);
    query.api = Some(API.to_owned());
    let ask = || check(&loaded.inventory, &query).map_err(|error| anyhow::anyhow!(error.message));
    let answer = ask()?;
    let calls = answer.via().map(|path: &RolePath| path.calls().count());
    ensure!(
        answer.verdict == world.verdict && calls == world.calls,
        "{:?} by {calls:?} calls",
        answer.verdict
    );
    let mut times = Vec::new();
    for _ in 0..rounds {
        let start = Instant::now();
        black_box(ask()?);
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    Ok([median, times.last().copied().unwrap_or_default()])
}
