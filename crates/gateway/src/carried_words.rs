//! What a question says of API keys, AWS WAF and client certificates, in words that are the
//! same on the command line, in test files and in the browser.

use crate::{
    carried::{ApiKey, Carried},
    inventory::{ApiKind, Known},
    query::{Query, QueryError},
    target::Call,
};

/// The words of a question, none of which has to be said.
#[derive(Clone, Copy, Debug, Default)]
pub struct CarriedWords<'w> {
    /// The name of an API key, or `none`.
    pub api_key: Option<&'w str>,
    /// `valid` or `none`.
    pub client_certificate: Option<&'w str>,
    /// `blocks` or `passes`.
    pub waf: Option<&'w str>,
}

impl CarriedWords<'_> {
    /// Takes the words into what a request carries. An error names the first word that is
    /// not one.
    pub fn apply(self, carried: &mut Carried) -> Result<(), QueryError> {
        if let Some(word) = self.api_key {
            carried.api_key = Some(api_key(word)?);
        }
        if let Some(word) = self.client_certificate {
            let what = ("whether there is a client certificate", "valid", "none");
            carried.has_client_certificate = Some(one_of(word, what)?);
        }
        if let Some(word) = self.waf {
            let what = ("what AWS WAF does", "blocks", "passes");
            carried.is_blocked_by_waf = Some(one_of(word, what)?);
        }
        Ok(())
    }
}

fn api_key(word: &str) -> Result<ApiKey, QueryError> {
    match word {
        "" => Err(QueryError::new(
            "the name of an API key is not empty",
            "write the name of the key, never its value, or `none`",
        )),
        "none" => Ok(ApiKey::Missing),
        name => Ok(ApiKey::Named(name.to_owned())),
    }
}

/// Whether it is the first of two words.
fn one_of(word: &str, (what, yes, no): (&str, &str, &str)) -> Result<bool, QueryError> {
    match word {
        _ if word == yes => Ok(true),
        _ if word == no => Ok(false),
        _ => Err(QueryError::new(
            format!("`{word}` does not say {what}"),
            format!("write `{yes}` or `{no}`"),
        )),
    }
}

/// Refuses what cannot be true of a request to this stage.
pub(crate) fn check(query: &Query, call: &Call<'_>) -> Result<(), QueryError> {
    let kind = call.api.kind;
    if kind == ApiKind::Http && query.carried.api_key.is_some() {
        return Err(QueryError::new(
            "an HTTP API has no API keys",
            "leave the API key out",
        ));
    }
    let Some(is_blocked) = query.carried.is_blocked_by_waf else {
        return Ok(());
    };
    if kind != ApiKind::Rest {
        return Err(QueryError::new(
            format!("{}s have no web ACLs, so AWS WAF is not asked", kind.name()),
            "leave out what AWS WAF does",
        ));
    }
    let stage = call.api.stage(&call.stage);
    if is_blocked && stage.is_some_and(|stage| stage.web_acl == Known::Known(None)) {
        return Err(QueryError::new(
            format!(
                "the stage {} has no web ACL, so AWS WAF blocks nothing",
                call.stage
            ),
            "leave out what AWS WAF does, or correct `web-acl` of the stage in the inventory",
        ));
    }
    Ok(())
}
