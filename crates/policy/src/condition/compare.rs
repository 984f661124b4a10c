//! One policy value against one request value.

use super::{
    operator::{Family, OperatorBase},
    prepare::{Prepared, parse_bool, parse_date, parse_number},
};
use crate::{
    assumption::{Assumption, Assumptions},
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
    /// Variables in the policy value are not known, and for some of their values it matches.
    UnknownVariables(Filled<'p>),
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
    assumptions: &mut Assumptions,
) -> Comparison<'p> {
    match policy {
        Prepared::Text(template) => {
            if operator == OperatorBase::Bool && template.has_variables() {
                assumptions.push(Assumption::VariableInBool);
            }
            match template.resolve(context, operator.has_wildcards()) {
                Resolved::Unknown(pattern) if may_match(operator, pattern, request) => {
                    Comparison::UnknownVariables(pattern)
                }
                Resolved::Unknown(_) => Comparison::NoMatch,
                Resolved::NoValue(_) => Comparison::NoVariableValue,
                Resolved::Filled {
                    pattern,
                    assumptions: from_filling,
                } => {
                    assumptions.extend(from_filling);
                    compare_text(operator, pattern, request)
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
        // Base64 with padding has one text for the same bytes.
        Prepared::Bytes(policy) => both(policy.as_ref(), Some(request), |policy, request| {
            policy == request
        }),
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

fn compare_text(operator: OperatorBase, policy: Filled<'_>, request: &str) -> Comparison<'static> {
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
                policy.eq_ignore_ascii_case(request).into()
            }
            _ => policy.matches(request).into(),
        },
    }
}

/// Whether a pattern, in which variables that are not known are runs, can come to anything
/// but a text that does not match.
fn may_match(operator: OperatorBase, pattern: Filled<'_>, request: &str) -> bool {
    match operator.family() {
        // The runs go on past colons, and so may do what the variables hold. With fewer than
        // five colons the filled-in value may be no ARN, which a negated operator tells from
        // one that does not match.
        Family::Arn => {
            let is_arn = pattern.tokens().filter(|token| *token == COLON).count() >= 5;
            (!is_arn && operator.is_negated()) || pattern.matches(request)
        }
        Family::Bool => true,
        _ => match operator {
            OperatorBase::StringEqualsIgnoreCase | OperatorBase::StringNotEqualsIgnoreCase => {
                pattern.matches_ignore_ascii_case(request)
            }
            _ => pattern.matches(request),
        },
    }
}

const COLON: Token = Token::Char(':');

/// ARNs are compared component by component; the sixth keeps its colons.
///
/// Source: IAM user guide, `reference_policies_elements_condition_operators`, ARN
/// condition operators.
fn compare_arn(policy: Filled<'_>, request: &str) -> Comparison<'static> {
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
