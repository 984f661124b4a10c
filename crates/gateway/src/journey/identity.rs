//! Does the request carry the identity that its authorizer looks for?
//!
//! Source: API Gateway developer guide, `configure-api-gateway-lambda-authorization` and
//! `http-api-lambda-authorizer`: a request whose identity source is missing, null or empty
//! gets 401, and the function is not called.

use can_invoke_policy::Assumption;
use regex_lite::{Regex, RegexBuilder};

use super::{Asked, Flow, Walk, response};
use crate::{
    answer::HopKind,
    inventory::{ApiKind, Authorizer, AuthorizerKind, IdentitySource, Known},
};

/// How much memory the expression of a user may take once it is read, in bytes.
const LARGEST_EXPRESSION: usize = 1 << 20;

/// Whether a request carries something, as far as the question says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Carries {
    Yes,
    No,
    NotSaid,
}

impl Walk {
    /// The identity sources of the authorizer, and the expression that a token must match.
    /// Nothing is said of a request that passes but in what it takes for granted.
    pub(super) fn identity(&mut self, asked: Asked<'_>, authorizer: Option<&Authorizer>) -> Flow {
        let name = authorizer.map_or("", |one| one.name.as_str());
        let Some((one, texts)) =
            authorizer.and_then(|one| Some((one, one.identity_sources.known()?)))
        else {
            return self.take_for_granted(
                asked,
                HopKind::Authentication,
                "that the request carries the identity that the authorizer looks for",
            );
        };
        let kind = asked.call.api.kind;
        let sources: Vec<IdentitySource> = texts
            .iter()
            .filter_map(|text| IdentitySource::parse(text, kind))
            .collect();
        let where_it = |wanted: Carries| -> Vec<String> {
            let found = sources.iter().filter(|one| carries(asked, one) == wanted);
            found.map(IdentitySource::words).collect()
        };
        let missing = where_it(Carries::No);
        if !missing.is_empty() {
            self.without_identity(asked, one, &missing.join(" and "))?;
        }
        let not_said = where_it(Carries::NotSaid);
        if !not_said.is_empty() {
            let granted = format!(
                "that the request carries {}, where the authorizer {name} looks for its identity",
                not_said.join(" and ")
            );
            self.take_for_granted(asked, HopKind::Authentication, granted)?;
        }
        self.expression(asked, one, &sources)
    }

    /// An identity source is missing or blank.
    fn without_identity(
        &mut self,
        asked: Asked<'_>,
        authorizer: &Authorizer,
        missing: &str,
    ) -> Flow {
        const UNCACHED: Assumption = Assumption::IdentitySourcesWithoutCache;
        // HTTP and WebSocket APIs check the sources whether answers are cached or not.
        // Source: API Gateway API reference, `API_CreateAuthorizer`; version 2 API reference,
        // `apis-apiid-authorizers` (`identitySource`).
        let is_request =
            authorizer.kind == AuthorizerKind::Request && asked.call.api.kind == ApiKind::Rest;
        let name = &authorizer.name;
        let is_cache_open = is_request && authorizer.result_ttl == Known::NotKnown;
        if is_cache_open && asked.query.strict {
            return self.undecided(
                HopKind::Authentication,
                format!(
                    "the request lacks {missing}, and whether answers of the authorizer {name} are \
                     cached, so that this is checked, is not known"
                ),
            );
        }
        if is_request && authorizer.result_ttl == Known::Known(0) {
            self.assumptions.push(UNCACHED);
            if !asked.query.readings.is_alternative(UNCACHED) {
                return Flow::Continue(());
            }
        }
        let call = match authorizer.kind {
            AuthorizerKind::Request if is_cache_open => {
                "; its function is not called, as its answers are taken to be cached"
            }
            AuthorizerKind::Token | AuthorizerKind::Request => "; its function is not called",
            AuthorizerKind::CognitoUserPools | AuthorizerKind::Jwt => "",
        };
        self.stop(
            HopKind::Authentication,
            response::unauthorized(),
            format!(
                "the request lacks {missing}, where the authorizer {name} looks for its identity{call}"
            ),
        )
    }

    /// The regular expression of a `TOKEN` authorizer. AWS does not say whether it must match
    /// the whole token or a part of it, nor in which dialect it is read; where that makes a
    /// difference, it is not decided. The token itself is never shown.
    fn expression(
        &mut self,
        asked: Asked<'_>,
        authorizer: &Authorizer,
        sources: &[IdentitySource],
    ) -> Flow {
        let Known::Known(Some(expression)) = &authorizer.identity_validation else {
            return Flow::Continue(());
        };
        if authorizer.kind != AuthorizerKind::Token {
            return Flow::Continue(());
        }
        let name = &authorizer.name;
        let token = sources.iter().find_map(|source| match source {
            IdentitySource::Header(header) => asked.query.carried.header(header),
            _ => None,
        });
        let Some(token) = token else {
            let granted = format!("that the token matches what the authorizer {name} asks for");
            return self.take_for_granted(asked, HopKind::Authentication, granted);
        };
        match (
            matches(expression, token),
            matches(&format!("^(?:{expression})$"), token),
        ) {
            (Some(true), Some(true)) => Flow::Continue(()),
            (Some(false), Some(false)) => self.stop(
                HopKind::Authentication,
                response::unauthorized(),
                format!(
                    "the token does not match `{expression}`, which the authorizer {name} asks \
                     for; its function is not called"
                ),
            ),
            (Some(_), Some(_)) => {
                self.doubt(
                    HopKind::Authentication,
                    format!(
                        "`{expression}`, which the authorizer {name} asks for, matches a part of \
                         the token and not the whole, and AWS does not say whether that suffices"
                    ),
                );
                Flow::Continue(())
            }
            _ => {
                self.doubt(
                    HopKind::Authentication,
                    format!(
                        "whether the token matches `{expression}`, which the authorizer {name} \
                         asks for, is not decided: the expression is not one of those that are \
                         matched here"
                    ),
                );
                Flow::Continue(())
            }
        }
    }
}

/// Whether an expression matches somewhere; nothing if it cannot be read. The engine takes
/// time linear in the token, whatever the expression is.
fn matches(expression: &str, token: &str) -> Option<bool> {
    // Letters and digits are those of ASCII, as in the language of API Gateway's own.
    let read: Result<Regex, _> = RegexBuilder::new(expression)
        .size_limit(LARGEST_EXPRESSION)
        .build();
    Some(read.ok()?.is_match(token))
}

/// Once a question speaks of headers at all, it names all that bear on the answer; and so
/// for parameters of the query string.
fn carries(asked: Asked<'_>, source: &IdentitySource) -> Carries {
    let carried = &asked.query.carried;
    let of = |value: Option<&str>, is_said: bool| match value {
        Some(value) if value.trim().is_empty() => Carries::No,
        Some(_) => Carries::Yes,
        None if is_said => Carries::No,
        None => Carries::NotSaid,
    };
    match source {
        IdentitySource::Header(name) => of(carried.header(name), !carried.headers.is_empty()),
        IdentitySource::QueryString(name) => {
            let mut parameters = carried.query_string.iter();
            let found = parameters.find(|(known, _)| known == name);
            of(
                found.map(|(_, value)| value.as_str()),
                !carried.query_string.is_empty(),
            )
        }
        IdentitySource::StageVariable(name) => {
            let stage = asked.call.api.stage(&asked.call.stage);
            match stage.map(|stage| &stage.variables) {
                Some(Known::Known(variables)) => of(variables.get(name).map(String::as_str), true),
                _ => Carries::NotSaid,
            }
        }
        // API Gateway fills it in itself.
        IdentitySource::Context(_) => Carries::Yes,
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn expressions_are_those_of_one_linear_engine() {
        assert_eq!(matches("^Bearer [-0-9a-z]+$", "Bearer a-1"), Some(true));
        assert_eq!(matches("^Bearer .+$", "Basic a"), Some(false));
        // A dot is any letter, also one beyond ASCII; a class of Unicode is not known.
        assert_eq!(matches("^a.b$", "aéb"), Some(true));
        assert_eq!(matches("^\\p{Greek}$", "α"), None);
        // What the engine does not know is not guessed.
        assert_eq!(matches("^(?=a)a$", "a"), None);
        assert_eq!(matches("(", "a"), None);
        assert_eq!(matches("((a{100}){100}){100}", "a"), None);
        let long = "a".repeat(100_000);
        assert_eq!(matches("(a*)*b", &long), Some(false));
    }
}
