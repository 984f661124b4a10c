//! A definition, and what its `$ref`s refer to. Only references inside the document are
//! followed; nothing is ever fetched.

use std::{cell::RefCell, collections::BTreeMap};

use can_invoke_source::Node;

use super::{DefinitionOf, plain};

/// How many references are followed, one to the next, before they are taken for a circle.
const DEPTH: usize = 16;

/// How many members an object has at most whose keys are looked through one by one.
const FEW: usize = 16;

/// The numbers of the members of objects by their keys, so that ten thousand references into
/// one object do not look through all of it ten thousand times. An object is known by its
/// address.
type Indexes = BTreeMap<*const Node, BTreeMap<String, usize>>;

/// A definition.
pub(super) struct Definition<'n> {
    /// The document.
    pub(super) root: &'n Node,
    /// Of which kind the API is.
    pub(super) of: DefinitionOf,
    indexes: RefCell<Indexes>,
}

impl<'n> Definition<'n> {
    pub(super) fn new(root: &'n Node, of: DefinitionOf) -> Self {
        Definition {
            root,
            of,
            indexes: RefCell::default(),
        }
    }

    /// The node, or what it refers to; nothing if that is not in the document.
    pub(super) fn follow(&self, node: &'n Node) -> Option<&'n Node> {
        let mut node = node;
        for _ in 0..DEPTH {
            let Some(reference) = node.get("$ref") else {
                return Some(node);
            };
            node = self.at(plain(reference)?)?;
        }
        None
    }

    /// What a key of a node holds, with its reference followed.
    pub(super) fn get(&self, node: &'n Node, key: &str) -> Option<&'n Node> {
        self.follow(node.get(key)?)
    }

    /// What a JSON pointer such as `#/components/schemas/Pet` leads to.
    fn at(&self, reference: &str) -> Option<&'n Node> {
        let pointer = reference.strip_prefix("#/")?;
        pointer.split('/').try_fold(self.root, |node, part| {
            let key = part.replace("~1", "/").replace("~0", "~");
            self.child(node, &key)
        })
    }

    /// What a key of an object holds, as [`Node::get`] finds it.
    fn child(&self, node: &'n Node, key: &str) -> Option<&'n Node> {
        let members = node.as_object()?;
        if members.len() <= FEW {
            return node.get(key);
        }
        let mut indexes = self.indexes.borrow_mut();
        let index = indexes.entry(node).or_insert_with(|| {
            // Of two with the same key the first counts.
            let all = members.iter().enumerate().rev();
            all.map(|(number, one)| (one.key.clone(), number)).collect()
        });
        let member = members.get(*index.get(key)?)?;
        Some(&member.value)
    }

    /// The security scheme of a name: of OpenAPI 3, or of 2.0.
    pub(super) fn scheme(&self, name: &str) -> Option<&'n Node> {
        self.follow(self.child(self.schemes()?, name)?)
    }

    /// All security schemes.
    pub(super) fn schemes(&self) -> Option<&'n Node> {
        let components = self.root.get("components");
        components
            .and_then(|components| components.get("securitySchemes"))
            .or_else(|| self.root.get("securityDefinitions"))
    }

    /// A setting of the endpoint, which stands at the root or, in OpenAPI 3, at a server.
    ///
    /// Source: `api-gateway-swagger-extensions-endpoint-configuration`.
    pub(super) fn endpoint_setting(&self, key: &str) -> Option<&'n Node> {
        let name = "x-amazon-apigateway-endpoint-configuration";
        let servers = self.root.get("servers").and_then(Node::as_array);
        std::iter::once(self.root)
            .chain(servers.unwrap_or_default())
            .find_map(|holder| holder.get(name)?.get(key))
    }
}
