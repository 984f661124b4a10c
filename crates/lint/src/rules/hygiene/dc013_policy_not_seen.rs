//! `DC013`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A policy of a template is not known, so that nobody looked at it.
    ///
    /// # Why
    ///
    /// A policy that comes from elsewhere, or that is put together from values which are
    /// known only after deployment, is not looked at. Other tools pass over it without a
    /// word; here it is told, and with `--strict` it is a failure.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// Policy: !ImportValue PolicyOfPets
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// Policy: { Version: "2012-10-17", Statement: [ … ] }
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html>
    PolicyNotSeen = "DC013" "policy-not-seen" Medium Regular since "0.2.0"
}

promoted_rule!(PolicyNotSeen takes "policy-not-known" "unresolved-policy");
