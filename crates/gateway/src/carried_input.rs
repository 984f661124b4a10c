//! What a question says of what its request carries, read from the words of an option.

use can_invoke_policy::Caller;
use can_invoke_source::words::quote;

use crate::{
    carried::{Carried, Signature},
    query::{Query, QueryError},
};

/// Reads the way that a request takes: the id of a VPC endpoint, or `none` for a request
/// from outside of every VPC endpoint.
pub fn vpc_endpoint(carried: &mut Carried, text: &str) -> Result<(), QueryError> {
    if text == "none" {
        carried.is_from_outside = true;
        return Ok(());
    }
    if !is_vpc_endpoint_id(text) {
        return Err(QueryError::new(
            format!("{} is not the id of a VPC endpoint", quote(text)),
            "write `vpce-0123456789abcdef0`, or `none` for a request from outside of every VPC \
             endpoint",
        ));
    }
    carried.vpc_endpoint = Some(text.to_owned());
    Ok(())
}

/// Whether a text has the form of the id of a VPC endpoint.
pub fn is_vpc_endpoint_id(text: &str) -> bool {
    has_id_after(text, "vpce-")
}

/// Whether a text is a prefix with lower-case letters and digits behind it, as the ids of
/// Amazon EC2 are.
pub(crate) fn has_id_after(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|id| {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        !id.is_empty() && id.bytes().all(fits)
    })
}

/// Reads the state of a signature: `valid`, `invalid` or `none`.
pub fn signature(text: &str) -> Result<Signature, QueryError> {
    match text {
        "valid" => Ok(Signature::Valid),
        "invalid" => Ok(Signature::Invalid),
        "none" => Ok(Signature::Missing),
        _ => Err(QueryError::new(
            format!("{} is not the state of a signature", quote(text)),
            "write `valid`, `invalid` or `none`",
        )),
    }
}

/// Reads both, as far as they are given: where the request enters, and its signature.
pub fn network(
    carried: &mut Carried,
    endpoint: Option<&str>,
    state: Option<&str>,
) -> Result<(), QueryError> {
    if let Some(text) = endpoint {
        vpc_endpoint(carried, text)?;
    }
    if let Some(text) = state {
        carried.signature = Some(signature(text)?);
    }
    Ok(())
}

/// Refuses what cannot be true of one request.
pub(crate) fn check(query: &Query) -> Result<(), QueryError> {
    let carried = &query.carried;
    if carried.is_from_outside && carried.vpc_endpoint.is_some() {
        return Err(QueryError::new(
            "the request comes through a VPC endpoint and through none",
            "leave one of the two out",
        ));
    }
    if carried.signature == Some(Signature::Valid) && query.caller == Caller::Anonymous {
        return Err(QueryError::new(
            "an anonymous caller has nothing to sign with",
            "ask for a caller with credentials, or leave the signature out",
        ));
    }
    Ok(())
}

impl Carried {
    /// The value of a header, without the blanks around it, which are no part of it. Names of
    /// headers have no case.
    ///
    /// Source: RFC 9110, section 5.5.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim_matches([' ', '\t']))
    }
}
