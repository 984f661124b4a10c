//! What a rule tells.

use can_invoke_source::{Edit, Label, Span};

use crate::rule::{Confidence, Meta, Severity};

/// Whether a correction may be applied without a look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Applicability {
    /// It keeps every decision as it is, or only closes what was opened by mistake; tried out
    /// by the evaluator before it is applied.
    Safe,
    /// It changes what is allowed; somebody has to want it.
    Unsafe,
}

/// A correction of a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// What it does, as an imperative.
    pub title: String,
    /// The edits, which do not overlap.
    pub edits: Vec<Edit>,
    /// Whether it may be applied without a look.
    pub applicability: Applicability,
}

/// That a finding is let be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// Why, in the words of who wrote it.
    pub reason: String,
    /// How it was said.
    pub kind: SuppressionKind,
}

/// How somebody says that a finding is let be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuppressionKind {
    /// By a comment or by metadata in the document itself.
    InSource,
    /// By the configuration or by a file beside the document.
    External,
    /// By a baseline.
    Baseline,
}

/// Something that a rule found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Meta,
    /// How grave it is, after the configuration.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// What is wrong, in one line, with the names of what it is about.
    pub message: String,
    /// Where.
    pub primary: Label,
    /// Further places that explain it, in other documents too.
    pub secondary: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
    /// The correction, where there is one.
    pub correction: Option<Correction>,
    /// What the finding is about in words that stay when lines move: the policy, the statement
    /// by its Sid, the element. Baselines and fingerprints are made of it.
    pub subject: String,
    /// The steps of the evidence, in order.
    pub steps: Vec<Label>,
    /// Why it is let be, where somebody said so; it never fails a run then.
    pub suppressed: Option<Suppression>,
}

impl Finding {
    /// A finding of a rule, with its main place.
    pub fn new(
        rule: &'static Meta,
        confidence: Confidence,
        span: Span,
        subject: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Finding {
            rule,
            severity: rule.severity,
            confidence,
            message: message.into(),
            primary: Label {
                span,
                text: String::new(),
            },
            secondary: Vec::new(),
            help: None,
            correction: None,
            subject: subject.into(),
            steps: Vec::new(),
            suppressed: None,
        }
    }

    /// Writes a word at the main place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Adds a further place.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Offers a correction.
    #[must_use]
    pub fn correct(
        mut self,
        applicability: Applicability,
        title: impl Into<String>,
        edits: Vec<Edit>,
    ) -> Self {
        self.correction = Some(Correction {
            title: title.into(),
            edits,
            applicability,
        });
        self
    }
}

/// Where rules put what they find.
#[derive(Debug, Default)]
pub struct Findings {
    found: Vec<Finding>,
}

impl Findings {
    /// Adds a finding.
    pub fn add(&mut self, finding: Finding) {
        self.found.push(finding);
    }

    /// Everything found, in order of file, place and rule.
    pub fn into_sorted(mut self) -> Vec<Finding> {
        self.found.sort_by(|one, other| {
            let key = |finding: &Finding| {
                let span = finding.primary.span;
                (span.file, span.start, span.end, finding.rule.id)
            };
            key(one)
                .cmp(&key(other))
                .then_with(|| one.message.cmp(&other.message))
        });
        self.found
    }
}
