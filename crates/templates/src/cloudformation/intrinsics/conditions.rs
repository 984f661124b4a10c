//! `Conditions` of a template, and the functions that ask for them.
//!
//! Source: CloudFormation template reference, `intrinsic-function-reference-conditions`.

use can_invoke_source::{Diagnostic, Node, Severity, Span};

use super::{Intrinsics, MOST_LEVELS, Worked, function};

impl Intrinsics<'_> {
    /// Whether a condition that is named holds; nothing if that is known only once parameters
    /// are.
    pub(crate) fn holds(&mut self, name: &Node) -> Option<bool> {
        self.condition(name.as_str()?, 0)
    }

    /// Says that it is not known whether a condition holds, and what is made of it.
    pub(crate) fn report_condition(&mut self, name: &Node, span: Span, what: &str) {
        let name = name.scalar_text().unwrap_or("?");
        let message =
            format!("whether the condition `{name}` holds is known only with its parameters");
        self.report(
            Diagnostic::new(Severity::Note, "condition-not-known", span, message).label(what),
        );
    }

    fn condition(&mut self, name: &str, level: usize) -> Option<bool> {
        if let Some(known) = self.conditions.get(name) {
            return *known;
        }
        // A condition that asks for itself is not known.
        self.conditions.insert(name.to_owned(), None);
        let template = self.template;
        let node = template.get("Conditions").and_then(|all| all.get(name))?;
        let holds = self.evaluate(node, level + 1);
        self.conditions.insert(name.to_owned(), holds);
        holds
    }

    fn evaluate(&mut self, node: &Node, level: usize) -> Option<bool> {
        if level > MOST_LEVELS || !self.spend(1, node.span) {
            return None;
        }
        if let Some([member]) = node.as_object()
            && member.key == "Condition"
        {
            return self.condition(member.value.as_str()?, level);
        }
        let (name, argument) = function(node)?;
        let several = argument.as_array();
        match name.as_str() {
            "Condition" => self.condition(argument.as_str()?, level),
            "Fn::Equals" => self.equals(several?, level),
            "Fn::Not" => match several? {
                [one] => self.evaluate(one, level + 1).map(|holds| !holds),
                _ => None,
            },
            "Fn::And" => self.all(several?, true, level),
            "Fn::Or" => self.all(several?, false, level),
            _ => None,
        }
    }

    /// Whether all conditions are `wanted`: `And` for true, and the reverse of `Or` for false.
    fn all(&mut self, conditions: &[Node], wanted: bool, level: usize) -> Option<bool> {
        let mut result = Some(wanted);
        for condition in conditions {
            match self.evaluate(condition, level + 1) {
                Some(holds) if holds == wanted => {}
                Some(_) => return Some(!wanted),
                None => result = None,
            }
        }
        result
    }

    fn equals(&mut self, sides: &[Node], level: usize) -> Option<bool> {
        let [left, right] = sides else {
            return None;
        };
        let left = self.resolve_at(left, level + 1)?;
        let right = self.resolve_at(right, level + 1)?;
        let (left, right) = (left.scalar_text()?, right.scalar_text()?);
        if left == right {
            return Some(true);
        }
        let is_known = !self.placeholders.is_in(left) && !self.placeholders.is_in(right);
        is_known.then_some(false)
    }

    /// `Fn::If` where one value is wanted: the branch that is taken; if that is not known the
    /// first, or the one that is something if the other is nothing.
    pub(super) fn choose(&mut self, argument: &Node, span: Span, level: usize) -> Worked {
        let Some([condition, first, second]) = argument.as_array() else {
            return Worked::Value(self.unknown(span, "Fn::If"));
        };
        match self.holds(condition) {
            Some(true) => self.work(first, level + 1),
            Some(false) => self.work(second, level + 1),
            None => match self.work(first, level + 1) {
                Worked::Value(value) => {
                    self.report_condition(condition, span, "the first branch is looked at");
                    Worked::Value(value)
                }
                Worked::Nothing => {
                    self.report_condition(condition, span, "the second branch is looked at");
                    self.work(second, level + 1)
                }
            },
        }
    }
}
