//! YAML that cannot be read, or not as it is meant.

use can_invoke_source::Limits;

use crate::support::{read_within, shape, yaml};

#[track_caller]
fn fails(text: &str, told: &str) {
    let read = yaml(text);
    assert_eq!(read.told(), [told], "{text}");
    assert!(read.value.is_none(), "{text}");
}

/// An error that leaves a tree.
#[track_caller]
fn tells(text: &str, told: &str) {
    let read = yaml(text);
    assert_eq!(read.told(), [told], "{text}");
    assert!(read.value.is_some(), "{text}");
}

#[test]
fn nothing_is_there() {
    for text in ["", "\n\n", "# comment\n", "...\n"] {
        fails(text, "E empty-document 1:1");
    }
}

#[test]
fn one_document_only() {
    let read = yaml("a: 1\n---\nb: 2\n");
    assert_eq!(read.told(), ["E yaml-multiple-documents 2:1 ---"]);
    assert_eq!(shape(&read.value.unwrap()), r#"{"a": 1}"#);
}

#[test]
fn directives_are_ascii() {
    fails("# é\n%é x # y\n---\na: b\n", "E yaml-syntax 2:1 %é x # y");
    let read = yaml("%YAML 1.2 # e\n---\na: b\n");
    read.clean();
    assert_eq!(read.slice(read.at("a").span), "b");
}

#[test]
fn duplicate_keys() {
    tells(
        "a: 1\nb: 2\n\"a\": 3\n",
        "E duplicate-key 3:1 \"a\" + 1:1 a",
    );
    tells(
        "x: {404: 1, '404': 2}\n",
        "E duplicate-key 1:13 '404' + 1:5 404",
    );
}

#[test]
fn keys_that_are_none() {
    fails("[a, b]: c\n", "E yaml-key 1:1 [");
    fails("? - a\n: b\n", "E yaml-key 1:3 -");
    fails("{[a]: b}\n", "E yaml-key 1:2 [");
    fails(": b\n", "E yaml-key 1:1");
    fails("!Ref a: b\n", "E yaml-key 1:1 !Ref a");
    fails("x: &a [1]\n*a : b\n", "E yaml-key 2:1 *a");
    tells("<<: {a: 1}\nb: 2\n", "E yaml-merge-key 1:1 <<");
}

#[test]
fn aliases() {
    fails("a: *b\n", "E yaml-alias 1:4 *");
    fails("a: &b [*b]\n", "E yaml-alias 1:8 *b");
}

#[test]
fn aliases_cannot_explode() {
    let mut laughs = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..20 {
        let before = format!("*a{}", level - 1);
        let many = [before.as_str(); 9].join(", ");
        laughs.push_str(&format!("a{level}: &a{level} [{many}]\n"));
    }
    let read = yaml(&laughs);
    assert_eq!(read.diagnostics.len(), 1);
    assert_eq!(read.diagnostics[0].code, "too-many-values");

    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(1000), "*a, ".repeat(500));
    let limits = Limits {
        bytes: 100_000,
        ..Limits::default()
    };
    let read = read_within("x.yaml", &long, &limits);
    assert_eq!(read.diagnostics.len(), 1);
    assert_eq!(read.diagnostics[0].code, "too-large");

    let mut tower = String::from("a0: &a0 [x]\n");
    for level in 1..10_000 {
        tower.push_str(&format!("a{level}: &a{level} [*a{}]\n", level - 1));
    }
    let read = yaml(&tower);
    assert_eq!(read.diagnostics.len(), 1);
    assert_eq!(read.diagnostics[0].code, "too-deep");
}

#[test]
fn absurd_nesting_is_one_error() {
    for opening in ["[", "{a: ", "- ", "? ", "[{a: ", "[[],"] {
        let read = yaml(&opening.repeat(100_000));
        assert_eq!(read.diagnostics.len(), 1, "{opening}");
        assert_eq!(
            read.diagnostics[0].code,
            if opening == "? " {
                "yaml-key"
            } else {
                "too-deep"
            },
            "{opening}"
        );
    }
    let nested: String = (0..3000)
        .map(|n| format!("{}a:\n", " ".repeat(n)))
        .collect();
    let read = yaml(&nested);
    assert_eq!(read.told(), ["E too-deep 129:129 a"]);
}

#[test]
fn limits_are_named_where_they_are_passed() {
    let limits = Limits {
        bytes: 100,
        depth: 2,
        nodes: 4,
    };
    let told = |text: &str| read_within("x.yaml", text, &limits).told();
    assert_eq!(told("a:\n  b: c"), Vec::<String>::new());
    assert_eq!(told("a:\n  b:\n    c: d"), ["E too-deep 3:5 c"]);
    assert_eq!(told("- 1\n- 2\n- 3\n"), Vec::<String>::new());
    assert_eq!(told("- 1\n- 2\n- 3\n- 4"), ["E too-many-values 4:3 4"]);
    assert_eq!(told(&"#".repeat(101)), ["E too-large 1:1"]);
}

#[test]
fn tags_that_do_not_fit() {
    tells("a: !!int x\n", "E yaml-tag 1:4 !!int x");
    tells("a: !!map [x]\n", "E yaml-tag 1:4 !!map");
    fails("a: !x!y z\n", "E yaml-tag 1:4 !");
}

#[test]
fn syntax_errors_are_told_at_their_place() {
    fails("a: b: c\n", "E yaml-syntax 1:5 :");
    fails("a: 1\n\tb: 2\n", "E yaml-tab 2:1 \\t");
    fails("a:\n  - b\n c: d\n", "E yaml-syntax 3:2 c");
    fails("a: \"b\n", "E yaml-unterminated-string 1:6 + 1:4 \"");
    fails("a: [b, c\n", "E yaml-syntax 1:9 + 1:4 [");
    fails("a: [b, c}\n", "E yaml-syntax 1:9 }");
    fails("a: b]\n]\n", "E yaml-syntax 2:1 ]");
    fails("a: \"\\q\"\n", "E yaml-escape 1:4 \"");
    fails("a: @b\n", "E yaml-syntax 1:4 @");
    fails("a: 'b' c\n", "E yaml-syntax 1:8 c");
    fails("é: b: c\n", "E yaml-syntax 1:5 :");
}
