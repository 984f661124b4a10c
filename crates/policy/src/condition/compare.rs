//! One policy value against one request value.

use core::net::IpAddr;

use super::{
    number::Number,
    operator::{Family, OperatorBase},
    prepare::{Prepared, ReadDate, parse_bool, parse_date},
};
use crate::{
    arn::Segments,
    assumption::{Assumption, Assumptions, Readings},
    context::Context,
    pattern::{
        Filled, Resolved,
        filled::LONG_TEXT,
        glob::{Token, matches_tokens},
        wildcard::matches_text,
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
    /// Variables in the policy value are not known, and for some of their values it matters.
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

/// A value of the request, read once for all values of the policy that it is compared with.
/// `None` inside means that it could not be read as what the operator compares.
pub(super) enum Read<'v> {
    /// As it is.
    Text(&'v str),
    /// As a number.
    Number(Option<Number<'v>>),
    /// As an instant.
    Date(Option<ReadDate>),
    /// As an address.
    Address(Option<IpAddr>),
}

impl<'v> Read<'v> {
    /// Reads a value as the operator does.
    pub(super) fn new(operator: OperatorBase, text: &'v str) -> Self {
        match operator.family() {
            Family::Numeric => Read::Number(Number::parse(text)),
            Family::Date => Read::Date(parse_date(text)),
            Family::Ip => Read::Address(text.parse().ok()),
            Family::String | Family::Bool | Family::Binary | Family::Arn | Family::Null => {
                Read::Text(text)
            }
        }
    }
}

/// Compares, and adds the assumptions that the comparison leans on.
pub(super) fn compare<'p>(
    operator: OperatorBase,
    policy: &'p Prepared,
    request: &Read<'_>,
    context: &'p Context,
    readings: Readings,
    assumptions: &mut Assumptions,
) -> Comparison<'p> {
    match (policy, request) {
        (Prepared::Text(template), Read::Text(request)) => {
            let resolved = template.resolve(context, operator.has_wildcards(), readings);
            let comparison = match resolved {
                Resolved::Unknown(pattern, from_filling) => {
                    assumptions.extend(from_filling);
                    if may_matter(operator, pattern, request, readings, assumptions) {
                        Comparison::UnknownVariables(pattern)
                    } else {
                        Comparison::NoMatch
                    }
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
                Comparison::Match | Comparison::UnknownVariables(_)
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
        (Prepared::Number(policy), Read::Number(request)) => {
            both(policy.as_ref(), *request, |policy, request| {
                let policy = policy.number();
                let exact = in_order(operator, request.compare(policy));
                let rounded = in_order(operator, request.compare_rounded(policy));
                let differs = exact != rounded;
                if differs && assumptions.lean(Assumption::NumbersAreExact, readings) {
                    rounded
                } else {
                    exact
                }
            })
        }
        (Prepared::Date(policy), Read::Date(request)) => {
            let mut instant =
                |date: &ReadDate| date.instant(|question| assumptions.lean(question, readings));
            let policy = policy.as_ref().and_then(&mut instant);
            let request = request.as_ref().and_then(&mut instant);
            both(policy.as_ref(), request, |policy, request| {
                in_order(operator, request.cmp(policy))
            })
        }
        // Base64 with padding has one text for the same bytes.
        (Prepared::Bytes(policy), Read::Text(request)) => {
            both(policy.as_ref(), Some(request), |policy, request| {
                policy == request
            })
        }
        (Prepared::Network(policy), Read::Address(request)) => {
            both(policy.as_ref(), request.as_ref(), |policy, request| {
                let as_sent = policy.contains(request);
                if let IpAddr::V6(address) = request
                    && let Some(unmapped) = address.to_ipv4_mapped()
                    && !as_sent
                    && policy.contains(&IpAddr::V4(unmapped))
                {
                    return assumptions.lean(Assumption::MappedAddressNotUnmapped, readings);
                }
                as_sent
            })
        }
        // Presence is tested before any comparison, see `evaluate`; and a value of the policy
        // is prepared for the operator that the value of the request is read for.
        _ => Comparison::NoMatch,
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

/// Whether a pattern, in which variables that are not known are runs, can come to anything
/// but a text that does not match.
fn may_matter(
    operator: OperatorBase,
    pattern: Filled<'_>,
    request: &str,
    readings: Readings,
    assumptions: &mut Assumptions,
) -> bool {
    match operator.family() {
        // With fewer than five colons the filled-in value may be no ARN, which a negated
        // operator tells from one that does not match.
        Family::Arn if operator.is_negated() && count_colons(pattern) < 5 => true,
        // It may also tell a value of the request that is no ARN from one that does not match.
        // Where a variable has no value, nobody asks.
        Family::Arn if Segments::cut(request).is_none() => {
            const MALFORMED: Assumption = Assumption::MalformedNegatedRequestValue;
            operator.is_negated() && assumptions.lean(MALFORMED, readings)
        }
        Family::Bool => true,
        // The runs go on past the colons of an ARN, and so may do what the variables hold.
        _ => match operator {
            OperatorBase::StringEqualsIgnoreCase | OperatorBase::StringNotEqualsIgnoreCase => {
                pattern.matches_ignore_ascii_case(request)
                    || (pattern.may_match_ignore_case(request)
                        && assumptions.lean(Assumption::IgnoreCaseOfAscii, readings))
            }
            _ => pattern.matches(request),
        },
    }
}

const COLON: Token = Token::Char(':');

fn count_colons(pattern: Filled<'_>) -> usize {
    pattern.tokens().filter(|token| *token == COLON).count()
}

/// ARNs are compared component by component; the sixth keeps its colons.
///
/// Source: IAM user guide, `reference_policies_elements_condition_operators`, ARN
/// condition operators.
fn compare_arn(policy: Filled<'_>, request: &str) -> Comparison<'static> {
    if let Some(written) = policy.as_written() {
        return compare_written_arn(written, request);
    }
    let mut tokens = policy.tokens();
    if count_colons(policy) < 5 {
        return Comparison::MalformedPolicyValue;
    }
    let mut components = request.splitn(6, ':');
    if components.clone().count() < 6 {
        return Comparison::MalformedRequestValue;
    }
    if request.len() > LONG_TEXT {
        let filled = policy.as_text();
        let mut parts = filled.cut(6);
        return request
            .splitn(6, ':')
            .all(|component| parts.next().is_some_and(|part| part.matches(component)))
            .into();
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

/// The same for a pattern in which nothing had to be filled in.
fn compare_written_arn(policy: &str, request: &str) -> Comparison<'static> {
    let Some(policy) = Segments::cut(policy) else {
        return Comparison::MalformedPolicyValue;
    };
    let Some(request) = Segments::cut(request) else {
        return Comparison::MalformedRequestValue;
    };
    let mut leading = policy.leading.iter().zip(request.leading);
    (leading.all(|(own, text)| matches_text(own, text)) && matches_text(policy.part, request.part))
        .into()
}
