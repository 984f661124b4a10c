//! Three-valued truth, after Kleene: what is not known is neither true nor false.

/// The outcome of a test. The order is `False < Unknown < True`, so that *and* is the
/// minimum and *or* the maximum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// It does not hold, whatever the unknown facts are.
    False,
    /// It turns on facts that were not given.
    Unknown,
    /// It holds, whatever the unknown facts are.
    True,
}

impl Truth {
    /// Both hold.
    #[must_use]
    pub fn and(self, other: Truth) -> Truth {
        self.min(other)
    }

    /// One of them holds.
    #[must_use]
    pub fn or(self, other: Truth) -> Truth {
        self.max(other)
    }

    /// The opposite; the opposite of unknown is unknown.
    #[must_use]
    pub fn negate(self) -> Truth {
        match self {
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
            Truth::True => Truth::False,
        }
    }

    /// Whether it surely holds.
    pub fn is_true(self) -> bool {
        self == Truth::True
    }

    /// Whether it surely does not hold.
    pub fn is_false(self) -> bool {
        self == Truth::False
    }

    /// Whether it turns on facts that were not given.
    pub fn is_unknown(self) -> bool {
        self == Truth::Unknown
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Truth::True } else { Truth::False }
    }
}
