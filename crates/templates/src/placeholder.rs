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
    /// An ARN.
    Arn,
    /// An action.
    Action,
    /// A range of addresses.
    Address,
    /// Any text.
    Text,
}

/// What each placeholder has one of in it, see [`Placeholders::add`].
const MARKS: [&str; 4] = ["unknown", "Unknown", "0000000", "2001:db8::"];

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
            Shape::Arn => format!("arn:aws:unknown:::unknown-{number}"),
            Shape::Action => format!("unknown:Unknown{number:05}"),
            // Source: RFC 3849: addresses for documentation.
            Shape::Address => format!("2001:db8::{number:x}/128"),
            Shape::Text => format!("unknown-{number}"),
        };
        self.meanings.insert(text.clone(), meaning.to_owned());
        text
    }

    /// Whether a text holds a placeholder, so that it is not known in full.
    pub fn is_in(&self, text: &str) -> bool {
        // Most texts hold none, and that shows at once.
        let may_hold = MARKS.iter().any(|mark| text.contains(mark));
        may_hold
            && self
                .meanings
                .keys()
                .any(|placeholder| text.contains(placeholder.as_str()))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.meanings.is_empty()
    }

    /// What stands for a value, if something does.
    pub fn standing_for(&self, meaning: &str) -> Option<&str> {
        self.texts.get(meaning).map(String::as_str)
    }

    /// The opposite of [`Self::shown`]: a text as people write it, `<PetsApi>`, with
    /// placeholders.
    pub fn hidden(&self, text: &str) -> String {
        let mut hidden = text.to_owned();
        for (meaning, placeholder) in &self.texts {
            hidden = hidden.replace(&format!("<{meaning}>"), placeholder);
        }
        hidden
    }

    /// A text with what its placeholders stand for, as people read it.
    pub fn shown(&self, text: &str) -> String {
        if !MARKS.iter().any(|mark| text.contains(mark)) {
            return text.to_owned();
        }
        let mut within: Vec<(&String, &String)> = self
            .meanings
            .iter()
            .filter(|(placeholder, _)| text.contains(placeholder.as_str()))
            .collect();
        // The longer ones first, as others may be a part of them: `unknown-1` of `unknown-12`.
        within.sort_by_key(|(placeholder, _)| std::cmp::Reverse(placeholder.len()));
        let mut shown = text.to_owned();
        for (placeholder, meaning) in within {
            shown = shown.replace(placeholder.as_str(), &format!("<{meaning}>"));
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_meaning_has_one_placeholder_and_one_more_for_each_shape() {
        let mut placeholders = Placeholders::default();
        let text = placeholders.of(Shape::Text, "Caller");
        assert_eq!(placeholders.of(Shape::Text, "Caller"), text);
        let account = placeholders.in_shape(Shape::Account, &text);
        let account = account.expect("it is a placeholder");
        assert_eq!(account.len(), 12);
        assert_eq!(
            placeholders.in_shape(Shape::Account, &text).as_deref(),
            Some(account.as_str())
        );
        assert_eq!(placeholders.in_shape(Shape::Account, "known"), None);
        assert_eq!(placeholders.shown(&account), "<Caller>");
        assert_eq!(placeholders.of(Shape::Text, "Caller"), text);
    }

    #[test]
    fn every_placeholder_is_found() {
        let mut placeholders = Placeholders::default();
        let shapes = [
            Shape::Account,
            Shape::Region,
            Shape::Api,
            Shape::VpcEndpoint,
            Shape::Vpc,
            Shape::Domain,
            Shape::Organization,
            Shape::Arn,
            Shape::Action,
            Shape::Address,
            Shape::Text,
        ];
        for shape in shapes {
            let text = placeholders.of(shape, &format!("{shape:?}"));
            assert!(placeholders.is_in(&text), "{text}");
            assert_eq!(placeholders.shown(&text), format!("<{shape:?}>"));
        }
        assert!(!placeholders.is_in("arn:aws:iam::111122223333:role/app"));
    }

    #[test]
    fn what_is_shown_can_be_hidden_again() {
        let mut placeholders = Placeholders::default();
        let api = placeholders.of(Shape::Api, "PetsApi");
        let shown = placeholders.shown(&format!("{api}/prod"));
        assert_eq!(shown, "<PetsApi>/prod");
        assert_eq!(placeholders.hidden(&shown), format!("{api}/prod"));
        assert_eq!(placeholders.standing_for("PetsApi"), Some(api.as_str()));
        assert_eq!(placeholders.standing_for("Others"), None);
    }

    #[test]
    fn placeholders_within_others_are_shown_as_what_they_are() {
        let mut placeholders = Placeholders::default();
        for number in 0..12 {
            placeholders.of(Shape::Text, &format!("P{number}"));
        }
        assert_eq!(placeholders.shown("unknown-1/unknown-12"), "<P0>/<P11>");
        let arn = placeholders.in_shape(Shape::Arn, "unknown-1");
        assert_eq!(placeholders.shown(&arn.expect("one")), "<P0>");
    }
}
