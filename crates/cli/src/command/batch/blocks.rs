//! Standard input in blocks of whole lines.

use std::io::{self, Read};

use memchr::{memchr, memchr_iter, memrchr};

/// The bytes of a block; one longer line makes it longer.
pub(super) const BLOCK: usize = 256 << 10;

/// Some lines. The last one of the input may lack its line break.
#[derive(Debug)]
pub(super) struct Block {
    buffer: Vec<u8>,
    filled: usize,
}

impl Block {
    /// The lines, without their line breaks.
    pub(super) fn lines(&self) -> impl Iterator<Item = &[u8]> {
        let bytes = self.buffer.get(..self.filled).unwrap_or_default();
        let mut start = 0;
        memchr_iter(b'\n', bytes)
            .chain([bytes.len()])
            .filter_map(move |end| {
                let line = bytes.get(start..end);
                start = end + 1;
                line
            })
    }

    /// The buffer, to be filled again, if it is not of unusual size.
    pub(super) fn into_buffer(self) -> Option<Vec<u8>> {
        (self.buffer.len() == BLOCK).then_some(self.buffer)
    }
}

/// Cuts the input into blocks as it comes: nobody waits for the end of a block who has sent
/// whole lines.
///
/// A line longer than `most_bytes` is cut short by one byte more than that, so that whoever
/// reads it sees that it is too long, and the rest of it is passed over.
///
/// `fresh` gives a buffer of the length [`BLOCK`]; `send` takes a block, and tells whether
/// there is anybody who wants another one.
pub(super) fn read_blocks(
    mut input: impl Read,
    most_bytes: usize,
    mut fresh: impl FnMut() -> Vec<u8>,
    mut send: impl FnMut(Block) -> bool,
) -> io::Result<()> {
    let most = most_bytes.saturating_add(1);
    let mut buffer = fresh();
    buffer.truncate(most);
    // The bytes of a line whose end has not come yet.
    let mut filled = 0;
    let mut is_skipping = false;
    loop {
        if buffer.len() < most && buffer.len() - filled < BLOCK / 4 {
            buffer.resize(most.min(buffer.len().saturating_mul(2)), 0);
        }
        let space = buffer.get_mut(filled..).unwrap_or_default();
        let count = match input.read(space) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        if count == 0 {
            if filled > 0 && !is_skipping {
                send(Block { buffer, filled });
            }
            return Ok(());
        }
        let mut start = filled;
        filled += count;
        if is_skipping {
            let Some(end) = find(memchr, &buffer, 0, filled) else {
                filled = 0;
                continue;
            };
            buffer.copy_within(end..filled, 0);
            filled -= end;
            start = 0;
            is_skipping = false;
        }
        let end = match find(memrchr, &buffer, start, filled) {
            Some(end) => end,
            None if filled == most => {
                is_skipping = true;
                filled
            }
            None => continue,
        };
        let mut next = fresh();
        next.truncate(most);
        let rest = buffer.get(end..filled).unwrap_or_default();
        if next.len() < rest.len() {
            next.resize(rest.len(), 0);
        }
        if let Some((space, _)) = next.split_at_mut_checked(rest.len()) {
            space.copy_from_slice(rest);
        }
        filled = rest.len();
        let block = Block {
            buffer: std::mem::replace(&mut buffer, next),
            filled: end,
        };
        if !send(block) {
            return Ok(());
        }
    }
}

/// The place after a line break between two places of a buffer.
fn find(
    search: impl Fn(u8, &[u8]) -> Option<usize>,
    buffer: &[u8],
    start: usize,
    end: usize,
) -> Option<usize> {
    search(b'\n', buffer.get(start..end)?).map(|at| start + at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives at most so many bytes at once.
    struct Trickle<'b>(&'b [u8], usize);

    impl Read for Trickle<'_> {
        fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
            let most = self.1.min(space.len());
            self.0.by_ref().take(most as u64).read(space)
        }
    }

    fn lines(input: &[u8], at_once: usize, most_bytes: usize) -> Vec<Vec<u8>> {
        let mut lines = Vec::new();
        read_blocks(
            Trickle(input, at_once),
            most_bytes,
            || vec![0; BLOCK],
            |block| {
                lines.extend(block.lines().map(<[u8]>::to_vec));
                true
            },
        )
        .expect("a slice can be read");
        lines.retain(|line| !line.is_empty());
        lines
    }

    #[test]
    fn lines_are_whole_however_they_come() {
        let input = b"one\ntwo\r\n\nthree";
        let wanted = [&b"one"[..], b"two\r", b"three"];
        for at_once in 1..=input.len() {
            assert_eq!(lines(input, at_once, 1 << 20), wanted);
        }
    }

    #[test]
    fn a_long_line_is_cut_and_the_next_one_is_whole() {
        for length in 0..20 {
            let line = "x".repeat(length);
            for input in [format!("{line}\nnext\n"), format!("a\n{line}\nnext")] {
                for at_once in 1..=input.len() {
                    let mut wanted: Vec<Vec<u8>> = input
                        .lines()
                        .map(|line| line.bytes().take(9).collect())
                        .collect();
                    wanted.retain(|line| !line.is_empty());
                    assert_eq!(
                        lines(input.as_bytes(), at_once, 8),
                        wanted,
                        "{input:?} {at_once}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_line_longer_than_a_block() {
        let input = format!("a\n{}\nb\n", "x".repeat(3 * BLOCK));
        let lines = lines(input.as_bytes(), 1 << 16, 32 << 20);
        let lengths: Vec<usize> = lines.iter().map(Vec::len).collect();
        assert_eq!(lengths, [1, 3 * BLOCK, 1]);
    }
}
