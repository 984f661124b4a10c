//! JSON that cannot be read: one error each, at its place.

use crate::support::json;

/// The text has one error, told like this, and no value.
#[track_caller]
fn fails(text: &str, told: &str) {
    let read = json(text);
    assert_eq!(read.told(), [told], "{text}");
    assert!(read.value.is_none(), "{text}");
    let diagnostic = &read.diagnostics[0];
    let voice = diagnostic.message.chars().next().unwrap();
    assert!(!voice.is_uppercase(), "{}", diagnostic.message);
    assert!(!diagnostic.message.ends_with('.'), "{}", diagnostic.message);
}

/// The error has a correction, and this comes of it.
#[track_caller]
fn corrects(text: &str, corrected: &str) {
    assert_eq!(json(text).corrected(), corrected);
}

#[test]
fn nothing_is_there() {
    for text in ["", " \n\t"] {
        fails(text, "E empty-document 1:1");
    }
    let read = json("// only a comment\n");
    assert_eq!(
        read.told(),
        [
            "E empty-document 1:1",
            "W json-comment 1:1 // only a comment"
        ]
    );
}

#[test]
fn brackets_that_are_never_closed() {
    fails("{", "E json-unterminated 1:2 + 1:1 {");
    fails("{\n  \"a\": [1, 2\n\n", "E json-unterminated 2:13 + 2:8 [");
    fails("{\"a\": 1,", "E json-unterminated 1:9 + 1:1 {");
    fails("{\"a\"", "E json-unterminated 1:5 + 1:1 {");
    fails("{\"a\":", "E json-unterminated 1:6 + 1:1 {");
    fails("[[1]", "E json-unterminated 1:5 + 1:1 [");
}

#[test]
fn brackets_that_do_not_fit() {
    fails("[1}", "E json-unexpected 1:3 } + 1:1 [");
    fails("{\"a\": 1]", "E json-unexpected 1:8 ] + 1:1 {");
    fails("}", "E json-unexpected 1:1 }");
    fails("[1]]", "E json-unexpected 1:4 ]");
    fails("{\"a\": }", "E json-unexpected 1:7 }");
}

#[test]
fn strings_and_comments_that_are_never_closed() {
    fails("{\"a\": \"bc", "E json-unterminated-string 1:10 + 1:7 \"");
    fails("[1, /* x", "E json-unterminated-comment 1:9 + 1:5 /*");
}

#[test]
fn commas_and_colons() {
    fails("[1,,2]", "E json-unexpected 1:4 ,");
    fails("[,1]", "E json-unexpected 1:2 ,");
    fails("{,}", "E json-unexpected 1:2 ,");
    fails("{\"a\": 1,, \"b\": 2}", "E json-unexpected 1:9 ,");
    fails("{\"a\": ,}", "E json-unexpected 1:7 ,");
    fails("[1: 2]", "E json-unexpected 1:3 :");
    fails("{: 2}", "E json-unexpected 1:2 :");
    fails("{\"a\" 1}", "E json-expected-colon 1:6 1 + 1:2 \"a\"");
    fails("{\"a\", \"b\"}", "E json-expected-colon 1:5 , + 1:2 \"a\"");
    fails("{\"a\"}", "E json-expected-colon 1:5 } + 1:2 \"a\"");
}

#[test]
fn keys_without_quotes() {
    fails("{abc: 1}", "E json-unquoted-key 1:2 abc");
    corrects("{abc: 1}", "{\"abc\": 1}");
    fails("{\"x\": 1, aws.b-c: 1}", "E json-unquoted-key 1:10 aws.b-c");
    fails("{1: 1}", "E json-unquoted-key 1:2 1");
    fails("{true: 1}", "E json-unquoted-key 1:2 true");
    fails("{[1]: 1}", "E json-unexpected 1:2 [");
}

#[test]
fn words() {
    fails("[True]", "E json-unexpected-word 1:2 True");
    corrects("[True]", "[true]");
    fails("{\"a\": None, \"b\": 1}", "E json-unexpected-word 1:7 None");
    corrects("{\"a\": None}", "{\"a\": null}");
    fails("[Allow ]", "E json-unexpected-word 1:2 Allow");
    fails("hello", "E json-unexpected-word 1:1 hello");
    fails("[NaN]", "E json-unexpected-word 1:2 NaN");
    fails("[arn:aws]", "E json-unexpected-word 1:2 arn");
}

#[test]
fn numbers() {
    fails("[012]", "E json-number 1:2 012");
    fails("{\"a\": 012345678901}", "E json-number 1:7 012345678901");
    fails("-01", "E json-number 1:1 -01");
    fails("{\"Version\": 2012-10-17}", "E json-number 1:13 2012-10-17");
    fails("[0x1F]", "E json-number 1:2 0x1F");
    fails("[+1]", "E json-number 1:2 +1");
    fails("[.5]", "E json-number 1:2 .5");
    fails("[5.]", "E json-number 1:2 5.");
    fails("[-]", "E json-number 1:2 -");
    fails("[1e]", "E json-number 1:2 1e");
    fails("[1e+]", "E json-number 1:2 1e+");
    fails("[-Infinity]", "E json-number 1:2 -Infinity");
    fails("[1.2.3]", "E json-number 1:2 1.2.3");
    fails("[12abc]", "E json-number 1:2 12abc");
    fails("{\"a\": 12abc}", "E json-number 1:7 12abc");
    fails("{\"a\": 10.0.0.0/8}", "E json-number 1:7 10.0.0.0");
    let read = json("[012]");
    assert_eq!(
        read.diagnostics[0].primary.text,
        "a number does not begin with zero"
    );
}

#[test]
fn escapes() {
    fails(r#"["a\q"]"#, r"E json-escape 1:4 \q");
    fails(r#"["a\'"]"#, r"E json-escape 1:4 \'");
    fails(r#"["\x41"]"#, r"E json-escape 1:3 \x");
    fails(r#"["\u12"]"#, r"E json-escape 1:3 \u12");
    fails(r#"["\uD800x"]"#, r"E json-escape 1:3 \uD800");
    fails(r#"["\uD83D\u0041"]"#, r"E json-escape 1:3 \uD83D");
    fails(r#"["é\uDE00"]"#, r"E json-escape 1:4 \uDE00");
    fails("[\"\\\n\"]", r"E json-escape 1:3 \\n");
}

#[test]
fn more_than_one_document() {
    fails("{} {}", "E json-trailing-text 1:4 { + 1:2 }");
    fails("[1],", "E json-trailing-text 1:4 , + 1:3 ]");
    fails("{}\n{}\n", "E json-trailing-text 2:1 { + 1:2 }");
    fails("{} x", "E json-trailing-text 1:4 x + 1:2 }");
}

#[test]
fn characters() {
    fails("{“a”: 1}", "E json-unexpected 1:2 “");
    let read = json("{“a”: 1}");
    assert!(read.diagnostics[0].help.as_ref().unwrap().contains('"'));
    fails("[\"a\", ”b”]", "E json-unexpected 1:7 ”");
    fails("[\u{200b}1]", "E json-unexpected 1:2 \\u{200b}");
    fails("[\0]", "E json-unexpected 1:2 \\0");
    fails("[/x]", "E json-unexpected 1:2 /");
    fails("[*]", "E json-unexpected 1:2 *");
    fails("{{\"a\": 1}}", "E json-unexpected 1:2 {");
}

#[test]
fn what_precedes_an_error_is_told_too_and_nothing_after() {
    let read = json("[1, // one\n 2,\n oops,\n 3,]");
    assert_eq!(
        read.told(),
        [
            "W json-comment 1:5 // one",
            "E json-unexpected-word 3:2 oops"
        ]
    );
}

#[test]
fn a_missing_quote_is_told_at_its_line() {
    let read = json("{\n  \"a\": \"b,\n  \"c\": \"d\"\n}");
    assert_eq!(read.told()[0], "E json-control-character 2:11 \\n + 2:8 \"");
    assert!(read.value.is_none());
}
