//! Tests of what the route asks for: which one the request meets, and how it authorizes.

use can_invoke_policy::Caller;

use super::{
    super::{Finding, asked::Asked, symptom::Sent},
    contradicted, no_api, not_known, supported,
};
use crate::{
    answer::{Answer, HopKind, HopStatus},
    inventory::{Api, ApiKind, Authorization, EndpointType, Known, RouteKey},
};

/// What is known of the route that the request meets.
enum Met {
    /// It meets this one, which authorizes so.
    Route(String, Authorization),
    /// It meets none, or does not get so far.
    None(String),
    /// It is not known.
    NotKnown(String),
}

fn met(asked: &Asked<'_>) -> Met {
    if let Ok(api) = &asked.api
        && api.kind == ApiKind::WebSocket
    {
        return connect(api);
    }
    let answer = match asked.answer(&Caller::Anonymous) {
        Ok(answer) => answer,
        Err(reason) => return Met::NotKnown(reason),
    };
    let stop = answer.direct.hops.iter().find_map(|hop| match &hop.status {
        HopStatus::Stops(_) if matches!(hop.kind, HopKind::Endpoint | HopKind::Route) => {
            Some(hop.summary.clone())
        }
        _ => None,
    });
    match (&answer.question.route, answer.question.authorization, stop) {
        (_, _, Some(summary)) => Met::None(summary),
        (Some(route), Some(authorization), None) => Met::Route(route.clone(), authorization),
        _ => Met::NotKnown(undecided(&answer)),
    }
}

/// WebSocket APIs authorize at `$connect` only.
///
/// Source: API Gateway developer guide, `apigateway-websocket-api-route-keys-connect-disconnect`.
fn connect(api: &Api) -> Met {
    let Known::Known(routes) = &api.routes else {
        return Met::NotKnown(format!(
            "the inventory does not say which routes API {} has",
            api.id
        ));
    };
    let connect = routes
        .iter()
        .find(|route| route.key == RouteKey::Message("$connect".to_owned()));
    match connect.map(|route| &route.authorization) {
        Some(Known::Known(authorization)) => Met::Route("$connect".to_owned(), *authorization),
        Some(Known::NotKnown) => {
            Met::NotKnown("the authorization type of $connect is not known".to_owned())
        }
        None => Met::None(format!("API {} has no route $connect", api.id)),
    }
}

/// What keeps a question from being decided.
pub(super) fn undecided(answer: &Answer) -> String {
    let hop = answer.direct.hops.last();
    hop.map_or_else(
        || "it is not known which route the request meets".to_owned(),
        |hop| hop.summary.clone(),
    )
}

/// The call in the words of the text, for reasons.
fn asks(route: &str, authorization: Authorization) -> String {
    format!("{route} has authorization {}", authorization.name())
}

/// What speaks against a call that policies of callers could deny: its route asks none.
pub(super) fn not_signed_for(asked: &Asked<'_>) -> Option<Finding> {
    match met(asked) {
        Met::Route(_, Authorization::AwsIam) | Met::None(_) | Met::NotKnown(_) => None,
        Met::Route(route, found) => Some(contradicted(asks(&route, found))),
    }
}

pub(super) fn authorizes(asked: &Asked<'_>, wanted: &[Authorization]) -> Finding {
    match met(asked) {
        Met::Route(route, found) if wanted.contains(&found) => supported(asks(&route, found)),
        Met::Route(route, found) => contradicted(asks(&route, found)),
        Met::None(reason) => contradicted(reason),
        Met::NotKnown(reason) => not_known(reason),
    }
}

pub(super) fn unsigned(asked: &Asked<'_>) -> Finding {
    if asked.symptom.sent == Some(Sent::Signature) {
        return contradicted("the request that the text shows carries a signature");
    }
    match met(asked) {
        Met::Route(route, Authorization::AwsIam) => supported(asks(&route, Authorization::AwsIam)),
        Met::Route(route, found) => contradicted(asks(&route, found)),
        Met::None(reason) => contradicted(reason),
        Met::NotKnown(reason) => not_known(reason),
    }
}

/// Whether API Gateway looks at the signature. Where no route matches, it does.
pub(super) fn signed(asked: &Asked<'_>) -> Finding {
    if let Ok(api) = &asked.api
        && api.endpoint == Known::Known(EndpointType::Private)
    {
        return not_known(format!(
            "API {} is private, and the policy of the VPC endpoint asks for a valid signature on \
             every route; whether this one is valid no document says",
            api.id
        ));
    }
    match met(asked) {
        Met::Route(route, Authorization::AwsIam) => supported(asks(&route, Authorization::AwsIam)),
        Met::Route(route, found) => contradicted(format!(
            "{}, where API Gateway ignores a signature",
            asks(&route, found)
        )),
        Met::None(reason) | Met::NotKnown(reason) => not_known(reason),
    }
}

pub(super) fn bearer_for_signature(asked: &Asked<'_>) -> Finding {
    match asked.symptom.sent {
        Some(Sent::Signature) => contradicted("the request that the text shows is signed"),
        Some(Sent::Nothing) => {
            contradicted("the request that the text shows has no `Authorization`")
        }
        _ => unsigned(asked),
    }
}

pub(super) fn signature_region(asked: &Asked<'_>) -> Finding {
    let Ok(api) = &asked.api else {
        return not_known(no_api(asked));
    };
    let signed_for = asked.symptom.texts().find_map(|text| {
        const WORDS: &str = "valid region, not ";
        let at = text.to_ascii_lowercase().find(WORDS)?;
        let rest = text.get(at + WORDS.len()..)?;
        let is_name = |mark: char| mark.is_ascii_alphanumeric() || mark == '-';
        let rest = rest.trim_start_matches(['\'', '"', '`']);
        let end = rest.find(|mark| !is_name(mark)).unwrap_or(rest.len());
        rest.get(..end).filter(|region| !region.is_empty())
    });
    match (signed_for, api.region.known()) {
        (Some(signed_for), Some(region)) if signed_for == region => contradicted(format!(
            "API {} is in {region}, for which the request is signed",
            api.id
        )),
        (Some(signed_for), Some(region)) => supported(format!(
            "API {} is in {region}, and the request is signed for {signed_for}",
            api.id
        )),
        (None, Some(region)) => match signed(asked) {
            finding if finding.standing == super::Standing::Contradicted => finding,
            _ => not_known(format!(
                "API {} is in {region}; the text does not say for which Region the request is \
                 signed",
                api.id
            )),
        },
        (_, None) => not_known(format!(
            "the inventory does not say in which Region API {} is",
            api.id
        )),
    }
}

/// Whether the route asks for an API key. Which one was sent no text says, so that a route
/// that asks for one is enough, unless the inventory says that no key can be right or wrong.
pub(super) fn api_key(asked: &Asked<'_>) -> Finding {
    const NOT_SAID: &str = "the inventory does not say which methods ask for an API key";
    let Ok(api) = &asked.api else {
        return not_known(no_api(asked));
    };
    let answer = match asked.answer(&Caller::Anonymous) {
        Ok(answer) => answer,
        Err(reason) => return not_known(reason),
    };
    if let Some(hop) = answer
        .direct
        .hops
        .iter()
        .find(|hop| hop.kind == HopKind::ApiKey)
        && matches!(hop.status, HopStatus::Stops(_))
    {
        return supported(hop.summary.clone());
    }
    let Some(met) = answer.question.route else {
        return not_known(NOT_SAID);
    };
    let deployed = api.as_deployed(&answer.question.stage);
    let served = deployed.as_ref().unwrap_or(api);
    let mut routes = served.routes.known().into_iter().flatten();
    let route = routes.find(|route| route.key.text() == met);
    match route.map(|route| &route.is_api_key_required) {
        Some(Known::Known(true)) => supported(format!("{met} asks for an API key")),
        Some(Known::Known(false)) => contradicted(format!("{met} asks for no API key")),
        Some(Known::NotKnown) => not_known(format!(
            "the inventory does not say whether {met} asks for an API key"
        )),
        None => not_known(NOT_SAID),
    }
}

pub(super) fn no_route(asked: &Asked<'_>) -> Finding {
    match met(asked) {
        Met::Route(route, _) => contradicted(format!(
            "the request meets {route} in the API as the inventory has it"
        )),
        Met::None(reason) => supported(reason),
        Met::NotKnown(reason) => not_known(reason),
    }
}

pub(super) fn not_deployed(asked: &Asked<'_>) -> Finding {
    let then = asked.answer(&Caller::Anonymous).ok();
    let then = then.and_then(|answer| answer.after_deployment);
    let is_there_then = then.as_ref().map(|journey| {
        let mut hops = journey.hops.iter();
        hops.any(|hop| hop.kind == HopKind::Route && hop.status == HopStatus::Passes)
    });
    match (met(asked), is_there_then) {
        (Met::None(_), Some(true)) => supported(
            "the API has a route for the request, and what is deployed to the stage has none",
        ),
        (Met::Route(route, _), Some(_)) => {
            contradicted(format!("{route} is deployed to the stage"))
        }
        (Met::Route(route, _), None) => not_known(format!(
            "the API has {route}; the inventory does not say whether the stage has been deployed \
             since"
        )),
        (Met::None(reason), _) => contradicted(format!("there is none to be deployed: {reason}")),
        (Met::NotKnown(reason), _) => not_known(reason),
    }
}

pub(super) fn long_arn(asked: &Asked<'_>) -> Finding {
    /// Source: API Gateway developer guide, `limits`.
    const LONGEST: usize = 1600;
    let arn = match asked.resource() {
        Ok(arn) => arn,
        Err(_) => match asked.answer(&Caller::Anonymous) {
            Ok(answer) => answer.question.arn,
            Err(reason) => return not_known(reason),
        },
    };
    if arn.len() > LONGEST {
        supported(format!("the ARN of the method has {} bytes", arn.len()))
    } else {
        contradicted(format!(
            "the ARN of the method has {} bytes only",
            arn.len()
        ))
    }
}
