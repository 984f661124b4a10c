//! Words for messages: quotations, enumerations, and what was probably meant.

use crate::quote::quote_within;

/// The longest quotation of a name; ARNs are long.
const LONGEST: usize = 100;

/// What the user wrote: in backticks, on one line, shortened where it is long.
pub fn quote(text: &str) -> String {
    quote_within(text, LONGEST)
}

/// `a`, `b` and `c`, each in backticks.
pub fn enumerate(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| quote(word)).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The candidate that equals the word but for case or `_` for `-`, or is one or two
/// letters away.
pub fn nearest<'c>(word: &str, candidates: &[&'c str]) -> Option<&'c str> {
    let plain = |text: &str| text.to_ascii_lowercase().replace('_', "-");
    let word = plain(word);
    candidates
        .iter()
        .map(|candidate| (distance(&word, &plain(candidate)), *candidate))
        .filter(|(distance, candidate)| {
            *distance == 0 || (*distance <= 2 && *distance < candidate.len() / 2)
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein distance of two short words; longer ones are taken as far apart.
fn distance(left: &str, right: &str) -> usize {
    if left.len() > 64 {
        return usize::MAX;
    }
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, from) in left.chars().enumerate() {
        let mut diagonal = index;
        let mut previous = index + 1;
        let mut next = vec![previous];
        for (to, above) in right.iter().zip(row.iter().skip(1)) {
            let substitution = diagonal + usize::from(from != *to);
            previous = substitution.min(above + 1).min(previous + 1);
            diagonal = *above;
            next.push(previous);
        }
        row = next;
    }
    row.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_probably_meant() {
        let keys = ["service-control-policies", "id", "name", "units"];
        assert_eq!(
            nearest("service_control_policies", &keys),
            keys.first().copied()
        );
        assert_eq!(nearest("ID", &keys), Some("id"));
        assert_eq!(nearest("unit", &keys), Some("units"));
        assert_eq!(nearest("is", &keys), None);
        assert_eq!(nearest("colour", &keys), None);
    }

    #[test]
    fn quotations_are_one_line() {
        assert_eq!(quote("a\nb"), "`a\\nb`");
        assert_eq!(enumerate(&["a", "b", "c"]), "`a`, `b` and `c`");
    }
}
