//! The resources of a template, with their properties worked out.

use can_invoke_source::{Member, Node, Span};

use super::Intrinsics;
use crate::{
    Environment,
    placeholder::{Placeholders, Shape},
    tree::{member, text},
};

/// A resource whose properties hold no functions any more.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    /// Its logical id.
    pub(crate) logical_id: String,
    /// Where its logical id stands.
    pub(crate) key_span: Span,
    /// Its properties.
    properties: Option<Node>,
}

impl Resource {
    /// A property.
    pub(crate) fn get(&self, name: &str) -> Option<&Node> {
        self.properties.as_ref()?.get(name)
    }

    /// The text of a property.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.scalar_text()
    }
}

/// All resources of a template.
pub(crate) struct Resources<'a> {
    template: &'a Node,
    environment: &'a Environment,
    placeholders: &'a mut Placeholders,
}

impl<'a> Resources<'a> {
    /// Those of a template.
    pub(crate) fn new(
        template: &'a Node,
        environment: &'a Environment,
        placeholders: &'a mut Placeholders,
    ) -> Self {
        Resources {
            template,
            environment,
            placeholders,
        }
    }

    /// Those of a type, in the order of the template.
    pub(crate) fn of_type(&mut self, kind: &str) -> Vec<Resource> {
        let template = self.template;
        let all = template.get("Resources").and_then(Node::as_object);
        let mut found = Vec::new();
        for one in all.unwrap_or_default() {
            if one.value.get("Type").and_then(Node::as_str) != Some(kind) {
                continue;
            }
            let properties = one.value.get("Properties");
            found.push(Resource {
                logical_id: one.key.clone(),
                key_span: one.key_span,
                properties: properties.and_then(|node| self.intrinsics().resolve(node)),
            });
        }
        found
    }

    /// What works functions out.
    pub(crate) fn intrinsics(&mut self) -> Intrinsics<'_> {
        Intrinsics::new(self.template, self.environment, self.placeholders)
    }

    /// The id that stands for an API.
    pub(crate) fn api_id(&mut self, logical_id: &str) -> String {
        self.placeholders.of(Shape::Api, logical_id)
    }

    /// The placeholder of a value.
    pub(crate) fn placeholder(&mut self, meaning: &str) -> String {
        self.placeholders.of(Shape::Text, meaning)
    }

    /// Where APIs are: the account, the Region and the partition.
    pub(crate) fn place(&mut self, span: Span) -> [Member; 3] {
        let mut intrinsics = self.intrinsics();
        let (account, region) = (intrinsics.account(), intrinsics.region());
        let partition = intrinsics.partition();
        [
            member("account", text(account, span)),
            member("region", text(region, span)),
            member("partition", text(partition, span)),
        ]
    }
}
