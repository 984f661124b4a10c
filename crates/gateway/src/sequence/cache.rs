//! What API Gateway remembers of an authorizer, and for which calls.
//!
//! Source: API Gateway API reference, `API_Authorizer` (`identitySource`,
//! `authorizerResultTtlInSeconds`) and `API_FlushStageAuthorizersCache` (each stage has a
//! cache of its own).

use crate::{
    inventory::{Api, ApiKind, Authorizer, AuthorizerAnswer, IdentitySource, Known, Route},
    journey::authorizer::{LAMBDA, answer_of},
    query::Query,
    target::Call,
};

use super::DEFAULT_TTL;

/// What stands for the identity of a call: a value for each source, none where nobody said.
pub(super) type Key = Vec<Option<String>>;

/// An answer that is remembered.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// The API, the stage and the authorizer.
    pub(super) place: [String; 3],
    pub(super) key: Key,
    /// The call to which it was given.
    pub(super) from: usize,
    pub(super) at: u64,
    pub(super) ttl: u64,
    /// Nothing where nobody said what the function answers.
    pub(super) answer: Option<AuthorizerAnswer>,
}

impl Entry {
    /// Whether it still holds at a time.
    pub(super) fn holds(&self, at: u64) -> bool {
        at.saturating_sub(self.at) < self.ttl
    }
}

/// How a call stands to the cache.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) place: [String; 3],
    pub(super) key: Key,
    /// What the key is made of, in words.
    pub(super) words: String,
    /// For how long answers are reused, in seconds; nothing where they are not.
    pub(super) ttl: Option<u64>,
    /// Whether nobody said so.
    pub(super) is_ttl_open: bool,
    /// What nobody said and is taken for granted, beside the time.
    pub(super) granted: Vec<String>,
    /// What the function answers if it is called for this call.
    pub(super) fresh: Option<AuthorizerAnswer>,
    /// The key of the route.
    pub(super) route: String,
}

impl Slot {
    /// The slot of a call that meets a route with a Lambda authorizer.
    pub(super) fn of(query: &Query, call: &Call<'_>, route: &Route) -> Slot {
        let api = call.api;
        let authorizer = api.authorizer_of_kind(route, &LAMBDA);
        let name = authorizer.map_or("", |one| one.name.as_str());
        let mut slot = Slot {
            place: [api.id.clone(), call.stage.clone(), name.to_owned()],
            key: Vec::new(),
            words: String::new(),
            ttl: None,
            is_ttl_open: false,
            granted: Vec::new(),
            fresh: answer_of(query, authorizer).cloned(),
            route: route.key.text(),
        };
        slot.time(api, authorizer);
        let sources = authorizer.and_then(|one| one.identity_sources.known());
        match sources {
            Some(texts) => {
                let parsed = texts
                    .iter()
                    .filter_map(|text| IdentitySource::parse(text, api.kind));
                for source in parsed {
                    slot.add(query, call, route, &source);
                }
                // Without an identity source there is nothing to find an answer by, and with
                // one that no two calls have in common nothing is found.
                if texts.is_empty() || texts.iter().any(|text| is_of_one_call(text, api.kind)) {
                    slot.ttl = None;
                }
            }
            None => slot.unknown_sources(query),
        }
        slot
    }

    fn time(&mut self, api: &Api, authorizer: Option<&Authorizer>) {
        // Source: version 2 API reference, `apis-apiid-authorizers`: for HTTP APIs only.
        if api.kind == ApiKind::WebSocket {
            return;
        }
        self.ttl = match authorizer.map(|one| &one.result_ttl) {
            Some(Known::Known(0)) => None,
            Some(Known::Known(seconds)) => Some(u64::from(*seconds)),
            Some(Known::NotKnown) | None => {
                self.is_ttl_open = true;
                Some(u64::from(DEFAULT_TTL))
            }
        };
    }

    fn add(&mut self, query: &Query, call: &Call<'_>, route: &Route, source: &IdentitySource) {
        let carried = &query.carried;
        let value = match source {
            IdentitySource::Header(name) => carried.header(name).map(str::to_owned),
            IdentitySource::QueryString(name) => {
                let mut pairs = carried.query_string.iter();
                let found = pairs.find(|(known, _)| known == name);
                found.map(|(_, value)| value.clone())
            }
            // The same for all calls of a stage.
            IdentitySource::StageVariable(_) => Some(String::new()),
            IdentitySource::Context(name) => of_context(query, call, route, name),
        };
        if value.is_none() {
            self.granted.push(format!(
                "that calls of which nobody said {} have it in common",
                source.words()
            ));
        }
        self.key.push(value);
        if !self.words.is_empty() {
            self.words.push_str(" and ");
        }
        self.words.push_str(&source.words());
    }

    /// Nobody said by what the authorizer knows an identity: what the calls carry is it.
    fn unknown_sources(&mut self, query: &Query) {
        let carried = &query.carried;
        let pairs = carried.headers.iter().chain(&carried.query_string);
        self.key = pairs
            .map(|(name, value)| Some(format!("{}={value}", name.to_ascii_lowercase())))
            .collect();
        "the same headers and query string".clone_into(&mut self.words);
        self.granted.push(
            "that calls with the same headers and query string are of one identity to the \
             authorizer"
                .to_owned(),
        );
    }
}

/// Whether an identity source has another value for every call.
fn is_of_one_call(text: &str, kind: ApiKind) -> bool {
    const NAMES: [&str; 3] = ["requestId", "extendedRequestId", "requestTimeEpoch"];
    matches!(
        IdentitySource::parse(text, kind),
        Some(IdentitySource::Context(name)) if NAMES.contains(&name.as_str())
    )
}

/// What API Gateway fills in itself, as far as the question tells.
///
/// Source: API Gateway developer guide, `api-gateway-mapping-template-reference` and
/// `http-api-logging-variables`.
fn of_context(query: &Query, call: &Call<'_>, route: &Route, name: &str) -> Option<String> {
    match name {
        "routeKey" => Some(route.key.text()),
        "resourcePath" => {
            let text = route.key.text();
            let path = text.split_once(' ').map_or("", |(_, path)| path);
            Some(path.to_owned())
        }
        "httpMethod" => Some(call.method.clone()),
        "path" => Some(format!("/{}{}", call.stage, call.path)),
        "stage" | "apiId" | "accountId" => Some(String::new()),
        "identity.sourceIp" => {
            let mut facts = query.context.iter();
            let found = facts.find(|(key, _)| key.eq_ignore_ascii_case("aws:SourceIp"));
            found.and_then(|(_, values)| values.first().cloned())
        }
        _ => None,
    }
}
