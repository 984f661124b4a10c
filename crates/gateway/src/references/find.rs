//! Looking for references, in what APIs hold and in what their stages serve.

use super::{By, NotKnown, Reference, Subject, SubjectKind};
use crate::{
    integration::{Filled, Target, fill},
    inventory::{
        Api, ApiKind, Authorizer, AuthorizerKind, ConnectionType, Deployment, Integration,
        IntegrationKind, Inventory, Known, Route, Stage,
    },
};

/// All references, and the places of which it is not known whether they are some.
pub(super) fn all(inventory: &Inventory, subject: &Subject) -> (Vec<Reference>, Vec<NotKnown>) {
    let mut search = Search {
        subject,
        found: Vec::new(),
        not_known: Vec::new(),
    };
    for api in &inventory.apis {
        search.api(api);
    }
    for reference in &mut search.found {
        if reference.resource.is_none() {
            reference.resource = resource(inventory, reference);
        }
    }
    (search.found, search.not_known)
}

/// What was deployed does not tell the ids of resources; what the API holds does, as long as
/// the path stays.
fn resource(inventory: &Inventory, reference: &Reference) -> Option<String> {
    let api = inventory.apis.iter().find(|api| api.id == reference.api)?;
    let path = |text: &str| Some(text.split_once(' ')?.1.to_owned());
    let wanted = path(reference.route.as_deref()?)?;
    let mut routes = api.routes.known()?.iter();
    let route = routes.find(|route| path(&route.key.text()).as_ref() == Some(&wanted))?;
    route.resource.clone()
}

/// What is not known of a deployment, where it could refer to a subject of this kind. Routes
/// that are not known are told where the routes are looked at.
fn not_known_of(deployed: &Deployment, subject: SubjectKind) -> Option<&'static str> {
    let authorizers = deployed.authorizers == Some(Known::NotKnown);
    let integrations = deployed.integrations == Some(Known::NotKnown);
    match subject {
        SubjectKind::Function | SubjectKind::Authorizer if authorizers => {
            Some("which authorizers were deployed to the stage is not known")
        }
        SubjectKind::Function | SubjectKind::VpcLink if integrations => {
            Some("which integrations were deployed to the stage is not known")
        }
        SubjectKind::Function | SubjectKind::Authorizer | SubjectKind::VpcLink => None,
    }
}

struct Search<'s> {
    subject: &'s Subject,
    found: Vec<Reference>,
    not_known: Vec<NotKnown>,
}

impl Search<'_> {
    fn api(&mut self, api: &Api) {
        self.served(api, None);
        let Some(stages) = api.stages.known() else {
            self.unknown(api, None, "which stages the API has is not known", api.span);
            return;
        };
        for stage in stages {
            if stage.deployed.is_none() && !serves_what_the_api_holds(api, stage) {
                let reason = "what was deployed to the stage is not known (`deployed`)";
                self.unknown(api, Some(stage), reason, stage.span);
                continue;
            }
            if let Some(deployed) = &stage.deployed
                && let Some(reason) = not_known_of(deployed, self.subject.kind)
            {
                self.unknown(api, Some(stage), reason, deployed.span);
            }
            match api.as_deployed(&stage.name) {
                Some(deployed) => self.served(&deployed, Some(stage)),
                None => self.served(api, Some(stage)),
            }
        }
    }

    /// What an API holds, or what one of its stages serves.
    fn served(&mut self, api: &Api, stage: Option<&Stage>) {
        match api.routes.known() {
            Some(routes) => {
                for route in routes {
                    self.route(api, stage, route);
                }
            }
            None => self.unknown(api, stage, "which routes there are is not known", api.span),
        }
        let is_used = |integration: &Integration| {
            let routes = api.routes.known().into_iter().flatten();
            routes
                .filter_map(|route| route.integration.known()?.as_deref())
                .any(|used| used == integration)
        };
        for integration in api.integrations.known().into_iter().flatten() {
            if !is_used(integration) {
                self.integration(api, stage, None, integration);
            }
        }
        for authorizer in api.authorizers.known().into_iter().flatten() {
            self.authorizer(api, stage, authorizer);
        }
    }

    fn route(&mut self, api: &Api, stage: Option<&Stage>, route: &Route) {
        if self.subject.kind == SubjectKind::Authorizer {
            let by_name = route.authorizer.known();
            let is_meant = by_name.is_some_and(|name| {
                *name == self.subject.id
                    || api
                        .authorizer(route)
                        .is_some_and(|one| self.is_subject(one))
            });
            if is_meant {
                self.push(api, stage, Some(route), By::Route, None, route.span);
            }
            return;
        }
        match &route.integration {
            Known::Known(Some(integration)) => {
                self.integration(api, stage, Some(route), integration);
            }
            Known::Known(None) => {}
            Known::NotKnown => {
                let reason = format!("what {} leads to is not known", route.key.text());
                self.unknown(api, stage, &reason, route.span);
            }
        }
    }

    fn integration(
        &mut self,
        api: &Api,
        stage: Option<&Stage>,
        route: Option<&Route>,
        integration: &Integration,
    ) {
        let kind = integration.kind.known().map(|kind| kind.value);
        let (written, may_refer, what) = match self.subject.kind {
            SubjectKind::VpcLink => (
                &integration.connection_id,
                matches!(&integration.connection, Known::Known(one) if one.value == ConnectionType::VpcLink),
                "which VPC link it goes through is not known",
            ),
            SubjectKind::Function => (
                &integration.uri,
                matches!(
                    kind,
                    None | Some(IntegrationKind::Aws | IntegrationKind::AwsProxy)
                ) && !matches!(&integration.subtype, Known::Known(Some(_))),
                "the uri of its integration is not known",
            ),
            SubjectKind::Authorizer => return,
        };
        match written {
            Known::Known(Some(text)) => {
                let by = By::Integration(integration.id.clone());
                self.written(api, stage, route, by, &text.value, text.span);
            }
            Known::Known(None) => {}
            Known::NotKnown if may_refer => {
                let of = match (route, &integration.id) {
                    (Some(route), _) => route.key.text(),
                    (None, Some(id)) => format!("integration {id}"),
                    (None, None) => "an integration".to_owned(),
                };
                self.unknown(api, stage, &format!("{of}: {what}"), integration.span);
            }
            Known::NotKnown => {}
        }
    }

    fn authorizer(&mut self, api: &Api, stage: Option<&Stage>, authorizer: &Authorizer) {
        if self.subject.kind != SubjectKind::Function {
            return;
        }
        let name = &authorizer.name;
        match &authorizer.function {
            Known::Known(Some(uri)) => {
                let by = By::Authorizer(name.clone());
                self.written(api, stage, None, by, uri, authorizer.span);
            }
            Known::NotKnown
                if matches!(
                    authorizer.kind,
                    AuthorizerKind::Token | AuthorizerKind::Request
                ) =>
            {
                let reason = format!("the function of the authorizer {name} is not known");
                self.unknown(api, stage, &reason, authorizer.span);
            }
            Known::Known(None) | Known::NotKnown => {}
        }
    }

    /// A connection id or a `uri`, with its stage variables as the stage has them.
    fn written(
        &mut self,
        api: &Api,
        stage: Option<&Stage>,
        route: Option<&Route>,
        by: By,
        text: &str,
        span: can_invoke_source::Span,
    ) {
        let Some(variable) = variable(text) else {
            if self.is_meant(text) {
                self.push(api, stage, route, by, None, span);
            }
            return;
        };
        // A stage variable belongs to a stage: what the API holds names nothing yet.
        let Some(stage) = stage else {
            return;
        };
        match fill(text, Some(stage)) {
            Filled::Text(filled) => {
                if self.is_meant(&filled) {
                    let variable = Some(variable.to_owned());
                    self.push(api, Some(stage), route, by, variable, span);
                }
            }
            // Nothing is called by a text that cannot be filled in.
            Filled::Lacks(_) => {}
            Filled::NotKnown(name) => {
                let reason = format!("what its stage variable `{name}` holds is not known");
                self.unknown(api, Some(stage), &reason, span);
            }
        }
    }

    fn is_subject(&self, authorizer: &Authorizer) -> bool {
        authorizer.name == self.subject.id || authorizer.id.as_ref() == Some(&self.subject.id)
    }

    /// Whether a connection id or a `uri` means the subject. A function stands for its
    /// versions and aliases too.
    fn is_meant(&self, text: &str) -> bool {
        if self.subject.kind != SubjectKind::Function {
            return text == self.subject.id;
        }
        match Target::of(text) {
            Target::Function { arn } => {
                let rest = arn.strip_prefix(&self.subject.id);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
            }
            _ => false,
        }
    }

    fn push(
        &mut self,
        api: &Api,
        stage: Option<&Stage>,
        route: Option<&Route>,
        by: By,
        variable: Option<String>,
        span: can_invoke_source::Span,
    ) {
        self.found.push(Reference {
            api: api.id.clone(),
            kind: api.kind,
            stage: stage.map(|stage| stage.name.clone()),
            route: route.map(|route| route.key.text()),
            resource: route.and_then(|route| route.resource.clone()),
            by,
            variable,
            span,
        });
    }

    fn unknown(
        &mut self,
        api: &Api,
        stage: Option<&Stage>,
        reason: &str,
        span: can_invoke_source::Span,
    ) {
        self.not_known.push(NotKnown {
            api: api.id.clone(),
            kind: api.kind,
            stage: stage.map(|stage| stage.name.clone()),
            reason: reason.to_owned(),
            span,
        });
    }
}

/// Whether a stage follows every change of its API.
fn serves_what_the_api_holds(api: &Api, stage: &Stage) -> bool {
    api.kind != ApiKind::Rest && stage.auto_deploy == Known::Known(true)
}

/// The name of the stage variable in a text, if there is one.
fn variable(text: &str) -> Option<&str> {
    let (_, after) = text.split_once("${stageVariables.")?;
    let (name, _) = after.split_once('}')?;
    Some(name)
}
