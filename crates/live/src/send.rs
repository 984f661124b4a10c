//! A signed request to an API: put together, signed, and sent where somebody says so. This is
//! the only place from which an API is ever invoked.
//!
//! Source: IAM user guide, `reference_sigv-create-signed-request`; API Gateway developer guide,
//! `apigateway-private-api-test-invoke-url` (the host that a VPC endpoint looks at).

mod destination;
mod sign;

use std::{fmt, time::Duration};

use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header::HOST, uri::PathAndQuery};

pub use destination::{Destination, NotSigned};
pub use sign::{SIGNATURE_HEADERS, sign};

/// The longest body of an answer that is kept, in bytes.
pub const MOST_BODY: usize = 1024 * 1024;

/// A request before it is signed.
#[derive(Clone, PartialEq)]
pub struct Outgoing {
    /// The method, as it was given: methods know upper and lower case.
    pub method: Method,
    /// The URL, with what no URL may hold percent-encoded.
    pub url: Uri,
    /// The headers, in order.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

/// Headers and body may hold secrets, and are not shown.
impl fmt::Debug for Outgoing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.keys().map(HeaderName::as_str).collect();
        formatter
            .debug_struct("Outgoing")
            .field("method", &self.method)
            .field("host", &self.url.host())
            .field("headers", &names)
            .field("body", &self.body.len())
            .finish()
    }
}

/// What no request can be made of.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct NotARequest {
    /// What is wrong; values of headers are not in it.
    pub message: String,
}

impl NotARequest {
    fn new(message: impl Into<String>) -> Self {
        NotARequest {
            message: message.into(),
        }
    }
}

impl Outgoing {
    /// Puts a request together. Of the URL only what no URL may hold is percent-encoded:
    /// blanks, control characters, letters of other alphabets.
    pub fn new(
        method: &str,
        url: &str,
        headers: &[(String, String)],
        body: Vec<u8>,
    ) -> Result<Self, NotARequest> {
        let without_fragment = url.split('#').next().unwrap_or(url);
        let url: Uri = sign::encoded(without_fragment)
            .parse()
            .map_err(|error| NotARequest::new(format!("`{url}` is not a URL: {error}")))?;
        if url.host().is_none_or(str::is_empty) {
            return Err(NotARequest::new(format!("`{url}` names no host")));
        }
        let method = Method::from_bytes(method.as_bytes())
            .map_err(|_| NotARequest::new(format!("`{method}` is not an HTTP method")))?;
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let read = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| NotARequest::new(format!("`{name}` is not the name of a header")))?;
            if SIGNATURE_HEADERS.contains(&read.as_str()) {
                return Err(NotARequest::new(format!(
                    "the header `{name}` is a part of the signature, and is made here"
                )));
            }
            let value = HeaderValue::from_str(value).map_err(|_| {
                NotARequest::new(format!(
                    "the value of the header `{name}` holds characters that no header may have"
                ))
            })?;
            map.append(read, value);
        }
        Ok(Outgoing {
            method,
            url,
            headers: map,
            body,
        })
    }

    /// The host that the request is for, with its port: the header `Host` where one was given,
    /// as a VPC endpoint looks at it, or else that of the URL.
    pub fn host(&self) -> String {
        let given = self.headers.get(HOST).and_then(|value| value.to_str().ok());
        match (given, self.url.authority()) {
            (Some(given), _) => given.to_owned(),
            (None, Some(authority)) => authority.as_str().to_owned(),
            (None, None) => String::new(),
        }
    }

    /// The same, to be sent to another address with the host that it was signed for.
    pub fn to_address(mut self, address: &str) -> Result<Self, NotARequest> {
        let refuse = || {
            NotARequest::new(format!(
                "`{address}` is not an address: write `https://host` or `http://host:port`"
            ))
        };
        let host = HeaderValue::from_str(&self.host()).map_err(|_| refuse())?;
        let to: Uri = address.parse().map_err(|_| refuse())?;
        let is_bare = matches!(to.path(), "" | "/") && to.query().is_none();
        if !matches!(to.scheme_str(), Some("http" | "https")) || !is_bare {
            return Err(refuse());
        }
        let mut parts = self.url.clone().into_parts();
        parts.scheme = to.scheme().cloned();
        parts.authority = to.authority().cloned();
        parts.path_and_query = parts
            .path_and_query
            .or_else(|| Some(PathAndQuery::from_static("/")));
        self.url = Uri::from_parts(parts).map_err(|_| refuse())?;
        self.headers.insert(HOST, host);
        Ok(self)
    }

    /// The loopback address that a name ending in `.localhost` stands for, which not every
    /// resolver knows; nothing for other names.
    ///
    /// Source: RFC 6761, section 6.3.
    pub fn loopback(&self) -> Option<String> {
        let host = self.url.host()?.to_ascii_lowercase();
        let scheme = self.url.scheme_str()?;
        let port = self.url.port_u16().map(|port| format!(":{port}"));
        let port = port.unwrap_or_default();
        host.ends_with(".localhost")
            .then(|| format!("{scheme}://127.0.0.1{port}"))
    }

    /// The request as the HTTP client takes it.
    pub fn into_request(self) -> http::Request<Vec<u8>> {
        let mut request = http::Request::new(self.body);
        *request.method_mut() = self.method;
        *request.uri_mut() = self.url;
        *request.headers_mut() = self.headers;
        request
    }
}

/// What came back.
#[derive(Clone, PartialEq, Eq)]
pub struct Incoming {
    /// The HTTP status code.
    pub status: u16,
    /// The headers, in order.
    pub headers: Vec<(String, String)>,
    /// The body, at most [`MOST_BODY`] bytes of it.
    pub body: Vec<u8>,
    /// How long the body is, in bytes.
    pub length: usize,
}

/// An answer may hold secrets of the API, and is not shown.
impl fmt::Debug for Incoming {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Incoming")
            .field("status", &self.status)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

impl Incoming {
    /// Takes over an answer.
    pub fn of(response: http::Response<Vec<u8>>) -> Self {
        let (parts, mut body) = response.into_parts();
        let headers = parts.headers.iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str().to_owned(), value)
        });
        let length = body.len();
        body.truncate(MOST_BODY);
        Incoming {
            status: parts.status.as_u16(),
            headers: headers.collect(),
            body,
            length,
        }
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// How long a signature of these requests is good for.
pub const SIGNATURE_VALID: Duration = Duration::from_secs(5 * 60);
