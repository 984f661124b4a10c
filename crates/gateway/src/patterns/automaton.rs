//! Does a pattern match all, some or none of the ARNs that a route can have?
//!
//! Both are lists of steps over characters, and what both can take is searched step by step,
//! every set of places at once. An answer is one of three: *all* and *none* are proven, and
//! *some* comes with one ARN that matches and one that does not.

use std::collections::BTreeSet;

/// Characters that a step takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// This one.
    Just(char),
    /// Every one.
    Any,
    /// All but `/`.
    NoSlash,
    /// All but `:`.
    NoColon,
    /// All but `/` and `:`.
    Word,
    /// All that a URL can have in a segment: braces stand in it percent-encoded only.
    Value,
    /// The same with `/`.
    Values,
}

impl Class {
    fn takes(self, character: char) -> bool {
        match self {
            Class::Just(own) => own == character,
            Class::Any => true,
            Class::NoSlash => character != '/',
            Class::NoColon => character != ':',
            Class::Word => !matches!(character, '/' | ':'),
            Class::Value => !matches!(character, '/' | '{' | '}'),
            Class::Values => !matches!(character, '{' | '}'),
        }
    }
}

/// One step of a pattern or of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// One character.
    One(Class),
    /// Any number of them, also none.
    Many(Class),
}

/// How much of a route a pattern matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cover {
    /// Every ARN that the route can have.
    All,
    /// Some of them; the first does match, the second does not.
    Some(String, String),
    /// None of them.
    None,
    /// There is too much to be searched, as in a pattern made to take long.
    NotKnown,
}

/// The steps of a text that is itself.
pub(crate) fn literal(text: &str) -> impl Iterator<Item = Step> + '_ {
    text.chars()
        .map(|character| Step::One(Class::Just(character)))
}

/// At least one character.
pub(crate) fn some(class: Class) -> [Step; 2] {
    [Step::One(class), Step::Many(class)]
}

/// Whether a pattern matches all, some or none of the texts of a language.
pub(crate) fn cover(pattern: &[Step], language: &[Step]) -> Cover {
    let Some((begin, pattern, language)) = behind_common(pattern, language) else {
        return Cover::None;
    };
    match cover_rest(pattern, language) {
        Cover::Some(matched, unmatched) => {
            Cover::Some(format!("{begin}{matched}"), format!("{begin}{unmatched}"))
        }
        cover => cover,
    }
}

/// What both begin with, and what comes after it in each; nothing if they differ there, so that
/// no text is of both. Nearly all patterns begin as routes do, or differ there.
fn behind_common<'s>(
    mut one: &'s [Step],
    mut other: &'s [Step],
) -> Option<(String, &'s [Step], &'s [Step])> {
    let mut begin = String::new();
    while let (
        [Step::One(Class::Just(of_one)), rest_of_one @ ..],
        [Step::One(Class::Just(of_other)), rest_of_other @ ..],
    ) = (one, other)
    {
        if of_one != of_other {
            return None;
        }
        begin.push(*of_one);
        (one, other) = (rest_of_one, rest_of_other);
    }
    Some((begin, one, other))
}

fn cover_rest(pattern: &[Step], language: &[Step]) -> Cover {
    let matched = match find_matched(language, &[pattern], |_| true) {
        Found::Text(matched) => matched,
        Found::Nothing => return Cover::None,
        Found::TooMuch => return Cover::NotKnown,
    };
    match find(language, &[pattern], false, |ends| ends == [false]) {
        Found::Text(unmatched) => Cover::Some(matched, unmatched),
        Found::Nothing => Cover::All,
        Found::TooMuch => Cover::NotKnown,
    }
}

/// What a search comes to.
pub(crate) enum Found {
    /// This text.
    Text(String),
    /// There is none.
    Nothing,
    /// It was given up.
    TooMuch,
}

/// So many places are looked at; a real pattern needs a few hundred.
const MOST_NODES: usize = 20_000;

/// A shortest text of a language that the first pattern matches and of which `is_wanted`
/// holds, given for each of the other patterns whether it matches.
pub(crate) fn find_matched(
    language: &[Step],
    patterns: &[&[Step]],
    is_wanted: impl Fn(&[bool]) -> bool,
) -> Found {
    let is_found = |ends: &[bool]| match ends.split_first() {
        Some((true, others)) => is_wanted(others),
        _ => false,
    };
    if let [pattern] = patterns {
        let Some((begin, pattern, language)) = behind_common(pattern, language) else {
            return Found::Nothing;
        };
        return match find(language, &[pattern], true, is_found) {
            Found::Text(text) => Found::Text(begin + &text),
            other => other,
        };
    }
    find(language, patterns, true, is_found)
}

/// A shortest text of a language.
pub(crate) fn any(language: &[Step]) -> Option<String> {
    let alphabet = alphabet(language, &[]);
    let of = |step: &Step| match step {
        Step::One(class) => Some(alphabet.iter().copied().find(|it| class.takes(*it))),
        Step::Many(_) => None,
    };
    language.iter().filter_map(of).collect()
}

/// A shortest text of a language of which `is_wanted` holds, given for each pattern whether
/// it matches. `must_match` says that this needs the first pattern, so that what it cannot
/// match need not be followed.
fn find(
    language: &[Step],
    patterns: &[&[Step]],
    must_match: bool,
    is_wanted: impl Fn(&[bool]) -> bool,
) -> Found {
    let alphabet = alphabet(language, patterns);
    let start: Vec<Places> = patterns
        .iter()
        .map(|steps| closed([0].into_iter().collect(), steps))
        .collect();
    let mut search = Search::default();
    for place in closed([0].into_iter().collect(), language) {
        search.add(place, start.clone(), None);
    }
    let mut next = 0;
    while let Some(node) = search.nodes.get(next) {
        let (place, places) = (node.place, node.places.clone());
        if place == language.len() {
            let ends: Vec<bool> = patterns
                .iter()
                .zip(&places)
                .map(|(steps, places)| places.contains(&steps.len()))
                .collect();
            if is_wanted(&ends) {
                return Found::Text(search.text(next));
            }
        }
        if let Some(step) = language.get(place) {
            let (class, after) = match step {
                Step::One(class) => (*class, place + 1),
                Step::Many(class) => (*class, place),
            };
            let one;
            // A step that takes one character only needs no look at the others.
            let characters = match class {
                Class::Just(own) => {
                    one = [own];
                    &one[..]
                }
                _ => alphabet.as_slice(),
            };
            for character in characters.iter().filter(|it| class.takes(**it)) {
                let moved: Vec<Places> = patterns
                    .iter()
                    .zip(&places)
                    .map(|(steps, places)| advanced(places, steps, *character))
                    .collect();
                if must_match && moved.first().is_some_and(Places::is_empty) {
                    continue;
                }
                for to in closed([after].into_iter().collect(), language) {
                    search.add(to, moved.clone(), Some((next, *character)));
                }
            }
        }
        next += 1;
        if search.nodes.len() > MOST_NODES {
            return Found::TooMuch;
        }
    }
    Found::Nothing
}

/// Places between steps.
type Places = BTreeSet<usize>;

/// The places and those behind steps that may take nothing.
fn closed(mut places: Places, steps: &[Step]) -> Places {
    let mut open: Vec<usize> = places.iter().copied().collect();
    while let Some(place) = open.pop() {
        if let Some(Step::Many(_)) = steps.get(place)
            && places.insert(place + 1)
        {
            open.push(place + 1);
        }
    }
    places
}

/// The places after a character.
fn advanced(places: &Places, steps: &[Step], character: char) -> Places {
    let moved = places.iter().filter_map(|place| match steps.get(*place)? {
        Step::One(class) => class.takes(character).then_some(place + 1),
        Step::Many(class) => class.takes(character).then_some(*place),
    });
    closed(moved.collect(), steps)
}

/// All characters that some step tells from others, and one that none does.
fn alphabet(language: &[Step], patterns: &[&[Step]]) -> Vec<char> {
    let mut named: BTreeSet<char> = ['/', ':', '{', '}'].into();
    for step in patterns.iter().copied().flatten().chain(language) {
        if let Step::One(Class::Just(own)) | Step::Many(Class::Just(own)) = step {
            named.insert(*own);
        }
    }
    let other = "xyzwvuqkjX0123456789"
        .chars()
        .chain('\u{e000}'..='\u{f8ff}')
        .find(|character| !named.contains(character));
    other.into_iter().chain(named).collect()
}

/// What has been reached, in order.
#[derive(Default)]
struct Search {
    nodes: Vec<Node>,
    seen: BTreeSet<(usize, Vec<Places>)>,
}

struct Node {
    place: usize,
    places: Vec<Places>,
    /// The node before, and the character that leads from it here.
    from: Option<(usize, char)>,
}

impl Search {
    fn add(&mut self, place: usize, places: Vec<Places>, from: Option<(usize, char)>) {
        if self.seen.insert((place, places.clone())) {
            self.nodes.push(Node {
                place,
                places,
                from,
            });
        }
    }

    /// The text that leads to a node.
    fn text(&self, node: usize) -> String {
        let mut characters = Vec::new();
        let mut at = self.nodes.get(node);
        while let Some((before, character)) = at.and_then(|node| node.from) {
            characters.push(character);
            at = self.nodes.get(before);
        }
        characters.iter().rev().collect()
    }
}

#[cfg(test)]
mod tests {
    use can_invoke_policy::pattern::Glob;
    use proptest::prelude::*;

    use super::*;

    fn pattern(text: &str) -> Vec<Step> {
        let of = |character| match character {
            '*' => Step::Many(Class::Any),
            '?' => Step::One(Class::Any),
            other => Step::One(Class::Just(other)),
        };
        text.chars().map(of).collect()
    }

    /// A template as the report reads it.
    fn template(text: &str) -> Vec<Step> {
        crate::patterns::languages::path(text)
    }

    /// Whether a path is one of a template, by segments.
    fn is_of(template: &str, path: &str) -> bool {
        let parts: Vec<&str> = template.split('/').collect();
        let segments: Vec<&str> = path.split('/').collect();
        for (at, part) in parts.iter().enumerate() {
            let Some(segment) = segments.get(at) else {
                return false;
            };
            if part.ends_with("+}") {
                return !segments[at..].join("/").is_empty();
            }
            let fits = if part.starts_with('{') {
                !segment.is_empty()
            } else {
                part == segment
            };
            if !fits {
                return false;
            }
        }
        parts.len() == segments.len()
    }

    /// Every text over a few characters up to a length.
    fn texts(length: usize) -> Vec<String> {
        let mut all = vec![String::new()];
        let mut last = all.clone();
        for _ in 0..length {
            last = last
                .iter()
                .flat_map(|text| ['a', 'b', '/'].map(|character| format!("{text}{character}")))
                .collect();
            all.extend(last.clone());
        }
        all
    }

    #[test]
    fn all_some_none() {
        for (written, route, expected) in [
            ("/pets", "/pets", "all"),
            ("/pets", "/pets/{id}", "none"),
            ("/pets/*", "/pets/{id}", "all"),
            ("/pets/*", "/pets", "none"),
            ("/pets/?*", "/pets/{id}", "all"),
            ("/pets/??*", "/pets/{id}", "some"),
            ("/pets/{id}", "/pets/{id}", "none"),
            ("/*", "/{proxy+}", "all"),
            ("*/x", "/{proxy+}", "some"),
            ("/*/x", "/{a}/x", "all"),
            ("/*/x", "/{a}/{b}", "some"),
            ("/*a*", "/{a}/b", "some"),
            ("*", "/", "all"),
            ("/?", "/{a}", "some"),
        ] {
            let found = match cover(&pattern(written), &template(route)) {
                Cover::All => "all",
                Cover::Some(..) => "some",
                Cover::None => "none",
                Cover::NotKnown => "not known",
            };
            assert_eq!(found, expected, "{written} {route}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn every_answer_is_that_of_all_short_paths(
            written in "/?[ab/*?]{0,6}",
            route in "(/(a|b|ab|\\{x\\})){0,3}(/\\{y\\+\\})?|/",
        ) {
            prop_assume!(!route.is_empty());
            let glob = Glob::wildcard(&written);
            let answer = cover(&pattern(&written), &template(&route));
            for path in texts(7).iter().filter(|path| is_of(&route, path)) {
                match &answer {
                    Cover::All => prop_assert!(glob.matches(path), "{path}"),
                    Cover::None => prop_assert!(!glob.matches(path), "{path}"),
                    Cover::Some(..) => {}
                    Cover::NotKnown => prop_assert!(false, "it is small"),
                }
            }
            if let Cover::Some(matched, unmatched) = &answer {
                prop_assert!(is_of(&route, matched) && glob.matches(matched), "{matched}");
                prop_assert!(is_of(&route, unmatched) && !glob.matches(unmatched), "{unmatched}");
            }
        }
    }
}
