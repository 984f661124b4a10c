//! Texts that several patterns match.

use std::collections::{BTreeMap, BTreeSet};

use crate::pattern::{Glob, glob::Token};

/// The most work for the texts of one key: steps of patterns that are taken.
const MOST_STEPS: usize = 1 << 20;

/// For every combination of patterns that some text matches, and no other pattern does, one
/// such text; by the numbers of the patterns. The empty text is left out. `None` if there is
/// too much to go through.
///
/// All patterns are taken through all texts together, shorter ones first. Of texts after
/// which they stand at the same places one is enough, and of characters that none of them
/// names one is enough.
pub(super) fn examples(globs: &[Glob]) -> Option<BTreeMap<Vec<usize>, String>> {
    let mut alphabet: BTreeSet<char> = BTreeSet::new();
    for token in globs.iter().flat_map(Glob::tokens) {
        if let Token::Char(character) = token {
            alphabet.insert(*character);
        }
    }
    let unnamed = ('\u{1}'..).find(|character| !alphabet.contains(character))?;
    alphabet.insert(unnamed);
    let places: usize = globs.iter().map(|glob| glob.tokens().len() + 1).sum();
    let mut steps = 0;
    let mut examples = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![(globs.iter().map(start).collect::<Vec<_>>(), String::new())];
    while !open.is_empty() {
        let mut longer = Vec::new();
        for (reached, text) in open {
            for character in &alphabet {
                steps += places;
                if steps > MOST_STEPS {
                    return None;
                }
                let pairs = globs.iter().zip(&reached);
                let next: Vec<Vec<bool>> = pairs
                    .map(|(glob, reached)| after(glob, reached, *character))
                    .collect();
                if !seen.insert(next.clone()) {
                    continue;
                }
                let mut text = text.clone();
                text.push(*character);
                let matching = next.iter().enumerate();
                let matching = matching.filter(|(_, places)| places.last() == Some(&true));
                let matching = matching.map(|(number, _)| number).collect();
                examples.entry(matching).or_insert_with(|| text.clone());
                longer.push((next, text));
            }
        }
        open = longer;
    }
    Some(examples)
}

/// The places of a pattern before any text.
fn start(glob: &Glob) -> Vec<bool> {
    let mut reached = vec![false; glob.tokens().len() + 1];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    past_runs(glob, reached)
}

/// The places of a pattern one character later.
fn after(glob: &Glob, reached: &[bool], character: char) -> Vec<bool> {
    let mut next = vec![false; reached.len()];
    for (place, token) in glob.tokens().iter().enumerate() {
        if reached.get(place) != Some(&true) {
            continue;
        }
        let to = match token {
            Token::Run => place,
            Token::One => place + 1,
            Token::Char(own) if *own == character => place + 1,
            Token::Char(_) => continue,
        };
        if let Some(is_reached) = next.get_mut(to) {
            *is_reached = true;
        }
    }
    past_runs(glob, next)
}

/// A run may take nothing.
fn past_runs(glob: &Glob, mut reached: Vec<bool>) -> Vec<bool> {
    for (place, token) in glob.tokens().iter().enumerate() {
        if *token == Token::Run
            && reached.get(place) == Some(&true)
            && let Some(is_reached) = reached.get_mut(place + 1)
        {
            *is_reached = true;
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All texts of up to five characters over an alphabet that has one that nothing names.
    fn texts() -> Vec<String> {
        let mut all = vec![String::new()];
        let mut last = all.clone();
        for _ in 0..5 {
            let longer = last
                .iter()
                .flat_map(|text| ["a", "b", "z"].map(|one| format!("{text}{one}")));
            last = longer.collect();
            all.extend(last.iter().cloned());
        }
        all
    }

    fn matching(globs: &[Glob], text: &str) -> Vec<usize> {
        let numbers = 0..globs.len();
        numbers
            .filter(|number| globs[*number].matches(text))
            .collect()
    }

    #[test]
    fn every_combination_has_an_example() {
        for patterns in [
            vec!["a*", "*b"],
            vec!["*", "a*", "a"],
            vec!["?", "??", "a?"],
            vec!["*a*", "*b*", "ab"],
            vec!["a*b", "ab*", "?b", "aab"],
            vec!["?*"],
            vec![],
        ] {
            let globs: Vec<Glob> = patterns.iter().map(|text| Glob::wildcard(text)).collect();
            let examples = examples(&globs).expect("few steps");
            for (numbers, text) in &examples {
                assert_eq!(matching(&globs, text), *numbers, "{patterns:?} {text:?}");
                assert!(!text.is_empty());
            }
            for text in texts().iter().skip(1) {
                let numbers = matching(&globs, text);
                assert!(examples.contains_key(&numbers), "{patterns:?} {text:?}");
            }
        }
    }

    #[test]
    fn too_much_is_not_gone_through() {
        let many: Vec<String> = (0..40).map(|index| format!("*{index}*x*")).collect();
        let globs: Vec<Glob> = many.iter().map(|text| Glob::wildcard(text)).collect();
        assert_eq!(examples(&globs), None);
    }
}
