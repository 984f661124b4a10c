//! Throttling, resets and slow answers lose nothing: the same accounts through a proxy that makes
//! faults by the rules of `tests/live/scenarios/faults.yaml`.

use anyhow::Result;
use serde_json::Value;

use super::bed::Bed;
use super::expect::that;
use super::fetching::{fetch, is_the_same, read};
use super::http;

/// What the proxy has to have done for the scenario to mean anything, as it calls it, and in how
/// many of a thousand requests at least.
const FAULTS: [(&str, u64); 3] = [("error:", 60), ("reset", 5), ("latency", 20)];

pub(super) fn run(bed: &mut Bed) -> Result<()> {
    let calls = bed.undisturbed()?.calls;
    let upstream = bed.large()?.server.url();
    let proxy = bed.faults(&upstream, "faults.yaml")?;
    let mut tool = bed.reader("fetch-faults", Some(&proxy.url()))?;
    let ran = tool.run(&fetch("inventory.json"))?.exits(3)?;
    let fired: Value = serde_json::from_str(&http::get(
        proxy.address(),
        "/_microburst/fired?limit=100000",
    )?)?;
    let fired = fired.to_string();
    println!("{:.1} s", ran.time.as_secs_f64());
    for (fault, per_thousand) in FAULTS {
        let count = u64::try_from(fired.matches(&format!("\"action\":\"{fault}")).count())?;
        println!("{count} times {fault}");
        that(count * 1000 >= per_thousand * calls, || {
            format!("the proxy made only {count} faults of the kind `{fault}`")
        })?;
    }
    is_the_same(bed, &read(&tool)?)
}
