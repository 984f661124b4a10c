//! The format of the case files; see `tests/cases/README.md`.

use std::path::{Path, PathBuf};

use can_invoke_gateway::{
    Query,
    inventory::{InMemory, Loaded, load},
    query::AssumeOptions,
    target::Target,
};
use can_invoke_policy::{Caller, Readings};
use can_invoke_source::{Limits, Member, Node, Sources, Value, parse_bytes};

/// One file: an inventory and questions to it.
pub(crate) struct CaseFile {
    pub(crate) name: String,
    pub(crate) loaded: Loaded,
    pub(crate) cases: Vec<Case>,
}

/// One question with what is expected of its answer.
pub(crate) struct Case {
    pub(crate) title: String,
    pub(crate) query: Query,
    pub(crate) expect: Expect,
}

/// What is expected of an answer.
#[derive(Default)]
pub(crate) struct Expect {
    pub(crate) verdict: String,
    pub(crate) stops_at: Option<String>,
    pub(crate) undecided_at: Option<String>,
    pub(crate) route: Option<String>,
    pub(crate) says: Vec<String>,
    pub(crate) response: Option<(Option<String>, Option<String>)>,
    pub(crate) via: Option<String>,
    pub(crate) role_path_failure: Option<String>,
    pub(crate) role_paths: Option<usize>,
    pub(crate) suggests: Option<Vec<String>>,
    pub(crate) suggestions_lead_to: Option<String>,
    pub(crate) direct: DecisionExpect,
    pub(crate) assume: DecisionExpect,
    pub(crate) invoke: DecisionExpect,
}

/// What is expected of one decision of the policies.
#[derive(Default)]
pub(crate) struct DecisionExpect {
    pub(crate) verdict: Option<String>,
    pub(crate) decided_by: Option<Vec<String>>,
    pub(crate) missing: Option<(Vec<String>, Vec<String>)>,
    pub(crate) blocked_by: Option<Vec<String>>,
    pub(crate) depends_on: Option<Vec<String>>,
    pub(crate) allowed_when: Option<Vec<String>>,
    pub(crate) provisos: Option<Vec<String>>,
    pub(crate) nearest_miss: Option<Vec<String>>,
    pub(crate) assumptions: Option<Vec<String>>,
}

impl DecisionExpect {
    /// Whether anything but the verdict is expected.
    fn has_reason(&self) -> bool {
        self.decided_by.is_some()
            || self.missing.is_some()
            || self.blocked_by.is_some()
            || self.depends_on.is_some()
            || self.allowed_when.is_some()
            || self.provisos.is_some()
            || self.nearest_miss.is_some()
            || self.assumptions.is_some()
    }
}

impl Expect {
    fn has_reason(&self) -> bool {
        self.stops_at.is_some()
            || self.undecided_at.is_some()
            || !self.says.is_empty()
            || self.response.is_some()
            || self.via.is_some()
            || self.role_path_failure.is_some()
            || self.suggests.is_some()
            || [&self.direct, &self.assume, &self.invoke]
                .iter()
                .any(|decision| decision.has_reason())
    }
}

/// The root of the repository.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All case files, in order of their names, and what is wrong with them.
pub(crate) fn read_all() -> (Vec<CaseFile>, Vec<String>) {
    let root = repository().join("tests/cases");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    let mut files = Vec::new();
    let mut problems = Vec::new();
    for path in paths {
        let name = path.strip_prefix(&root).unwrap_or(&path);
        let name = name.display().to_string().replace('\\', "/");
        let bytes = std::fs::read(&path).expect("a case file can be read");
        files.extend(read(&name, &bytes, &mut problems));
    }
    (files, problems)
}

/// One case file.
pub(crate) fn read(name: &str, bytes: &[u8], problems: &mut Vec<String>) -> Option<CaseFile> {
    Reader { name, problems }.file(bytes)
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).expect("the folder of the cases can be listed");
    for entry in entries {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|ending| ending != "md") {
            paths.push(path);
        }
    }
}

const FILE: &[&str] = &["title", "source", "inventory", "cases"];
const CASE: &[&str] = &[
    "title",
    "as",
    "ask",
    "api",
    "stage",
    "context",
    "absent",
    "source-ip",
    "external-id",
    "session-name",
    "strict",
    "direct",
    "assume",
    "expect",
];
const DECISION: &[&str] = &[
    "decided-by",
    "missing",
    "blocked-by",
    "depends-on",
    "allowed-when",
    "provisos",
    "nearest-miss",
    "assumptions",
];
const EXPECT: &[&str] = &[
    "verdict",
    "stops-at",
    "undecided-at",
    "route",
    "says",
    "response",
    "via",
    "role-path-failure",
    "role-paths",
    "suggests",
    "suggestions-lead-to",
    "assume",
    "invoke",
];

struct Reader<'r> {
    name: &'r str,
    problems: &'r mut Vec<String>,
}

impl Reader<'_> {
    fn problem(&mut self, message: impl AsRef<str>) {
        self.problems
            .push(format!("{}: {}", self.name, message.as_ref()));
    }

    fn file(&mut self, bytes: &[u8]) -> Option<CaseFile> {
        if !self.name.ends_with(".yaml") {
            self.problem("a case file ends in `.yaml`");
            return None;
        }
        let limits = Limits::default();
        let mut sources = Sources::new();
        let (_, parsed) = parse_bytes(&mut sources, self.name, bytes, &limits);
        for diagnostic in &parsed.diagnostics {
            let place = sources.get(diagnostic.primary.span.file).map(|file| {
                file.line_column(diagnostic.primary.span.start as usize)
                    .line
            });
            self.problem(format!("line {place:?}: {}", diagnostic.message));
        }
        let node = parsed.value?;
        self.known_keys(&node, &[FILE], "the file");
        for key in ["title", "source"] {
            if self.list(&node, key).is_none_or(|texts| texts.is_empty()) {
                self.problem(format!("`{key}` is missing"));
            }
        }
        let Some(inventory) = node.get("inventory") else {
            self.problem("`inventory` is missing");
            return None;
        };
        let mut json = String::new();
        write_json(inventory, &mut json);
        let documents = [("inventory.json".to_owned(), json.into_bytes())];
        let loaded = load(&documents, &InMemory::default(), &limits);
        for diagnostic in &loaded.diagnostics {
            self.problem(format!("the inventory: {}", diagnostic.message));
        }
        let items = node.get("cases").and_then(Node::as_array);
        let items = items.unwrap_or_default();
        if items.is_empty() {
            self.problem("there are no cases");
        }
        let cases: Vec<Case> = items.iter().filter_map(|item| self.case(item)).collect();
        for (index, case) in cases.iter().enumerate() {
            if cases[..index].iter().any(|other| other.title == case.title) {
                self.problem(format!("two cases are titled `{}`", case.title));
            }
        }
        Some(CaseFile {
            name: self.name.to_owned(),
            loaded,
            cases,
        })
    }

    fn case(&mut self, node: &Node) -> Option<Case> {
        let title = self.text(node, "title").unwrap_or_default();
        if title.is_empty() {
            self.problem("a case has no title");
        }
        let at = format!("case `{title}`");
        self.known_keys(node, &[CASE], &at);
        let expect = match node.get("expect") {
            Some(expect) => self.expect(expect, &at),
            None => Expect::default(),
        };
        if !VERDICTS.contains(&expect.verdict.as_str()) {
            self.problem(format!("{at}: `expect.verdict` is one of {VERDICTS:?}"));
        }
        if !expect.has_reason() {
            self.problem(format!("{at}: nothing but a verdict is expected"));
        }
        let query = match self.query(node) {
            Ok(query) => query,
            Err(message) => {
                self.problem(format!("{at}: {message}"));
                return None;
            }
        };
        Some(Case {
            title,
            query,
            expect,
        })
    }

    fn query(&mut self, node: &Node) -> Result<Query, String> {
        let caller = self.text(node, "as").ok_or("`as` is missing")?;
        let caller = Caller::parse(&caller).map_err(|error| error.message)?;
        let ask = self.text(node, "ask").ok_or("`ask` is missing")?;
        let (method, target) = match ask.split_once(' ') {
            Some((method, target)) => (Some(method), target),
            None => (None, ask.as_str()),
        };
        let target = Target::parse(target).map_err(|error| error.message)?;
        let mut query = Query::new(caller, method, target);
        query.api = self.text(node, "api");
        query.stage = self.text(node, "stage");
        for member in members(node.get("context")) {
            let values = self.texts(&member.value).unwrap_or_default();
            query.context.push((member.key.clone(), values));
        }
        if let Some(address) = self.text(node, "source-ip") {
            query
                .context
                .push(("aws:SourceIp".to_owned(), vec![address]));
        }
        query.absent = self.list(node, "absent").unwrap_or_default();
        query.assume = AssumeOptions {
            external_id: self.text(node, "external-id"),
            session_name: self.text(node, "session-name"),
        };
        let choices = members(node.get("assume"));
        let choices = choices
            .iter()
            .map(|member| {
                let choice = member.value.scalar_text().unwrap_or_default().to_owned();
                (member.key.clone(), choice)
            })
            .collect::<Vec<_>>();
        let pairs = choices.iter().map(|(id, choice)| (&**id, &**choice));
        query.readings = Readings::parse(pairs).map_err(|error| error.message)?;
        query.strict = self.flag(node, "strict").unwrap_or_default();
        query.role_paths = !self.flag(node, "direct").unwrap_or_default();
        Ok(query)
    }

    fn expect(&mut self, node: &Node, at: &str) -> Expect {
        self.known_keys(node, &[EXPECT, DECISION], &format!("{at}: `expect`"));
        if let Some(response) = node.get("response") {
            let at = format!("{at}: `response`");
            self.known_keys(response, &[&["status", "message-contains"]], &at);
        }
        Expect {
            verdict: self.text(node, "verdict").unwrap_or_default(),
            stops_at: self.text(node, "stops-at"),
            undecided_at: self.text(node, "undecided-at"),
            route: self.text(node, "route"),
            says: self.list(node, "says").unwrap_or_default(),
            response: node.get("response").map(|response| {
                (
                    self.text(response, "status"),
                    self.text(response, "message-contains"),
                )
            }),
            via: self.text(node, "via"),
            role_path_failure: self.text(node, "role-path-failure"),
            role_paths: self.text(node, "role-paths").map(|count| {
                count.parse().unwrap_or_else(|_| {
                    self.problem(format!("{at}: `role-paths` is a number"));
                    usize::MAX
                })
            }),
            suggests: self.list(node, "suggests"),
            suggestions_lead_to: self.text(node, "suggestions-lead-to"),
            direct: self.decision(node, at),
            assume: self.half(node, "assume", at),
            invoke: self.half(node, "invoke", at),
        }
    }

    /// One of the two steps of a role path.
    fn half(&mut self, node: &Node, key: &str, at: &str) -> DecisionExpect {
        let Some(node) = node.get(key) else {
            return DecisionExpect::default();
        };
        let at = format!("{at}: `{key}`");
        self.known_keys(node, &[&["verdict"], DECISION], &at);
        DecisionExpect {
            verdict: self.text(node, "verdict"),
            ..self.decision(node, &at)
        }
    }

    fn decision(&mut self, node: &Node, at: &str) -> DecisionExpect {
        if let Some(missing) = node.get("missing") {
            self.known_keys(
                missing,
                &[&["all-of", "any-of"]],
                &format!("{at}: `missing`"),
            );
        }
        DecisionExpect {
            verdict: None,
            decided_by: self.list(node, "decided-by"),
            missing: node.get("missing").map(|missing| {
                (
                    self.list(missing, "all-of").unwrap_or_default(),
                    self.list(missing, "any-of").unwrap_or_default(),
                )
            }),
            blocked_by: self.list(node, "blocked-by"),
            depends_on: self.list(node, "depends-on"),
            allowed_when: self.list(node, "allowed-when"),
            provisos: self.list(node, "provisos"),
            nearest_miss: self.list(node, "nearest-miss"),
            assumptions: self.list(node, "assumptions"),
        }
    }

    fn known_keys(&mut self, node: &Node, known: &[&[&str]], at: &str) {
        if node.as_object().is_none() {
            self.problem(format!("{at} is a mapping"));
        }
        for member in members(Some(node)) {
            if !known.iter().any(|keys| keys.contains(&member.key.as_str())) {
                self.problem(format!("{at}: unknown key `{}`", member.key));
            }
        }
    }

    fn text(&mut self, node: &Node, key: &str) -> Option<String> {
        let value = node.get(key)?;
        let text = value.scalar_text();
        if text.is_none() {
            self.problem(format!("`{key}` is a text"));
        }
        text.map(str::to_owned)
    }

    fn flag(&mut self, node: &Node, key: &str) -> Option<bool> {
        let value = node.get(key)?;
        let flag = value.as_bool();
        if flag.is_none() {
            self.problem(format!("`{key}` is `true` or `false`"));
        }
        flag
    }

    /// A list of texts, or one text.
    fn list(&mut self, node: &Node, key: &str) -> Option<Vec<String>> {
        let texts = self.texts(node.get(key)?);
        if texts.is_none() {
            self.problem(format!("`{key}` is a list of texts"));
        }
        texts
    }

    fn texts(&mut self, node: &Node) -> Option<Vec<String>> {
        let one = |node: &Node| node.scalar_text().map(str::to_owned);
        match node.as_array() {
            Some(items) => items.iter().map(one).collect(),
            None => one(node).map(|text| vec![text]),
        }
    }
}

const VERDICTS: [&str; 4] = [
    "allowed",
    "explicitly-denied",
    "implicitly-denied",
    "depends",
];

fn members(node: Option<&Node>) -> &[Member] {
    node.and_then(Node::as_object).unwrap_or_default()
}

/// A tree as JSON text: what the loader of inventories reads.
fn write_json(node: &Node, out: &mut String) {
    match &node.value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&number.0),
        Value::String(text) => write_string(&text.decoded, out),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_json(item, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            out.push('{');
            for (index, member) in members.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_string(&member.key, out);
                out.push(':');
                write_json(&member.value, out);
            }
            out.push('}');
        }
    }
}

fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            character if character.is_control() => {
                out.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            character => out.push(character),
        }
    }
    out.push('"');
}
