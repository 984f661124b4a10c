//! Which pseudonym stands for which word.
//!
//! Whether a pattern matches a text turns on how long the text is, and on the places at which
//! the literal parts of the pattern stand in it. Pseudonyms are as long as their words and
//! distinct, so that only parts of words matter: `app` of `app*` and of `*app`. Every letter of
//! a word that belongs to such a part goes through one exchange of letters, the same
//! everywhere; all others are drawn at random, so that no part comes to stand where it did not
//! stand.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use super::{
    lex::{Piece, letters, lower, managed_policy, pieces},
    random::{self, Random},
    vocabulary::{is_number, is_short, unique_id_prefix, words},
    walk::Rewriter,
};

/// What the documents say, before anything is replaced.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    /// All words, in lower case.
    all: BTreeSet<String>,
    /// Those of which patterns say only a part.
    parts: BTreeSet<String>,
    /// Words that AWS gave: those in the names of its managed policies.
    of_aws: BTreeSet<String>,
    /// Whether the value of a policy variable is a part of a word.
    has_glued_variables: bool,
    /// Whether conditions compare numbers or dates that the documents give.
    compares_numbers: bool,
}

impl Rewriter for Words {
    fn text(&mut self, text: &str) -> String {
        if let Some(name) = managed_policy(text) {
            let of_aws = name.split(|character: char| !character.is_alphanumeric());
            self.of_aws.extend(of_aws.map(str::to_lowercase));
        }
        for piece in pieces(text) {
            match piece {
                Piece::Word { text, is_part } => {
                    let word = lower(text);
                    if is_part {
                        self.parts.insert(word);
                    } else {
                        self.all.insert(word);
                    }
                }
                Piece::Variable { text, is_glued } => {
                    self.has_glued_variables |= is_glued;
                    if let Some((_, name)) = named_by_user(text) {
                        self.text(name);
                    }
                }
                Piece::Other(_) => {}
            }
        }
        String::new()
    }

    fn sentence(&mut self, _: &str) -> String {
        String::new()
    }

    fn compares_numbers(&mut self) {
        self.compares_numbers = true;
    }
}

/// What of a variable the user named, with what stands before: the key of a tag, the name of a
/// stage variable, the value that counts where there is none.
fn named_by_user(variable: &str) -> Option<(&str, &str)> {
    let at = match variable.find("stageVariables.") {
        Some(at) => at + "stageVariables.".len(),
        None => variable.find(['/', ','])? + 1,
    };
    Some((variable.get(..at)?, variable.get(at..)?))
}

/// The pseudonyms of some documents.
#[derive(Clone, Debug)]
pub struct Names {
    seed: u64,
    /// Words that stay.
    kept: BTreeSet<String>,
    /// Parts of words that patterns say.
    parts: Vec<Vec<char>>,
    /// The exchange of letters and digits that all parts go through.
    exchange: BTreeMap<char, char>,
    is_glued: bool,
    keeps_numbers: bool,
    /// From words to pseudonyms, in lower case.
    pseudonyms: BTreeMap<String, String>,
    used: BTreeSet<String>,
    originals: BTreeSet<String>,
}

impl Names {
    pub(super) fn new(seed: u64, found: Words) -> Self {
        let mut kept = words();
        kept.extend(found.of_aws);
        let originals: BTreeSet<String> = found.all.union(&found.parts).cloned().collect();
        let mut names = Names {
            seed,
            kept,
            parts: found
                .parts
                .iter()
                .map(|part| part.chars().collect())
                .collect(),
            exchange: BTreeMap::new(),
            is_glued: found.has_glued_variables,
            keeps_numbers: found.compares_numbers,
            pseudonyms: BTreeMap::new(),
            used: BTreeSet::new(),
            originals,
        };
        // What the exchange alone makes comes first, as it cannot be drawn again.
        let hidden: Vec<&String> = names
            .originals
            .iter()
            .filter(|word| !names.is_kept(word))
            .collect();
        let (whole, others): (Vec<&String>, Vec<&String>) = hidden
            .into_iter()
            .partition(|word| names.is_covered(&word.chars().collect::<Vec<char>>()));
        let owned = |words: Vec<&String>| words.into_iter().cloned().collect::<Vec<String>>();
        let (whole, others) = (owned(whole), owned(others));
        names.choose_exchange(&whole);
        for word in whole.iter().chain(&others) {
            names.pseudonym(word);
        }
        names
    }

    /// A text under the pseudonyms: an ARN, a URL, a path, a name, the value of a condition
    /// key. What the documents do not hold gets a pseudonym of its own, which further texts
    /// share.
    pub fn text(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for piece in pieces(text) {
            match piece {
                Piece::Word { text, is_part: _ } => out += &self.word(text),
                Piece::Variable { text, .. } => match named_by_user(text) {
                    Some((before, name)) => {
                        out += before;
                        out += &self.text(name);
                    }
                    None => out += text,
                },
                Piece::Other(text) => out += text,
            }
        }
        out
    }

    /// Each word that has another name now, with its pseudonym, both in lower case.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.pseudonyms.iter();
        pairs.map(|(word, pseudonym)| (word.as_str(), pseudonym.as_str()))
    }

    /// Words that should be gone and still stand somewhere, for themselves or as the pseudonym
    /// of another, as patterns say parts of them that words of AWS hold as well.
    pub fn shown(&self) -> impl Iterator<Item = &str> {
        self.pairs()
            .filter(|(_, pseudonym)| self.originals.contains(*pseudonym))
            .map(|(_, pseudonym)| pseudonym)
    }

    /// A word or a part of one, with its capitals.
    fn word(&mut self, word: &str) -> String {
        let lower = lower(word);
        if self.is_kept(&lower) {
            return word.to_owned();
        }
        let pseudonym = self.pseudonym(&lower);
        let mut hidden = pseudonym.chars();
        let mut out = String::with_capacity(word.len());
        for (original, is_encoded) in letters(word) {
            let letter = hidden.next().unwrap_or(original);
            let letter = if original.is_uppercase() {
                letter.to_ascii_uppercase()
            } else {
                letter
            };
            if is_encoded {
                let _ = write!(out, "%{:02X}", u32::from(letter));
            } else {
                out.push(letter);
            }
        }
        out
    }

    /// Whether a word, in lower case, stays as it is.
    fn is_kept(&self, word: &str) -> bool {
        if self.kept.contains(word) {
            return true;
        }
        let is_digits = word.bytes().all(|byte| byte.is_ascii_digit());
        let is_compared = self.keeps_numbers && is_digits && word.len() != 12;
        let is_number = is_number(word) || is_compared;
        if !is_number && !is_short(word) {
            return false;
        }
        let letters: Vec<char> = word.chars().collect();
        let mut parts = self.parts.iter();
        !parts.any(|part| !is_small_number(part) && !places(part, &letters).is_empty())
    }

    /// The pseudonym of a word in lower case that does not stay.
    fn pseudonym(&mut self, word: &str) -> String {
        const ATTEMPTS: u64 = 200;
        if let Some(known) = self.pseudonyms.get(word) {
            return known.clone();
        }
        let letters: Vec<char> = word.chars().collect();
        let covered = self.covered(&letters);
        let is_drawn = covered.iter().any(|is_covered| !is_covered);
        let attempts = if is_drawn { ATTEMPTS } else { 1 };
        let mut found = None;
        for attempt in 0..attempts {
            let candidate = self.draw(word, &letters, &covered, attempt);
            if self.fits(&letters, &candidate, is_drawn) {
                found = Some(candidate);
                break;
            }
        }
        // The exchange alone keeps every part at its place, and no two words come to the same
        // by it.
        let prefix = unique_id_prefix(word).map_or(0, str::len);
        let alone = || {
            let places = covered.iter().enumerate();
            let all: Vec<bool> = places.map(|(at, it)| *it || at >= prefix).collect();
            self.draw(word, &letters, &all, 0)
        };
        let found: String = found.unwrap_or_else(alone).into_iter().collect();
        self.used.insert(found.clone());
        self.pseudonyms.insert(word.to_owned(), found.clone());
        found
    }

    fn draw(&self, word: &str, letters: &[char], covered: &[bool], attempt: u64) -> Vec<char> {
        let seed = random::hash(self.seed ^ attempt.wrapping_mul(0x9e37), word.as_bytes());
        let mut random = Random(seed);
        let is_hex = letters.len() >= 8 && letters.iter().all(char::is_ascii_hexdigit);
        let prefix = unique_id_prefix(word).map_or(0, str::len);
        let (small, digits) = if is_hex {
            (&HEX[..], DIGITS)
        } else {
            (&LETTERS[..], DIGITS)
        };
        let places = letters.iter().zip(covered).enumerate();
        places
            .map(|(at, (letter, is_covered))| {
                if *is_covered {
                    self.exchanged(*letter)
                } else if at < prefix {
                    *letter
                } else if letter.is_ascii_digit() {
                    random.one_of(&digits, *letter)
                } else {
                    random.one_of(small, *letter)
                }
            })
            .collect()
    }

    fn fits(&self, letters: &[char], candidate: &[char], is_drawn: bool) -> bool {
        let text: String = candidate.iter().collect();
        let has_parts = || {
            self.parts.iter().all(|part| {
                let exchanged: Vec<char> = part.iter().map(|one| self.exchanged(*one)).collect();
                places(part, letters) == places(&exchanged, candidate)
            })
        };
        let is_taken = self.used.contains(&text)
            || self.is_kept(&text)
            || is_drawn && self.originals.contains(&text);
        !is_taken && has_parts()
    }

    fn exchanged(&self, letter: char) -> char {
        self.exchange.get(&letter).copied().unwrap_or(letter)
    }

    /// Which letters of a word belong to a part that a pattern says.
    fn covered(&self, word: &[char]) -> Vec<bool> {
        let text: String = word.iter().collect();
        let prefix = unique_id_prefix(&text).map_or(0, str::len);
        let mut covered: Vec<bool> = (0..word.len())
            .map(|at| self.is_glued && at >= prefix)
            .collect();
        for part in &self.parts {
            for at in places(part, word) {
                let letters = covered.iter_mut().skip(at).take(part.len());
                letters.for_each(|is_covered| *is_covered = true);
            }
        }
        covered
    }

    fn is_covered(&self, word: &[char]) -> bool {
        self.covered(word).into_iter().all(|is_covered| is_covered)
    }

    /// Chooses the exchange, which is all that makes the pseudonyms of `whole`. A letter stays itself where a part that holds it stands in a word
    /// that stays.
    fn choose_exchange(&mut self, whole: &[String]) {
        const ATTEMPTS: u64 = 50;
        let mut fixed: BTreeSet<char> = BTreeSet::new();
        let kept: Vec<Vec<char>> = self
            .kept
            .iter()
            .map(|word| word.chars().collect())
            .collect();
        let is_in_kept = |part: &[char]| kept.iter().any(|word| !places(part, word).is_empty());
        for part in &self.parts {
            if is_small_number(part) || is_in_kept(part) {
                fixed.extend(part);
            }
            let ids = self.originals.iter();
            for (word, prefix) in ids.filter_map(|word| Some((word, unique_id_prefix(word)?))) {
                let letters: Vec<char> = word.chars().collect();
                if places(part, &letters)
                    .into_iter()
                    .any(|at| at < prefix.len())
                {
                    fixed.extend(prefix.chars());
                }
            }
        }
        let longer: Vec<&Vec<char>> = self
            .parts
            .iter()
            .filter(|part| !is_small_number(part) && !is_in_kept(part))
            .collect();
        let mut best: Option<(usize, BTreeMap<char, char>)> = None;
        for attempt in 0..ATTEMPTS {
            let mut random = Random(self.seed ^ random::hash(attempt, b"exchange"));
            let mut exchange = BTreeMap::new();
            for class in [&HEX[..], &REST[..], &DIGITS[..]] {
                let free: Vec<char> = class
                    .iter()
                    .copied()
                    .filter(|it| !fixed.contains(it))
                    .collect();
                let mut shuffled = free.clone();
                random.shuffle(&mut shuffled);
                exchange.extend(free.into_iter().zip(shuffled));
            }
            let under = |part: &[char]| -> Vec<char> {
                let letters = part.iter();
                letters
                    .map(|letter| exchange.get(letter).copied().unwrap_or(*letter))
                    .collect()
            };
            if longer.iter().any(|part| is_in_kept(&under(part))) {
                continue;
            }
            // Of those that are right, the one that hides the most is the best.
            let is_shown = |word: &&String| {
                let letters: Vec<char> = word.chars().collect();
                let pseudonym: String = under(&letters).into_iter().collect();
                self.originals.contains(&pseudonym)
            };
            let shown = whole.iter().filter(is_shown).count();
            if best.as_ref().is_none_or(|(least, _)| shown < *least) {
                best = Some((shown, exchange));
            }
            if shown == 0 {
                break;
            }
        }
        self.exchange = best.map(|(_, exchange)| exchange).unwrap_or_default();
    }
}

impl Rewriter for Names {
    fn text(&mut self, text: &str) -> String {
        Names::text(self, text)
    }

    /// In sentences of AWS only what is known to be a name is replaced, and what can be
    /// nothing else: ARNs and ids.
    fn sentence(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for part in text.split_inclusive(char::is_whitespace) {
            if part.contains("arn:") {
                out += &self.text(part);
                continue;
            }
            for piece in pieces(part) {
                match piece {
                    Piece::Word { text, .. } => {
                        let is_id =
                            text.len() >= 8 && text.contains(|it: char| it.is_ascii_digit());
                        if is_id || self.pseudonyms.contains_key(&lower(text)) {
                            out += &self.word(text);
                        } else {
                            out += text;
                        }
                    }
                    Piece::Variable { text, .. } | Piece::Other(text) => out += text,
                }
            }
        }
        out
    }

    fn compares_numbers(&mut self) {}
}

/// Whether a part is a digit or two, as stand in Regions, dates and addresses.
fn is_small_number(part: &[char]) -> bool {
    part.len() <= 2 && part.iter().any(char::is_ascii_digit)
}

/// Where a part stands in a word.
fn places(part: &[char], word: &[char]) -> Vec<usize> {
    if part.is_empty() {
        return Vec::new();
    }
    let windows = word.windows(part.len()).enumerate();
    windows
        .filter(|(_, window)| *window == part)
        .map(|(at, _)| at)
        .collect()
}

const DIGITS: [char; 10] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/// The letters of hexadecimal numbers, which stay such letters.
const HEX: [char; 6] = ['a', 'b', 'c', 'd', 'e', 'f'];

/// All others.
const REST: [char; 20] = [
    'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y',
    'z',
];

const LETTERS: [char; 26] = [
    'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's',
    't', 'u', 'v', 'w', 'x', 'y', 'z',
];

#[cfg(test)]
mod tests {
    use super::*;

    fn names(texts: &[&str]) -> Names {
        let mut words = Words::default();
        for text in texts {
            words.text(text);
        }
        Names::new(7, words)
    }

    #[test]
    fn a_word_is_the_same_everywhere_and_has_its_shape() {
        let mut names = names(&["arn:aws:iam::111122223333:role/PetShop"]);
        let once = names.text("arn:aws:iam::111122223333:role/PetShop");
        let again = names.text("petshop 111122223333");
        assert!(once.starts_with("arn:aws:iam::"), "{once}");
        let (account, role) = once.split_at("arn:aws:iam::".len()).1.split_at(12);
        assert!(account.bytes().all(|byte| byte.is_ascii_digit()), "{once}");
        let role = role.strip_prefix(":role/").unwrap();
        assert_eq!(role.len(), "PetShop".len());
        assert!(!role.eq_ignore_ascii_case("PetShop"));
        let capitals = |text: &str| -> Vec<bool> { text.chars().map(char::is_uppercase).collect() };
        assert_eq!(capitals(role), capitals("PetShop"));
        assert_eq!(again, format!("{} {account}", role.to_lowercase()));
    }

    #[test]
    fn parts_of_words_keep_their_places() {
        let mut names = names(&["role/shop*", "*keeper", "shopkeeper", "workshop", "other"]);
        let [start, end] = ["shop*", "*keeper"].map(|text| names.text(text));
        let (start, end) = (start.trim_matches('*'), end.trim_matches('*'));
        let [both, inside, other, later] =
            ["shopkeeper", "workshop", "other", "shoplifter"].map(|text| names.text(text));
        assert_ne!(start, "shop");
        assert_eq!(both, format!("{start}{end}"));
        assert!(
            inside.ends_with(start) && !inside.starts_with(start),
            "{inside}"
        );
        assert!(!other.contains(start) && !other.contains(end));
        assert!(later.starts_with(start) && !later.ends_with(end));
    }

    #[test]
    fn words_of_aws_and_what_holds_parts_of_them_stay_apart() {
        let mut names = names(&["lamb*", "lamb", "lambda", "lambkin"]);
        // The service must still be found by the pattern.
        assert_eq!(names.text("lamb* lambda lamb"), "lamb* lambda lamb");
        let kin = names.text("lambkin");
        assert!(kin.starts_with("lamb") && kin != "lambkin", "{kin}");
        assert_eq!(names.shown().collect::<Vec<_>>(), ["lamb"]);
    }

    #[test]
    fn sentences_lose_what_is_known() {
        let mut names = names(&["shopkeeper"]);
        let hidden = names.text("shopkeeper");
        assert_eq!(
            names.sentence("AccessDenied: User shopkeeper is not authorized"),
            format!("AccessDenied: User {hidden} is not authorized")
        );
        let told = names.sentence("no API a1b2c3d4e5 of arn:aws:iam::111122223333:user/bob");
        assert!(
            !told.contains("a1b2c3d4e5") && !told.contains("111122223333"),
            "{told}"
        );
        assert!(!told.contains("bob"), "{told}");
    }

    #[test]
    fn hexadecimal_ids_and_unique_ids_keep_their_form() {
        let mut names = names(&["vpce-0a1b2c3d", "AROAEXAMPLEROLE1"]);
        let endpoint = names.text("vpce-0a1b2c3d");
        let id = endpoint.strip_prefix("vpce-").unwrap();
        assert!(id.bytes().all(|byte| byte.is_ascii_hexdigit()) && id != "0a1b2c3d");
        let role = names.text("AROAEXAMPLEROLE1");
        assert!(
            role.starts_with("AROA") && role != "AROAEXAMPLEROLE1",
            "{role}"
        );
    }
}
