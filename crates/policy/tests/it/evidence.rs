//! What the evaluator remembers: which element failed, where it stands, what was found.

use can_invoke_policy::{Layer, Trace, Truth, evidence::Element};
use can_invoke_source::Sources;

use crate::support::*;

/// Element, outcome, text of the span, expected, found.
fn elements(trace: &Trace, sources: &Sources) -> Vec<(Element, Truth, String, String, String)> {
    trace.statements[0]
        .elements
        .iter()
        .map(|one| {
            (
                one.element,
                one.outcome,
                sources.slice(one.span).to_owned(),
                one.expected.clone(),
                one.found.clone(),
            )
        })
        .collect()
}

#[test]
fn every_element_of_a_statement_is_told() {
    let text = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Pets","Effect":"Allow",
        "Principal":{"AWS":["111111111111","222222222222"]},"Action":["s3:*","execute-api:In*"],
        "Resource":"execute-api:/test/*","Condition":{"StringEquals":{"aws:SourceVpce":["a","b"]},
        "ForAnyValue:StringLike":{"aws:TagKeys":"x"}}}]}"#;
    let document = document(can_invoke_policy::PolicyKind::Resource, text);
    assert!(document.told.is_empty());
    let mut world = call(UB)
        .with("aws:SourceVpce", values(&["c"]))
        .with("aws:TagKeys", values(&["y", "z"]));
    world.resource = Some(document.policy.into_iter().collect());
    let (_, trace) = world.decide();
    let statement = &trace.statements[0];
    assert_eq!(statement.sid.as_deref(), Some("Pets"));
    assert_eq!(statement.applies, Truth::False);
    assert_eq!(statement.reference.layer, Layer::Resource);
    assert!(
        document
            .sources
            .slice(statement.reference.span)
            .starts_with(r#"{"Sid":"Pets""#)
    );
    let row = |element, outcome, span: &str, expected: &str, found: &str| {
        (
            element,
            outcome,
            span.to_owned(),
            expected.to_owned(),
            found.to_owned(),
        )
    };
    assert_eq!(
        elements(&trace, &document.sources),
        [
            row(
                Element::Action,
                Truth::True,
                "\"execute-api:In*\"",
                "`s3:*` or `execute-api:In*`",
                "execute-api:Invoke"
            ),
            row(
                Element::Principal,
                Truth::True,
                "\"222222222222\"",
                "`111111111111` or `222222222222`",
                UB
            ),
            row(
                Element::Resource,
                Truth::False,
                "\"execute-api:/test/*\"",
                "`execute-api:/test/*`",
                API
            ),
            row(
                Element::Condition,
                Truth::False,
                r#""aws:SourceVpce":["a","b"]"#,
                "`a` or `b`",
                "`c`"
            ),
            row(
                Element::Condition,
                Truth::False,
                r#""aws:TagKeys":"x""#,
                "`x`",
                "`y` and `z`"
            ),
        ]
    );
    let conditions: Vec<_> = statement
        .elements
        .iter()
        .filter_map(|one| one.condition.clone())
        .collect();
    assert_eq!(
        conditions,
        [
            ("StringEquals".to_owned(), "aws:SourceVpce".to_owned()),
            (
                "ForAnyValue:StringLike".to_owned(),
                "aws:TagKeys".to_owned()
            ),
        ]
    );
    assert_eq!(statement.failures().count(), 3);
}

#[test]
fn the_strongest_entry_is_the_one_to_show() {
    let world = call(SB).resource(&names(
        can_invoke_policy::Effect::Allow,
        &format!(r#"{{"AWS":["{ROOT_B}","{RB}","{SB}"]}}"#),
    ));
    let (_, trace) = world.decide();
    let principal = trace.statements[0].principal.expect("a match");
    assert_eq!(principal.direct, Truth::False);
    assert_eq!(principal.session, Truth::True);
    assert_eq!(principal.role, Truth::True);
    assert_eq!(principal.account, Truth::True);
}

#[test]
fn the_elements_after_one_that_fails_are_told_too() {
    let world = call(UB).resource(
        r#"{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"k:k":"true"}}}"#,
    );
    let (_, trace) = world.decide();
    let outcomes: Vec<_> = trace.statements[0]
        .elements
        .iter()
        .map(|one| (one.element, one.outcome))
        .collect();
    assert_eq!(
        outcomes,
        [
            (Element::Action, Truth::False),
            (Element::Principal, Truth::True),
            (Element::Resource, Truth::True),
            (Element::Condition, Truth::False),
        ]
    );
}

#[test]
fn the_entry_that_means_the_caller_is_pointed_at() {
    let shown = |caller_text: &str, list: &str| {
        let text = one(&names(
            can_invoke_policy::Effect::Allow,
            &format!(r#"{{"AWS":[{list}]}}"#),
        ));
        let document = document(can_invoke_policy::PolicyKind::Resource, &text);
        let mut world = call(caller_text);
        world.resource = Some(document.policy.into_iter().collect());
        let (_, trace) = world.decide();
        let principal = &trace.statements[0].elements[1];
        assert_eq!(principal.element, Element::Principal);
        document.sources.slice(principal.span).to_owned()
    };
    let list = |all: &[&str]| {
        let all: Vec<String> = all.iter().map(|one| format!("\"{one}\"")).collect();
        all.join(",")
    };
    let quoted = |text: &str| format!("\"{text}\"");
    assert_eq!(shown(SB, &list(&[ROOT_B, RB, SB])), quoted(SB));
    assert_eq!(shown(SB, &list(&[ROOT_B, RB])), quoted(RB));
    assert_eq!(shown(RB, &list(&[UB, SB])), quoted(SB));
    // The first of several that mean the caller alike.
    assert_eq!(shown(UB, &list(&[B, ROOT_B])), quoted(B));
    // None does: the whole element.
    assert_eq!(
        shown(UB, &list(&[SB, ROOT_A])),
        format!(r#"{{"AWS":["{SB}","{ROOT_A}"]}}"#)
    );
}

#[test]
fn of_statements_that_decide_alike_the_first_is_shown() {
    let allow_twice = call(UB).identity(&format!("{SILENT},{ALLOW_ALL},{ALLOW_INVOKE}"));
    assert_eq!(allow_twice.summary(), "allowed by identity 2");
    let deny_twice = call(UB).identity(&format!("{ALLOW_ALL},{DENY_INVOKE},{DENY_INVOKE}"));
    assert_eq!(deny_twice.summary(), "explicitly-denied by identity 2");
    // A statement that does not apply is shown for nothing.
    let (decision, _) = call(UB).identity(SILENT).decide();
    let identity = decision.layer(Layer::Identity).expect("asked");
    assert_eq!((identity.allowed_by, identity.denied_by), (None, None));
}

#[test]
fn the_statement_that_grants_is_shown_not_one_that_might() {
    // The second names the session more directly, but it turns on an unknown key.
    let maybe = format!(
        r#"{{"Effect":"Allow","Principal":{{"AWS":"{SB}"}},"Action":"*","Resource":"*",
            "Condition":{{"StringEquals":{{"k:k":"a"}}}}}}"#
    );
    let world = call(SB)
        .with("k:k", UNKNOWN)
        .resource(&format!("{},{maybe}", allows(RB)));
    assert_eq!(world.summary(), "allowed by resource 1");
    let world = call(SB)
        .with("k:k", UNKNOWN)
        .resource(&format!("{maybe},{}", allows(RB)));
    assert_eq!(world.summary(), "allowed by resource 2");
}

#[test]
fn the_statement_that_denies_is_shown_not_one_that_might() {
    let maybe =
        r#"{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"k:k":"a"}}}"#;
    let world = call(UB)
        .with("k:k", UNKNOWN)
        .identity(ALLOW_INVOKE)
        .scp(&format!("{ALLOW_ALL},{maybe}"))
        .scp(&format!("{ALLOW_ALL},{DENY_INVOKE}"));
    assert_eq!(world.summary(), "explicitly-denied by scp@1 2");
}

#[test]
fn the_nearest_miss() {
    let far = r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#;
    let near = r#"{"Sid":"Near","Effect":"Allow","Action":"execute-api:Invoke","Resource":"*","Condition":{"StringEquals":{"k:k":"a","k:l":"b"}}}"#;
    let world = call(UB).identity(&format!("{far},{near}"));
    let (_, trace) = world.decide();
    let miss = trace.nearest_miss(Layer::Identity).expect("a miss");
    assert_eq!(miss.sid.as_deref(), Some("Near"));
    assert!(trace.nearest_miss(Layer::Resource).is_none());
    let found: Vec<&str> = miss.failures().map(|one| one.found.as_str()).collect();
    assert_eq!(found, ["absent", "absent"]);
}

#[test]
fn an_assumption_counts_where_the_statement_turns_on_it() {
    let condition = r#""Condition":{"ForAnyValue:StringNotEquals":{"aws:TagKeys":"a"}}"#;
    let turning = format!(r#"{{"Effect":"Allow","Action":"*","Resource":"*",{condition}}}"#);
    assert_eq!(
        call(UB).identity(&turning).assumptions(),
        ["for-any-value-negated-absent"]
    );
    // Here the action keeps it from applying anyway.
    let idle = format!(r#"{{"Effect":"Allow","Action":"s3:*","Resource":"*",{condition}}}"#);
    assert_eq!(call(UB).identity(&idle).assumptions(), [""; 0]);
}

#[test]
fn readings_of_conditions_are_told() {
    let rows = [
        (
            r#"{"ForAnyValue:StringEqualsIfExists":{"k:absent":"a"}}"#,
            "for-any-value-if-exists",
        ),
        (
            r#"{"ForAllValues:Null":{"k:one":"true"}}"#,
            "null-with-qualifier",
        ),
        (
            r#"{"ForAnyValue:Null":{"k:absent":"true"}}"#,
            "null-with-qualifier",
        ),
        (
            r#"{"StringEquals":{"k:many":"a"}}"#,
            "multivalued-without-qualifier",
        ),
        (r#"{"StringEquals":{"k:one":[]}}"#, "empty-condition-list"),
        (r#"{"Null":{"k:one":[]}}"#, "empty-condition-list"),
        (
            r#"{"NumericNotEquals":{"k:one":"5"}}"#,
            "malformed-negated-request-value",
        ),
        (
            r#"{"NotIpAddress":{"k:mapped":"203.0.113.0/24"}}"#,
            "mapped-address-not-unmapped",
        ),
        (r#"{"stringequals":{"k:one":"x"}}"#, "operator-case-ignored"),
    ];
    for (condition, id) in rows {
        let world = call(UB)
            .with("k:one", values(&["x"]))
            .with("k:many", values(&["a", "b"]))
            .with("k:mapped", values(&["::ffff:203.0.113.5"]))
            .identity(&format!(
                r#"{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{condition}}}"#
            ));
        assert_eq!(world.assumptions(), [id], "{condition}");
    }
}

#[test]
fn every_assumption_has_its_own_id() {
    let all = can_invoke_policy::Assumption::ALL;
    let mut ids: Vec<&str> = all.iter().map(|one| one.id()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all.len());
    for one in all {
        let text = one.text();
        assert!(text.question.ends_with('?'), "{}", text.id);
        assert!(!text.source.is_empty(), "{}", text.id);
        let [ours, other] = text.choices();
        assert_ne!(ours.id, other.id, "{}", text.id);
        for choice in [ours, other] {
            assert!(!choice.reading.is_empty(), "{}", text.id);
            let is_kebab = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
            assert!(choice.id.bytes().all(is_kebab), "{} {}", text.id, choice.id);
        }
    }
}

#[test]
fn long_lists_and_texts_are_cut_short() {
    let many: Vec<String> = (0..9).map(|index| format!("\"s3:Get{index}\"")).collect();
    let long = "x".repeat(500);
    let world = call(UB).identity(&format!(
        r#"{{"Effect":"Allow","Action":[{}],"Resource":"arn:aws:s3:::{long}"}}"#,
        many.join(",")
    ));
    let (_, trace) = world.decide();
    let elements = &trace.statements[0].elements;
    assert_eq!(
        elements[0].expected,
        "`s3:Get0`, `s3:Get1`, `s3:Get2`, `s3:Get3` or 5 more"
    );
    assert!(elements[1].expected.ends_with("x…`"));
    assert_eq!(elements[1].expected.chars().count(), 203);
}
