//! From the AST of the library to our tree.

use jsonc_parser::ast;
use jsonc_parser::common::Range;

use crate::collector::Collector;
use crate::{Member, Node, Number, OffsetMap, Text, Value, duplicates, escapes};

pub(super) struct Builder<'a> {
    text: &'a str,
    map: &'a OffsetMap,
    out: &'a mut Collector,
}

impl<'a> Builder<'a> {
    pub(super) fn new(text: &'a str, map: &'a OffsetMap, out: &'a mut Collector) -> Self {
        Builder { text, map, out }
    }

    /// Recursion is bounded: the token scan has refused deeper texts.
    pub(super) fn node(&mut self, value: ast::Value<'_>) -> Node {
        let (range, value) = match value {
            ast::Value::NullKeyword(null) => (null.range, Value::Null),
            ast::Value::BooleanLit(boolean) => (boolean.range, Value::Bool(boolean.value)),
            ast::Value::NumberLit(number) => {
                (number.range, Value::Number(Number(number.value.to_owned())))
            }
            ast::Value::StringLit(string) => (string.range, Value::String(self.string(string))),
            ast::Value::Array(array) => (
                array.range,
                Value::Array(
                    array
                        .elements
                        .into_iter()
                        .map(|item| self.node(item))
                        .collect(),
                ),
            ),
            ast::Value::Object(object) => {
                let members: Vec<Member> = object
                    .properties
                    .into_iter()
                    .map(|property| self.member(property))
                    .collect();
                duplicates::report(&members, self.out);
                (object.range, Value::Object(members))
            }
        };
        Node {
            span: self.map.span(range.start, range.end),
            tag: None,
            value,
        }
    }

    fn member(&mut self, property: ast::ObjectProp<'_>) -> Member {
        let (range, key) = match property.name {
            ast::ObjectPropName::String(key) => (key.range, key.value.into_owned()),
            ast::ObjectPropName::Word(key) => (key.range, key.value.to_owned()),
        };
        let has_quotes = self
            .text
            .get(range.start..range.end)
            .is_some_and(|raw| raw.starts_with(['"', '\'']));
        let quote = usize::from(has_quotes);
        Member {
            key,
            key_span: self.map.span(range.start, range.end),
            key_text_span: self.map.span(range.start + quote, range.end - quote),
            value: self.node(property.value),
        }
    }

    fn string(&self, string: ast::StringLit<'_>) -> Text {
        let Range { start, end } = string.range;
        let raw = self.text.get(start + 1..end.saturating_sub(1));
        if raw.is_some_and(|raw| raw != string.value)
            && let Some(Ok((decoded, inner))) =
                raw.map(|raw| escapes::decode(raw, start + 1, self.map.file()))
        {
            debug_assert_eq!(decoded, string.value);
            let map = self.map.compose_within(&inner, decoded.len());
            return Text { decoded, map };
        }
        Text {
            map: self.map.slice(start + 1, string.value.len()),
            decoded: string.value.into_owned(),
        }
    }
}
