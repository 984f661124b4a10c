//! The API that a text names, and the account that its message masks.

use can_invoke_policy::{Arn, Caller};
use can_invoke_source::words;

use crate::{
    inventory::{Api, Inventory, Known},
    query::Query,
    target::{self, Target},
    why::symptom::{Place, Symptom},
};

/// The resource of an `execute-api` ARN as a message has it.
pub(super) struct Masked<'t> {
    pub(super) partition: &'t str,
    pub(super) region: &'t str,
    pub(super) account: &'t str,
    pub(super) api: &'t str,
    pub(super) rest: &'t str,
}

pub(super) fn masked(arn: &str) -> Option<Masked<'_>> {
    let arn = Arn::parse(arn).filter(|arn| arn.service == "execute-api")?;
    let (api, rest) = arn.resource.split_once('/')?;
    Some(Masked {
        partition: arn.partition,
        region: arn.region,
        account: arn.account,
        api,
        rest,
    })
}

pub(super) fn find_api<'a>(
    inventory: &'a Inventory,
    symptom: &Symptom,
    resource: Option<&Masked<'_>>,
    notes: &mut Vec<String>,
) -> Result<&'a Api, String> {
    let mapped = mapped(inventory, &symptom.place);
    let named = resource
        .map(|resource| resource.api)
        .or(symptom.place.api.as_deref())
        .or(mapped.as_deref());
    let found = match (named, inventory.apis.as_slice()) {
        (_, []) => Err("the inventory holds no API".to_owned()),
        (Some(named), apis) => match apis.iter().find(|api| api.id == named) {
            Some(api) => in_region(api, symptom, resource).and_then(|()| match resource {
                Some(resource) => account(api, resource.account).map(|_| api),
                None => Ok(api),
            }),
            None => {
                let ids: Vec<&str> = apis.iter().map(|api| api.id.as_str()).collect();
                let nearest = match (words::nearest(named, &ids), ids.as_slice()) {
                    (Some(nearest), _) => format!("; the nearest is {}", words::quote(nearest)),
                    (None, [only]) => format!("; it has {}", words::quote(only)),
                    (None, _) => String::new(),
                };
                Err(format!(
                    "the inventory has no API {}{nearest}",
                    words::quote(named)
                ))
            }
        },
        (None, [only]) => {
            notes.push(format!(
                "the text does not say which API it is of; the only one of the inventory, {}, is \
                 taken",
                words::quote(&only.id)
            ));
            return Ok(only);
        }
        (None, _) => Err(
            "the text does not say which of the APIs of the inventory it is of; its URL does"
                .to_owned(),
        ),
    };
    if let Err(reason) = &found {
        notes.push(reason.clone());
    }
    found
}

/// Whether the Region that a text names is that of the API: ids of APIs are of one Region.
fn in_region(api: &Api, symptom: &Symptom, resource: Option<&Masked<'_>>) -> Result<(), String> {
    let of_host = || {
        let (_, rest) = symptom.place.host.as_deref()?.split_once(".execute-api.")?;
        rest.split('.').next()
    };
    let named = resource.map(|resource| resource.region).or_else(of_host);
    match (named, &api.region) {
        (Some(named), Known::Known(region)) if !named.is_empty() && named != region => {
            Err(format!(
                "the text speaks of Region {}, but API {} of the inventory is in {region}",
                words::quote(named),
                words::quote(&api.id)
            ))
        }
        _ => Ok(()),
    }
}

/// The API that a custom domain name leads to, if the inventory says so.
fn mapped(inventory: &Inventory, place: &Place) -> Option<String> {
    let target = Target::parse(place.url.as_deref()?).ok()?;
    let query = Query::new(Caller::Anonymous, Some("GET"), target);
    let call = target::resolve(inventory, &query).ok()?;
    call.domain.map(|_| call.api.id.clone())
}

/// The account of an API, if it is the one that a message shows, masked or not.
pub(super) fn account(api: &Api, shown: &str) -> Result<String, String> {
    let digits = shown.trim_start_matches(|mark: char| !mark.is_ascii_digit());
    let is_masked = digits.len() < shown.len();
    match &api.account {
        Known::Known(account) => {
            let fits = if is_masked {
                account.ends_with(digits)
            } else {
                account == shown
            };
            if fits {
                Ok(account.clone())
            } else {
                Err(format!(
                    "the text speaks of account {}, but API {} of the inventory is of account \
                     {account}",
                    words::quote(shown),
                    words::quote(&api.id)
                ))
            }
        }
        Known::NotKnown if is_masked => Err(format!(
            "the account is masked in the text, and the inventory does not say to which API {} \
             belongs",
            words::quote(&api.id)
        )),
        Known::NotKnown => Ok(shown.to_owned()),
    }
}
