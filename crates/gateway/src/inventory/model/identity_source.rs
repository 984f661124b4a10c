//! Where an authorizer finds the identity of a request.
//!
//! Source: API Gateway API reference, `API_Authorizer` (`identitySource`); version 2 API
//! reference, `apis-apiid-authorizers` (`identitySource`).

use crate::inventory::ApiKind;

/// One place of a request that an authorizer looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdentitySource {
    /// A header, by its name.
    Header(String),
    /// A parameter of the query string.
    QueryString(String),
    /// A stage variable.
    StageVariable(String),
    /// Something that API Gateway knows itself: `identity.sourceIp`, `routeKey`.
    Context(String),
}

impl IdentitySource {
    /// Reads an identity source in the words of one kind of API: `method.request.header.X`
    /// of a REST API, `$request.header.X` of an HTTP API, `route.request.header.X` of a
    /// WebSocket API.
    pub fn parse(text: &str, kind: ApiKind) -> Option<Self> {
        let (request, mark) = match kind {
            ApiKind::Rest => ("method.request.", ""),
            ApiKind::Http => ("$request.", "$"),
            ApiKind::WebSocket => ("route.request.", ""),
        };
        let rest_of = |prefix: &str| {
            let rest = text.strip_prefix(prefix)?;
            let is_name = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_graphic());
            (is_name && !rest.contains(',')).then(|| rest.to_owned())
        };
        rest_of(&format!("{request}header."))
            .map(IdentitySource::Header)
            .or_else(|| rest_of(&format!("{request}querystring.")).map(IdentitySource::QueryString))
            .or_else(|| {
                rest_of(&format!("{mark}stageVariables.")).map(IdentitySource::StageVariable)
            })
            .or_else(|| rest_of(&format!("{mark}context.")).map(IdentitySource::Context))
    }

    /// In words: `the header Authorization`.
    pub fn words(&self) -> String {
        match self {
            IdentitySource::Header(name) => format!("the header {name}"),
            IdentitySource::QueryString(name) => format!("the query string parameter {name}"),
            IdentitySource::StageVariable(name) => format!("the stage variable {name}"),
            IdentitySource::Context(name) => format!("context.{name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_api_has_words_of_its_own() {
        let header = Some(IdentitySource::Header("Authorization".to_owned()));
        for (text, kind) in [
            ("method.request.header.Authorization", ApiKind::Rest),
            ("$request.header.Authorization", ApiKind::Http),
            ("route.request.header.Authorization", ApiKind::WebSocket),
        ] {
            assert_eq!(IdentitySource::parse(text, kind), header);
            for other in [ApiKind::Rest, ApiKind::Http, ApiKind::WebSocket] {
                let is_same = other == kind;
                assert_eq!(IdentitySource::parse(text, other).is_some(), is_same);
            }
        }
        let route = IdentitySource::parse("$context.routeKey", ApiKind::Http);
        assert_eq!(route, Some(IdentitySource::Context("routeKey".to_owned())));
        let nameless = IdentitySource::parse("method.request.header.", ApiKind::Rest);
        assert_eq!(nameless, None);
    }
}
