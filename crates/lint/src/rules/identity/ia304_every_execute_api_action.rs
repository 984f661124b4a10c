//! `IA304`.

use can_invoke_policy::{PolicyKind, document::Effect};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// `execute-api:*` allows more than calls.
    ///
    /// # Why
    ///
    /// Beside `execute-api:Invoke` it stands for `execute-api:ManageConnections`, by which
    /// messages are sent to the clients of WebSocket APIs and their connections are closed,
    /// and for `execute-api:InvalidateCache`, by which callers of REST APIs pass by the cache.
    /// What of it takes effect depends on the resources of the statement. Resource policies
    /// are of REST APIs, which have no such connections.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Action": "execute-api:*"
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
    /// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigateway.html>
    EveryExecuteApiAction = "IA304" "every-execute-api-action" Info Pedantic since "0.2.0"
}

impl Rule for EveryExecuteApiAction {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            if place.statement.effect == Effect::Deny || place.statement.action.negated {
                continue;
            }
            let message = match place.document.policy.kind {
                PolicyKind::Identity => {
                    "`execute-api:ManageConnections` and `execute-api:InvalidateCache` are allowed too"
                }
                PolicyKind::Resource => "`execute-api:InvalidateCache` is allowed too",
                // Other policies allow nothing by themselves.
                _ => continue,
            };
            for action in place.actions() {
                if action.text.eq_ignore_ascii_case("execute-api:*") {
                    findings.add(
                        Finding::new(
                            &Self::META,
                            Confidence::Likely,
                            action.span,
                            model.subject(place, &action.text),
                            message,
                        )
                        .help("write `execute-api:Invoke` if calls are meant"),
                    );
                }
            }
        }
    }
}
