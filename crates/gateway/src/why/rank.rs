//! In which order hypotheses are told. The order depends on nothing but them.

use std::cmp::Reverse;

use super::{Hypothesis, Standing};

/// What is contradicted comes last. Of the rest comes first what fits the text most closely,
/// then what the inventory supports; of several that it supports the narrowest, of several
/// that it does not speak of the broadest; then the order of the catalogue.
pub(super) fn rank(hypotheses: &mut [Hypothesis]) {
    hypotheses.sort_by_key(|hypothesis| {
        let is_supported = hypothesis.finding.standing == Standing::Supported;
        let narrowness = i16::from(hypothesis.cause.narrowness);
        (
            hypothesis.finding.standing == Standing::Contradicted,
            Reverse(hypothesis.specificity),
            !is_supported,
            if is_supported {
                -narrowness
            } else {
                narrowness
            },
        )
    });
}
