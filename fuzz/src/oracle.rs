//! Definitions, as plain as they can be and as slow as they come, to compare with.

use std::collections::HashMap;

/// Whether a text matches a pattern of `*` and `?`, both as characters.
pub(crate) fn matches(pattern: &[char], text: &[char]) -> bool {
    fn go(pattern: &[char], text: &[char], known: &mut HashMap<(usize, usize), bool>) -> bool {
        let place = (pattern.len(), text.len());
        if let Some(known) = known.get(&place) {
            return *known;
        }
        let result = match (pattern.split_first(), text.split_first()) {
            (None, None) => true,
            (None, Some(_)) => false,
            (Some(('*', rest)), None) => go(rest, text, known),
            (Some(('*', rest)), Some((_, after))) => {
                go(rest, text, known) || go(pattern, after, known)
            }
            (Some(_), None) => false,
            (Some(('?', rest)), Some((_, after))) => go(rest, after, known),
            (Some((one, rest)), Some((other, after))) => one == other && go(rest, after, known),
        };
        known.insert(place, result);
        result
    }
    go(pattern, text, &mut HashMap::new())
}

/// Whether some text matches both patterns.
pub(crate) fn overlap(one: &[char], other: &[char]) -> bool {
    fn go(one: &[char], other: &[char], known: &mut HashMap<(usize, usize), bool>) -> bool {
        let place = (one.len(), other.len());
        if let Some(known) = known.get(&place) {
            return *known;
        }
        let result = match (one.split_first(), other.split_first()) {
            (None, None) => true,
            (Some(('*', rest)), _) if go(rest, other, known) => true,
            (_, Some(('*', rest))) if go(one, rest, known) => true,
            // A run takes what the other's next step takes.
            (Some(('*', _)), Some((_, after))) => go(one, after, known),
            (Some((_, after)), Some(('*', _))) => go(after, other, known),
            (Some((a, rest)), Some((b, after))) => {
                (a == b || *a == '?' || *b == '?') && go(rest, after, known)
            }
            _ => false,
        };
        known.insert(place, result);
        result
    }
    go(one, other, &mut HashMap::new())
}

/// Whether an ARN pattern of six segments matches a resource: segment by segment, or with
/// the runs that end one of the first five segments going on past the colons.
pub(crate) fn resource(pattern: &str, text: &str) -> bool {
    let segments: Vec<&str> = pattern.splitn(6, ':').collect();
    let mut steps: Vec<(char, Kind)> = Vec::new();
    for (index, segment) in segments.iter().enumerate() {
        let characters: Vec<char> = segment.chars().collect();
        for (place, character) in characters.iter().enumerate() {
            let kind = match character {
                '*' if index == 5 || place + 1 == characters.len() => Kind::FreeRun,
                '*' => Kind::Run,
                '?' if index == 5 => Kind::FreeOne,
                '?' => Kind::One,
                _ => Kind::Itself,
            };
            steps.push((*character, kind));
        }
        if index < 5 {
            steps.push((':', Kind::Itself));
        }
    }
    let text: Vec<char> = text.chars().collect();
    walk(&steps, &text, &mut HashMap::new())
}

#[derive(Clone, Copy)]
enum Kind {
    Itself,
    One,
    FreeOne,
    Run,
    FreeRun,
}

fn walk(steps: &[(char, Kind)], text: &[char], known: &mut HashMap<(usize, usize), bool>) -> bool {
    let place = (steps.len(), text.len());
    if let Some(known) = known.get(&place) {
        return *known;
    }
    let result = match (steps.split_first(), text.split_first()) {
        (None, rest) => rest.is_none(),
        (Some(((_, Kind::Run | Kind::FreeRun), rest)), None) => walk(rest, text, known),
        (Some(_), None) => false,
        (Some(((expected, kind), rest)), Some((character, after))) => match kind {
            Kind::Itself => expected == character && walk(rest, after, known),
            Kind::One => *character != ':' && walk(rest, after, known),
            Kind::FreeOne => walk(rest, after, known),
            Kind::Run => {
                walk(rest, text, known) || (*character != ':' && walk(steps, after, known))
            }
            Kind::FreeRun => walk(rest, text, known) || walk(steps, after, known),
        },
    };
    known.insert(place, result);
    result
}
