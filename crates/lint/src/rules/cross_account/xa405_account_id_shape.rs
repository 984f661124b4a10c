//! `XA405`.

use std::ops::Range;

use can_invoke_source::Span;

use crate::{
    elements::InPolicy,
    finding::{Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

/// The account of an ARN, and where it stands in the text.
fn account_of(text: &str) -> Option<(Range<usize>, &str)> {
    let mut colons = text.match_indices(':').map(|(index, _)| index);
    let begin = colons.nth(3)? + 1;
    let end = colons.next()?;
    text.starts_with("arn:")
        .then(|| text.get(begin..end))
        .flatten()
        .map(|account| (begin..end, account))
}

/// Whether a text is digits, and not twelve of them.
fn is_cut(account: &str) -> bool {
    !account.is_empty() && account.len() != 12 && account.bytes().all(|byte| byte.is_ascii_digit())
}

rule! {
    /// An ARN or a condition names an account that is no account id.
    ///
    /// # Why
    ///
    /// Account ids have twelve digits. One with fewer, often because a leading zero was lost
    /// or an example has nine, is the id of no account, so that the statement applies to
    /// nobody.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Resource": "arn:aws:execute-api:us-east-1:987654321:abc123/*"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Resource": "arn:aws:execute-api:us-east-1:987654321098:abc123/*"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>
    AccountIdShape = "XA405" "account-id-shape" Error Regular since "0.2.0"
}

impl Rule for AccountIdShape {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        let mut tell = |place: InPolicy<'_>, span: Span, account: &str| {
            findings.add(
                Finding::new(
                    &Self::META,
                    Confidence::Proven,
                    span,
                    model.subject(place, account),
                    format!("`{account}` is no account id: it has {} digits, and account ids have twelve", account.len()),
                )
                .help("write the twelve digits, with leading zeros and in quotes"),
            );
        };
        for place in model.statements() {
            for pattern in place.resources() {
                if let Some((range, account)) =
                    account_of(&pattern.text).filter(|(_, account)| is_cut(account))
                {
                    tell(place, place.place(pattern.text_span, range), account);
                }
            }
            for condition in place.conditions() {
                let holds_account = matches!(
                    condition.lowercase_key.as_str(),
                    "aws:principalaccount"
                        | "aws:sourceaccount"
                        | "aws:resourceaccount"
                        | "aws:vpceaccount"
                );
                for value in &condition.values {
                    if holds_account && is_cut(&value.text) {
                        tell(place, value.span, &value.text);
                    } else if let Some((_, account)) =
                        account_of(&value.text).filter(|(_, account)| is_cut(account))
                    {
                        tell(place, value.span, account);
                    }
                }
            }
        }
    }
}
