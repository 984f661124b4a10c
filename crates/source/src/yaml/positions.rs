//! From characters, in which the YAML library counts, to bytes.

/// How many characters lie between two checkpoints.
const STEP: usize = 64;

/// Byte offsets of the characters of a text, found in one linear pass.
pub(super) struct Positions<'a> {
    text: &'a str,
    /// The byte offset of every [`STEP`]th character; empty for a text of ASCII alone,
    /// where the two ways of counting agree.
    checkpoints: Vec<usize>,
}

impl<'a> Positions<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let checkpoints = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices()
                .step_by(STEP)
                .map(|(byte, _)| byte)
                .collect()
        };
        Positions { text, checkpoints }
    }

    /// The byte offset of a character; the end of the text for one past the last.
    pub(super) fn byte(&self, character: usize) -> usize {
        if self.checkpoints.is_empty() {
            return character.min(self.text.len());
        }
        let Some(&from) = self.checkpoints.get(character / STEP) else {
            return self.text.len();
        };
        let rest = self.text.get(from..).unwrap_or_default();
        rest.char_indices()
            .nth(character % STEP)
            .map_or(self.text.len(), |(byte, _)| from + byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_found() {
        for text in [
            "",
            "plain",
            &"aé\u{1f600}".repeat(100),
            &"x".repeat(64),
            &"é".repeat(64),
        ] {
            let positions = Positions::new(text);
            for (index, (byte, _)) in text.char_indices().enumerate() {
                assert_eq!(positions.byte(index), byte);
            }
            let length = text.chars().count();
            assert_eq!(positions.byte(length), text.len());
            assert_eq!(positions.byte(length + 200), text.len());
        }
    }
}
