//! `--dry-run`: the calls that would be made.

use std::io::Write as _;

use can_invoke_live::{gather::Reach, plan, settings::Settings, wanted::Wanted};
use can_invoke_report::v1::{Plan, PlannedCall};

use crate::command::output::{print_json, unless_closed};

/// Prints what would be asked, in text or as JSON, and asks nobody. Which account a profile is
/// of is not known without asking, so the profile stands for it.
pub(crate) fn print(settings: &Settings, wanted: &Wanted, as_json: bool) -> anyhow::Result<()> {
    let calls = plan::plan(&reach(settings), wanted);
    let calls = calls.iter().map(|planned| {
        let operation = planned.ask.operation;
        let is_regional = operation.service().is_regional();
        PlannedCall {
            operation: format!("{}:{}", operation.service().name(), operation.name()),
            account: planned.ask.place.account.clone(),
            region: is_regional.then(|| planned.ask.place.region.clone()),
            parameters: planned.ask.parameters.clone(),
            when: planned.when.to_owned(),
            action: operation.action().to_owned(),
            resource: planned.resource(),
        }
    });
    let plan = Plan::new(calls.collect());
    if as_json {
        return unless_closed(print_json(&plan));
    }
    unless_closed(std::io::stdout().write_all(text(&plan).as_bytes()))
}

fn text(plan: &Plan) -> String {
    let mut text = String::new();
    let mut last = None;
    for call in &plan.calls {
        let place = match &call.region {
            Some(region) => format!("{} in {region}", call.account),
            None => call.account.clone(),
        };
        if last.as_ref() != Some(&place) {
            text += &format!("{place}\n");
            last = Some(place);
        }
        let parameters: String = call
            .parameters
            .iter()
            .map(|(name, value)| format!(" {name}={value}"))
            .collect();
        text += &format!(
            "  {}{parameters}  ({}; {} on {})\n",
            call.operation, call.when, call.action, call.resource
        );
    }
    text
}

fn reach(settings: &Settings) -> Vec<Reach> {
    let regions = match settings.regions.as_slice() {
        [] => vec!["*".to_owned()],
        regions => regions.to_vec(),
    };
    let of = |account: String| Reach {
        account,
        regions: regions.clone(),
    };
    if !settings.roles.is_empty() {
        let account = |arn: &str| arn.split(':').nth(4).unwrap_or(arn).to_owned();
        let roles = settings.roles.iter();
        return roles.map(|role| of(account(&role.arn))).collect();
    }
    match settings.profiles.as_slice() {
        [] => vec![of("the account of the environment".to_owned())],
        profiles => profiles
            .iter()
            .map(|name| of(format!("the account of profile `{name}`")))
            .collect(),
    }
}
