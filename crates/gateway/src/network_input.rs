//! What a question says of the keys of the network, checked before it is believed: requests
//! to public APIs carry none of those of VPC endpoints, and those to private APIs carry what
//! follows from the VPC endpoint and from the custom domain name.

use crate::{
    context_input::ContextError,
    inventory::{Inventory, Known},
    journey::Entrance,
    keys::is_of_private_apis,
    query::{Query, QueryError},
    target,
};

const VIA_DOMAIN: &str = "execute-api:viaDomainArn";

/// Refuses what cannot be true of where the request enters.
pub(crate) fn check(inventory: &Inventory, query: &Query) -> Result<(), ContextError> {
    let given = query
        .context
        .iter()
        .map(|(key, values)| (key, Some(values)));
    let absent = query.absent.iter().map(|key| (key, None));
    for (key, values) in given.chain(absent) {
        let checked = if is_of_private_apis(key) {
            one(inventory, query, key, values)
        } else if key.eq_ignore_ascii_case(VIA_DOMAIN) {
            via_domain(inventory, query, values)
        } else {
            Ok(())
        };
        checked.map_err(|error| ContextError {
            key: key.clone(),
            error,
        })?;
    }
    Ok(())
}

/// The key that tells which private custom domain name a request comes through follows from
/// the URL, where the question is asked with one.
fn via_domain(
    inventory: &Inventory,
    query: &Query,
    values: Option<&Vec<String>>,
) -> Result<(), QueryError> {
    // A target that names no API of the inventory is refused elsewhere.
    let Ok(call) = target::resolve(inventory, query) else {
        return Ok(());
    };
    let contradiction = if call.is_default_endpoint && values.is_some() {
        format!("the URL has no custom domain name, so its requests carry no `{VIA_DOMAIN}`")
    } else if let Some(arn) = call.domain_arn()
        && values.is_none_or(|values| *values != [arn.as_str()])
    {
        format!("requests to this URL carry `{VIA_DOMAIN}` with the value `{arn}`")
    } else {
        return Ok(());
    };
    Err(QueryError::new(
        contradiction,
        "leave it out, or ask with the URL of another custom domain name",
    ))
}

fn one(
    inventory: &Inventory,
    query: &Query,
    key: &str,
    values: Option<&Vec<String>>,
) -> Result<(), QueryError> {
    // A target that names no API of the inventory is refused elsewhere.
    let call = target::resolve(inventory, query).ok();
    let Some(call) = call.filter(|call| call.is_private()) else {
        return Err(QueryError::new(
            format!("requests to a public endpoint carry no `{key}`"),
            "leave it out, or ask for a private API",
        ));
    };
    let Some(values) = values else {
        // Whether there is an ARN of the VPC, say, is not documented.
        let is_carried = ["aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip"]
            .contains(&key.to_ascii_lowercase().as_str());
        return if is_carried {
            Err(QueryError::new(
                format!("every request to a private API carries `{key}`"),
                "leave it out, or say its value",
            ))
        } else {
            Ok(())
        };
    };
    let entrance = Entrance::of(inventory, query, &call);
    match key.to_ascii_lowercase().as_str() {
        "aws:sourcevpce" => Err(QueryError::new(
            format!("`{key}` follows from the VPC endpoint"),
            "name the endpoint with --vpc-endpoint",
        )),
        "aws:sourcevpc" => match entrance.record().map(|record| &record.vpc) {
            Some(Known::Known(vpc)) if !values.contains(vpc) => Err(QueryError::new(
                format!(
                    "the VPC endpoint is in `{vpc}`, the question names `{}`",
                    values.join("`, `")
                ),
                "leave it out, or ask for another VPC endpoint",
            )),
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}
