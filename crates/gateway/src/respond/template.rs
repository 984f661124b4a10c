//! Path templates: the path parameters of a request.

/// The path parameters of a path by the template of its route: `/pets/{id}` and `/pets/7`
/// make `id` 7. Nothing if the path does not fit.
pub(super) fn parameters(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let mut found = Vec::new();
    let mut rest = path.strip_prefix('/')?;
    for part in template.strip_prefix('/')?.split('/') {
        let name = part
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'));
        if let Some(greedy) = name.and_then(|name| name.strip_suffix('+')) {
            found.push((greedy.to_owned(), rest.to_owned()));
            return Some(found);
        }
        let (segment, after) = rest.split_once('/').unwrap_or((rest, ""));
        match name {
            Some(name) => found.push((name.to_owned(), segment.to_owned())),
            None if part != segment => return None,
            None => {}
        }
        rest = after;
    }
    rest.is_empty().then_some(found)
}

/// The template with its parameters filled in; nothing if one is missing.
pub(super) fn fill<'v>(
    template: &str,
    value: impl Fn(&str) -> Option<&'v str>,
) -> Result<String, String> {
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        filled.push_str(before);
        if before.ends_with('$') {
            // A stage variable, which somebody else fills in.
            filled.push_str(&format!("{{{name}}}"));
        } else {
            let name = name.strip_suffix('+').unwrap_or(name);
            filled.push_str(value(name).ok_or_else(|| name.to_owned())?);
        }
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(template: &str, path: &str) -> Option<String> {
        let pairs = parameters(template, path)?;
        let pairs: Vec<String> = pairs.iter().map(|(k, v)| format!("{k}={v}")).collect();
        Some(pairs.join(" "))
    }

    #[test]
    fn parameters_are_found_by_their_place() {
        assert_eq!(found("/pets/{id}", "/pets/7").as_deref(), Some("id=7"));
        assert_eq!(
            found("/{a}/x/{rest+}", "/1/x/2/3").as_deref(),
            Some("a=1 rest=2/3")
        );
        assert_eq!(found("/pets", "/pets").as_deref(), Some(""));
        assert_eq!(found("/pets/{id}", "/cats/7"), None);
        assert_eq!(found("/pets/{id}", "/pets/7/8"), None);
    }

    #[test]
    fn a_template_is_filled_in_or_tells_what_it_lacks() {
        let value = |name: &str| (name == "proxy").then_some("a/b");
        assert_eq!(
            fill("https://x/{proxy+}", value).as_deref(),
            Ok("https://x/a/b")
        );
        assert_eq!(
            fill("https://${stageVariables.host}/x", value).as_deref(),
            Ok("https://${stageVariables.host}/x")
        );
        assert_eq!(fill("/{id}", value), Err("id".to_owned()));
    }
}
