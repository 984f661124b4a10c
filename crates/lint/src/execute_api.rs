//! The text of an execute-api resource, cut into its parts.

use std::ops::Range;

/// The methods that requests of REST and HTTP APIs have.
pub const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// A part of a text, and which bytes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<'t> {
    /// The part.
    pub text: &'t str,
    /// Where it stands in the text.
    pub range: Range<usize>,
}

impl Part<'_> {
    /// Whether it is one word without wildcards and variables.
    pub fn is_literal(&self) -> bool {
        !self.text.contains(['*', '?', '$'])
    }
}

/// `arn:partition:execute-api:region:account:api/stage/verb/path`, or the short form
/// `execute-api:/stage/verb/path`, which has neither account nor API.
///
/// Source: API Gateway developer guide,
/// `api-gateway-control-access-using-iam-policies-to-invoke-api`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExecuteApi<'t> {
    /// The partition.
    pub partition: Option<Part<'t>>,
    /// The Region.
    pub region: Option<Part<'t>>,
    /// The account.
    pub account: Option<Part<'t>>,
    /// The id of the API.
    pub api: Option<Part<'t>>,
    /// The stage.
    pub stage: Option<Part<'t>>,
    /// The HTTP method, or the key of a route of a WebSocket API.
    pub verb: Option<Part<'t>>,
    /// The path without its first slash.
    pub path: Option<Part<'t>>,
}

impl<'t> ExecuteApi<'t> {
    /// Cuts a text; nothing if it is no execute-api resource.
    pub fn parse(text: &'t str) -> Option<Self> {
        let mut found = ExecuteApi::default();
        let resource = if let Some(rest) = text.strip_prefix("execute-api:") {
            let mut segments = cut(rest, text.len() - rest.len(), '/', 4);
            // Without the slash it is no short form, and nothing stands where it seems to.
            if !segments.next()?.text.is_empty() {
                return None;
            }
            segments
        } else {
            let mut fields = cut(text, 0, ':', 6);
            let is_arn = fields.next()?.text == "arn";
            found.partition = fields.next();
            let is_of_service = fields.next()?.text == "execute-api";
            if !is_arn || !is_of_service {
                return None;
            }
            found.region = fields.next();
            found.account = fields.next();
            let rest = fields.next()?;
            let mut segments = cut(rest.text, rest.range.start, '/', 4);
            found.api = segments.next();
            segments
        };
        let mut segments = resource;
        found.stage = segments.next();
        found.verb = segments.next();
        found.path = segments.next();
        Some(found)
    }

    /// Whether API and stage are written out, so that what follows them can stand nowhere else
    /// in the ARN of a request: a `*` reaches over slashes, and `abc123/*/pets` fits
    /// `abc123/prod/GET/pets`.
    pub fn has_literal_stage(&self) -> bool {
        let parts = [self.api.as_ref(), self.stage.as_ref()];
        parts.into_iter().flatten().all(Part::is_literal)
    }
}

/// The parts of a text between separators, at most so many; `start` is where the text begins.
fn cut(text: &str, start: usize, separator: char, most: usize) -> impl Iterator<Item = Part<'_>> {
    let mut position = start;
    text.splitn(most, separator).map(move |part| {
        let range = position..position + part.len();
        position = range.end + separator.len_utf8();
        Part { text: part, range }
    })
}

/// Whether a part of a resource is a word that examples have in the place of a value.
pub fn is_placeholder(part: &str) -> bool {
    let is_bracketed = (part.starts_with('{') && part.ends_with('}'))
        || (part.starts_with('<') && part.ends_with('>'))
        || part.contains("{{");
    let word: String = part
        .chars()
        .filter(char::is_ascii_alphabetic)
        .map(|character| character.to_ascii_lowercase())
        .collect();
    let word = word.strip_prefix("your").unwrap_or(&word);
    let separated = part.contains(['-', '_']) || part.starts_with("your");
    let is_word = matches!(
        word,
        "accountid"
            | "account"
            | "apiid"
            | "restapiid"
            | "api"
            | "region"
            | "awsregion"
            | "awsaccountid"
            | "stagename"
    );
    is_bracketed
        || (is_word && separated)
        || matches!(part, "accountId" | "apiId" | "API_ID" | "ACCOUNT")
}
