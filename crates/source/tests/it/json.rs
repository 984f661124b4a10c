//! JSON that can be read, strict or nearly so.

use can_invoke_source::{Limits, Value};

use crate::support::{json, read_within, shape};

const POLICY: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Count": -1.50e+3, "On": true, "Off": false, "None": null},
    []
  ]
}
"#;

#[test]
fn every_span_is_exact() {
    let read = json(POLICY);
    let root = read.clean();
    assert_eq!(read.slice(root.span), POLICY.trim_end());
    for (path, literal) in [
        ("Version", r#""2012-10-17""#),
        ("Statement/0/Effect", r#""Allow""#),
        ("Statement/0/Count", "-1.50e+3"),
        ("Statement/0/On", "true"),
        ("Statement/0/Off", "false"),
        ("Statement/0/None", "null"),
        ("Statement/1", "[]"),
    ] {
        assert_eq!(read.slice(read.at(path).span), literal);
    }
    let keys: Vec<_> = root.as_object().unwrap().iter().collect();
    assert_eq!(read.slice(keys[1].key_span), r#""Statement""#);
    assert_eq!(read.covered("Version", "10"), "10");
}

#[test]
fn numbers_keep_every_digit() {
    let read = json("[123456789012345678901234567890, 0.10, 1E5, -0]");
    assert_eq!(
        shape(read.clean()),
        "[123456789012345678901234567890, 0.10, 1E5, -0]"
    );
}

#[test]
fn escapes_lead_to_their_bytes() {
    let read = json(r#"{"k\u0065y": "a\"b\\c\/d\n\u00e9\ud83d\ude00z"}"#);
    read.clean();
    assert_eq!(read.at("key").as_str(), Some("a\"b\\c/d\né\u{1f600}z"));
    for (part, literal) in [
        ("a", "a"),
        ("\"", r#"\""#),
        ("b\\c", r"b\\c"),
        ("/", r"\/"),
        ("\né", r"\n\u00e9"),
        ("\u{1f600}", r"\ud83d\ude00"),
        ("z", "z"),
    ] {
        assert_eq!(read.covered("key", part), literal);
    }
    let member = &read.clean().as_object().unwrap()[0];
    assert_eq!(read.slice(member.key_span), r#""k\u0065y""#);
}

#[test]
fn strings_may_hold_any_character() {
    let read = json("{\"é\u{7f}\": \"\u{1f600}x\"}");
    read.clean();
    assert_eq!(read.covered("é\u{7f}", "x"), "x");
}

#[test]
fn trailing_commas_are_corrected() {
    let read = json("{\n  \"a\": [1, 2,],\n}");
    assert_eq!(
        read.told(),
        [
            "W json-trailing-comma 2:13 ,",
            "W json-trailing-comma 2:15 ,"
        ]
    );
    assert_eq!(read.corrected(), "{\n  \"a\": [1, 2]\n}");
    assert_eq!(shape(&read.value.unwrap()), r#"{"a": [1, 2]}"#);
}

#[test]
fn comments_are_corrected() {
    let text = "// first\n{\n  \"a\": 1, // one\n  /* two\n     lines */\n  \"b\":/*x*/2 /* y */ }\n// last";
    let read = json(text);
    assert_eq!(
        read.told(),
        [
            "W json-comment 1:1 // first",
            "W json-comment 3:11 // one",
            "W json-comment 4:3 /* two\\n     lines */",
            "W json-comment 6:7 /*x*/",
            "W json-comment 6:14 /* y */",
            "W json-comment 7:1 // last",
        ]
    );
    assert_eq!(read.corrected(), "{\n  \"a\": 1,\n  \"b\": 2  }\n");
    json(&read.corrected()).clean();
}

#[test]
fn a_comment_between_tokens_leaves_a_space() {
    let read = json("[1/**/2]");
    assert_eq!(
        read.told(),
        ["W json-missing-comma 1:3", "W json-comment 1:3 /**/"]
    );
    assert_eq!(read.corrected(), "[1, 2]");
}

#[test]
fn missing_commas_are_corrected() {
    let read = json("{\"a\": [1 true [] {} \"x\"]\n \"b\": {\"c\": null \"d\": 2}}");
    let told = read.told();
    assert_eq!(told.len(), 6);
    assert_eq!(told[0], "W json-missing-comma 1:9");
    assert_eq!(told[4], "W json-missing-comma 1:25");
    assert_eq!(
        read.corrected(),
        "{\"a\": [1, true, [], {}, \"x\"],\n \"b\": {\"c\": null, \"d\": 2}}"
    );
}

#[test]
fn single_quotes_are_corrected() {
    let read = json(r#"{'a': 'it\'s "so" \n'}"#);
    assert_eq!(
        read.told(),
        [
            "W json-single-quotes 1:2 'a'",
            r#"W json-single-quotes 1:7 'it\'s "so" \n'"#,
        ]
    );
    assert_eq!(read.corrected(), r#"{"a": "it's \"so\" \n"}"#);
    assert_eq!(read.at("a").as_str(), Some("it's \"so\" \n"));
    assert_eq!(read.covered("a", "'"), r"\'");
}

#[test]
fn foreign_white_space_is_corrected() {
    let read = json("[1,\u{a0}\u{a0} 2,\u{c}3]\u{3000}");
    assert_eq!(
        read.told(),
        [
            "W json-whitespace 1:4 \\u{a0}\\u{a0}",
            "W json-whitespace 1:9 \\u{c}",
            "W json-whitespace 1:12 \\u{3000}",
        ]
    );
    json(&read.corrected()).clean();
}

#[test]
fn duplicate_keys_are_errors_at_any_depth() {
    let read = json(r#"{"a": {"b": 1, "c": 2, "\u0062": 3}, "b": 4, "a": 5, "a": 6}"#);
    assert_eq!(
        read.told(),
        [
            r#"E duplicate-key 1:24 "\u0062" + 1:8 "b""#,
            r#"E duplicate-key 1:46 "a" + 1:2 "a""#,
            r#"E duplicate-key 1:54 "a" + 1:2 "a""#,
        ]
    );
    assert_eq!(read.value.unwrap().as_object().unwrap().len(), 4);
}

#[test]
fn duplicate_keys_of_a_large_object_are_found() {
    let members: Vec<_> = (0..500).map(|n| format!("\"k{}\": {n}", n % 499)).collect();
    let read = json(&format!("{{{}}}", members.join(", ")));
    assert_eq!(read.told().len(), 1);
    assert_eq!(read.diagnostics[0].secondary.len(), 1);
}

#[test]
fn control_characters_in_strings_are_errors_with_a_correction() {
    let read = json("{\"a\": \"x\ty\u{1}\",\n \"b\": \"l\nm\"}");
    assert_eq!(
        read.told(),
        [
            "E json-control-character 1:9 \\t + 1:7 \"",
            "E json-control-character 2:9 \\n + 2:7 \"",
        ]
    );
    assert_eq!(
        read.corrected(),
        "{\"a\": \"x\\ty\\u0001\",\n \"b\": \"l\\nm\"}"
    );
    assert!(read.value.is_some());
}

#[test]
fn limits_are_named_where_they_are_passed() {
    let limits = Limits {
        bytes: 100,
        depth: 3,
        nodes: 5,
    };
    let told = |text: &str| {
        let read = read_within("x.json", text, &limits);
        assert!(read.value.is_none() || read.diagnostics.is_empty());
        read.told()
    };
    assert_eq!(told("[[[1]]]"), Vec::<String>::new());
    assert_eq!(told("[[[[1]]]]"), ["E too-deep 1:4 ["]);
    assert_eq!(told("{\"a\": {\"b\": [{}]}}"), ["E too-deep 1:14 {"]);
    assert_eq!(told("[1,2,3,4]"), Vec::<String>::new());
    assert_eq!(told("[1,2,3,4,5]"), ["E too-many-values 1:10 5"]);
    assert_eq!(told(&" ".repeat(101)), ["E too-large 1:1"]);
}

#[test]
fn absurd_nesting_is_one_error() {
    for opening in ["[", "{\"a\":", "[{\"a\":", "[[],"] {
        let read = json(&opening.repeat(100_000));
        assert_eq!(read.diagnostics.len(), 1, "{opening}");
        assert_eq!(read.diagnostics[0].code, "too-deep");
    }
    // Far more than asked for is still safe.
    let limits = Limits {
        depth: usize::MAX,
        ..Limits::default()
    };
    for opening in ["[", "{\"a\":"] {
        let read = read_within("x.json", &opening.repeat(100_000), &limits);
        assert_eq!(read.diagnostics.len(), 1, "{opening}");
        assert_eq!(read.diagnostics[0].code, "too-deep");
    }
    let deep = format!("{}1{}", "{\"a\":".repeat(256), "}".repeat(256));
    read_within("x.json", &deep, &limits).clean();
}

#[test]
fn a_million_departures_are_told_briefly() {
    let read = json(&format!("[{}1]", "1,/**/".repeat(10_000)));
    assert_eq!(read.diagnostics.len(), 101);
    assert_eq!(read.diagnostics[100].code, "more-of-the-same");
    assert_eq!(read.value.unwrap().as_array().unwrap().len(), 10_001);
}

#[test]
fn the_kinds_of_values() {
    let read = json(r#"[null, true, 1, "", [], {}]"#);
    let kinds: Vec<_> = read
        .clean()
        .as_array()
        .unwrap()
        .iter()
        .map(|n| n.kind_name())
        .collect();
    assert_eq!(
        kinds,
        [
            "null",
            "a boolean",
            "a number",
            "a string",
            "an array",
            "an object"
        ]
    );
    assert!(matches!(read.at("0").value, Value::Null));
}
