//! Mapping expressions: reading never fails, and what is printed reads as the same.

use can_invoke_gateway::{
    inventory::ApiKind,
    respond::expression::{Grammar, Part, Side, Source, parse},
};
use proptest::prelude::*;

fn grammar(kind: ApiKind, side: Side) -> Grammar {
    Grammar {
        kind,
        side,
        is_connect: None,
        fills_unbraced: false,
    }
}

fn grammars() -> impl Strategy<Value = Grammar> {
    let kinds = prop_oneof![
        Just(ApiKind::Rest),
        Just(ApiKind::Http),
        Just(ApiKind::WebSocket)
    ];
    let sides = prop_oneof![Just(Side::Request), Just(Side::Response)];
    (kinds, sides, any::<Option<bool>>(), any::<bool>()).prop_map(
        |(kind, side, is_connect, fills_unbraced)| Grammar {
            kind,
            side,
            is_connect,
            fills_unbraced,
        },
    )
}

/// Pieces of expressions in any order, so that most texts come close to one.
fn texts() -> impl Strategy<Value = String> {
    let words = [
        "$",
        "{",
        "}",
        "${",
        ".",
        "..",
        "'",
        "\"",
        "[",
        "]",
        "[0]",
        "[*]",
        "['a b']",
        "?(@.x)",
        "request",
        "response",
        "route.request.",
        "method.request.",
        "integration.response.",
        "header",
        "querystring",
        "path",
        "body",
        "body.",
        "context.",
        "requestId",
        "connectionId",
        "stageVariables.",
        "multivalueheader",
        "<header-key>",
        "{name}",
        "static",
        " ",
        "é",
        "x-y",
        "authorizer.principalId",
        "$.",
        "7",
    ];
    let word = prop_oneof![
        9 => prop::sample::select(words.to_vec()).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(word, 0..9).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn what_is_printed_reads_as_the_same(text in texts(), grammar in grammars()) {
        let reading = parse(&text, grammar);
        for finding in &reading.findings {
            prop_assert!(text.get(finding.range.clone()).is_some(), "{finding:?}");
        }
        prop_assert!(reading.expression.is_some() || !reading.findings.is_empty());
        if let Some(expression) = reading.expression {
            let printed = expression.text(grammar);
            let again = parse(&printed, grammar);
            prop_assert_eq!(again.expression, Some(expression), "{}", printed);
        }
    }

    #[test]
    fn a_correction_leaves_nothing_to_correct(text in texts(), grammar in grammars()) {
        let reading = parse(&text, grammar);
        if let [finding] = reading.findings.as_slice()
            && let Some(corrected) = &finding.corrected
        {
            let again = parse(corrected, grammar);
            let codes: Vec<_> = again.findings.iter().map(|one| one.code).collect();
            prop_assert!(!codes.contains(&finding.code), "{corrected}: {codes:?}");
        }
    }
}

#[test]
fn the_forms_of_an_http_api() {
    let one = |text: &str| {
        let reading = parse(text, grammar(ApiKind::Http, Side::Request));
        assert_eq!(reading.findings, [], "{text}");
        reading.expression.unwrap().parts
    };
    let header = Part::Source(Source::Header("x-y".to_owned()));
    assert_eq!(one("$request.header.x-y"), std::slice::from_ref(&header));
    assert_eq!(one("${request.header.x-y}"), [header]);
    assert_eq!(one("$request.path"), [Part::Source(Source::Path)]);
    assert_eq!(
        one("${request.path.a}-${request.querystring.b}"),
        [
            Part::Source(Source::PathParameter("a".to_owned())),
            Part::Text("-".to_owned()),
            Part::Source(Source::Query("b".to_owned())),
        ]
    );
    assert_eq!(one("$request.body"), [Part::Source(Source::Body(None))]);
    assert_eq!(one("$5"), [Part::Text("$5".to_owned())]);
    assert_eq!(one(""), []);
}

#[test]
fn findings_stand_at_their_bytes() {
    let at = |text: &str, kind: ApiKind, is_connect: Option<bool>| {
        let grammar = Grammar {
            is_connect,
            ..grammar(kind, Side::Request)
        };
        let findings = parse(text, grammar).findings;
        let all = findings
            .iter()
            .map(|one| format!("{} {}", one.code, text.get(one.range.clone()).unwrap()));
        all.collect::<Vec<_>>().join(", ")
    };
    let web_socket = |text: &str| at(text, ApiKind::WebSocket, Some(false));
    assert_eq!(
        web_socket("route.request.body.a..b"),
        "invalid-json-path .."
    );
    assert_eq!(
        web_socket("route.request.body.a[?(@.b)].c"),
        "invalid-json-path [?(@.b)]"
    );
    assert_eq!(web_socket("route.request.body.$.a"), "invalid-json-path $");
    assert_eq!(
        web_socket("route.request.header.a"),
        "only-at-connect header"
    );
    assert_eq!(
        web_socket("context.conectionId"),
        "unknown-context-variable conectionId"
    );
    assert_eq!(
        web_socket("static value"),
        "unquoted-static-value static value"
    );
    assert_eq!(
        web_socket("'static value"),
        "unclosed-static-value 'static value"
    );
    assert_eq!(web_socket("rout.request.body.a"), "unknown-source rout");
    assert_eq!(web_socket("'for {name}'"), "placeholder {name}");
    let http = |text: &str| at(text, ApiKind::Http, None);
    assert_eq!(http("${request.path"), "unclosed-variable ${request.path");
    assert_eq!(
        http("a $request.path b"),
        "variable-without-braces $request.path"
    );
    assert_eq!(http("$requst.path"), "unknown-source requst");
    assert_eq!(http("$request.cookie.a"), "unknown-source cookie");
    assert_eq!(
        http("$response.header.a"),
        "unknown-source response.header.a"
    );
    assert_eq!(http("'static'"), "quoted-static-value 'static'");
    assert_eq!(
        http("context.requestId"),
        "variable-without-dollar context.requestId"
    );
}
