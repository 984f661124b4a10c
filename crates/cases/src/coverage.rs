//! What the cases of a run never touch: statements of policies that decide nothing in any case,
//! and routes about which no case asks.

use std::collections::{BTreeMap, BTreeSet};

use can_invoke_policy::Policy;
use can_invoke_source::{LineColumn, Sources, Span};

use crate::{CaseResult, Documents, Found, Question, TestFile};

/// What a run touches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Every statement of every policy, in order of file and place.
    pub statements: Vec<Covered>,
    /// Every route of every API whose routes are known, in order of API and route.
    pub routes: Vec<Asked>,
}

/// A statement of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covered {
    /// The file that it stands in.
    pub file: String,
    /// Where it begins.
    pub at: LineColumn,
    /// The name of its policy.
    pub policy: String,
    /// `statement 2 "ReadPets"`.
    pub statement: String,
    /// How far a case reached it.
    pub reached: Reached,
}

/// How far a statement was reached, the farthest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reached {
    /// No case has its policy among those that are asked.
    NotAsked,
    /// It was asked, and decided nothing.
    Asked,
    /// It decided a case: it denied, or was one of those that together allowed.
    Decisive,
}

/// A route of an API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The file that describes the API.
    pub file: String,
    /// The id of the API.
    pub api: String,
    /// The route: `GET /pets/{id}`.
    pub route: String,
    /// How many cases ask about it.
    pub cases: usize,
}

impl Coverage {
    /// How many of the statements decided a case.
    pub fn decisive(&self) -> usize {
        let is_decisive = |one: &&Covered| one.reached == Reached::Decisive;
        self.statements.iter().filter(is_decisive).count()
    }

    /// How many of the routes were asked about.
    pub fn asked(&self) -> usize {
        self.routes.iter().filter(|one| one.cases > 0).count()
    }

    /// How much of statements and routes together was touched, in whole percent, rounded down;
    /// 100 if there are none.
    pub fn percent(&self) -> usize {
        let all = self.statements.len() + self.routes.len();
        match all {
            0 => 100,
            all => (self.decisive() + self.asked()) * 100 / all,
        }
    }
}

/// A statement by the file and the bytes that it stands in. Several test files may have one
/// policy, each with its own texts.
type Place = (String, u32, u32);

/// A route by the id of its API, its key, and the file that describes the API: APIs of two
/// templates may have one name.
type RoutePlace = (String, String, String);

/// What the cases of files touch; `results` are those of the files, in their order.
pub fn coverage(files: &[TestFile], results: &[Vec<CaseResult>]) -> Coverage {
    let mut statements: BTreeMap<Place, Covered> = BTreeMap::new();
    let mut routes: BTreeMap<RoutePlace, usize> = BTreeMap::new();
    for (file, results) in files.iter().zip(results) {
        for policy in policies(file) {
            add(policy, &file.sources, &mut statements);
        }
        let route_place = |id: &str, route: &str| {
            let mut apis = file.inventory.apis.iter();
            let api = apis.find(|api| api.id == id)?;
            let document = file.sources.name(api.span.file).to_owned();
            Some((id.to_owned(), route.to_owned(), document))
        };
        for api in &file.inventory.apis {
            for route in api.routes.known().into_iter().flatten() {
                if let Some(key) = route_place(&api.id, &route.key.text()) {
                    routes.entry(key).or_default();
                }
            }
        }
        for result in results {
            let decisions = match &result.found {
                Found::Answer(answer) => {
                    let route = answer.question.route.as_deref();
                    let key = route.and_then(|route| route_place(&answer.question.api, route));
                    if let Some(asked) = key.and_then(|key| routes.get_mut(&key)) {
                        *asked += 1;
                    }
                    answer.decisions().collect()
                }
                Found::Decision(explained) => vec![explained.as_ref()],
                Found::Refused(_) | Found::Error(_) => Vec::new(),
            };
            for explained in decisions {
                let asked = explained
                    .trace
                    .statements
                    .iter()
                    .map(|one| one.reference.span);
                let decided: BTreeSet<Span> = explained
                    .decision
                    .decided_by
                    .iter()
                    .map(|one| one.span)
                    .collect();
                for span in asked.chain(decided.iter().copied()) {
                    let reached = if decided.contains(&span) {
                        Reached::Decisive
                    } else {
                        Reached::Asked
                    };
                    if let Some(one) = statements.get_mut(&place(span, &file.sources)) {
                        one.reached = one.reached.max(reached);
                    }
                }
            }
        }
    }
    Coverage {
        statements: statements.into_values().collect(),
        routes: routes
            .into_iter()
            .map(|((api, route, file), cases)| Asked {
                file,
                api,
                route,
                cases,
            })
            .collect(),
    }
}

/// Every policy that a file knows: those of its inventory, and those of its cases.
fn policies(file: &TestFile) -> Vec<&Policy> {
    let mut policies: Vec<&Policy> = file.inventory.policies().collect();
    for case in &file.cases {
        if let Question::Action(question) = &case.question {
            policies.extend(given(&question.documents));
        }
    }
    policies
}

fn given(documents: &Documents) -> impl Iterator<Item = &Policy> {
    let flat = [
        &documents.identity,
        &documents.boundary,
        &documents.session,
        &documents.vpc_endpoint,
        &documents.resource,
    ];
    let levels = [&documents.service_control, &documents.resource_control];
    let of_levels = levels.into_iter().flatten().flatten().flatten();
    flat.into_iter().flatten().flatten().chain(of_levels)
}

fn add(policy: &Policy, sources: &Sources, statements: &mut BTreeMap<Place, Covered>) {
    for (number, statement) in policy.statements.iter().enumerate() {
        let Some(file) = sources.get(statement.span.file) else {
            continue;
        };
        let entry = statements.entry(place(statement.span, sources));
        entry.or_insert_with(|| Covered {
            file: file.name().to_owned(),
            at: file.line_column(statement.span.start as usize),
            policy: policy.name.clone(),
            statement: statement.title(number),
            reached: Reached::NotAsked,
        });
    }
}

fn place(span: Span, sources: &Sources) -> Place {
    let name = sources.name(span.file).to_owned();
    (name, span.start, span.end)
}
