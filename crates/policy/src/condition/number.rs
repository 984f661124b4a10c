//! Numbers of any length, compared exactly.
//!
//! A number that could only be kept rounded could seem equal to another, and one that were
//! refused for its length would slip past a `Deny`. So the digits are compared as they are
//! written.

use std::cmp::Ordering;

/// A number, as a text writes it. Zeros that change nothing are left out, so that equal
/// numbers have equal parts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Number<'t> {
    is_negative: bool,
    /// Where the decimal point stands, counted from before the first digit that is not zero:
    /// 1 for `5`, 0 for `0.5`, -1 for `0.05`.
    point: i64,
    /// The digits, those before the point of the text and those behind it.
    digits: [&'t str; 2],
}

impl<'t> Number<'t> {
    /// Reads an integer or decimal number, with an exponent if there is one; `None` if the
    /// text is none.
    pub(crate) fn parse(text: &'t str) -> Option<Self> {
        let is_negative = text.starts_with('-');
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
            None => (unsigned, 0),
        };
        let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if (before.is_empty() && after.is_empty()) || !is_digits(before) || !is_digits(after) {
            return None;
        }
        let before = before.trim_start_matches('0');
        let after = after.trim_end_matches('0');
        let (before, after, point) = if before.is_empty() {
            let significant = after.trim_start_matches('0');
            ("", significant, -length(after.len() - significant.len()))
        } else {
            (before, after, length(before.len()))
        };
        let before = match after {
            "" => before.trim_end_matches('0'),
            _ => before,
        };
        let is_zero = before.is_empty() && after.is_empty();
        Some(Number {
            is_negative: is_negative && !is_zero,
            point: if is_zero { 0 } else { point + exponent },
            digits: [before, after],
        })
    }

    fn digits(self) -> impl Iterator<Item = u8> {
        let [before, after] = self.digits;
        before.bytes().chain(after.bytes())
    }

    fn is_zero(self) -> bool {
        self.digits == ["", ""]
    }

    /// The order of the two without their signs.
    fn compare_size(self, other: Number<'_>) -> Ordering {
        match (self.is_zero(), other.is_zero()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self
                .point
                .cmp(&other.point)
                .then_with(|| self.digits().cmp(other.digits())),
        }
    }

    /// Whether a floating-point number of 64 bits holds it as well as any that is as short.
    pub(crate) fn is_short(self) -> bool {
        let [before, after] = self.digits;
        before.len() + after.len() <= 15 && self.point.abs() <= 300
    }

    /// How the number stands to another if both are rounded to floating-point numbers of 64
    /// bits.
    pub(crate) fn compare_rounded(self, other: Number<'_>) -> Ordering {
        if self.is_short() && other.is_short() {
            return self.compare(other);
        }
        self.rounded().total_cmp(&other.rounded())
    }

    fn rounded(self) -> f64 {
        if self.is_zero() {
            return 0.0;
        }
        let sign = if self.is_negative { "-" } else { "" };
        let text = format!("{sign}0.{}e{}", self.digits.concat(), self.point);
        // What is too far from zero to be held is infinite, and what is too near is zero.
        let rounded: f64 = text.parse().unwrap_or_default();
        rounded + 0.0
    }

    /// How the number stands to another.
    pub(crate) fn compare(self, other: Number<'_>) -> Ordering {
        match (self.is_negative, other.is_negative) {
            (false, false) => self.compare_size(other),
            (true, true) => other.compare_size(self),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

/// A number that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptNumber {
    is_negative: bool,
    point: i64,
    digits: Box<str>,
}

impl KeptNumber {
    /// `None` if the text is no number.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let number = Number::parse(text)?;
        Some(KeptNumber {
            is_negative: number.is_negative,
            point: number.point,
            digits: number.digits.concat().into(),
        })
    }

    /// The number, to be compared.
    pub(crate) fn number(&self) -> Number<'_> {
        Number {
            is_negative: self.is_negative,
            point: self.point,
            digits: [&self.digits, ""],
        }
    }
}

impl Ord for KeptNumber {
    fn cmp(&self, other: &Self) -> Ordering {
        self.number().compare(other.number())
    }
}

impl PartialOrd for KeptNumber {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Far beyond what any text can make up for by the length of its digits, and far from what
/// a sum could not hold.
const FARTHEST: i64 = 1 << 40;

/// An exponent. How far one goes that is farther than every text is long makes no
/// difference.
fn parse_exponent(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix(['+', '-']) {
        Some(digits) if text.starts_with('-') => (-1, digits),
        Some(digits) => (1, digits),
        None => (1, text),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let size: i64 = digits.parse().unwrap_or(FARTHEST);
    Some(sign * size.min(FARTHEST))
}

fn length(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(FARTHEST)
}

#[cfg(test)]
mod tests {
    use super::{KeptNumber, Number};

    fn of(text: &str) -> Number<'_> {
        Number::parse(text).expect(text)
    }

    #[test]
    fn numbers_in_their_order() {
        let in_order = [
            &["-1e50"][..],
            &["-100000000000000000000000000000000001"],
            &["-12.5", "-1.25e1", "-012.50"],
            &["-1"],
            &["-0.5", "-.5", "-5e-1"],
            &["-0.05"],
            &["0", "-0", "+0", "0.0", ".0", "0.", "0e9", "-0.0e-9"],
            &["0.0500000000000000000000000000000000000001"],
            &["0.33333333333333333333333333333333333"],
            &["0.5", ".5", "5e-1", "0.05E+1"],
            &["1", "1.", "1.0", "01", "+1", "10e-1", "0.1e1"],
            &["1.0000000000000000000000000000000000000001"],
            &["9"],
            &["10", "1e1", "1E1", "1e+1", "100e-1"],
            &["100000000000000000000000000000000001"],
            &["1e50"],
            &["1e99999999999999999999999999"],
        ];
        for (place, row) in in_order.iter().enumerate() {
            for (other_place, others) in in_order.iter().enumerate() {
                for (one, other) in row
                    .iter()
                    .flat_map(|one| others.iter().map(move |other| (one, other)))
                {
                    let expected = place.cmp(&other_place);
                    assert_eq!(of(one).compare(of(other)), expected, "{one} and {other}");
                    let kept = KeptNumber::parse(one).cmp(&KeptNumber::parse(other));
                    assert_eq!(kept, expected, "{one} and {other}, kept");
                }
            }
        }
    }

    #[test]
    fn rounded_numbers_lose_what_a_double_does_not_hold() {
        for (one, other) in [
            (
                "0.33333333333333333333333333333",
                "0.33333333333333333333333333334",
            ),
            ("9007199254740993", "9007199254740992"),
            ("1e400", "2e400"),
            ("1e-400", "0"),
            ("-1e-400", "1e-400"),
        ] {
            assert!(of(one).compare(of(other)).is_ne(), "{one} and {other}");
            assert!(
                of(one).compare_rounded(of(other)).is_eq(),
                "{one} and {other}"
            );
        }
        for (one, other) in [
            ("1", "2"),
            ("-2", "-1"),
            ("999999999999999", "1000000000000000"),
            ("9007199254740993", "9007199254740999"),
            ("-9007199254740999", "-9007199254740993"),
            ("-1e400", "1e400"),
            ("0", "1e400"),
            ("-12345678901234567890", "0.12345678901234567890"),
        ] {
            assert!(
                of(one).compare_rounded(of(other)).is_lt(),
                "{one} and {other}"
            );
        }
    }

    #[test]
    fn what_is_no_number() {
        for text in [
            "", "+", "-", ".", "-.", "e", "1e", "e1", ".e1", "1e+", "1e1.5", "1.2.3", "--1", "+-1",
            "1 ", " 1", "1,5", "0x10", "1e1e1", "NaN", "inf", "١",
        ] {
            assert!(Number::parse(text).is_none(), "{text:?}");
        }
    }
}
