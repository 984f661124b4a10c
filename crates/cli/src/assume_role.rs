//! What the caller passes when it assumes roles, on the command line.

use std::{path::Path, sync::Arc};

use anyhow::Context as _;
use can_invoke_gateway::{
    inventory::Loaded,
    query::{AssumeOptions, QueryError},
};
use can_invoke_policy::{PolicyKind, document};
use can_invoke_source::{Limits, parse_bytes};
use clap::Args;

use crate::input::read_bounded;

/// Ways through roles are chains of up to three calls of `sts:AssumeRole`.
#[derive(Args, Debug)]
#[command(next_help_heading = "What the caller passes when it assumes roles")]
pub(crate) struct AssumeRoleOptions {
    /// The external id, in every call of a chain.
    #[arg(long, value_name = "ID")]
    pub(crate) external_id: Option<String>,

    /// The session name, in every call.
    #[arg(long, value_name = "NAME")]
    pub(crate) session_name: Option<String>,

    /// A session policy, in the last call: it restricts the session that calls the API.
    /// Repeatable.
    #[arg(long, value_name = "FILE")]
    pub(crate) session_policy: Vec<String>,

    /// A tag of the session that calls the API: passed in the last call, or, if it is
    /// transitive, in the first, from which it is handed on. Repeatable.
    #[arg(long, visible_alias = "tags", value_name = "KEY=VALUE")]
    pub(crate) session_tag: Vec<String>,

    /// A session tag that is transitive: all sessions of a chain have it. Repeatable.
    #[arg(long, value_name = "KEY")]
    pub(crate) transitive_tag: Vec<String>,

    /// The source identity, in the first call: all sessions of a chain keep it.
    #[arg(long, value_name = "NAME")]
    pub(crate) source_identity: Option<String>,

    /// How long the session that calls the API shall last, in the last call; a session that
    /// another role session makes lasts an hour at most.
    #[arg(long, value_name = "SECONDS")]
    pub(crate) duration: Option<u32>,

    /// A user gives a code of a device for multi-factor authentication, in the first call.
    /// No session has it afterwards.
    #[arg(long)]
    pub(crate) mfa: bool,
}

impl AssumeRoleOptions {
    /// What is passed, without the session policies, whose files are read with the documents.
    pub(crate) fn options(&self) -> Result<AssumeOptions, QueryError> {
        let mut tags = Vec::new();
        for pair in &self.session_tag {
            let Some((key, value)) = pair.split_once('=') else {
                return Err(QueryError::new(
                    format!("`{pair}` is not a tag with a value"),
                    "write `--session-tag team=pets`",
                ));
            };
            tags.push((key.to_owned(), value.to_owned()));
        }
        Ok(AssumeOptions {
            external_id: self.external_id.clone(),
            session_name: self.session_name.clone(),
            session_policies: Vec::new(),
            session_tags: tags,
            transitive_tags: self.transitive_tag.clone(),
            source_identity: self.source_identity.clone(),
            duration: self.duration,
            has_mfa: self.mfa,
        })
    }

    /// Reads the session policies, after the documents, so that the answer can show places in
    /// them. What is wrong with them is added to what is said of the documents.
    pub(crate) fn read_policies(
        &self,
        loaded: &mut Loaded,
        limits: &Limits,
        options: &mut AssumeOptions,
    ) -> anyhow::Result<()> {
        for path in &self.session_policy {
            let bytes = read_bounded(Path::new(path), limits)
                .with_context(|| format!("`{path}` cannot be read"))?;
            let (_, parsed) = parse_bytes(&mut loaded.sources, path, &bytes, limits);
            loaded.diagnostics.extend(parsed.diagnostics);
            let Some(node) = parsed.value else { continue };
            let parsed = document::parse(&node, PolicyKind::Session, path);
            loaded.diagnostics.extend(parsed.diagnostics);
            options.session_policies.extend(parsed.value.map(Arc::new));
        }
        Ok(())
    }
}
