//! `DC009`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A policy variable of IAM stands in `Fn::Sub` as if it were one of CloudFormation.
    ///
    /// # Why
    ///
    /// Inside `Fn::Sub` the text `${aws:username}` is a variable of CloudFormation, and there
    /// is none of that name: the template is refused. With an exclamation mark it stays as it
    /// is, for IAM.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// !Sub "arn:aws:execute-api:*:*:abc123/prod/GET/${aws:username}"
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// !Sub "arn:aws:execute-api:*:*:abc123/prod/GET/${!aws:username}"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html>
    VariableOfIamInSub = "DC009" "variable-of-iam-in-sub" Error Regular since "0.2.0"
}

promoted_rule!(VariableOfIamInSub takes "sub-variable");
