//! Three accounts are read whole, within a minute and 300 MB.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::{Map, Value};

use super::bed::Bed;
use super::expect::{list, number, text, that};
use super::tool::{Ran, Tool};

/// What a run may take at most, as is promised.
const TIME: Duration = Duration::from_secs(60);
const MEMORY: u64 = 300_000_000;

/// What MiniStack does not know, or answers with less than AWS does. Nothing else may be missing.
const GAPS: [&str; 5] = [
    "apigateway:GetDeployment",
    "apigateway:GetExport",
    "apigateway:GetVpcLinks",
    "apigatewayv2:GetVpcLinks",
    "organizations:DescribeOrganization",
];

/// What a run without any trouble gives.
pub(super) struct Undisturbed {
    /// The inventory.
    pub(super) inventory: String,
    /// How many calls it took.
    pub(super) calls: u64,
    time: Duration,
    memory: Option<u64>,
}

pub(super) fn run(bed: &mut Bed) -> Result<()> {
    let run = bed.undisturbed()?;
    println!(
        "{:.1} s for {} calls, {} MB of memory, {} KB of inventory",
        run.time.as_secs_f64(),
        run.calls,
        run.memory
            .map_or("?".to_owned(), |bytes| (bytes / 1_000_000).to_string()),
        run.inventory.len() / 1000
    );
    that(run.time < TIME, || format!("it took {:?}", run.time))?;
    match run.memory {
        Some(bytes) => that(bytes < MEMORY, || {
            format!("it took {bytes} bytes of memory")
        })?,
        None => println!("note: this system does not tell how much memory a process takes"),
    }
    let inventory: Value = serde_json::from_str(&run.inventory)?;
    let facts = &bed.large()?.facts;
    let apis = list(&inventory, "/apis")?;
    let routes = |api: &Value| api["routes"].as_object().map_or(0, Map::len);
    let is_role = |who: &&Value| {
        let arn = who["arn"].as_str().unwrap_or_default();
        arn.contains(":role/") && who["trust-policy"].is_object() && who["policies"].is_array()
    };
    let roles = list(&inventory, "/principals")?.iter().filter(is_role);
    for (what, found) in [
        ("apis", apis.len()),
        ("routes", apis.iter().map(routes).sum()),
        ("roles", roles.count()),
    ] {
        let made = number(facts, &format!("/{what}"))?;
        that(
            u64::try_from(found).is_ok_and(|found| found == made),
            || format!("{found} {what} are in the inventory, and {made} in the accounts"),
        )?;
    }
    // Every second API has a resource policy, and of the others it is known that they have none.
    let with_policy = apis.iter().filter(|api| api["resource-policy"].is_object());
    let without = apis.iter().filter(|api| api["resource-policy"] == "none");
    let (with_policy, without) = (with_policy.count(), without.count());
    that(
        with_policy == without && with_policy + without == apis.len(),
        || format!("{with_policy} APIs have a resource policy, {without} none"),
    )?;
    let mut missing = BTreeSet::new();
    for note in list(&inventory, "/not-readable")? {
        missing.insert(text(note, "/operation")?);
    }
    that(missing.iter().all(|one| GAPS.contains(one)), || {
        format!("not readable are {missing:?}")
    })
}

impl Bed {
    /// A run without any trouble; made once.
    pub(super) fn undisturbed(&mut self) -> Result<&Undisturbed> {
        if self.undisturbed.is_none() {
            let mut tool = self.reader("fetch-all", None)?;
            let ran = tool.run(&fetch("inventory.json"))?.exits(3)?;
            let undisturbed = Undisturbed {
                inventory: read(&tool)?,
                calls: calls(&ran)?,
                time: ran.time,
                memory: ran.memory,
            };
            self.undisturbed = Some(undisturbed);
        }
        self.undisturbed.as_ref().context("it is there")
    }

    /// The command with a profile for each account of the large world, which is asked directly
    /// or at another address.
    pub(super) fn reader(&mut self, scenario: &str, address: Option<&str>) -> Result<Tool> {
        let mut tool = self.tool(scenario)?;
        let world = self.large()?;
        let accounts = list(&world.facts, "/accounts")?.iter();
        // MiniStack takes the number of an account for the access key of its root user.
        let accounts = accounts.filter_map(Value::as_str).zip(PROFILES);
        let profiles = accounts.map(|(account, name)| (name, account, "test"));
        tool.profiles(text(&world.facts, "/region")?, profiles)?;
        let own = world.server.url();
        tool.set("AWS_ENDPOINT_URL", address.unwrap_or(&own));
        Ok(tool)
    }
}

const PROFILES: [&str; 3] = ["first", "second", "third"];

/// The command line that reads the accounts into a file. The server is faster than AWS, so more
/// is asked of it than of AWS.
pub(super) fn fetch(file: &'static str) -> [&'static str; 12] {
    let [first, second, third] = PROFILES;
    [
        "fetch",
        "--all",
        "--profile",
        first,
        "--profile",
        second,
        "--profile",
        third,
        "--requests-per-second",
        "1000",
        "--out",
        file,
    ]
}

/// The inventory of a run.
pub(super) fn read(tool: &Tool) -> Result<String> {
    let path = tool.file("inventory.json");
    std::fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))
}

/// How many calls a run says that it made.
pub(super) fn calls(ran: &Ran) -> Result<u64> {
    let text = format!("{}{}", ran.stdout, ran.stderr);
    let before = text.split(" call").next().unwrap_or_default();
    let number = before.rsplit(|c: char| !c.is_ascii_digit()).next();
    number
        .unwrap_or_default()
        .parse()
        .with_context(|| format!("`{text}` does not say how many calls were made"))
}

/// Fails unless an inventory is that of the run without trouble, byte for byte.
pub(super) fn is_the_same(bed: &mut Bed, inventory: &str) -> Result<()> {
    let expected = &bed.undisturbed()?.inventory;
    let lines = expected.lines().zip(inventory.lines());
    let different = lines.enumerate().find(|(_, (one, other))| one != other);
    that(expected == inventory, || {
        let line = different.map_or(0, |(index, _)| index + 1);
        format!("the inventory is another from line {line} on")
    })
}
