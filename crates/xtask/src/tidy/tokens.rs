//! As much of Rust's grammar as tidy needs: words and punctuation, without comments and
//! literals, and without what is compiled for tests only.
//!
//! Tidy speaks about code, so a `todo!()` in a comment or in a string is none of its business.
//! Reading tokens also sees through odd spacing, which a text search does not.

/// A word (identifier, keyword, number) or one punctuation character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    pub(super) line: usize,
}

/// The tokens of a text; what is not Rust yields some tokens too, and never a failure.
pub(super) fn tokenize(text: &str) -> Vec<Token<'_>> {
    let mut cursor = Cursor {
        rest: text,
        line: 1,
    };
    let mut tokens = Vec::new();
    while let Some(first) = cursor.peek() {
        let line = cursor.line;
        if cursor.rest.starts_with("//") {
            cursor.take_while(|character| character != '\n');
        } else if cursor.rest.starts_with("/*") {
            cursor.skip_block_comment();
        } else if first == '"' {
            cursor.skip_quoted('"');
        } else if first == '\'' {
            cursor.skip_character_or_lifetime();
        } else if is_word(first) {
            let text = cursor.take_while(is_word);
            let raw = matches!(text, "r" | "br" | "cr");
            if !(raw && cursor.skip_raw_string() || matches!(text, "b" | "c") && cursor.at_quote())
            {
                tokens.push(Token { text, line });
            }
        } else {
            let text = cursor.take(first.len_utf8());
            if !first.is_whitespace() {
                tokens.push(Token { text, line });
            }
        }
    }
    tokens
}

fn is_word(character: char) -> bool {
    character == '_' || character.is_alphanumeric()
}

struct Cursor<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Cursor<'a> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn at_quote(&self) -> bool {
        self.rest.starts_with(['"', '\''])
    }

    /// Takes so many bytes, or all that is left.
    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.line += taken.matches('\n').count();
        self.rest = rest;
        taken
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|character| !wanted(character));
        self.take(end.unwrap_or(self.rest.len()))
    }

    fn skip_block_comment(&mut self) {
        let mut depth = 0_usize;
        loop {
            if self.rest.starts_with("/*") {
                depth += 1;
                self.take(2);
            } else if self.rest.starts_with("*/") {
                depth = depth.saturating_sub(1);
                self.take(2);
            } else if let Some(character) = self.peek() {
                self.take(character.len_utf8());
            }
            if depth == 0 || self.rest.is_empty() {
                return;
            }
        }
    }

    fn skip_quoted(&mut self, quote: char) {
        self.take(1);
        while let Some(character) = self.peek() {
            self.take(character.len_utf8());
            if character == '\\' {
                let escaped = self.peek().map_or(0, char::len_utf8);
                self.take(escaped);
            } else if character == quote {
                return;
            }
        }
    }

    /// `'a'`, `'\n'` and `'"'` are literals; `'a` is the name of a lifetime.
    fn skip_character_or_lifetime(&mut self) {
        let mut following = self.rest.chars().skip(1);
        let escape = following.next() == Some('\\');
        if escape || following.next() == Some('\'') {
            self.skip_quoted('\'');
        } else {
            self.take(1);
            self.take_while(is_word);
        }
    }

    /// Skips `"…"` or `#"…"#` after an `r`; leaves a raw identifier alone.
    fn skip_raw_string(&mut self) -> bool {
        let without = self.rest.trim_start_matches('#');
        let hashes = self.rest.len() - without.len();
        if !without.starts_with('"') {
            return false;
        }
        self.take(hashes + 1);
        let end = format!("\"{}", "#".repeat(hashes));
        let length = self.rest.find(&end).map(|start| start + end.len());
        self.take(length.unwrap_or(self.rest.len()));
        true
    }
}

/// The text of the token at a place, or nothing after the end.
pub(super) fn text_at<'a>(tokens: &[Token<'a>], place: usize) -> &'a str {
    tokens.get(place).map_or("", |token| token.text)
}

/// Whether these words and characters stand at a place.
pub(super) fn matches_at(tokens: &[Token<'_>], place: usize, wanted: &[&str]) -> bool {
    (place..)
        .zip(wanted)
        .all(|(at, text)| text_at(tokens, at) == *text)
}

/// The place after the bracket that closes the one at `open`.
pub(super) fn group_end(tokens: &[Token<'_>], open: usize) -> usize {
    let mut depth = 0_usize;
    for (place, token) in tokens.iter().enumerate().skip(open) {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return place + 1;
                }
            }
            _ => {}
        }
    }
    tokens.len()
}

/// A file's tokens, parted by whether they are compiled outside tests.
#[derive(Debug)]
pub(super) struct Parted<'a> {
    /// What is compiled outside tests.
    pub(super) code: Vec<Token<'a>>,
    /// The modules that are declared for tests only and stand in files of their own.
    pub(super) test_modules: Vec<&'a str>,
}

/// Leaves out items under `#[cfg(test)]` and `#[test]`, and the whole file under `#![cfg(test)]`.
pub(super) fn part_tests<'a>(tokens: &[Token<'a>]) -> Parted<'a> {
    let mut parted = Parted {
        code: Vec::new(),
        test_modules: Vec::new(),
    };
    let mut place = 0;
    while matches_at(tokens, place, &["#", "!", "["]) {
        let end = group_end(tokens, place + 2);
        if is_test_attribute(tokens.get(place + 3..end).unwrap_or_default()) {
            return parted;
        }
        place = end;
    }
    place = 0;
    while let Some(token) = tokens.get(place) {
        if matches_at(tokens, place, &["#", "["]) {
            let end = group_end(tokens, place + 1);
            if is_test_attribute(tokens.get(place + 2..end).unwrap_or_default()) {
                let item = after_attributes(tokens, end);
                let name_place = item + usize::from(text_at(tokens, item) == "mod");
                if name_place != item && text_at(tokens, name_place + 1) == ";" {
                    parted.test_modules.push(text_at(tokens, name_place));
                }
                place = item_end(tokens, item);
                continue;
            }
        }
        parted.code.push(*token);
        place += 1;
    }
    parted
}

/// Whether the inside of an attribute is `test`, `cfg(test)` or `cfg(all(…, test, …))`.
fn is_test_attribute(inside: &[Token<'_>]) -> bool {
    if matches_at(inside, 0, &["test", "]"]) || matches_at(inside, 0, &["cfg", "(", "test", ")"]) {
        return true;
    }
    let mut depth = 0_usize;
    matches_at(inside, 0, &["cfg", "(", "all", "("])
        && inside.iter().any(|token| {
            match token.text {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 2 && token.text == "test"
        })
}

/// The place of the item itself, after further attributes and the visibility.
fn after_attributes(tokens: &[Token<'_>], mut place: usize) -> usize {
    while matches_at(tokens, place, &["#", "["]) {
        place = group_end(tokens, place + 1);
    }
    if text_at(tokens, place) == "pub" {
        place += 1;
        if text_at(tokens, place) == "(" {
            place = group_end(tokens, place);
        }
    }
    place
}

/// The place after an item: its `;` or its body, or for a field or an arm its `,`.
fn item_end(tokens: &[Token<'_>], start: usize) -> usize {
    const ITEMS: &[&str] = &[
        "async",
        "const",
        "enum",
        "extern",
        "fn",
        "impl",
        "let",
        "macro_rules",
        "mod",
        "static",
        "struct",
        "trait",
        "type",
        "union",
        "unsafe",
        "use",
    ];
    let is_item = ITEMS.contains(&text_at(tokens, start));
    let mut place = start;
    loop {
        match text_at(tokens, place) {
            "" | ")" | "]" | "}" => return place,
            ";" => return place + 1,
            "," if !is_item => return place + 1,
            // A `let` or `const` may hold a block on its way to the `;`.
            "{" if matches!(text_at(tokens, start), "let" | "const" | "static" | "use") => {
                place = group_end(tokens, place);
            }
            "{" => return group_end(tokens, place),
            "(" | "[" => place = group_end(tokens, place),
            _ => place += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        let tokens = tokenize(text);
        let texts: Vec<_> = tokens.iter().map(|token| token.text).collect();
        texts.join(" ")
    }

    fn code(text: &str) -> String {
        let parted = part_tests(&tokenize(text)).code;
        let texts: Vec<_> = parted.iter().map(|token| token.text).collect();
        texts.join(" ")
    }

    #[test]
    fn comments_and_literals_are_left_out() {
        assert_eq!(words("a // b\nc /* d /* e */ f */ g"), "a c g");
        assert_eq!(words(r#"a "b \" c" d b"e" c"f" g"#), "a d g");
        assert_eq!(
            words("a r\"\\\" b r#\"c\"d\"# e br##\"\"#\"## f"),
            "a b e f"
        );
        assert_eq!(words(r"a 'b' '\'' '\u{1}' b'c' d"), "a d");
        assert_eq!(words("&'a str '\"' \"x\""), "& str");
        assert_eq!(words("r#type b c"), "r # type b c");
    }

    #[test]
    fn unfinished_texts_end_quietly() {
        for text in [
            "\"a",
            "r#\"a",
            "/* a",
            "'",
            "'\\",
            "\"\\",
            "#[cfg(test)]",
            "#[",
            "é'é",
        ] {
            part_tests(&tokenize(text));
        }
    }

    #[test]
    fn tokens_know_their_lines() {
        let tokens = tokenize("a\n\"x\ny\"\n/* \n */ b");
        let lines: Vec<_> = tokens.iter().map(|token| token.line).collect();
        assert_eq!(lines, [1, 5]);
    }

    #[test]
    fn test_items_are_left_out() {
        assert_eq!(
            code("a; #[cfg(test)] mod tests { fn f() { b } } c"),
            "a ; c"
        );
        assert_eq!(code("#[test] fn f<A, B>(a: [u8; 2]) { b } c"), "c");
        assert_eq!(
            code("#[cfg(test)] #[allow(x)] pub(crate) use a::{b, c}; d"),
            "d"
        );
        assert_eq!(code("#[cfg(test)] const A: B = B { c: 1 }; d"), "d");
        assert_eq!(code("#[cfg(all(unix, test))] fn f() {} c"), "c");
        assert_eq!(code("S { #[cfg(test)] a: b, c: d }"), "S { c : d }");
        assert_eq!(code("#![allow(x)] #![cfg(test)] a"), "");
    }

    #[test]
    fn other_items_stay() {
        for text in [
            "#[cfg(not(test))] fn f() {} a",
            "#[cfg(any(test, unix))] fn f() {} a",
            "#[cfg(all(unix, not(test)))] fn f() {} a",
            "#[derive(Debug)] struct S;",
        ] {
            assert_eq!(code(text), words(text));
        }
    }

    #[test]
    fn test_modules_in_other_files_are_named() {
        let tokens = tokenize("mod a; #[cfg(test)] mod b; #[cfg(test)] mod c {} #[test] fn d();");
        assert_eq!(part_tests(&tokens).test_modules, ["b"]);
    }
}
