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
    /// The id of a VPC endpoint.
    VpcEndpoint,
    /// The id of a VPC.
    Vpc,
    /// A custom domain name.
    Domain,
    /// The id of an organization.
    Organization,
    /// Any text.
    Text,
}

/// Every placeholder of a run with what it stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placeholders {
    meanings: BTreeMap<String, String>,
    /// The other way round.
    texts: BTreeMap<String, String>,
    /// Those that stand for a value in the shape that its place asks for.
    shaped: BTreeMap<(Shape, String), String>,
}

impl Placeholders {
    /// The placeholder of a value; `meaning` is what people know it by, such as
    /// `AWS::AccountId` or `PetsApi`, and the same meaning has the same placeholder.
    pub fn of(&mut self, shape: Shape, meaning: &str) -> String {
        if let Some(text) = self.texts.get(meaning) {
            return text.clone();
        }
        let text = self.add(shape, meaning);
        self.texts.insert(meaning.to_owned(), text.clone());
        text
    }

    /// What stands for the value of a placeholder where only texts of a shape can stand;
    /// nothing if the text is no placeholder.
    pub fn in_shape(&mut self, shape: Shape, placeholder: &str) -> Option<String> {
        let meaning = self.meanings.get(placeholder)?.clone();
        let key = (shape, meaning);
        if let Some(text) = self.shaped.get(&key) {
            return Some(text.clone());
        }
        let text = self.add(shape, &key.1);
        self.shaped.insert(key, text.clone());
        Some(text)
    }

    fn add(&mut self, shape: Shape, meaning: &str) -> String {
        let number = self.meanings.len() + 1;
        let text = match shape {
            Shape::Account => format!("0000000{number:05}"),
            Shape::Region => format!("xx-unknown-{number}"),
            Shape::Api => format!("unknown{number:03}"),
            Shape::VpcEndpoint => format!("vpce-unknown{number:03}"),
            Shape::Vpc => format!("vpc-unknown{number:03}"),
            Shape::Domain => format!("unknown-{number}.example"),
            Shape::Organization => format!("o-unknown{number:05}"),
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
        // The longer ones first: `unknown-1` is the beginning of `unknown-12`.
        for (placeholder, meaning) in self.meanings.iter().rev() {
            if shown.contains(placeholder.as_str()) {
                shown = shown.replace(placeholder.as_str(), &format!("<{meaning}>"));
            }
        }
        shown
    }
}
