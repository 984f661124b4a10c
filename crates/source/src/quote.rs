//! What the user wrote, shown inside a message.

/// The longest quotation of a piece of syntax; enough to recognize what is meant.
const LONGEST: usize = 48;

/// The text in backticks, on one line, shortened where it is long.
pub(crate) fn quote(text: &str) -> String {
    quote_within(text, LONGEST)
}

/// The text in backticks, on one line, of so many characters at most.
pub(crate) fn quote_within(text: &str, longest: usize) -> String {
    let mut quoted = String::from("`");
    for (index, character) in text.chars().enumerate() {
        if index == longest {
            quoted.push('…');
            break;
        }
        match character {
            ' '..='~' => quoted.push(character),
            _ if character.is_alphanumeric() => quoted.push(character),
            '\n' | '\r' | '\t' => quoted.extend(character.escape_default()),
            '“' | '”' | '‘' | '’' | '…' => quoted.push(character),
            // Invisible or easily taken for another character.
            _ => quoted.push_str(&code_point(character)),
        }
    }
    quoted.push('`');
    quoted
}

/// `U+00A0` for a no-break space.
pub(crate) fn code_point(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_is_one_short_visible_line() {
        assert_eq!(quote("abc"), "`abc`");
        assert_eq!(quote("a\nb\u{a0}é“"), "`a\\nbU+00A0é“`");
        assert_eq!(quote(&"x".repeat(500)).chars().count(), LONGEST + 3);
    }
}
