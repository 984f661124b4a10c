//! One policy value against one request value.

use super::{
    operator::{Family, OperatorBase},
    prepare::{Prepared, parse_binary, parse_bool, parse_date, parse_number},
};
use crate::{
    assumption::Assumption,
    context::Context,
    pattern::{Glob, Resolved, glob::Token},
};

/// What a comparison finds, before a negated operator turns it round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    /// They compare.
    Match,
    /// They do not.
    NoMatch,
    /// The policy value cannot be read.
    MalformedPolicyValue,
    /// The request value cannot be read.
    MalformedRequestValue,
    /// A variable in the policy value has no value.
    NoVariableValue,
    /// A variable in the policy value is not known; its key.
    UnknownVariable(String),
}

impl From<bool> for Comparison {
    fn from(matches: bool) -> Self {
        if matches {
            Comparison::Match
        } else {
            Comparison::NoMatch
        }
    }
}

/// Compares, and adds the assumptions that the comparison leans on.
pub(super) fn compare(
    operator: OperatorBase,
    policy: &Prepared,
    request: &str,
    context: &Context,
    assumptions: &mut Vec<Assumption>,
) -> Comparison {
    match policy {
        Prepared::Text(template) => {
            let wildcards = matches!(
                operator,
                OperatorBase::StringLike | OperatorBase::StringNotLike
            ) || operator.family() == Family::Arn;
            if operator == OperatorBase::Bool && template.has_variables() {
                assumptions.push(Assumption::VariableInBool);
            }
            match template.resolve(context, wildcards) {
                Resolved::Unknown(key) => Comparison::UnknownVariable(key),
                Resolved::NoValue(_) => Comparison::NoVariableValue,
                Resolved::Glob {
                    glob,
                    assumptions: from_filling,
                } => {
                    assumptions.extend(from_filling);
                    compare_text(operator, &glob, request)
                }
            }
        }
        Prepared::Number(policy) => {
            both(policy.as_ref(), parse_number(request), |policy, request| {
                in_order(operator, request.cmp(policy))
            })
        }
        Prepared::Date(policy) => {
            let request = parse_date(request);
            for read in policy.iter().chain(&request) {
                if read.from_digits {
                    assumptions.push(Assumption::DateDigitsAreEpoch);
                }
                if read.without_zone {
                    assumptions.push(Assumption::DateWithoutZone);
                }
            }
            both(policy.as_ref(), request, |policy, request| {
                in_order(operator, request.instant.cmp(&policy.instant))
            })
        }
        Prepared::Bytes(policy) => {
            both(policy.as_ref(), parse_binary(request), |policy, request| {
                *policy == request
            })
        }
        Prepared::Network(policy) => both(
            policy.as_ref(),
            request.parse::<core::net::IpAddr>().ok(),
            |policy, request| {
                if let core::net::IpAddr::V6(address) = request
                    && address.to_ipv4_mapped().is_some()
                {
                    assumptions.push(Assumption::MappedAddressNotUnmapped);
                }
                policy.contains(&request)
            },
        ),
        // Presence is tested before any comparison; see `evaluate`.
        Prepared::Absence(_) => Comparison::NoMatch,
    }
}

fn both<P, R>(
    policy: Option<&P>,
    request: Option<R>,
    matches: impl FnOnce(&P, R) -> bool,
) -> Comparison {
    match (policy, request) {
        (None, _) => Comparison::MalformedPolicyValue,
        (Some(_), None) => Comparison::MalformedRequestValue,
        (Some(policy), Some(request)) => matches(policy, request).into(),
    }
}

/// Whether the order of the request's value to the policy's satisfies the operator.
fn in_order(operator: OperatorBase, order: std::cmp::Ordering) -> bool {
    use OperatorBase as O;
    match operator {
        O::NumericLessThan | O::DateLessThan => order.is_lt(),
        O::NumericLessThanEquals | O::DateLessThanEquals => order.is_le(),
        O::NumericGreaterThan | O::DateGreaterThan => order.is_gt(),
        O::NumericGreaterThanEquals | O::DateGreaterThanEquals => order.is_ge(),
        _ => order.is_eq(),
    }
}

fn compare_text(operator: OperatorBase, policy: &Glob, request: &str) -> Comparison {
    match operator.family() {
        Family::Arn => compare_arn(policy, request),
        Family::Bool => {
            let policy = policy.as_literal().and_then(|text| parse_bool(&text));
            both(policy.as_ref(), parse_bool(request), |policy, request| {
                *policy == request
            })
        }
        _ => match operator {
            OperatorBase::StringEqualsIgnoreCase | OperatorBase::StringNotEqualsIgnoreCase => {
                policy
                    .as_literal()
                    .is_some_and(|text| text.eq_ignore_ascii_case(request))
                    .into()
            }
            _ => policy.matches(request).into(),
        },
    }
}

/// ARNs are compared component by component; the sixth keeps its colons.
///
/// Source: IAM user guide, `reference_policies_elements_condition_operators`, ARN
/// condition operators.
fn compare_arn(policy: &Glob, request: &str) -> Comparison {
    let mut components = policy
        .tokens()
        .splitn(6, |token| *token == Token::Char(':'));
    let policy: Vec<&[Token]> = components.by_ref().collect();
    if policy.len() < 6 {
        return Comparison::MalformedPolicyValue;
    }
    let request: Vec<&str> = request.splitn(6, ':').collect();
    if request.len() < 6 {
        return Comparison::MalformedRequestValue;
    }
    policy
        .iter()
        .zip(request)
        .all(|(policy, request)| crate::pattern::glob::matches_tokens(policy, request))
        .into()
}
