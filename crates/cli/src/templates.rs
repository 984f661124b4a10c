//! Templates among the documents of a question: what in them is known only after deployment is
//! a placeholder, which nobody sees.

use std::cell::{Cell, RefCell};

use can_invoke_gateway::{
    Inventory,
    inventory::{Known, LoadOptions, Loaded, Lowered, load_with},
    query::QueryError,
};
use can_invoke_source::{Diagnostic, Limits, Node, Span};
use can_invoke_templates::{Environment, Placeholders, TemplateKind, lower};

use crate::input::Disk;

/// Documents, read, with what stands for values of templates that are not known.
pub(crate) struct Read {
    pub(crate) loaded: Loaded,
    pub(crate) placeholders: Placeholders,
    /// Whether a template is among them.
    pub(crate) has_templates: bool,
}

/// Reads documents, templates among them.
pub(crate) fn load(
    documents: &[(String, Vec<u8>)],
    limits: &Limits,
    environment: &Environment,
) -> Read {
    let placeholders = RefCell::new(Placeholders::default());
    let has_templates = Cell::new(false);
    let lower = |name: &str, node: &Node| -> Option<Lowered> {
        let lowered = lower(name, node, environment, &mut placeholders.borrow_mut())?;
        has_templates.set(true);
        Some(for_verdicts(lowered, node))
    };
    let options = LoadOptions {
        keeps_policies: false,
        lower: Some(&lower),
    };
    let loaded = load_with(documents, &Disk { limits: *limits }, limits, &options);
    Read {
        loaded,
        placeholders: placeholders.into_inner(),
        has_templates: has_templates.get(),
    }
}

impl Read {
    /// What a verdict needs and no template says: without the account nobody knows whether a
    /// caller is of the same one, and what is asked about other accounts then would be a guess.
    pub(crate) fn lacks_place(&self) -> Option<QueryError> {
        lacks_place(&self.loaded.inventory, &self.placeholders)
    }

    /// The id of the API that somebody names: its id, or its name in the template.
    pub(crate) fn api(&self, named: &str) -> String {
        let is_id = |id: &str| {
            let mut apis = self.loaded.inventory.apis.iter();
            apis.any(|api| api.id == id)
        };
        let standing = self.placeholders.standing_for(named);
        match standing.filter(|id| !is_id(named) && is_id(id)) {
            Some(id) => id.to_owned(),
            None => self.placeholders.hidden(named),
        }
    }

    /// What is written, as people read it.
    pub(crate) fn shown(&self, written: &str) -> String {
        if self.placeholders.is_empty() {
            return written.to_owned();
        }
        self.placeholders.shown(written)
    }

    /// The same for a JSON text.
    pub(crate) fn shown_json(&self, written: &impl serde::Serialize) -> anyhow::Result<String> {
        let text = serde_json::to_string_pretty(written)?;
        // What placeholders stand for is told in names and words without quotes.
        Ok(self.shown(&text) + "\n")
    }
}

/// What a verdict on APIs of templates needs and no template says.
pub(crate) fn lacks_place(
    inventory: &Inventory,
    placeholders: &Placeholders,
) -> Option<QueryError> {
    let is_open =
        |known: &Known<String>| known.known().is_some_and(|text| placeholders.is_in(text));
    let apis = &inventory.apis;
    let mut lacking = Vec::new();
    if apis.iter().any(|api| is_open(&api.account)) {
        lacking.push(("account", "--account 111111111111"));
    }
    if apis.iter().any(|api| is_open(&api.region)) {
        lacking.push(("Region", "--region us-east-1"));
    }
    let (words, options): (Vec<&str>, Vec<&str>) = lacking.into_iter().unzip();
    (!words.is_empty()).then(|| {
        QueryError::new(
            format!(
                "the template does not say to which {} it is deployed",
                words.join(" and ")
            ),
            format!("say it, as in `{}`", options.join(" ")),
        )
    })
}

/// A template as far as verdicts may rest on it: what is read of a Terraform plan is enough for
/// findings, and not yet for an answer.
pub(crate) fn for_verdicts(mut lowered: Lowered, node: &Node) -> Lowered {
    if lowered.kind == TemplateKind::TerraformPlan.name() {
        let start = Span::new(
            node.span.file,
            node.span.start as usize,
            node.span.start as usize,
        );
        let refused = Diagnostic::error(
            "plan-without-verdicts",
            start,
            "no verdict is given on a Terraform plan yet, as not all of it is read",
        );
        lowered.inventory = None;
        lowered.diagnostics = vec![refused.help("`can-invoke lint` looks at it")];
    }
    lowered
}
