//! Plain text: the message of a denial, an error of the AWS CLI or of an SDK, a line of an
//! execution log, a command with its URL.

use can_invoke_policy::Layer;

use crate::why::symptom::{Denial, Ending, Sent, Symptom, Who};

use super::fields;

/// A text of which nothing more is known: its circumstances, and the rest as the message.
pub(super) fn fill(text: &str, symptom: &mut Symptom) {
    command(text, symptom);
    circumstances(text, symptom);
    match operation(text) {
        Some((name, rest)) => {
            fields::keep(&mut symptom.operation, name);
            message(rest, symptom);
        }
        None => message(text, symptom),
    }
}

/// A message.
pub(super) fn message(text: &str, symptom: &mut Symptom) {
    if symptom.denial.is_none() {
        symptom.denial = denial(text);
    }
    let field = if symptom.denial.is_none() {
        message_field(text)
    } else {
        None
    };
    fields::keep(&mut symptom.message, field.unwrap_or(text));
    if symptom.error_type.is_none() {
        symptom.error_type = error_type(text);
    }
}

/// The text of a field `message` where what holds it is no JSON: an object as JavaScript or
/// Python prints it, a body whose quotation marks are escaped, one that lost its end.
fn message_field(text: &str) -> Option<&str> {
    const NAME: &str = "message";
    const QUOTES: [char; 3] = ['"', '\'', '`'];
    let lower = text.to_ascii_lowercase();
    let after = |at: usize| {
        let rest = text.get(at + NAME.len()..)?;
        let rest = rest.trim_start_matches('\\').trim_start_matches(QUOTES);
        let rest = rest.trim_start().strip_prefix([':', '='])?;
        let rest = rest.trim_start().trim_start_matches('\\');
        let quote = rest.chars().next().filter(|mark| QUOTES.contains(mark))?;
        let value = rest.strip_prefix(quote)?;
        let end = value.find(quote).unwrap_or(value.len());
        let value = value.get(..end)?.trim_end_matches('\\').trim();
        Some(value).filter(|value| !value.is_empty())
    };
    lower.match_indices(NAME).find_map(|(at, _)| after(at))
}

/// Type of error, status and URL, where a text names them.
pub(super) fn circumstances(text: &str, symptom: &mut Symptom) {
    if symptom.error_type.is_none() {
        symptom.error_type = error_type(text);
    }
    if symptom.status.is_none() {
        symptom.status = status(text);
    }
    let url = words(text).find(|word| word.contains("://") && word.contains(".execute-api."));
    if let Some(url) = url {
        fields::url(url, &mut symptom.place);
    }
}

/// A command of curl: its URL, its method, what it sends.
pub(super) fn command(text: &str, symptom: &mut Symptom) {
    let mut after_curl = words(text).skip_while(|word| *word != "curl").skip(1);
    let mut is_curl = false;
    while let Some(word) = after_curl.next() {
        is_curl = true;
        match word {
            "-X" | "--request" => {
                if let Some(method) = after_curl.next() {
                    fields::keep(&mut symptom.place.method, method);
                }
            }
            "--aws-sigv4" => symptom.sent = Some(Sent::Signature),
            "Authorization:" | "authorization:" => {
                if let Some(value) = after_curl.next() {
                    fields::request_header("authorization", value, symptom);
                }
            }
            url if url.starts_with("https://") => fields::url(url, &mut symptom.place),
            _ => {}
        }
    }
    if is_curl && symptom.place.url.is_some() {
        let sends_body = words(text).any(|word| matches!(word, "-d" | "--data" | "--data-raw"));
        fields::keep(
            &mut symptom.place.method,
            if sends_body { "POST" } else { "GET" },
        );
    }
}

/// The words of a text, without quotes around them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|mark: char| mark.is_whitespace() || matches!(mark, '"' | '\'' | '`' | '<' | '>'))
        .map(|word| word.trim_end_matches([',', ';', ')']))
        .filter(|word| !word.is_empty())
}

/// The operation of `An error occurred (…) when calling the … operation: …`, and the message
/// after it.
fn operation(text: &str) -> Option<(&str, &str)> {
    let (_, rest) = text.split_once("when calling the ")?;
    let (name, rest) = rest.split_once(" operation")?;
    let (_, message) = rest.split_once(':')?;
    Some((name, message))
}

/// The types of errors that the services on the way give, and their names in XML.
const ERROR_TYPES: &[&str] = &[
    "AccessDenied",
    "AccessDeniedException",
    "BadRequestException",
    "ExpiredToken",
    "ExpiredTokenException",
    "ForbiddenException",
    "GoneException",
    "IncompleteSignatureException",
    "InternalServerErrorException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "LimitExceededException",
    "MissingAuthenticationTokenException",
    "NotFoundException",
    "PayloadTooLargeException",
    "SignatureDoesNotMatch",
    "ThrottlingException",
    "TooManyRequestsException",
    "UnauthorizedException",
    "UnrecognizedClientException",
];

/// Whether a word is such a type.
pub(super) fn is_error_type(word: &str) -> bool {
    ERROR_TYPES.contains(&word)
}

fn error_type(text: &str) -> Option<String> {
    let words = text.split(|mark: char| !mark.is_ascii_alphanumeric());
    let mut types = words.filter(|word| is_error_type(word));
    types.next().map(str::to_owned)
}

/// A status of failure, where a word beside it says that it is one.
fn status(text: &str) -> Option<u16> {
    const BEFORE: &[&str] = &[
        "status",
        "code",
        "statuscode",
        "http",
        "response",
        "error",
        "server",
        "returned",
        "got",
        "with",
    ];
    const AFTER: &[&str] = &[
        "forbidden",
        "unauthorized",
        "gone",
        "not",
        "bad",
        "internal",
        "too",
        "request",
        "uri",
        "client",
        "server",
    ];
    let mut before = String::new();
    let mut words = text
        .split(|mark: char| !mark.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .peekable();
    while let Some(word) = words.next() {
        if word.len() == 3
            && let Some(status) = fields::status(word).filter(|status| *status >= 400)
        {
            let after = words.peek().map(|word| word.to_ascii_lowercase());
            let is_said = before.is_empty()
                || BEFORE.contains(&before.as_str())
                || after.is_some_and(|after| AFTER.contains(&after.as_str()));
            if is_said {
                return Some(status);
            }
        }
        before = word.to_ascii_lowercase();
    }
    None
}

/// A denial in the words of IAM.
fn denial(text: &str) -> Option<Denial> {
    const HINGE: &str = " is not authorized to ";
    // The same length as the text, so that places in one are places in the other.
    let lower = text.to_ascii_lowercase();
    let at = lower.find(HINGE)?;
    let before = text.get(..at)?;
    let after = text.get(at + HINGE.len()..)?;
    let lower_after = lower.get(at + HINGE.len()..)?;
    let ending = ending(lower_after);
    if let Some(rest) = after.get("perform".len()..)
        && lower_after.starts_with("perform")
    {
        let rest = rest.trim_start_matches(':').trim_start();
        let action = token(rest);
        let resource = rest
            .find("on resource:")
            .and_then(|at| rest.get(at + "on resource:".len()..))
            .map(|rest| token(rest.trim_start()));
        return Some(Denial {
            who: who(before, lower.get(..at)?),
            action: Some(action.to_owned()).filter(|action| !action.is_empty()),
            resource: resource
                .map(str::to_owned)
                .filter(|resource| !resource.is_empty()),
            ending,
        });
    }
    let is_of_authorizer = lower_after.starts_with("access this resource");
    is_of_authorizer.then_some(Denial {
        who: Who::NotNamed,
        action: None,
        resource: None,
        ending,
    })
}

fn who(before: &str, lower: &str) -> Who {
    let name = lower
        .rfind("user:")
        .and_then(|at| before.get(at + "user:".len()..));
    match name.map(str::trim).filter(|name| !name.is_empty()) {
        Some(name) if name.eq_ignore_ascii_case("anonymous") => Who::Anonymous,
        Some(name) => Who::Principal(name.to_owned()),
        None => Who::NotNamed,
    }
}

/// The text up to the first blank or quote, without punctuation at its end.
fn token(text: &str) -> &str {
    let end = text.find(|mark: char| mark.is_whitespace() || matches!(mark, '"' | '\'' | '\\'));
    let token = end.map_or(Some(text), |end| text.get(..end));
    token
        .unwrap_or_default()
        .trim_end_matches([',', '.', ';', ')'])
}

fn ending(lower: &str) -> Ending {
    const DENY: &str = "with an explicit deny";
    const SILENT: &str = "because no ";
    if let Some(at) = lower.find(DENY) {
        let rest = lower.get(at + DENY.len()..).unwrap_or_default();
        let policy = rest.trim_start().strip_prefix("in ").map(|rest| {
            ["a ", "an ", "the "]
                .iter()
                .find_map(|article| rest.strip_prefix(article))
                .unwrap_or(rest)
        });
        Ending::Explicit(policy.and_then(layer))
    } else if let Some(at) = lower.find(SILENT) {
        let rest = lower.get(at + SILENT.len()..).unwrap_or_default();
        Ending::Silent(layer(rest))
    } else {
        Ending::NotSaid
    }
}

/// The layer whose type of policy a text begins with. A role's trust policy is the
/// resource-based policy of the role.
fn layer(lower: &str) -> Option<Layer> {
    const OTHER_NAMES: &[(&str, Layer)] = &[
        ("role trust policy", Layer::Resource),
        ("sessions policy", Layer::Session),
    ];
    let named = Layer::ALL.into_iter().find(|layer| {
        let name = layer.name().to_ascii_lowercase();
        lower.starts_with(&name)
    });
    let otherwise = || {
        let mut others = OTHER_NAMES.iter();
        others.find(|(name, _)| lower.starts_with(name))
    };
    named.or_else(|| otherwise().map(|(_, layer)| *layer))
}
