//! What holds for every text.

use can_invoke_source::{
    FileId, Layout, Limits, Node, OffsetMap, Parsed, Sources, Value, json, parse_bytes, parse_text,
    write, yaml,
};
use proptest::prelude::*;

use crate::support::read;

/// A tree without positions.
#[derive(Clone, Debug, PartialEq)]
enum Tree {
    Null,
    Bool(bool),
    Number(String),
    String(String),
    Array(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

fn trees() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        Just(Tree::Null),
        any::<bool>().prop_map(Tree::Bool),
        "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,5})?([eE][-+]?[0-9]{1,3})?".prop_map(Tree::Number),
        text().prop_map(Tree::String),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Tree::Array),
            prop::collection::vec((text(), inner), 0..12).prop_map(|mut members| {
                let mut seen = std::collections::HashSet::new();
                members.retain(|(key, _)| seen.insert(key.clone()));
                Tree::Object(members)
            }),
        ]
    })
}

/// Strings with what is hard about them: quotes, backslashes, line breaks, other planes.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9:/*.-]{0,12}",
        "[\"'\\\\/\n\t\r{}\\[\\],:#%\u{1}\u{7f}é\u{2028}\u{1f600} a]{0,8}",
        any::<String>(),
    ]
}

/// Writes JSON as different hands would: `style` chooses white space and escapes.
fn print(tree: &Tree, style: u8, out: &mut String) {
    let space = ["", " ", "\n  ", "\r\n\t"][usize::from(style % 4)];
    match tree {
        Tree::Null => out.push_str("null"),
        Tree::Bool(value) => out.push_str(&value.to_string()),
        Tree::Number(number) => out.push_str(number),
        Tree::String(text) => print_string(text, style, out),
        Tree::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { "," });
                out.push_str(space);
                print(item, style, out);
            }
            out.push_str(space);
            out.push(']');
        }
        Tree::Object(members) => {
            out.push('{');
            for (index, (key, value)) in members.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { "," });
                out.push_str(space);
                print_string(key, style, out);
                out.push_str(space);
                out.push(':');
                out.push_str(space);
                print(value, style, out);
            }
            out.push('}');
        }
    }
}

fn print_string(text: &str, style: u8, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                out.push('\\');
                out.push(character);
            }
            '\n' => out.push_str("\\n"),
            '/' if style & 4 != 0 => out.push_str("\\/"),
            _ if character < ' ' || (style & 8 != 0 && !character.is_ascii()) => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}

fn tree(node: &Node) -> Tree {
    match &node.value {
        Value::Null => Tree::Null,
        Value::Bool(value) => Tree::Bool(*value),
        Value::Number(number) => Tree::Number(number.0.clone()),
        Value::String(text) => Tree::String(text.decoded.clone()),
        Value::Array(items) => Tree::Array(items.iter().map(tree).collect()),
        Value::Object(members) => Tree::Object(
            members
                .iter()
                .map(|member| (member.key.clone(), tree(&member.value)))
                .collect(),
        ),
    }
}

/// Every value alone, cut out by its span, is that value again; and every character of a
/// string leads to bytes that decode to it.
fn check_spans(node: &Node, sources: &Sources) {
    let slice = sources.slice(node.span);
    let alone = json::parse(
        slice,
        &OffsetMap::identity(FileId(0), 0),
        &Limits::default(),
    );
    assert_eq!(tree(&alone.value.expect(slice)), tree(node));
    match &node.value {
        Value::Array(items) => items.iter().for_each(|item| check_spans(item, sources)),
        Value::Object(members) => {
            for member in members {
                let key = sources.slice(member.key_span);
                let map = OffsetMap::identity(FileId(0), 0);
                let key = json::parse(key, &map, &Limits::default()).value;
                assert_eq!(key.unwrap().as_str(), Some(member.key.as_str()));
                check_spans(&member.value, sources);
            }
        }
        Value::String(text) => {
            for (at, character) in text.decoded.char_indices() {
                let span = text.map.span(at, at + character.len_utf8());
                let quoted = format!("\"{}\"", sources.slice(span));
                let map = OffsetMap::identity(FileId(0), 0);
                let alone = json::parse(&quoted, &map, &Limits::default()).value;
                assert_eq!(alone.unwrap().as_str(), Some(&*character.to_string()));
            }
        }
        _ => {}
    }
}

/// What must hold of any answer: spans lie in their file and on character boundaries,
/// diagnostics come in order, and a missing value has its error.
fn check_answer(sources: &Sources, file: FileId, parsed: &Parsed<Option<Node>>) {
    let check = |span: can_invoke_source::Span| {
        assert_eq!(span.file, file);
        let text = sources.text(file);
        assert!(
            text.get(span.range()).is_some(),
            "{span:?} of {}",
            text.len()
        );
    };
    assert!(parsed.value.is_some() || parsed.has_errors());
    let starts: Vec<_> = parsed
        .diagnostics
        .iter()
        .map(|d| d.primary.span.start)
        .collect();
    assert!(starts.is_sorted());
    for diagnostic in &parsed.diagnostics {
        check(diagnostic.primary.span);
        diagnostic
            .secondary
            .iter()
            .for_each(|label| check(label.span));
        let edits = diagnostic.fix.iter().flat_map(|fix| &fix.edits);
        edits.for_each(|edit| check(edit.span));
    }
    let mut nodes: Vec<&Node> = parsed.value.iter().collect();
    while let Some(node) = nodes.pop() {
        check(node.span);
        match &node.value {
            Value::Array(items) => nodes.extend(items),
            Value::Object(members) => {
                for member in members {
                    check(member.key_span);
                    nodes.push(&member.value);
                }
            }
            Value::String(text) => {
                for (at, character) in text.decoded.char_indices() {
                    check(text.map.span(at, at + character.len_utf8()));
                }
            }
            _ => {}
        }
    }
}

fn check_bytes(name: &str, bytes: &[u8]) {
    let mut sources = Sources::new();
    let (file, parsed) = parse_bytes(&mut sources, name, bytes, &Limits::default());
    check_answer(&sources, file, &parsed);
}

/// Every character of a string that is not white space leads to itself, or to its escape.
fn check_characters(text: &str) {
    let map = OffsetMap::identity(FileId(0), 0);
    let parsed = yaml::parse(text, &map, &Limits::default());
    let mut nodes: Vec<&Node> = parsed.value.iter().collect();
    while let Some(node) = nodes.pop() {
        match &node.value {
            Value::Array(items) => nodes.extend(items),
            Value::Object(members) => nodes.extend(members.iter().map(|member| &member.value)),
            Value::String(string) => {
                for (at, character) in string.decoded.char_indices() {
                    let span = string.map.span(at, at + character.len_utf8());
                    let slice = &text[span.range()];
                    let is_itself = slice.chars().eq([character]);
                    let is_escaped = slice.starts_with('\\') || slice == "''";
                    let is_blank = character.is_ascii_whitespace();
                    // The library lets a comment after a tab stand inside a plain scalar.
                    let is_whole = slice.contains('\t') && slice.contains('#');
                    assert!(
                        is_itself || is_escaped || is_blank || is_whole,
                        "{character:?} is {slice:?}"
                    );
                }
            }
            _ => {}
        }
    }
}

/// Pieces that YAML is made of, thrown together.
fn yamlish() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "b c",
        "é",
        "\u{1f600}",
        "0",
        "-1.5",
        "~",
        "true",
        ": ",
        ":",
        "- ",
        "-",
        "? ",
        ", ",
        ",",
        "[",
        "]",
        "{",
        "}",
        "\n",
        "\n  ",
        "\n    ",
        "\r\n",
        "\r",
        "\t",
        " ",
        "  ",
        "#",
        " # x",
        "'",
        "''",
        "\"",
        "\\",
        "\\n",
        "\\x41",
        "\\\n",
        "|",
        ">",
        "|-\n",
        ">+\n",
        "|2\n",
        ">-\n  ",
        "|\n  ",
        "&a ",
        "*a",
        "*a ",
        "!",
        "!!str ",
        "!Ref ",
        "!<x> ",
        "%TAG ! x\n",
        "%",
        "---\n",
        "...\n",
        "--- ",
        "<<",
        "<<: ",
        "@",
        "`",
        "\u{feff}",
        "\u{85}",
        "\0",
        "k: ",
        "k:\n  ",
        "- - ",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// The same for JSON.
fn jsonish() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{", "}", "[", "]", ",", ":", "\"", "'", "\"a\"", "\"b\\n\"", "'c'", "\\", "\\\"",
        "\\u00e9", "\\ud83d", "\\u", "é", "“", "\u{a0}", "\u{feff}", "\n", "\r\n", "\t", " ",
        "//x\n", "/*y*/", "/*", "//", "/", "0", "1", "-", "+", ".", "e", "0x", "true", "null",
        "None", "word", "%7B", "%22", "%C3", "%", "\0", "\u{1}",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn printed_json_is_read_back(expected in trees(), style in 0_u8..16) {
        let mut text = String::new();
        print(&expected, style, &mut text);
        let mut sources = Sources::new();
        let file = sources.add("x.json", text.as_str());
        // Not the front door, which would unwrap a string that holds a document.
        let parsed = json::parse(&text, &OffsetMap::identity(file, 0), &Limits::default());
        prop_assert_eq!(&parsed.diagnostics, &vec![]);
        let node = parsed.value.unwrap();
        prop_assert_eq!(tree(&node), expected);
        check_spans(&node, &sources);
        for layout in [Layout::OneLine, Layout::Indented] {
            let written = write::json(&node, layout);
            let again = json::parse(&written, &OffsetMap::identity(file, 0), &Limits::default());
            prop_assert_eq!(&again.diagnostics, &vec![], "{}", written);
            let again = again.value.unwrap();
            prop_assert_eq!(tree(&again), tree(&node));
            prop_assert_eq!(write::json(&again, layout), written);
        }
    }

    #[test]
    fn a_document_in_a_string_leads_to_the_same_bytes(expected in trees(), style in 0_u8..16) {
        let (mut inner, mut outer) = (String::new(), String::new());
        print(&Tree::Array(vec![expected.clone()]), style, &mut inner);
        print_string(&inner, style, &mut outer);
        let mut sources = Sources::new();
        let file = sources.add("x.json", outer.as_str());
        let parsed = parse_text(&sources, file, &Limits::default());
        prop_assert_eq!(&parsed.diagnostics, &vec![]);
        let node = parsed.value.unwrap();
        prop_assert_eq!(tree(&node), Tree::Array(vec![expected]));
        // Decoded once, the bytes of the root are the inner text.
        let quoted = format!("\"{}\"", sources.slice(node.span));
        let once = json::parse(&quoted, &OffsetMap::identity(file, 0), &Limits::default()).value.unwrap();
        prop_assert_eq!(once.as_str(), Some(inner.as_str()));
    }

    #[test]
    fn json_is_read_alike_as_yaml(expected in trees(), style in 0_u8..2) {
        // YAML forbids some characters, and white space at the start of lines means something.
        let mut text = String::new();
        print(&Tree::Array(vec![expected.clone()]), style, &mut text);
        if text.contains(['\u{feff}', '\0']) || text.contains("\\ud") {
            return Ok(());
        }
        let map = OffsetMap::identity(FileId(0), 0);
        let parsed = yaml::parse(&text, &map, &Limits::default());
        prop_assert_eq!(&parsed.diagnostics, &vec![]);
        prop_assert_eq!(tree(&parsed.value.unwrap()), Tree::Array(vec![expected]));
    }

    #[test]
    fn corrections_make_the_text_strict(text in jsonish()) {
        let read = read("x.json", &text);
        let warnings_only = !read.diagnostics.iter().any(|told| told.is_error());
        if warnings_only && text.find(['%', '\\']).is_none() && !text.starts_with('\u{feff}') {
            let corrected = read.corrected();
            let again = crate::support::read("x.json", &corrected);
            prop_assert_eq!(again.told(), Vec::<String>::new(), "{:?}", corrected);
            prop_assert_eq!(tree(&again.value.unwrap()), tree(&read.value.unwrap()));
        }
    }

    #[test]
    fn bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for name in ["x.json", "x.yaml", "x"] {
            check_bytes(name, &bytes);
        }
    }

    #[test]
    fn texts_never_panic(text in any::<String>()) {
        for name in ["x.json", "x.yaml", "x"] {
            check_bytes(name, text.as_bytes());
        }
    }

    #[test]
    fn jsonish_texts_never_panic(text in jsonish()) {
        check_bytes("x.json", text.as_bytes());
    }

    #[test]
    fn yamlish_texts_never_panic(text in yamlish()) {
        check_bytes("x.yaml", text.as_bytes());
        check_characters(&text);
    }
}

/// More with `PROPTEST_CASES`.
fn cases() -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok();
    asked.and_then(|asked| asked.parse().ok()).unwrap_or(256)
}
