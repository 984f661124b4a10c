//! `GR120`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A text from an example was not filled in.
    ///
    /// # Why
    ///
    /// Samples of policies hold words such as `account-id` and `API-ID` where your own values
    /// belong. They match nothing, and AWS refuses some of them.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Principal": { "AWS": "arn:aws:iam::account-id:user/user-name" }
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Principal": { "AWS": "arn:aws:iam::222222222222:user/ann" }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html>
    Placeholder = "GR120" "placeholder" Error Regular since "0.2.0"
        access_analyzer ["INVALID_ARN_ACCOUNT", "INVALID_PRINCIPAL_FORMAT"]
}

promoted_rule! { Placeholder takes "placeholder" }
