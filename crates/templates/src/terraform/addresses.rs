//! Addresses of Terraform: `module.shop["a.b"].aws_api_gateway_rest_api.pets[0]`.

/// The parts between dots, where dots in an index are no ends of parts.
pub(super) fn parts(address: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut is_index, mut is_text, mut is_escaped) = (0, false, false, false);
    for (place, character) in address.char_indices() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' if is_text => is_escaped = true,
            '"' if is_index => is_text = !is_text,
            '[' if !is_text => is_index = true,
            ']' if !is_text => is_index = false,
            '.' if !is_index => {
                found.extend(address.get(start..place));
                start = place + 1;
            }
            _ => {}
        }
    }
    found.extend(address.get(start..));
    found
}

/// A part without its index.
pub(super) fn plain(part: &str) -> &str {
    part.split_once('[').map_or(part, |(name, _)| name)
}

/// An address as the configuration knows it: without indexes.
pub(super) fn unindexed(address: &str) -> String {
    let parts: Vec<&str> = parts(address).into_iter().map(plain).collect();
    parts.join(".")
}

/// The address of something in a module.
pub(super) fn within(module: &str, name: &str) -> String {
    if module.is_empty() {
        name.to_owned()
    } else {
        format!("{module}.{name}")
    }
}

/// The module that calls a module, and the name of the call; nothing for the root.
pub(super) fn caller(module: &str) -> Option<(String, String)> {
    let parts = parts(module);
    let (call, before) = parts.split_last()?;
    let (word, before) = before.split_last()?;
    (*word == "module").then(|| (before.join("."), plain(call).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_and_brackets_in_an_index_are_a_part_of_it() {
        let address = r#"module.shop["a.b]\"c"].aws_x.pets[0]"#;
        assert_eq!(
            parts(address),
            ["module", r#"shop["a.b]\"c"]"#, "aws_x", "pets[0]"]
        );
        assert_eq!(unindexed(address), "module.shop.aws_x.pets");
        let called = caller(r#"module.a["x.y"].module.b[0]"#);
        assert_eq!(
            called,
            Some((r#"module.a["x.y"]"#.to_owned(), "b".to_owned()))
        );
        assert_eq!(caller(""), None);
    }
}
