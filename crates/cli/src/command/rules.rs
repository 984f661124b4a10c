//! `can-invoke rules`: what rules there are, and the manual page of one.

use std::io::Write as _;

use can_invoke_lint::{CATALOGUE_DATE, rule::Rule, rules};
use can_invoke_report::{text, v1};

use super::output::{print_json, unless_closed};
use crate::{
    arguments::{Format, RulesOptions},
    exit::ExitStatus,
};

pub(crate) fn run(options: &RulesOptions) -> anyhow::Result<ExitStatus> {
    let chosen: Vec<&'static dyn Rule> = match &options.rule {
        Some(word) => vec![rules::find(word).ok_or_else(|| {
            anyhow::anyhow!("there is no rule `{word}`\n  help: `can-invoke rules` lists them")
        })?],
        None => rules::ALL.to_vec(),
    };
    let is_one = options.rule.is_some();
    let metas = chosen.iter().map(|rule| rule.meta());
    match options.format {
        Format::Json => unless_closed(print_json(&v1::rules(metas)))?,
        Format::Text => {
            let written = if is_one {
                metas.map(text::manual).collect::<String>()
            } else {
                format!(
                    "{}\nactions, condition keys and Regions as of {CATALOGUE_DATE}\n",
                    text::rules(metas)
                )
            };
            unless_closed(anstream::stdout().write_all(written.as_bytes()))?;
        }
    }
    Ok(ExitStatus::Allowed)
}
