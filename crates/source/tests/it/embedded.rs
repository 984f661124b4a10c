//! Documents inside strings, in all the forms in which AWS hands them out.

use can_invoke_source::embedded::parse_embedded;
use can_invoke_source::{Limits, Value};

use crate::support::{Read, json, read, shape, yaml};

const EXPECTED: &str = r#"{"Version": "2012-10-17", "Resource": "execute-api:/stage/GET/pets"}"#;

/// What the string at a path of a text holds.
fn inner(mut outer: Read, path: &str) -> Read {
    let Value::String(text) = outer.at(path).value.clone() else {
        panic!("no string at `{path}`");
    };
    let parsed = parse_embedded(&text, &Limits::default());
    outer.value = parsed.value;
    outer.diagnostics = parsed.diagnostics;
    outer
}

#[test]
fn a_policy_as_it_is() {
    let outer = json(
        r#"{"policy": "{\"Version\": \"2012-10-17\", \"Resource\": \"execute-api:\/stage/GET/pets\"}"}"#,
    );
    let read = inner(outer, "policy");
    assert_eq!(shape(read.clean()), EXPECTED);
    assert_eq!(read.slice(read.at("Version").span), r#"\"2012-10-17\""#);
    assert_eq!(read.covered("Resource", ":/stage"), r":\/stage");
    let member = &read.clean().as_object().unwrap()[1];
    assert_eq!(read.slice(member.key_span), r#"\"Resource\""#);
}

#[test]
fn a_policy_as_get_rest_api_returns_it() {
    let outer = json(
        r#"{"policy": "{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Resource\\\":\\\"execute-api:\\/stage\\/GET\\/pets\\\"}"}"#,
    );
    let read = inner(outer, "policy");
    assert_eq!(shape(read.clean()), EXPECTED);
    assert_eq!(read.slice(read.at("Version").span), r#"\\\"2012-10-17\\\""#);
    assert_eq!(read.covered("Resource", "/stage/GET"), r"\\/stage\\/GET");
    assert_eq!(read.covered("Resource", "pets"), "pets");
}

#[test]
fn a_policy_percent_encoded() {
    let outer = json(
        r#"{"PolicyDocument": "%7B%22Version%22%3A%20%222012-10-17%22%2C%0A%22Resource%22%3A%22execute-api%3A%2Fstage%2FGET%2Fpets%22%7D"}"#,
    );
    let read = inner(outer, "PolicyDocument");
    assert_eq!(shape(read.clean()), EXPECTED);
    assert_eq!(read.slice(read.at("Version").span), "%222012-10-17%22");
    assert_eq!(read.covered("Resource", "api:/stage"), "api%3A%2Fstage");
}

#[test]
fn a_policy_in_a_yaml_block() {
    let outer = yaml(
        "a:\n  policy: |\n    {\n      \"Version\": \"2012-10-17\",\n      \"Resource\": \"*\",\n    }\n",
    );
    let read = inner(outer, "a/policy");
    assert_eq!(read.told(), ["W json-trailing-comma 5:22 ,"]);
    assert_eq!(read.slice(read.at("Version").span), "\"2012-10-17\"");
    assert_eq!(
        read.corrected(),
        "a:\n  policy: |\n    {\n      \"Version\": \"2012-10-17\",\n      \"Resource\": \"*\"\n    }\n"
    );
}

#[test]
fn a_file_that_is_an_encoded_document() {
    let escaped =
        r#"{\"Version\": \"2012-10-17\",\n \"Resource\":\"execute-api:\/stage\/GET\/pets\"}"#;
    let quoted = format!("\"{escaped}\"\n");
    let percent = "%7b%22Version%22%3a%222012-10-17%22%2c%22Resource%22%3a%22execute-api:/stage/GET/pets%22%7d";
    let twice = r#"{\\\"Version\\\": \\\"2012-10-17\\\", \\\"Resource\\\":\\\"execute-api:\\\/stage\\\/GET\\\/pets\\\"}"#;
    let broken =
        r#" {\n  \"Version\": \"2012-10-17\", \"Resource\":\"execute-api:/stage/GET/pets\"\n}"#;
    for text in [escaped, &quoted, percent, twice, broken] {
        for name in ["policy.json", "policy", "<stdin>"] {
            let read = read(name, text);
            assert_eq!(shape(read.clean()), EXPECTED, "{name} {text}");
            assert_eq!(read.covered("Version", "2012-10-17"), "2012-10-17");
        }
    }
}

#[test]
fn an_array_can_be_encoded_too() {
    assert_eq!(shape(json(r#"[{\"a\":1}]"#).clean()), r#"[{"a": 1}]"#);
    assert_eq!(shape(json("%5B1%5D").clean()), "[1]");
    assert_eq!(shape(json(r#""[1]""#).clean()), "[1]");
}

#[test]
fn a_string_that_holds_no_document_is_a_string() {
    assert_eq!(shape(json(r#""hello""#).clean()), r#""hello""#);
    assert_eq!(shape(json(r#""50%""#).clean()), r#""50%""#);
    assert_eq!(shape(json(r#"["{}"]"#).clean()), r#"["{}"]"#);
}

fn wrap(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[test]
fn three_levels_and_no_more() {
    let mut text = String::from("{\"a\": 1}");
    for _ in 0..3 {
        text = wrap(&text);
        let read = json(&text);
        assert_eq!(shape(read.clean()), r#"{"a": 1}"#);
        assert_eq!(read.slice(read.at("a").span), "1");
    }
    let read = json(&wrap(&text));
    assert_eq!(read.diagnostics.len(), 1);
    assert_eq!(read.diagnostics[0].code, "encoded-too-often");
    assert!(read.value.is_none());
}

#[test]
fn what_is_wrong_inside_is_told_in_the_outermost_file() {
    let told = |text: &str| json(text).told();
    assert_eq!(told(r#"{\"a\": 1,}"#), ["W json-trailing-comma 1:10 ,"]);
    assert_eq!(
        told(r#"{\"a\": oops}"#),
        ["E json-unexpected-word 1:9 oops"]
    );
    assert_eq!(told(r#"{\"a\": \"b\q\"}"#), [r"E json-escape 1:12 \q"]);
    assert_eq!(
        told(r#"{\"a\": 1, \"a\": 2}"#),
        [r#"E duplicate-key 1:12 \"a\" + 1:2 \"a\""#]
    );
    assert_eq!(told("%7B%22a%22:%zz%7D"), ["E percent-encoding 1:12 %"]);
    assert_eq!(
        told("%7B%22%ff%22%7D"),
        ["E percent-encoding 1:7 %ff%22%7D"]
    );
    assert_eq!(
        told("%7B%22%C3%A9%22:%C3%22%7D"),
        ["E percent-encoding 1:17 %C3%22"]
    );
}

#[test]
fn a_correction_that_would_need_escaping_is_not_offered() {
    let read = json(r#""{'a': 1}""#);
    assert_eq!(read.told(), ["W json-single-quotes 1:3 'a'"]);
    assert_eq!(read.diagnostics[0].fix, None);
    assert_eq!(shape(read.at("")), r#"{"a": 1}"#);
}

#[test]
fn many_strings_inside_a_large_string_take_linear_time() {
    let many = vec![r#"\"a\\nb\""#; 100_000].join(",");
    let read = json(&format!("\"[{many}]\""));
    assert_eq!(read.clean().as_array().unwrap().len(), 100_000);
    assert_eq!(read.covered("99999", "\n"), r"\\n");
}
