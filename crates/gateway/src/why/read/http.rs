//! A response as `curl -i`, `curl -v`, HTTPie or a proxy shows it: status line, headers,
//! body, and perhaps the request before it.

use crate::why::symptom::{Sent, Symptom};

use super::{fields, json, sentence};

/// Whether some line is the status line of a response.
pub(super) fn is_dump(text: &str) -> bool {
    text.lines()
        .any(|line| status_line(unmarked(line).1).is_some())
}

/// Takes over what a dump says. Of several responses, as after a redirect, the last counts.
pub(super) fn fill(text: &str, symptom: &mut Symptom) {
    let mut dump = Dump::default();
    for line in text.lines() {
        dump.line(line);
    }
    sentence::command(&dump.other, symptom);
    if let Some((method, path)) = dump.request {
        fields::keep(&mut symptom.place.method, method);
        let host = header(&dump.request_headers, "host");
        if let Some(host) = host {
            fields::url(&format!("https://{host}{path}"), &mut symptom.place);
        }
        if header(&dump.request_headers, "authorization").is_none() {
            symptom.sent = symptom.sent.or(Some(Sent::Nothing));
        }
    }
    for (name, value) in &dump.request_headers {
        fields::request_header(name, value, symptom);
    }
    if symptom.status.is_none() {
        symptom.status = dump.status;
    }
    for (name, value) in &dump.response_headers {
        fields::response_header(name, value, symptom);
    }
    let body = dump.body.trim();
    match json::split(body).and_then(|(_, object)| json::object(object)) {
        Some(object) => json::fill(&object, symptom),
        None if !body.is_empty() => sentence::message(body, symptom),
        None => {}
    }
}

fn header<'l>(headers: &[(&'l str, &'l str)], wanted: &str) -> Option<&'l str> {
    let mut headers = headers.iter();
    headers
        .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
        .map(|(_, value)| value.trim())
}

#[derive(Default)]
struct Dump<'l> {
    part: Part,
    request: Option<(&'l str, &'l str)>,
    request_headers: Vec<(&'l str, &'l str)>,
    status: Option<u16>,
    response_headers: Vec<(&'l str, &'l str)>,
    body: String,
    other: String,
}

/// Which part of the dump a line without a mark belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Part {
    #[default]
    Other,
    Request,
    Response,
    Body,
}

/// Who sent a line, as `curl -v` marks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Request,
    Response,
    Remark,
    None,
}

fn unmarked(line: &str) -> (Mark, &str) {
    let marks = [
        ('>', Mark::Request),
        ('<', Mark::Response),
        ('*', Mark::Remark),
    ];
    for (mark, who) in marks {
        if let Some(rest) = line.strip_prefix(mark)
            && (rest.is_empty() || rest.starts_with(' '))
        {
            return (who, rest.trim());
        }
    }
    (Mark::None, line.trim_end())
}

/// The status of a status line: `HTTP/2 403`, `HTTP/1.1 403 Forbidden`.
fn status_line(line: &str) -> Option<u16> {
    let rest = line.trim_start().strip_prefix("HTTP/")?;
    fields::status(rest.split_whitespace().nth(1)?)
}

/// Method and path of a request line.
fn request_line(line: &str) -> Option<(&str, &str)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        [method, path, version]
            if version.starts_with("HTTP/")
                && path.starts_with('/')
                && method.bytes().all(|byte| byte.is_ascii_uppercase()) =>
        {
            Some((method, path))
        }
        _ => None,
    }
}

impl<'l> Dump<'l> {
    fn line(&mut self, line: &'l str) {
        let (mark, text) = unmarked(line);
        if mark == Mark::Remark {
            return;
        }
        if let Some(status) = status_line(text) {
            self.status = Some(status);
            self.response_headers.clear();
            self.body.clear();
            self.part = Part::Response;
            return;
        }
        if let Some(request) = request_line(text) {
            self.request = Some(request);
            self.request_headers.clear();
            self.part = Part::Request;
            return;
        }
        let part = match mark {
            Mark::Request => Part::Request,
            Mark::Response => Part::Response,
            Mark::Remark | Mark::None => self.part,
        };
        match part {
            Part::Request | Part::Response if text.trim().is_empty() => {
                self.part = if part == Part::Response {
                    Part::Body
                } else {
                    Part::Other
                };
            }
            Part::Request => self.request_headers.extend(text.split_once(':')),
            // A body without an empty line before it is no header.
            Part::Response if mark == Mark::None && text.trim_start().starts_with('{') => {
                self.part = Part::Body;
                self.push_body(text);
            }
            Part::Response => self.response_headers.extend(text.split_once(':')),
            Part::Body => self.push_body(text),
            Part::Other => {
                self.other.push_str(text);
                self.other.push('\n');
            }
        }
    }

    fn push_body(&mut self, text: &str) {
        self.body.push_str(text);
        self.body.push('\n');
    }
}
