//! `LP620`.

use crate::{rule::rule, surveyed::gap_rule};

rule! {
    /// An integration uses a stage variable that a stage does not have.
    ///
    /// # Why
    ///
    /// The variable is filled in with nothing, and API Gateway calls a function or a host
    /// that does not exist: every call at this stage ends in a 500.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// stages: [{ name: prod, variables: {} }]
    /// # uri: …function:${stageVariables.function}/invocations
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// stages: [{ name: prod, variables: { function: pets } }]
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/stage-variables.html>
    StageVariableMissing = "LP620" "stage-variable-missing" Error Regular since "0.2.0"
}

gap_rule!(StageVariableMissing takes "stage-variable-missing" help "give the stage the variable, or name the function itself");
