//! From any text that people paste to symptoms: an HTTP response, a JSON body, a sentence, an
//! error of the AWS CLI or of an SDK, lines of an access log.
//!
//! Every reader goes through the text once or a fixed number of times, and no text is an
//! error: what is not recognized stays the message.

mod clf;
mod fields;
mod http;
mod json;
mod sentence;

use super::symptom::Symptom;

/// The longest text that is read, in bytes.
pub const MOST_BYTES: usize = 1024 * 1024;

/// What is said of a request beside the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// The HTTP status code.
    pub status: Option<u16>,
    /// Headers of the response.
    pub headers: Vec<(String, String)>,
    /// The URL, which may follow the method: `GET https://…`.
    pub url: Option<String>,
}

/// What a text tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// One for each request, with the line at which it begins, counted from one.
    pub symptoms: Vec<(usize, Symptom)>,
    /// How many lines of a log tell of requests that did not fail.
    pub passed_over: usize,
}

/// The text is longer than [`MOST_BYTES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

/// Takes a text apart. What is not UTF-8 is read as far as it is.
pub fn read(text: &[u8], hints: &Hints) -> Result<Read, TooLong> {
    if text.len() > MOST_BYTES {
        return Err(TooLong);
    }
    let text = String::from_utf8_lossy(text);
    let text = text.trim_start_matches('\u{feff}');
    let mut start = Symptom::default();
    apply(hints, &mut start);
    let mut read = Read::default();
    if let Some(objects) = json::documents(text) {
        for object in &objects {
            let mut symptom = start.clone();
            json::fill(object, &mut symptom);
            read.push(1, symptom);
        }
    } else if let Some(lines) = log_lines(text) {
        for (number, line) in lines {
            let mut symptom = start.clone();
            log_line(line, &mut symptom);
            read.push(number, symptom);
        }
    } else {
        let mut symptom = start;
        whole(text, &mut symptom);
        if !symptom.is_empty() {
            read.push(1, symptom);
        }
    }
    Ok(read)
}

impl Read {
    fn push(&mut self, line: usize, symptom: Symptom) {
        if symptom.tells_of_failure() && !symptom.is_empty() {
            self.symptoms.push((line, symptom));
        } else {
            self.passed_over += 1;
        }
    }
}

fn apply(hints: &Hints, symptom: &mut Symptom) {
    symptom.status = hints.status;
    for (name, value) in &hints.headers {
        fields::response_header(name, value, symptom);
    }
    if let Some(url) = &hints.url {
        let words: Vec<&str> = url.split_whitespace().collect();
        match words.as_slice() {
            [method, url] => {
                fields::keep(&mut symptom.place.method, method);
                fields::url(url, &mut symptom.place);
            }
            _ => fields::url(url.trim(), &mut symptom.place),
        }
    }
}

/// The lines of a log with their numbers, if every line is one of an access log.
fn log_lines(text: &str) -> Option<Vec<(usize, &str)>> {
    let lines: Vec<(usize, &str)> = (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty())
        .collect();
    let is_log = |line: &str| clf::is_line(line) || is_json_line(line);
    (!lines.is_empty() && lines.iter().all(|(_, line)| is_log(line))).then_some(lines)
}

/// A JSON object, alone or after what `aws logs tail` writes before it: a time and the name
/// of a stream.
fn is_json_line(line: &str) -> bool {
    let Some((before, object)) = json::split(line) else {
        return false;
    };
    let begins_with_digit = before
        .trim()
        .starts_with(|first: char| first.is_ascii_digit());
    let is_time = before.contains(':') || before.contains('T');
    (before.trim().is_empty() || (begins_with_digit && is_time)) && json::object(object).is_some()
}

fn log_line(line: &str, symptom: &mut Symptom) {
    if clf::is_line(line) {
        clf::fill(line, symptom);
    } else if let Some(object) = json::split(line).and_then(|(_, object)| json::object(object)) {
        json::fill(&object, symptom);
    }
}

/// One text about one request.
fn whole(text: &str, symptom: &mut Symptom) {
    if http::is_dump(text) {
        http::fill(text, symptom);
        return;
    }
    match json::split(text).and_then(|(before, inside)| Some((before, json::object(inside)?))) {
        Some((before, object)) => {
            json::fill(&object, symptom);
            sentence::circumstances(before, symptom);
            if symptom.message.is_none() {
                sentence::fill(before, symptom);
            }
        }
        None => sentence::fill(text, symptom),
    }
}
