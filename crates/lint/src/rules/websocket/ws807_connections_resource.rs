//! `WS807`.

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Meta, Rule, rule},
};

rule! {
    /// A policy allows the management of connections, and its resource is none of them.
    ///
    /// # Why
    ///
    /// Answers to clients are `POST`, `GET` and `DELETE` of `@connections/{connection-id}`,
    /// and the ARN is `{api}/{stage}/POST/@connections/*`. A resource with another path, or
    /// without a method, does not fit.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Action": "execute-api:ManageConnections", "Resource": "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/@connections/*"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Action": "execute-api:ManageConnections", "Resource": "arn:aws:execute-api:us-east-1:111111111111:abc123/prod/POST/@connections/*"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html>
    ConnectionsResource = "WS807" "connections-resource" Error Regular since "0.2.0"
}

impl Rule for ConnectionsResource {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let is_all = place
                .actions()
                .any(|action| action.matches("execute-api:invoke"));
            if is_all || !place.names_action("execute-api:manageconnections") {
                continue;
            }
            for (pattern, resource) in place.named_apis() {
                let last = resource
                    .path
                    .as_ref()
                    .or(resource.verb.as_ref())
                    .or(resource.stage.as_ref());
                let has_no_method = resource
                    .verb
                    .as_ref()
                    .is_some_and(|verb| verb.text.starts_with('@'));
                let is_open_end =
                    !has_no_method && last.is_none_or(|part| part.text.ends_with('*'));
                let is_right = resource
                    .path
                    .as_ref()
                    .is_some_and(|path| path.text.starts_with("@connections"));
                if is_open_end || is_right || !resource.has_literal_stage() {
                    continue;
                }
                findings.add(
                    Finding::new(
                        &Self::META,
                        model.sure_of([pattern.text.as_str()]),
                        pattern.span,
                        model.subject(place, &pattern.text),
                        "no management of connections has this resource",
                    )
                    .help("write `{api}/{stage}/POST/@connections/*`"),
                );
            }
        }
    }
}
