//! From a tree to [`Condition`]s.

use can_invoke_source::{Diagnostic, Edit, Member, Node};

use can_invoke_source::words::nearest;

use super::{Condition, ConditionValue, parse::entries};
use crate::condition::{Operator, OperatorBase, candidates::Candidates, prepare};

/// Reads the `Condition` element. A condition that cannot be read is reported as an error,
/// so that the document is not evaluated without it.
pub(super) fn read(
    node: &Node,
    has_variables: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Condition> {
    let mut conditions = Vec::new();
    let Some(operators) = object(node, "`Condition`", diagnostics) else {
        return conditions;
    };
    for member in operators {
        let Some((operator, unusual_case)) = Operator::parse(&member.key) else {
            report_unknown_operator(member, diagnostics);
            continue;
        };
        if unusual_case {
            diagnostics.push(
                Diagnostic::warning(
                    "operator-case",
                    member.key_span,
                    format!("the operator is documented as `{operator}`"),
                )
                .fix(
                    format!("write `{operator}`"),
                    vec![Edit::replace(member.key_text_span, operator.to_string())],
                ),
            );
        }
        let place = format!("`{}`", member.key);
        let Some(keys) = object(&member.value, &place, diagnostics) else {
            continue;
        };
        report_case_duplicates(keys, diagnostics);
        for key in keys {
            conditions.push(read_key(
                key,
                operator,
                &member.key,
                unusual_case,
                has_variables,
                diagnostics,
            ));
        }
    }
    conditions
}

fn read_key(
    member: &Member,
    operator: Operator,
    operator_text: &str,
    unusual_case: bool,
    has_variables: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> Condition {
    if !member.key.contains(':') {
        diagnostics.push(
            Diagnostic::warning(
                "condition-key-format",
                member.key_span,
                format!("`{}` is not a condition key", member.key),
            )
            .help("a condition key has a prefix, such as `aws:SourceIp`"),
        );
    }
    let values: Vec<ConditionValue> = entries(&member.value, &member.key, diagnostics)
        .into_iter()
        .map(|(item, text)| ConditionValue {
            prepared: prepare::prepare(operator.base, &text, item.span, has_variables, diagnostics),
            text: text.decoded,
            span: item.span,
        })
        .collect();
    Condition {
        operator,
        operator_text: operator_text.to_owned(),
        key: member.key.clone(),
        lowercase_key: member.key.to_ascii_lowercase(),
        span: member.key_span.to(member.value.span),
        candidates: Candidates::new(operator.base, &values),
        values,
        unusual_case,
    }
}

fn object<'n>(
    node: &'n Node,
    place: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<&'n [Member]> {
    let members = node.as_object();
    if members.is_none() {
        diagnostics.push(
            Diagnostic::error(
                "condition-not-object",
                node.span,
                format!("{place} is an object, not {}", node.kind_name()),
            )
            .help("a condition is `{ \"Operator\": { \"key\": \"value\" } }`"),
        );
    }
    members
}

fn report_unknown_operator(member: &Member, diagnostics: &mut Vec<Diagnostic>) {
    let names: Vec<&str> = OperatorBase::ALL.iter().map(|base| base.name()).collect();
    let mut diagnostic = Diagnostic::error(
        "unknown-operator",
        member.key_span,
        format!("`{}` is not a condition operator", member.key),
    );
    if member.key.eq_ignore_ascii_case("NullIfExists") {
        diagnostic = diagnostic.help("`Null` tests existence itself and takes no `IfExists`");
    } else if let Some(name) = nearest(&member.key, &names) {
        diagnostic = diagnostic.help(format!("did you mean `{name}`?"));
    }
    diagnostics.push(diagnostic);
}

/// Source: IAM user guide, `access-analyzer-reference-policy-checks`, duplicate keys with
/// different case.
fn report_case_duplicates(keys: &[Member], diagnostics: &mut Vec<Diagnostic>) {
    let mut seen: std::collections::BTreeMap<String, &Member> = std::collections::BTreeMap::new();
    for member in keys {
        match seen.entry(member.key.to_ascii_lowercase()) {
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(member);
            }
            // The same spelling twice is reported by the reader of the text.
            std::collections::btree_map::Entry::Occupied(entry)
                if entry.get().key == member.key => {}
            std::collections::btree_map::Entry::Occupied(entry) => diagnostics.push(
                Diagnostic::error(
                    "duplicate-condition-key",
                    member.key_span,
                    format!("`{}` stands here twice, in different case", member.key),
                )
                .also(entry.get().key_span, "first here")
                .help("condition keys are case-insensitive; merge the two"),
            ),
        }
    }
}
