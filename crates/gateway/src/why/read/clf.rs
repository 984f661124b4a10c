//! A line of an access log in the common log format, as the console of API Gateway offers
//! it: address, caller, user, time, request, status, length, request id, and what the user
//! added behind, such as `$context.error.message`.
//!
//! Source: API Gateway developer guide, `set-up-logging` (the example formats).

use crate::why::symptom::Symptom;

use super::{fields, sentence};

/// Whether a text is such a line.
pub(super) fn is_line(line: &str) -> bool {
    parts(line).is_some()
}

/// Takes over what a line says.
pub(super) fn fill(line: &str, symptom: &mut Symptom) {
    let Some(parts) = parts(line) else { return };
    fields::keep(&mut symptom.identity.source_ip, parts.address);
    if parts.caller.starts_with("arn:") {
        fields::keep(&mut symptom.identity.user_arn, parts.caller);
    }
    let request: Vec<&str> = parts.request.split_whitespace().collect();
    if let [method, path, ..] = request.as_slice() {
        fields::keep(&mut symptom.place.method, method);
        // The format has `$context.resourcePath`, the template and not the path.
        fields::keep(&mut symptom.place.route, path);
    }
    if symptom.status.is_none() {
        symptom.status = fields::status(parts.status);
    }
    let mut rest = parts.rest.trim();
    if let Some((length_or_id, after)) = first_word(rest)
        && (length_or_id == "-" || length_or_id.bytes().all(|byte| byte.is_ascii_digit()))
    {
        rest = after;
    }
    if let Some((id, after)) = first_word(rest)
        && is_request_id(id)
    {
        fields::keep(&mut symptom.request_id, id);
        rest = after;
    }
    added(rest, symptom);
}

/// What the user added: one text without quotes, or several in quotes. Of several the first
/// is the error, the next what the authorizer says.
fn added(rest: &str, symptom: &mut Symptom) {
    if !rest.contains('"') {
        let text = rest.trim_matches(|mark: char| mark == '-' || mark.is_whitespace());
        one(text, symptom);
        return;
    }
    let quoted = rest.split('"').map(str::trim);
    for text in quoted.filter(|text| !text.is_empty() && !text.chars().all(|one| one == '-')) {
        one(text, symptom);
    }
}

fn one(text: &str, symptom: &mut Symptom) {
    let is_response_type = text.len() > 3
        && text.contains('_')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b'_' || byte.is_ascii_digit());
    if text.is_empty() {
    } else if is_response_type && text.starts_with("WAF_") && text != "WAF_FILTERED" {
        fields::keep(&mut symptom.waf, text);
    } else if is_response_type {
        fields::keep(&mut symptom.response_type, text);
    } else if symptom.message.is_none() {
        sentence::message(text, symptom);
    } else {
        fields::keep(&mut symptom.authorizer_error, text);
    }
}

struct Parts<'l> {
    address: &'l str,
    caller: &'l str,
    request: &'l str,
    status: &'l str,
    rest: &'l str,
}

fn parts(line: &str) -> Option<Parts<'_>> {
    let (address, rest) = first_word(line)?;
    let (caller, rest) = first_word(rest)?;
    let (_, rest) = first_word(rest)?;
    let rest = rest.strip_prefix('[')?;
    let (_, rest) = rest.split_once(']')?;
    let rest = rest.trim_start().strip_prefix('"')?;
    let (request, rest) = rest.split_once('"')?;
    let (status, rest) = first_word(rest)?;
    fields::status(status)?;
    let is_address = address == "-" || address.parse::<core::net::IpAddr>().is_ok();
    is_address.then_some(Parts {
        address,
        caller,
        request,
        status,
        rest,
    })
}

/// The first word of a text and what follows; `None` for a text without words.
fn first_word(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    (!word.is_empty()).then_some((word, rest.trim_start()))
}

/// API Gateway gives UUIDs, and for extended ids and HTTP APIs short texts that end with `=`.
fn is_request_id(word: &str) -> bool {
    let is_uuid = word.len() == 36 && word.bytes().filter(|byte| *byte == b'-').count() == 4;
    is_uuid || (word.len() > 8 && word.ends_with('='))
}
