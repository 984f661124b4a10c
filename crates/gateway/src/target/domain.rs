//! From a custom domain name and a path to the stage that they lead to.
//!
//! Source: API Gateway developer guide, `rest-api-mappings` and `http-api-mappings` (of
//! several mappings that fit, the one with the longest path is taken, and its path is cut
//! off), `how-to-custom-domains` (wildcards).

use can_invoke_source::words::{enumerate, nearest};

use crate::{
    inventory::{Api, BasePathMapping, DomainName, EndpointType, Inventory, Known},
    not_readable,
    query::QueryError,
};

/// Where a path of a custom domain name leads to.
pub(super) struct Mapped<'i> {
    /// The domain name.
    pub(super) domain: &'i DomainName,
    /// The API.
    pub(super) api: &'i Api,
    /// The stage, where the mapping or the path names it.
    pub(super) stage: String,
    /// What stands before the path that the API sees: base path, and stage where the path
    /// names it, with a slash before each.
    pub(super) prefix: String,
    /// The path that the API sees.
    pub(super) path: String,
    /// Whether no mapping fits, so that API Gateway refuses the request. The API is then
    /// the one that was probably meant.
    pub(super) is_unmapped: bool,
}

/// The custom domain name of a host. `vpc_endpoint` is the one that the request comes
/// through, and `is_from_outside` whether it surely comes through none: names of private ones
/// are not unique, and a public one may be called the same.
pub(super) fn find<'i>(
    inventory: &'i Inventory,
    host: &str,
    vpc_endpoint: Option<&str>,
    is_from_outside: bool,
) -> Result<&'i DomainName, QueryError> {
    let all = &inventory.domain_names;
    let named = |name: &str| -> Vec<&'i DomainName> {
        all.iter().filter(|domain| domain.name == name).collect()
    };
    let mut found = named(host);
    if found.is_empty()
        && let Some((_, parent)) = host.split_once('.')
    {
        found = named(&format!("*.{parent}"));
    }
    let named = found.clone();
    let is_said = vpc_endpoint.is_some() || is_from_outside;
    if named.len() > 1 && (is_said || !named.iter().any(|domain| is_private(domain))) {
        found.retain(|domain| is_reached(domain, vpc_endpoint));
    }
    match found.as_slice() {
        [only] => Ok(only),
        [] if named.is_empty() => Err(unknown(inventory, host)),
        // All of them are private, and the request comes through no VPC endpoint.
        [] if vpc_endpoint.is_none() => Err(several(host, &named)),
        [] => Err(not_associated(
            host,
            &named,
            vpc_endpoint.unwrap_or_default(),
        )),
        found => Err(several(host, found)),
    }
}

fn several(host: &str, found: &[&DomainName]) -> QueryError {
    let ids: Vec<&str> = found
        .iter()
        .map(|domain| domain.id.as_deref().unwrap_or("the one without an id"))
        .collect();
    QueryError::new(
        format!(
            "there are several custom domain names `{host}`: {}",
            enumerate(&ids)
        ),
        "say with --vpc-endpoint which one the request comes through, or `none`, and give the \
         `access-associations` of each in the inventory",
    )
}

fn not_associated(host: &str, named: &[&DomainName], vpc_endpoint: &str) -> QueryError {
    let mut associated: Vec<&str> = named
        .iter()
        .filter_map(|domain| domain.access_associations.known())
        .flatten()
        .map(String::as_str)
        .collect();
    associated.sort_unstable();
    associated.dedup();
    QueryError::new(
        format!(
            "the VPC endpoint `{vpc_endpoint}` has no access association with a custom domain \
             name `{host}`"
        ),
        match associated.as_slice() {
            [] => "no VPC endpoint of the inventory has one".to_owned(),
            [only] => format!("`{only}` has one"),
            several => format!("{} have one", enumerate(several)),
        },
    )
}

/// Whether a request through this VPC endpoint, or through none, can be for this one of
/// several domain names that are called the same.
fn is_reached(domain: &DomainName, vpc_endpoint: Option<&str>) -> bool {
    match (vpc_endpoint, &domain.access_associations) {
        (None, _) => !is_private(domain),
        (Some(id), Known::Known(associated)) => associated.iter().any(|known| known == id),
        (Some(_), Known::NotKnown) => is_private(domain),
    }
}

fn is_private(domain: &DomainName) -> bool {
    domain.endpoint == Known::Known(EndpointType::Private)
}

fn unknown(inventory: &Inventory, host: &str) -> QueryError {
    if let Some(error) = not_readable::of_domain_name(inventory, host) {
        return error;
    }
    let mut names: Vec<&str> = inventory
        .domain_names
        .iter()
        .map(|domain| domain.name.as_str())
        .collect();
    names.dedup();
    let message = format!("the inventory has no custom domain name `{host}`");
    if names.is_empty() {
        return QueryError::new(
            message,
            "add it with its `mappings` under `domain-names:`, or give the path with --api and \
             --stage",
        );
    }
    let help = match nearest(host, &names) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("it has {}", enumerate(&names)),
    };
    QueryError::new(message, help)
}

/// What a path of a domain name leads to.
pub(super) fn map<'i>(
    inventory: &'i Inventory,
    domain: &'i DomainName,
    path: &str,
    stage: Option<&str>,
    api: Option<&str>,
) -> Result<Mapped<'i>, QueryError> {
    let name = &domain.name;
    let Known::Known(mappings) = &domain.mappings else {
        let error = not_readable::of_domain_name(inventory, name);
        return Err(error.unwrap_or_else(|| {
            QueryError::new(
                format!("the inventory does not say what the paths of `{name}` lead to"),
                "add `mappings:` to the custom domain name, or give the path with --api and \
                 --stage",
            )
        }));
    };
    let fitting = mappings
        .iter()
        .filter_map(|mapping| Some((mapping, after(&mapping.base_path, path)?)))
        .max_by_key(|(mapping, _)| mapping.base_path.len());
    let Some((mapping, rest)) = fitting else {
        return unmapped(inventory, domain, mappings, path, stage, api);
    };
    let api = api_of(inventory, domain, mapping)?;
    let base = prefix(mapping);
    if let Some(stage) = &mapping.stage {
        return Ok(Mapped {
            domain,
            api,
            stage: stage.clone(),
            prefix: base,
            path: rest.to_owned(),
            is_unmapped: false,
        });
    }
    let inner = rest.strip_prefix('/').unwrap_or(rest);
    let (first, rest) = inner.split_once('/').unwrap_or((inner, ""));
    if first.is_empty() {
        return Err(QueryError::new(
            format!("the URL names no stage of API `{}`", api.id),
            format!(
                "the mapping of `{name}` names none either: write \
                 `https://{name}{base}/{{stage}}/{{path}}`"
            ),
        ));
    }
    Ok(Mapped {
        domain,
        api,
        stage: first.to_owned(),
        prefix: format!("{base}/{first}"),
        path: format!("/{rest}"),
        is_unmapped: false,
    })
}

fn prefix(mapping: &BasePathMapping) -> String {
    if mapping.base_path.is_empty() {
        String::new()
    } else {
        format!("/{}", mapping.base_path)
    }
}

/// The path behind a base path, if it begins with all segments of it.
fn after<'p>(base_path: &str, path: &'p str) -> Option<&'p str> {
    if base_path.is_empty() {
        return Some(path);
    }
    let rest = path.strip_prefix('/')?.strip_prefix(base_path)?;
    match rest {
        "" => Some("/"),
        _ => rest.starts_with('/').then_some(rest),
    }
}

fn api_of<'i>(
    inventory: &'i Inventory,
    domain: &DomainName,
    mapping: &BasePathMapping,
) -> Result<&'i Api, QueryError> {
    let mut apis = inventory.apis.iter();
    let api = apis.find(|api| api.id == mapping.api).ok_or_else(|| {
        QueryError::new(
            format!(
                "`{}{}` leads to the API `{}`, which the inventory does not have",
                domain.name,
                prefix(mapping),
                mapping.api
            ),
            "add the API to the inventory, or correct the mapping",
        )
    })?;
    check_place(domain, api, "Region", &domain.region, &api.region)?;
    check_place(domain, api, "account", &domain.account, &api.account)?;
    Ok(api)
}

/// A domain name and the APIs that it leads to are in one account and one Region.
///
/// Source: AWS compute blog, `using-multiple-segments-in-amazon-api-gateway-base-path-mapping`.
fn check_place(
    domain: &DomainName,
    api: &Api,
    what: &str,
    of_domain: &Known<String>,
    of_api: &Known<String>,
) -> Result<(), QueryError> {
    match (of_domain, of_api) {
        (Known::Known(one), Known::Known(other)) if one != other => Err(QueryError::new(
            format!(
                "the custom domain name `{}` is in the {what} `{one}`, its API `{}` in `{other}`",
                domain.name, api.id
            ),
            "both must be in the same account and Region: correct the inventory",
        )),
        _ => Ok(()),
    }
}

/// A request that no mapping fits. API Gateway refuses it, whatever any policy says; the
/// answer speaks of the API that was probably meant.
fn unmapped<'i>(
    inventory: &'i Inventory,
    domain: &'i DomainName,
    mappings: &[BasePathMapping],
    path: &str,
    stage: Option<&str>,
    api: Option<&str>,
) -> Result<Mapped<'i>, QueryError> {
    let probable = probable(mappings, path).or(mappings.first());
    let named = probable.map(|mapping| mapping.api.as_str()).or(api);
    let api = match (named, inventory.apis.as_slice()) {
        (Some(named), apis) => apis.iter().find(|api| api.id == named),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    let Some(api) = api else {
        return Err(QueryError::new(
            format!(
                "no path of `{}` leads to an API that the inventory has",
                domain.name
            ),
            "add the API to the inventory, or correct `mappings` of the custom domain name",
        ));
    };
    let stages = api.stage_names().unwrap_or_default();
    let stage = probable
        .and_then(|mapping| mapping.stage.as_deref())
        .or(stage)
        .or(stages.first().copied())
        .unwrap_or("$default");
    Ok(Mapped {
        domain,
        api,
        stage: stage.to_owned(),
        prefix: String::new(),
        path: path.to_owned(),
        is_unmapped: true,
    })
}

/// The mapping that a path was probably meant for, by its first segment.
pub(crate) fn probable<'m>(
    mappings: &'m [BasePathMapping],
    path: &str,
) -> Option<&'m BasePathMapping> {
    let paths: Vec<&str> = mappings
        .iter()
        .map(|mapping| mapping.base_path.as_str())
        .collect();
    // A base path may have several segments, and so may what was meant by them.
    let path = path.trim_start_matches('/');
    let mut ends: Vec<usize> = path.match_indices('/').map(|(at, _)| at).collect();
    ends.push(path.len());
    let near = ends
        .iter()
        .filter_map(|end| nearest(path.get(..*end)?, &paths))
        .next()?;
    mappings.iter().find(|mapping| mapping.base_path == near)
}

#[cfg(test)]
mod tests {
    use super::after;

    #[test]
    fn a_base_path_is_cut_off_at_a_segment() {
        for (base, path, rest) in [
            ("", "/pets", Some("/pets")),
            ("v1", "/v1/pets", Some("/pets")),
            ("v1", "/v1", Some("/")),
            ("v1", "/v1/", Some("/")),
            ("v1", "/v1//pets", Some("//pets")),
            ("v1", "/v10/pets", None),
            ("v1", "/V1/pets", None),
            ("v1", "/pets", None),
            ("orders/v1", "/orders/v1/items", Some("/items")),
            ("orders/v1", "/orders/v2/items", None),
            ("orders/v1", "/orders", None),
        ] {
            assert_eq!(after(base, path), rest, "{base} {path}");
        }
    }
}
