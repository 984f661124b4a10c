//! From a text to a [`TestFile`].

mod assume;
mod carried;
mod context;
mod expect;
mod kind;
mod network;
mod policies;
mod question;
mod scope;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use can_invoke_gateway::inventory::{Files, LoadOptions, Lower, load_with};
use can_invoke_source::{
    Diagnostic, FileId, Limits, Node, Parsed, Sources, Span, parse_bytes, words::quote,
};

use crate::{Case, TestFile};
use kind::{Below, Kind};
use question::QUESTION;
use scope::{Scope, check_keys, entries, is_mistyped, texts};

/// The version of the format that is read.
const VERSION: &str = "1";

/// The keys of a file beside those that its cases inherit.
const FILE: &[&str] = &[
    "can-invoke-test",
    "title",
    "source",
    "in",
    "inventory",
    "cases",
];

/// The keys of a group or case beside those of a question.
const CASE: &[&str] = &["title", "source", "cases", "expect"];

/// Reads a test file. `documents` are what the run gives beside the file, such as an
/// inventory for all files; further files that a document names come from `files`.
///
/// A file that cannot be read as one has errors among its diagnostics, and then no case.
pub fn read(
    name: &str,
    bytes: &[u8],
    documents: &[(String, Vec<u8>)],
    files: &dyn Files,
    limits: &Limits,
) -> TestFile {
    read_assuming(&[], name, bytes, documents, files, limits)
}

/// [`read`] where the run takes choices itself, each the id of an assumption with the id of a
/// choice. What the file and its cases choose otherwise counts more.
pub fn read_assuming(
    assume: &[(String, String)],
    name: &str,
    bytes: &[u8],
    documents: &[(String, Vec<u8>)],
    files: &dyn Files,
    limits: &Limits,
) -> TestFile {
    let options = ReadOptions {
        assume,
        ..ReadOptions::default()
    };
    read_with(&options, name, bytes, documents, files, limits)
}

/// What a run says about the reading of its files.
#[derive(Clone, Copy, Default)]
pub struct ReadOptions<'a> {
    /// Choices that the run takes itself, as for [`read_assuming`].
    pub assume: &'a [(String, String)],
    /// Makes inventories of templates.
    pub lower: Option<&'a Lower<'a>>,
    /// Puts what stands for values of templates in the place of their names, in who asks and in
    /// what is asked for.
    pub named: Option<&'a dyn Fn(&str) -> String>,
}

/// [`read`], with more to it.
pub fn read_with(
    options: &ReadOptions<'_>,
    name: &str,
    bytes: &[u8],
    documents: &[(String, Vec<u8>)],
    files: &dyn Files,
    limits: &Limits,
) -> TestFile {
    let mut sources = Sources::new();
    let (_, parsed) = parse_bytes(&mut sources, name, bytes, limits);
    let mut reader = Reader {
        files,
        limits,
        sources,
        diagnostics: parsed.diagnostics,
        policy_files: BTreeMap::new(),
        has_inventory: false,
        said_keys: BTreeMap::new(),
        assume: options.assume,
        lower: options.lower,
        named: options.named,
    };
    let mut file = TestFile {
        name: name.to_owned(),
        ..TestFile::default()
    };
    if let Some(node) = &parsed.value {
        reader.file(node, (name, bytes), documents, &mut file);
    } else {
        reader.say_how_a_file_begins();
    }
    file.sources = reader.sources;
    file.diagnostics = once_each(reader.diagnostics);
    if file.has_errors() {
        file.cases.clear();
    }
    file
}

/// Whether a text is a test file, by its content.
pub fn is_test_file(name: &str, bytes: &[u8], limits: &Limits) -> bool {
    const KEY: &[u8] = b"can-invoke-test";
    // Most documents do not need to be parsed to know.
    bytes.windows(KEY.len()).any(|part| part == KEY) && {
        let (_, parsed) = parse_bytes(&mut Sources::new(), name, bytes, limits);
        let node = parsed.value;
        node.is_some_and(|node| node.get("can-invoke-test").is_some())
    }
}

/// What is wrong with a key that many cases inherit is found at each of them, and told once.
fn once_each(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut told = BTreeSet::new();
    diagnostics.retain(|one| told.insert((one.primary.span, one.code, one.message.clone())));
    diagnostics
}

/// A file as it was read, or why it cannot be.
type PolicyFile = Result<Arc<Parsed<Option<Node>>>, String>;

/// What is read, and what is said about it.
pub(crate) struct Reader<'r> {
    files: &'r dyn Files,
    limits: &'r Limits,
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
    /// The files that policies are in, by the file that names them and the path in it; each
    /// is read once, however many cases inherit it.
    policy_files: BTreeMap<(FileId, String), PolicyFile>,
    /// Whether anything was said to be known of accounts, principals and APIs.
    has_inventory: bool,
    /// The condition keys of which questions about actions speak, by their places.
    said_keys: BTreeMap<Span, String>,
    /// The choices of the run where AWS is silent.
    assume: &'r [(String, String)],
    /// Makes inventories of templates.
    lower: Option<&'r Lower<'r>>,
    /// Puts what stands for values of templates in the place of their names.
    named: Option<&'r dyn Fn(&str) -> String>,
}

impl Reader<'_> {
    /// A text with what stands for values of templates in the place of their names.
    fn named(&self, text: &str) -> String {
        match self.named {
            Some(named) => named(text),
            None => text.to_owned(),
        }
    }

    fn error(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        self.report(Diagnostic::error(code, span, message));
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Of an empty text the parser says that it is empty, and not what belongs into it.
    fn say_how_a_file_begins(&mut self) {
        const HELP: &str = "a test file begins with `can-invoke-test: 1`";
        let about_nothing = self.diagnostics.iter_mut();
        for diagnostic in about_nothing.filter(|one| one.code == "empty-document") {
            diagnostic.help.get_or_insert_with(|| HELP.to_owned());
        }
        if self.diagnostics.is_empty() {
            let start = Span::new(FileId(0), 0, 0);
            let diagnostic = Diagnostic::error("not-a-test-file", start, "the file is empty");
            self.report(diagnostic.help(HELP));
        }
    }

    fn file(
        &mut self,
        node: &Node,
        own: (&str, &[u8]),
        documents: &[(String, Vec<u8>)],
        file: &mut TestFile,
    ) {
        if !self.check_version(node) {
            return;
        }
        check_keys(self, node, &[FILE, QUESTION], "a test file");
        kind::check_one_question(self, node);
        file.title = self.title(node);
        file.source = texts(self, node, "source").unwrap_or_default();
        self.has_inventory = self.inventory(node, own, documents, file);
        let scope = Scope::new(node);
        let below = self.cases(&scope, "", file);
        kind::check_group(self, node, below);
        self.check_titles(&file.cases);
        if self.diagnostics.iter().any(Diagnostic::is_error) {
            return;
        }
        context::remarks(self, file);
        if file.cases.is_empty() {
            self.report(
                Diagnostic::error("no-cases", node.span, "the file has no cases")
                    .help("list them under `cases`"),
            );
        }
    }

    /// No two cases have one title.
    fn check_titles(&mut self, cases: &[Case]) {
        let mut titles: BTreeMap<&str, Span> = BTreeMap::new();
        for case in cases {
            let Some(first) = titles.insert(&case.title, case.span) else {
                continue;
            };
            let message = format!("two cases are titled {}", quote(&case.title));
            self.report(
                Diagnostic::error("duplicate-title", case.span, message)
                    .label("again here")
                    .also(first, "first here"),
            );
        }
    }

    /// Whether the file says that it is a test file of the version that is read.
    fn check_version(&mut self, node: &Node) -> bool {
        let Some(version) = node.get("can-invoke-test") else {
            let start = node.span.start as usize;
            let at = Span::new(node.span.file, start, start);
            self.report(
                Diagnostic::error(
                    "missing-version",
                    at,
                    "a test file begins with the key `can-invoke-test`",
                )
                .help("write `can-invoke-test: 1` as its first line"),
            );
            return false;
        };
        if version.scalar_text() == Some(VERSION) {
            return true;
        }
        self.report(
            Diagnostic::error(
                "unknown-version",
                version.span,
                "this version of test files is not known",
            )
            .help("write `can-invoke-test: 1`"),
        );
        false
    }

    /// Reads what is known; whether anything was said to be.
    fn inventory(
        &mut self,
        node: &Node,
        (name, bytes): (&str, &[u8]),
        documents: &[(String, Vec<u8>)],
        file: &mut TestFile,
    ) -> bool {
        let mut all = vec![(name.to_owned(), bytes.to_vec())];
        all.extend_from_slice(documents);
        let paths = node.get("in").and_then(|paths| entries(self, paths, "in"));
        for (path, span) in paths.unwrap_or_default() {
            match self.files.read(&path, name) {
                Ok(document) => all.push(document),
                Err(reason) => {
                    let message = format!("{} cannot be read: {reason}", quote(&path));
                    self.report(
                        Diagnostic::error("cannot-read-file", span, message)
                            .help("paths are relative to the test file"),
                    );
                }
            }
        }
        let has_inventory = all.len() > 1 || node.get("inventory").is_some();
        if has_inventory {
            // The test file is the first of the documents, so that places in it stay the
            // same.
            let options = LoadOptions {
                keeps_policies: false,
                lower: self.lower,
            };
            let loaded = load_with(&all, self.files, self.limits, &options);
            file.inventory = loaded.inventory;
            self.sources = loaded.sources;
            self.diagnostics.extend(loaded.diagnostics);
        }
        has_inventory
    }

    /// The file that a policy is in.
    fn policy_file(&mut self, path: &str, from: FileId) -> PolicyFile {
        let key = (from, path.to_owned());
        if let Some(known) = self.policy_files.get(&key) {
            return known.clone();
        }
        let from = self.sources.name(from).to_owned();
        let found = self.files.read(path, &from).map(|(name, bytes)| {
            let (_, parsed) = parse_bytes(&mut self.sources, &name, &bytes, self.limits);
            Arc::new(parsed)
        });
        self.policy_files.insert(key, found.clone());
        found
    }

    fn title(&mut self, node: &Node) -> Option<String> {
        let title = node.get("title")?;
        match title.scalar_text().filter(|text| !text.trim().is_empty()) {
            Some(text) => Some(text.to_owned()),
            None => {
                self.error("wrong-type", title.span, "`title` is a text");
                None
            }
        }
    }

    /// The cases of a group, and of the groups in it; and what they ask.
    fn cases(&mut self, scope: &Scope<'_>, titles: &str, file: &mut TestFile) -> Below {
        let mut below = Below::default();
        let Some(list) = scope.own("cases") else {
            return below;
        };
        let Some(items) = list.as_array() else {
            self.error("wrong-type", list.span, "`cases` is a list");
            return below;
        };
        if items.is_empty() {
            self.report(
                Diagnostic::error("no-cases", list.span, "there are no cases here")
                    .help("a group or file that tests nothing can be left out"),
            );
        }
        for item in items {
            if item.as_object().is_none() {
                self.error(
                    "wrong-type",
                    item.span,
                    format!("a case is an object, not {}", item.kind_name()),
                );
                below.add(None);
                continue;
            }
            check_keys(self, item, &[CASE, QUESTION], "a case");
            kind::check_one_question(self, item);
            let Some(title) = self.title_of_case(item) else {
                below.add(None);
                continue;
            };
            let title = match titles {
                "" => title,
                titles => format!("{titles}: {title}"),
            };
            let scope = scope.inner(item);
            if item.get("cases").is_some() {
                if let Some(expect) = item.get("expect") {
                    self.error(
                        "expectation-of-group",
                        expect.span,
                        "a group of cases expects nothing; its cases do",
                    );
                }
                let within = self.cases(&scope, &title, file);
                kind::check_group(self, item, within);
                below.join(within);
                continue;
            }
            let kind = Kind::of(&scope, item);
            below.add(kind);
            self.case(&scope, item, (title, kind), file);
        }
        below
    }

    fn title_of_case(&mut self, case: &Node) -> Option<String> {
        let title = self.title(case);
        let is_said =
            case.get("title").is_some() || is_mistyped(case, "title", &[CASE, QUESTION].concat());
        if !is_said {
            let start = case.span.start as usize;
            let at = Span::new(case.span.file, start, start);
            self.report(
                Diagnostic::error("missing-title", at, "a case has a title")
                    .help("say in `title` what it is about"),
            );
        }
        title
    }

    fn case(
        &mut self,
        scope: &Scope<'_>,
        case: &Node,
        (title, kind): (String, Option<Kind>),
        file: &mut TestFile,
    ) {
        let expect = expect::read(self, case);
        if let Some(kind) = kind {
            kind::check_case(self, case, kind);
        }
        let question = question::read(self, scope, kind, file, &expect);
        if let Some(question) = question {
            file.cases.push(Case {
                title,
                span: case.get("title").map_or(case.span, |node| node.span),
                question,
                expect,
            });
        }
    }
}
