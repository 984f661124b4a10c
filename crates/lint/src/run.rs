//! Running rules.

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::Rule,
};

/// What these rules find, in order of file, place and rule.
pub fn run<'r>(model: &Model<'_>, rules: impl IntoIterator<Item = &'r dyn Rule>) -> Vec<Finding> {
    let mut findings = Findings::default();
    for rule in rules {
        rule.check(model, &mut findings);
    }
    findings.into_sorted()
}
