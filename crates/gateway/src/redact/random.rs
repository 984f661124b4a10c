//! Numbers that look random and are the same for the same seed.

/// What hashes begin with.
///
/// Source: FNV-1a, 64 bits, the offset basis.
pub(super) const START: u64 = 0xcbf2_9ce4_8422_2325;

/// A hash of more bytes after `hash`; for spreading, not for secrecy.
pub(super) fn hash(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// One number after the other from a seed.
///
/// Source: `SplitMix64` of Steele, Lea and Flood, "Fast splittable pseudorandom number
/// generators".
pub(super) struct Random(pub(super) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; zero if that is zero.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % end).unwrap_or_default()
    }

    /// One of some characters; `else_` if there is none.
    pub(super) fn one_of(&mut self, characters: &[char], else_: char) -> char {
        let at = self.below(characters.len());
        characters.get(at).copied().unwrap_or(else_)
    }

    /// Puts characters into another order.
    pub(super) fn shuffle(&mut self, characters: &mut [char]) {
        for last in (1..characters.len()).rev() {
            let at = self.below(last + 1);
            characters.swap(last, at);
        }
    }
}
