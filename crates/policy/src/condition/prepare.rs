//! Condition values, read once for the operator that they stand under.

use core::net::IpAddr;

use base64::Engine as _;
use can_invoke_source::{Diagnostic, Span, Text};
use ipnet::IpNet;
use jiff::{Timestamp, civil::DateTime};

use super::{
    number::{KeptNumber, Number},
    operator::{Family, OperatorBase},
};
use crate::{assumption::Assumption, pattern::Template};

/// A value, ready for comparison. `None` inside means that the text could not be read as
/// what the operator compares; such an entry matches nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Prepared {
    /// For the string and ARN operators and `Bool`: text with its variables.
    Text(Template),
    /// For the numeric operators.
    Number(Option<KeptNumber>),
    /// For the date operators, with what had to be assumed to read it.
    Date(Option<ReadDate>),
    /// For `BinaryEquals`: base64 with padding.
    Bytes(Option<String>),
    /// For the address operators.
    Network(Option<IpNet>),
    /// For `Null`: whether the key must be absent.
    Absence(Option<bool>),
}

/// A date with what has to be assumed to read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadDate {
    /// The instant, by our readings.
    pub instant: Timestamp,
    /// Whether it was four digits, read as seconds since 1970.
    pub is_four_digits: bool,
    /// Whether no zone was given, so that UTC was taken.
    pub without_zone: bool,
}

impl ReadDate {
    /// The instant; `None` if the date cannot be read. `lean` is asked whether the
    /// alternative of an assumption is taken.
    pub(crate) fn instant(self, mut lean: impl FnMut(Assumption) -> bool) -> Option<Timestamp> {
        let is_year = self.is_four_digits && lean(Assumption::DateDigitsAreEpoch);
        if (self.without_zone || is_year) && lean(Assumption::DateWithoutZone) {
            return None;
        }
        if is_year {
            return format!("{:04}-01-01T00:00:00Z", self.instant.as_second())
                .parse()
                .ok();
        }
        Some(self.instant)
    }
}

/// Prepares a value for an operator and reports one that can never match. Under a negated
/// operator such a value has no sure meaning, see
/// [`Assumption::MalformedNegatedPolicyValue`]; no verdict is given on it.
pub(crate) fn prepare(
    operator: OperatorBase,
    text: &Text,
    span: Span,
    has_variables: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> Prepared {
    let value = text.decoded.as_str();
    let prepared = match operator.family() {
        Family::String | Family::Arn | Family::Bool => Prepared::Text(if has_variables {
            Template::parse(text, diagnostics)
        } else {
            Template::plain(value)
        }),
        Family::Numeric => Prepared::Number(KeptNumber::parse(value)),
        Family::Date => Prepared::Date(parse_date(value)),
        Family::Binary => Prepared::Bytes(is_binary(value).then(|| value.to_owned())),
        Family::Ip => Prepared::Network(parse_network(value)),
        Family::Null => Prepared::Absence(parse_bool(value)),
    };
    let is_malformed = match &prepared {
        Prepared::Text(template) if template.has_variables() => false,
        Prepared::Text(_) => match operator.family() {
            Family::Arn => value.split(':').count() < 6,
            Family::Bool => parse_bool(value).is_none(),
            _ => false,
        },
        Prepared::Number(read) => read.is_none(),
        Prepared::Date(read) => read.is_none(),
        Prepared::Bytes(read) => read.is_none(),
        Prepared::Network(read) => read.is_none(),
        Prepared::Absence(read) => read.is_none(),
    };
    if is_malformed {
        diagnostics.push(malformed(operator, value, span));
    }
    prepared
}

fn malformed(operator: OperatorBase, value: &str, span: Span) -> Diagnostic {
    let expected = match operator.family() {
        Family::Numeric => "a number",
        Family::Date => "a date such as `2026-01-31T00:00:00Z`",
        Family::Binary => "base64",
        Family::Ip => "an address or a CIDR range such as `203.0.113.0/24`",
        Family::Arn => "an ARN of six parts, each of which may hold wildcards",
        _ => "`true` or `false`",
    };
    let name = operator.name();
    const CODE: &str = "condition-value-type";
    let diagnostic = if operator.is_negated() {
        let message = format!("`{name}` cannot be compared with `{value}`");
        Diagnostic::error(CODE, span, message)
    } else {
        let message = format!("`{name}` can never match `{value}`");
        Diagnostic::warning(CODE, span, message)
    };
    diagnostic.label(format!("expected {expected}"))
}

/// Whether a text is a number as the numeric operators read it.
pub fn is_number(text: &str) -> bool {
    Number::parse(text).is_some()
}

/// Whether a text is a date as the date operators read it.
pub fn is_date(text: &str) -> bool {
    parse_date(text).is_some()
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
    let Some((address, length)) = text.split_once('/') else {
        return text.parse::<IpAddr>().ok().map(IpNet::from);
    };
    if length.is_empty() || !length.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    IpNet::new(address.parse().ok()?, length.parse().ok()?).ok()
}

/// Whether a text is base64 with padding.
fn is_binary(text: &str) -> bool {
    base64::engine::general_purpose::STANDARD
        .decode(text)
        .is_ok()
}

/// Reads a date of the W3C profile of ISO 8601, or seconds since 1970.
pub(crate) fn parse_date(text: &str) -> Option<ReadDate> {
    let read = |instant, is_four_digits, without_zone| {
        Some(ReadDate {
            instant,
            is_four_digits,
            without_zone,
        })
    };
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let seconds = text.parse().ok()?;
        return read(
            Timestamp::from_second(seconds).ok()?,
            text.len() == 4,
            false,
        );
    }
    let utc = |text: &str| text.parse::<Timestamp>();
    match text.split_once('T') {
        None if has_shape(text, "dddd-dd") => {
            read(utc(&format!("{text}-01T00:00:00Z")).ok()?, false, true)
        }
        None if has_shape(text, "dddd-dd-dd") => {
            read(utc(&format!("{text}T00:00:00Z")).ok()?, false, true)
        }
        Some((date, time)) if has_shape(date, "dddd-dd-dd") => {
            let end = time.find(['Z', '+', '-']).unwrap_or(time.len());
            let (clock, zone) = time.split_at_checked(end)?;
            let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
            let is_clock = has_shape(clock, "dd:dd") || has_shape(clock, "dd:dd:dd");
            let is_fraction =
                !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
            let is_zone = matches!(zone, "" | "Z") || has_shape(zone.get(1..)?, "dd:dd");
            if !is_clock || !is_fraction || !is_zone {
                return None;
            }
            if zone.is_empty() {
                // What has no zone is read as UTC, but has to be a time of the day at all.
                text.parse::<DateTime>().ok()?;
                return read(utc(&format!("{text}Z")).ok()?, false, true);
            }
            read(utc(text).ok()?, false, false)
        }
        _ => None,
    }
}

/// Whether a text has digits where the shape has `d`, and else the shape's characters.
fn has_shape(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(byte, expected)| {
            if expected == b'd' {
                byte.is_ascii_digit()
            } else {
                byte == expected
            }
        })
}
