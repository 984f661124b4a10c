//! VPC links, VPC endpoint policies, SCPs and RCPs are read right, from moto, and decide.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::bed::Bed;
use super::expect::{at, list, part, says, text, that};
use super::tool::Tool;

/// The users whose keys read the three accounts.
const AUDITORS: [&str; 3] = ["management", "owner", "caller"];

pub(super) fn run(bed: &mut Bed) -> Result<()> {
    let mut tool = bed.tool("moto-network")?;
    let world = bed.network()?;
    tool.set("AWS_ENDPOINT_URL", world.server.url());
    let facts = world.facts.clone();
    let mut profiles = Vec::new();
    for name in AUDITORS {
        let id = text(&facts, &format!("/users/{name}/id"))?;
        profiles.push((name, id, text(&facts, &format!("/users/{name}/secret"))?));
    }
    tool.profiles(text(&facts, "/region")?, profiles)?;
    let mut fetch = vec!["fetch", "--all", "--requests-per-second", "1000"];
    // One operation is answered with 500 each time.
    fetch.extend(["--attempts", "2"]);
    fetch.extend(AUDITORS.iter().flat_map(|name| ["--profile", name]));
    fetch.extend(["--out", "inventory.json"]);
    tool.run(&fetch)?.exits(3)?;
    let path = tool.file("inventory.json");
    let written = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read `{}`", path.display()))?;
    let inventory = serde_json::from_str(&written)?;
    vpc_links(&inventory, &facts)?;
    vpc_endpoints(&inventory, &facts)?;
    organization(&inventory, &facts)?;
    answers(&mut tool, &facts)
}

/// The entry of a list that has an id.
fn with_id<'a>(inventory: &'a Value, of: &str, id: &Value) -> Result<&'a Value> {
    let entries = list(inventory, of)?;
    let found = entries.iter().find(|entry| entry["id"] == *id);
    found.with_context(|| format!("`{of}` holds no {id}"))
}

fn vpc_links(inventory: &Value, facts: &Value) -> Result<()> {
    that(list(inventory, "/vpc-links")?.len() == 2, || {
        "there are not two VPC links".to_owned()
    })?;
    let link = with_id(inventory, "/vpc-links", &facts["link"])?;
    at(link, "/version", "V1")?;
    at(link, "/account", facts["owner"].clone())?;
    at(link, "/targets", json!([facts["balancer"]]))?;
    let link = with_id(inventory, "/vpc-links", &facts["link2"])?;
    at(link, "/version", "V2")?;
    at(link, "/subnets", json!([facts["subnet"]]))?;
    at(link, "/security-groups", json!([facts["group"]]))?;
    let api = with_id(inventory, "/apis", &facts["http"])?;
    let integrations = api["integrations"].as_object();
    let integration = integrations.and_then(|all| all.values().next());
    let integration = integration.context("the HTTP API has no integration")?;
    at(integration, "/connection-id", facts["link2"].clone())
}

fn vpc_endpoints(inventory: &Value, facts: &Value) -> Result<()> {
    let endpoint = with_id(inventory, "/vpc-endpoints", &facts["reading_endpoint"])?;
    at(endpoint, "/vpc", facts["vpc"].clone())?;
    at(endpoint, "/private-dns", true)?;
    let reads = "arn:aws:execute-api:*:*:*/prod/GET/*";
    at(endpoint, "/policy/Statement/0/Resource", reads)?;
    let endpoint = with_id(inventory, "/vpc-endpoints", &facts["open_endpoint"])?;
    at(endpoint, "/policy/Statement/0/Action", "*")
}

fn organization(inventory: &Value, facts: &Value) -> Result<()> {
    let organization = &inventory["organization"];
    at(organization, "/id", facts["organization"].clone())?;
    at(
        organization,
        "/management-account",
        facts["management"].clone(),
    )?;
    let root = &organization["root"];
    at(root, "/id", facts["root"].clone())?;
    at(root, "/accounts", json!([facts["management"]]))?;
    attached(
        root,
        "service-control-policies",
        &["FullAWSAccess", "scp-region"],
    )?;
    attached(root, "resource-control-policies", &["rcp-organization"])?;
    let consumers = with_id(root, "/units", &facts["consumers"])?;
    at(consumers, "/accounts", json!([facts["caller"]]))?;
    attached(consumers, "service-control-policies", &["FullAWSAccess"])?;
    let prod = with_id(root, "/units", &facts["prod"])?;
    let payments = with_id(prod, "/units", &facts["payments"])?;
    at(payments, "/accounts", json!([facts["owner"]]))?;
    attached(
        payments,
        "service-control-policies",
        &["FullAWSAccess", "scp-no-delete"],
    )
}

/// Fails unless these policies are attached, whatever else AWS attaches by itself.
fn attached(target: &Value, kind: &str, names: &[&str]) -> Result<()> {
    let policies = list(target, &format!("/{kind}"))?;
    for name in names {
        let is_it = |policy: &&Value| policy.as_str() == Some(name) || policy["name"] == *name;
        that(policies.iter().any(|policy| is_it(&policy)), || {
            format!("`{name}` is not among the {kind} of {}", target["id"])
        })?;
    }
    that(policies.len() == names.len(), || {
        format!("more than {names:?} are the {kind} of {}", target["id"])
    })
}

/// What was read decides. moto exports every stage as if it served no route, and so it is what
/// holds after the next deployment that is looked at.
fn answers(tool: &mut Tool, facts: &Value) -> Result<()> {
    let reading = text(facts, "/reading_endpoint")?;
    let open = text(facts, "/open_endpoint")?;
    for (method, endpoint, verdict, because) in [
        ("GET", reading, "allowed", "resource-based policy"),
        (
            "POST",
            reading,
            "implicitly-denied",
            "no statement of the policy of VPC endpoint",
        ),
        ("POST", open, "allowed", "resource-based policy"),
        ("DELETE", open, "explicitly-denied", "scp-no-delete"),
    ] {
        let api = text(facts, "/private")?;
        let url = format!("https://{api}.execute-api.us-east-1.amazonaws.com/prod/orders");
        let who = text(facts, "/packer")?;
        let check = ["check", "--in", "inventory.json", "--as", who];
        let request = ["--vpc-endpoint", endpoint, "--format", "json", method, &url];
        let answer = tool.run(&[&check[..], &request].concat())?.json()?;
        at(&answer, "/afterDeploymentVerdict", verdict)?;
        says(&part(&answer, "/afterDeployment")?.to_string(), because)?;
    }
    Ok(())
}
