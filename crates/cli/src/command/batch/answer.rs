//! One line out for each line in.

use can_invoke_policy::{
    Verdict,
    batch::{Answer, Decider, Id, LineError},
};
use serde::de::IgnoredAny;

/// Answers a line, unless it is blank.
pub(super) fn answer(line: &[u8], decider: &mut Decider, output: &mut Vec<u8>) {
    if line.iter().all(u8::is_ascii_whitespace) {
        return;
    }
    let answer = match std::str::from_utf8(line) {
        Ok(text) => decider.decide(text),
        Err(error) => Answer {
            id: Id::Null,
            outcome: Err(LineError {
                message: "the line is not UTF-8".to_owned(),
                offset: error.valid_up_to(),
            }),
        },
    };
    write(&answer, output);
}

fn write(answer: &Answer<'_>, output: &mut Vec<u8>) {
    output.extend_from_slice(br#"{"id":"#);
    match &answer.id {
        Id::Null => output.extend_from_slice(b"null"),
        Id::Bool(true) => output.extend_from_slice(b"true"),
        Id::Bool(false) => output.extend_from_slice(b"false"),
        Id::Number(number) if serde_json::from_str::<IgnoredAny>(number).is_ok() => {
            output.extend_from_slice(number.as_bytes());
        }
        Id::Number(text) | Id::Text(text) => write_text(text, output),
    }
    match &answer.outcome {
        Ok(verdict) => {
            output.extend_from_slice(br#","result":""#);
            output.extend_from_slice(result_name(*verdict).as_bytes());
            output.extend_from_slice(b"\"}\n");
        }
        Err(error) => {
            output.extend_from_slice(br#","error":"#);
            let text = format!("column {}: {}", error.offset + 1, error.message);
            write_text(&text, output);
            output.extend_from_slice(b"}\n");
        }
    }
}

fn write_text(text: &str, output: &mut Vec<u8>) {
    let written = serde_json::to_writer(output, text);
    debug_assert!(written.is_ok(), "memory takes all that is written");
}

fn result_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Allowed => "Allowed",
        Verdict::ExplicitlyDenied => "ExplicitlyDenied",
        Verdict::ImplicitlyDenied | Verdict::Depends => "ImplicitlyDenied",
    }
}
