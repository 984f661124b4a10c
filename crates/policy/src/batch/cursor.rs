//! A reader of strict JSON that gives up on whatever is out of the ordinary.
//!
//! It judges nothing: where it gives up (`None`) the parser of the project reads the text
//! again and says what is wrong with it, if anything is. What it accepts, that parser
//! accepts without a word and reads the same.

use std::borrow::Cow;

/// The deepest nesting that [`Cursor::document`] passes over.
pub(super) const MOST_DEPTH: usize = 64;

/// The most members of an object that are compared in pairs.
const MOST_MEMBERS: usize = 48;

/// A place in a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'t> {
    rest: &'t str,
}

/// A value that is neither an object nor an array.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scalar<'t> {
    Null,
    Bool(bool),
    /// As it is written.
    Number(&'t str),
    Text(Cow<'t, str>),
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Cursor { rest: text }
    }

    /// The text from the next token on.
    pub(super) fn rest(&mut self) -> &'t str {
        self.skip_white_space();
        self.rest
    }

    fn skip_white_space(&mut self) {
        let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        if self.rest.as_bytes().first().is_some_and(is_blank) {
            self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
        }
    }

    /// The first byte of the next token.
    pub(super) fn peek(&mut self) -> Option<u8> {
        self.rest().as_bytes().first().copied()
    }

    /// Passes over a text of this length and gives it.
    pub(super) fn take(&mut self, length: usize) -> Option<&'t str> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    /// Passes over one byte if it comes next.
    fn eat(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        if is_next {
            self.rest = self.rest.get(1..).unwrap_or_default();
        }
        is_next
    }

    /// Nothing but white space is left.
    pub(super) fn end(mut self) -> Option<()> {
        self.rest().is_empty().then_some(())
    }

    /// Reads an object; `read` reads the value of each key. No key may occur twice or hold
    /// an escape.
    pub(super) fn object(
        &mut self,
        mut read: impl FnMut(&'t str, &mut Self) -> Option<()>,
    ) -> Option<()> {
        self.eat(b'{').then_some(())?;
        if self.eat(b'}') {
            return Some(());
        }
        let mut keys = [""; MOST_MEMBERS];
        let mut count = 0;
        loop {
            let key = self.plain_text()?;
            if keys.iter().take(count).any(|earlier| *earlier == key) {
                return None;
            }
            *keys.get_mut(count)? = key;
            count += 1;
            self.eat(b':').then_some(())?;
            read(key, self)?;
            if self.eat(b'}') {
                return Some(());
            }
            self.eat(b',').then_some(())?;
        }
    }

    /// Reads an array; `read` reads each value.
    pub(super) fn array(&mut self, mut read: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.eat(b'[').then_some(())?;
        if self.eat(b']') {
            return Some(());
        }
        loop {
            read(self)?;
            if self.eat(b']') {
                return Some(());
            }
            self.eat(b',').then_some(())?;
        }
    }

    /// Reads a value that is neither an object nor an array.
    pub(super) fn scalar(&mut self) -> Option<Scalar<'t>> {
        match self.peek()? {
            b'"' => self.text().map(Scalar::Text),
            b'n' => self.word("null").then_some(Scalar::Null),
            b't' => self.word("true").then_some(Scalar::Bool(true)),
            b'f' => self.word("false").then_some(Scalar::Bool(false)),
            _ => self.number().map(Scalar::Number),
        }
    }

    /// Passes over a word if it comes next. What is glued to it is no token that can
    /// follow, so that the reader gives up there.
    pub(super) fn word(&mut self, word: &str) -> bool {
        let rest = self.rest().strip_prefix(word);
        if let Some(rest) = rest {
            self.rest = rest;
        }
        rest.is_some()
    }

    fn number(&mut self) -> Option<&'t str> {
        let bytes = self.rest().as_bytes();
        let digits = |from: usize| {
            let rest = bytes.get(from..).unwrap_or_default();
            rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
        };
        let mut end = usize::from(bytes.first() == Some(&b'-'));
        let whole = digits(end);
        if whole == 0 || (whole > 1 && bytes.get(end) == Some(&b'0')) {
            return None;
        }
        end += whole;
        if bytes.get(end) == Some(&b'.') {
            let fraction = digits(end + 1);
            if fraction == 0 {
                return None;
            }
            end += 1 + fraction;
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            let exponent = digits(end + 1 + sign);
            if exponent == 0 {
                return None;
            }
            end += 1 + sign + exponent;
        }
        self.take(end)
    }

    /// Reads a string without escapes.
    fn plain_text(&mut self) -> Option<&'t str> {
        let inner = self.rest().strip_prefix('"')?;
        let end = plain_length(inner);
        let (text, rest) = inner.split_at_checked(end)?;
        self.rest = rest.strip_prefix('"')?;
        Some(text)
    }

    /// Reads a string.
    pub(super) fn text(&mut self) -> Option<Cow<'t, str>> {
        let inner = self.rest().strip_prefix('"')?;
        let (text, mut rest) = inner.split_at_checked(plain_length(inner))?;
        if let Some(rest) = rest.strip_prefix('"') {
            self.rest = rest;
            return Some(Cow::Borrowed(text));
        }
        let mut decoded = text.to_owned();
        loop {
            let (character, after) = escape(rest)?;
            decoded.push(character);
            let (text, after) = after.split_at_checked(plain_length(after))?;
            decoded.push_str(text);
            if let Some(rest) = after.strip_prefix('"') {
                self.rest = rest;
                return Some(Cow::Owned(decoded));
            }
            rest = after;
        }
    }

    /// Passes over an object, an array or a string, and gives its text.
    ///
    /// Only the brackets and quotes are looked at. If the text that it gives is one JSON
    /// value, then it is the one that stands here: of such values none begins another.
    pub(super) fn document(&mut self) -> Option<&'t str> {
        if !matches!(self.peek()?, b'{' | b'[' | b'"') {
            return None;
        }
        let mut depth = 0_usize;
        let mut bytes = self.rest.bytes().enumerate();
        while let Some((at, byte)) = bytes.next() {
            match byte {
                b'{' | b'[' => {
                    depth += 1;
                    if depth > MOST_DEPTH {
                        return None;
                    }
                }
                b'}' | b']' => depth = depth.checked_sub(1)?,
                b'"' => loop {
                    match bytes.next()? {
                        (end, b'"') if depth == 0 => return self.take(end + 1),
                        (_, b'"') => break,
                        (_, b'\\') => {
                            bytes.next()?;
                        }
                        _ => {}
                    }
                },
                _ => continue,
            }
            if depth == 0 {
                return self.take(at + 1);
            }
        }
        None
    }
}

/// The length of what stands in a string before its first quote, escape or control
/// character.
fn plain_length(text: &str) -> usize {
    let is_plain = |byte: &u8| *byte >= b' ' && *byte != b'"' && *byte != b'\\';
    text.as_bytes()
        .iter()
        .take_while(|byte| is_plain(byte))
        .count()
}

/// Reads the escape that a text begins with: the character, and what follows.
fn escape(text: &str) -> Option<(char, &str)> {
    let escaped = text.strip_prefix('\\')?;
    let mut characters = escaped.chars();
    let character = match characters.next()? {
        same @ ('"' | '\\' | '/') => same,
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => return unicode_escape(text),
        _ => return None,
    };
    Some((character, characters.as_str()))
}

fn unicode_escape(text: &str) -> Option<(char, &str)> {
    let (first, after) = unit(text)?;
    if let Some(character) = char::from_u32(first.into()) {
        return Some((character, after));
    }
    let (second, after) = unit(after)?;
    let character = char::decode_utf16([first, second]).next()?.ok()?;
    Some((character, after))
}

fn unit(text: &str) -> Option<(u16, &str)> {
    let (digits, after) = text.strip_prefix("\\u")?.split_at_checked(4)?;
    let is_hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hexadecimal.then_some(())?;
    Some((u16::from_str_radix(digits, 16).ok()?, after))
}
