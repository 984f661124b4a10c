//! Integrations: what a route leads to.
//!
//! Source: API Gateway API reference, `API_Integration`, `API_IntegrationResponse` and
//! `API_MethodResponse`; version 2 API reference, `apis-apiid-integrations`.

use can_invoke_source::Span;

use super::PayloadFormat;
use crate::inventory::Known;

/// A value and where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written<T> {
    /// The value.
    pub value: T,
    /// Where it is written.
    pub span: Span,
}

impl<T> Written<T> {
    /// A value with its place.
    pub fn new(value: T, span: Span) -> Self {
        Written { value, span }
    }
}

/// An integration of a route. What its `uri` means is told by
/// `integration::Target`.
#[derive(Clone, Debug, PartialEq)]
pub struct Integration {
    /// Its id or name, where it has one.
    pub id: Option<String>,
    /// What API Gateway does with the request.
    pub kind: Known<Written<IntegrationKind>>,
    /// Where the request goes, as it is written; `MOCK` integrations and those with a
    /// subtype have none.
    pub uri: Known<Option<Written<String>>>,
    /// Of a REST API with a VPC link of version 2: the ARN of the load balancer or listener
    /// that the request goes to (`integrationTarget`).
    pub target: Known<Option<Written<String>>>,
    /// Of an HTTP or WebSocket API: the action of an AWS service, `SQS-SendMessage`.
    pub subtype: Known<Option<Written<String>>>,
    /// The HTTP method that API Gateway uses, in the words of the API: `POST`, `ANY`.
    pub method: Known<Option<Written<String>>>,
    /// Whether the request goes through a VPC link.
    pub connection: Known<Written<ConnectionType>>,
    /// The id of the VPC link, or `${stageVariables.name}`.
    pub connection_id: Known<Option<Written<String>>>,
    /// With whose permissions API Gateway calls the integration.
    pub credentials: Known<Option<Written<Credentials>>>,
    /// Of an HTTP API: the format of what a Lambda function is given and gives.
    pub payload_format: Known<Option<Written<PayloadFormat>>>,
    /// After how many milliseconds API Gateway gives up.
    pub timeout: Known<Option<Written<u32>>>,
    /// The server name that the certificate of the target must bear
    /// (`serverNameToVerify`).
    pub server_name: Known<Option<Written<String>>>,
    /// Whether certificates of the target are not verified (`insecureSkipVerification`).
    pub skips_verification: Known<bool>,
    /// What becomes of a request body for whose content type there is no template.
    pub passthrough: Known<Option<Written<PassthroughBehavior>>>,
    /// What becomes of a binary request body.
    pub content_handling: Known<Option<Written<ContentHandling>>>,
    /// From names of parameters (`integration.request.header.X` of REST and WebSocket APIs,
    /// `append:header.x` of HTTP APIs) to what they are given, in the order in which they
    /// are written.
    pub request_parameters: Known<Vec<Parameter>>,
    /// From content types, or the keys of a WebSocket API, to mapping templates.
    pub request_templates: Known<Vec<Parameter>>,
    /// Of a WebSocket API: which request template is used.
    pub template_selection: Known<Option<Written<String>>>,
    /// Of a REST or WebSocket API: what becomes of the answers of the backend.
    pub responses: Known<Vec<IntegrationResponse>>,
    /// Of an HTTP API: for status codes of the backend, what is changed about the answer.
    pub response_parameters: Known<Vec<StatusMapping>>,
    /// Where the inventory speaks of it.
    pub span: Span,
}

impl Integration {
    /// An integration of which nothing is known.
    pub fn at(span: Span) -> Self {
        Integration {
            id: None,
            kind: Known::NotKnown,
            uri: Known::NotKnown,
            target: Known::NotKnown,
            subtype: Known::NotKnown,
            method: Known::NotKnown,
            connection: Known::NotKnown,
            connection_id: Known::NotKnown,
            credentials: Known::NotKnown,
            payload_format: Known::NotKnown,
            timeout: Known::NotKnown,
            server_name: Known::NotKnown,
            skips_verification: Known::NotKnown,
            passthrough: Known::NotKnown,
            content_handling: Known::NotKnown,
            request_parameters: Known::NotKnown,
            request_templates: Known::NotKnown,
            template_selection: Known::NotKnown,
            responses: Known::NotKnown,
            response_parameters: Known::NotKnown,
            span,
        }
    }
}

/// What API Gateway does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntegrationKind {
    /// `AWS_PROXY`: it hands the request to a Lambda function, or to the action of a
    /// subtype, and takes the answer as it is.
    AwsProxy,
    /// `AWS`: it maps the request for the action of an AWS service, and maps the answer.
    Aws,
    /// `HTTP`: it maps the request for an HTTP backend, and maps the answer.
    Http,
    /// `HTTP_PROXY`: it hands request and answer through.
    HttpProxy,
    /// `MOCK`: it answers itself.
    Mock,
}

impl IntegrationKind {
    /// All of them.
    pub const ALL: [IntegrationKind; 5] = [
        IntegrationKind::AwsProxy,
        IntegrationKind::Aws,
        IntegrationKind::Http,
        IntegrationKind::HttpProxy,
        IntegrationKind::Mock,
    ];

    /// AWS's name.
    pub fn name(self) -> &'static str {
        match self {
            IntegrationKind::AwsProxy => "AWS_PROXY",
            IntegrationKind::Aws => "AWS",
            IntegrationKind::Http => "HTTP",
            IntegrationKind::HttpProxy => "HTTP_PROXY",
            IntegrationKind::Mock => "MOCK",
        }
    }

    /// Whether the answer of the backend is handed through, so that integration responses
    /// mean nothing.
    pub fn is_proxy(self) -> bool {
        matches!(self, IntegrationKind::AwsProxy | IntegrationKind::HttpProxy)
    }
}

/// How API Gateway reaches the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectionType {
    /// Through the internet.
    Internet,
    /// Through a VPC link.
    VpcLink,
}

impl ConnectionType {
    /// AWS's name.
    pub fn name(self) -> &'static str {
        match self {
            ConnectionType::Internet => "INTERNET",
            ConnectionType::VpcLink => "VPC_LINK",
        }
    }
}

/// With whose permissions API Gateway calls an integration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// Those of this role, by its ARN.
    Role(String),
    /// Those of the caller: `arn:aws:iam::*:user/*`.
    Caller,
}

/// What becomes of a request body for whose content type there is no template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassthroughBehavior {
    /// `WHEN_NO_MATCH`: it is passed through.
    WhenNoMatch,
    /// `WHEN_NO_TEMPLATES`: it is passed through if there is no template at all, and else
    /// refused.
    WhenNoTemplates,
    /// `NEVER`: it is refused.
    Never,
}

impl PassthroughBehavior {
    /// AWS's name.
    pub fn name(self) -> &'static str {
        match self {
            PassthroughBehavior::WhenNoMatch => "WHEN_NO_MATCH",
            PassthroughBehavior::WhenNoTemplates => "WHEN_NO_TEMPLATES",
            PassthroughBehavior::Never => "NEVER",
        }
    }
}

/// What becomes of a binary body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentHandling {
    /// `CONVERT_TO_BINARY`.
    ConvertToBinary,
    /// `CONVERT_TO_TEXT`.
    ConvertToText,
}

impl ContentHandling {
    /// AWS's name.
    pub fn name(self) -> &'static str {
        match self {
            ContentHandling::ConvertToBinary => "CONVERT_TO_BINARY",
            ContentHandling::ConvertToText => "CONVERT_TO_TEXT",
        }
    }
}

/// A name and what it is given: a parameter with its source, a content type with its
/// template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The name.
    pub name: Written<String>,
    /// What it is given.
    pub value: Written<String>,
}

/// What becomes of one kind of answer, of a REST or WebSocket API.
#[derive(Clone, Debug, PartialEq)]
pub struct IntegrationResponse {
    /// Of a REST API: the status code that the client gets. Of a WebSocket API: the
    /// response key.
    pub status: Written<String>,
    /// Which answers are meant: a regular expression for the status code of an HTTP backend
    /// or the error message of a Lambda function; none if all others are.
    pub selection_pattern: Option<Written<String>>,
    /// From `method.response.header.X` to what it is given.
    pub parameters: Vec<Parameter>,
    /// From content types to mapping templates.
    pub templates: Vec<Parameter>,
    /// What becomes of a binary body.
    pub content_handling: Option<Written<ContentHandling>>,
    /// Where the inventory speaks of it.
    pub span: Span,
}

/// What an HTTP API changes about answers with one status code.
#[derive(Clone, Debug, PartialEq)]
pub struct StatusMapping {
    /// The status code of the backend's answer.
    pub status: Written<String>,
    /// From `overwrite:statuscode`, `append:header.x`, `remove:header.x` … to what it is
    /// given.
    pub parameters: Vec<Parameter>,
}

/// An answer that a method of a REST API declares.
#[derive(Clone, Debug, PartialEq)]
pub struct MethodResponse {
    /// The status code.
    pub status: Written<String>,
    /// The names of its response parameters: `method.response.header.X`.
    pub parameters: Vec<Written<String>>,
}
