//! `DC011`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A part of a template is not understood, and so not looked at.
    ///
    /// # Why
    ///
    /// What a macro, a nested stack, a file in Amazon S3 or a resource of a type that is not
    /// known makes of a template shows after deployment only. Silence about it would look as
    /// if all were well. With `--strict` it is a failure.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// BodyS3Location: { Bucket: definitions, Key: pets.yaml }
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// Body: { … }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html>
    NotUnderstood = "DC011" "not-understood" Info Regular since "0.2.0"
}

promoted_rule!(NotUnderstood takes "not-understood" "condition-not-known" "kind-of-api-not-said" "rebuilt-policy");
