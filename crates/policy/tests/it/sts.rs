//! What of AWS STS no policy governs.
//!
//! Source: STS API reference, the page of each operation; IAM user guide,
//! `id_credentials_temp_control-access_getsessiontoken` and `id_root-user-privileged-task`.

use can_invoke_policy::{Verdict, decision::Exemption};

use crate::support::*;

const ROLE: &str = "arn:aws:iam::222222222222:role/app";
const BOB: &str = "arn:aws:sts::222222222222:federated-user/bob";
const OIDC: &str = "arn:aws:iam::222222222222:oidc-provider/example.com";
const SAML: &str = "arn:aws:iam::222222222222:saml-provider/Corp";
const DENY_ALL: &str = r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#;
const TRUST_EVERYONE: &str = r#"{"Effect":"Allow","Principal":"*","Action":"sts:*"}"#;

#[test]
fn what_needs_no_permission_says_so_whatever_the_policies_of_the_caller_are() {
    for (who, action, exemption) in [
        (UB, "sts:GetCallerIdentity", Exemption::CallerIdentity),
        (BOB, "STS:getcalleridentity", Exemption::CallerIdentity),
        (
            "states.amazonaws.com",
            "sts:GetCallerIdentity",
            Exemption::CallerIdentity,
        ),
        (UB, "sts:GetSessionToken", Exemption::SessionToken),
        (ROOT_B, "sts:GetSessionToken", Exemption::SessionToken),
    ] {
        let world = ask(caller(who), action, "*")
            .identity(DENY_ALL)
            .scp(DENY_ALL);
        let (decision, trace) = world.decide();
        assert_eq!(decision.verdict, Verdict::Allowed, "{who} {action}");
        assert_eq!(decision.exemption, Some(exemption), "{who} {action}");
        assert_eq!(decision.beyond_policies(), Some(exemption.message()));
        assert_eq!(decision.decided_by, []);
        assert_eq!(trace.statements, [], "no policy of the caller is asked");
    }
    let messages = [Exemption::CallerIdentity, Exemption::SessionToken].map(Exemption::message);
    assert_eq!(
        messages,
        [
            "sts:GetCallerIdentity needs no permission, and no policy of the caller can deny it",
            "sts:GetSessionToken needs no permission of an IAM user or of the root user, and no \
             policy of the caller can deny it",
        ]
    );
}

#[test]
fn a_vpc_endpoint_policy_denies_what_needs_no_permission() {
    let deny = r#"{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}"#;
    let world = ask(caller(UB), "sts:GetCallerIdentity", "*").vpc_endpoint(deny);
    assert_eq!(world.summary(), "explicitly-denied by endpoint 1");
}

#[test]
fn every_obstacle_is_told_in_words() {
    let federated = "a federated user session can call no action of AWS STS but \
                     sts:GetCallerIdentity";
    let long_term = "the action takes the long-term credentials of an IAM user or of the root user";
    let web = "the action is for whom an OpenID Connect provider vouches, and takes no AWS \
               credentials";
    let saml = "the action is for whom a SAML provider vouches, and takes no AWS credentials";
    let signed = "a request to assume a role must be signed";
    let root = "only an IAM user or a role session can assume the root user of a member account";
    for (who, action, obstacle) in [
        (BOB, "sts:AssumeRole", federated),
        (BOB, "sts:GetSessionToken", federated),
        (SB, "sts:GetFederationToken", long_term),
        (SB, "sts:GetSessionToken", long_term),
        ("states.amazonaws.com", "sts:GetFederationToken", long_term),
        (UB, "sts:AssumeRoleWithWebIdentity", web),
        ("anonymous", "sts:AssumeRoleWithWebIdentity", web),
        (SAML, "sts:AssumeRoleWithWebIdentity", web),
        (UB, "sts:AssumeRoleWithSAML", saml),
        (OIDC, "sts:AssumeRoleWithSAML", saml),
        ("accounts.google.com", "sts:AssumeRoleWithSAML", saml),
        (OIDC, "sts:AssumeRole", signed),
        ("anonymous", "sts:AssumeRole", signed),
        (
            "anonymous",
            "sts:GetCallerIdentity",
            "the request must be signed",
        ),
        (OIDC, "sts:GetCallerIdentity", "the request must be signed"),
        (ROOT_B, "sts:AssumeRoot", root),
        ("anonymous", "sts:AssumeRoot", root),
        (
            ROOT_B,
            "sts:AssumeRole",
            "root user credentials cannot assume a role",
        ),
    ] {
        let resource = if action.contains("AssumeRole") {
            ROLE
        } else {
            "*"
        };
        let mut world = ask(caller(who), action, resource).identity(ALLOW_ALL);
        if resource == ROLE {
            world = world.trust(TRUST_EVERYONE);
        }
        let (decision, _) = world.decide();
        assert_eq!(
            decision.verdict,
            Verdict::ImplicitlyDenied,
            "{who} {action}"
        );
        assert_eq!(decision.beyond_policies(), Some(obstacle), "{who} {action}");
        assert_eq!(decision.missing, Default::default(), "{who} {action}");
    }
}

#[test]
fn what_is_no_call_of_the_caller_is_left_to_the_policies() {
    for (who, action, resource) in [
        (SB, "sts:GetServiceBearerToken", "*"),
        (UB, "sts:GetFederationToken", BOB),
        (SB, "sts:DecodeAuthorizationMessage", "*"),
    ] {
        let world = ask(caller(who), action, resource);
        assert_eq!(
            world.identity(ALLOW_ALL).summary(),
            "allowed by identity 1",
            "{action}"
        );
    }
    for (who, action) in [
        (OIDC, "sts:AssumeRoleWithWebIdentity"),
        (SAML, "sts:AssumeRoleWithSAML"),
        (SAML, "sts:TagSession"),
    ] {
        let trust =
            format!(r#"{{"Effect":"Allow","Principal":{{"Federated":"{who}"}},"Action":"sts:*"}}"#);
        let world = ask(caller(who), action, ROLE).trust(&trust);
        assert_eq!(world.summary(), "allowed by resource 1", "{who} {action}");
    }
}

#[test]
fn the_root_user_of_a_member_account_has_no_trust_policy() {
    let member = "arn:aws:iam::222222222222:root";
    let world = |identity: &str| ask(caller(U), "sts:AssumeRoot", member).identity(identity);
    assert_eq!(world(ALLOW_ALL).summary(), "allowed by identity 1");
    assert_eq!(world(ALLOW_ALL).assumptions(), ["assumes-root-of-member"]);
    assert_eq!(
        world(SILENT).summary(),
        "implicitly-denied for want of identity"
    );
    assert_eq!(world(SILENT).assumptions(), [""; 0]);
}

#[test]
fn a_session_that_the_trust_policy_names_needs_no_session_policy_and_says_so() {
    let names_session =
        format!(r#"{{"Effect":"Allow","Principal":{{"AWS":"{SB}"}},"Action":"sts:AssumeRole"}}"#);
    let world = ask(caller(SB), "sts:AssumeRole", ROLE)
        .trust(&names_session)
        .session(SILENT);
    assert_eq!(world.summary(), "allowed by resource 1");
    assert_eq!(world.assumptions(), ["session-arn-bypasses-session-policy"]);
}
