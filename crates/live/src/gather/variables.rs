//! Which stage variables an API refers to; the values of all others are not taken.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

/// What comes before the name of a stage variable in a reference to it: `${stageVariables.x}`
/// in integrations, `stageVariables.x` in identity sources and mappings, and the two forms of
/// mapping templates.
const BEFORE: [&str; 5] = [
    "stageVariables.",
    "stageVariables['",
    "stageVariables[\"",
    "stageVariables.get('",
    "stageVariables.get(\"",
];

/// Adds the names of the stage variables that any text of a document refers to.
pub(super) fn collect(document: &Value, names: &mut BTreeSet<String>) {
    match document {
        Value::String(text) => from_text(text, names),
        Value::Array(items) => items.iter().for_each(|item| collect(item, names)),
        Value::Object(members) => {
            for (key, value) in members {
                from_text(key, names);
                collect(value, names);
            }
        }
        _ => {}
    }
}

fn from_text(text: &str, names: &mut BTreeSet<String>) {
    for before in BEFORE {
        for rest in text.split(before).skip(1) {
            let name: String = rest
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                .collect();
            if !name.is_empty() {
                names.insert(name);
            }
        }
    }
}

/// The variables of a stage that are referred to.
pub(super) fn used(variables: Option<&Value>, names: &BTreeSet<String>) -> Value {
    let all = variables.and_then(Value::as_object);
    let kept: Map<String, Value> = all
        .into_iter()
        .flatten()
        .filter(|(name, _)| names.contains(*name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    json!(kept)
}

/// A text with the stage variables filled in that it refers to; or the name of one that is
/// not among them.
pub(super) fn fill(text: &str, variables: &BTreeMap<String, String>) -> Result<String, String> {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${stageVariables.") {
        filled.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            return Err(after.to_owned());
        };
        match variables.get(name) {
            Some(value) => filled.push_str(value),
            None => return Err(name.to_owned()),
        }
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_reference_is_seen_and_nothing_else() {
        let document = json!({
            "uri": "arn:aws:lambda:us-east-1:111111111111:function:${stageVariables.name}-x",
            "identitySource": "method.request.header.A,stageVariables.tenant",
            "templates": [
                "#set($a = $stageVariables.get('b')) $stageVariables['c'] $stageVariables[\"d\"]"
            ],
            "other": "variables.e",
        });
        let mut names = BTreeSet::new();
        collect(&document, &mut names);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        // `get` is no variable, and asking for one too many takes nothing that is not there.
        assert_eq!(names, ["b", "c", "d", "get", "name", "tenant"]);
    }

    #[test]
    fn a_text_is_filled_or_says_which_variable_is_missing() {
        let variables = BTreeMap::from([("a".to_owned(), "one".to_owned())]);
        let fill = |text| fill(text, &variables);
        assert_eq!(fill("x:${stageVariables.a}:y"), Ok("x:one:y".to_owned()));
        assert_eq!(fill("no reference"), Ok("no reference".to_owned()));
        assert_eq!(fill("${stageVariables.b}"), Err("b".to_owned()));
    }
}
