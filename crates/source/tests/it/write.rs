//! Trees written as JSON.

use can_invoke_source::{JsonWriter, Layout, write};

use crate::support::{json, yaml};

#[test]
fn the_two_layouts() {
    let read = json(r#"{"a": [1, {"b": null}, []], "c": {}, "d": [true, "x"]}"#);
    let node = read.value.unwrap();
    assert_eq!(
        write::json(&node, Layout::OneLine),
        r#"{"a":[1,{"b":null},[]],"c":{},"d":[true,"x"]}"#
    );
    let indented = r#"{
  "a": [
    1,
    {
      "b": null
    },
    []
  ],
  "c": {},
  "d": [
    true,
    "x"
  ]
}"#;
    assert_eq!(write::json(&node, Layout::Indented), indented);
}

#[test]
fn what_a_string_cannot_show_is_escaped() {
    let mut writer = JsonWriter::new(Layout::OneLine);
    writer.string("\"\\/\n\r\t\u{8}\u{0}\u{7f}\u{85}é\u{1f600}");
    assert_eq!(
        writer.finish(),
        r#""\"\\/\n\r\t\u0008\u0000\u007f\u0085é😀""#
    );
}

#[test]
fn what_only_yaml_has_becomes_json() {
    let read = yaml("a: 0x1F\nb: .5\nc: -1.50\nd: !Ref Api\ne: ~\nf: &x [y]\ng: *x\n");
    assert_eq!(
        write::json(&read.value.unwrap(), Layout::OneLine),
        r#"{"a":"0x1F","b":".5","c":-1.50,"d":"Api","e":null,"f":["y"],"g":["y"]}"#
    );
}

#[test]
fn one_value_stands_alone_and_several_in_a_list() {
    let written = |texts: &[&str]| {
        let mut writer = JsonWriter::new(Layout::OneLine);
        writer.one_or_several(texts.iter().copied());
        writer.finish()
    };
    assert_eq!(written(&["a"]), r#""a""#);
    assert_eq!(written(&["a", "b"]), r#"["a","b"]"#);
    assert_eq!(written(&[]), "[]");
}
