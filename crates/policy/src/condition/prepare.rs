//! Condition values, read once for the operator that they stand under.

use base64::Engine as _;
use can_invoke_source::{Diagnostic, Span, Text};
use ipnet::IpNet;
use jiff::{Timestamp, civil::Date, civil::DateTime, tz::TimeZone};
use rust_decimal::Decimal;

use super::operator::{Family, OperatorBase};
use crate::pattern::Template;

/// A value, ready for comparison. `None` inside means that the text could not be read as
/// what the operator compares; such an entry matches nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Prepared {
    /// For the string and ARN operators and `Bool`: text with its variables.
    Text(Template),
    /// For the numeric operators.
    Number(Option<Decimal>),
    /// For the date operators; the flags are those of [`parse_date`].
    Date(Option<ReadDate>),
    /// For `BinaryEquals`.
    Bytes(Option<Vec<u8>>),
    /// For the address operators.
    Network(Option<IpNet>),
    /// For `Null`: whether the key must be absent.
    Absence(Option<bool>),
}

/// A date with what had to be assumed to read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadDate {
    /// The instant.
    pub instant: Timestamp,
    /// Whether it was digits only, read as seconds since 1970.
    pub from_digits: bool,
    /// Whether no zone was given, so that UTC was taken.
    pub without_zone: bool,
}

/// Prepares a value for an operator and reports one that can never match.
pub(crate) fn prepare(
    operator: OperatorBase,
    text: &Text,
    span: Span,
    has_variables: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> Prepared {
    let value = text.decoded.as_str();
    let prepared = match operator.family() {
        Family::String | Family::Arn | Family::Bool => {
            return Prepared::Text(if has_variables {
                Template::parse(text, diagnostics)
            } else {
                Template::plain(value)
            });
        }
        Family::Numeric => Prepared::Number(parse_number(value)),
        Family::Date => Prepared::Date(parse_date(value)),
        Family::Binary => Prepared::Bytes(parse_binary(value)),
        Family::Ip => Prepared::Network(parse_network(value)),
        Family::Null => Prepared::Absence(parse_bool(value)),
    };
    if let Prepared::Number(None)
    | Prepared::Date(None)
    | Prepared::Bytes(None)
    | Prepared::Network(None)
    | Prepared::Absence(None) = prepared
    {
        let expected = match operator.family() {
            Family::Numeric => "a number",
            Family::Date => "a date such as `2026-01-31T00:00:00Z`",
            Family::Binary => "base64",
            Family::Ip => "an address or a CIDR range such as `203.0.113.0/24`",
            _ => "`true` or `false`",
        };
        diagnostics.push(
            Diagnostic::warning(
                "condition-value-type",
                span,
                format!("`{}` can never match `{value}`", operator.name()),
            )
            .label(format!("expected {expected}")),
        );
    }
    prepared
}

/// Reads an integer or decimal number, with an exponent if there is one.
pub(crate) fn parse_number(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    digits
        .parse()
        .ok()
        .or_else(|| Decimal::from_scientific(digits).ok())
}

/// Reads `true` or `false` in any case.
pub(crate) fn parse_bool(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// Reads a CIDR range, host bits allowed, or a bare address.
pub(crate) fn parse_network(text: &str) -> Option<IpNet> {
    text.parse::<IpNet>()
        .ok()
        .or_else(|| text.parse::<core::net::IpAddr>().ok().map(IpNet::from))
}

/// Reads base64 with padding.
pub(crate) fn parse_binary(text: &str) -> Option<Vec<u8>> {
    base64::engine::general_purpose::STANDARD.decode(text).ok()
}

/// Reads a date of the W3C profile of ISO 8601, or seconds since 1970.
pub(crate) fn parse_date(text: &str) -> Option<ReadDate> {
    let read = |instant, from_digits, without_zone| {
        Some(ReadDate {
            instant,
            from_digits,
            without_zone,
        })
    };
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let seconds = text.parse().ok()?;
        return read(Timestamp::from_second(seconds).ok()?, true, false);
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return read(instant, false, false);
    }
    let midnight = |date: Date| date.to_datetime(jiff::civil::Time::midnight());
    let date_time = if let Some((year, month)) = year_and_month(text) {
        midnight(Date::new(year, month, 1).ok()?)
    } else if let Ok(date) = text.parse::<Date>()
        && text.len() == "2026-01-31".len()
    {
        midnight(date)
    } else {
        text.parse::<DateTime>().ok()?
    };
    let instant = date_time.to_zoned(TimeZone::UTC).ok()?.timestamp();
    read(instant, false, true)
}

/// `2026-01`.
fn year_and_month(text: &str) -> Option<(i16, i8)> {
    let (year, month) = text.split_once('-')?;
    (year.len() == 4 && month.len() == 2).then_some(())?;
    Some((year.parse().ok()?, month.parse().ok()?))
}
