//! Texts that stand for values which are known only after deployment.

use std::collections::BTreeMap;

/// The shapes of placeholders: what a text has to look like to be read in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// Twelve digits.
    Account,
    /// A Region.
    Region,
    /// The id of an API.
    Api,
    /// Any text.
    Text,
}

/// Every placeholder of a run with what it stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placeholders {
    meanings: BTreeMap<String, String>,
}

impl Placeholders {
    /// The placeholder of a value; `meaning` is what people know it by, such as
    /// `AWS::AccountId` or `PetsApi`, and the same meaning has the same placeholder.
    pub fn of(&mut self, shape: Shape, meaning: &str) -> String {
        let known = self.meanings.iter().find(|(_, known)| *known == meaning);
        if let Some((text, _)) = known {
            return text.clone();
        }
        let number = self.meanings.len() + 1;
        let text = match shape {
            Shape::Account => format!("0000000{number:05}"),
            Shape::Region => format!("xx-unknown-{number}"),
            Shape::Api => format!("unknown{number:03}"),
            Shape::Text => format!("unknown-{number}"),
        };
        self.meanings.insert(text.clone(), meaning.to_owned());
        text
    }

    /// Whether a text holds a placeholder, so that it is not known in full.
    pub fn is_in(&self, text: &str) -> bool {
        self.meanings
            .keys()
            .any(|placeholder| text.contains(placeholder.as_str()))
    }

    /// A text with what its placeholders stand for, as people read it.
    pub fn shown(&self, text: &str) -> String {
        let mut shown = text.to_owned();
        for (placeholder, meaning) in &self.meanings {
            if shown.contains(placeholder.as_str()) {
                shown = shown.replace(placeholder.as_str(), &format!("<{meaning}>"));
            }
        }
        shown
    }
}
