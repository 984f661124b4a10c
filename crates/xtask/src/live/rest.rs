//! What a server enforces on REST APIs is what is predicted: the rows of
//! `tests/live/scenarios/shop-rest.json`.

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::bed::Bed;
use super::expect::{at, list, number, part, says, text};
use super::shop::Shop;

const ROWS: &str = include_str!("../../../../tests/live/scenarios/shop-rest.json");

pub(super) fn run(bed: &mut Bed) -> Result<()> {
    let tool = bed.tool("shop-rest")?;
    let world = bed.shop()?;
    let apis = part(&world.facts, "/rest")?.clone();
    let region = text(&world.facts, "/region")?.to_owned();
    let mut shop = Shop::new(world, tool)?;
    let rows: Value = serde_json::from_str(ROWS)?;
    for row in list(&rows, "/rows")? {
        let name = text(row, "/name")?;
        let api = text(&apis, &format!("/{name}"))?;
        let host = format!("https://{api}.execute-api.{region}.amazonaws.com");
        let url = format!("{host}/prod{}", text(row, "/path")?);
        call(&mut shop, row, &url).with_context(|| format!("row `{name}`"))?;
    }
    Ok(())
}

/// Makes the call of a row.
fn call(shop: &mut Shop, row: &Value, url: &str) -> Result<()> {
    let caller = row["caller"].as_str();
    let options = shop.as_profile(caller.unwrap_or("ann"));
    let address = shop.address.clone();
    let mut arguments = vec!["call", text(row, "/method")?, url];
    arguments.extend(["--connect-to", &address, "--format", "json"]);
    arguments.extend(options.iter().map(String::as_str));
    if caller.is_none() {
        arguments.push("--unsigned");
    }
    let status = number(row, "/status")?;
    let exit = i32::from(status != 200);
    let answer = shop.tool.run(&arguments)?.exits(exit)?.json()?;
    at(&answer, "/response/status", status)?;
    at(&answer, "/prediction/verdict", row["verdict"].clone())?;
    at(&answer, "/agreement", "as-predicted")?;
    let prediction = part(&answer, "/prediction")?.to_string();
    for reason in list(row, "/because")?.iter().filter_map(Value::as_str) {
        says(&prediction, reason)?;
    }
    Ok(())
}
