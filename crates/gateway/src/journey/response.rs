//! What the client sees where a request ends.
//!
//! Source: API Gateway developer guide, `supported-gateway-response-types`.

use can_invoke_policy::message;

use crate::{
    answer::{Explained, Response},
    inventory::ApiKind,
    target::Call,
};

pub(crate) fn missing_token() -> Response {
    of(403, "Missing Authentication Token")
}

pub(crate) fn forbidden() -> Response {
    of(403, "Forbidden")
}

pub(crate) fn unauthorized() -> Response {
    of(401, "Unauthorized")
}

pub(crate) fn not_found() -> Response {
    of(404, "Not Found")
}

pub(crate) fn invalid_signature() -> Response {
    of(
        403,
        "The request signature we calculated does not match the signature you provided.",
    )
}

pub(crate) fn of(status: u16, message: &str) -> Response {
    Response {
        status,
        message: message.to_owned(),
    }
}

/// The message of a denial. API Gateway masks the account in the ARN but for its last four
/// digits; HTTP APIs say `Forbidden` and nothing more.
///
/// Source: IAM user guide, `troubleshoot_access-denied`; API Gateway developer guide,
/// `supported-gateway-response-types`.
pub(crate) fn denial(call: &Call<'_>, explained: &Explained) -> Response {
    if call.api.kind == ApiKind::Http || call.message().is_some() {
        return forbidden();
    }
    denied(&call.account, explained)
}

/// The same of a REST API, or of a domain name in front of one, that the account owns.
pub(super) fn denied(account: &str, explained: &Explained) -> Response {
    let masked_account = match account
        .len()
        .checked_sub(4)
        .and_then(|at| account.get(at..))
    {
        Some(last) => format!("********{last}"),
        None => account.to_owned(),
    };
    let mut request = explained.request.clone();
    request.resource.arn =
        request
            .resource
            .arn
            .replacen(&format!(":{account}:"), &format!(":{masked_account}:"), 1);
    Response {
        status: 403,
        message: message::access_denied(&request, &explained.decision),
    }
}
