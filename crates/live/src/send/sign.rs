//! Signature Version 4 for the service `execute-api`.
//!
//! Source: IAM user guide, `reference_sigv-create-signed-request`: the path is encoded twice
//! for all services but Amazon S3, and its dot segments and double slashes are taken out; the
//! parameters of the query string are sorted; the security token is signed.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{
        PayloadChecksumKind, PercentEncodingMode, SessionTokenMode, SignableBody, SignableRequest,
        SigningSettings, UriPathNormalizationMode,
    },
    sign::v4,
};
use http::{HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::{NotARequest, Outgoing};

/// The headers that the signature is made of, in lower case.
pub const SIGNATURE_HEADERS: [&str; 4] = [
    "authorization",
    "x-amz-date",
    "x-amz-security-token",
    "x-amz-content-sha256",
];

/// What no URL may hold. A percent sign stays: what is encoded already is sent as it is.
const NOT_IN_URLS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A URL with what none may hold percent-encoded.
pub(super) fn encoded(url: &str) -> String {
    utf8_percent_encode(url, NOT_IN_URLS).to_string()
}

/// Signs a request for a Region at a time: adds `Authorization`, `x-amz-date` and, of a role
/// session, `x-amz-security-token`. All headers that were given are signed with it.
pub fn sign(
    request: &Outgoing,
    credentials: &Credentials,
    region: &str,
    time: SystemTime,
) -> Result<Outgoing, NotARequest> {
    // No part of what goes wrong is told: it would be about the values of headers.
    let refuse = || NotARequest::new("the request cannot be signed");
    let mut settings = SigningSettings::default();
    settings.percent_encoding_mode = PercentEncodingMode::Double;
    settings.uri_path_normalization_mode = UriPathNormalizationMode::Enabled;
    settings.payload_checksum_kind = PayloadChecksumKind::NoHeader;
    settings.session_token_mode = SessionTokenMode::Include;
    let identity = credentials.clone().into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name("execute-api")
        .time(time)
        .settings(settings)
        .build()
        .map_err(|_| refuse())?;
    let mut headers = Vec::new();
    for (name, value) in &request.headers {
        let value = value.to_str().map_err(|_| {
            NotARequest::new(format!(
                "the value of the header `{name}` is not ASCII, and cannot be signed"
            ))
        })?;
        headers.push((name.as_str(), value));
    }
    let url = request.url.to_string();
    let signable = SignableRequest::new(
        request.method.as_str(),
        &url,
        headers.into_iter(),
        SignableBody::Bytes(&request.body),
    )
    .map_err(|_| refuse())?;
    let (instructions, _) = aws_sigv4::http_request::sign(signable, &parameters.into())
        .map_err(|_| refuse())?
        .into_parts();
    let mut signed = request.clone();
    for (name, value) in instructions.headers() {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refuse())?;
        let mut value = HeaderValue::from_str(value).map_err(|_| refuse())?;
        value.set_sensitive(true);
        signed.headers.insert(name, value);
    }
    Ok(signed)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// The credentials and the time of AWS's published test suite for Signature Version 4.
    fn example(token: Option<&str>) -> Credentials {
        Credentials::new(
            "AKIDEXAMPLE",
            "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            token.map(str::to_owned),
            None,
            "test",
        )
    }

    fn august() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_440_938_160)
    }

    fn signature(method: &str, url: &str, headers: &[(&str, &str)]) -> String {
        let headers: Vec<(String, String)> = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let request = Outgoing::new(method, url, &headers, Vec::new()).expect("a request");
        let signed = sign(&request, &example(None), "us-east-1", august()).expect("signed");
        let authorization = signed.headers["authorization"].to_str().expect("text");
        authorization
            .rsplit("Signature=")
            .next()
            .expect("a signature")
            .to_owned()
    }

    #[test]
    fn what_is_signed() {
        let headers = [("Content-Type".to_owned(), "application/json".to_owned())];
        let url = "https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets?b=2&a=1";
        let request = Outgoing::new("POST", url, &headers, b"{}".to_vec()).expect("a request");
        let signed = sign(&request, &example(Some("TOKEN")), "us-east-1", august());
        let signed = signed.expect("signed");
        let authorization = signed.headers["authorization"].to_str().expect("text");
        assert!(
            authorization.starts_with(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/execute-api/aws4_request, \
                 SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature="
            ),
            "{authorization}"
        );
        assert_eq!(signed.headers["x-amz-date"], "20150830T123600Z");
        assert_eq!(signed.headers["x-amz-security-token"], "TOKEN");
        // What is sent is what was given.
        assert_eq!(signed.url.to_string(), url);
        let shown = format!("{signed:?} {request:?}");
        for secret in ["TOKEN", "Signature", "AKIDEXAMPLE", "{}"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }

    /// Pairs that must have one signature, and pairs that must not.
    #[test]
    fn canonical_requests() {
        let of = |path: &str| {
            let url = format!("https://abc123.execute-api.us-east-1.amazonaws.com/prod{path}");
            signature("GET", &url, &[])
        };
        for (one, other) in [
            ("/my pets", "/my%20pets"),
            ("/pets?b=2&a=1", "/pets?a=1&b=2"),
            ("/pets?a", "/pets?a="),
            ("//pets", "/pets"),
            ("/cats/../pets", "/pets"),
            ("/./pets", "/pets"),
            ("/pets#all", "/pets"),
            ("/k\u{f6}ter", "/k%C3%B6ter"),
        ] {
            assert_eq!(of(one), of(other), "{one} {other}");
        }
        for (one, other) in [
            ("/a%2Fb", "/a/b"),
            ("/a%2fb", "/a%2Fb"),
            ("/pets/", "/pets"),
            ("/pets?a=1", "/pets?a=2"),
            ("/pets?a=1&a=2", "/pets?a=1"),
        ] {
            assert_ne!(of(one), of(other), "{one} {other}");
        }
    }

    /// The canonical request of a path, spelled out by the rules: its hash signed by hand gives
    /// the same signature. The expected values were worked out apart, with Python's `hmac`.
    #[test]
    fn signatures_that_were_worked_out_apart() {
        for (url, expected) in EXPECTED {
            assert_eq!(signature("GET", url, &[]), *expected, "{url}");
        }
    }

    const EXPECTED: &[(&str, &str)] = &[
        (
            "https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets",
            "c054015bb7165e49359e83bdb87ed6979ee61a9edec9af831e2ac98672763f64",
        ),
        (
            "https://abc123.execute-api.us-east-1.amazonaws.com/prod/my pets",
            "6c7be7fd893696d35a385630dd07a09bf6261fb492054876df5effd436ba72ab",
        ),
        (
            "https://abc123.execute-api.us-east-1.amazonaws.com/prod/a%2Fb",
            "9b3fc2cf813ee9b5f2f142b1ed7a9d5ee9405043263d17592c004d01910a69c2",
        ),
        (
            "https://abc123.execute-api.us-east-1.amazonaws.com/prod//pets",
            "c054015bb7165e49359e83bdb87ed6979ee61a9edec9af831e2ac98672763f64",
        ),
        (
            "https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets?b=2&a=&c",
            "9ba2d338f0ff42f169332e503d0281bd6e9d4ddc4d9c69b6b7f5eee16f871862",
        ),
        (
            "https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets?q=a%20b%2Fc",
            "d4e0a37bf53e70355fb0c431c5fa8d2d960425a5e206a78cb9f5c3d09422116e",
        ),
        (
            "https://abc123.execute-api.us-east-1.amazonaws.com",
            "2ce0e015133c7dfed88db7c38c86e7eab4904b58cef60ad3be5d0ac881c86d7c",
        ),
    ];

    #[test]
    fn another_host_is_signed_for_where_a_header_names_it() {
        let url = "https://vpce-0a1b-x.execute-api.us-east-1.vpce.amazonaws.com/prod/pets";
        let api = "abc123.execute-api.us-east-1.amazonaws.com";
        let direct = format!("https://{api}/prod/pets");
        assert_eq!(
            signature("GET", url, &[("Host", api)]),
            signature("GET", &direct, &[])
        );
        let request = Outgoing::new("GET", &direct, &[], Vec::new()).expect("a request");
        let moved = request.clone().to_address("http://127.0.0.1:4566");
        let moved = moved.expect("an address");
        assert_eq!(moved.url.to_string(), "http://127.0.0.1:4566/prod/pets");
        assert_eq!(moved.headers["host"], api);
        for wrong in ["127.0.0.1:4566", "http://127.0.0.1/other", "ftp://x", ""] {
            let error = request.clone().to_address(wrong).expect_err(wrong);
            assert!(error.message.contains("is not an address"), "{error}");
        }
    }

    #[test]
    fn names_of_this_machine_need_no_resolver() {
        for (url, address) in [
            (
                "http://abc123.execute-api.localhost:4566/pets",
                Some("http://127.0.0.1:4566"),
            ),
            (
                "https://abc123.execute-api.LOCALHOST/pets",
                Some("https://127.0.0.1"),
            ),
            ("https://localhost.example.com/pets", None),
            ("https://notlocalhost/pets", None),
        ] {
            let request = Outgoing::new("GET", url, &[], Vec::new()).expect("a request");
            assert_eq!(request.loopback().as_deref(), address, "{url}");
        }
    }

    #[test]
    fn what_is_no_request() {
        let url = "https://abc123.execute-api.us-east-1.amazonaws.com/";
        let header = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
        for (method, url, headers, said) in [
            ("G T", url, Vec::new(), "not an HTTP method"),
            ("GET", "/pets", Vec::new(), "names no host"),
            ("GET", url, header("a b", "c"), "not the name of a header"),
            ("GET", url, header("x-key", "a\nb"), "no header may have"),
            (
                "GET",
                url,
                header("Authorization", "Bearer x"),
                "part of the signature",
            ),
            (
                "GET",
                url,
                header("X-Amz-Date", "now"),
                "part of the signature",
            ),
        ] {
            let error = Outgoing::new(method, url, &headers, Vec::new()).expect_err(said);
            assert!(error.message.contains(said), "{error}");
            assert!(!error.message.contains("Bearer"), "{error}");
        }
    }
}
