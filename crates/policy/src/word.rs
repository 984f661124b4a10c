//! Eight bytes of a text as one number, so that they are compared at once.

/// Eight bytes at the beginning or end of a text, of which only those that a pattern
/// literally says count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    bytes: u64,
    mask: u64,
}

impl Word {
    /// Of the literal beginning of a pattern.
    pub(crate) fn begins(text: &str) -> Self {
        Word {
            bytes: first_word(text.as_bytes()),
            mask: mask(text.len()),
        }
    }

    /// Of its literal end.
    pub(crate) fn ends(text: &str) -> Self {
        Word {
            bytes: last_word(text.as_bytes()),
            mask: mask(text.len()),
        }
    }

    /// Zero if the word of a text is the same as far as it counts.
    pub(crate) fn difference(self, other: u64) -> u64 {
        (self.bytes ^ other) & self.mask
    }
}

/// The first eight bytes, the first of them highest, so that numbers are in the order of the
/// texts. What is missing is zero.
pub(crate) fn first_word(text: &[u8]) -> u64 {
    u64::from_be_bytes(first_bytes(text))
}

/// The last eight bytes, the last of them highest: the first word of the text read backwards.
pub(crate) fn last_word(text: &[u8]) -> u64 {
    u64::from_le_bytes(last_bytes(text))
}

/// Twice as many bytes as [`first_word`].
pub(crate) fn first_long_word(text: &[u8]) -> u128 {
    u128::from_be_bytes(first_bytes(text))
}

/// Twice as many bytes as [`last_word`].
pub(crate) fn last_long_word(text: &[u8]) -> u128 {
    u128::from_le_bytes(last_bytes(text))
}

fn first_bytes<const COUNT: usize>(text: &[u8]) -> [u8; COUNT] {
    text.first_chunk().copied().unwrap_or_else(|| {
        let mut bytes = [0; COUNT];
        bytes
            .iter_mut()
            .zip(text)
            .for_each(|(slot, byte)| *slot = *byte);
        bytes
    })
}

fn last_bytes<const COUNT: usize>(text: &[u8]) -> [u8; COUNT] {
    text.last_chunk().copied().unwrap_or_else(|| {
        let mut bytes = [0; COUNT];
        let slots = bytes.iter_mut().rev();
        slots
            .zip(text.iter().rev())
            .for_each(|(slot, byte)| *slot = *byte);
        bytes
    })
}

/// So many of the highest bytes, at most all eight.
fn mask(bytes: usize) -> u64 {
    match bytes {
        0 => 0,
        1..8 => u64::MAX << (64 - 8 * bytes),
        _ => u64::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::{first_long_word, first_word, last_long_word, last_word, mask};

    #[test]
    fn words_are_in_the_order_of_the_texts_and_short_ones_are_filled_up() {
        assert_eq!(first_word(b""), 0);
        assert_eq!(first_word(b"ab"), 0x6162_0000_0000_0000);
        assert_eq!(first_word(b"abcdefghi"), 0x6162_6364_6566_6768);
        assert!(first_word(b"ab") < first_word(b"ab1") && first_word(b"ab1") < first_word(b"b"));
    }

    #[test]
    fn the_last_word_is_the_first_of_the_text_backwards() {
        for text in ["", "ab", "abcdefgh", "abcdefghi"] {
            let backwards: Vec<u8> = text.bytes().rev().collect();
            assert_eq!(last_word(text.as_bytes()), first_word(&backwards), "{text}");
            let long = last_long_word(text.as_bytes());
            assert_eq!(long, first_long_word(&backwards), "{text}");
        }
    }

    #[test]
    fn a_mask_covers_the_bytes_that_count() {
        assert_eq!(mask(0), 0);
        assert_eq!(mask(2), 0xffff_0000_0000_0000);
        assert_eq!((mask(8), mask(9)), (u64::MAX, u64::MAX));
    }
}
