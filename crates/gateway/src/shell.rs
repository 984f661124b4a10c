//! Words of commands.

/// A text as one word of a POSIX shell; nothing, if it holds control characters: a command
/// with them could do more than it shows.
pub(crate) fn word(text: &str) -> Option<String> {
    (!text.contains(char::is_control)).then(|| quoted(text))
}

/// A text as one word of a POSIX shell.
pub fn quoted(text: &str) -> String {
    let is_plain = !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_./:@%+=,".contains(&byte));
    if is_plain {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}
