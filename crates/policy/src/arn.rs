//! Amazon Resource Names.
//!
//! Source: IAM user guide, `reference-arns`.

use std::fmt;

/// An ARN split at its first five colons; the sixth part is everything after them and
/// may hold colons of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Arn<'t> {
    /// `aws`, `aws-cn`, `aws-us-gov` …
    pub partition: &'t str,
    /// The service namespace, such as `execute-api`.
    pub service: &'t str,
    /// The Region; empty for global services.
    pub region: &'t str,
    /// The account id; empty for some services.
    pub account: &'t str,
    /// Everything after the fifth colon.
    pub resource: &'t str,
}

impl<'t> Arn<'t> {
    /// Reads an ARN; `None` unless the text begins with `arn:` and has six parts.
    pub fn parse(text: &'t str) -> Option<Self> {
        let mut rest = text.strip_prefix("arn:")?;
        let mut part = || {
            let (part, after) = cut(rest, b':')?;
            rest = after;
            Some(part)
        };
        Some(Arn {
            partition: part()?,
            service: part()?,
            region: part()?,
            account: part()?,
            resource: rest,
        })
    }
}

impl fmt::Display for Arn<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "arn:{}:{}:{}:{}:{}",
            self.partition, self.service, self.region, self.account, self.resource
        )
    }
}

/// The text before and after the first of an ASCII character. Byte by byte: the parts of
/// ARNs and patterns are too short for the search of the standard library to pay.
pub(crate) fn cut(text: &str, at: u8) -> Option<(&str, &str)> {
    let end = text.bytes().position(|byte| byte == at)?;
    Some((text.get(..end)?, text.get(end + 1..)?))
}

/// The partition of an ARN; `None` if the text is none.
pub(crate) fn partition_of(text: &str) -> Option<&str> {
    let (partition, _) = cut(text.strip_prefix("arn:")?, b':')?;
    Some(partition)
}

/// A text cut at its first five colons, once for all patterns that it is compared with.
/// Unlike [`Arn`], its first segment may be anything.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Segments<'t> {
    /// The first five segments.
    pub(crate) leading: [&'t str; 5],
    /// The same as they stand in the text, with the colons after them.
    pub(crate) head: &'t str,
    /// Everything after the fifth colon.
    pub(crate) part: &'t str,
}

impl<'t> Segments<'t> {
    /// `None` with fewer than five colons.
    pub(crate) fn cut(text: &'t str) -> Option<Self> {
        let mut rest = text;
        let mut leading = [""; 5];
        for segment in &mut leading {
            (*segment, rest) = cut(rest, b':')?;
        }
        let head = text.get(..text.len() - rest.len())?;
        Some(Segments {
            leading,
            head,
            part: rest,
        })
    }

    /// The same as an ARN, if it is one.
    pub(crate) fn as_arn(&self) -> Option<Arn<'t>> {
        let [first, partition, service, region, account] = self.leading;
        (first == "arn").then_some(Arn {
            partition,
            service,
            region,
            account,
            resource: self.part,
        })
    }
}

/// Whether a text is an AWS account id: twelve digits.
pub fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text is the name of an AWS partition.
pub fn is_partition(text: &str) -> bool {
    text == "aws" || text.starts_with("aws-")
}
