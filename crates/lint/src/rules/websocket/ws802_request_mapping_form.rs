//! `WS802`.

use can_invoke_gateway::inventory::{ApiKind, Known};

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A mapping of a request is written in a form that API Gateway does not read.
    ///
    /// # Why
    ///
    /// The left side is `integration.request.header.`, `.querystring.` or `.path.` with a
    /// name; the right side is `context.…`, `method.request.…`, `route.request.…` or
    /// `stageVariables.…` without a `$`, or a text in single quotes. `$context.…` belongs
    /// into templates.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// integration.request.header.connectionId: $context.connectionId
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// integration.request.header.connectionId: context.connectionId
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html>
    RequestMappingForm = "WS802" "request-mapping-form" Error Regular since "0.2.0"
}

impl Rule for RequestMappingForm {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for api in &model.inventory.apis {
            for route in api.routes.known().into_iter().flatten() {
                let Known::Known(Some(integration)) = &route.integration else {
                    continue;
                };
                if api.kind == ApiKind::Http {
                    continue;
                }
                for parameter in integration.request_parameters.known().into_iter().flatten() {
                    let (name, value) = (&parameter.name, &parameter.value);
                    let is_named = [
                        "header.",
                        "querystring.",
                        "path.",
                        "multivalueheader.",
                        "multivaluequerystring.",
                    ]
                    .iter()
                    .any(|part| {
                        name.value
                            .strip_prefix("integration.request.")
                            .is_some_and(|rest| rest.starts_with(part))
                    });
                    let is_quoted = value.value.len() > 1
                        && value.value.starts_with('\'')
                        && value.value.ends_with('\'');
                    let is_source = [
                        "context.",
                        "method.request.",
                        "route.request.",
                        "stageVariables.",
                        "integration.",
                    ]
                    .iter()
                    .any(|part| value.value.starts_with(part));
                    // What is not known may be written in the right form.
                    let is_unknown = [name, value]
                        .iter()
                        .any(|one| model.unknowns.is_in(&one.value));
                    if is_unknown {
                        continue;
                    }
                    let (wrong, help) = if !is_named {
                        (name, "begin the left side with `integration.request.header.`, `.querystring.` or `.path.`".to_owned())
                    } else if let Some(rest) = value.value.strip_prefix("$context.") {
                        (value, format!("write `context.{rest}`, without the `$`"))
                    } else if !is_quoted && !is_source {
                        (
                            value,
                            format!("write a fixed text in single quotes: `'{}'`", value.value),
                        )
                    } else {
                        continue;
                    };
                    findings.add(
                        Finding::new(
                            &Self::META,
                            Confidence::Proven,
                            wrong.span,
                            model.subject_of_api(
                                api,
                                &format!("{} / {}", route.key.text(), name.value),
                            ),
                            format!(
                                "{}: `{}` is no part of a mapping",
                                route.key.text(),
                                wrong.value
                            ),
                        )
                        .help(help),
                    );
                }
            }
        }
    }
}
