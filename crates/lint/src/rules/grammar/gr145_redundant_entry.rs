//! `GR145`.

use can_invoke_policy::pattern::ActionPattern;
use can_invoke_source::Span;

use crate::{
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

/// The longest list whose entries are compared with each other.
const LONGEST: usize = 200;

/// Whether everything that an entry matches is matched by another one. What the matcher of
/// actions says of the text of a pattern holds of whatever the pattern matches, because its
/// runs can only be taken by runs.
fn covers(wide: &str, narrow: &str, is_action: bool) -> bool {
    // A run of a part of an ARN may go past its colon or not, and a single wildcard of the
    // wider one would take a run of the narrower one.
    if wide.contains(['?', '$']) || narrow.contains('$') {
        return wide == narrow;
    }
    if is_action {
        return ActionPattern::new(wide, no_place()).matches(&narrow.to_ascii_lowercase());
    }
    if wide == "*" || wide == narrow {
        return true;
    }
    let (Some(wide), Some(narrow)) = (cut(wide), cut(narrow)) else {
        return false;
    };
    // Letters of resources are compared with their case.
    wide.0 == narrow.0
        && wide
            .1
            .strip_suffix('*')
            .is_some_and(|start| !start.contains('*') && narrow.1.starts_with(start))
}

/// What stands before the resource part of an ARN, and this part.
fn cut(arn: &str) -> Option<(&str, &str)> {
    let (colon, _) = arn.match_indices(':').nth(4)?;
    arn.split_at_checked(colon + 1)
}

fn no_place() -> Span {
    Span {
        file: can_invoke_source::FileId(0),
        start: 0,
        end: 0,
    }
}

rule! {
    /// An action or a resource is covered by another one of the same list.
    ///
    /// # Why
    ///
    /// The entry adds nothing, and who removes the wider one later may not see that the
    /// narrower one was meant to stay.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Action": ["execute-api:*", "execute-api:Invoke"]
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Action": "execute-api:Invoke"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>
    RedundantEntry = "GR145" "redundant-entry" Low Pedantic since "0.2.0"
        access_analyzer ["REDUNDANT_ACTION", "REDUNDANT_RESOURCE"]
}

impl Rule for RedundantEntry {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for place in model.statements() {
            let actions: Vec<(&str, Span)> = place
                .actions()
                .map(|action| (action.text.as_str(), action.span))
                .collect();
            let resources: Vec<(&str, Span)> = place
                .resources()
                .map(|resource| (resource.text.as_str(), resource.span))
                .collect();
            for (texts, is_action) in [(actions, true), (resources, false)] {
                // Long lists would be compared with themselves.
                if texts.len() > LONGEST {
                    continue;
                }
                for (index, (text, span)) in texts.iter().enumerate() {
                    let others = texts
                        .iter()
                        .enumerate()
                        .filter(|(other, _)| *other != index);
                    let mut wider = others.filter(|(other, (wide, _))| {
                        covers(wide, text, is_action)
                            && (*other < index || !covers(text, wide, is_action))
                    });
                    let Some((_, (wide, wide_span))) = wider.next() else {
                        continue;
                    };
                    if [text, wide].iter().any(|text| model.unknowns.is_in(text)) {
                        continue;
                    }
                    findings.add(
                        Finding::new(
                            &Self::META,
                            Confidence::Proven,
                            *span,
                            model.subject(place, text),
                            format!("`{text}` is covered by `{wide}`"),
                        )
                        .also(*wide_span, "covers it"),
                    );
                }
            }
        }
    }
}
