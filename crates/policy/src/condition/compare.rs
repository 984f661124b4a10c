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
        glob::{Token, matches_tokens},
        template::LONG_TEXT,
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
        (Prepared::Number(policy), Read::Number(request)) => {
            both(policy.as_ref(), *request, |policy, request| {
                in_order(operator, request.compare(policy.number()))
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

/// ARNs are compared component by component; the sixth keeps its colons.
///
/// Source: IAM user guide, `reference_policies_elements_condition_operators`, ARN
/// condition operators.
fn compare_arn(policy: Filled<'_>, request: &str) -> Comparison<'static> {
    if let Some(written) = policy.as_written() {
        return compare_written_arn(written, request);
    }
    const COLON: Token = Token::Char(':');
    let mut tokens = policy.tokens();
    if tokens.clone().filter(|token| *token == COLON).count() < 5 {
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
