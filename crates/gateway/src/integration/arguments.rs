//! Stage variables in the texts of an integration.
//!
//! Source: API Gateway developer guide, `aws-api-gateway-stage-variables-reference`.

use crate::inventory::Stage;

/// A text with its stage variables filled in.
pub(crate) enum Filled {
    /// This is what it comes to.
    Text(String),
    /// The stage has no variable of this name.
    Lacks(String),
    /// Nobody said what the stage's variable of this name holds.
    NotKnown(String),
}

/// Fills in `${stageVariables.name}` as a stage has it.
pub(crate) fn fill(text: &str, stage: Option<&Stage>) -> Filled {
    const OPENING: &str = "${stageVariables.";
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(OPENING) {
        let Some((name, behind)) = after.split_once('}') else {
            break;
        };
        let variables = stage.and_then(|stage| stage.variables.known());
        let Some(variables) = variables else {
            return Filled::NotKnown(name.to_owned());
        };
        let Some(value) = variables.get(name) else {
            return Filled::Lacks(name.to_owned());
        };
        filled.push_str(before);
        filled.push_str(value);
        rest = behind;
    }
    filled.push_str(rest);
    Filled::Text(filled)
}
