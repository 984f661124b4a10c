//! The matchers against naive oracles.

use can_invoke_policy::{
    Context, Readings,
    pattern::{
        Glob, ResourcePattern, Template,
        resource::{ArnPattern, ResourceMatch},
    },
};
use can_invoke_source::{FileId, Span};
use proptest::prelude::*;

/// By the definition, with all the backtracking that it invites.
fn naive(pattern: &[char], text: &[char]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some(('*', rest)) => (0..=text.len()).any(|taken| naive(rest, &text[taken..])),
        Some(('?', rest)) => !text.is_empty() && naive(rest, &text[1..]),
        Some((own, rest)) => text.first() == Some(own) && naive(rest, &text[1..]),
    }
}

fn chars(text: &str) -> Vec<char> {
    text.chars().collect()
}

/// The reading of a whole ARN: a `*` or `?` before the sixth part stops at a colon, except
/// that a `*` at the end of its segment may go on.
fn naive_arn(pattern: &[char], colons_left: usize, text: &[char]) -> bool {
    let in_last = colons_left == 0;
    match pattern.split_first() {
        None => text.is_empty(),
        Some(('*', rest)) => {
            let ends_segment = rest.first() == Some(&':');
            (0..=text.len())
                .take_while(|taken| in_last || ends_segment || !text[..*taken].contains(&':'))
                .any(|taken| naive_arn(rest, colons_left, &text[taken..]))
        }
        Some(('?', rest)) => {
            text.first().is_some_and(|one| in_last || *one != ':')
                && naive_arn(rest, colons_left, &text[1..])
        }
        Some((own, rest)) => {
            let left = colons_left - usize::from(*own == ':' && !in_last);
            text.first() == Some(own) && naive_arn(rest, left, &text[1..])
        }
    }
}

fn segments(pattern: &str) -> Vec<&str> {
    pattern.splitn(6, ':').collect()
}

/// Segment by segment, each with the naive matcher.
fn naive_by_segment(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (segments(pattern), segments(text));
    pattern.len() == text.len()
        && pattern
            .iter()
            .zip(text)
            .all(|(pattern, text)| naive(&chars(pattern), &chars(text)))
}

/// Whether the entry matches, and then whether that leans on a reading.
fn match_resource(pattern: &str, text: &str) -> Option<bool> {
    let [first, partition, service, region, account, last] = segments(pattern)[..] else {
        panic!("six segments");
    };
    let arn = ArnPattern::new(
        [first, partition, service, region, account],
        Template::plain(last),
    );
    let entry = ResourcePattern {
        text: pattern.to_owned(),
        span: Span::new(FileId(0), 0, 0),
        text_span: Span::new(FileId(0), 0, 0),
        form: can_invoke_policy::pattern::ResourceForm::Arn(Box::new(arn)),
    };
    match entry.matches(text, &Context::closed(), Readings::default()) {
        ResourceMatch::Yes(readings) => Some(!readings.is_empty()),
        ResourceMatch::No(_) => None,
        other => panic!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(crate::support::cases(2000))]

    #[test]
    fn globs_match_as_defined(pattern in "[abé\u{1f600}*?]{0,8}", text in "[abé\u{1f600}]{0,8}") {
        let expected = naive(&chars(&pattern), &chars(&text));
        prop_assert_eq!(Glob::wildcard(&pattern).matches(&text), expected);
    }

    #[test]
    fn globs_match_what_they_were_made_from(text in "[ab?*é]{0,10}", cut in 0usize..10, end in 0usize..10) {
        let all = chars(&text);
        let start = cut.min(all.len());
        let end = end.clamp(start, all.len());
        let mut pattern: Vec<char> = all[..start].to_vec();
        pattern.push('*');
        pattern.extend(&all[end..]);
        let pattern: String = pattern.into_iter().collect();
        prop_assert!(Glob::wildcard(&pattern).matches(&text));
        prop_assert!(Glob::literal(&text).matches(&text));
        prop_assert_eq!(Glob::literal(&text).as_literal(), Some(text));
    }

    #[test]
    fn literals_match_nothing_else(pattern in "[ab*?]{0,4}", text in "[ab*?]{0,4}") {
        prop_assert_eq!(Glob::literal(&pattern).matches(&text), pattern == text);
    }

    #[test]
    fn patterns_overlap_if_some_text_matches_both(
        left in "[ab*?]{0,4}",
        right in "[ab*?]{0,4}",
        text in "[ab]{0,6}",
    ) {
        let (left, right) = (Glob::wildcard(&left), Glob::wildcard(&right));
        prop_assert_eq!(left.overlaps(&right), right.overlaps(&left));
        if left.matches(&text) && right.matches(&text) {
            prop_assert!(left.overlaps(&right));
        }
        if left.overlaps(&right) {
            // Eight characters are room enough for two patterns of four.
            prop_assert!(texts(8).any(|text| left.matches(&text) && right.matches(&text)));
        }
    }

    #[test]
    fn resources_match_by_segment_or_across(
        pattern in "[ab*?]{0,2}(:[ab*?]{0,2}){4}:[ab*?:]{0,4}",
        text in "[ab]{0,2}(:[ab]{0,2}){4}:[ab:]{0,4}",
    ) {
        let by_segment = naive_by_segment(&pattern, &text);
        let across = naive_arn(&chars(&pattern), 5, &chars(&text));
        prop_assert!(across || !by_segment, "the wider reading is the wider");
        match match_resource(&pattern, &text) {
            Some(false) => prop_assert!(by_segment),
            Some(true) => prop_assert!(across && !by_segment),
            None => prop_assert!(!across),
        }
    }

    #[test]
    fn a_crossing_star_is_found(
        head in "[ab]{0,1}", middle in "[ab:]{1,4}", tail in "[ab]{0,2}",
    ) {
        let text = format!("arn:aws:s:{head}{middle}:x:{tail}");
        let pattern = format!("arn:aws:s:{head}*:x:{tail}");
        prop_assert!(match_resource(&pattern, &text).is_some());
    }
}

/// All texts of `a` and `b` up to a length.
fn texts(longest: u32) -> impl Iterator<Item = String> {
    (0..=longest).flat_map(|length| {
        (0..1u32 << length).map(move |bits| {
            (0..length)
                .map(|place| if bits >> place & 1 == 0 { 'a' } else { 'b' })
                .collect()
        })
    })
}

#[test]
fn a_hostile_pattern_costs_no_more_than_its_size() {
    let pattern = format!("{}b", "a*".repeat(2000));
    let text = "a".repeat(4000);
    assert!(!Glob::wildcard(&pattern).matches(&text));
    let resource = format!("arn:aws:s:*:*:{pattern}");
    let arn = format!("arn:aws:s:::{}", "a:".repeat(1000));
    assert_eq!(match_resource(&resource, &arn), None);
}
