//! Who answered a request: API Gateway itself, or the backend that it let the request through
//! to. A backend may answer 403 as well, and then nothing was refused by API Gateway.
//!
//! Source: API Gateway developer guide, `supported-gateway-response-types`,
//! `api-gateway-known-issues` (headers that are renamed to `x-amzn-remapped-…`),
//! `http-api-troubleshooting`; AWS WAF developer guide, `waf-custom-request-response`.

use crate::why::{Symptom, symptom::Who};

/// How a request came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// API Gateway let it through to the backend.
    LetThrough,
    /// API Gateway refused it.
    Refused,
    /// API Gateway answered with an error that says nothing about whether the request is
    /// allowed: too many requests, too long a body, a backend that cannot be called.
    Failed,
    /// The answer does not tell whether API Gateway or the backend made it.
    NotTold,
}

impl Outcome {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::LetThrough => "let-through",
            Outcome::Refused => "refused",
            Outcome::Failed => "failed",
            Outcome::NotTold => "not-told",
        }
    }
}

/// Who answered, and by what that is seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// How the request came out.
    pub outcome: Outcome,
    /// By what that is seen, as a sentence without a full stop.
    pub because: String,
}

/// The types of errors that API Gateway sends in `x-amzn-errortype`.
const TYPES: [&str; 19] = [
    "AccessDeniedException",
    "BadRequestException",
    "ExpiredTokenException",
    "ForbiddenException",
    "GoneException",
    "IncompleteSignatureException",
    "InternalServerErrorException",
    "InternalServerException",
    "InvalidSignatureException",
    "LimitExceededException",
    "MissingAuthenticationTokenException",
    "NotFoundException",
    "RequestTooLargeException",
    "ServiceUnavailableException",
    "SignatureDoesNotMatchException",
    "TooManyRequestsException",
    "UnauthorizedException",
    "UnrecognizedClientException",
    "UnsupportedMediaTypeException",
];

/// The messages that API Gateway sends, whole and in lower case, with their status.
const MESSAGES: [(u16, &str); 19] = [
    (400, "bad request"),
    (401, "unauthorized"),
    (403, "forbidden"),
    (403, "missing authentication token"),
    (403, "the security token included in the request is invalid"),
    (403, "the security token included in the request is expired"),
    (404, "not found"),
    (408, "request timeout"),
    (413, "request entity too large"),
    (413, "request too long"),
    (414, "request uri too long"),
    (415, "unsupported media type"),
    (429, "too many requests"),
    (429, "limit exceeded"),
    (429, "limit exceeded exception"),
    (500, "internal server error"),
    (502, "internal server error"),
    (503, "service unavailable"),
    (504, "endpoint request timed out"),
];

/// What messages of API Gateway about signatures begin with, in lower case.
const ABOUT_SIGNATURES: [&str; 6] = [
    "the request signature we calculated does not match",
    "signature expired",
    "signature not yet current",
    "credential should be scoped to",
    "authorization header requires",
    "invalid key=value pair (missing equal-sign) in authorization header",
];

/// Who answered. `symptom` is what was read of the answer's headers and body.
pub fn answered(status: u16, headers: &[(String, String)], symptom: &Symptom) -> Answered {
    let outcome = |outcome, because: String| Answered { outcome, because };
    let has = |wanted: &str| {
        let mut headers = headers.iter();
        headers.any(|(name, _)| name.eq_ignore_ascii_case(wanted))
    };
    if status < 400 {
        return outcome(
            Outcome::LetThrough,
            format!("API Gateway never refuses a request with {status}"),
        );
    }
    let of_gateway = if matches!(status, 408 | 413 | 415 | 429) || status >= 500 {
        Outcome::Failed
    } else {
        Outcome::Refused
    };
    let remapped = headers
        .iter()
        .find(|(name, _)| name.to_ascii_lowercase().starts_with("x-amzn-remapped-"));
    if let Some((name, _)) = remapped {
        return outcome(
            Outcome::LetThrough,
            format!("the header {name} is one of the backend, renamed by API Gateway"),
        );
    }
    let error_type = symptom
        .error_type
        .as_deref()
        .filter(|_| has("x-amzn-errortype"));
    if let Some(error_type) = error_type.filter(|found| TYPES.contains(found)) {
        return outcome(
            of_gateway,
            format!("API Gateway says {error_type} in x-amzn-errortype"),
        );
    }
    if is_denial(symptom) || is_message(status, symptom) {
        return outcome(
            of_gateway,
            "the message is in the words of API Gateway".to_owned(),
        );
    }
    if has("apigw-requestid") {
        // An HTTP API has no messages but its own few.
        return outcome(
            Outcome::LetThrough,
            "the message is none of those that HTTP APIs have, so that it is the backend's"
                .to_owned(),
        );
    }
    let is_of_rest = has("x-amz-apigw-id");
    if is_of_rest && error_type.is_none() && status != 403 {
        return outcome(
            Outcome::LetThrough,
            "API Gateway marks its own errors with x-amzn-errortype, and this one has none"
                .to_owned(),
        );
    }
    outcome(
        Outcome::NotTold,
        match (is_of_rest, error_type) {
            (_, Some(_)) => "x-amzn-errortype is none of API Gateway's".to_owned(),
            // AWS WAF answers in words of one's own, without a type.
            (true, None) => "it may be an answer of AWS WAF in words of its own".to_owned(),
            (false, None) => "no header of API Gateway came with it".to_owned(),
        },
    )
}

/// A denial in the words of IAM or of a Lambda authorizer.
fn is_denial(symptom: &Symptom) -> bool {
    symptom.denial.as_ref().is_some_and(|denial| {
        let of_api = |action: &String| action.to_ascii_lowercase().starts_with("execute-api:");
        match &denial.action {
            Some(action) => of_api(action),
            None => denial.who == Who::NotNamed,
        }
    })
}

fn is_message(status: u16, symptom: &Symptom) -> bool {
    let Some(message) = symptom.message.as_deref() else {
        return false;
    };
    let message = message.trim().trim_end_matches('.').to_ascii_lowercase();
    let is_whole = MESSAGES
        .iter()
        .any(|(of, words)| *of == status && *words == message);
    let mut about = ABOUT_SIGNATURES.iter();
    is_whole || (status == 403 && about.any(|words| message.starts_with(words)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::why::{Hints, read};

    fn of(status: u16, headers: &[(&str, &str)], body: &str) -> Answered {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let headers: Vec<(String, String)> = headers.iter().map(owned).collect();
        let hints = Hints {
            status: Some(status),
            headers: headers.clone(),
            url: None,
        };
        let read = read(body.as_bytes(), &hints).expect("the body is short");
        let symptom = read.symptoms.into_iter().next().map(|(_, one)| one);
        answered(status, &headers, &symptom.unwrap_or_default())
    }

    const REST: (&str, &str) = ("x-amz-apigw-id", "AbCdEfGh=");
    const HTTP: (&str, &str) = ("apigw-requestid", "AbCdEfGh=");

    #[test]
    fn answers_of_api_gateway_and_of_backends() {
        let denied = r#"{"Message":"User: arn:aws:iam::222222222222:user/ann is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:********1111:abc123/prod/GET/pets because no identity-based policy allows the execute-api:Invoke action"}"#;
        let of_backend = r#"{"Message":"User: arn:aws:iam::222222222222:user/ann is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:us-east-1:111111111111:table/pets"}"#;
        let access_denied = ("x-amzn-errortype", "AccessDeniedException");
        let of_dynamo = ("x-amzn-errortype", "ResourceInUseException");
        let forbidden = r#"{"message":"Forbidden"}"#;
        for (status, headers, body, expected, because) in [
            (200, &[REST][..], "[]", Outcome::LetThrough, "200"),
            (
                403,
                &[REST, access_denied],
                denied,
                Outcome::Refused,
                "AccessDeniedException",
            ),
            (403, &[], denied, Outcome::Refused, "words of API Gateway"),
            (
                403,
                &[HTTP],
                forbidden,
                Outcome::Refused,
                "words of API Gateway",
            ),
            // The same words with another status are not those of API Gateway.
            (
                404,
                &[HTTP],
                forbidden,
                Outcome::LetThrough,
                "none of those that HTTP APIs have",
            ),
            (
                404,
                &[HTTP],
                r#"{"message":"Not Found"}"#,
                Outcome::Refused,
                "words",
            ),
            (
                403,
                &[HTTP],
                r#"{"message":"You own no pets"}"#,
                Outcome::LetThrough,
                "backend's",
            ),
            (403, &[HTTP], of_backend, Outcome::LetThrough, "backend's"),
            (
                404,
                &[REST],
                r#"{"message":"no such pet"}"#,
                Outcome::LetThrough,
                "has none",
            ),
            (403, &[REST], "<html>no</html>", Outcome::NotTold, "AWS WAF"),
            (
                403,
                &[REST, of_dynamo],
                "{}",
                Outcome::NotTold,
                "none of API Gateway's",
            ),
            (403, &[], "no", Outcome::NotTold, "no header"),
            (
                404,
                &[REST, ("x-amzn-remapped-date", "x"), access_denied],
                "{}",
                Outcome::LetThrough,
                "renamed",
            ),
            (
                429,
                &[HTTP],
                r#"{"message":"Too Many Requests"}"#,
                Outcome::Failed,
                "words",
            ),
            (
                500,
                &[HTTP],
                r#"{"message":"Internal Server Error"}"#,
                Outcome::Failed,
                "words",
            ),
            (
                504,
                &[REST, ("x-amzn-errortype", "InternalServerErrorException")],
                r#"{"message": "Endpoint request timed out"}"#,
                Outcome::Failed,
                "InternalServerErrorException",
            ),
        ] {
            let found = of(status, headers, body);
            assert_eq!(found.outcome, expected, "{status} {body}: {found:?}");
            assert!(
                found.because.contains(because),
                "{status} {body}: {found:?}"
            );
        }
    }
}
