//! Asking what a question needs.

use can_invoke_gateway::{
    Inventory, Query,
    inventory::Loaded,
    target::{Host, Target},
};
use can_invoke_live::{gather::question, run, settings::Settings, wanted::Wanted, whoami};

use crate::{
    arguments::{CheckFormat, CheckOptions},
    command::live::{self, Bar},
};

/// Whose credentials they are, where the question does not say who asks.
pub(crate) fn caller(options: &CheckOptions) -> anyhow::Result<String> {
    if options.live_options.dry_run {
        anyhow::bail!("with `--dry-run` nobody is asked, so say with `--as` who asks");
    }
    let settings = live::settings(&options.live_options, &[])?;
    Ok(whoami::caller(&settings)?)
}

/// Lists the calls that [`read`] would make.
pub(crate) fn plan(
    options: &CheckOptions,
    query: &Query,
    given: Option<&Inventory>,
) -> anyhow::Result<()> {
    let settings = settings(options, query)?;
    let is_json = options.format == CheckFormat::Json;
    live::plan::print(&settings, &wanted(query, given), is_json)
}

/// Reads what the question needs and the given documents do not say.
pub(crate) fn read(
    options: &CheckOptions,
    query: &Query,
    given: Option<&Inventory>,
) -> anyhow::Result<Loaded> {
    let settings = settings(options, query)?;
    let mut bar = Bar::new();
    Ok(run::read(&settings, &wanted(query, given), &mut bar)?)
}

fn wanted(query: &Query, given: Option<&Inventory>) -> Wanted {
    let mut wanted = question::wanted(query, given.is_some());
    if let Some(given) = given {
        wanted.besides(given);
    }
    wanted
}

fn settings(options: &CheckOptions, query: &Query) -> anyhow::Result<Settings> {
    let mut settings = live::settings(&options.live_options, &[])?;
    let region = match &query.target {
        Target::Url {
            host: Host::Api { region, .. } | Host::VpcEndpoint { region, .. },
            ..
        }
        | Target::Arn { region, .. } => Some(region),
        _ => None,
    };
    if settings.regions.is_empty() {
        settings.regions.extend(region.cloned());
    }
    Ok(settings)
}
