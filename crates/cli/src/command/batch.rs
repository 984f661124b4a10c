//! `can-invoke batch`: one request a line in, one result a line out.

use std::io::{self, BufRead as _, BufReader, BufWriter, Read as _, Write};

use anyhow::Context as _;
use can_invoke_policy::{
    Verdict,
    batch::{LineError, LineResult, decide_line},
};
use can_invoke_source::{Limits, Node, Value};
use serde_json::json;

use crate::exit::ExitStatus;

pub(crate) fn run() -> anyhow::Result<ExitStatus> {
    let limits = Limits::default();
    let mut input = BufReader::with_capacity(1 << 16, io::stdin().lock());
    let mut output = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut line = Vec::new();
    while read_line(&mut input, &mut line, &limits).context("standard input cannot be read")? {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        write_result(&mut output, &decide_bytes(&line, &limits))?;
        if input.buffer().is_empty() {
            // Somebody may be waiting for this answer before asking on.
            output.flush()?;
        }
    }
    output.flush()?;
    Ok(ExitStatus::Allowed)
}

/// Reads one line into the buffer, without its line break. Of a line that is over the limit
/// only the beginning is kept, so that memory stays bounded; it is an error anyway.
fn read_line(
    input: &mut BufReader<io::StdinLock<'_>>,
    line: &mut Vec<u8>,
    limits: &Limits,
) -> io::Result<bool> {
    line.clear();
    let most = limits.bytes as u64 + 1;
    let read = input.by_ref().take(most).read_until(b'\n', line)?;
    if read == 0 {
        return Ok(false);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if read as u64 == most {
        skip_to_line_end(input)?;
    }
    Ok(true)
}

fn skip_to_line_end(input: &mut BufReader<io::StdinLock<'_>>) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        if let Some(at) = buffer.iter().position(|byte| *byte == b'\n') {
            input.consume(at + 1);
            return Ok(());
        }
        let all = buffer.len();
        input.consume(all);
    }
}

fn decide_bytes(line: &[u8], limits: &Limits) -> LineResult {
    match std::str::from_utf8(line) {
        Ok(text) => decide_line(text, limits),
        Err(error) => LineResult {
            id: None,
            outcome: Err(LineError {
                message: "the line is not UTF-8".to_owned(),
                offset: error.valid_up_to(),
            }),
        },
    }
}

fn write_result(output: &mut impl Write, result: &LineResult) -> anyhow::Result<()> {
    let id = result.id.as_ref().map_or(serde_json::Value::Null, id_value);
    let answer = match &result.outcome {
        Ok(verdict) => json!({ "id": id, "result": result_name(*verdict) }),
        Err(error) => json!({
            "id": id,
            "error": format!("column {}: {}", error.offset + 1, error.message),
        }),
    };
    serde_json::to_writer(&mut *output, &answer)?;
    output.write_all(b"\n")?;
    Ok(())
}

/// The id as it came: a string, a number as written, anything else as null.
fn id_value(id: &Node) -> serde_json::Value {
    match &id.value {
        Value::String(text) => json!(text.decoded),
        Value::Number(number) => {
            serde_json::from_str(&number.0).unwrap_or_else(|_| json!(number.0))
        }
        Value::Bool(value) => json!(value),
        Value::Null | Value::Array(_) | Value::Object(_) => serde_json::Value::Null,
    }
}

fn result_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Allowed => "Allowed",
        Verdict::ExplicitlyDenied => "ExplicitlyDenied",
        Verdict::ImplicitlyDenied | Verdict::Depends => "ImplicitlyDenied",
    }
}
