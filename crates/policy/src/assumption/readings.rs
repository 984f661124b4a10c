//! Which choice is taken of each assumption.

use can_invoke_source::words::{enumerate, nearest, quote};

use super::{Assumption, Assumptions, Choice};

/// The choices that an evaluation takes: ours, but for the assumptions in this set. It is
/// as small as a number and is copied along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Readings {
    alternatives: Assumptions,
}

/// Why a choice cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingError {
    /// What is wrong, in one line.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Readings {
    /// Reads choices, each the id of an assumption with the id of a choice. What is not
    /// among them is read as we do.
    ///
    /// An error names the first id that is unknown, or the first assumption of which both
    /// choices are taken.
    pub fn parse<'t>(
        pairs: impl IntoIterator<Item = (&'t str, &'t str)>,
    ) -> Result<Readings, ReadingError> {
        let mut readings = Readings::default();
        let mut named = Assumptions::NONE;
        for (id, choice) in pairs {
            let assumption = find(id)?;
            let text = assumption.text();
            let is_alternative = choice == text.alternative.id;
            if !is_alternative && choice != text.default.id {
                let choices = text.choices().map(|choice| choice.id);
                return Err(ReadingError {
                    message: format!("{} is not a choice of `{}`", quote(choice), text.id),
                    help: format!("its choices are {}", enumerate(&choices)),
                });
            }
            if named.contains(assumption) && readings.is_alternative(assumption) != is_alternative {
                return Err(ReadingError {
                    message: format!("both choices of `{}` are taken", text.id),
                    help: "leave one of them out".to_owned(),
                });
            }
            named.push(assumption);
            if is_alternative {
                readings.choose_alternative(assumption);
            }
        }
        Ok(readings)
    }

    /// Takes the alternative of an assumption.
    pub fn choose_alternative(&mut self, assumption: Assumption) {
        self.alternatives.push(assumption);
    }

    /// The same, but with the other choice of an assumption.
    #[must_use]
    pub fn otherwise(self, assumption: Assumption) -> Readings {
        let mut others = self.alternatives;
        others.toggle(assumption);
        Readings {
            alternatives: others,
        }
    }

    /// Whether the alternative of an assumption is taken.
    pub fn is_alternative(self, assumption: Assumption) -> bool {
        self.alternatives.contains(assumption)
    }

    /// The choice that is taken of an assumption.
    pub fn choice(self, assumption: Assumption) -> Choice {
        let text = assumption.text();
        if self.is_alternative(assumption) {
            text.alternative
        } else {
            text.default
        }
    }
}

impl From<Assumption> for Readings {
    /// Ours, but for the alternative of one assumption.
    fn from(assumption: Assumption) -> Self {
        Readings {
            alternatives: assumption.into(),
        }
    }
}

fn find(id: &str) -> Result<Assumption, ReadingError> {
    let found = Assumption::ALL
        .iter()
        .find(|assumption| assumption.id() == id);
    found.copied().ok_or_else(|| {
        let ids: Vec<&str> = Assumption::ALL
            .iter()
            .map(|assumption| assumption.id())
            .collect();
        ReadingError {
            message: format!("{} is not the id of an assumption", quote(id)),
            help: match nearest(id, &ids) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`can-invoke assumptions` lists them all".to_owned(),
            },
        }
    })
}
