//! Wildcard patterns as tokens, and matching them in time n·m at worst.

use super::wildcard::WildcardText;

/// One step of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// This character.
    Char(char),
    /// `?`: exactly one character.
    One,
    /// `*`: any run of characters, possibly empty.
    Run,
}

/// A wildcard pattern without variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob {
    tokens: Vec<Token>,
    /// The pattern as a text with wildcards, if it can be written so.
    text: Option<WildcardText>,
}

impl Glob {
    /// Reads `*` and `?` as wildcards.
    pub fn wildcard(text: &str) -> Self {
        let mut glob = Glob {
            tokens: Vec::with_capacity(text.len()),
            text: Some(WildcardText::new(text)),
        };
        for character in text.chars() {
            match character {
                '*' => glob.push_run(),
                '?' => glob.tokens.push(Token::One),
                other => glob.tokens.push(Token::Char(other)),
            }
        }
        glob
    }

    /// Reads every character as itself.
    pub fn literal(text: &str) -> Self {
        Glob {
            tokens: text.chars().map(Token::Char).collect(),
            text: (!text.contains(['*', '?'])).then(|| WildcardText::new(text)),
        }
    }

    /// Takes the steps as they are.
    pub(crate) fn of(steps: impl Iterator<Item = Token>) -> Self {
        let mut glob = Glob {
            tokens: Vec::new(),
            text: None,
        };
        for token in steps {
            match token {
                Token::Run => glob.push_run(),
                Token::One | Token::Char(_) => glob.tokens.push(token),
            }
        }
        glob
    }

    /// Appends `*`; a run after a run adds nothing and is left out.
    fn push_run(&mut self) {
        if self.tokens.last() != Some(&Token::Run) {
            self.tokens.push(Token::Run);
        }
    }

    /// The steps.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Whether the whole text matches the whole pattern, case-sensitively.
    pub fn matches(&self, text: &str) -> bool {
        match &self.text {
            Some(pattern) => pattern.matches(text),
            None => matches_tokens(self.tokens.iter().copied(), text),
        }
    }

    /// Whether some text matches both patterns.
    pub fn overlaps(&self, other: &Glob) -> bool {
        // `meets[j]`: the tokens so far and the first `j` of the other can take one text.
        let width = other.tokens.len() + 1;
        let mut meets = vec![false; width];
        let runs = |meets: &mut Vec<bool>| {
            for (index, token) in other.tokens.iter().enumerate() {
                if *token == Token::Run && meets.get(index) == Some(&true) {
                    mark(meets, index + 1);
                }
            }
        };
        mark(&mut meets, 0);
        runs(&mut meets);
        for token in &self.tokens {
            let mut next = vec![false; width];
            for index in (0..width).filter(|index| meets.get(*index) == Some(&true)) {
                match (token, other.tokens.get(index)) {
                    // A run takes whatever the rest of the other takes.
                    (Token::Run, _) => (index..width).for_each(|to| mark(&mut next, to)),
                    (_, Some(Token::Run)) => mark(&mut next, index),
                    (Token::One, Some(_)) | (Token::Char(_), Some(Token::One)) => {
                        mark(&mut next, index + 1);
                    }
                    (Token::Char(own), Some(Token::Char(others))) if own == others => {
                        mark(&mut next, index + 1);
                    }
                    (_, _) => {}
                }
            }
            runs(&mut next);
            meets = next;
        }
        meets.last() == Some(&true)
    }

    /// The text, if the pattern has no wildcard.
    pub fn as_literal(&self) -> Option<String> {
        self.tokens
            .iter()
            .map(|token| match token {
                Token::Char(character) => Some(*character),
                Token::One | Token::Run => None,
            })
            .collect()
    }
}

fn mark(places: &mut [bool], index: usize) {
    if let Some(place) = places.get_mut(index) {
        *place = true;
    }
}

/// Whether the whole text matches the tokens.
///
/// On a mismatch only the last `*` has to be tried further on: whatever an earlier `*`
/// could take instead, the later one can take too. That bounds the work by n·m.
pub fn matches_tokens<I>(tokens: I, text: &str) -> bool
where
    I: Iterator<Item = Token> + Clone,
{
    matches_characters(tokens, text.chars())
}

/// The same for the characters of a text.
pub(crate) fn matches_characters<I, C>(mut tokens: I, mut rest: C) -> bool
where
    I: Iterator<Item = Token> + Clone,
    C: Iterator<Item = char> + Clone,
{
    let mut retry: Option<(I, C)> = None;
    loop {
        let mut after = tokens.clone();
        match after.next() {
            Some(Token::Run) => {
                if after.clone().next().is_none() {
                    return true;
                }
                retry = Some((after.clone(), rest.clone()));
                tokens = after;
                continue;
            }
            Some(token) => {
                let mut ahead = rest.clone();
                let Some(character) = ahead.next() else {
                    // The text is used up but the pattern is not; a longer run would only
                    // leave less text.
                    return false;
                };
                if token == Token::One || token == Token::Char(character) {
                    tokens = after;
                    rest = ahead;
                    continue;
                }
            }
            None if rest.clone().next().is_none() => return true,
            None => {}
        }
        let Some((after_run, mut taken)) = retry.take() else {
            return false;
        };
        if taken.next().is_none() {
            return false;
        }
        tokens = after_run.clone();
        rest = taken.clone();
        retry = Some((after_run, taken));
    }
}
