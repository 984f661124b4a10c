//! Stages and deployments of both versions of API Gateway.

use std::collections::BTreeSet;

use can_invoke_source::{Diagnostic, Member, Node, Severity};

use super::resources::{Resource, Resources, copy, put};
use crate::tree::{member, object};

/// The stages of a REST API; nothing if there is none in the template.
pub(super) fn of_rest_api(id: &str, resources: &mut Resources<'_>) -> Option<Vec<Node>> {
    let mut stages = Stages::default();
    for stage in resources.with("AWS::ApiGateway::Stage", "RestApiId", id) {
        let variables = stage.get("Variables");
        stages.add(&stage, variables, None);
    }
    for deployment in resources.with("AWS::ApiGateway::Deployment", "RestApiId", id) {
        let description = deployment.get("StageDescription");
        let variables = description.and_then(|one| one.get("Variables"));
        stages.add(&deployment, variables, None);
    }
    stages.finish()
}

/// The stages of an HTTP or WebSocket API; nothing if there is none in the template.
pub(super) fn of_api(id: &str, resources: &mut Resources<'_>) -> Option<Vec<Node>> {
    let mut stages = Stages::default();
    for stage in resources.with("AWS::ApiGatewayV2::Stage", "ApiId", id) {
        let deploys = resources.word(stage.get("AutoDeploy"));
        stages.add(&stage, stage.get("StageVariables"), deploys);
    }
    stages.finish()
}

#[derive(Default)]
struct Stages {
    names: BTreeSet<String>,
    nodes: Vec<Node>,
}

impl Stages {
    /// Adds the stage of a resource, if it makes one. Of two with one name, as of two that
    /// exclude each other by their conditions, the first is looked at.
    fn add(&mut self, resource: &Resource, variables: Option<&Node>, deploys: Option<Node>) {
        let Some(name) = resource.get("StageName") else {
            return;
        };
        let text = name.scalar_text().unwrap_or_default();
        if !self.names.insert(text.to_owned()) {
            return;
        }
        let mut members: Vec<Member> = vec![member("name", name.clone())];
        put(&mut members, "auto-deploy", deploys);
        match variables {
            Some(variables) => copy(&mut members, "variables", Some(variables)),
            None => members.push(member("variables", object(name.span, Vec::new()))),
        }
        self.nodes.push(object(name.span, members));
    }

    fn finish(self) -> Option<Vec<Node>> {
        (!self.nodes.is_empty()).then_some(self.nodes)
    }
}

/// Policies of REST APIs that a deployment of the template does not follow: a deployment is
/// made once, and again only under another logical id.
///
/// Source: template reference, `aws-resource-apigateway-deployment`.
pub(super) fn report_policies(resources: &mut Resources<'_>) {
    for api in resources.of_type("AWS::ApiGateway::RestApi") {
        let Some(policy) = api.get("Policy") else {
            continue;
        };
        let id = resources.id(&api);
        for deployment in resources.with("AWS::ApiGateway::Deployment", "RestApiId", &id) {
            // The AWS CDK and SAM put a hash of the definition into the logical id.
            let is_generated = deployment.has_metadata("aws:cdk:path")
                || deployment.has_metadata("SamResourceId")
                // The SAM transform made both of one resource.
                || deployment.key_span == api.key_span
                || ends_in_hash(&deployment.logical_id);
            if is_generated {
                continue;
            }
            resources.report(
                Diagnostic::new(
                    Severity::Warning,
                    "policy-not-deployed",
                    deployment.key_span,
                    format!(
                        "a change of the policy of `{}` is not deployed by `{}`, which stays as \
                         it is",
                        api.logical_id, deployment.logical_id
                    ),
                )
                .label("CloudFormation makes a deployment once, under its logical id")
                .also(policy.span, "the policy takes effect with a new deployment")
                .help(
                    "give the deployment another logical id whenever the policy changes, or \
                     deploy the stage after the update",
                ),
            );
        }
    }
}

/// Whether a logical id ends as those that tools make of a hash.
fn ends_in_hash(logical_id: &str) -> bool {
    let hash = logical_id
        .bytes()
        .rev()
        .take_while(|byte| byte.is_ascii_hexdigit());
    let hash: Vec<u8> = hash.collect();
    hash.len() >= 8 && hash.iter().any(u8::is_ascii_digit)
}
