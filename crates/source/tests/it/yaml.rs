//! YAML that can be read.

use can_invoke_source::{FileId, Limits, OffsetMap, Sources};

use crate::support::{Read, read_within, shape, yaml};

#[track_caller]
fn reads(text: &str, expected: &str) {
    assert_eq!(shape(yaml(text).clean()), expected, "{text}");
}

const TEMPLATE: &str = "\
AWSTemplateFormatVersion: 2010-09-09
# é comment
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: \"caf\u{e9}\" # after
      Account: 012345678901
      Policy:
        Statement:
        - Effect: 'Allow'
          Resource: [a, 'b', {c: d}]
        -
          Effect: Deny
";

#[test]
fn every_span_is_exact() {
    let read = yaml(TEMPLATE);
    let root = read.clean();
    assert_eq!(read.slice(root.span), TEMPLATE.trim_end());
    let properties = "Resources/Api/Properties";
    for (path, literal) in [
        ("AWSTemplateFormatVersion", "2010-09-09"),
        ("Resources/Api/Type", "AWS::ApiGateway::RestApi"),
        (&format!("{properties}/Name"), "\"caf\u{e9}\""),
        (&format!("{properties}/Account"), "012345678901"),
        (
            &format!("{properties}/Policy/Statement/0/Effect"),
            "'Allow'",
        ),
        (
            &format!("{properties}/Policy/Statement/0/Resource"),
            "[a, 'b', {c: d}]",
        ),
        (
            &format!("{properties}/Policy/Statement/0/Resource/1"),
            "'b'",
        ),
        (
            &format!("{properties}/Policy/Statement/0/Resource/2"),
            "{c: d}",
        ),
        (&format!("{properties}/Policy/Statement/1"), "Effect: Deny"),
        (
            &format!("{properties}/Policy/Statement/0"),
            "Effect: 'Allow'\n          Resource: [a, 'b', {c: d}]",
        ),
    ] {
        assert_eq!(read.slice(read.at(path).span), literal);
    }
    let api = &read.at("Resources").as_object().unwrap()[0];
    assert_eq!(read.slice(api.key_span), "Api");
}

#[test]
fn scalars_keep_the_text_that_matters() {
    reads(
        "[012345678901, 111111111111, 2012-10-17, 1.10, yes, on, ~, null, True, '1', \"x\"]",
        r#"[012345678901, 111111111111, "2012-10-17", 1.10, "yes", "on", null, null, true, "1", "x"]"#,
    );
    reads(
        "404: a\ntrue: b\n\"c d\": e",
        r#"{"404": "a", "true": "b", "c d": "e"}"#,
    );
}

#[test]
fn json_is_yaml() {
    reads("{\"a\": [1, \"b\\n\"]}", r#"{"a": [1, "b\n"]}"#);
    reads("{\"a\":1, # comment\n  b: [c]}", r#"{"a": 1, "b": ["c"]}"#);
}

#[test]
fn tags_are_kept_or_obeyed() {
    let read = yaml(
        "a: !Ref Api\nb: !GetAtt\n  - Api\n  - Arn\nc: !Sub {x: 1}\nd: !!str 404\n\
         e: !!int \"7\"\nf: ! 12\ng: !!binary aGk=\nh: !Ref\ni: !!str\nj: !Sub \"x\" # y\n",
    );
    assert_eq!(
        shape(read.clean()),
        r#"{"a": !Ref "Api", "b": !GetAtt ["Api", "Arn"], "c": !Sub {"x": 1}, "d": "404", "e": 7, "f": "12", "g": !!binary "aGk=", "h": !Ref null, "i": "", "j": !Sub "x"}"#
    );
    for (path, literal) in [
        ("a", "!Ref Api"),
        ("b", "!GetAtt\n  - Api\n  - Arn"),
        ("c", "!Sub {x: 1}"),
        ("h", "!Ref"),
        ("j", "!Sub \"x\""),
    ] {
        assert_eq!(read.slice(read.at(path).span), literal);
    }
    assert_eq!(read.covered("a", "Api"), "Api");
    assert_eq!(read.covered("j", "x"), "x");
}

#[test]
fn declared_tags_are_resolved() {
    reads(
        "%TAG !e! tag:example.com,2000:\n---\na: !e!x 1\nb: !<tag:yaml.org,2002:str> 1\n",
        r#"{"a": !<tag:example.com,2000:x> "1", "b": "1"}"#,
    );
}

#[test]
fn aliases_repeat_values() {
    let read = yaml(
        "a: &x [1, {b: 2}]\nc: *x\n&k key: 1\nd: *k\n*k : 2\n"
            .replace("*k : 2\n", "")
            .as_str(),
    );
    assert_eq!(
        shape(read.clean()),
        r#"{"a": [1, {"b": 2}], "c": [1, {"b": 2}], "key": 1, "d": "key"}"#
    );
    assert_eq!(read.slice(read.at("a").span), "&x [1, {b: 2}]");
    assert_eq!(read.slice(read.at("c/1").span), "{b: 2}");
    reads("- &k name\n- *k : 1\n", r#"["name", {"name": 1}]"#);
}

#[test]
fn values_that_are_not_written() {
    let read = yaml("a:\nb: # nothing\nc:\n  -\n  - x\n  -\nd: {e, f: , g}\n");
    assert_eq!(
        shape(read.clean()),
        r#"{"a": null, "b": null, "c": [null, "x", null], "d": {"e": null, "f": null, "g": null}}"#
    );
    let place = |path: &str| read.at(path).span.start;
    assert_eq!(place("a"), 2);
    assert_eq!(place("b"), 5);
    let dashes: Vec<_> = TEXT_DASHES
        .match_indices('-')
        .map(|(at, _)| at as u32 + 1)
        .collect();
    assert_eq!([place("c/0"), place("c/2")], [dashes[0], dashes[2]]);
}

const TEXT_DASHES: &str = "a:\nb: # nothing\nc:\n  -\n  - x\n  -\n";

#[test]
fn one_document_with_its_markers() {
    reads("---\na: 1\n...\n", r#"{"a": 1}"#);
    reads("%YAML 1.2\n---\n- a\n", r#"["a"]"#);
    reads("--- |\n  text\n", r#""text\n""#);
    reads("---\n", "null");
}

/// The block scalar of the first key: each part leads to itself in the file.
#[track_caller]
fn block(read: &Read, span: &str, parts: &[(&str, &str)]) {
    let root = read.clean();
    let node = &root.as_object().unwrap()[0].value;
    let key = root.as_object().unwrap()[0].key.clone();
    assert_eq!(read.slice(node.span), span);
    for (part, literal) in parts {
        assert_eq!(read.covered(&key, part), *literal, "{part:?}");
    }
}

#[test]
fn literal_blocks_lead_back_line_by_line() {
    let read = yaml("policy: |\n    {\n      \"é\": 1\n\n    }\nnext: x\n");
    assert_eq!(read.at("policy").as_str(), Some("{\n  \"é\": 1\n\n}\n"));
    block(
        &read,
        "|\n    {\n      \"é\": 1\n\n    }",
        &[
            ("{", "{"),
            ("{\n", "{\n"),
            ("\"é\"", "\"é\""),
            (": 1", ": 1"),
            ("  \"é\": 1\n", "  \"é\": 1\n"),
            ("}", "}"),
            ("}\n", "}\n"),
            ("{\n  \"é\"", "{\n      \"é\""),
        ],
    );
}

#[test]
fn headers_of_blocks_are_part_of_the_span() {
    block(
        &yaml("a: !Sub |- # why | not\n\n  x\n   y\n\nb: 1\n"),
        "!Sub |- # why | not\n\n  x\n   y",
        &[("x", "x"), (" y", " y"), ("\nx", "\n  x")],
    );
    block(&yaml("a: |2\n    x\n"), "|2\n    x", &[("  x", "  x")]);
    block(
        &yaml("a: |+\n  x\n\n\nb: 1\n"),
        "|+\n  x",
        &[("x\n\n", "x\n\n")],
    );
    block(
        &yaml("a:\r\n  |\r\n  x\r\n  y\r\n"),
        "|\r\n  x\r\n  y",
        &[("x\n", "x\r\n"), ("y", "y")],
    );
    block(&yaml("a: |\n  x"), "|\n  x", &[("x", "x")]);
    block(&yaml("a: |\nb: 1\n"), "|", &[]);
    let read = yaml("- |\n  x\n- !T >\n  y\n- ? |\n   k\n  : |\n   v\n");
    assert_eq!(shape(read.clean()), r#"["x\n", !T "y\n", {"k\n": "v\n"}]"#);
    assert_eq!(read.slice(read.at("0").span), "|\n  x");
    assert_eq!(read.slice(read.at("1").span), "!T >\n  y");
    let member = &read.at("2").as_object().unwrap()[0];
    assert_eq!(read.slice(member.key_span), "|\n   k");
    assert_eq!(read.slice(member.value.span), "|\n   v");
}

#[test]
fn folded_blocks_lead_back_word_by_word() {
    let read = yaml("a: >-\n    one two\n    three\n\n    four\n      five\nb: 1\n");
    assert_eq!(read.at("a").as_str(), Some("one two three\nfour\n  five"));
    block(
        &read,
        ">-\n    one two\n    three\n\n    four\n      five",
        &[
            ("one two", "one two"),
            ("three", "three"),
            ("two three", "two\n    three"),
            (" three", "\n    three"),
            ("four", "four"),
            ("five", "five"),
        ],
    );
    block(&yaml("a: >\n  x\n\n\nb: 1\n"), ">\n  x", &[("x\n", "x\n")]);
}

#[test]
fn quoted_and_plain_scalars_lead_back() {
    let read = yaml(
        "a: 'it''s\n  two\n\n  lines'\nb: \"x\\n\\u00e9\\\n    y \\x41\\_\\\n\n  z\"\nc: some plain\n  text\n\n  here # comment\nd: ''''\ne: \"\"\nf: {\"g\" : 'h' , \"i\":j}\n",
    );
    read.clean();
    for (path, part, literal) in [
        ("a", "it'", "it''"),
        ("a", "'", "''"),
        ("a", "s two", "s\n  two"),
        ("a", "\nlines", "\n\n  lines"),
        ("b", "\n", "\\n"),
        ("b", "é", "\\u00e9"),
        ("b", "y", "y"),
        ("b", "A\u{a0}", "\\x41\\_"),
        ("b", "z", "z"),
        ("c", "plain text", "plain\n  text"),
        ("c", "here", "here"),
        ("d", "'", "''"),
        ("f/g", "h", "h"),
    ] {
        assert_eq!(read.covered(path, part), literal, "{path} {part:?}");
    }
    for (path, literal) in [
        ("a", "'it''s\n  two\n\n  lines'"),
        ("c", "some plain\n  text\n\n  here"),
        ("d", "''''"),
        ("e", "\"\""),
        ("f/g", "'h'"),
        ("f/i", "j"),
        ("f", "{\"g\" : 'h' , \"i\":j}"),
    ] {
        assert_eq!(read.slice(read.at(path).span), literal);
    }
    let member = &read.at("f").as_object().unwrap()[0];
    assert_eq!(read.slice(member.key_span), "\"g\"");
}

#[test]
fn explicit_and_implicit_mappings_in_lists() {
    let read = yaml("[a: 1, ? b : 2, [c: d]]\n");
    assert_eq!(shape(read.clean()), r#"[{"a": 1}, {"b": 2}, [{"c": "d"}]]"#);
    assert_eq!(read.slice(read.at("0").span), "a: 1");
    assert_eq!(read.slice(read.at("2").span), "[c: d]");
}

#[test]
fn yaml_inside_another_text_leads_to_that_file() {
    let mut sources = Sources::new();
    let file = sources.add("outer", "xx\\na: 1");
    let mut map = OffsetMap::identity(file, 2);
    map.escape(0..1, 2..4);
    let parsed = can_invoke_source::yaml::parse("\na: 1", &map, &Limits::default());
    let root = parsed.value.unwrap();
    assert_eq!(sources.slice(root.span), "a: 1");
    assert_eq!(sources.slice(root.get("a").unwrap().span), "1");
    assert_eq!(file, FileId(0));
}

#[test]
fn large_flow_collections_count_their_values_first() {
    let limits = Limits {
        nodes: 10,
        ..Limits::default()
    };
    let read = read_within("x.yaml", &format!("a: [{}]", "b,".repeat(50)), &limits);
    assert_eq!(read.told().len(), 1);
    assert_eq!(read.diagnostics[0].code, "too-many-values");
}
