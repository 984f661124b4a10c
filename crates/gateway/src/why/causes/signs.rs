//! What a cause shows in a text: patterns over a symptom, each with a weight that says how
//! much it tells.

use std::fmt;

use can_invoke_policy::Layer;

use crate::why::symptom::{Denial, Ending, Symptom, Who};

/// What must be in a symptom together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sign(pub &'static [Need]);

/// One thing that a sign asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The status, if it is told, is one of these.
    Status(&'static [u16]),
    /// The type of the error, if it is told, is one of these.
    ErrorType(&'static [&'static str]),
    /// The type of the error is told and is one of these.
    IsErrorType(&'static [&'static str]),
    /// The operation that was called is one of these.
    Operation(&'static [&'static str]),
    /// One of the texts holds these words, in any case.
    Says(&'static str),
    /// The message is this and nothing more, in any case.
    Is(&'static str),
    /// The message is a denial in the words of IAM: of this action, to such a caller.
    Denied(&'static str, Whom),
    /// The denial ends so.
    For(Reason),
    /// The header `www-authenticate` holds these words.
    Challenge(&'static str),
}

/// To whom a denial speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Anybody whom it names, or `anonymous`.
    Anybody,
    /// `User: anonymous`.
    Anonymous,
    /// A user, role or session by its ARN.
    Principal,
    /// Nobody: the words for the answer of a Lambda authorizer.
    NotNamed,
}

/// The reason at the end of a denial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// None, as in older messages.
    None,
    /// `because no … allows`.
    Silent(Layer),
    /// `with an explicit deny`, without the type of policy, as in older messages.
    Deny,
    /// `with an explicit deny in a …`.
    DenyIn(Layer),
}

impl Sign {
    /// How much the sign tells of a symptom; `None` if it does not fit.
    pub(crate) fn fits(self, symptom: &Symptom, texts: &[String]) -> Option<u32> {
        let weights = self.0.iter().map(|need| need.fits(symptom, texts));
        weights.sum()
    }
}

impl Need {
    /// `texts` are those of the symptom in lower case, the message first if there is one.
    fn fits(self, symptom: &Symptom, texts: &[String]) -> Option<u32> {
        match self {
            Need::Status(wanted) => match symptom.status {
                Some(status) => wanted.contains(&status).then_some(1),
                None => Some(0),
            },
            Need::ErrorType(wanted) => match symptom.error_type.as_deref() {
                Some(found) => wanted.contains(&found).then_some(1),
                None => Some(0),
            },
            Need::IsErrorType(wanted) => {
                let found = symptom.error_type.as_deref()?;
                wanted.contains(&found).then_some(4)
            }
            Need::Operation(wanted) => {
                let found = symptom.operation.as_deref()?;
                wanted.contains(&found).then_some(4)
            }
            Need::Says(words) => texts.iter().any(|text| text.contains(words)).then_some(4),
            Need::Is(words) => {
                let message = symptom.message.as_deref()?.trim();
                let message = message.trim_end_matches('.');
                message.eq_ignore_ascii_case(words).then_some(4)
            }
            Need::Denied(action, whom) => {
                let denial = symptom.denial.as_ref()?;
                (whom.is(denial) && is_action(denial, action)).then_some(4)
            }
            Need::For(reason) => reason.is(symptom.denial.as_ref()?.ending),
            Need::Challenge(words) => {
                let challenge = symptom.challenge.as_deref()?.to_ascii_lowercase();
                challenge.contains(words).then_some(3)
            }
        }
    }
}

/// The words for a Lambda authorizer name no action where they are the old ones.
fn is_action(denial: &Denial, action: &str) -> bool {
    match &denial.action {
        Some(found) => found.eq_ignore_ascii_case(action),
        None => denial.who == Who::NotNamed,
    }
}

impl Whom {
    fn is(self, denial: &Denial) -> bool {
        match self {
            Whom::Anybody => denial.who != Who::NotNamed,
            Whom::Anonymous => denial.who == Who::Anonymous,
            Whom::Principal => matches!(denial.who, Who::Principal(_)),
            Whom::NotNamed => denial.who == Who::NotNamed && denial.resource.is_none(),
        }
    }
}

impl Reason {
    /// A reason that names a type of policy tells more than one that does not.
    fn is(self, ending: Ending) -> Option<u32> {
        match (self, ending) {
            (Reason::None, Ending::NotSaid) => Some(1),
            (Reason::Silent(layer), Ending::Silent(Some(found))) => (layer == found).then_some(4),
            (Reason::Deny, Ending::Explicit(None)) => Some(2),
            (Reason::DenyIn(layer), Ending::Explicit(Some(found))) => (layer == found).then_some(4),
            _ => None,
        }
    }
}

impl fmt::Display for Need {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Need::Status(all) => {
                let all: Vec<String> = all.iter().map(u16::to_string).collect();
                write!(formatter, "status {}, if one is told", all.join(" or "))
            }
            Need::ErrorType(all) => write!(formatter, "{}, if a type is told", all.join(" or ")),
            Need::IsErrorType(all) => write!(formatter, "{}", all.join(" or ")),
            Need::Operation(all) => write!(formatter, "calling {}", all.join(" or ")),
            Need::Says(words) => write!(formatter, "`… {words} …`"),
            Need::Is(words) => write!(formatter, "`{words}`"),
            Need::Denied(action, whom) => match whom {
                Whom::Anybody => write!(
                    formatter,
                    "`User: … is not authorized to perform: {action}`"
                ),
                Whom::Anonymous => write!(
                    formatter,
                    "`User: anonymous is not authorized to perform: {action}`"
                ),
                Whom::Principal => write!(
                    formatter,
                    "`User: arn:… is not authorized to perform: {action}`"
                ),
                Whom::NotNamed => {
                    write!(
                        formatter,
                        "`User is not authorized to access this resource`"
                    )
                }
            },
            Need::For(Reason::None) => write!(formatter, "no reason at its end"),
            Need::For(Reason::Silent(layer)) => {
                write!(formatter, "`because no {} allows …`", layer.name())
            }
            Need::For(Reason::Deny) => write!(formatter, "`with an explicit deny`"),
            Need::For(Reason::DenyIn(layer)) => {
                write!(
                    formatter,
                    "`with an explicit deny in a(n) {}`",
                    layer.name()
                )
            }
            Need::Challenge(words) => write!(formatter, "`www-authenticate: … {words} …`"),
        }
    }
}
