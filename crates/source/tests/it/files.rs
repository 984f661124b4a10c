//! Whole files: their encoding, and whether they are JSON or YAML.

use can_invoke_source::{Limits, Parsed, Sources, parse_bytes};

use crate::support::{Read, read, shape};

fn bytes_within(name: &str, bytes: &[u8], limits: &Limits) -> Read {
    let mut sources = Sources::new();
    sources.add("other", "other");
    let (file, Parsed { value, diagnostics }) = parse_bytes(&mut sources, name, bytes, limits);
    Read {
        sources,
        file,
        value,
        diagnostics,
    }
}

fn bytes(name: &str, bytes: &[u8]) -> Read {
    bytes_within(name, bytes, &Limits::default())
}

#[test]
fn the_name_says_what_a_file_is() {
    assert_eq!(shape(read("a.JSON", "[1]").clean()), "[1]");
    assert_eq!(shape(read("dir.json/a.yml", "- 1").clean()), "[1]");
    assert_eq!(shape(read("a.YAML", "{a: 1}").clean()), r#"{"a": 1}"#);
    assert_eq!(
        read("a.json", "a: 1").told(),
        ["E json-unexpected-word 1:1 a"]
    );
}

#[test]
fn else_the_beginning_says_it() {
    for text in [
        "{\"a\": 1}",
        " \n{\"a\": 1}",
        "\"{\\\"a\\\": 1}\"",
        "%7B%22a%22:1%7D",
        "a: 1",
        "\"a\": 1",
        "---\na: 1",
    ] {
        assert_eq!(
            shape(read("template", text).clean()),
            r#"{"a": 1}"#,
            "{text}"
        );
    }
    let read = read("<stdin>", "// note\n[1,]");
    assert_eq!(
        read.told(),
        ["W json-comment 1:1 // note", "W json-trailing-comma 2:3 ,"]
    );
}

#[test]
fn a_byte_order_mark_is_a_warning_with_a_correction() {
    for name in ["a.json", "a.yaml"] {
        let read = bytes(name, b"\xef\xbb\xbf{\"a\": [1]}");
        assert_eq!(read.told(), ["W byte-order-mark 1:1 \\u{feff}"]);
        assert_eq!(read.slice(read.at("a").span), "[1]");
        assert_eq!(read.corrected(), "{\"a\": [1]}");
    }
    let read = bytes("a.json", b"\xef\xbb\xbf{\"a\": oops}");
    assert_eq!(read.told()[1], "E json-unexpected-word 1:7 oops");
}

#[test]
fn bytes_that_are_not_utf8_are_shown() {
    let read = bytes("a.json", b"{\n  \"caf\xe9\": 1}");
    assert_eq!(read.told(), ["E invalid-utf8 2:7 \u{fffd}"]);
    assert!(read.diagnostics[0].message.contains("0xE9"));
    assert!(read.value.is_none());
    // Cut off in the middle of a character.
    assert_eq!(
        bytes("a.json", b"[\xe2\x82").told(),
        ["E invalid-utf8 1:2 \u{fffd}"]
    );
}

#[test]
fn utf16_is_named() {
    let text = "{\"a\": 1}";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (mark, body, name) in [
        (&b"\xff\xfe"[..], &little, "little"),
        (b"\xfe\xff", &big, "big"),
        (b"", &little, "little"),
        (b"", &big, "big"),
    ] {
        let read = bytes("a.json", &[mark, body].concat());
        assert_eq!(read.told(), ["E utf-16 1:1"]);
        assert!(read.diagnostics[0].message.contains(name));
        assert!(read.diagnostics[0].help.as_ref().unwrap().contains("iconv"));
        assert_eq!(read.sources.text(read.file), text);
    }
}

#[test]
fn nul_bytes_are_named() {
    assert_eq!(
        bytes("a.json", b"{\"a\":\n \"b\0\"}").told(),
        ["E nul-byte 2:4 \\0"]
    );
    assert_eq!(bytes("a.yaml", b"\0").told(), ["E nul-byte 1:1 \\0"]);
}

#[test]
fn a_file_that_is_too_large_is_not_kept() {
    let limits = Limits {
        bytes: 10_000,
        ..Limits::default()
    };
    let read = bytes_within("a.json", "é".repeat(5001).as_bytes(), &limits);
    assert_eq!(read.told(), ["E too-large 1:1"]);
    assert_eq!(read.sources.text(read.file).len(), 4096);
    let read = bytes_within("a.json", "[]".repeat(9000).as_bytes(), &limits);
    assert_eq!(read.diagnostics.len(), 1);
}

#[test]
fn an_empty_file_is_empty() {
    for name in ["a.json", "a.yaml", "a"] {
        assert_eq!(bytes(name, b"").told(), ["E empty-document 1:1"]);
    }
}
