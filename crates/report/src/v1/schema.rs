//! The published JSON Schema, from the types. Only tests need it: what runs does not know it.

use std::path::Path;

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::{
    Called, Check, Keys, Lint, Plan, References, Refusal, Respond, Routes, Rules, Sequence,
    TestRun, Why,
};

/// The schema as it is written, not as it would be read: what is left out when it is empty
/// is optional, and nothing is ever null.
fn schema() -> String {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut generator = settings.into_generator();
    let alternatives = json!([
        generator.subschema_for::<Check>(),
        generator.subschema_for::<TestRun>(),
        generator.subschema_for::<Refusal>(),
        generator.subschema_for::<Keys>(),
        generator.subschema_for::<Why>(),
        generator.subschema_for::<References>(),
        generator.subschema_for::<Routes>(),
        generator.subschema_for::<Sequence>(),
        generator.subschema_for::<Respond>(),
        generator.subschema_for::<Plan>(),
        generator.subschema_for::<Called>(),
        generator.subschema_for::<Lint>(),
        generator.subschema_for::<Rules>(),
    ]);
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "can-invoke report, version 1",
        "description": "What `--format json` writes: the answer of one of the commands of can-invoke, or why there is none.",
        "oneOf": alternatives,
        "$defs": generator.take_definitions(true),
    });
    without_null(&mut schema);
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is JSON");
    text.push('\n');
    text
}

/// An `Option` is left out when it is `None`.
fn without_null(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::Array(types)) = members.get_mut("type") {
                types.retain(|name| name != "null");
                if let [only] = types.as_mut_slice() {
                    let only = only.take();
                    members.insert("type".to_owned(), only);
                }
            }
            if let Some(Value::Array(schemas)) = members.get_mut("anyOf") {
                schemas.retain(|schema| *schema != json!({ "type": "null" }));
                if let [Value::Object(only)] = schemas.as_mut_slice() {
                    let only = std::mem::take(only);
                    members.remove("anyOf");
                    members.extend(only);
                }
            }
            members.values_mut().for_each(without_null);
        }
        Value::Array(items) => items.iter_mut().for_each(without_null),
        _ => {}
    }
}

#[test]
fn the_published_schema_is_that_of_the_types() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/report-v1.json");
    let schema = schema();
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(&path, &schema).expect("the schema can be written");
    }
    let published = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        published == schema,
        "{} is not the schema of the types; if the change is meant and adds only, run this test \
         with UPDATE_SCHEMA=1 and commit the file",
        path.display()
    );
}
