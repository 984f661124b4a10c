//! How long the worst policies that we can think of take.
//!
//! `hostile [--rounds N]`

use std::hint::black_box;
use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};
use can_invoke_bench::{
    hostile::{CALLER, Hostile, cases},
    ours,
};
use can_invoke_policy::{
    Action, Caller, Context, Layers, PolicyKind, Prepared, Request, Resource, Silent, Supplied,
    Trace, context::Fact, decide,
};

fn main() -> Result<()> {
    let rounds = rounds()?;
    println!("# Hostile policies\n");
    println!("Milliseconds for one decision, the longest of {rounds} rounds, on one thread.\n");
    println!("| policy | prepared | whole decision | with evidence | preparation |");
    println!("| --- | ---: | ---: | ---: | ---: |");
    let mut longest: f64 = 0.0;
    for case in cases() {
        let times = run(&case, rounds).context(case.name)?;
        let cells = times.map(|time| format!("{time:.2}")).join(" | ");
        println!("| {} | {cells} |", case.name);
        longest = times.into_iter().take(3).fold(longest, f64::max);
    }
    println!("\nThe longest decision took {longest:.1} ms.");
    Ok(())
}

fn rounds() -> Result<usize> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => Ok(5),
        [name, value] if name == "--rounds" => Ok(value.parse::<usize>()?.max(1)),
        _ => bail!("the only option is `--rounds N`"),
    }
}

/// The longest verdict on prepared policies, decision, decision with evidence, and
/// preparation, in milliseconds.
fn run(case: &Hostile, rounds: usize) -> Result<[f64; 4]> {
    let policy = ours::read_policy(&case.policy, case.kind)?;
    let of = |kind: PolicyKind| {
        let policies = (case.kind == kind).then_some(policy);
        Supplied::Given(policies.into_iter().collect())
    };
    let layers = Layers {
        identity: of(PolicyKind::Identity),
        resource: of(PolicyKind::Resource),
        ..Layers::none()
    };
    let mut context = Context::closed();
    for (key, values) in &case.context {
        context.set(key, Fact::Values(values.clone()));
    }
    let request = Request {
        caller: Caller::parse(CALLER).map_err(|error| anyhow::anyhow!(error.message))?,
        action: Action::parse("s3:GetObject").context("no action")?,
        resource: Resource {
            arn: case.resource.clone(),
            account: Some("222222222222".to_owned()),
        },
        context,
    };
    let prepared = Prepared::new(layers.clone());
    let verdicts = [
        prepared.verdict(&request),
        decide(&request, &layers, &mut Silent).verdict,
        decide(&request, &layers, &mut Trace::default()).verdict,
    ];
    ensure!(
        verdicts.iter().all(|verdict| *verdict == case.verdict),
        "{verdicts:?} instead of {:?}",
        case.verdict
    );
    Ok([
        longest(rounds, || prepared.verdict(&request)),
        longest(rounds, || decide(&request, &layers, &mut Silent)),
        longest(rounds, || decide(&request, &layers, &mut Trace::default())),
        longest(rounds, || Prepared::new(layers.clone())),
    ])
}

/// The longest of some rounds in milliseconds.
fn longest<T>(rounds: usize, work: impl Fn() -> T) -> f64 {
    let once = |_| {
        let start = Instant::now();
        black_box(work());
        start.elapsed().as_secs_f64() * 1e3
    };
    (0..rounds).map(once).fold(0.0, f64::max)
}
