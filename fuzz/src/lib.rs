//! What must hold for every input, one module for each fuzz target.
//!
//! Each body is a function from bytes that panics when something does not hold. cargo-fuzz
//! calls it through `fuzz_targets/`; the tests of this crate call it over the corpus and
//! over inputs made from the corpus, without any fuzzer.

pub mod arn;
pub mod batch_line;
pub mod condition;
mod holds;
pub mod inventory;
pub mod json;
pub mod lint;
pub mod lint_config;
pub mod mapping;
pub mod mutate;
mod oracle;
pub mod policy;
pub mod test_file;
mod tree;
pub mod why_text;
pub mod wildcard;
pub mod yaml;

/// A fuzz target: its name, which is also the name of its corpus, and its body.
pub struct Target {
    /// The name.
    pub name: &'static str,
    /// The body.
    pub run: fn(&[u8]),
}

/// All targets.
pub const TARGETS: &[Target] = &[
    Target {
        name: "json",
        run: json::run,
    },
    Target {
        name: "yaml",
        run: yaml::run,
    },
    Target {
        name: "policy",
        run: policy::run,
    },
    Target {
        name: "arn",
        run: arn::run,
    },
    Target {
        name: "wildcard",
        run: wildcard::run,
    },
    Target {
        name: "condition",
        run: condition::run,
    },
    Target {
        name: "batch_line",
        run: batch_line::run,
    },
    Target {
        name: "inventory",
        run: inventory::run,
    },
    Target {
        name: "test_file",
        run: test_file::run,
    },
    Target {
        name: "why_text",
        run: why_text::run,
    },
    Target {
        name: "mapping",
        run: mapping::run,
    },
    Target {
        name: "lint",
        run: lint::run,
    },
    Target {
        name: "lint_config",
        run: lint_config::run,
    },
];
