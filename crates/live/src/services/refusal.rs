//! Why a service refused, from what it said.

use aws_smithy_runtime_api::client::{orchestrator::HttpResponse, result::SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::ask::{Refusal, RefusalKind};

/// The longest message that is kept, in characters.
const MOST: usize = 500;

/// A refusal for a reason of its own.
pub(crate) fn unexpected(message: impl Into<String>) -> Refusal {
    Refusal {
        kind: RefusalKind::Unexpected,
        code: None,
        message: tidy(&message.into()),
    }
}

/// What an error of the SDK means.
pub(crate) fn of_sdk<E>(error: &SdkError<E, HttpResponse>) -> Refusal
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    match error {
        SdkError::ServiceError(context) => {
            let status = context.raw().status().as_u16();
            let said = context.err();
            of_answer(status, said.code(), said.message().unwrap_or_default())
        }
        SdkError::DispatchFailure(failure) => {
            let text = chain(error);
            let lowered = text.to_ascii_lowercase();
            let is_about_credentials = failure.is_user()
                || lowered.contains("credentials")
                || lowered.contains("identity");
            Refusal {
                kind: if is_about_credentials {
                    RefusalKind::Credentials
                } else {
                    RefusalKind::Unavailable
                },
                code: None,
                message: tidy(&text),
            }
        }
        SdkError::ConstructionFailure(_) => unexpected(chain(error)),
        // Cut and garbled answers, and those that do not come.
        _ => Refusal {
            kind: RefusalKind::Unavailable,
            code: None,
            message: tidy(&chain(error)),
        },
    }
}

/// What an answer with an error status means.
pub(super) fn of_answer(status: u16, code: Option<&str>, message: &str) -> Refusal {
    // Codes come as `Code`, as `Code:address` in a header, or as `namespace#Code`.
    let code = code
        .map(|code| code.split(':').next().unwrap_or(code))
        .map(|code| code.rsplit('#').next().unwrap_or(code))
        .filter(|code| !code.is_empty());
    let kind = kind_of(status, code.unwrap_or_default());
    let message = if message.trim().is_empty() {
        format!("the service answered with status {status}")
    } else {
        tidy(message)
    };
    Refusal {
        kind,
        code: code.map(|code| tidy(code)),
        message,
    }
}

/// Source: `CommonErrors` of IAM, STS, Organizations and EC2, and the errors of the API
/// references of API Gateway and Lambda.
fn kind_of(status: u16, code: &str) -> RefusalKind {
    let is = |words: &[&str]| words.iter().any(|word| code.starts_with(word));
    if is(&[
        "Throttl",
        "TooManyRequests",
        "RequestLimitExceeded",
        "SlowDown",
        "RequestThrottled",
        "LimitExceededException",
    ]) && code != "LimitExceededException"
        || status == 429
    {
        RefusalKind::Throttled
    } else if is(&[
        "AccessDenied",
        "UnauthorizedOperation",
        "AuthorizationError",
        "NotAuthorized",
    ]) {
        RefusalKind::Denied
    } else if is(&[
        "ExpiredToken",
        "InvalidClientTokenId",
        "UnrecognizedClient",
        "SignatureDoesNotMatch",
        "InvalidAccessKeyId",
        "AuthFailure",
        "MissingAuthenticationToken",
        "IncompleteSignature",
        "RequestExpired",
        "InvalidSignature",
        "OptInRequired",
    ]) {
        RefusalKind::Credentials
    } else if code.contains("NotFound")
        || is(&["NoSuchEntity", "AWSOrganizationsNotInUse", "ChildNotFound"])
        || (status == 404 && !code.is_empty())
    {
        RefusalKind::NotFound
    } else if status >= 500 {
        RefusalKind::Unavailable
    } else if status == 403 {
        RefusalKind::Denied
    } else {
        RefusalKind::Unexpected
    }
}

fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let said = cause.to_string();
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        source = cause.source();
    }
    text
}

/// One line without secrets and of bounded length.
pub(super) fn tidy(text: &str) -> String {
    let words = text.split_whitespace().map(without_secret);
    let mut line = words.collect::<Vec<_>>().join(" ");
    if line.chars().count() > MOST {
        line = line.chars().take(MOST).collect();
        line.push('…');
    }
    line
}

/// A word of a message; what can be used to sign or to call is taken out.
fn without_secret(word: &str) -> String {
    let bare = word.trim_matches(|mark: char| !mark.is_ascii_alphanumeric());
    for name in [
        "Signature=",
        "Credential=",
        "X-Amz-Security-Token=",
        "X-Amz-Signature=",
    ] {
        if let Some(position) = word.find(name) {
            let before = word.get(..position).unwrap_or_default();
            return format!("{before}{name}(left out)");
        }
    }
    // Secret keys have forty characters, session tokens and encoded messages some hundreds;
    // ARNs and hosts, which hold colons and dots, are neither.
    let is_encoded = |mark: char| mark.is_ascii_alphanumeric() || "+/=_-".contains(mark);
    let is_long = bare.len() == 40 || bare.len() >= 100;
    let is_path = bare.starts_with('/') || bare.matches('/').count() > 3 && bare.len() < 100;
    if is_long && !is_path && bare.chars().all(is_encoded) {
        return "(left out)".to_owned();
    }
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_statuses_say_how_a_refusal_is_treated() {
        for (status, code, kind) in [
            (403, "AccessDeniedException", RefusalKind::Denied),
            (403, "AccessDenied", RefusalKind::Denied),
            (403, "UnauthorizedOperation", RefusalKind::Denied),
            (404, "NotFoundException", RefusalKind::NotFound),
            (404, "NoSuchEntity", RefusalKind::NotFound),
            (404, "ResourceNotFoundException", RefusalKind::NotFound),
            (
                400,
                "AWSOrganizationsNotInUseException",
                RefusalKind::NotFound,
            ),
            (400, "Throttling", RefusalKind::Throttled),
            (400, "ThrottlingException", RefusalKind::Throttled),
            (429, "TooManyRequestsException", RefusalKind::Throttled),
            (503, "RequestLimitExceeded", RefusalKind::Throttled),
            (429, "", RefusalKind::Throttled),
            (500, "InternalFailure", RefusalKind::Unavailable),
            (503, "ServiceUnavailableException", RefusalKind::Unavailable),
            (403, "ExpiredTokenException", RefusalKind::Credentials),
            (403, "InvalidClientTokenId", RefusalKind::Credentials),
            (403, "SignatureDoesNotMatch", RefusalKind::Credentials),
            (403, "", RefusalKind::Denied),
            (404, "", RefusalKind::Unexpected),
            (400, "ValidationException", RefusalKind::Unexpected),
        ] {
            let refusal = of_answer(status, Some(code), "said");
            assert_eq!(refusal.kind, kind, "{status} {code}");
        }
    }

    #[test]
    fn codes_lose_their_namespace_and_address() {
        for code in [
            "com.amazonaws.organizations#AccessDeniedException",
            "AccessDeniedException:http://internal.example.com/",
            "AccessDeniedException",
        ] {
            let refusal = of_answer(403, Some(code), "no");
            assert_eq!(refusal.text(), "AccessDeniedException: no");
        }
    }

    #[test]
    fn messages_are_one_short_line_without_secrets() {
        let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
        let token = "IQoJb3JpZ2luX2VjE".repeat(12);
        let message = format!(
            "User: arn:aws:iam::222222222222:user/ann is not\n authorized; key {secret} token \
             '{token}' Credential=AKIAIOSFODNN7EXAMPLE/20261123/us-east-1/iam/aws4_request, \
             Signature=abcdef {}",
            "x ".repeat(400)
        );
        let refusal = of_answer(403, Some("AccessDenied"), &message);
        assert!(!refusal.message.contains(secret), "{}", refusal.message);
        assert!(!refusal.message.contains(&token), "{}", refusal.message);
        assert!(!refusal.message.contains("abcdef"), "{}", refusal.message);
        assert!(!refusal.message.contains("AKIA"), "{}", refusal.message);
        assert!(!refusal.message.contains('\n'));
        assert!(
            refusal
                .message
                .contains("arn:aws:iam::222222222222:user/ann")
        );
        assert!(refusal.message.chars().count() <= MOST + 1);
    }
}
