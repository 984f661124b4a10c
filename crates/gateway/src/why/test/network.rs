//! Tests of what comes before routes and policies: endpoint, stage, domain name, AWS WAF.

use can_invoke_policy::Caller;

use super::{
    super::{Finding, asked::Asked},
    contradicted, no_api, not_known, supported,
};
use crate::{
    answer::{HopKind, HopStatus},
    inventory::{DomainName, EndpointType, Known},
    target::Call,
};

pub(super) fn no_stage(asked: &Asked<'_>) -> Finding {
    let Ok(api) = &asked.api else {
        return not_known(no_api(asked));
    };
    let Some(stage) = asked.stage() else {
        return not_known("the text does not say which stage was called");
    };
    match api.stage_names() {
        None => not_known(format!(
            "the inventory does not say which stages API {} has",
            api.id
        )),
        Some(stages) if stages.contains(&stage.as_str()) => {
            contradicted(format!("API {} has the stage {stage}", api.id))
        }
        Some(stages) => supported(format!(
            "API {} has no stage {stage}; its stages are {}",
            api.id,
            stages.join(", ")
        )),
    }
}

pub(super) fn endpoint_disabled(asked: &Asked<'_>) -> Finding {
    if let Some(host) = custom_host(asked) {
        return contradicted(format!(
            "the request went to {host}, not to the default endpoint"
        ));
    }
    let Ok(api) = &asked.api else {
        return not_known(no_api(asked));
    };
    if api.is_default_endpoint_disabled {
        supported(format!(
            "the default endpoint of API {} is disabled",
            api.id
        ))
    } else {
        contradicted(format!("the default endpoint of API {} is enabled", api.id))
    }
}

/// The call, if it went to a custom domain name that the inventory has; or what it says of
/// both causes that it did not, or that this is not known.
fn through_domain<'a>(asked: &Asked<'a>) -> Result<(Call<'a>, &'a DomainName), Finding> {
    match (&asked.symptom.place.host, custom_host(asked)) {
        (Some(_), None) => {
            return Err(contradicted(
                "the request went to the default endpoint of the API",
            ));
        }
        (None, _) => return Err(not_known("the text does not say which host was called")),
        (Some(_), Some(_)) => {}
    }
    let call = asked.resolved().map_err(not_known)?;
    match call.domain {
        Some(domain) => Ok((call, domain)),
        None => Err(not_known(
            "the inventory does not have the domain name that was called",
        )),
    }
}

pub(super) fn not_mapped(asked: &Asked<'_>) -> Finding {
    match through_domain(asked) {
        Err(finding) => finding,
        Ok((call, domain)) if call.is_unmapped => supported(format!(
            "no mapping of {} fits the path {}",
            domain.name, call.path
        )),
        Ok((call, domain)) => contradicted(format!(
            "{} maps the path to stage {} of API {}",
            domain.name, call.stage, call.api.id
        )),
    }
}

pub(super) fn mutual_tls(asked: &Asked<'_>) -> Finding {
    match through_domain(asked) {
        Err(finding) => finding,
        Ok((_, domain)) => match domain.has_mutual_tls {
            Known::Known(true) => supported(format!(
                "the domain name {} asks clients for a certificate",
                domain.name
            )),
            Known::Known(false) => contradicted(format!(
                "the domain name {} asks clients for no certificate",
                domain.name
            )),
            Known::NotKnown => not_known(format!(
                "the inventory does not say whether the domain name {} asks clients for a \
                 certificate",
                domain.name
            )),
        },
    }
}

pub(super) fn public_through_endpoint(asked: &Asked<'_>) -> Finding {
    if let Some(host) = custom_host(asked) {
        return contradicted(format!(
            "the request went to {host}, which the private DNS of a VPC endpoint for execute-api \
             leaves alone"
        ));
    }
    if let Ok(api) = &asked.api
        && api.endpoint == Known::Known(EndpointType::Private)
    {
        return contradicted(format!("API {} is private", api.id));
    }
    match (&asked.symptom.identity.vpc_endpoint, &asked.api) {
        (Some(endpoint), _) => supported(format!(
            "the request came through the VPC endpoint {endpoint}"
        )),
        (None, Err(reason)) => not_known(reason.clone()),
        (None, Ok(_)) => not_known("it is not known from which network the request came"),
    }
}

pub(super) fn waf(asked: &Asked<'_>) -> Finding {
    match asked.symptom.waf.as_deref() {
        Some(answer) if answer.ends_with("BLOCK") => supported(format!("the log says {answer}")),
        Some(answer) if answer.ends_with("ALLOW") => contradicted(format!("the log says {answer}")),
        _ if has_no_web_acl(asked) => contradicted("the stage has no web ACL"),
        _ => hop(
            asked,
            HopKind::Waf,
            "the inventory does not say whether a web ACL guards the stage",
        ),
    }
}

fn has_no_web_acl(asked: &Asked<'_>) -> bool {
    let (Ok(api), Some(stage)) = (&asked.api, asked.stage()) else {
        return false;
    };
    let stage = api.stage(&stage);
    stage.is_some_and(|stage| stage.web_acl == Known::Known(None))
}

/// What becomes of the request at a hop that policies do not decide. `otherwise` is said
/// where the journey does not lead there.
pub(super) fn hop(asked: &Asked<'_>, kind: HopKind, otherwise: &str) -> Finding {
    if asked.api.is_err() {
        return not_known(no_api(asked));
    }
    let caller = asked.caller.clone().unwrap_or(Caller::Anonymous);
    let answer = match asked.answer(&caller) {
        Ok(answer) => answer,
        Err(reason) => return not_known(reason),
    };
    let hop = answer.direct.hops.iter().find(|hop| hop.kind == kind);
    match hop.map(|hop| (&hop.status, &hop.summary)) {
        Some((HopStatus::Stops(_), summary)) => supported(summary.clone()),
        Some((HopStatus::Passes, summary)) => match open_at(asked, &caller, kind) {
            Some(open) => not_known(open),
            None => contradicted(summary.clone()),
        },
        Some((HopStatus::Undecided, summary)) => not_known(summary.clone()),
        None => not_known(otherwise),
    }
}

/// What is taken for granted where a request passes a hop, and nobody said.
fn open_at(asked: &Asked<'_>, caller: &Caller, kind: HopKind) -> Option<String> {
    let strict = asked.strict_answer(caller).ok()?;
    let mut hops = strict.direct.hops.into_iter();
    hops.find(|hop| hop.kind == kind && hop.status == HopStatus::Undecided)
        .map(|hop| hop.summary)
}

/// The host of the request, if it is a custom domain name.
fn custom_host<'s>(asked: &Asked<'s>) -> Option<&'s str> {
    let host = asked.symptom.place.host.as_deref()?;
    (!host.contains(".execute-api.")).then_some(host)
}
