//! Every assumption has two choices, and here is a request for each that tells them apart.

use can_invoke_policy::{
    Assumption, Effect, PolicyKind, Readings, Resource, Verdict, context::ReachingKeys,
    depends::explain,
};

use crate::support::*;

const USER_ID: &str = "AIDAEXAMPLEEXAMPLE123";
const SERVICE: &str = "states.amazonaws.com";
const BOB: &str = "arn:aws:sts::222222222222:federated-user/bob";
const ROLE: &str = "arn:aws:iam::222222222222:role/team/app";

/// A call with keys of many kinds, allowed under a condition.
fn allowed_if(condition: &str) -> World {
    call(UB)
        .with("k:one", values(&["x"]))
        .with("k:letter", values(&["É"]))
        .with("k:many", values(&["a", "b"]))
        .with("k:none", values(&[]))
        .with("k:empty", values(&[""]))
        .with("k:star", values(&["*"]))
        .with("k:flag", values(&["true"]))
        .with("k:arn", values(&[API]))
        .with("k:date", values(&["1990-01-01T00:00:00Z"]))
        .with("k:mapped", values(&["::ffff:203.0.113.5"]))
        .identity(&format!(
            r#"{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{condition}}}"#
        ))
}

fn assumes(caller_text: &str, principal: &str) -> World {
    let trust = format!(
        r#"{{"Effect":"Allow","Principal":{{"AWS":"{principal}"}},"Action":"sts:AssumeRole"}}"#
    );
    ask(caller(caller_text), "sts:AssumeRole", ROLE).trust(&trust)
}

fn on_resource(element: &str, resource: &str) -> World {
    call(UB).with("k:star", values(&["*"])).identity(&format!(
        r#"{{"Effect":"Allow","Action":"*","{element}":"{resource}"}}"#
    ))
}

/// A request for each assumption, and how it comes out by each choice.
fn rows() -> Vec<(Assumption, World, Verdict, Verdict)> {
    use Assumption as A;
    use Verdict::{Allowed, Depends, ExplicitlyDenied, ImplicitlyDenied};
    let mut colons = on_resource("Resource", "arn:aws:execute-api:us-east-1:*:batch");
    let items = "arn:aws:execute-api:us-east-1:222222222222:abcde12345/prod/GET/items:batch";
    colons.request.resource = Resource::from_arn(items);

    let mut old = call(UB).with("k:k", values(&["a*b"]));
    old.identity = Some(vec![policy_of(
        PolicyKind::Identity,
        r#"{"Version":"2008-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"k:k":"a${*}b"}}}}"#,
    )]);

    let not_principal = |effect: Effect, listed: &str| {
        format!(
            r#"{{"Effect":"{}","NotPrincipal":{{"AWS":"{listed}"}},"Action":"*","Resource":"*"}}"#,
            effect.as_str()
        )
    };
    let federated = call(BOB).identity(ALLOW_INVOKE);
    let lex = "arn:aws:sts::222222222222:assumed-role/AWSServiceRoleForLex/s1";
    let rcp = r#"{"Effect":"Deny","Principal":"*","Action":"execute-api:*","Resource":"*"}"#;
    vec![
        (A::WildcardCrossesColons, colons, Allowed, ImplicitlyDenied),
        (A::EscapesInOldDocuments, old, ImplicitlyDenied, Allowed),
        (
            A::VariablesInResourceControl,
            assumes(UB, UB).with("k:one", values(&["x"])).rcp(
                r#"{"Effect":"Deny","Principal":"*","Action":"sts:*","Resource":"*","Condition":{"StringEquals":{"k:one":"${k:one}"}}}"#,
            ),
            ExplicitlyDenied,
            Allowed,
        ),
        (
            A::OperatorCaseIgnored,
            allowed_if(r#"{"stringequals":{"k:one":"x"}}"#),
            Allowed,
            ImplicitlyDenied,
        ),
        (
            A::VariableValueIsLiteral,
            on_resource("Resource", "arn:aws:execute-api:*:*:*/${k:star}/GET/pets"),
            ImplicitlyDenied,
            Allowed,
        ),
        (
            A::EmptyVariableIsNoValue,
            allowed_if(r#"{"StringEquals":{"k:one":"x${k:empty}"}}"#),
            ImplicitlyDenied,
            Allowed,
        ),
        (
            A::UnresolvedNotResource,
            on_resource("NotResource", "arn:aws:execute-api:*:*:${k:absent}/*"),
            Allowed,
            ImplicitlyDenied,
        ),
        (
            A::VariableInBool,
            allowed_if(r#"{"Bool":{"k:flag":"${k:flag}"}}"#),
            Allowed,
            ImplicitlyDenied,
        ),
        (
            A::IgnoreCaseOfAscii,
            allowed_if(r#"{"StringEqualsIgnoreCase":{"k:letter":"é"}}"#),
            ImplicitlyDenied,
            Allowed,
        ),
        (
            A::ForAnyValueNegatedAbsent,
            allowed_if(r#"{"ForAnyValue:StringNotEquals":{"k:absent":"a"}}"#),
            ImplicitlyDenied,
            Allowed,
        ),
        (
            A::ForAllValuesNegated,
            allowed_if(r#"{"ForAllValues:StringNotLike":{"k:many":"c*"}}"#),
            Allowed,
            ImplicitlyDenied,
        ),
        (
            A::ForAllValuesNegated,
            allowed_if(r#"{"ForAllValues:StringNotLike":{"k:absent":"c*"}}"#),
            Allowed,
            ImplicitlyDenied,
        ),
        (
            A::ForAllValuesNegated,
            allowed_if(r#"{"ForAllValues:StringNotLike":{"k:many":"a*"}}"#),
            ImplicitlyDenied,
            Allowed,
        ),
        (
            A::ForAnyValueIfExists,
            allowed_if(r#"{"ForAnyValue:StringEqualsIfExists":{"k:absent":"a"}}"#),
            Allowed,
            ImplicitlyDenied,
        ),
        (
            A::NullWithQualifier,
            allowed_if(r#"{"ForAllValues:Null":{"k:one":"true"}}"#),
            Allowed,
            ImplicitlyDenied,
        ),
        (
            A::NullWithQualifier,
            allowed_if(r#"{"ForAnyValue:Null":{"k:absent":"true"}}"#),
            ImplicitlyDenied,
            Allowed,
        ),
        (
            A::NullOfEmptyList,
            allowed_if(r#"{"Null":{"k:none":"true"}}"#),
            Allowed,
            ImplicitlyDenied,
        ),
        (
            A::MultivaluedWithoutQualifier,
            allowed_if(r#"{"StringEquals":{"k:many":"a"}}"#),
            ImplicitlyDenied,
            Allowed,
        ),
        (
            A::EmptyRequestList,
            allowed_if(r#"{"StringEqualsIfExists":{"k:none":"a"}}"#),
            ImplicitlyDenied,
            Allowed,
        ),
        (
            A::EmptyConditionList,
            allowed_if(r#"{"StringEquals":{"k:absent":[]}}"#),
            ImplicitlyDenied,
            Allowed,
        ),
        (
            A::MalformedNegatedPolicyValue,
            allowed_if(r#"{"ArnNotEquals":{"k:arn":"${k:one}"}}"#),
            ImplicitlyDenied,
            Allowed,
        ),
        (
            A::MalformedNegatedRequestValue,
            allowed_if(r#"{"NumericNotEquals":{"k:one":"5"}}"#),
            Allowed,
            ImplicitlyDenied,
        ),
        (
            A::DateDigitsAreEpoch,
            allowed_if(r#"{"DateGreaterThan":{"k:date":"2026"}}"#),
            Allowed,
            ImplicitlyDenied,
        ),
        (
            A::DateWithoutZone,
            allowed_if(r#"{"DateEquals":{"k:date":"1990-01-01"}}"#),
            Allowed,
            ImplicitlyDenied,
        ),
        (
            A::MappedAddressNotUnmapped,
            allowed_if(r#"{"IpAddress":{"k:mapped":"203.0.113.0/24"}}"#),
            ImplicitlyDenied,
            Allowed,
        ),
        (
            A::RoleNameCaseIgnored,
            call(SB).resource(&allows("arn:aws:iam::222222222222:role/App")),
            Allowed,
            ImplicitlyDenied,
        ),
        (
            A::RoleNameCaseIgnored,
            call(SB).resource(&allows(&SB.replace("/app/", "/App/"))),
            Allowed,
            ImplicitlyDenied,
        ),
        (
            A::AwsWildcardCoversServices,
            call(SERVICE).resource(&allows("*")),
            Allowed,
            ImplicitlyDenied,
        ),
        (
            A::NotPrincipalChain,
            call(SB)
                .identity(ALLOW_INVOKE)
                .resource(&not_principal(Effect::Deny, RB)),
            ExplicitlyDenied,
            Allowed,
        ),
        (
            A::NotPrincipalAllow,
            call(UB).resource(&not_principal(Effect::Allow, U)),
            Allowed,
            ImplicitlyDenied,
        ),
        (
            A::BoundaryLimitsTrust,
            assumes(UB, UB).boundary(SILENT),
            ImplicitlyDenied,
            Allowed,
        ),
        (
            A::FederatedWithoutSessionPolicy,
            federated,
            ImplicitlyDenied,
            Allowed,
        ),
        (
            A::FederatedUserByUser,
            // The ARN of a federated user does not tell who the user is.
            call(BOB).session(ALLOW_INVOKE).resource(&allows(UB)),
            Depends,
            ImplicitlyDenied,
        ),
        (
            A::SessionArnBypassesSessionPolicy,
            call(SB).resource(&allows(SB)).session(SILENT),
            Allowed,
            ImplicitlyDenied,
        ),
        (
            A::UniqueIdOfDeletedPrincipal,
            call(UB).resource(&allows(USER_ID)),
            ImplicitlyDenied,
            Depends,
        ),
        (
            A::ServiceLinkedRoleByName,
            call(lex).identity(ALLOW_INVOKE).scp(DENY_INVOKE),
            Allowed,
            ExplicitlyDenied,
        ),
        (
            A::AccountPrincipalDelegates,
            call(UB).resource(&allows(ROOT_B)),
            ImplicitlyDenied,
            Allowed,
        ),
        (
            A::ResourceControlPolicyServices,
            call(UB).identity(ALLOW_INVOKE).rcp(rcp),
            Allowed,
            ExplicitlyDenied,
        ),
        (
            A::IncompleteArn,
            on_resource("Resource", "arn:aws:execute-api"),
            Allowed,
            ImplicitlyDenied,
        ),
        (
            A::IncompleteArn,
            on_resource("NotResource", "arn:aws:s3"),
            Allowed,
            ImplicitlyDenied,
        ),
        (
            A::TrustEveryone,
            assumes(UB, "*"),
            Allowed,
            ImplicitlyDenied,
        ),
        (
            A::NumbersAreExact,
            call(UB)
                .with("k:number", values(&["9007199254740993"]))
                .identity(
                    r#"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"NumericEquals":{"k:number":"9007199254740992"}}}"#,
                ),
            ImplicitlyDenied,
            Allowed,
        ),
        (
            A::AssumesRootOfMember,
            ask(
                caller(U),
                "sts:AssumeRoot",
                "arn:aws:iam::222222222222:root",
            )
            .identity(r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#),
            Allowed,
            ImplicitlyDenied,
        ),
    ]
}

#[test]
fn every_choice_makes_a_difference_and_is_told() {
    for (assumption, world, ours, other) in rows() {
        for (readings, expected) in [
            (Readings::default(), ours),
            (Readings::from(assumption), other),
        ] {
            let world = World {
                readings,
                ..world.clone()
            };
            let id = assumption.id();
            let choice = readings.choice(assumption).id;
            let (decision, _) = world.decide();
            assert_eq!(decision.verdict, expected, "{id}={choice}");
            // A year has no zone.
            let is_year = choice == "year";
            let also: &[&str] = if is_year { &["date-without-zone"] } else { &[] };
            assert_eq!(world.assumptions(), [&[id], also].concat(), "{id}={choice}");
            assert_eq!(decision.readings.choice(assumption).id, choice);
        }
    }
}

#[test]
fn every_assumption_of_the_evaluator_has_a_request() {
    let rows = rows();
    for assumption in Assumption::ALL {
        let has_row = rows.iter().any(|(of, ..)| of == assumption);
        let is_elsewhere = Assumption::OF_API_GATEWAY.contains(assumption)
            || Assumption::OF_MAPPINGS.contains(assumption);
        assert_ne!(has_row, is_elsewhere, "{}", assumption.id());
    }
}

/// What no choice touches comes out as by our readings, whatever is chosen elsewhere.
#[test]
fn a_choice_is_for_its_own_question_only() {
    for (assumption, world, ours, other) in rows() {
        for switched in Assumption::ALL.iter().filter(|one| **one != assumption) {
            // Of a date that has no zone either way both questions are asked.
            let is_asked_too = assumption == Assumption::DateDigitsAreEpoch
                && *switched == Assumption::DateWithoutZone;
            if is_asked_too {
                continue;
            }
            let mut readings = Readings::from(*switched);
            let mut world = world.clone();
            world.readings = readings;
            assert_eq!(world.verdict(), ours, "{assumption:?} {switched:?}");
            readings.choose_alternative(assumption);
            world.readings = readings;
            assert_eq!(world.verdict(), other, "{assumption:?} {switched:?}");
        }
    }
}

#[test]
fn only_a_session_policy_limits_a_session_that_is_named() {
    let readings = Readings::from(Assumption::SessionArnBypassesSessionPolicy);
    let by = |world: World| World { readings, ..world }.summary();
    assert_eq!(
        by(call(SB).resource(&allows(SB)).session(SILENT)),
        "implicitly-denied for want of session"
    );
    // Neither the boundary nor a statement that names everyone is in question.
    let open = "allowed by resource 1";
    assert_eq!(by(call(SB).resource(&allows(SB)).boundary(SILENT)), open);
    assert_eq!(
        by(call(SB).resource(EVERYONE_INVOKES).session(SILENT)),
        open
    );
}

#[test]
fn beside_everyone_in_a_trust_policy_the_others_stay_named() {
    let trust = |principals: &str| {
        let statement =
            format!(r#"{{"Effect":"Allow","Principal":{principals},"Action":"sts:AssumeRole"}}"#);
        ask(caller(SB), "sts:AssumeRole", ROLE)
            .trust(&statement)
            .boundary(SILENT)
    };
    let nobody = |world: World| World {
        readings: Assumption::TrustEveryone.into(),
        ..world
    };
    // By whichever entry comes first, everyone passes the boundary and the role does not.
    for list in [format!(r#"["*","{RB}"]"#), format!(r#"["{RB}","*"]"#)] {
        let world = trust(&format!(r#"{{"AWS":{list}}}"#));
        assert_eq!(world.summary(), "allowed by resource 1");
        assert_eq!(world.assumptions(), ["trust-everyone"]);
        let world = nobody(world);
        assert_eq!(world.summary(), "implicitly-denied for want of boundary");
        assert_eq!(world.assumptions(), ["trust-everyone"]);
    }
    // Named as strongly, everyone adds nothing but what the session policy may take away.
    let session = trust(&format!(r#"{{"AWS":["{SB}","*"]}}"#));
    assert_eq!(session.summary(), "allowed by resource 1");
    assert_eq!(nobody(session).summary(), "allowed by resource 1");
}

#[test]
fn an_account_that_is_allowed_by_itself_stays_below_the_ceilings() {
    let readings = Readings::from(Assumption::AccountPrincipalDelegates);
    let by = |world: World| World { readings, ..world }.summary();
    let named = call(UB).resource(&allows(ROOT_B));
    assert_eq!(by(named.clone()), "allowed by resource 1");
    assert_eq!(
        by(named.boundary(SILENT)),
        "implicitly-denied for want of boundary"
    );
    // A trust policy delegates, as AWS says.
    assert_eq!(
        by(assumes(UB, ROOT_B)),
        "implicitly-denied for want of identity"
    );
}

#[test]
fn a_principal_that_may_be_the_caller_is_no_question_of_the_session_name() {
    let mut world = call(RB).resource(&allows("AROAEXAMPLEEXAMPLE123"));
    world.readings = Readings::from(Assumption::UniqueIdOfDeletedPrincipal);
    let (decision, trace) = world.decide();
    assert_eq!(decision.verdict, Verdict::Depends);
    let depends = explain(&world.request, &world.layers(), &decision, &trace);
    let names: Vec<&str> = depends.facts.iter().map(|fact| fact.name()).collect();
    assert!(names.contains(&"unique id of the caller"), "{names:?}");
    assert!(!depends.is_worked_out);
}

#[test]
fn keys_that_do_not_reach_the_resource_policy_are_absent_there_only() {
    let condition = r#""Condition":{"StringEquals":{"k:one":"x","aws:PrincipalTag/team":"red"}}"#;
    let allow =
        format!(r#"{{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*",{condition}}}"#);
    let mut world = call(UB)
        .with("k:one", values(&["x"]))
        .with("aws:PrincipalTag/team", values(&["red"]))
        .resource(&allow);
    assert_eq!(world.summary(), "allowed by resource 1");
    world.reaching_keys = Some(ReachingKeys {
        keys: &["k:one"],
        families: &["aws:principaltag/"],
    });
    assert_eq!(world.summary(), "allowed by resource 1");
    world.reaching_keys = Some(ReachingKeys {
        keys: &[],
        families: &["aws:principaltag/"],
    });
    assert_eq!(
        world.summary(),
        "implicitly-denied for want of identity|resource"
    );
    let by_identity = world.identity(&format!(
        r#"{{"Effect":"Allow","Action":"*","Resource":"*",{condition}}}"#
    ));
    assert_eq!(by_identity.summary(), "allowed by identity 1");
}

#[test]
fn choices_are_read_from_their_ids() {
    let parse = |pairs: &[(&'static str, &'static str)]| Readings::parse(pairs.iter().copied());
    let colons = Assumption::WildcardCrossesColons;
    let stays = parse(&[("wildcard-crosses-colons", "stays-in-segment")]);
    assert_eq!(stays, Ok(Readings::from(colons)));
    assert_eq!(
        parse(&[("wildcard-crosses-colons", "crosses")]),
        Ok(Readings::default())
    );
    // Saying it twice says nothing else.
    let twice = [("wildcard-crosses-colons", "stays-in-segment"); 2];
    assert_eq!(parse(&twice), Ok(Readings::from(colons)));

    let told = |pairs| {
        let error = parse(pairs).expect_err("an error");
        (error.message, error.help)
    };
    let error = |message: &str, help: &str| (message.to_owned(), help.to_owned());
    assert_eq!(
        told(&[("wildcard-cross-colon", "crosses")]),
        error(
            "`wildcard-cross-colon` is not the id of an assumption",
            "`can-invoke assumptions` lists them all"
        )
    );
    assert_eq!(
        told(&[("trust_everyon", "nobody")]),
        error(
            "`trust_everyon` is not the id of an assumption",
            "did you mean `trust-everyone`?"
        )
    );
    assert_eq!(
        told(&[("trust-everyone", "somebody")]),
        error(
            "`somebody` is not a choice of `trust-everyone`",
            "its choices are `everyone` and `nobody`"
        )
    );
    assert_eq!(
        told(&[("trust-everyone", "nobody"), ("trust-everyone", "everyone")]),
        error(
            "both choices of `trust-everyone` are taken",
            "leave one of them out"
        )
    );
}
