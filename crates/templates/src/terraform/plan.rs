//! The parts of a plan, joined by their addresses.
//!
//! Source: Terraform documentation, `internals/json-format`.

use std::{cell::RefCell, collections::BTreeMap};

use can_invoke_source::{Diagnostic, Node, Span};

use super::addresses::{self, within};
use crate::{
    Environment,
    placeholder::{Placeholders, Shape},
};

/// A resource as it is planned, or a data source.
#[derive(Clone, Copy, Debug)]
pub(super) struct Resource<'a> {
    /// Its address.
    pub(super) address: &'a str,
    /// The address of its module; empty for the root.
    pub(super) module: &'a str,
    /// Its type.
    pub(super) kind: &'a str,
    /// Its key in `for_each`, or its number in `count`.
    pub(super) index: Option<&'a Node>,
    /// Where its address stands.
    pub(super) span: Span,
    /// Its attributes, as far as they are known.
    pub(super) values: Option<&'a Node>,
    /// Which of them are known only after deployment.
    pub(super) unknown: Option<&'a Node>,
    /// Which of them are secret; they are taken for not known, so that nothing tells them.
    sensitive: Option<&'a Node>,
}

impl<'a> Resource<'a> {
    /// An attribute that is known.
    pub(super) fn get(&self, name: &str) -> Option<&'a Node> {
        if self.is_sensitive(name) {
            return None;
        }
        self.values?.get(name).filter(|value| !value.is_null())
    }

    /// The text of an attribute that is known.
    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.get(name)?.scalar_text()
    }

    /// The first block of a kind, such as `endpoint_configuration`.
    pub(super) fn block(&self, name: &str) -> Option<&'a Node> {
        self.get(name)?.as_array()?.first()
    }

    /// Whether an attribute, or a part of it, is known only after deployment.
    pub(super) fn is_unknown(&self, name: &str) -> bool {
        let is_unknown = self.unknown.and_then(|unknown| unknown.get(name));
        is_unknown.is_some_and(has_true) || self.is_sensitive(name)
    }

    fn is_sensitive(&self, name: &str) -> bool {
        // A resource may be secret as a whole.
        let all = self.sensitive.filter(|all| all.as_bool() == Some(true));
        let one = self.sensitive.and_then(|sensitive| sensitive.get(name));
        all.or(one).is_some_and(has_true)
    }
}

fn has_true(node: &Node) -> bool {
    let members = node.as_object().unwrap_or_default();
    let items = node.as_array().unwrap_or_default();
    node.as_bool() == Some(true)
        || items.iter().any(has_true)
        || members.iter().any(|member| has_true(&member.value))
}

/// A plan, or a state, with everything found by its address.
pub(super) struct Plan<'a> {
    /// The document.
    pub(super) node: &'a Node,
    pub(super) environment: &'a Environment,
    /// All resources and data sources in the order of the document.
    pub(super) resources: Vec<Resource<'a>>,
    /// `resource_changes` by address.
    pub(super) changes: BTreeMap<&'a str, &'a Node>,
    by_name: BTreeMap<String, Vec<usize>>,
    by_address: BTreeMap<&'a str, usize>,
    by_kind: BTreeMap<&'a str, Vec<usize>>,
    by_source: BTreeMap<&'a str, Vec<Resource<'a>>>,
    configuration: BTreeMap<String, &'a Node>,
    calls: BTreeMap<String, &'a Node>,
    outputs: BTreeMap<String, &'a Node>,
    placeholders: RefCell<&'a mut Placeholders>,
    diagnostics: RefCell<Vec<Diagnostic>>,
}

impl<'a> Plan<'a> {
    /// Finds the parts of a plan.
    pub(super) fn new(
        node: &'a Node,
        environment: &'a Environment,
        placeholders: &'a mut Placeholders,
    ) -> Self {
        let mut plan = Plan {
            node,
            environment,
            resources: Vec::new(),
            changes: BTreeMap::new(),
            by_name: BTreeMap::new(),
            by_address: BTreeMap::new(),
            by_kind: BTreeMap::new(),
            by_source: BTreeMap::new(),
            configuration: BTreeMap::new(),
            calls: BTreeMap::new(),
            outputs: BTreeMap::new(),
            placeholders: RefCell::new(placeholders),
            diagnostics: RefCell::new(Vec::new()),
        };
        for change in list(node, "resource_changes") {
            // What is deposed has the address of what takes its place.
            if change.get("deposed").is_none()
                && let Some(address) = change.get("address").and_then(Node::as_str)
            {
                plan.changes.insert(address, change);
            }
        }
        let planned = node.get("planned_values").or_else(|| node.get("values"));
        if let Some(root) = planned.and_then(|values| values.get("root_module")) {
            plan.module(root, "", false);
        }
        let prior = node
            .get("prior_state")
            .and_then(|state| state.get("values"));
        if let Some(root) = prior.and_then(|values| values.get("root_module")) {
            plan.module(root, "", true);
        }
        // Data sources that are read during the deployment are changes in older versions.
        let changes: Vec<&Node> = plan.changes.values().copied().collect();
        for change in changes {
            if change.get("mode").and_then(Node::as_str) == Some("data") {
                let module = change.get("module_address").and_then(Node::as_str);
                plan.add(change, module.unwrap_or_default());
            }
        }
        let root = node.get("configuration");
        if let Some(root) = root.and_then(|all| all.get("root_module")) {
            plan.configuration(root, "");
        }
        plan
    }

    fn module(&mut self, module: &'a Node, address: &'a str, is_prior: bool) {
        for resource in list(module, "resources") {
            let is_data = resource.get("mode").and_then(Node::as_str) == Some("data");
            if is_data || !is_prior {
                self.add(resource, address);
            }
        }
        for child in list(module, "child_modules") {
            let address = child.get("address").and_then(Node::as_str);
            self.module(child, address.unwrap_or_default(), is_prior);
        }
    }

    fn add(&mut self, node: &'a Node, module: &'a str) {
        let (Some(place), Some(kind)) =
            (node.get("address"), node.get("type").and_then(Node::as_str))
        else {
            return;
        };
        let Some(address) = place.as_str() else {
            return;
        };
        if self.by_address.contains_key(address) {
            return;
        }
        let change = self.changes.get(address).and_then(|one| one.get("change"));
        let number = self.resources.len();
        let values = node.get("values");
        let resource = Resource {
            address,
            module,
            kind,
            index: node.get("index"),
            span: place.span,
            values: values.or_else(|| change.and_then(|change| change.get("after"))),
            unknown: change.and_then(|change| change.get("after_unknown")),
            sensitive: node
                .get("sensitive_values")
                .or_else(|| change.and_then(|change| change.get("after_sensitive"))),
        };
        self.resources.push(resource);
        self.by_address.insert(address, number);
        let is_data = node.get("mode").and_then(Node::as_str) == Some("data");
        if is_data {
            self.by_source.entry(kind).or_default().push(resource);
        } else {
            self.by_kind.entry(kind).or_default().push(number);
        }
        let name = node.get("name").and_then(Node::as_str).unwrap_or_default();
        let prefix = if is_data { "data." } else { "" };
        let name = within(module, &format!("{prefix}{kind}.{name}"));
        self.by_name.entry(name).or_default().push(number);
    }

    fn configuration(&mut self, module: &'a Node, path: &str) {
        for resource in list(module, "resources") {
            if let Some(address) = resource.get("address").and_then(Node::as_str) {
                self.configuration.insert(within(path, address), resource);
            }
        }
        for output in members(module.get("outputs")) {
            let name = within(path, &output.key);
            self.outputs.insert(name, &output.value);
        }
        for call in members(module.get("module_calls")) {
            let path = within(path, &format!("module.{}", call.key));
            self.calls.insert(path.clone(), &call.value);
            if let Some(module) = call.value.get("module") {
                self.configuration(module, &path);
            }
        }
    }

    /// The resources of a type.
    pub(super) fn of_kind(&self, kind: &str) -> Vec<Resource<'a>> {
        let found = self.by_kind.get(kind).into_iter().flatten();
        found
            .filter_map(|number| self.resources.get(*number).copied())
            .collect()
    }

    /// The data sources of a type.
    pub(super) fn sources(&self, kind: &str) -> &[Resource<'a>] {
        self.by_source.get(kind).map_or(&[], Vec::as_slice)
    }

    /// The resource that a reference in a module means, such as `aws_iam_role.app[0]`; where
    /// the reference gives no index and there are several, the one with the index of who
    /// refers to it.
    pub(super) fn referred(
        &self,
        module: &str,
        name: &str,
        index: Option<&Node>,
    ) -> Option<Resource<'a>> {
        let address = within(module, name);
        if let Some(number) = self.by_address.get(address.as_str()) {
            return self.resources.get(*number).copied();
        }
        let key = within(module, &addresses::unindexed(name));
        let all = self.by_name.get(&key)?;
        if let [only] = all.as_slice() {
            return self.resources.get(*only).copied();
        }
        let index = index?.scalar_text()?;
        let mut all = all.iter().filter_map(|one| self.resources.get(*one));
        let same = |one: &&Resource<'a>| one.index.and_then(Node::scalar_text) == Some(index);
        all.find(same).copied()
    }

    /// The configuration of a resource.
    pub(super) fn configured(&self, resource: &Resource<'_>) -> Option<&'a Node> {
        let address = addresses::unindexed(resource.address);
        self.configuration.get(&address).copied()
    }

    /// The expression of an attribute of a resource.
    pub(super) fn expression(&self, resource: &Resource<'_>, name: &str) -> Option<&'a Node> {
        self.configured(resource)?.get("expressions")?.get(name)
    }

    /// The expression that the caller of a module gives for a variable.
    pub(super) fn argument(&self, module: &str, name: &str) -> Option<&'a Node> {
        let call = self.calls.get(&addresses::unindexed(module))?;
        call.get("expressions")?.get(name)
    }

    /// The expression of an output of a module.
    pub(super) fn output(&self, module: &str, name: &str) -> Option<&'a Node> {
        let path = within(&addresses::unindexed(module), name);
        self.outputs.get(&path)?.get("expression")
    }

    /// The placeholder of a value.
    pub(super) fn placeholder(&self, shape: Shape, meaning: &str) -> String {
        self.placeholders.borrow_mut().of(shape, meaning)
    }

    /// Tells something about the plan.
    pub(super) fn report(&self, diagnostic: Diagnostic) {
        self.diagnostics.borrow_mut().push(diagnostic);
    }

    /// What there is to tell.
    pub(super) fn finish(self) -> Vec<Diagnostic> {
        self.diagnostics.into_inner()
    }
}

/// The items of a list, none if it is missing.
pub(super) fn list<'a>(node: &'a Node, key: &str) -> &'a [Node] {
    node.get(key).and_then(Node::as_array).unwrap_or_default()
}

fn members(node: Option<&Node>) -> &[can_invoke_source::Member] {
    node.and_then(Node::as_object).unwrap_or_default()
}
