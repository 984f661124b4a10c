//! `GR123`.

use can_invoke_catalogue as catalogue;
use can_invoke_source::Edit;

use crate::{
    catalogued::{BY_NAME, help, is_pattern, text_span},
    finding::{Applicability, Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

rule! {
    /// An action is none of its service, or a pattern matches no action of it.
    ///
    /// # Why
    ///
    /// IAM takes a policy with an action that does not exist, and the entry matches nothing:
    /// an `Allow` gives nothing, and a `Deny` stops nobody. A caller of an API needs
    /// `execute-api:Invoke`, a client of a WebSocket API that is called back `execute-
    /// api:ManageConnections`.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Action": "execute-api:InvokeApi"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Action": "execute-api:Invoke"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>
    UnknownAction = "GR123" "unknown-action" Error Regular since "0.2.0"
        access_analyzer ["INVALID_ACTION"]
}

impl Rule for UnknownAction {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            for action in place.actions() {
                let Some((prefix, name)) = action.text.split_once(':') else {
                    continue;
                };
                let Some(service) = catalogue::service(prefix) else {
                    continue;
                };
                if name.is_empty() || model.unknowns.is_in(name) || name.contains("${") {
                    continue;
                }
                if service.action(name).is_some() {
                    continue;
                }
                let is_known = service.actions().any(|known| {
                    action.matches(&format!("{}:{}", service.name, known.name).to_ascii_lowercase())
                });
                if is_known {
                    continue;
                }
                let message = if is_pattern(name) {
                    format!("no action of `{}` matches `{}`", service.name, action.text)
                } else {
                    format!(
                        "`{}` has no action `{name}`, so the entry matches nothing",
                        service.name
                    )
                };
                let meant = service.nearest_action(name).filter(|_| !is_pattern(name));
                let mut finding = help(
                    Finding::new(
                        &Self::META,
                        BY_NAME,
                        action.span,
                        model.subject(place, &action.text),
                        message,
                    ),
                    meant,
                );
                if let Some(meant) = meant {
                    let start = prefix.len() + 1;
                    let place =
                        place.place(text_span(place, action.span), start..start + name.len());
                    finding = finding.correct(
                        Applicability::Unsafe,
                        format!("write `{meant}`"),
                        vec![Edit::replace(place, meant)],
                    );
                }
                findings.add(finding);
            }
        }
    }
}
