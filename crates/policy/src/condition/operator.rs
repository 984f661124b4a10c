//! The names of condition operators: `(ForAllValues:|ForAnyValue:)? BASE (IfExists)?`.

/// An operator with its set qualifier and `IfExists`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operator {
    /// `ForAllValues` or `ForAnyValue`.
    pub qualifier: Option<Qualifier>,
    /// The comparison.
    pub base: OperatorBase,
    /// Whether the condition holds when the key is absent.
    pub if_exists: bool,
}

/// How an operator reads a key with several values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Qualifier {
    /// Every value of the request must match.
    ForAllValues,
    /// One value of the request must match.
    ForAnyValue,
}

macro_rules! operators {
    ($($name:ident),+ $(,)?) => {
        /// The comparison that an operator makes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "each variant is an operator of the IAM user guide")]
        pub enum OperatorBase { $($name),+ }

        impl OperatorBase {
            /// All comparisons.
            pub const ALL: &'static [OperatorBase] = &[$(OperatorBase::$name),+];

            /// The documented spelling.
            pub fn name(self) -> &'static str {
                match self { $(OperatorBase::$name => stringify!($name)),+ }
            }
        }
    };
}

operators!(
    StringEquals,
    StringNotEquals,
    StringEqualsIgnoreCase,
    StringNotEqualsIgnoreCase,
    StringLike,
    StringNotLike,
    NumericEquals,
    NumericNotEquals,
    NumericLessThan,
    NumericLessThanEquals,
    NumericGreaterThan,
    NumericGreaterThanEquals,
    DateEquals,
    DateNotEquals,
    DateLessThan,
    DateLessThanEquals,
    DateGreaterThan,
    DateGreaterThanEquals,
    Bool,
    BinaryEquals,
    IpAddress,
    NotIpAddress,
    ArnEquals,
    ArnLike,
    ArnNotEquals,
    ArnNotLike,
    Null,
);

/// The families of comparisons, by how they read a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Text.
    String,
    /// Numbers.
    Numeric,
    /// Instants.
    Date,
    /// `true` and `false`.
    Bool,
    /// Bytes.
    Binary,
    /// Addresses.
    Ip,
    /// ARNs.
    Arn,
    /// Presence.
    Null,
}

impl OperatorBase {
    /// Whether it holds for values that do *not* compare.
    pub fn is_negated(self) -> bool {
        use OperatorBase as O;
        matches!(
            self,
            O::StringNotEquals
                | O::StringNotEqualsIgnoreCase
                | O::StringNotLike
                | O::NumericNotEquals
                | O::DateNotEquals
                | O::NotIpAddress
                | O::ArnNotEquals
                | O::ArnNotLike
        )
    }

    /// Whether `*` and `?` of a value are wildcards.
    pub fn has_wildcards(self) -> bool {
        matches!(self, OperatorBase::StringLike | OperatorBase::StringNotLike)
            || self.family() == Family::Arn
    }

    /// How it reads a value.
    pub fn family(self) -> Family {
        use OperatorBase as O;
        match self {
            O::StringEquals
            | O::StringNotEquals
            | O::StringEqualsIgnoreCase
            | O::StringNotEqualsIgnoreCase
            | O::StringLike
            | O::StringNotLike => Family::String,
            O::NumericEquals
            | O::NumericNotEquals
            | O::NumericLessThan
            | O::NumericLessThanEquals
            | O::NumericGreaterThan
            | O::NumericGreaterThanEquals => Family::Numeric,
            O::DateEquals
            | O::DateNotEquals
            | O::DateLessThan
            | O::DateLessThanEquals
            | O::DateGreaterThan
            | O::DateGreaterThanEquals => Family::Date,
            O::Bool => Family::Bool,
            O::BinaryEquals => Family::Binary,
            O::IpAddress | O::NotIpAddress => Family::Ip,
            O::ArnEquals | O::ArnLike | O::ArnNotEquals | O::ArnNotLike => Family::Arn,
            O::Null => Family::Null,
        }
    }
}

impl Operator {
    /// Reads an operator's name in any case; `None` if there is no such operator. The
    /// flag tells whether the case differs from the documented spelling.
    pub fn parse(text: &str) -> Option<(Operator, bool)> {
        let (qualifier, rest) = match text.split_once(':') {
            Some((prefix, rest)) if prefix.eq_ignore_ascii_case("ForAllValues") => {
                (Some(Qualifier::ForAllValues), rest)
            }
            Some((prefix, rest)) if prefix.eq_ignore_ascii_case("ForAnyValue") => {
                (Some(Qualifier::ForAnyValue), rest)
            }
            Some(_) => return None,
            None => (None, text),
        };
        let find = |name: &str| {
            OperatorBase::ALL
                .iter()
                .copied()
                .find(|base| base.name().eq_ignore_ascii_case(name))
        };
        let (base, if_exists) = match find(rest) {
            Some(base) => (base, false),
            None => {
                let cut = rest.len().checked_sub("IfExists".len())?;
                let (name, suffix) = rest.split_at_checked(cut)?;
                if !suffix.eq_ignore_ascii_case("IfExists") {
                    return None;
                }
                (find(name)?, true)
            }
        };
        if base == OperatorBase::Null && if_exists {
            return None;
        }
        let operator = Operator {
            qualifier,
            base,
            if_exists,
        };
        Some((operator, operator.to_string() != text))
    }
}

impl std::fmt::Display for Operator {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let prefix = match self.qualifier {
            Some(Qualifier::ForAllValues) => "ForAllValues:",
            Some(Qualifier::ForAnyValue) => "ForAnyValue:",
            None => "",
        };
        let suffix = if self.if_exists { "IfExists" } else { "" };
        write!(formatter, "{prefix}{}{suffix}", self.base.name())
    }
}
