//! The options of `can-invoke respond`.

use clap::{Args, ValueEnum};

use super::Format;

const RESPOND_USAGE: &str = "can-invoke respond [--in <PATH>...] [OPTIONS] [ROUTE]";

const RESPOND_EXAMPLES: &str = "\
Examples:
  What the backend of a WebSocket API receives for a message:
    can-invoke respond --integration examples/websocket-headers/integration.json \\
      --request examples/websocket-headers/message.yaml sendmessage

  What the client gets for an answer of a Lambda function, by payload format 2.0:
    can-invoke respond --payload-format 2.0 --answer examples/status-codes/answer.json

  With mappings of the answer:
    can-invoke respond --payload-format 1.0 --answer examples/status-codes/answer.json \\
      --response-parameters '{\"500\": {\"overwrite:statuscode\": \"403\"}}'

  A route of an inventory, whose function fails:
    can-invoke respond --in examples/status-codes --answer examples/status-codes/failure.json \\
      'GET /pets/7'

Mapping templates are not evaluated: what they make is not known.

Exit status: 0 all is mapped, 1 the client gets an error 5xx of API Gateway's own, 2 usage or \
input error, 3 it depends on facts that were not given.";

#[derive(Args, Debug)]
#[command(after_help = RESPOND_EXAMPLES, override_usage = RESPOND_USAGE)]
pub(crate) struct RespondOptions {
    /// The key of the route, or a method and a path that lead to it: `GET /pets/{petId}`,
    /// `$connect`, `sendmessage`. An inventory needs it.
    #[arg(value_name = "ROUTE")]
    pub(crate) route: Option<String>,

    /// Documents, as for `check`. It takes every word up to the next option.
    #[arg(long = "in", value_name = "PATH", num_args = 1..)]
    pub(crate) inputs: Vec<String>,

    /// The API, where the documents hold more than one.
    #[arg(long, value_name = "API-ID")]
    pub(crate) api: Option<String>,

    /// The stage, where the API has more than one.
    #[arg(long)]
    pub(crate) stage: Option<String>,

    /// The kind of API, where neither an inventory nor the integration tells it.
    #[arg(long, value_name = "KIND", value_enum)]
    pub(crate) kind: Option<KindWord>,

    /// A sample request in YAML or JSON: `method`, `path`, `headers`, `query`, `body`,
    /// `connection-id`, `context`, `stage-variables`, `path-parameters`.
    #[arg(long, value_name = "FILE")]
    pub(crate) request: Option<String>,

    /// A sample answer in YAML or JSON: what a Lambda function returns, `lambda-error` alone
    /// if it fails, or `status`, `headers` and `body` of another backend.
    #[arg(long, value_name = "FILE")]
    pub(crate) answer: Option<String>,

    /// An integration, in place of that of the route: what `create-integration` of the AWS
    /// CLI is given, what `get-integration` prints, or our own words.
    #[arg(long, value_name = "FILE")]
    pub(crate) integration: Option<String>,

    /// The payload format version of a Lambda function behind an HTTP API.
    #[arg(long, value_name = "VERSION", value_enum)]
    pub(crate) payload_format: Option<FormatVersion>,

    /// What is mapped for which status code, a file or JSON, in place of what the integration
    /// says.
    #[arg(long, value_name = "FILE|JSON")]
    pub(crate) response_parameters: Option<String>,

    /// Take this choice where AWS is silent or contradicts itself; `can-invoke assumptions`
    /// lists them. Repeatable.
    #[arg(long, value_name = "ID=CHOICE")]
    pub(crate) assume: Vec<String>,

    /// How the answer is written.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

/// The kinds of APIs, whatever their endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KindWord {
    /// A REST API.
    Rest,
    /// An HTTP API.
    Http,
    /// A WebSocket API.
    #[value(name = "websocket")]
    WebSocket,
}

/// The payload format versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatVersion {
    /// The answer must have the form of a response.
    #[value(name = "1.0")]
    One,
    /// JSON without a status code is the body of a 200.
    #[value(name = "2.0")]
    Two,
}
