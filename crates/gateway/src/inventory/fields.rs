//! Reading objects key by key, so that no key is overlooked and every surprise is told.

use can_invoke_source::words::{enumerate, nearest, quote};
use can_invoke_source::{Diagnostic, Edit, Member, Node, Span, Value};

use super::{facts::Said, texts::Texts};

/// An object whose keys have been checked.
#[derive(Clone, Copy)]
pub(super) struct Fields<'n> {
    members: &'n [Member],
    /// The whole object.
    pub(super) span: Span,
}

impl<'n> Fields<'n> {
    /// An object of an inventory: an unknown key is an error. `what` is what the object
    /// describes: `an API`.
    pub(super) fn strict(
        texts: &mut Texts<'_>,
        node: &'n Node,
        what: &str,
        keys: &[&str],
    ) -> Option<Self> {
        let Some(members) = node.as_object() else {
            wrong_type(texts, node, what, "an object");
            return None;
        };
        for member in members {
            if !keys.contains(&member.key.as_str()) {
                let diagnostic = unknown_key(texts, member, what, keys);
                texts.report(diagnostic);
            }
        }
        Some(Fields {
            members,
            span: node.span,
        })
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&'n Node> {
        self.members
            .iter()
            .find(|member| member.key == key)
            .map(|member| &member.value)
    }

    /// The value of a key that must be there.
    pub(super) fn require(&self, texts: &mut Texts<'_>, what: &str, key: &str) -> Option<&'n Node> {
        let value = self.get(key);
        if value.is_none() {
            let diagnostic = missing_key(self.span, what, key);
            texts.report(diagnostic);
        }
        value
    }

    /// The text of a key that may be missing.
    pub(super) fn text(&self, texts: &mut Texts<'_>, key: &str) -> Option<(&'n str, Span)> {
        text(texts, self.get(key)?, key)
    }

    /// `true` or `false`, and where it stands.
    pub(super) fn flag(&self, texts: &mut Texts<'_>, key: &str) -> Option<Said<bool>> {
        let node = self.get(key)?;
        let flag = node.as_bool();
        if flag.is_none() {
            wrong_type(texts, node, &format!("`{key}`"), "`true` or `false`");
        }
        flag.map(|flag| Said::new(flag, node.span))
    }

    /// The elements of a key that may be missing.
    pub(super) fn list(&self, texts: &mut Texts<'_>, key: &str) -> Option<&'n [Node]> {
        list(texts, self.get(key)?, key)
    }
}

/// An object of the output of a command. AWS adds keys as years go by: what is not known
/// is said once for each file, and is not an error.
pub(super) fn output<'n>(
    texts: &mut Texts<'_>,
    node: &'n Node,
    command: &str,
    keys: &[&str],
) -> Option<Fields<'n>> {
    let Some(members) = node.as_object() else {
        let what = format!("an entry of the output of `{command}`");
        wrong_type(texts, node, &what, "an object");
        return None;
    };
    for member in members {
        if !keys.contains(&member.key.as_str()) && texts.is_new_key(member) {
            let key = quote(&member.key);
            let diagnostic = Diagnostic::warning(
                "unknown-output-key",
                member.key_span,
                format!("{key} is not known as output of `{command}`"),
            );
            texts.report(match nearest(&member.key, keys) {
                Some(key) => diagnostic.help(format!("did you mean `{key}`?")),
                None => diagnostic.help("it is not read"),
            });
        }
    }
    Some(Fields {
        members,
        span: node.span,
    })
}

/// Checks that the output of a command is complete: commands can be told to stop early.
pub(super) fn check_complete(texts: &mut Texts<'_>, node: &Node, command: &str) {
    const SIGNS: [&str; 4] = ["NextToken", "nextToken", "position", "Marker"];
    let members = node.as_object().unwrap_or_default();
    let sign = members.iter().find(|member| {
        (SIGNS.contains(&member.key.as_str()) && !member.value.is_null())
            || (member.key == "IsTruncated" && member.value.as_bool() == Some(true))
    });
    if let Some(sign) = sign {
        texts.report(
            Diagnostic::error(
                "incomplete-output",
                sign.key_span,
                format!("this is only a part of the output of `{command}`"),
            )
            .help("run it again without `--max-items` and `--no-paginate`"),
        );
    }
}

fn unknown_key(texts: &Texts<'_>, member: &Member, what: &str, keys: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        "unknown-key",
        member.key_span,
        format!("{} is not a key of {what}", quote(&member.key)),
    );
    match nearest(&member.key, keys) {
        Some(key) => {
            let replacement = match texts.slice(member.key_span).chars().next() {
                Some(mark @ ('"' | '\'')) => format!("{mark}{key}{mark}"),
                _ => key.to_owned(),
            };
            diagnostic.help(format!("did you mean `{key}`?")).fix(
                format!("write `{key}`"),
                vec![Edit::replace(member.key_span, replacement)],
            )
        }
        None => diagnostic.help(format!("its keys are {}", enumerate(keys))),
    }
}

/// A key that must be there is not.
pub(super) fn missing_key(span: Span, what: &str, key: &str) -> Diagnostic {
    Diagnostic::error("missing-key", span, format!("{what} needs the key `{key}`"))
}

/// A value is not what it should be; `what` is a key in backticks or what is described.
pub(super) fn wrong_type(texts: &mut Texts<'_>, node: &Node, what: &str, expected: &str) {
    let diagnostic = if node.is_null() {
        Diagnostic::error("wrong-type", node.span, format!("{what} has no value"))
            .label(format!("expected {expected}"))
            .help("leave the key out if it is not known; write `none` if there is nothing")
    } else {
        let message = format!("{what} is {expected}, not {}", node.kind_name());
        Diagnostic::error("wrong-type", node.span, message).label(format!("expected {expected}"))
    };
    texts.report(diagnostic);
}

/// A scalar as it is written: `012345678901` is as good as `"012345678901"`.
pub(super) fn text<'n>(
    texts: &mut Texts<'_>,
    node: &'n Node,
    key: &str,
) -> Option<(&'n str, Span)> {
    match node.scalar_text() {
        Some(text) => Some((text, node.span)),
        None => {
            wrong_type(texts, node, &format!("`{key}`"), "a string");
            None
        }
    }
}

/// The elements of a list; `none` is a list of nothing.
pub(super) fn list<'n>(texts: &mut Texts<'_>, node: &'n Node, key: &str) -> Option<&'n [Node]> {
    match &node.value {
        Value::Array(items) => Some(items),
        _ if is_none(node) => Some(&[]),
        _ => {
            wrong_type(texts, node, &format!("`{key}`"), "a list");
            None
        }
    }
}

/// The members of an object with keys of the user's own; `none` is an object of nothing.
pub(super) fn members<'n>(
    texts: &mut Texts<'_>,
    node: &'n Node,
    key: &str,
) -> Option<&'n [Member]> {
    match &node.value {
        Value::Object(members) => Some(members),
        _ if is_none(node) => Some(&[]),
        _ => {
            wrong_type(texts, node, &format!("`{key}`"), "an object");
            None
        }
    }
}

/// Whether somebody wrote that there is nothing.
pub(super) fn is_none(node: &Node) -> bool {
    node.tag.is_none() && node.as_str() == Some("none")
}

/// YAML tags mean nothing in an inventory, so a tagged value is not what it seems.
pub(super) fn refuse_tags(texts: &mut Texts<'_>, node: &Node) {
    if let Some(tag) = &node.tag {
        texts.report(
            Diagnostic::error(
                "tag",
                node.span,
                format!("the tag {} means nothing here", quote(tag)),
            )
            .help("write the value itself"),
        );
    }
    match &node.value {
        Value::Array(items) => items.iter().for_each(|item| refuse_tags(texts, item)),
        Value::Object(members) => members
            .iter()
            .for_each(|member| refuse_tags(texts, &member.value)),
        _ => {}
    }
}
