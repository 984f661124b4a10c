//! Bounds on input, so that a hostile file costs a diagnostic and not the machine.

/// How much a text may hold. Past a limit the parser stops with a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of text.
    pub bytes: usize,
    /// Nesting of arrays and objects.
    pub depth: usize,
    /// Values in the tree.
    pub nodes: usize,
}

impl Default for Limits {
    /// 32 MiB, 128 levels, one million values: far above any real inventory, far below
    /// what would hurt.
    fn default() -> Self {
        Limits {
            bytes: 32 * 1024 * 1024,
            depth: 128,
            nodes: 1_000_000,
        }
    }
}
