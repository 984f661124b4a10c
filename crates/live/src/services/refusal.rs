//! Why a service refused, from what it said or did not say.

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::{orchestrator::HttpResponse, result::SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::{
    http::{TransportError, deepest},
    tidy::tidy,
};
use crate::ask::{Refusal, RefusalKind};

fn refusal(kind: RefusalKind, message: &str) -> Refusal {
    Refusal {
        kind,
        code: None,
        message: tidy(message),
    }
}

/// A refusal for a reason of our own.
pub(crate) fn unexpected(message: impl AsRef<str>) -> Refusal {
    refusal(RefusalKind::Unexpected, message.as_ref())
}

/// An answer that is cut or garbled. Another attempt may get a whole one.
pub(crate) fn not_understood(message: &str) -> Refusal {
    refusal(RefusalKind::Unavailable, message)
}

/// No answer came.
pub(crate) fn of_transport(error: &TransportError) -> Refusal {
    refusal(RefusalKind::Unavailable, &error.message)
}

/// There are no credentials.
pub(crate) fn of_credentials(error: &CredentialsError) -> Refusal {
    // The error itself says only that there is one.
    let said = match error.source() {
        Some(cause) => format!("there are no credentials: {}", chain(cause)),
        None => "there are no credentials".to_owned(),
    };
    refusal(RefusalKind::Credentials, &said)
}

/// What an error of the SDK means.
pub(crate) fn of_sdk<E>(error: &SdkError<E, HttpResponse>) -> Refusal
where
    E: ProvideErrorMetadata + Error + 'static,
{
    if let Some(credentials) = cause::<CredentialsError>(error) {
        return of_credentials(credentials);
    }
    match error {
        SdkError::ServiceError(context) => {
            let status = context.raw().status().as_u16();
            let said = context.err();
            // An answer that says that all went well, and cannot be read.
            if status < 400 {
                let said = deepest(context.err());
                return not_understood(&format!("the answer cannot be understood: {said}"));
            }
            of_answer(status, said.code(), said.message().unwrap_or_default())
        }
        // Such as the page that a proxy in between shows.
        SdkError::ResponseError(context) if context.raw().status().as_u16() >= 400 => {
            of_answer(context.raw().status().as_u16(), None, "")
        }
        SdkError::ConstructionFailure(_) => unexpected(deepest(error)),
        SdkError::TimeoutError(_) => refusal(
            RefusalKind::Unavailable,
            "the service does not answer in time",
        ),
        SdkError::DispatchFailure(_) => refusal(
            RefusalKind::Unavailable,
            &format!("the service cannot be reached: {}", deepest(error)),
        ),
        _ => not_understood(&format!(
            "the answer cannot be understood: {}",
            deepest(error)
        )),
    }
}

/// An error with what caused it.
fn chain(error: &(dyn Error + 'static)) -> String {
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

fn cause<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// What an answer with an error status means.
pub(super) fn of_answer(status: u16, code: Option<&str>, message: &str) -> Refusal {
    // Codes come as `Code`, as `Code:address` in a header, or as `namespace#Code`.
    let code = code
        .and_then(|code| code.split(':').next())
        .and_then(|code| code.rsplit('#').next())
        .map(str::trim)
        .filter(|code| !code.is_empty());
    let message = if message.trim().is_empty() {
        format!("the service answers with status {status}")
    } else {
        tidy(message)
    };
    Refusal {
        kind: kind(status, code.unwrap_or_default()),
        code: code.map(tidy),
        message,
    }
}

/// How codes begin, and what they mean.
///
/// Source: `CommonErrors` of IAM, STS and Organizations, `errors-overview` of EC2, and the
/// errors of the API references of API Gateway and AWS Lambda.
const KINDS: &[(RefusalKind, &[&str])] = &[
    (
        RefusalKind::Throttled,
        &[
            "Throttl",
            "RequestThrottled",
            "TooManyRequests",
            "RequestLimitExceeded",
            "SlowDown",
            "PriorRequestNotComplete",
        ],
    ),
    (
        RefusalKind::Denied,
        &[
            "AccessDenied",
            "UnauthorizedOperation",
            "Unauthorized",
            "AuthorizationError",
            "NotAuthorized",
            "Forbidden",
            "OptInRequired",
        ],
    ),
    (
        RefusalKind::Credentials,
        &[
            "ExpiredToken",
            "TokenRefreshRequired",
            "RequestExpired",
            "InvalidClientTokenId",
            "InvalidAccessKeyId",
            "UnrecognizedClient",
            "SignatureDoesNotMatch",
            "InvalidSignature",
            "IncompleteSignature",
            "MissingAuthenticationToken",
            "AuthorizationHeaderMalformed",
            "AuthFailure",
        ],
    ),
    (
        RefusalKind::NotFound,
        &[
            "NotFoundException",
            "NoSuchEntity",
            "ResourceNotFound",
            "AWSOrganizationsNotInUse",
            "PolicyNotFound",
            "TargetNotFound",
            "ParentNotFound",
            "ChildNotFound",
            "AccountNotFound",
            "InvalidVpcEndpointId.NotFound",
        ],
    ),
    (
        RefusalKind::Unavailable,
        &[
            "InternalFailure",
            "InternalError",
            "InternalServerError",
            "ServiceUnavailable",
            "ServiceException",
            "Unavailable",
            "RequestTimeout",
        ],
    ),
];

fn kind(status: u16, code: &str) -> RefusalKind {
    let begins = |words: &&[&str]| words.iter().any(|word| code.starts_with(word));
    let known = KINDS.iter().find(|(_, words)| begins(words));
    match (known, status) {
        (Some((kind, _)), _) => *kind,
        (None, 429) => RefusalKind::Throttled,
        (None, 500..) => RefusalKind::Unavailable,
        // A status alone, such as that of a proxy in between, says nothing about permissions
        // or about what there is.
        (None, _) => RefusalKind::Unexpected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_statuses_say_how_a_refusal_is_treated() {
        use RefusalKind::*;
        for (status, code, wanted) in [
            (403, "AccessDeniedException", Denied),
            (403, "AccessDenied", Denied),
            (403, "UnauthorizedOperation", Denied),
            (403, "AuthorizationError", Denied),
            (404, "NotFoundException", NotFound),
            (404, "NoSuchEntity", NotFound),
            (404, "ResourceNotFoundException", NotFound),
            (400, "AWSOrganizationsNotInUseException", NotFound),
            (400, "Throttling", Throttled),
            (400, "ThrottlingException", Throttled),
            (429, "TooManyRequestsException", Throttled),
            (503, "RequestLimitExceeded", Throttled),
            (503, "SlowDown", Throttled),
            (429, "", Throttled),
            (500, "InternalFailure", Unavailable),
            (503, "ServiceUnavailableException", Unavailable),
            (502, "", Unavailable),
            (403, "ExpiredTokenException", Credentials),
            (400, "ExpiredToken", Credentials),
            (403, "InvalidClientTokenId", Credentials),
            (403, "UnrecognizedClientException", Credentials),
            (403, "SignatureDoesNotMatch", Credentials),
            (403, "", Unexpected),
            (404, "", Unexpected),
            (404, "UnknownOperationException", Unexpected),
            (400, "ValidationException", Unexpected),
            (409, "LimitExceededException", Unexpected),
        ] {
            let refusal = of_answer(status, Some(code), "said");
            assert_eq!(refusal.kind, wanted, "{status} {code}");
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
        let silent = of_answer(502, Some(""), " \n");
        assert_eq!(silent.text(), "the service answers with status 502");
    }
}
