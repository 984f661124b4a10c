//! How long the sessions of a role may last at most.

use can_invoke_source::{Diagnostic, Span, words::quote};

use super::{Known, PrincipalKind, texts::Texts};

/// Reads the longest duration of a role's sessions, in seconds.
///
/// Source: IAM API reference, `CreateRole`, `MaxSessionDuration`: one to twelve hours.
pub(super) fn read(
    texts: &mut Texts<'_>,
    text: &str,
    span: Span,
    kind: PrincipalKind,
) -> Known<u32> {
    if kind == PrincipalKind::User {
        texts.report(
            Diagnostic::error(
                "session-duration-of-user",
                span,
                "a user has no longest session duration",
            )
            .help("only roles have one; remove the key"),
        );
        return Known::NotKnown;
    }
    match text.parse::<u32>() {
        Ok(seconds) if (3_600..=43_200).contains(&seconds) => Known::Known(seconds),
        _ => {
            texts.report(
                Diagnostic::error(
                    "invalid-session-duration",
                    span,
                    format!(
                        "{} is not the longest session duration of a role",
                        quote(text)
                    ),
                )
                .help("write seconds, from 3600 (one hour) to 43200 (twelve hours)"),
            );
            Known::NotKnown
        }
    }
}
