//! What AWS's services know, as of [`DATE`]: the prefixes of all services; the actions, resource
//! types and condition keys of those that matter to callers of APIs; Regions.
//!
//! The data are texts under `data`, which `cargo xtask catalogue` refreshes. They are read once,
//! when they are first asked for. AWS adds names every week, so a name
//! that is not here may be newer than the catalogue, and whoever says something about it says
//! the date as well.

mod regions;
mod service;

pub use regions::{Region, is_region, nearest_region, region, regions};
pub use service::{Action, Key, KeyType, Resource, Service, detailed, formats, service};

use std::{collections::HashSet, sync::LazyLock};

use can_invoke_source::words;

/// The day of the data, as `2026-09-26`.
pub const DATE: &str = include_str!("../data/date.txt").trim_ascii();

const SERVICES: &str = include_str!("../data/services.txt");
const RCP: &str = include_str!("../data/rcp.txt");

/// The prefixes of all services, in order: what stands before the colon of an action.
///
/// Source: Service Authorization Reference, `reference_policies_actions-resources-contextkeys`.
pub fn services() -> impl Iterator<Item = &'static str> {
    lines(SERVICES)
}

/// Whether actions of a service have this prefix, in any case.
pub fn is_service(prefix: &str) -> bool {
    static NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| services().collect());
    NAMES.contains(prefix) || NAMES.contains(prefix.to_ascii_lowercase().as_str())
}

/// The prefix that was probably meant.
pub fn nearest_service(prefix: &str) -> Option<&'static str> {
    // The words that people write for services whose prefix is another.
    const MEANT: &[(&str, &str)] = &[
        ("alb", "elasticloadbalancing"),
        ("api-gateway", "apigateway"),
        ("apigw", "apigateway"),
        ("executeapi", "execute-api"),
        ("elb", "elasticloadbalancing"),
        ("elbv2", "elasticloadbalancing"),
        ("cloudwatch-logs", "logs"),
        ("eventbridge", "events"),
        ("stepfunctions", "states"),
    ];
    let known = MEANT
        .iter()
        .find(|(word, _)| word.eq_ignore_ascii_case(prefix));
    if let Some((_, meant)) = known {
        return Some(meant);
    }
    // Two of four letters are another word.
    if prefix.len() < 5 {
        return None;
    }
    words::nearest(prefix, &services().collect::<Vec<_>>())
}

/// Whether resource control policies bear on a service.
///
/// Source: AWS Organizations user guide, `orgs_manage_policies_rcps`.
pub fn supports_resource_control(prefix: &str) -> bool {
    lines(RCP).any(|service| service.eq_ignore_ascii_case(prefix))
}

/// The lines of a file of the catalogue without its comments.
fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}
