//! Policies that are not known in full, and policies that belong to nothing that is known.

use can_invoke_gateway::inventory::{InMemory, Known, LoadOptions, load_with};
use can_invoke_policy::PolicyKind;
use can_invoke_source::Limits;

use crate::support::{clean, native, told};

const STATEMENT: &str = "{ Version: '2012-10-17', Statement: { Effect: Allow, Action: 'execute-api:Invoke', Resource: '*' } }";

fn kept(text: &str) -> Vec<(String, PolicyKind)> {
    let options = LoadOptions {
        keeps_policies: true,
        ..LoadOptions::default()
    };
    let documents = [("inventory.yaml".to_owned(), text.as_bytes().to_vec())];
    let loaded = load_with(
        &documents,
        &InMemory::default(),
        &Limits::default(),
        &options,
    );
    let policies = loaded.policies.iter().map(|tree| &tree.policy);
    policies.map(|one| (one.name.clone(), one.kind)).collect()
}

#[test]
fn a_policy_that_is_not_known_makes_the_list_not_known_and_the_others_are_read() {
    let text = format!(
        "can-invoke: 1
principals:
  - arn: arn:aws:iam::222222222222:role/app
    policies:
      - not-known: arn:aws:iam::aws:policy/ReadOnlyAccess
      - {{ name: Own, document: {STATEMENT} }}
"
    );
    let loaded = clean(native(&text));
    assert_eq!(loaded.inventory.principals[0].policies, Known::NotKnown);
    assert_eq!(kept(&text), [("Own".to_owned(), PolicyKind::Identity)]);
}

#[test]
fn unattached_policies_are_kept_for_rules_and_bear_on_nothing() {
    let text = format!(
        "can-invoke: 1
policies:
  Shared: {STATEMENT}
unattached-policies:
  - {{ kind: service-control, policy: {{ name: NoDeletes, document: {STATEMENT} }} }}
  - {{ kind: identity, policy: {{ shared: Shared }} }}
"
    );
    let loaded = clean(native(&text));
    assert_eq!(loaded.inventory.policies().count(), 0);
    assert_eq!(
        kept(&text),
        [
            ("NoDeletes".to_owned(), PolicyKind::ServiceControl),
            ("Shared".to_owned(), PolicyKind::Identity),
        ]
    );
}

#[test]
fn those_that_are_not_as_they_should_be() {
    let loaded = native(&format!(
        "can-invoke: 1
unattached-policies:
  - {{ kind: identities, policy: {STATEMENT} }}
  - {{ policy: {STATEMENT} }}
  - {{ kind: identity }}
principals:
  - arn: arn:aws:iam::222222222222:role/app
    policies: [{{ not-known: a, name: b }}]
"
    ));
    assert_eq!(
        told(&loaded),
        [
            "invalid-policy-kind inventory.yaml:3:13",
            "missing-key inventory.yaml:4:5",
            "missing-key inventory.yaml:5:5",
            "unknown-key inventory.yaml:8:32",
        ]
    );
}
