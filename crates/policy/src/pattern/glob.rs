//! Wildcard matching in time linear in the text for one run, n·m at worst.

use crate::arn::cut;

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
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Glob {
    tokens: Vec<Token>,
    /// The pattern as a text in which only `*` is special, if it can be written so.
    text: Option<String>,
}

impl Glob {
    /// Reads `*` and `?` as wildcards.
    pub fn wildcard(text: &str) -> Self {
        let mut glob = Glob {
            tokens: Vec::with_capacity(text.len()),
            text: (!text.contains('?')).then(|| text.to_owned()),
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
            text: (!text.contains('*')).then(|| text.to_owned()),
        }
    }

    /// Takes the steps as they are.
    pub(crate) fn of(steps: impl Iterator<Item = Token>) -> Self {
        let mut glob = Glob::default();
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
            Some(pattern) => matches_runs(pattern, text),
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

/// Whether the whole text matches a pattern in which `*` is any run of characters and every
/// other character is itself.
///
/// What stands before the first run must begin the text, what stands after the last must
/// end it, and of what stands between each piece is taken where it first occurs: a later
/// place would only leave less text. The work is linear in the text.
pub fn matches_runs(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = cut(pattern, b'*') else {
        return pattern == text;
    };
    let Some(text) = text.strip_prefix(first) else {
        return false;
    };
    let Some((mut middle, last)) = rest.rsplit_once('*') else {
        return text.ends_with(rest);
    };
    let Some(mut text) = text.strip_suffix(last) else {
        return false;
    };
    loop {
        let (piece, after) = cut(middle, b'*').unwrap_or((middle, ""));
        let found = text.find(piece).and_then(|at| text.get(at + piece.len()..));
        match found {
            Some(remaining) => text = remaining,
            None => return false,
        }
        if after.is_empty() {
            return true;
        }
        middle = after;
    }
}

/// Whether the whole text matches the tokens.
///
/// On a mismatch only the last `*` has to be tried further on: whatever an earlier `*`
/// could take instead, the later one can take too. That bounds the work by n·m.
pub fn matches_tokens<I>(mut tokens: I, text: &str) -> bool
where
    I: Iterator<Item = Token> + Clone,
{
    let mut rest = text.chars();
    let mut retry: Option<(I, std::str::Chars<'_>)> = None;
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
            None if rest.as_str().is_empty() => return true,
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
