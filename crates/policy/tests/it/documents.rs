//! What is said about documents: severity, code, and the exact text that it points at.

use can_invoke_policy::{Effect, PolicyKind as Kind, Verdict};
use can_invoke_source::Severity::{Error, Warning};

use crate::support::*;

#[test]
fn documents_without_fault() {
    check_document(Kind::Identity, &one(IDENTITY), &[]);
    check_document(
        Kind::Identity,
        &format!(r#"{{"Statement":[{IDENTITY}]}}"#),
        &[],
    );
    check_document(
        Kind::Resource,
        r#"{"Version":"2008-10-17","Id":"x","Statement":[{"Sid":"with blanks","Principal":{"AWS":"222222222222"},
            "Effect":"Deny","NotAction":["s3:*"],"NotResource":["execute-api:/prod/*"],
            "Condition":{"StringEquals":{"aws:SourceVpce":["vpce-1",2,true]}}}]}"#,
        &[],
    );
    check_document(
        Kind::Trust,
        &one(
            r#"{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}"#,
        ),
        &[],
    );
    // Vector 13.
    check_document(
        Kind::ServiceControl,
        &one(
            r#"{"Effect":"Allow","Action":"s3:Get*Object","Resource":"arn:aws:s3:::b/*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}"#,
        ),
        &[],
    );
    check_document(
        Kind::ResourceControl,
        &one(r#"{"Effect":"Deny","Principal":"*","Action":"sts:*","Resource":"*"}"#),
        &[],
    );
}

#[test]
fn the_shape_of_a_document() {
    check_document(Kind::Identity, "[]", &[(Error, "policy-not-object", "[]")]);
    assert!(document(Kind::Identity, "[]").policy.is_none());
    check_document(Kind::Identity, "{}", &[(Error, "missing-statement", "{}")]);
    check_document(
        Kind::Identity,
        r#"{"Statement":"all"}"#,
        &[(Error, "statement-not-object", "\"all\"")],
    );
    check_document(
        Kind::Identity,
        r#"{"Statement":[7]}"#,
        &[(Error, "statement-not-object", "7")],
    );
    check_document(
        Kind::Identity,
        r#"{"Statement":[]}"#,
        &[(Warning, "no-statements", "[]")],
    );
    check_document(
        Kind::Identity,
        &format!(r#"{{"statement":[],"Statement":{IDENTITY}}}"#),
        &[(Error, "unknown-element", "\"statement\"")],
    );
    check_document(
        Kind::Identity,
        &format!(r#"{{"Condition":{{}},"Statement":{IDENTITY}}}"#),
        &[(Error, "unknown-element", "\"Condition\"")],
    );
}

#[test]
fn versions() {
    // Vector 3.
    let with = |version: &str| format!(r#"{{"Version":{version},"Statement":{IDENTITY}}}"#);
    for wrong in ["\"2012-10-18\"", "\"\"", "2012", "null", "[\"2012-10-17\"]"] {
        check_document(
            Kind::Identity,
            &with(wrong),
            &[(Error, "invalid-version", wrong)],
        );
    }
    check_document(Kind::Identity, &with("\"2008-10-17\""), &[]);
    check_document(
        Kind::ServiceControl,
        &with("\"2008-10-17\""),
        &[(Warning, "missing-version", "\"2008-10-17\"")],
    );
    let without = format!(r#"{{"Statement":{IDENTITY}}}"#);
    check_document(
        Kind::ServiceControl,
        &without,
        &[(Warning, "missing-version", &without)],
    );
    let read = |text: &str| document(Kind::Identity, text).policy.expect("a policy");
    assert!(read(&with("\"2012-10-17\"")).has_variables);
    assert!(!read(&with("\"2008-10-17\"")).has_variables);
    assert!(!read(&without).has_variables);
}

#[test]
fn effects() {
    // Vector 1.
    for wrong in ["\"allow\"", "\"DENY\"", "\"Permit\"", "true", "\"\""] {
        let text = one(&format!(
            r#"{{"Effect":{wrong},"Action":"*","Resource":"*"}}"#
        ));
        check_document(Kind::Identity, &text, &[(Error, "invalid-effect", wrong)]);
    }
    let without = r#"{"Action":"*","Resource":"*"}"#;
    check_document(
        Kind::Identity,
        &one(without),
        &[(Error, "missing-effect", without)],
    );
}

#[test]
fn elements_of_a_statement() {
    let statement = r#"{"Effect":"Allow","Resource":"*"}"#;
    check_document(
        Kind::Identity,
        &one(statement),
        &[(Error, "missing-action", statement)],
    );
    let statement = r#"{"Effect":"Allow","Action":"*"}"#;
    for kind in [
        Kind::Identity,
        Kind::PermissionsBoundary,
        Kind::Session,
        Kind::ServiceControl,
    ] {
        check_document(
            kind,
            &one(statement),
            &[(Error, "missing-resource", statement)],
        );
    }
    check_document(
        Kind::Identity,
        &one(r#"{"Efect":"Allow","Effect":"Allow","Action":"*","Resource":"*"}"#),
        &[(Error, "unknown-element", "\"Efect\"")],
    );
    check_document(
        Kind::Identity,
        &one(r#"{"Effect":"Allow","Action":"*","Resource":"*","Sid":7}"#),
        &[(Error, "not-a-string", "7")],
    );
    check_document(
        Kind::Identity,
        &one(r#"{"Effect":"Allow","Action":"*","Resource":"*","Sid":"a b"}"#),
        &[(Warning, "unsupported-sid", "\"a b\"")],
    );
    // Vector 7, and its siblings.
    check_document(
        Kind::Identity,
        &one(r#"{"Effect":"Allow","Action":"*","NotAction":"s3:*","Resource":"*"}"#),
        &[(Error, "unsupported-element-combination", "\"s3:*\"")],
    );
    check_document(
        Kind::Identity,
        &one(r#"{"Effect":"Allow","Action":"*","Resource":"*","NotResource":"arn:aws:s3:::b"}"#),
        &[(
            Error,
            "unsupported-element-combination",
            "\"arn:aws:s3:::b\"",
        )],
    );
    check_document(
        Kind::Resource,
        &one(
            r#"{"Effect":"Allow","Principal":"*","NotPrincipal":{"AWS":"222222222222"},"Action":"*","Resource":"*"}"#,
        ),
        &[(
            Error,
            "unsupported-element-combination",
            r#"{"AWS":"222222222222"}"#,
        )],
    );
}

#[test]
fn actions() {
    let with = |action: &str| {
        one(&format!(
            r#"{{"Effect":"Allow","Action":{action},"Resource":"*"}}"#
        ))
    };
    check_document(
        Kind::Identity,
        &with(r#"["s3:*","Invoke"]"#),
        &[(Error, "invalid-action", "\"Invoke\"")],
    );
    check_document(
        Kind::Identity,
        &with("\"\""),
        &[(Error, "invalid-action", "\"\"")],
    );
    check_document(Kind::Identity, &with("\"**\""), &[]);
    check_document(
        Kind::Identity,
        &with("[null]"),
        &[(Error, "not-a-string", "null")],
    );
    check_document(
        Kind::Identity,
        &with("{}"),
        &[(Error, "not-a-string", "{}")],
    );
    check_document(
        Kind::Identity,
        &with("[]"),
        &[(Warning, "empty-element", "[]")],
    );
}

#[test]
fn an_empty_not_element_has_no_sure_meaning() {
    check_document(
        Kind::Identity,
        &one(r#"{"Effect":"Deny","NotAction":[],"Resource":"*"}"#),
        &[(Error, "empty-element", "[]")],
    );
    check_document(
        Kind::Identity,
        &one(r#"{"Effect":"Deny","Action":"*","NotResource":[]}"#),
        &[(Error, "empty-element", "[]")],
    );
    check_document(
        Kind::Identity,
        &one(r#"{"Effect":"Deny","Action":"*","Resource":[]}"#),
        &[(Warning, "empty-element", "[]")],
    );
    let with = |element: &str, value: &str| {
        one(&format!(
            r#"{{"Effect":"Deny","{element}":{value},"Action":"*","Resource":"*"}}"#
        ))
    };
    for value in ["{}", r#"{"AWS":[]}"#, r#"{"AWS":[],"Service":[]}"#] {
        check_document(
            Kind::Resource,
            &with("Principal", value),
            &[(Warning, "empty-element", value)],
        );
        check_document(
            Kind::Resource,
            &with("NotPrincipal", value),
            &[(Error, "empty-element", value)],
        );
    }
}

#[test]
fn resources() {
    let with = |effect: &str, element: &str, value: &str| {
        one(&format!(
            r#"{{"Effect":"{effect}","Action":"*","{element}":"{value}"}}"#
        ))
    };
    for value in [
        "https://abc.execute-api.us-east-1.amazonaws.com/",
        "",
        "execute-api:/prod/*",
        "pets",
    ] {
        let place = format!("\"{value}\"");
        check_document(
            Kind::Identity,
            &with("Allow", "Resource", value),
            &[(Warning, "malformed-resource", &place)],
        );
        // Where it would open what it was meant to close, no verdict is given.
        check_document(
            Kind::Identity,
            &with("Deny", "Resource", value),
            &[(Error, "malformed-resource", &place)],
        );
        check_document(
            Kind::Identity,
            &with("Allow", "NotResource", value),
            &[(Error, "malformed-resource", &place)],
        );
    }
    check_document(
        Kind::Identity,
        &with("Allow", "Resource", "arn:aws:s3"),
        &[(Warning, "incomplete-arn", "\"arn:aws:s3\"")],
    );
    check_document(
        Kind::ServiceControl,
        &with("Allow", "Resource", "arn:aws:s3"),
        &[(Warning, "malformed-resource", "\"arn:aws:s3\"")],
    );
    check_document(
        Kind::ServiceControl,
        &with("Deny", "Resource", "arn:aws:s3:*"),
        &[(Warning, "incomplete-arn", "\"arn:aws:s3:*\"")],
    );
    check_document(
        Kind::ResourceControl,
        &one(r#"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:*"}"#),
        &[(Error, "malformed-resource", "\"arn:aws:s3:*\"")],
    );
}

#[test]
fn conditions() {
    let with = |condition: &str| {
        one(&format!(
            r#"{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{condition}}}"#
        ))
    };
    for wrong in ["[]", "\"x\"", "null"] {
        check_document(
            Kind::Identity,
            &with(wrong),
            &[(Error, "condition-not-object", wrong)],
        );
        check_document(
            Kind::Identity,
            &with(&format!(r#"{{"StringEquals":{wrong}}}"#)),
            &[(Error, "condition-not-object", wrong)],
        );
    }
    for wrong in [
        "StringEqual",
        "NullIfExists",
        "StringMatches",
        "ForSomeValues:StringEquals",
        "StringEqualsIfExistsIfExists",
        "BoolNotEquals",
        "",
    ] {
        check_document(
            Kind::Identity,
            &with(&format!(r#"{{"{wrong}":{{"aws:username":"x"}}}}"#)),
            &[(Error, "unknown-operator", &format!("\"{wrong}\""))],
        );
    }
    check_document(
        Kind::Identity,
        &with(r#"{"stringEquals":{"aws:username":"x"}}"#),
        &[(Warning, "operator-case", "\"stringEquals\"")],
    );
    check_document(
        Kind::Identity,
        &with(r#"{"StringEquals":{"username":"x"}}"#),
        &[(Warning, "condition-key-format", "\"username\"")],
    );
    check_document(
        Kind::Identity,
        &with(r#"{"StringEquals":{"aws:username":null}}"#),
        &[(Error, "not-a-string", "null")],
    );
    check_document(
        Kind::Identity,
        &with(r#"{"StringEquals":{"aws:username":["a",{"b":1}]}}"#),
        &[(Error, "not-a-string", r#"{"b":1}"#)],
    );
    // Vector 5: the reader of the text finds it.
    check_document(
        Kind::Identity,
        &with(r#"{"StringEquals":{"aws:SourceVpc":"a"},"StringEquals":{"aws:SourceVpc":"b"}}"#),
        &[(Error, "duplicate-key", "\"StringEquals\"")],
    );
    // Vector 6.
    check_document(
        Kind::Identity,
        &with(r#"{"StringEquals":{"aws:TagKeys":"a","AWS:tagkeys":"b"}}"#),
        &[(Error, "duplicate-condition-key", "\"AWS:tagkeys\"")],
    );
}

#[test]
fn one_value_and_a_list_of_one_are_the_same() {
    // Vector 4 among them.
    let single = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"222222222222"},
        "Action":"execute-api:Invoke","Resource":"*","Condition":{"StringEquals":{"k:k":"a"}}}}"#;
    let listed = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["222222222222"]},
        "Action":["execute-api:Invoke"],"Resource":["*"],"Condition":{"StringEquals":{"k:k":["a"]}}}]}"#;
    for text in [single, listed] {
        check_document(Kind::Resource, text, &[]);
        let mut world = call(UB).identity(ALLOW_INVOKE).with("k:k", values(&["a"]));
        world.request.caller = caller(UB);
        world.resource = Some(vec![policy_of(Kind::Resource, text)]);
        assert_eq!(world.verdict(), Verdict::Allowed);
        assert_eq!(
            world.decide().1.statements[0].applies,
            can_invoke_policy::Truth::True
        );
    }
}

/// A document with an error is not to be evaluated. If it is all the same, what is missing
/// or unreadable in it does not open anything.
#[test]
fn the_second_line_of_defence() {
    let open = [
        (Kind::Resource, one(ALLOW_INVOKE)),
        (
            Kind::Resource,
            one(&names(Effect::Allow, "\"222222222222\"")),
        ),
        (
            Kind::Resource,
            one(&names(
                Effect::Allow,
                r#"{"AWS":"arn:aws:iam::222222222222:user/*"}"#,
            )),
        ),
        (
            Kind::Resource,
            one(r#"{"Effect":"Allow","NotPrincipal":{},"Action":"*","Resource":"*"}"#),
        ),
        (
            Kind::Resource,
            one(r#"{"Effect":"Allow","Principal":"*","Action":"*"}"#),
        ),
        (
            Kind::Resource,
            one(r#"{"Effect":"Allow","Principal":"*","NotAction":[],"Resource":"*"}"#),
        ),
        (
            Kind::Resource,
            one(r#"{"Effect":"Allow","Principal":"*","Action":"*","NotResource":"pets"}"#),
        ),
        (
            Kind::Resource,
            one(r#"{"Effect":"Allow","Principal":"*","Action":"*","NotResource":[]}"#),
        ),
        (
            Kind::Resource,
            one(
                r#"{"Effect":"Allow","Principal":"*","Action":"*","NotResource":["pets","arn:aws:execute-api:*:*:${k:unknown}"]}"#,
            ),
        ),
    ];
    for (kind, text) in open {
        let document = document(kind, &text);
        assert!(
            document
                .told
                .iter()
                .any(|(severity, ..)| *severity == Error),
            "{text}"
        );
        let mut world = call(UB).with("k:unknown", UNKNOWN);
        world.resource = Some(document.policy.into_iter().collect());
        assert_eq!(world.verdict(), Verdict::ImplicitlyDenied, "{text}");
    }
}

#[test]
fn spans_survive_escapes() {
    let text = one(
        r#"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"k:k":"\u0061-\"${bad}\u00e9"}}}"#,
    );
    check_document(
        Kind::Identity,
        &text,
        &[(Warning, "malformed-variable", "${bad}")],
    );
    let document = document(Kind::Identity, &text);
    let policy = document.policy.expect("a policy");
    let slice = |span| document.sources.slice(span);
    let statement = &policy.statements[0];
    assert!(slice(statement.span).starts_with(r#"{"Effect""#));
    assert_eq!(slice(statement.effect_span), "\"Allow\"");
    assert_eq!(slice(statement.action.span), "\"*\"");
    let condition = &statement.conditions[0];
    assert_eq!(slice(condition.span), r#""k:k":"\u0061-\"${bad}\u00e9""#);
    assert_eq!(
        slice(condition.values[0].span),
        r#""\u0061-\"${bad}\u00e9""#
    );
    assert_eq!(condition.values[0].text, "a-\"${bad}é");
}
