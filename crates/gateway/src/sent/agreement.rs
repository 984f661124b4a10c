//! Whether what happened is what was predicted.

use can_invoke_policy::Verdict;

use crate::chosen_way::ChosenWay;

use super::answered::{Answered, Outcome};

/// How a prediction and what happened stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// It came as predicted.
    AsPredicted,
    /// It came otherwise: the prediction or what it was made from is wrong.
    NotAsPredicted,
    /// Nothing was predicted: no prediction was asked for, or it depends on facts that were not
    /// given.
    NotPredicted,
    /// The answer does not tell whether it is as predicted.
    NotComparable,
}

impl Agreement {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Agreement::AsPredicted => "as-predicted",
            Agreement::NotAsPredicted => "not-as-predicted",
            Agreement::NotPredicted => "not-predicted",
            Agreement::NotComparable => "not-comparable",
        }
    }
}

/// A comparison with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// How they stand to each other.
    pub agreement: Agreement,
    /// Why, as a sentence without a full stop.
    pub because: String,
}

/// Compares a prediction with what happened: whether the request was let through, and where
/// not, with which status. Words are not compared, as who runs an API may change them.
pub fn compare(predicted: Option<&ChosenWay>, status: u16, answered: &Answered) -> Comparison {
    let comparison = |agreement, because: String| Comparison { agreement, because };
    let Some(predicted) = predicted else {
        return comparison(Agreement::NotPredicted, "no prediction was made".to_owned());
    };
    let verdict = predicted.journey.verdict;
    if verdict == Verdict::Depends {
        return comparison(
            Agreement::NotPredicted,
            "the prediction depends on facts that were not given".to_owned(),
        );
    }
    let expected = predicted.expected().map(|response| response.status);
    match (expected, answered.outcome) {
        (None, Outcome::LetThrough) => comparison(
            Agreement::AsPredicted,
            "the request was to be let through, and was".to_owned(),
        ),
        (None, Outcome::Refused) => comparison(
            Agreement::NotAsPredicted,
            format!("the request was to be let through, and API Gateway answers {status}"),
        ),
        (None, Outcome::Failed) => comparison(
            Agreement::NotComparable,
            format!(
                "the request was to be let through, and {status} of API Gateway does not say \
                 whether it was allowed"
            ),
        ),
        (Some(expected), Outcome::LetThrough) => comparison(
            Agreement::NotAsPredicted,
            format!("API Gateway was to answer {expected}, and let the request through"),
        ),
        (Some(expected), Outcome::Refused | Outcome::Failed) if expected == status => comparison(
            Agreement::AsPredicted,
            format!("API Gateway was to answer {expected}, and did"),
        ),
        (Some(expected), Outcome::Refused) => comparison(
            Agreement::NotAsPredicted,
            format!("API Gateway was to answer {expected}, and answers {status}"),
        ),
        (Some(expected), Outcome::Failed) => comparison(
            Agreement::NotComparable,
            format!(
                "API Gateway was to answer {expected}, and {status} does not say whether the \
                 request was allowed"
            ),
        ),
        (_, Outcome::NotTold) => comparison(
            Agreement::NotComparable,
            format!("it is not clear who answers {status}: {}", answered.because),
        ),
    }
}
