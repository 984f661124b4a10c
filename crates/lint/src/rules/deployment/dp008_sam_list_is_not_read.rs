//! `DP008`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// An entry of a resource policy of a SAM template is left out, or the template is refused.
    ///
    /// # Why
    ///
    /// The lists of `ResourcePolicy` take literal values: those of `SourceVpcWhitelist` begin
    /// with `vpc-` or `vpce-`. A single value in the place of a list, a function, or a value
    /// with another beginning becomes no statement, so that nothing is restricted.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// SourceVpcWhitelist: vpce-0a1b2c3d
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// SourceVpcWhitelist: [vpce-0a1b2c3d]
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-resourcepolicystatement.html>
    SamListIsNotRead = "DP008" "sam-list-is-not-read" High Regular since "0.2.0"
}

promoted_rule!(SamListIsNotRead takes "sam-scalar-vpc-list" "sam-scalar-account-list" "sam-function-in-vpc-list" "sam-dropped-vpc");
