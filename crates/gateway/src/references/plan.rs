//! What to do before something can be deleted, in order: change what the APIs hold, deploy to
//! every stage that still serves the old configuration, delete.

use super::{By, NotKnown, Reference, Subject, SubjectKind};
use crate::{
    inventory::{ApiKind, Inventory, VpcLinkVersion},
    shell::word,
};

/// A step to take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What the step does.
    pub title: String,
    /// The command, ready for a shell.
    pub command: Option<String>,
}

/// The steps; none if nothing stands in the way and nothing is unknown.
pub(super) fn steps(
    inventory: &Inventory,
    subject: &Subject,
    found: &[Reference],
    not_known: &[NotKnown],
) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let held = found.iter().filter(|one| one.stage.is_none());
    for reference in held {
        push(&mut steps, change(inventory, subject, reference));
    }
    for reference in found.iter().filter(|one| one.variable.is_some()) {
        if let (Some(stage), Some(variable)) = (&reference.stage, &reference.variable) {
            let title = format!(
                "give the stage variable `{variable}` of stage {stage} of API {} another value; it \
                 takes effect at once",
                reference.api
            );
            push(
                &mut steps,
                Step {
                    title,
                    command: None,
                },
            );
        }
    }
    let serving = found.iter().filter(|one| one.variable.is_none());
    let serving = serving.filter_map(|one| Some((&one.api, one.kind, one.stage.as_ref()?)));
    for (api, kind, stage) in serving {
        if !deploys_by_itself(inventory, api, stage) {
            let title = format!("deploy API {api} to stage {stage}, which still serves it");
            push(&mut steps, deploy(title, api, kind, stage));
        }
    }
    let unsure = not_known.iter();
    let unsure = unsure.filter_map(|one| Some((&one.api, one.kind, one.stage.as_ref()?)));
    for (api, kind, stage) in unsure {
        let title = format!("deploy API {api} to stage {stage}, of which it is not known");
        push(&mut steps, deploy(title, api, kind, stage));
    }
    if !steps.is_empty() {
        steps.extend(delete(inventory, subject, found));
    }
    steps
}

/// The same step for several routes is one step.
fn push(steps: &mut Vec<Step>, step: Step) {
    let is_known = steps.iter().any(|known| match &step.command {
        Some(_) => known.command == step.command,
        None => known.title == step.title,
    });
    if !is_known {
        steps.push(step);
    }
}

/// What the API holds is changed.
fn change(inventory: &Inventory, subject: &Subject, reference: &Reference) -> Step {
    let api = &reference.api;
    let title = match (&reference.by, &reference.route) {
        (By::Route, Some(route)) => {
            format!("give {route} of API {api} another authorizer or none")
        }
        (By::Authorizer(name), _) => {
            format!("give the authorizer {name} of API {api} another function, or delete it")
        }
        (By::Integration(Some(id)), None) => {
            format!("delete the integration {id} of API {api}, which no route uses, or change it")
        }
        (_, Some(route)) => match subject.kind {
            SubjectKind::VpcLink => format!(
                "give {route} of API {api} an integration that does not go through this VPC link"
            ),
            _ => format!("give {route} of API {api} another integration"),
        },
        (_, None) => format!("change the integration of API {api}"),
    };
    let command = match (&reference.by, reference.route.is_none(), reference.kind) {
        (By::Integration(Some(id)), true, ApiKind::Http | ApiKind::WebSocket)
            if is_described_by_aws(inventory, api, id) =>
        {
            word(api).zip(word(id)).map(|(api, id)| {
                format!("aws apigatewayv2 delete-integration --api-id {api} --integration-id {id}")
            })
        }
        _ => None,
    };
    Step { title, command }
}

/// Whether the name of an integration is the id that AWS gave it: seven letters and digits.
fn is_described_by_aws(inventory: &Inventory, api: &str, id: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    inventory.apis.iter().any(|one| one.id == api) && id.len() == 7 && id.bytes().all(fits)
}

fn deploys_by_itself(inventory: &Inventory, api: &str, stage: &str) -> bool {
    let mut apis = inventory.apis.iter();
    let found = apis.find(|one| one.id == api);
    found
        .filter(|api| api.kind != ApiKind::Rest)
        .and_then(|api| api.stage(stage))
        .is_some_and(|stage| stage.auto_deploy.known() == Some(&true))
}

fn deploy(title: String, api: &str, kind: ApiKind, stage: &str) -> Step {
    let command = word(api).zip(word(stage)).map(|(api, stage)| match kind {
        ApiKind::Rest => {
            format!("aws apigateway create-deployment --rest-api-id {api} --stage-name {stage}")
        }
        ApiKind::Http | ApiKind::WebSocket => {
            format!("aws apigatewayv2 create-deployment --api-id {api} --stage-name {stage}")
        }
    });
    Step { title, command }
}

fn delete(inventory: &Inventory, subject: &Subject, found: &[Reference]) -> Option<Step> {
    let id = &subject.id;
    let title = format!("delete the {} {id}", subject.kind.name());
    Some(Step {
        title,
        command: deletion(inventory, subject, found),
    })
}

fn deletion(inventory: &Inventory, subject: &Subject, found: &[Reference]) -> Option<String> {
    let id = word(&subject.id)?;
    match subject.kind {
        SubjectKind::VpcLink => {
            let is_http = found.iter().any(|one| one.kind == ApiKind::Http);
            let service = match subject.version(inventory) {
                Some(VpcLinkVersion::One) => "apigateway",
                Some(VpcLinkVersion::Two) => "apigatewayv2",
                // An HTTP API takes a link of version 2 only.
                None if is_http => "apigatewayv2",
                None => return None,
            };
            Some(format!("aws {service} delete-vpc-link --vpc-link-id {id}"))
        }
        SubjectKind::Function => delete_function(&subject.id),
        SubjectKind::Authorizer => {
            let one = found.first()?;
            let api = word(&one.api)?;
            Some(match one.kind {
                ApiKind::Rest => format!(
                    "aws apigateway delete-authorizer --rest-api-id {api} --authorizer-id {id}"
                ),
                ApiKind::Http | ApiKind::WebSocket => format!(
                    "aws apigatewayv2 delete-authorizer --api-id {api} --authorizer-id {id}"
                ),
            })
        }
    }
}

/// A function with all its versions and aliases, or just the one that is named.
fn delete_function(arn: &str) -> Option<String> {
    let (_, name) = arn.rsplit_once(":function:")?;
    let Some((_, qualifier)) = name.split_once(':') else {
        return Some(format!(
            "aws lambda delete-function --function-name {}",
            word(arn)?
        ));
    };
    let function = word(arn.strip_suffix(qualifier)?.strip_suffix(':')?)?;
    let is_version = qualifier.bytes().all(|byte| byte.is_ascii_digit());
    let qualifier = word(qualifier)?;
    Some(if is_version {
        format!("aws lambda delete-function --function-name {function} --qualifier {qualifier}")
    } else {
        format!("aws lambda delete-alias --function-name {function} --name {qualifier}")
    })
}
