//! `authorizers:` of an API.

use can_invoke_source::words::quote;
use can_invoke_source::{Diagnostic, Member, Node, Span};

use crate::inventory::{
    ApiKind, Authorizer, AuthorizerAnswer, AuthorizerKind, Fit, IdentitySource, Known,
    PayloadFormat, authorizer_answer,
    facts::Said,
    fields::{self, Fields},
    routes::with_article,
    texts::Texts,
};

use super::apis::choose;

const KEYS: [&str; 13] = [
    "id",
    "type",
    "identity-sources",
    "identity-validation",
    "result-ttl",
    "payload-format",
    "simple-responses",
    "function",
    "credentials",
    "user-pools",
    "issuer",
    "audience",
    "returns",
];

/// The longest time for which API Gateway reuses an answer, in seconds.
///
/// Source: API Gateway API reference, `API_Authorizer`.
pub(in crate::inventory) const LONGEST_TTL: u32 = 3600;

/// Authorizers by their names.
pub(super) fn read(
    texts: &mut Texts<'_>,
    node: &Node,
    kind: ApiKind,
) -> Option<Said<Vec<Authorizer>>> {
    let mut found: Vec<Authorizer> = Vec::new();
    let mut is_complete = true;
    for member in fields::members(texts, node, "authorizers")? {
        let Some(authorizer) = authorizer(texts, member, kind) else {
            is_complete = false;
            continue;
        };
        let twin = found.iter().find(|known| is_same_id(known, &authorizer));
        if let Some(twin) = twin {
            let message = format!(
                "the id of {} is that of another authorizer",
                quote(&member.key)
            );
            texts.report(
                Diagnostic::error("duplicate-authorizer", authorizer.span, message)
                    .also(twin.span, "the other"),
            );
        }
        found.push(authorizer);
    }
    is_complete.then(|| Said::new(found, node.span))
}

/// Whether a route that names one could mean the other.
fn is_same_id(one: &Authorizer, other: &Authorizer) -> bool {
    let names = |authorizer: &Authorizer, id: &str| {
        authorizer.name == id || authorizer.id.as_deref() == Some(id)
    };
    names(one, &other.name) || other.id.as_deref().is_some_and(|id| names(one, id))
}

fn authorizer(texts: &mut Texts<'_>, member: &Member, kind: ApiKind) -> Option<Authorizer> {
    let fields = Fields::strict(texts, &member.value, "an authorizer", &KEYS)?;
    let text = fields.require(texts, "an authorizer", "type")?;
    let (text, span) = fields::text(texts, text, "type")?;
    let of_kind = authorizer_kind(texts, text, span, kind)?;
    refuse_others(texts, &member.value, of_kind, kind);
    let said = |texts: &mut Texts<'_>, key: &str| match fields.get(key) {
        None => Known::NotKnown,
        Some(node) if fields::is_none(node) => Known::Known(None),
        Some(node) => match fields::text(texts, node, key) {
            Some((text, _)) => Known::Known(Some(text.to_owned())),
            None => Known::NotKnown,
        },
    };
    let mut authorizer = Authorizer {
        name: member.key.clone(),
        id: fields.text(texts, "id").map(|(id, _)| id.to_owned()),
        kind: of_kind,
        identity_sources: match fields.get("identity-sources") {
            Some(node) => identity_sources(texts, node, of_kind, kind),
            None => Known::NotKnown,
        },
        identity_validation: said(texts, "identity-validation"),
        result_ttl: fields
            .get("result-ttl")
            .map_or(Known::NotKnown, |node| result_ttl(texts, node)),
        payload_format: match fields.text(texts, "payload-format") {
            Some((text, span)) => payload_format(texts, text, span),
            None => Known::NotKnown,
        },
        has_simple_responses: match fields.flag(texts, "simple-responses") {
            Some(said) => Known::Known(said.value),
            None => Known::NotKnown,
        },
        function: said(texts, "function"),
        credentials: said(texts, "credentials"),
        user_pools: list_of(texts, &fields, "user-pools"),
        issuer: said(texts, "issuer"),
        audience: list_of(texts, &fields, "audience"),
        returns: Known::NotKnown,
        span: member.key_span,
    };
    without_others(&mut authorizer, kind);
    if let Some(node) = fields.get("returns") {
        let answer = returns(texts, node, &member.key)?;
        if let Fit::Unreadable(why) = answer.fit(kind, Some(&authorizer)) {
            texts.report(
                Diagnostic::warning("unreadable-answer", node.span, why)
                    .label("the client gets 500 for this"),
            );
        }
        authorizer.returns = Known::Known(answer);
    }
    Some(authorizer)
}

fn list_of(texts: &mut Texts<'_>, fields: &Fields<'_>, key: &str) -> Known<Vec<String>> {
    let Some(items) = fields.list(texts, key) else {
        return Known::NotKnown;
    };
    let items = items.iter().map(|item| fields::text(texts, item, key));
    match items.map(|item| Some(item?.0.to_owned())).collect() {
        Some(items) => Known::Known(items),
        None => Known::NotKnown,
    }
}

/// The kinds that an API can have.
///
/// Source: API Gateway developer guide, `http-api-vs-rest` and
/// `apigateway-websocket-api-lambda-auth`.
pub(in crate::inventory) fn kinds(kind: ApiKind) -> &'static [AuthorizerKind] {
    match kind {
        ApiKind::Rest => &[
            AuthorizerKind::Token,
            AuthorizerKind::Request,
            AuthorizerKind::CognitoUserPools,
        ],
        ApiKind::Http => &[AuthorizerKind::Request, AuthorizerKind::Jwt],
        ApiKind::WebSocket => &[AuthorizerKind::Request],
    }
}

/// The word for a kind of authorizer.
pub(in crate::inventory) fn authorizer_kind(
    texts: &mut Texts<'_>,
    text: &str,
    span: Span,
    kind: ApiKind,
) -> Option<AuthorizerKind> {
    let all = [
        AuthorizerKind::Token,
        AuthorizerKind::Request,
        AuthorizerKind::CognitoUserPools,
        AuthorizerKind::Jwt,
    ];
    let words = all.map(|one| (one.name(), one));
    let what = "a kind of authorizer";
    let found = choose(texts, text, span, &words, "invalid-authorizer-type", what)?;
    let possible = kinds(kind);
    if !possible.contains(&found) {
        let names: Vec<&str> = possible.iter().map(|one| one.name()).collect();
        texts.report(
            Diagnostic::error(
                "invalid-authorizer-type",
                span,
                format!("{} has no {} authorizer", with_article(kind), found.name()),
            )
            .help(format!(
                "its authorizers are of type {}",
                can_invoke_source::words::enumerate(&names)
            )),
        );
        return None;
    }
    Some(found)
}

/// Keys that mean nothing to an authorizer of this kind.
fn refuse_others(texts: &mut Texts<'_>, node: &Node, of_kind: AuthorizerKind, kind: ApiKind) {
    for member in node.as_object().unwrap_or_default() {
        let is_lambda = matches!(of_kind, AuthorizerKind::Token | AuthorizerKind::Request);
        let is_read = match member.key.as_str() {
            "identity-validation" => of_kind == AuthorizerKind::Token,
            "payload-format" | "simple-responses" => is_lambda && kind == ApiKind::Http,
            "function" | "credentials" | "returns" => is_lambda,
            // Source: version 2 API reference, `apis-apiid-authorizers`: HTTP APIs only.
            "result-ttl" => of_kind != AuthorizerKind::Jwt && kind != ApiKind::WebSocket,
            "user-pools" => of_kind == AuthorizerKind::CognitoUserPools,
            "issuer" | "audience" => of_kind == AuthorizerKind::Jwt,
            _ => true,
        };
        if !is_read {
            texts.report(
                Diagnostic::error(
                    "misplaced-key",
                    member.key_span,
                    format!(
                        "a {} authorizer of {} has no `{}`",
                        of_kind.name(),
                        with_article(kind),
                        member.key
                    ),
                )
                .help("remove the key"),
            );
        }
    }
}

/// Takes what an authorizer of this type cannot have for known to be nothing, and what means
/// nothing to it for not said, whoever speaks of it.
pub(in crate::inventory) fn without_others(authorizer: &mut Authorizer, kind: ApiKind) {
    let of_kind = authorizer.kind;
    let is_lambda = matches!(of_kind, AuthorizerKind::Token | AuthorizerKind::Request);
    if of_kind != AuthorizerKind::Token {
        authorizer.identity_validation = Known::Known(None);
    }
    if !is_lambda {
        authorizer.function = Known::Known(None);
        authorizer.credentials = Known::Known(None);
    }
    if !is_lambda || kind != ApiKind::Http {
        authorizer.payload_format = Known::NotKnown;
        authorizer.has_simple_responses = Known::NotKnown;
    }
    if of_kind != AuthorizerKind::CognitoUserPools {
        authorizer.user_pools = Known::Known(Vec::new());
    }
    if of_kind != AuthorizerKind::Jwt {
        authorizer.issuer = Known::Known(None);
        authorizer.audience = Known::Known(Vec::new());
    }
    if of_kind == AuthorizerKind::Jwt || kind == ApiKind::WebSocket {
        authorizer.result_ttl = Known::NotKnown;
    }
}

/// Identity sources in the words of the API: one, or a list.
pub(in crate::inventory) fn identity_sources(
    texts: &mut Texts<'_>,
    node: &Node,
    of_kind: AuthorizerKind,
    kind: ApiKind,
) -> Known<Vec<String>> {
    let items = match node.as_array() {
        Some(items) => items,
        None if fields::is_none(node) => &[],
        None => std::slice::from_ref(node),
    };
    let mut found = Vec::new();
    for item in items {
        let Some((text, span)) = fields::text(texts, item, "identity-sources") else {
            return Known::NotKnown;
        };
        if !identity_source(texts, text, span, of_kind, kind) {
            return Known::NotKnown;
        }
        found.push(text.to_owned());
    }
    if of_kind != AuthorizerKind::Request && found.len() != 1 {
        let message = format!(
            "a {} authorizer has exactly one identity source",
            of_kind.name()
        );
        texts.report(Diagnostic::error(
            "invalid-identity-source",
            node.span,
            message,
        ));
        return Known::NotKnown;
    }
    Known::Known(found)
}

/// Whether a text is an identity source of such an authorizer; it is reported otherwise.
pub(in crate::inventory) fn identity_source(
    texts: &mut Texts<'_>,
    text: &str,
    span: Span,
    of_kind: AuthorizerKind,
    kind: ApiKind,
) -> bool {
    let is_allowed = match (IdentitySource::parse(text, kind), of_kind) {
        (None, _) => false,
        (Some(_), AuthorizerKind::Request) => true,
        (Some(IdentitySource::QueryString(_)), AuthorizerKind::Jwt) => true,
        (Some(source), _) => matches!(source, IdentitySource::Header(_)),
    };
    if !is_allowed {
        let form = match kind {
            ApiKind::Rest => "`method.request.header.Authorization`",
            ApiKind::Http => "`$request.header.Authorization`",
            ApiKind::WebSocket => "`route.request.header.Authorization`",
        };
        texts.report(
            Diagnostic::error(
                "invalid-identity-source",
                span,
                format!(
                    "{} is not an identity source of a {} authorizer of {}",
                    quote(text),
                    of_kind.name(),
                    with_article(kind)
                ),
            )
            .help(format!("write for example {form}")),
        );
    }
    is_allowed
}

/// Seconds, from 0 to 3600.
pub(in crate::inventory) fn result_ttl(texts: &mut Texts<'_>, node: &Node) -> Known<u32> {
    let seconds = node.scalar_text().and_then(|text| text.parse::<u32>().ok());
    match seconds.filter(|seconds| *seconds <= LONGEST_TTL) {
        Some(seconds) => Known::Known(seconds),
        None => {
            texts.report(
                Diagnostic::error(
                    "invalid-result-ttl",
                    node.span,
                    "this is not for how long an answer is reused",
                )
                .help("write a number of seconds from 0 to 3600; 0 means that it is not reused"),
            );
            Known::NotKnown
        }
    }
}

/// `1.0` or `2.0`.
pub(in crate::inventory) fn payload_format(
    texts: &mut Texts<'_>,
    text: &str,
    span: Span,
) -> Known<PayloadFormat> {
    let words = [("1.0", PayloadFormat::One), ("2.0", PayloadFormat::Two)];
    let what = "a payload format";
    match choose(texts, text, span, &words, "invalid-payload-format", what) {
        Some(format) => Known::Known(format),
        None => Known::NotKnown,
    }
}

/// The answer in place, in a file, in a word, or with room for a name or for the reason of a
/// failure.
fn returns(texts: &mut Texts<'_>, node: &Node, name: &str) -> Option<AuthorizerAnswer> {
    let name = format!("policy of the authorizer {name}");
    let members = node.as_object().unwrap_or_default();
    if let [only] = members
        && only.key == "file"
    {
        let (path, span) = fields::text(texts, &only.value, "file")?;
        let node = texts.refer(path, span)?;
        fields::refuse_tags(texts, &node);
        return texts.take(authorizer_answer(&node, path));
    }
    if let [only] = members
        && only.key == "fails"
    {
        let (why, _) = fields::text(texts, &only.value, "fails")?;
        return Some(AuthorizerAnswer::Fails(why.to_owned()));
    }
    let Some(document) = node.get("document") else {
        return texts.take(authorizer_answer(node, &name));
    };
    let fields = Fields::strict(texts, node, "an answer", &["document", "name"])?;
    let given = fields.text(texts, "name").map(|(name, _)| name);
    texts.take(authorizer_answer(document, given.unwrap_or(&name)))
}
