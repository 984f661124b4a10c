//! The functions that make texts and lists.

use can_invoke_source::{Diagnostic, Node, Span, Value};

use super::{BYTES_OF_VALUE, Intrinsics, Worked};
use crate::{
    placeholder::Shape,
    tree::{self, Pieces},
};

/// Whether `Fn::Sub` itself gives a value of this name.
fn is_given(values: Option<&Node>, name: &str) -> bool {
    values.is_some_and(|values| values.get(name.trim()).is_some())
}

impl Intrinsics<'_> {
    /// `Fn::Sub`: `${Name}` is `Ref`, `${Name.Attribute}` is `Fn::GetAtt`, `${!Name}` stays
    /// `${Name}`.
    pub(super) fn substitute(&mut self, argument: &Node, span: Span, level: usize) -> Node {
        let (template, values) = match argument.as_array() {
            Some([template, values, ..]) => (template, Some(values)),
            Some([template]) => (template, None),
            _ => (argument, None),
        };
        let Value::String(text) = &template.value else {
            return self.unknown(span, "Fn::Sub");
        };
        let mut pieces = Pieces::new(span);
        let mut rest = 0;
        while let Some((before, inside, after)) = next_variable(&text.decoded, rest) {
            pieces.slice(text, rest..before);
            let name = text.decoded.get(inside.clone()).unwrap_or_default();
            if let Some(literal) = name.strip_prefix('!') {
                pieces.slice(text, before..before + 2);
                pieces.slice(text, inside.end - literal.len()..after);
            } else {
                let place = text.map.span(before, after);
                // Names of CloudFormation have no colon but in `AWS::…`.
                if name.contains(':')
                    && !name.trim().starts_with("AWS::")
                    && !is_given(values, name)
                {
                    self.report(
                        Diagnostic::error(
                            "sub-variable",
                            place,
                            format!("CloudFormation has no variable `{}`", name.trim()),
                        )
                        .help(format!("write `${{!{}}}`, if it is for IAM", name.trim())),
                    );
                }
                let value = self.variable(name.trim(), values, place, level);
                if !self.spend(1 + value.len() / BYTES_OF_VALUE, span) {
                    return self.unknown(span, "a value of a template that is too big");
                }
                pieces.whole(&value, place);
            }
            rest = after;
        }
        pieces.slice(text, rest..text.decoded.len());
        self.with_dynamic(pieces.finish())
    }

    /// The value of a variable of `Fn::Sub`.
    fn variable(&mut self, name: &str, values: Option<&Node>, place: Span, level: usize) -> String {
        let worked = if let Some(value) = values.and_then(|values| values.get(name)) {
            self.work(value, level + 1)
        } else if name.contains('.') {
            Worked::Value(self.attribute(&tree::text(name, place), place, level))
        } else {
            self.reference(name, place, level)
        };
        match worked {
            Worked::Value(node) => match node.scalar_text() {
                Some(text) => text.to_owned(),
                None => self.placeholders.of(Shape::Text, name),
            },
            Worked::Nothing => String::new(),
        }
    }

    /// `Fn::Join`.
    pub(super) fn join(&mut self, argument: &Node, span: Span, level: usize) -> Node {
        let Some([delimiter, values]) = argument.as_array() else {
            return self.unknown(span, "Fn::Join");
        };
        let Worked::Value(values) = self.work(values, level + 1) else {
            return self.unknown(span, "Fn::Join");
        };
        let delimiter = delimiter.as_str().unwrap_or_default();
        let Some(values) = values.as_array() else {
            // A list that is not known, such as a parameter, joined.
            let values = values.scalar_text().unwrap_or_default().to_owned();
            let values = self.placeholders.shown(&values);
            return self.unknown(span, &format!("Fn::Join of {values}"));
        };
        let mut pieces = Pieces::new(span);
        for (index, value) in values.iter().enumerate() {
            if index > 0 && !delimiter.is_empty() {
                pieces.whole(delimiter, value.span);
            }
            match &value.value {
                Value::String(text) => pieces.slice(text, 0..text.decoded.len()),
                _ => match value.scalar_text() {
                    Some(text) => pieces.whole(text, value.span),
                    None => {
                        let unknown = self.placeholders.of(Shape::Text, "Fn::Join");
                        pieces.whole(&unknown, value.span);
                    }
                },
            }
        }
        self.with_dynamic(pieces.finish())
    }

    /// `Fn::Select`.
    pub(super) fn select(&mut self, argument: &Node, span: Span, level: usize) -> Worked {
        let Some([index, values]) = argument.as_array() else {
            return Worked::Value(self.unknown(span, "Fn::Select"));
        };
        let index = self.resolve_at(index, level + 1);
        let index = index.as_ref().and_then(Node::scalar_text);
        let index = index.unwrap_or("?").to_owned();
        let worked = self.work(values, level + 1);
        let Worked::Value(values) = worked else {
            return Worked::Value(self.unknown(span, "Fn::Select"));
        };
        let chosen = values
            .as_array()
            .and_then(|all| all.get(index.parse::<usize>().ok()?));
        match chosen {
            Some(chosen) => Worked::Value(chosen.clone()),
            None => {
                let values = values.scalar_text().unwrap_or("a list").to_owned();
                let values = self.placeholders.shown(&values);
                let index = self.placeholders.shown(&index);
                Worked::Value(self.unknown(span, &format!("Fn::Select {index} of {values}")))
            }
        }
    }

    /// `Fn::Split`.
    pub(super) fn split(&mut self, argument: &Node, span: Span, level: usize) -> Worked {
        let Some([delimiter, source]) = argument.as_array() else {
            return Worked::Value(self.unknown(span, "Fn::Split"));
        };
        let worked = self.work(source, level + 1);
        let (Some(delimiter), Worked::Value(source)) = (delimiter.as_str(), worked) else {
            return Worked::Value(self.unknown(span, "Fn::Split"));
        };
        let is_known = source
            .as_str()
            .is_some_and(|text| !self.placeholders.is_in(text));
        match source.as_str() {
            Some(text) if is_known && !delimiter.is_empty() => {
                let parts = text.split(delimiter).map(|part| tree::text(part, span));
                let parts: Vec<Node> = parts.collect();
                if !self.spend(parts.len(), span) {
                    return Worked::Value(self.unknown(span, "Fn::Split"));
                }
                Worked::Value(tree::list(span, parts))
            }
            text => {
                let text = self.placeholders.shown(text.unwrap_or_default());
                Worked::Value(self.unknown(span, &format!("Fn::Split {delimiter} of {text}")))
            }
        }
    }

    /// `Fn::FindInMap`.
    pub(super) fn find_in_map(&mut self, argument: &Node, span: Span, level: usize) -> Worked {
        let keys = argument.as_array().unwrap_or_default();
        let template = self.template;
        let mut found = template.get("Mappings");
        let mut path = String::from("Fn::FindInMap");
        for key in keys.iter().take(3) {
            let key = self.resolve_at(key, level + 1);
            let key = key.as_ref().and_then(Node::scalar_text).unwrap_or("?");
            let size = found.and_then(Node::as_object).map_or(0, <[_]>::len);
            // A long map takes its time each time.
            if !self.spend(1 + size / BYTES_OF_VALUE, span) {
                return Worked::Value(self.unknown(span, "Fn::FindInMap"));
            }
            found = found.and_then(|map| map.get(key));
            path.push(' ');
            path.push_str(&self.placeholders.shown(key));
        }
        match found.filter(|_| keys.len() >= 3) {
            // The places of the values are those of the mapping.
            Some(value) => self.work(value, level + 1),
            None => Worked::Value(self.unknown(span, &path)),
        }
    }
}

/// The next `${…}` of a text from a position: where it begins, what is inside, where it ends.
fn next_variable(text: &str, from: usize) -> Option<(usize, std::ops::Range<usize>, usize)> {
    let begin = from + text.get(from..)?.find("${")?;
    let length = text.get(begin + 2..)?.find('}')?;
    Some((begin, begin + 2..begin + 2 + length, begin + 2 + length + 1))
}
