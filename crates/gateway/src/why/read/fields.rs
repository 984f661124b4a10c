//! Single facts, by the names that headers and logs give them. The first that says a thing
//! counts.
//!
//! Source: API Gateway developer guide, `api-gateway-mapping-template-reference` and
//! `apigateway-variables-for-access-logging` (the variables of access logs),
//! `http-api-logging-variables`, `supported-gateway-response-types`.

use crate::why::symptom::{Kinds, Place, Sent, Symptom};

use super::sentence;

/// Keeps a text, unless there is one already or this one says nothing: logs write `-`.
pub(super) fn keep(slot: &mut Option<String>, text: &str) {
    let text = text.trim().trim_matches('"').trim();
    if slot.is_none() && !text.is_empty() && text != "-" {
        *slot = Some(text.to_owned());
    }
}

/// A status code, if it is one.
pub(super) fn status(text: &str) -> Option<u16> {
    let status = text.trim().parse::<u16>().ok()?;
    (100..=599).contains(&status).then_some(status)
}

/// A header of the response.
pub(super) fn response_header(name: &str, value: &str, symptom: &mut Symptom) {
    match name.trim().to_ascii_lowercase().as_str() {
        "x-amzn-errortype" => {
            // A URI may follow the name.
            keep(
                &mut symptom.error_type,
                value.split(':').next().unwrap_or(value),
            );
            symptom.kinds = symptom.kinds.and(Kinds::REST_OR_WEBSOCKET);
        }
        "x-amzn-requestid" => keep(&mut symptom.request_id, value),
        "x-amz-apigw-id" => symptom.kinds = symptom.kinds.and(Kinds::REST_OR_WEBSOCKET),
        // HTTP APIs alone have this header.
        "apigw-requestid" => {
            keep(&mut symptom.request_id, value);
            symptom.kinds = symptom.kinds.and(Kinds::HTTP);
        }
        "www-authenticate" => keep(&mut symptom.challenge, value),
        _ => {}
    }
}

/// A header of the request.
pub(super) fn request_header(name: &str, value: &str, symptom: &mut Symptom) {
    match name.trim().to_ascii_lowercase().as_str() {
        "host" => host(value.trim(), &mut symptom.place),
        "authorization" => {
            let scheme = value.trim().to_ascii_lowercase();
            symptom.sent = Some(if scheme.starts_with("aws4-") {
                Sent::Signature
            } else if scheme.starts_with("bearer") {
                Sent::Bearer
            } else {
                Sent::Other
            });
        }
        _ => {}
    }
}

/// A host, which names the API where it is that of the default endpoint.
pub(super) fn host(host: &str, place: &mut Place) {
    let host = host.split(':').next().unwrap_or(host).to_ascii_lowercase();
    if let Some((api, _)) = host.split_once(".execute-api.")
        && !api.starts_with("vpce-")
    {
        keep(&mut place.api, api.split("-vpce-").next().unwrap_or(api));
    }
    keep(&mut place.host, &host);
}

/// A URL.
pub(super) fn url(text: &str, place: &mut Place) {
    let Some((_, rest)) = text.split_once("://") else {
        return;
    };
    host(rest.split(['/', '?', '#']).next().unwrap_or(rest), place);
    keep(&mut place.url, text);
}

/// A field of a log, by its name in lower case without anything but letters and digits, and
/// without `context` before it. Whether the name is known.
pub(super) fn log_field(name: &str, value: &str, symptom: &mut Symptom) -> bool {
    let slot = match name {
        "status"
        | "statuscode"
        | "httpstatus"
        | "httpstatuscode"
        | "responsestatus"
        | "metadatahttpstatuscode"
        | "responsemetadatahttpstatuscode" => {
            if symptom.status.is_none() {
                symptom.status = status(value);
            }
            return true;
        }
        "errormessage" | "errormessagestring" | "message" | "error" | "msg" | "body" => {
            sentence::message(value, symptom);
            return true;
        }
        "errorresponsetype" | "responsetype" => {
            let value = value.trim().to_ascii_uppercase();
            keep(&mut symptom.response_type, &value);
            return true;
        }
        "xamznerrortype" | "errortype" | "errorcode" | "code" | "type" | "name" => {
            let plain = value.rsplit('#').next().unwrap_or(value);
            let plain = plain.split(':').next().unwrap_or(plain);
            if sentence::is_error_type(plain) {
                keep(&mut symptom.error_type, plain);
            }
            return true;
        }
        "domainname" => {
            host(value, &mut symptom.place);
            return true;
        }
        "url" | "requesturl" | "requesturi" => {
            url(value, &mut symptom.place);
            return true;
        }
        "authorizererror"
        | "authorizererrormessage"
        | "authorizeerror"
        | "authenticateerror"
        | "authorizerintegrationerrormessage" => &mut symptom.authorizer_error,
        "integrationerrormessage" | "integrationerror" => &mut symptom.integration_error,
        "wafresponsecode" | "wafstatus" => &mut symptom.waf,
        "identitysourceip" | "sourceip" | "ip" | "clientip" => &mut symptom.identity.source_ip,
        "identityuserarn" | "userarn" | "identitycaller" | "caller" => {
            // The caller's unique id may stand here, which no inventory is asked by.
            if !value.trim().starts_with("arn:") {
                return true;
            }
            &mut symptom.identity.user_arn
        }
        "identityvpcid" | "vpcid" => &mut symptom.identity.vpc,
        "identityvpceid" | "vpceid" => &mut symptom.identity.vpc_endpoint,
        "apiid" | "restapiid" => &mut symptom.place.api,
        "stage" => &mut symptom.place.stage,
        "httpmethod" | "method" | "httpmethodname" => &mut symptom.place.method,
        "path" | "requestpath" | "rawpath" => &mut symptom.place.path,
        "resourcepath" | "routekey" | "resource" => &mut symptom.place.route,
        "requestid" | "extendedrequestid" | "xamznrequestid" | "metadatarequestid" => {
            &mut symptom.request_id
        }
        _ => return false,
    };
    keep(slot, value);
    true
}
