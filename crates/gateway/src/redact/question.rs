//! A question under pseudonyms.

use can_invoke_policy::{Caller, Policy, document::parse as parse_policy, principal::SessionName};
use can_invoke_source::{Limits, Sources, parse_bytes};

use super::{
    names::Names,
    walk::{condition_key, has_fixed_values, rewrite},
};
use crate::{
    carried::{ApiKey, Token},
    inventory::AuthorizerAnswer,
    query::Query,
    target::{Host, Target},
};

impl Names {
    /// A question under the pseudonyms of the documents, so that its answer from them is what
    /// the answer to the question itself is from the originals.
    ///
    /// Values of headers and query strings stay but for those of `Host`, as an authorizer may
    /// compare them with a regular expression; they are told in no answer.
    pub fn query(&mut self, query: &Query) -> Query {
        let mut asked = query.clone();
        asked.caller = self.caller(&query.caller);
        asked.target = self.target(&query.target);
        let text = |text: &mut String, names: &mut Names| *text = names.text(text);
        for one in [&mut asked.method, &mut asked.api, &mut asked.stage] {
            one.iter_mut().for_each(|one| text(one, self));
        }
        for (key, values) in &mut asked.context {
            if !has_fixed_values(key) {
                values.iter_mut().for_each(|value| text(value, self));
            }
            *key = condition_key(key, self);
        }
        for key in &mut asked.absent {
            *key = condition_key(key, self);
        }
        let carried = &mut asked.carried;
        carried
            .vpc_endpoint
            .iter_mut()
            .for_each(|one| text(one, self));
        for (name, value) in &mut carried.headers {
            if name.eq_ignore_ascii_case("host") || name.eq_ignore_ascii_case("x-apigw-api-id") {
                text(value, self);
            } else {
                text(name, self);
            }
        }
        for (name, _) in &mut carried.query_string {
            text(name, self);
        }
        if let Some(Token::Valid {
            scopes: Some(scopes),
        }) = &mut carried.token
        {
            scopes.iter_mut().for_each(|scope| text(scope, self));
        }
        if let Some(AuthorizerAnswer::Policy { policy, .. }) = &mut carried.authorizer {
            *policy = self.policy(policy).into();
        }
        if let Some(ApiKey::Named(name)) = &mut carried.api_key {
            text(name, self);
        }
        let assume = &mut asked.assume;
        for one in [
            &mut assume.external_id,
            &mut assume.session_name,
            &mut assume.source_identity,
        ] {
            one.iter_mut().for_each(|one| text(one, self));
        }
        for (key, value) in &mut assume.session_tags {
            text(key, self);
            text(value, self);
        }
        assume
            .transitive_tags
            .iter_mut()
            .for_each(|one| text(one, self));
        for policy in &mut assume.session_policies {
            *policy = self.policy(policy).into();
        }
        asked
    }

    /// A caller under the pseudonyms.
    pub fn caller(&mut self, caller: &Caller) -> Caller {
        let mut caller = caller.clone();
        let text = |text: &mut String, names: &mut Names| *text = names.text(text);
        let id = |id: &mut Option<String>, names: &mut Names| {
            id.iter_mut().for_each(|id| text(id, names));
        };
        match &mut caller {
            Caller::User {
                account,
                path_and_name,
                unique_id,
                ..
            } => {
                text(account, self);
                text(path_and_name, self);
                id(unique_id, self);
            }
            Caller::Session {
                account,
                role,
                path,
                session,
                unique_id,
                ..
            } => {
                text(account, self);
                text(role, self);
                id(path, self);
                id(unique_id, self);
                if let SessionName::Known(name) = session {
                    text(name, self);
                }
            }
            Caller::FederatedUser { account, name, .. } => {
                text(account, self);
                text(name, self);
            }
            Caller::Root { account, .. } => text(account, self),
            Caller::Service { name } => text(name, self),
            Caller::Federated { provider } => text(provider, self),
            Caller::Anonymous => {}
        }
        caller
    }

    /// What a question is about, under the pseudonyms.
    pub fn target(&mut self, target: &Target) -> Target {
        let mut target = target.clone();
        let text = |text: &mut String, names: &mut Names| *text = names.text(text);
        match &mut target {
            Target::Url { host, path } => {
                match host {
                    Host::Api {
                        api, vpc_endpoint, ..
                    } => {
                        text(api, self);
                        vpc_endpoint.iter_mut().for_each(|one| text(one, self));
                    }
                    Host::VpcEndpoint { name, id, .. } => {
                        text(name, self);
                        text(id, self);
                    }
                    Host::StandIn { api, origin } => {
                        text(api, self);
                        text(origin, self);
                    }
                    Host::Name(name) => text(name, self),
                }
                text(path, self);
            }
            Target::Arn {
                account,
                api,
                stage,
                method,
                path,
                ..
            } => {
                for part in [account, api, stage, method, path] {
                    text(part, self);
                }
            }
            Target::Path(path) => text(path, self),
            Target::RouteKey(key) => text(key, self),
        }
        target
    }

    /// A policy of the question. One that cannot be written and read again stays.
    fn policy(&mut self, policy: &Policy) -> Policy {
        let limits = Limits::default();
        let mut sources = Sources::new();
        let mut read = |name: &str, json: &str| {
            let (_, parsed) = parse_bytes(&mut sources, name, json.as_bytes(), &limits);
            parsed.value
        };
        let Some(node) = read("policy", &policy.to_json()) else {
            return policy.clone();
        };
        let rewritten = rewrite(&node, &limits, self);
        let parsed = read("policy", &rewritten)
            .and_then(|node| parse_policy(&node, policy.kind, &policy.name).value);
        parsed.unwrap_or_else(|| policy.clone())
    }
}
