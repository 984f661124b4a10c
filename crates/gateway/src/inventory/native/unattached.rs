//! `unattached-policies:` of an inventory: policies of which nobody said whom or what they
//! belong to. They bear on no question; they are read for what is wrong with them.

use can_invoke_policy::PolicyKind;
use can_invoke_source::Node;

use crate::inventory::{
    fields::{self, Fields},
    policies,
    texts::Texts,
};

use super::apis::choose;

const KEYS: [&str; 2] = ["kind", "policy"];

const KINDS: [(&str, PolicyKind); 8] = [
    ("identity", PolicyKind::Identity),
    ("resource", PolicyKind::Resource),
    ("trust", PolicyKind::Trust),
    ("permissions-boundary", PolicyKind::PermissionsBoundary),
    ("session", PolicyKind::Session),
    ("vpc-endpoint", PolicyKind::VpcEndpoint),
    ("service-control", PolicyKind::ServiceControl),
    ("resource-control", PolicyKind::ResourceControl),
];

/// Reads a policy; it is kept where policies are kept with their trees.
pub(super) fn read(texts: &mut Texts<'_>, node: &Node) {
    const WHAT: &str = "an unattached policy";
    let Some(fields) = Fields::strict(texts, node, WHAT, &KEYS) else {
        return;
    };
    let Some(kind) = fields.require(texts, WHAT, "kind") else {
        return;
    };
    let Some((text, span)) = fields::text(texts, kind, "kind") else {
        return;
    };
    let what = "a kind of policies";
    let kind = choose(texts, text, span, &KINDS, "invalid-policy-kind", what);
    if let (Some(kind), Some(policy)) = (kind, fields.require(texts, WHAT, "policy")) {
        // What is wrong with it is reported, and beyond that nothing is made of it.
        let _policy = policies::policy(texts, policy, kind, "unattached policy");
    }
}
