//! Answers in the shape that the AWS CLI prints.

use std::collections::HashMap;

use serde_json::{Map, Value};

/// An object that grows.
#[derive(Default)]
pub(super) struct Shape(Map<String, Value>);

impl Shape {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Shape::default()
    }

    /// With one more key, if there is a value for it.
    #[must_use]
    pub(super) fn with(mut self, key: &str, value: Option<impl Into<Value>>) -> Self {
        if let Some(value) = value {
            self.0.insert(key.to_owned(), value.into());
        }
        self
    }

    /// With a list, each of whose items is made of one of the answer. A list that the answer
    /// does not have is not made up: that would say that there is nothing.
    #[must_use]
    pub(super) fn list<T>(
        self,
        key: &str,
        items: Option<Vec<T>>,
        item: impl Fn(T) -> Value,
    ) -> Self {
        let items = items.map(|items| items.into_iter().map(item).collect::<Vec<_>>());
        self.with(key, items)
    }

    /// With an object from keys that users chose, in the order of the keys.
    #[must_use]
    pub(super) fn map<T>(
        self,
        key: &str,
        items: Option<HashMap<String, T>>,
        item: impl Fn(T) -> Value,
    ) -> Self {
        self.with(key, items.map(|items| sorted(items, item)))
    }

    /// The object.
    pub(super) fn done(self) -> Value {
        Value::Object(self.0)
    }
}

/// An object in the order of its keys, because a map of the SDK has none.
pub(super) fn sorted<T>(items: HashMap<String, T>, item: impl Fn(T) -> Value) -> Value {
    let mut all: Vec<(String, T)> = items.into_iter().collect();
    all.sort_by(|one, other| one.0.cmp(&other.0));
    let pairs = all.into_iter().map(|(key, value)| (key, item(value)));
    Value::Object(pairs.collect())
}
