//! The decision between two accounts, and the decision to assume a role.

use can_invoke_policy::{Action, Verdict, decision::Relation};

use crate::support::*;

const ROLE_B: &str = "arn:aws:iam::222222222222:role/team/target";
const ALLOW_ASSUME: &str = r#"{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}"#;

fn assume(caller_text: &str) -> World {
    ask(caller(caller_text), "sts:AssumeRole", ROLE_B)
}

fn trusts(principal: &str) -> String {
    format!(r#"{{"Effect":"Allow","Principal":{{"AWS":"{principal}"}},"Action":"sts:AssumeRole"}}"#)
}

fn trusts_if(principal: &str, condition: &str) -> String {
    format!(
        r#"{{"Effect":"Allow","Principal":{{"AWS":"{principal}"}},"Action":"sts:AssumeRole","Condition":{condition}}}"#
    )
}

fn check(rows: &[(u32, World, &str)]) {
    for (number, world, expected) in rows {
        assert_eq!(world.summary(), *expected, "vector {number}");
    }
}

#[test]
fn vectors_of_two_accounts() {
    let deny_user = names(
        can_invoke_policy::Effect::Deny,
        &format!(r#"{{"AWS":"{U}"}}"#),
    );
    check(&[
        (
            100,
            call(U).resource(&allows(U)),
            "implicitly-denied for want of identity",
        ),
        (
            101,
            call(U).identity(ALLOW_INVOKE),
            "implicitly-denied for want of resource",
        ),
        (
            102,
            call(S).resource(&allows(ROOT_A)).identity(ALLOW_INVOKE),
            "allowed by resource 1, identity 1",
        ),
        (
            103,
            call(U).resource(EVERYONE_INVOKES),
            "implicitly-denied for want of identity",
        ),
        (
            104,
            call(S)
                .resource(&allows(S))
                .identity(ALLOW_INVOKE)
                .boundary(SILENT),
            "implicitly-denied for want of boundary",
        ),
        // The SCPs of the resource's account are no layer of an external caller's request.
        (
            105,
            call(U).resource(&allows(U)).identity(ALLOW_INVOKE),
            "allowed by resource 1, identity 1",
        ),
        (
            106,
            call(U)
                .resource(&allows(U))
                .identity(ALLOW_INVOKE)
                .scp(DENY_INVOKE),
            "explicitly-denied by scp@0 1",
        ),
        (
            107,
            call(ROOT_A).resource(&allows(ROOT_A)),
            "allowed by resource 1",
        ),
        (
            108,
            call(U).resource(&deny_user).identity(DENY_INVOKE),
            "explicitly-denied by resource 1, identity 1",
        ),
    ]);
    // A name of a statement that denies may be taken from the first or the last layer; AWS
    // names the identity-based policy.
    let (both, _) = call(U).resource(&deny_user).identity(DENY_INVOKE).decide();
    assert_eq!(both.relation, Relation::CrossAccount);
}

#[test]
fn between_accounts_nothing_passes_a_ceiling() {
    for principal in [S, "arn:aws:iam::111111111111:role/app", ROOT_A, A, "*"] {
        let base = call(S).resource(&allows(principal)).identity(ALLOW_INVOKE);
        assert_eq!(base.verdict(), Verdict::Allowed, "{principal}");
        let boundary = base.clone().boundary(SILENT);
        assert_eq!(
            boundary.summary(),
            "implicitly-denied for want of boundary",
            "{principal}"
        );
        let session = base.session(SILENT);
        assert_eq!(
            session.summary(),
            "implicitly-denied for want of session",
            "{principal}"
        );
    }
    assert_eq!(
        call(S).boundary(SILENT).summary(),
        "implicitly-denied for want of resource, identity, boundary"
    );
}

#[test]
fn vectors_of_assuming_a_role() {
    let mfa = trusts_if(UB, r#"{"Bool":{"aws:MultiFactorAuthPresent":"true"}}"#);
    let external = trusts_if(U, r#"{"StringEquals":{"sts:ExternalId":"x"}}"#);
    let lambda = r#"{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}"#;
    let own_name = trusts_if(
        ROOT_B,
        r#"{"StringLike":{"sts:RoleSessionName":"${aws:username}"}}"#,
    );
    let rcp_outside = r#"{"Effect":"Deny","Principal":"*","Action":"sts:*","Resource":"*",
        "Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-1"}}}"#;
    check(&[
        (109, assume(UB).trust(&trusts(UB)), "allowed by resource 1"),
        (
            110,
            assume(UB).trust(&trusts(ROOT_B)),
            "implicitly-denied for want of identity",
        ),
        (
            111,
            assume(UB).trust(lambda).identity(ALLOW_ASSUME),
            "implicitly-denied for want of resource",
        ),
        (
            112,
            assume(U).trust(&trusts(ROOT_A)).identity(ALLOW_ASSUME),
            "allowed by resource 1, identity 1",
        ),
        (
            113,
            assume(U).trust(&trusts(U)),
            "implicitly-denied for want of identity",
        ),
        (
            114,
            assume(U).trust(&external).identity(ALLOW_ASSUME),
            "implicitly-denied for want of resource",
        ),
        (
            115,
            assume(UB)
                .trust(&mfa)
                .with("aws:MultiFactorAuthPresent", values(&["true"])),
            "allowed by resource 1",
        ),
        // The session of 115 carries no MFA information.
        (
            116,
            call("arn:aws:sts::222222222222:assumed-role/target/s1").identity(
                r#"{"Effect":"Allow","Action":"execute-api:Invoke","Resource":"*",
                    "Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}"#,
            ),
            "implicitly-denied for want of identity|resource",
        ),
        (
            117,
            ask(caller(SB), "sts:AssumeRole", RB)
                .trust(lambda)
                .identity(ALLOW_ASSUME),
            "implicitly-denied for want of resource",
        ),
        // Each action of a call is authorized on its own.
        (
            118,
            ask(caller(UB), "sts:TagSession", ROLE_B).trust(&trusts(UB)),
            "implicitly-denied for want of resource",
        ),
        (
            119,
            ask(caller(S), "sts:SetSourceIdentity", ROLE_B)
                .trust(&trusts(ROOT_A))
                .identity(r#"{"Effect":"Allow","Action":"sts:*","Resource":"*"}"#),
            "implicitly-denied for want of resource",
        ),
        (
            120,
            assume(SB)
                .trust(&own_name)
                .identity(ALLOW_ASSUME)
                .with("sts:RoleSessionName", values(&["ann"])),
            "implicitly-denied for want of resource",
        ),
        (
            121,
            assume(U)
                .trust(&trusts(U))
                .identity(ALLOW_ASSUME)
                .rcp(rcp_outside),
            "explicitly-denied by rcp@0 1",
        ),
        (
            122,
            ask(
                caller("lex.amazonaws.com"),
                "sts:AssumeRole",
                "arn:aws:iam::222222222222:role/aws-service-role/lex.amazonaws.com/AWSServiceRoleForLex",
            )
            .trust(&lambda.replace("lambda", "lex"))
            .rcp(r#"{"Effect":"Deny","Principal":"*","Action":"sts:*","Resource":"*"}"#),
            "allowed by resource 1",
        ),
    ]);
}

#[test]
fn an_rcp_does_restrict_a_service_that_assumes_another_role() {
    let world = assume("lambda.amazonaws.com")
        .trust(r#"{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}"#);
    assert_eq!(world.summary(), "allowed by resource 1");
    let denied = world.rcp(r#"{"Effect":"Deny","Principal":"*","Action":"sts:*","Resource":"*"}"#);
    assert_eq!(denied.summary(), "explicitly-denied by rcp@0 1");
}

#[test]
fn an_rcp_never_denies_by_silence() {
    let world = assume(UB)
        .trust(&trusts(UB))
        .rcp(r#"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}"#)
        .rcp("");
    assert_eq!(world.summary(), "allowed by resource 1");
}

#[test]
fn a_role_trusts_its_own_sessions_only_if_it_says_so() {
    let own = |trust: &str| ask(caller(SB), "sts:AssumeRole", RB).trust(trust);
    assert_eq!(own(&trusts(RB)).summary(), "allowed by resource 1");
    assert_eq!(
        own(&trusts(ROOT_B)).identity(ALLOW_ASSUME).summary(),
        "allowed by resource 1, identity 1"
    );
}

#[test]
fn a_boundary_limits_a_user_whom_a_trust_policy_names() {
    let world = assume(UB).trust(&trusts(UB)).boundary(SILENT);
    assert_eq!(world.summary(), "implicitly-denied for want of boundary");
    assert_eq!(world.assumptions(), ["boundary-limits-trust"]);
    let open = assume(UB).trust(&trusts(UB)).boundary(ALLOW_ALL);
    assert_eq!(open.summary(), "allowed by resource 1");
    assert_eq!(open.assumptions(), [""; 0]);
    // A session that is named passes it, as with any resource policy.
    let session = assume(SB).trust(&trusts(SB)).boundary(SILENT);
    assert_eq!(session.summary(), "allowed by resource 1");
}

#[test]
fn nobody_assumes_a_role_as_root_or_anonymously() {
    let everyone = r#"{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}"#;
    for root in [ROOT_A, ROOT_B] {
        assert_eq!(
            assume(root).trust(everyone).trust(&trusts(root)).summary(),
            "implicitly-denied; root user credentials cannot assume a role"
        );
    }
    let anonymous = assume("anonymous").trust(everyone);
    assert_eq!(
        anonymous.summary(),
        "implicitly-denied; a request to assume a role must be signed"
    );
    assert!(anonymous.decide().0.blocked_by().is_empty());
}

#[test]
fn a_trust_policy_may_name_everyone_and_says_so() {
    let everyone = r#"{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}"#;
    let world = assume(UB).trust(everyone);
    assert_eq!(world.summary(), "allowed by resource 1");
    assert_eq!(world.assumptions(), ["trust-everyone"]);
    assert_eq!(assume(UB).trust(&trusts(UB)).assumptions(), [""; 0]);
}

#[test]
fn a_provider_is_let_in_by_federated_entries_only() {
    let provider = "arn:aws:iam::222222222222:oidc-provider/token.example.com";
    let web = |principal: &str| {
        let mut world = assume(provider).trust(&format!(
            r#"{{"Effect":"Allow","Principal":{principal},"Action":"sts:AssumeRoleWithWebIdentity"}}"#
        ));
        world.request.action = Action::parse("sts:AssumeRoleWithWebIdentity").expect("an action");
        world
    };
    let named = format!(r#"{{"Federated":"{provider}"}}"#);
    assert_eq!(web(&named).summary(), "allowed by resource 1");
    let beside = format!(r#"{{"AWS":"*","Federated":"{provider}"}}"#);
    assert_eq!(web(&beside).summary(), "allowed by resource 1");
    for other in [
        r#""*""#,
        r#"{"AWS":"*"}"#,
        r#"{"AWS":"222222222222"}"#,
        r#"{"Federated":"arn:aws:iam::222222222222:oidc-provider/other.example.com"}"#,
    ] {
        assert_eq!(
            web(other).summary(),
            "implicitly-denied for want of resource",
            "{other}"
        );
    }
    // A `Deny` for everyone means them too.
    let denied = web(&named).trust(r#"{"Effect":"Deny","Principal":"*","Action":"sts:*"}"#);
    assert_eq!(denied.summary(), "explicitly-denied by resource 2.1");
}

#[test]
fn a_key_policy_is_mandatory_and_may_delegate() {
    let key = "arn:aws:kms:us-east-1:222222222222:key/1";
    let decrypt = r#"{"Effect":"Allow","Action":"kms:Decrypt","Resource":"*"}"#;
    let names = |principal: &str| {
        format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"{principal}"}},"Action":"kms:*","Resource":"*"}}"#
        )
    };
    let use_key = |caller_text: &str| ask(caller(caller_text), "kms:Decrypt", key);
    assert_eq!(
        use_key(UB).identity(decrypt).summary(),
        "implicitly-denied for want of resource"
    );
    assert_eq!(
        use_key(UB).resource(&names(ROOT_B)).summary(),
        "implicitly-denied for want of identity"
    );
    assert_eq!(
        use_key(UB)
            .resource(&names(ROOT_B))
            .identity(decrypt)
            .summary(),
        "allowed by resource 1, identity 1"
    );
    assert_eq!(
        use_key(UB).resource(&names(UB)).summary(),
        "allowed by resource 1"
    );
    // Nothing says that a boundary limits a user whom a key policy names.
    assert_eq!(
        use_key(UB).resource(&names(UB)).boundary(SILENT).summary(),
        "allowed by resource 1"
    );
    assert_eq!(
        use_key(SB).resource(&names(RB)).session(SILENT).summary(),
        "implicitly-denied for want of session"
    );
    // The action decides which policy is mandatory, not the account's other resources.
    let alias = ask(caller(UB), "s3:GetObject", "arn:aws:s3:::b/k");
    assert_eq!(alias.decide().0.relation, Relation::NotKnown);
}

#[test]
fn what_the_resource_policy_of_a_request_is() {
    use can_invoke_policy::service::{ResourcePolicyRole as Role, resource_policy_role};
    let rows = [
        ("sts:AssumeRole", ROLE_B, Role::Trust),
        ("STS:assumerolewithsaml", ROLE_B, Role::Trust),
        ("sts:TagSession", ROLE_B, Role::Trust),
        ("sts:SetSourceIdentity", ROLE_B, Role::Trust),
        // A federated user has no trust policy.
        (
            "sts:TagSession",
            "arn:aws:sts::222222222222:federated-user/bob",
            Role::Grants,
        ),
        (
            "sts:TagSession",
            "arn:aws:iam::222222222222:user/ann",
            Role::Grants,
        ),
        ("iam:GetRole", ROLE_B, Role::Grants),
        (
            "kms:Decrypt",
            "arn:aws:kms:us-east-1:222222222222:key/1",
            Role::KeyPolicy,
        ),
        (
            "kms:ListAliases",
            "arn:aws:kms:us-east-1:222222222222:alias/a",
            Role::Grants,
        ),
        (
            "s3:GetObject",
            "arn:aws:kms:us-east-1:222222222222:key/1",
            Role::Grants,
        ),
        ("execute-api:Invoke", API, Role::Grants),
    ];
    for (action, resource, expected) in rows {
        let request = ask(caller(UB), action, resource).request;
        assert_eq!(
            resource_policy_role(&request),
            expected,
            "{action} {resource}"
        );
    }
}

#[test]
fn no_policy_reaches_into_another_partition() {
    let world = ask(
        caller("arn:aws-cn:iam::222222222222:user/ann"),
        "execute-api:Invoke",
        API,
    )
    .identity(ALLOW_ALL)
    .resource(EVERYONE_INVOKES);
    assert_eq!(
        world.summary(),
        "implicitly-denied; caller and resource are of different partitions, \
         and no policy reaches across"
    );
    assert_eq!(world.decide().0.relation, Relation::CrossAccount);
}

#[test]
fn an_unknown_owner_makes_neither_account_pair() {
    let bucket = |world: World| {
        let mut world = world;
        world.request.resource.account = None;
        world
    };
    let by_identity = bucket(call(UB).identity(ALLOW_INVOKE));
    assert_eq!(by_identity.summary(), "depends for want of resource");
    assert_eq!(by_identity.decide().0.relation, Relation::NotKnown);
    let by_resource = bucket(call(UB).resource(&allows(UB)));
    assert_eq!(by_resource.summary(), "depends for want of identity");
    let by_both = bucket(call(UB).resource(&allows(UB)).identity(ALLOW_INVOKE));
    assert_eq!(by_both.summary(), "allowed by resource 1, identity 1");
    assert_eq!(
        bucket(call(UB)).summary(),
        "implicitly-denied for want of resource, identity"
    );
}
