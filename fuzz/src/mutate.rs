//! Inputs made from inputs, the same ones in every run: fuzzing without a fuzzer.

/// A small generator of numbers (SplitMix64), for a given beginning always the same.
pub struct Numbers(u64);

impl Numbers {
    /// The numbers that begin with a seed.
    pub fn new(seed: u64) -> Self {
        Numbers(seed)
    }

    /// The next number.
    pub fn any(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// The next number below a bound; zero if the bound is zero.
    pub fn below(&mut self, bound: usize) -> usize {
        let bound = bound.max(1) as u64;
        usize::try_from(self.any() % bound).unwrap_or(0)
    }
}

/// What is worth putting in.
const WORDS: &[&str] = &[
    "*",
    "?",
    ":",
    "/",
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    "\n",
    " ",
    "\t",
    "\u{feff}",
    "é",
    "${aws:username}",
    "${*}",
    "%7B",
    "\\u0000",
    "//",
    "/*",
    "&a ",
    "*a",
    "!Ref ",
    "|\n",
    "null",
    "true",
    "1e9",
    "Deny",
    "Allow",
    "Not",
    "IfExists",
    "ForAnyValue:",
    "arn:aws:iam::222222222222:",
];

/// An input that differs from one of the corpus in a few places.
pub fn mutated(corpus: &[Vec<u8>], numbers: &mut Numbers) -> Vec<u8> {
    let pick = |numbers: &mut Numbers| {
        let index = numbers.below(corpus.len());
        corpus.get(index).map(Vec::as_slice).unwrap_or_default()
    };
    let mut input = pick(numbers).to_vec();
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(input.len() + 1);
        let end = (at + 1 + numbers.below(12)).min(input.len());
        match numbers.below(6) {
            0 => drop(input.drain(at..end)),
            1 => {
                let word = WORDS.get(numbers.below(WORDS.len())).unwrap_or(&"");
                drop(input.splice(at..at, word.bytes()));
            }
            2 => {
                let word = WORDS.get(numbers.below(WORDS.len())).unwrap_or(&"");
                drop(input.splice(at..end, word.bytes()));
            }
            3 => {
                if let Some(byte) = input.get_mut(at) {
                    *byte = numbers.any().to_le_bytes()[0];
                }
            }
            4 => {
                let again = input.get(at..end).unwrap_or_default().to_vec();
                drop(input.splice(at..at, again));
            }
            _ => {
                let other = pick(numbers);
                let from = numbers.below(other.len() + 1);
                let piece = other.get(from..).unwrap_or_default();
                input.truncate(at);
                input.extend_from_slice(piece);
            }
        }
    }
    input
}
