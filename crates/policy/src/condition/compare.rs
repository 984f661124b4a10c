//! One policy value against one request value.

use super::{
    operator::{Family, OperatorBase},
    prepare::{Prepared, ReadDate, parse_bool, parse_date, parse_number},
};
use crate::{
    assumption::{Assumption, Assumptions, Readings},
    context::Context,
    pattern::{
        Filled, Resolved,
        glob::{Token, matches_tokens},
    },
};

/// What a comparison finds, before a negated operator turns it round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Comparison<'p> {
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
    UnknownVariable(&'p str),
}

impl From<bool> for Comparison<'_> {
    fn from(matches: bool) -> Self {
        if matches {
            Comparison::Match
        } else {
            Comparison::NoMatch
        }
    }
}

/// Compares, and adds the assumptions that the comparison leans on.
pub(super) fn compare<'p>(
    operator: OperatorBase,
    policy: &'p Prepared,
    request: &str,
    context: &'p Context,
    readings: Readings,
    assumptions: &mut Assumptions,
) -> Comparison<'p> {
    match policy {
        Prepared::Text(template) => {
            let wildcards = matches!(
                operator,
                OperatorBase::StringLike | OperatorBase::StringNotLike
            ) || operator.family() == Family::Arn;
            let comparison = match template.resolve(context, wildcards, readings) {
                Resolved::Unknown(key, from_filling) => {
                    assumptions.extend(from_filling);
                    Comparison::UnknownVariable(key)
                }
                Resolved::NoValue(_, from_filling) => {
                    assumptions.extend(from_filling);
                    Comparison::NoVariableValue
                }
                Resolved::Filled {
                    pattern,
                    assumptions: from_filling,
                } => {
                    assumptions.extend(from_filling);
                    compare_text(operator, pattern, request, readings, assumptions)
                }
            };
            let may_match = matches!(
                comparison,
                Comparison::Match | Comparison::UnknownVariable(_)
            );
            if may_match
                && operator == OperatorBase::Bool
                && template.has_variables()
                && assumptions.lean(Assumption::VariableInBool, readings)
            {
                return Comparison::NoMatch;
            }
            comparison
        }
        Prepared::Number(policy) => {
            both(policy.as_ref(), parse_number(request), |policy, request| {
                in_order(operator, request.cmp(policy))
            })
        }
        Prepared::Date(policy) => {
            let request = parse_date(request);
            let mut instant =
                |date: &ReadDate| date.instant(|question| assumptions.lean(question, readings));
            let policy = policy.as_ref().and_then(&mut instant);
            let request = request.as_ref().and_then(&mut instant);
            both(policy.as_ref(), request, |policy, request| {
                in_order(operator, request.cmp(policy))
            })
        }
        // Base64 with padding has one text for the same bytes.
        Prepared::Bytes(policy) => both(policy.as_ref(), Some(request), |policy, request| {
            policy == request
        }),
        Prepared::Network(policy) => both(
            policy.as_ref(),
            request.parse::<core::net::IpAddr>().ok(),
            |policy, request| {
                let as_sent = policy.contains(&request);
                if let core::net::IpAddr::V6(address) = request
                    && let Some(unmapped) = address.to_ipv4_mapped()
                    && !as_sent
                    && policy.contains(&core::net::IpAddr::V4(unmapped))
                {
                    return assumptions.lean(Assumption::MappedAddressNotUnmapped, readings);
                }
                as_sent
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
) -> Comparison<'static> {
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

fn compare_text(
    operator: OperatorBase,
    policy: Filled<'_>,
    request: &str,
    readings: Readings,
    assumptions: &mut Assumptions,
) -> Comparison<'static> {
    match operator.family() {
        Family::Arn => compare_arn(policy, request),
        Family::Bool => {
            let is = |word: &str| policy.eq_ignore_ascii_case(word);
            let policy = if is("true") {
                Some(true)
            } else if is("false") {
                Some(false)
            } else {
                None
            };
            both(policy.as_ref(), parse_bool(request), |policy, request| {
                *policy == request
            })
        }
        _ => match operator {
            OperatorBase::StringEqualsIgnoreCase | OperatorBase::StringNotEqualsIgnoreCase => {
                let is_equal = policy.eq_ignore_ascii_case(request)
                    || (policy.eq_ignore_case(request)
                        && assumptions.lean(Assumption::IgnoreCaseOfAscii, readings));
                is_equal.into()
            }
            _ => policy.matches(request).into(),
        },
    }
}

/// ARNs are compared component by component; the sixth keeps its colons.
///
/// Source: IAM user guide, `reference_policies_elements_condition_operators`, ARN
/// condition operators.
fn compare_arn(policy: Filled<'_>, request: &str) -> Comparison<'static> {
    const COLON: Token = Token::Char(':');
    let mut tokens = policy.tokens();
    if tokens.clone().filter(|token| *token == COLON).count() < 5 {
        return Comparison::MalformedPolicyValue;
    }
    let mut components = request.splitn(6, ':');
    if components.clone().count() < 6 {
        return Comparison::MalformedRequestValue;
    }
    for component in components.by_ref().take(5) {
        let own = tokens.clone().take_while(|token| *token != COLON);
        if !matches_tokens(own, component) {
            return Comparison::NoMatch;
        }
        // On to the next component.
        tokens.find(|token| *token == COLON);
    }
    components
        .next()
        .is_some_and(|last| matches_tokens(tokens, last))
        .into()
}
