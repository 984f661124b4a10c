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
        // Byte by byte: the parts are too short for the search of the standard library.
        let mut part = || {
            let end = rest.bytes().position(|byte| byte == b':')?;
            let part = rest.get(..end)?;
            rest = rest.get(end + 1..)?;
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

/// Whether a text is an AWS account id: twelve digits.
pub fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text is the name of an AWS partition.
pub fn is_partition(text: &str) -> bool {
    text == "aws" || text.starts_with("aws-")
}
