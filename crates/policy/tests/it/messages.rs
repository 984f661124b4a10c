//! Denials in the words of AWS.
//!
//! Source: IAM user guide, `troubleshoot_access-denied`; the table across accounts is an
//! observation of one service (DevelopersIO, November 2021).

use can_invoke_policy::{
    Caller, Effect, Verdict,
    decision::Obstacle,
    message::{access_denied, reason},
};

use crate::support::*;

const SECRET: &str = "arn:aws:secretsmanager:us-east-1:222222222222:secret:a-AbCdEf";
const QUEUE: &str = "arn:aws:sqs:us-east-1:222222222222:orders";
const ROLE: &str = "arn:aws:iam::222222222222:role/app";
const DENY_ALL: &str = r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#;
const EVERYONE_SILENT: &str =
    r#"{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}"#;
const EVERYONE_DENIED: &str =
    r#"{"Effect":"Deny","Principal":"*","Action":"execute-api:Invoke","Resource":"*"}"#;

impl World {
    fn reason(&self) -> Option<String> {
        let (decision, _) = self.decide();
        reason(&self.request, &decision)
    }

    fn message(&self) -> String {
        let (decision, _) = self.decide();
        access_denied(&self.request, &decision)
    }
}

#[track_caller]
fn check(rows: &[(World, &str)]) {
    for (index, (world, expected)) in rows.iter().enumerate() {
        let found = world.reason();
        assert_eq!(found.as_deref(), Some(*expected), "row {index}");
    }
}

/// A user of the account of the API whom everything allows.
fn allowed(caller: &str) -> World {
    call(caller).identity(ALLOW_ALL)
}

#[test]
fn every_layer_that_denies_has_its_name() {
    let queue = ask(caller(UB), "sqs:SendMessage", QUEUE).identity(ALLOW_ALL);
    check(&[
        (
            allowed(UB).identity(DENY_INVOKE),
            "with an explicit deny in an identity-based policy",
        ),
        (
            allowed(UB).resource(EVERYONE_DENIED),
            "with an explicit deny in a resource-based policy",
        ),
        (
            allowed(UB).boundary(DENY_INVOKE),
            "with an explicit deny in a permissions boundary",
        ),
        (
            allowed(SB).session(DENY_INVOKE),
            "with an explicit deny in a session policy",
        ),
        (
            allowed(UB).scp(DENY_INVOKE),
            "with an explicit deny in a service control policy",
        ),
        (
            queue.rcp(r#"{"Effect":"Deny","Principal":"*","Action":"sqs:*","Resource":"*"}"#),
            "with an explicit deny in a resource control policy",
        ),
        (
            allowed(UB).vpc_endpoint(EVERYONE_DENIED),
            "with an explicit deny in a VPC endpoint policy",
        ),
        (
            ask(caller(UB), "sts:AssumeRole", ROLE)
                .identity(ALLOW_ALL)
                .trust(r#"{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole"}"#),
            "with an explicit deny in the role trust policy",
        ),
    ]);
}

#[test]
fn every_layer_that_is_silent_has_its_name() {
    check(&[
        (
            call(UB).identity(SILENT),
            "because no identity-based policy allows the execute-api:Invoke action",
        ),
        (
            call(UB),
            "because no identity-based policy allows the execute-api:Invoke action",
        ),
        (
            call("anonymous").resource(EVERYONE_SILENT),
            "because no resource-based policy allows the execute-api:Invoke action",
        ),
        (
            allowed(UB).boundary(SILENT),
            "because no permissions boundary allows the execute-api:Invoke action",
        ),
        (
            allowed(SB).session(SILENT),
            "because no session policy allows the execute-api:Invoke action",
        ),
        (
            allowed(UB).scp(ALLOW_ALL).scp(SILENT),
            "because no service control policy allows the execute-api:Invoke action",
        ),
        (
            allowed(UB).vpc_endpoint(EVERYONE_SILENT),
            "because no VPC endpoint policy allows the execute-api:Invoke action",
        ),
        (
            ask(caller(UB), "sts:AssumeRole", ROLE)
                .identity(ALLOW_ALL)
                .trust(r#"{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}"#),
            "because no role trust policy allows the sts:AssumeRole action",
        ),
    ]);
}

/// Which type AWS was seen to name across accounts.
#[test]
fn across_accounts_the_observed_type_is_named() {
    let across = || ask(caller(U), "secretsmanager:GetSecretValue", SECRET);
    let of_principal = |effect: Effect, principal: &str| {
        format!(
            r#"{{"Effect":"{}","Principal":{{"AWS":"{principal}"}},"Action":"*","Resource":"*"}}"#,
            effect.as_str()
        )
    };
    let allow = |principal: &str| of_principal(Effect::Allow, principal);
    let deny = of_principal(Effect::Deny, A);
    const NO_IDENTITY: &str =
        "because no identity-based policy allows the secretsmanager:GetSecretValue action";
    const NO_RESOURCE: &str =
        "because no resource-based policy allows the secretsmanager:GetSecretValue action";
    const DENIED_BY_IDENTITY: &str = "with an explicit deny in an identity-based policy";
    const DENIED_BY_RESOURCE: &str = "with an explicit deny in a resource-based policy";
    check(&[
        (across().resource(&allow(ROOT_A)), NO_RESOURCE),
        (across().resource(&allow(A)), NO_RESOURCE),
        (across().resource(&allow(U)), NO_IDENTITY),
        (across().identity(ALLOW_ALL), NO_RESOURCE),
        (across(), NO_RESOURCE),
        (
            across().identity(DENY_ALL).resource(&allow(U)),
            DENIED_BY_IDENTITY,
        ),
        (
            across().identity(ALLOW_ALL).resource(&deny),
            DENIED_BY_RESOURCE,
        ),
        (
            across().identity(DENY_ALL).resource(&deny),
            DENIED_BY_IDENTITY,
        ),
        // Not observed: the role of the session is as near as the user, both at once too.
        (
            across()
                .caller(caller(S))
                .resource(&allow("arn:aws:iam::111111111111:role/app")),
            NO_IDENTITY,
        ),
        (
            across().resource(&format!("{},{}", allow(A), allow(U))),
            NO_IDENTITY,
        ),
    ]);
}

#[test]
fn in_one_account_a_policy_that_leaves_it_to_the_account_is_not_named() {
    check(&[(
        call(UB).resource(&allows(ROOT_B)),
        "because no identity-based policy allows the execute-api:Invoke action",
    )]);
}

/// Nothing is observed of trust policies: what is silent is named.
#[test]
fn a_trust_policy_that_leaves_it_to_the_account_is_not_named() {
    for account in [A, B] {
        let trust = format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"{account}"}},"Action":"sts:AssumeRole"}}"#
        );
        let who = caller(if account == A { U } else { UB });
        check(&[(
            ask(who, "sts:AssumeRole", ROLE).trust(&trust),
            "because no identity-based policy allows the sts:AssumeRole action",
        )]);
    }
}

#[test]
fn only_the_policy_of_a_role_is_a_trust_policy() {
    let session = "arn:aws:sts::222222222222:federated-user/bob";
    let tagged = |arn: &str| ask(caller(U), "sts:TagSession", arn).identity(ALLOW_ALL);
    check(&[
        (
            tagged(ROLE),
            "because no role trust policy allows the sts:TagSession action",
        ),
        (
            tagged(session),
            "because no resource-based policy allows the sts:TagSession action",
        ),
        (
            ask(
                caller(UB),
                "kms:Decrypt",
                "arn:aws:kms:us-east-1:222222222222:key/1",
            )
            .identity(ALLOW_ALL),
            "because no resource-based policy allows the kms:Decrypt action",
        ),
    ]);
}

/// Not documented and not observed; it must be the same whenever it is asked.
#[test]
fn of_several_the_first_in_the_order_of_evaluation_is_named() {
    check(&[
        (
            call(UB).scp(SILENT).boundary(SILENT),
            "because no service control policy allows the execute-api:Invoke action",
        ),
        (
            call(SB).boundary(SILENT).session(SILENT),
            "because no identity-based policy allows the execute-api:Invoke action",
        ),
        (
            allowed(SB).boundary(SILENT).session(SILENT),
            "because no permissions boundary allows the execute-api:Invoke action",
        ),
        (
            allowed(SB)
                .session(DENY_INVOKE)
                .boundary(DENY_INVOKE)
                .scp(DENY_INVOKE),
            "with an explicit deny in a service control policy",
        ),
        (
            call(SB).identity(DENY_INVOKE).scp(DENY_INVOKE),
            "with an explicit deny in an identity-based policy",
        ),
        // A denial is explicit before it is implicit.
        (
            call(SB).scp(SILENT).session(DENY_INVOKE),
            "with an explicit deny in a session policy",
        ),
    ]);
}

#[test]
fn a_layer_that_is_known_to_be_silent_is_named_before_one_that_nobody_gave() {
    let mut world = call(U);
    world.identity = None;
    check(&[(
        world,
        "because no resource-based policy allows the execute-api:Invoke action",
    )]);
    let mut world = call(U).identity(SILENT);
    world.resource = None;
    check(&[(
        world,
        "because no identity-based policy allows the execute-api:Invoke action",
    )]);
}

#[test]
fn a_denial_whatever_the_unknown_is_names_the_type_that_denies() {
    let deny = |operator: &str| {
        format!(
            r#"{{"Effect":"Deny","Action":"*","Resource":"*","Condition":{{"{operator}":{{"k:k":"a"}}}}}}"#
        )
    };
    let world = allowed(UB).with("k:k", PRESENT).boundary(&format!(
        "{ALLOW_ALL},{},{}",
        deny("StringEquals"),
        deny("StringNotEquals")
    ));
    let (mut decision, _) = world.decide();
    assert_eq!(decision.verdict, Verdict::Depends);
    assert_eq!(reason(&world.request, &decision), None);
    // Both values were tried: this is how it is told then.
    decision.verdict = Verdict::ImplicitlyDenied;
    assert_eq!(
        reason(&world.request, &decision).as_deref(),
        Some("with an explicit deny in a permissions boundary")
    );
}

#[test]
fn where_no_policy_is_in_the_way_there_is_no_reason() {
    assert_eq!(allowed(UB).reason(), None);
    let trust = r#"{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}"#;
    let root = ask(caller(ROOT_B), "sts:AssumeRole", ROLE).trust(trust);
    let (decision, _) = root.decide();
    assert_eq!(decision.obstacle, Some(Obstacle::RootCannotAssumeRole));
    assert_eq!(
        root.message(),
        format!("User: {ROOT_B} is not authorized to perform: sts:AssumeRole on resource: {ROLE}")
    );
}

#[test]
fn the_message_names_caller_action_and_resource() {
    let silent = "because no identity-based policy allows the";
    let rows = [
        (
            call("anonymous").resource(EVERYONE_DENIED),
            format!(
                "User: anonymous is not authorized to perform: execute-api:Invoke on resource: {API} \
                 with an explicit deny in a resource-based policy"
            ),
        ),
        (
            call(SB),
            format!(
                "User: {SB} is not authorized to perform: execute-api:Invoke on resource: {API} \
                 {silent} execute-api:Invoke action"
            ),
        ),
        // The session is named, also where nobody said its name.
        (
            call(RB),
            format!(
                "User: arn:aws:sts::222222222222:assumed-role/app/<session name> is not authorized \
                 to perform: execute-api:Invoke on resource: {API} {silent} execute-api:Invoke action"
            ),
        ),
        (
            ask(Caller::parse(UB).expect("a caller"), "iam:ListUsers", "*"),
            format!(
                "User: {UB} is not authorized to perform: iam:ListUsers {silent} iam:ListUsers action"
            ),
        ),
    ];
    for (mut world, expected) in rows {
        world.request.resource.account = Some(B.to_owned());
        assert_eq!(world.message(), expected);
    }
}
