//! What a prediction is made from: documents, or what live accounts say.

use can_invoke_gateway::{
    inventory::{Loaded, load},
    query::AssumeOptions,
};
use can_invoke_live::{run, wanted::Wanted};
use can_invoke_source::{Diagnostic, Limits};

use crate::{
    arguments::LiveOptions,
    assume_role::AssumeRoleOptions,
    command::live::{Bar, settings},
    input::{Disk, documents},
};

/// What is known beforehand.
#[derive(Debug)]
pub(in crate::command) enum Foresight {
    /// An inventory.
    Known(Box<Loaded>),
    /// Documents that cannot be read: no prediction is made from them, and nothing is done.
    NotReadable(Box<Loaded>),
    /// Nothing, and why.
    Nothing(String),
}

impl Foresight {
    /// Reads the documents, or where there are none asks the live accounts for what is wanted, in
    /// the Region where the options name none; and the session policies.
    pub(in crate::command) fn of(
        inputs: &[String],
        is_wished: bool,
        (live, region): (&LiveOptions, Option<&str>),
        wanted: impl FnOnce() -> Wanted,
        assume_role: &AssumeRoleOptions,
        options: &mut AssumeOptions,
    ) -> anyhow::Result<Self> {
        if !is_wished {
            return Ok(Foresight::Nothing("it was not asked for".to_owned()));
        }
        let limits = Limits::default();
        let mut loaded = if inputs.is_empty() {
            match of_accounts(live, region, &wanted())? {
                Ok(loaded) => loaded,
                Err(reason) => return Ok(Foresight::Nothing(reason)),
            }
        } else {
            let documents = documents(inputs, &limits)?;
            load(&documents, &Disk { limits }, &limits)
        };
        assume_role.read_policies(&mut loaded, &limits, options)?;
        if loaded.diagnostics.iter().any(Diagnostic::is_error) {
            return Ok(Foresight::NotReadable(Box::new(loaded)));
        }
        Ok(Foresight::Known(Box::new(loaded)))
    }

    /// The inventory, if there is one.
    pub(in crate::command) fn loaded(&self) -> Option<&Loaded> {
        match self {
            Foresight::Known(loaded) => Some(loaded),
            Foresight::NotReadable(_) | Foresight::Nothing(_) => None,
        }
    }
}

/// What live accounts say. A prediction is no reason to fail: why there is none is told.
fn of_accounts(
    live: &LiveOptions,
    region: Option<&str>,
    wanted: &Wanted,
) -> anyhow::Result<Result<Loaded, String>> {
    let mut settings = settings(live, &[])?;
    if settings.regions.is_empty() {
        settings.regions.extend(region.map(str::to_owned));
    }
    // Whoever acts may not be allowed to read; a further profile of the same account is there
    // for that, and of two profiles of an account the first is asked.
    if settings.profiles.len() > 1 {
        settings.profiles.rotate_left(1);
    }
    let read = run::read(&settings, wanted, &mut Bar::new());
    Ok(read.map_err(|error| error.to_string()))
}
