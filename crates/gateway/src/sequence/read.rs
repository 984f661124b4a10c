//! Sequences of calls, as files.

use std::collections::BTreeMap;

use can_invoke_policy::Caller;
use can_invoke_source::{
    Diagnostic, FileId, Limits, Member, Node, Sources, Span, parse_bytes,
    words::{enumerate, nearest, quote},
};

use super::{LoadedSequence, Sequence, SequenceCall};
use crate::{
    carried::Token,
    carried_input,
    carried_words::CarriedWords,
    inventory::{AuthorizerAnswer, Files, authorizer_answer, load as load_inventory},
    query::Query,
    target::Target,
};

/// The keys of a file beside those that its calls inherit.
const FILE: &[&str] = &["can-invoke-sequence", "title", "inventory", "in", "calls"];

/// The keys of a call beside those.
const CALL: &[&str] = &["call", "at"];

/// What a call inherits from the file.
const SHARED: &[&str] = &[
    "as",
    "api",
    "stage",
    "headers",
    "query-string",
    "source-ip",
    "context",
    "absent",
    "vpc-endpoint",
    "signature",
    "authorizer",
    "token",
    "scopes",
    "api-key",
    "client-certificate",
    "waf",
];

/// Reads a sequence. `documents` are what the run gives beside the file, such as an
/// inventory; further files that a document names come from `files`.
pub fn load(
    name: &str,
    bytes: &[u8],
    documents: &[(String, Vec<u8>)],
    files: &dyn Files,
    limits: &Limits,
) -> LoadedSequence {
    let mut alone = Sources::new();
    let (_, parsed) = parse_bytes(&mut alone, name, bytes, limits);
    // The sequence is the first of the documents, so that places in it stay the same.
    let mut all = vec![(name.to_owned(), bytes.to_vec())];
    all.extend_from_slice(documents);
    let mut reader = Reader {
        files,
        limits,
        sources: alone,
        diagnostics: Vec::new(),
        answers: BTreeMap::new(),
    };
    let node = parsed.value.as_ref();
    if let Some(node) = node.filter(|node| node.get("can-invoke-sequence").is_some()) {
        reader.inputs(node, name, &mut all);
        let mut loaded = load_inventory(&all, files, limits);
        reader.sources = std::mem::take(&mut loaded.sources);
        let sequence = reader.sequence(node);
        loaded.sources = reader.sources;
        loaded.diagnostics.extend(reader.diagnostics);
        let is_read = !loaded.diagnostics.iter().any(Diagnostic::is_error);
        return LoadedSequence {
            sequence: sequence.filter(|_| is_read),
            loaded,
        };
    }
    let start = Span::new(FileId(0), 0, 0);
    let mut found = LoadedSequence::default();
    found.loaded.sources = reader.sources;
    found.loaded.diagnostics = parsed.diagnostics;
    if !found.loaded.diagnostics.iter().any(Diagnostic::is_error) {
        found.loaded.diagnostics.push(
            Diagnostic::error(
                "not-a-sequence",
                start,
                "a sequence begins with the key `can-invoke-sequence`",
            )
            .help("write `can-invoke-sequence: 1` as its first line"),
        );
    }
    found
}

struct Reader<'r> {
    files: &'r dyn Files,
    limits: &'r Limits,
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
    /// Answers of authorizers, by where they stand.
    answers: BTreeMap<Span, Option<AuthorizerAnswer>>,
}

impl Reader<'_> {
    /// What all calls inherit is read for each of them, and told once.
    fn report(&mut self, diagnostic: Diagnostic) {
        if !self.diagnostics.contains(&diagnostic) {
            self.diagnostics.push(diagnostic);
        }
    }

    fn error(&mut self, code: &'static str, span: Span, message: impl Into<String>, help: &str) {
        self.report(Diagnostic::error(code, span, message).help(help));
    }

    /// Further documents that the file names.
    fn inputs(&mut self, node: &Node, name: &str, all: &mut Vec<(String, Vec<u8>)>) {
        let Some(paths) = node.get("in") else { return };
        let items = paths.as_array().unwrap_or(std::slice::from_ref(paths));
        for item in items {
            let Some(path) = self.text(item, "in") else {
                continue;
            };
            match self.files.read(&path, name) {
                Ok(document) => all.push(document),
                Err(reason) => self.error(
                    "cannot-read-file",
                    item.span,
                    format!("{} cannot be read: {reason}", quote(&path)),
                    "paths are relative to the file that they stand in",
                ),
            }
        }
    }

    fn sequence(&mut self, node: &Node) -> Option<Sequence> {
        self.keys(node, &[FILE, SHARED], "a sequence");
        let version = node.get("can-invoke-sequence")?;
        if version.scalar_text() != Some("1") {
            self.error(
                "unknown-version",
                version.span,
                "this version of sequences is not known",
                "write `can-invoke-sequence: 1`",
            );
            return None;
        }
        let items = node.get("calls").and_then(Node::as_array);
        let items = items.unwrap_or_default();
        if items.is_empty() {
            let span = node.get("calls").map_or(node.span, |node| node.span);
            self.error(
                "no-calls",
                span,
                "the sequence has no calls",
                "list them under `calls`, such as `- call: GET /pets`",
            );
            return None;
        }
        let mut calls: Vec<SequenceCall> = Vec::new();
        for item in items {
            let Some(call) = self.call(node, item) else {
                continue;
            };
            if let Some(last) = calls.last()
                && call.at < last.at
            {
                let at = item.get("at").map_or(item.span, |node| node.span);
                self.report(
                    Diagnostic::error("not-in-order", at, "this is earlier than the call before")
                        .also(last.span, "the call before")
                        .help("list the calls in the order in which they are made"),
                );
            }
            calls.push(call);
        }
        Some(Sequence {
            title: node
                .get("title")
                .and_then(Node::scalar_text)
                .map(str::to_owned),
            calls,
        })
    }

    fn call(&mut self, file: &Node, item: &Node) -> Option<SequenceCall> {
        self.keys(item, &[CALL, SHARED], "a call");
        item.as_object()?;
        let Some(node) = item.get("call") else {
            self.error(
                "missing-key",
                item.span,
                "a call needs the key `call`",
                "write `call: GET /pets`",
            );
            return None;
        };
        let text = self.text(node, "call")?;
        let (method, target) = match text.split_once(' ') {
            Some((method, target)) => (Some(method), target.trim_start()),
            None => (None, text.as_str()),
        };
        let target = match Target::parse(target) {
            Ok(target) => target,
            Err(error) => {
                self.error("bad-target", node.span, error.message, &error.help);
                return None;
            }
        };
        let said = |key: &str| item.get(key).or_else(|| file.get(key));
        let mut query = Query::new(self.caller(said("as"))?, method, target);
        query.api = said("api").and_then(|node| self.text(node, "api"));
        query.stage = said("stage").and_then(|node| self.text(node, "stage"));
        query.carried.headers = self.pairs(said("headers"), "headers");
        query.carried.query_string = self.pairs(said("query-string"), "query-string");
        query.carried.authorizer = said("authorizer").and_then(|node| self.answer(node));
        for (key, value) in self.pairs(said("context"), "context") {
            query.context.push((key, vec![value]));
        }
        if let Some(address) = said("source-ip").and_then(|node| self.text(node, "source-ip")) {
            query
                .context
                .push(("aws:SourceIp".to_owned(), vec![address]));
        }
        query.absent = self.list(said("absent"), "absent");
        self.words(&said, &mut query);
        self.token(said("token"), said("scopes"), &mut query);
        query.role_paths = false;
        let at = self.seconds(item.get("at"))?;
        Some(SequenceCall {
            at,
            query,
            span: node.span,
            text,
        })
    }

    fn caller(&mut self, node: Option<&Node>) -> Option<Caller> {
        let Some(node) = node else {
            return Some(Caller::Anonymous);
        };
        let text = self.text(node, "as")?;
        match Caller::parse(&text) {
            Ok(caller) => Some(caller),
            Err(error) => {
                self.error("bad-caller", node.span, error.message, error.help);
                None
            }
        }
    }

    /// Whole seconds since the sequence began.
    fn seconds(&mut self, node: Option<&Node>) -> Option<u64> {
        let Some(node) = node else { return Some(0) };
        let seconds = node.scalar_text().and_then(|text| text.parse().ok());
        if seconds.is_none() {
            self.error(
                "bad-time",
                node.span,
                "`at` is not a number of seconds",
                "write the whole seconds since the first call: `at: 10`",
            );
        }
        seconds
    }

    fn pairs(&mut self, node: Option<&Node>, key: &str) -> Vec<(String, String)> {
        let Some(node) = node else { return Vec::new() };
        let Some(members) = node.as_object() else {
            let message = format!("`{key}` is an object, not {}", node.kind_name());
            self.report(Diagnostic::error("wrong-type", node.span, message));
            return Vec::new();
        };
        let pair = |reader: &mut Self, member: &Member| {
            let value = reader.text(&member.value, &member.key)?;
            Some((member.key.clone(), value))
        };
        members
            .iter()
            .filter_map(|member| pair(self, member))
            .collect()
    }

    /// One text or a list of texts.
    fn list(&mut self, node: Option<&Node>, key: &str) -> Vec<String> {
        let Some(node) = node else { return Vec::new() };
        let items = node.as_array().unwrap_or(std::slice::from_ref(node));
        let items = items.iter();
        items.filter_map(|item| self.text(item, key)).collect()
    }

    /// What the request carries beside its signature and where it enters, in the words of the
    /// options of a question.
    fn words<'n>(&mut self, said: &impl Fn(&str) -> Option<&'n Node>, query: &mut Query) {
        for key in [
            "vpc-endpoint",
            "signature",
            "api-key",
            "client-certificate",
            "waf",
        ] {
            let Some(node) = said(key) else { continue };
            let Some(word) = self.text(node, key) else {
                continue;
            };
            let word = Some(word.as_str());
            let mut words = CarriedWords::default();
            let read = match key {
                "vpc-endpoint" => carried_input::network(&mut query.carried, word, None),
                "signature" => carried_input::network(&mut query.carried, None, word),
                _ => {
                    match key {
                        "api-key" => words.api_key = word,
                        "waf" => words.waf = word,
                        _ => words.client_certificate = word,
                    }
                    words.apply(&mut query.carried)
                }
            };
            if let Err(error) = read {
                self.error("bad-word", node.span, error.message, &error.help);
            }
        }
    }

    /// The token for a Cognito or JWT authorizer, and its scopes.
    fn token(&mut self, state: Option<&Node>, scopes: Option<&Node>, query: &mut Query) {
        let word = state.and_then(|node| self.text(node, "token"));
        let listed = scopes.map(|node| self.list(Some(node), "scopes"));
        match (Token::parse(word.as_deref(), listed), state.or(scopes)) {
            (Ok(token), _) => query.carried.token = token,
            (Err(error), Some(node)) => {
                self.error("bad-token", node.span, error.message, &error.help);
            }
            (Err(_), None) => {}
        }
    }

    /// The answer in place, in a file, or in a word. What all calls inherit is read once, so
    /// that it is one answer, and told once.
    fn answer(&mut self, node: &Node) -> Option<AuthorizerAnswer> {
        if let Some(known) = self.answers.get(&node.span) {
            return known.clone();
        }
        let read = self.new_answer(node);
        self.answers.insert(node.span, read.clone());
        read
    }

    fn new_answer(&mut self, node: &Node) -> Option<AuthorizerAnswer> {
        let read = match node.as_object() {
            Some([only]) if only.key == "file" => {
                let path = self.text(&only.value, "file")?;
                let from = self.sources.name(only.value.span.file).to_owned();
                match self.files.read(&path, &from) {
                    Ok((name, bytes)) => {
                        let (_, parsed) =
                            parse_bytes(&mut self.sources, &name, &bytes, self.limits);
                        self.diagnostics.extend(parsed.diagnostics);
                        authorizer_answer(parsed.value.as_ref()?, &path)
                    }
                    Err(reason) => {
                        self.error(
                            "cannot-read-file",
                            only.value.span,
                            format!("{} cannot be read: {reason}", quote(&path)),
                            "paths are relative to the file that they stand in",
                        );
                        return None;
                    }
                }
            }
            _ => authorizer_answer(node, "policy of the authorizer"),
        };
        self.diagnostics.extend(read.diagnostics);
        read.value
    }

    fn text(&mut self, node: &Node, key: &str) -> Option<String> {
        let text = node.scalar_text();
        if text.is_none() {
            let message = format!("`{key}` is a text, not {}", node.kind_name());
            self.report(Diagnostic::error("wrong-type", node.span, message));
        }
        text.map(str::to_owned)
    }

    fn keys(&mut self, node: &Node, known: &[&[&str]], what: &str) {
        let Some(members) = node.as_object() else {
            let message = format!("{what} is an object, not {}", node.kind_name());
            self.report(Diagnostic::error("wrong-type", node.span, message));
            return;
        };
        let known = known.concat();
        for member in members {
            if known.contains(&member.key.as_str()) {
                continue;
            }
            let message = format!("{} is not a key of {what}", quote(&member.key));
            let diagnostic = Diagnostic::error("unknown-key", member.key_span, message);
            self.report(match nearest(&member.key, &known) {
                Some(key) => diagnostic.help(format!("did you mean `{key}`?")),
                None => diagnostic.help(format!("its keys are {}", enumerate(&known))),
            });
        }
    }
}
