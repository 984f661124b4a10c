//! `GR112`.

use crate::{promote::promoted_rule, rule::rule};

rule! {
    /// A trust policy names a provider together with an action that the provider does not call.
    ///
    /// # Why
    ///
    /// Users of an OpenID Connect provider call `sts:AssumeRoleWithWebIdentity`, users of a
    /// SAML provider `sts:AssumeRoleWithSAML`. With another action nobody can assume the
    /// role.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Principal": { "Federated": "cognito-identity.amazonaws.com" },
    /// "Action": "sts:AssumeRoleWithSAML"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Principal": { "Federated": "cognito-identity.amazonaws.com" },
    /// "Action": "sts:AssumeRoleWithWebIdentity"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html>
    ActionDoesNotFitPrincipal = "GR112" "action-does-not-fit-principal" Error Regular since "0.2.0"
        access_analyzer ["MISMATCHED_ACTION_FOR_PRINCIPAL"]
}

promoted_rule! { ActionDoesNotFitPrincipal takes "mismatched-action" }
