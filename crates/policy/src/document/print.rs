//! From a [`Policy`] back to text.
//!
//! Source: IAM user guide, `reference_policies_grammar`, for names and order of the
//! elements.

use can_invoke_source::{JsonWriter, Layout};

use super::{
    Actions, Condition, Policy, PrincipalEntry, PrincipalForm, Principals, Resources, Statement,
};

impl Policy {
    /// The document as JSON text, in one form whatever it was read from: indented by two
    /// spaces, elements in the order of AWS's documents, `Version` always there, statements
    /// always a list. Of actions, resources, principals of one kind and values of a
    /// condition, one stands alone and several in a list; numbers and booleans among the
    /// values are strings.
    ///
    /// A document that was read without an error is read back as the same policy, apart
    /// from its places, see [`Policy::without_spans`]. What could not be read of a document
    /// with an error is not in the text.
    pub fn to_json(&self) -> String {
        let mut writer = JsonWriter::new(Layout::Indented);
        writer.object(|writer| {
            writer.key("Version");
            // A document that does not say is of the older version.
            writer.string(if self.has_variables {
                "2012-10-17"
            } else {
                "2008-10-17"
            });
            if let Some(id) = &self.id {
                writer.key("Id");
                writer.string(id);
            }
            writer.key("Statement");
            writer.array(|writer| {
                for one in &self.statements {
                    statement(one, writer);
                }
            });
        });
        writer.finish()
    }
}

fn statement(statement: &Statement, writer: &mut JsonWriter) {
    writer.object(|writer| {
        if let Some(sid) = &statement.sid {
            writer.key("Sid");
            writer.string(sid);
        }
        writer.key("Effect");
        writer.string(statement.effect.as_str());
        if let Some(element) = &statement.principal {
            principals(element, writer);
        }
        actions(&statement.action, writer);
        if let Some(element) = &statement.resource {
            resources(element, writer);
        }
        if !statement.conditions.is_empty() {
            writer.key("Condition");
            conditions(&statement.conditions, writer);
        }
    });
}

fn principals(principals: &Principals, writer: &mut JsonWriter) {
    writer.key(if principals.negated {
        "NotPrincipal"
    } else {
        "Principal"
    });
    if let [only] = principals.entries.as_slice()
        && only.form == PrincipalForm::Everyone
    {
        writer.string(&only.text);
        return;
    }
    writer.object(|writer| {
        for (kind, entries) in grouped(&principals.entries, kind) {
            writer.key(kind);
            writer.one_or_several(entries.iter().map(|entry| entry.text.as_str()));
        }
    });
}

/// The key under which an entry stands.
fn kind(entry: &PrincipalEntry) -> &'static str {
    match entry.form {
        PrincipalForm::Service => "Service",
        PrincipalForm::Federated => "Federated",
        PrincipalForm::CanonicalUser => "CanonicalUser",
        PrincipalForm::Everyone
        | PrincipalForm::AwsEveryone
        | PrincipalForm::Account { .. }
        | PrincipalForm::User { .. }
        | PrincipalForm::Role { .. }
        | PrincipalForm::Session { .. }
        | PrincipalForm::FederatedUser { .. }
        | PrincipalForm::UniqueId
        | PrincipalForm::Placeholder => "AWS",
    }
}

fn actions(actions: &Actions, writer: &mut JsonWriter) {
    writer.key(if actions.negated {
        "NotAction"
    } else {
        "Action"
    });
    writer.one_or_several(actions.patterns.iter().map(|pattern| pattern.text.as_str()));
}

fn resources(resources: &Resources, writer: &mut JsonWriter) {
    writer.key(if resources.negated {
        "NotResource"
    } else {
        "Resource"
    });
    let patterns = resources.patterns.iter();
    writer.one_or_several(patterns.map(|pattern| pattern.text.as_str()));
}

fn conditions(conditions: &[Condition], writer: &mut JsonWriter) {
    writer.object(|writer| {
        for (operator, conditions) in grouped(conditions, |one| one.operator_text.as_str()) {
            writer.key(operator);
            writer.object(|writer| {
                for condition in conditions {
                    writer.key(&condition.key);
                    let values = condition.values.iter();
                    writer.one_or_several(values.map(|value| value.text.as_str()));
                }
            });
        }
    });
}

/// The items by their key, in the order in which the keys first occur. In a document each
/// key stands once, so that the order of the items stays.
fn grouped<'i, I, K: Copy + Eq>(items: &'i [I], key: impl Fn(&'i I) -> K) -> Vec<(K, Vec<&'i I>)> {
    let mut groups: Vec<(K, Vec<&I>)> = Vec::new();
    for item in items {
        let own = key(item);
        match groups.iter_mut().find(|(key, _)| *key == own) {
            Some((_, group)) => group.push(item),
            None => groups.push((own, vec![item])),
        }
    }
    groups
}
