//! The text of an execute-api resource, cut into its parts with their places.

use can_invoke_source::Span;

/// A part of a text with its place; the place of the whole text where the part's own is not
/// known, as within escapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part<'t> {
    /// The part.
    pub text: &'t str,
    /// Where it stands.
    pub span: Span,
}

/// `arn:partition:execute-api:region:account:api/stage/verb/path`, or the short form
/// `execute-api:/stage/verb/path`, which has neither account nor API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// Cuts a text; nothing if it is no execute-api resource. `span` is the place of the text
    /// without quotes.
    pub fn parse(text: &'t str, span: Span) -> Option<Self> {
        let part = |part: &'t str| {
            let start = part.as_ptr() as usize - text.as_ptr() as usize;
            let is_plain = span.range().len() == text.len();
            Part {
                text: part,
                span: if is_plain {
                    let first = span.start as usize + start;
                    Span::new(span.file, first, first + part.len())
                } else {
                    span
                },
            }
        };
        if let Some(rest) = text.strip_prefix("execute-api:") {
            let mut segments = rest.splitn(4, '/').map(part);
            segments.next();
            return Some(ExecuteApi {
                partition: None,
                region: None,
                account: None,
                api: None,
                stage: segments.next(),
                verb: segments.next(),
                path: segments.next(),
            });
        }
        let fields: Vec<&str> = text.splitn(6, ':').collect();
        let ["arn", partition, "execute-api", region, account, resource] = fields.as_slice() else {
            return None;
        };
        let mut segments = resource.splitn(4, '/').map(part);
        Some(ExecuteApi {
            partition: Some(part(partition)),
            region: Some(part(region)),
            account: Some(part(account)),
            api: segments.next(),
            stage: segments.next(),
            verb: segments.next(),
            path: segments.next(),
        })
    }
}
