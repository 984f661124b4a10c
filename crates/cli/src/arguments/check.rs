//! The command line of `can-invoke check`.

use std::net::IpAddr;

use clap::Args;

use super::{CheckFormat, DeploymentOptions, Explain, LiveOptions};
use crate::assume_role::AssumeRoleOptions;

const CHECK_USAGE: &str =
    "can-invoke check --in <PATH>... --as <PRINCIPAL> [OPTIONS] [METHOD] <TARGET>";

const CHECK_EXAMPLES: &str = "\
Examples:
  A role of another account, a REST API:
    can-invoke check --in examples/cross-account-rest \\
      --as arn:aws:iam::222222222222:role/pet-shop \\
      GET https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets

  By ARN; the method is in it:
    can-invoke check --in examples/cross-account-rest \\
      --as arn:aws:iam::222222222222:role/pet-shop \\
      arn:aws:execute-api:us-east-1:111111111111:abc123/prod/GET/pets

  An HTTP API, through a role that asks for an external id:
    can-invoke check --in examples/cross-account-http \\
      --as arn:aws:iam::222222222222:role/pet-shop --external-id pets-2026 \\
      GET /pets --api def456

  A user who gives a code of a device, and passes on a tag through a chain of roles:
    can-invoke check --in inventory.yaml --as arn:aws:iam::222222222222:user/ann --mfa \\
      --session-tag team=pets --transitive-tag team GET /pets --api def456

  A WebSocket API: open a connection, send a message, and answer from the backend:
    can-invoke check --in examples/websocket \\
      --as arn:aws:iam::111111111111:role/chat-client \\
      CONNECT wss://ws1chat.execute-api.us-east-1.amazonaws.com/prod
    can-invoke check --in examples/websocket \\
      --as arn:aws:iam::111111111111:role/chat-client sendmessage
    can-invoke check --in examples/websocket \\
      --as arn:aws:iam::111111111111:role/chat-backend \\
      POST https://ws1chat.execute-api.us-east-1.amazonaws.com/prod/@connections/L0SM9cOFvHcCIhw=

  A private API, through a VPC endpoint:
    can-invoke check --in examples/private-api --as arn:aws:iam::222222222222:role/pet-shop \\
      --vpc-endpoint vpce-0c1d2e3f GET https://pets.internal.example.com/pets

  Behind a Lambda authorizer, with what its function returns:
    can-invoke check --in examples/authorizer-cache --as anonymous \\
      --authorizer examples/authorizer-cache/answer.json GET /pets

  With a token that has a scope:
    can-invoke check --in inventory.yaml --as anonymous --scope pets.read GET /pets --api def456

  With an address, as JSON:
    can-invoke check --in examples/cross-account-rest \\
      --as arn:aws:iam::222222222222:role/pet-shop --source-ip 203.0.113.7 --format json \\
      GET /pets --api abc123 --stage prod

  From live accounts, with what the question needs and no more; and the calls that it takes:
    can-invoke check --live --profile pets --profile shop \
      --as arn:aws:iam::222222222222:role/pet-shop \
      GET https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets
    can-invoke check --live --dry-run --as arn:aws:iam::222222222222:role/pet-shop \
      GET https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets

  From a template, before it is deployed; what gets its name only then is named as in the
  template:
    can-invoke check --in examples/template/template.yaml --account 111111111111 \\
      --region us-east-1 --as 'arn:aws:iam::111111111111:role/<Caller>' GET /pets --api Pets

  As a picture, to be written into a file, and for Markdown that draws Mermaid:
    can-invoke check --in examples/cross-account-http \\
      --as arn:aws:iam::222222222222:role/pet-shop --external-id pets-2026 --format svg \\
      GET /pets
    can-invoke check --in examples/cross-account-http \\
      --as arn:aws:iam::222222222222:role/pet-shop --external-id pets-2026 --format mermaid \\
      GET /pets";

#[derive(Args, Debug)]
#[command(after_help = CHECK_EXAMPLES, override_usage = CHECK_USAGE)]
pub(crate) struct CheckOptions {
    /// Documents: an inventory, AWS CLI output, a template of CloudFormation, SAM or the CDK, an
    /// OpenAPI definition. A folder stands for its `inventory.yaml`,
    /// `.yml` or `.json`, or else for all JSON and YAML files in it; a pattern such as
    /// `aws/*.json` for the files that match; `-` for standard input. It takes
    /// every word up to the next option.
    #[arg(long = "in", value_name = "PATH", required_unless_present = "live", num_args = 1..)]
    pub(crate) inputs: Vec<String>,

    /// Who asks: the ARN of a user, role, role session, federated user or account root, a
    /// service such as `states.amazonaws.com`, or `anonymous`. With --live it may be left out:
    /// then it is whoever the credentials belong to.
    #[arg(
        long = "as",
        value_name = "PRINCIPAL",
        required_unless_present = "live"
    )]
    pub(crate) caller: Option<String>,

    /// The HTTP method, then the target: an invoke URL, an execute-api ARN, or a path. The
    /// method may be left out before an ARN. Of a WebSocket API: CONNECT or the key of a route
    /// before a `wss://` URL, or the key alone.
    #[arg(value_name = "METHOD TARGET", num_args = 0..=2)]
    pub(crate) question: Vec<String>,

    /// The API, where the target is a path.
    #[arg(long, value_name = "API-ID")]
    pub(crate) api: Option<String>,

    /// The stage, where the target does not name it.
    #[arg(long)]
    pub(crate) stage: Option<String>,

    /// A condition key of the request with its value. Repeat it with the same key for a key
    /// with several values.
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) context: Vec<String>,

    /// A condition key that the request surely lacks. Repeatable.
    #[arg(long, value_name = "KEY")]
    pub(crate) absent: Vec<String>,

    /// The address of the caller: `aws:SourceIp`.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) source_ip: Option<IpAddr>,

    /// The API key of the request: its name, never its value, or `none`. Left out, a key that a
    /// route asks for is taken for granted.
    #[arg(long, value_name = "NAME|none")]
    pub(crate) api_key: Option<String>,

    /// Whether the client shows a certificate that a domain name with mutual TLS trusts.
    #[arg(long, value_name = "valid|none")]
    pub(crate) client_certificate: Option<String>,

    /// What AWS WAF does with the request, where the stage has a web ACL.
    #[arg(long, value_name = "blocks|passes")]
    pub(crate) waf: Option<String>,

    /// The VPC endpoint that the request comes through, by its id; `none` if it comes through
    /// none.
    #[arg(long, value_name = "ID")]
    pub(crate) vpc_endpoint: Option<String>,

    /// The signature of the request: `valid`, `invalid` or `none`. A caller with credentials
    /// signs unless the route takes a token.
    #[arg(long, value_name = "STATE")]
    pub(crate) signature: Option<String>,

    /// What the Lambda authorizer of the route answers: a file with the document that its
    /// function returns, `unauthorized` if it throws that, or `fails`. It counts more than
    /// what the inventory says.
    #[arg(long, value_name = "FILE|WORD")]
    pub(crate) authorizer: Option<String>,

    /// A header of the request; with an empty value it is sent and says nothing. Once one is
    /// given, a header that is not given is not sent. Repeatable.
    #[arg(long, value_name = "NAME: VALUE")]
    pub(crate) header: Vec<String>,

    /// A parameter of the query string; as for headers, once one is given, the others are not
    /// sent. Repeatable.
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) query_string: Vec<String>,

    /// The token that the request carries for a Cognito or JWT authorizer: `valid`, `invalid`
    /// or `missing`.
    #[arg(long, value_name = "STATE")]
    pub(crate) token: Option<String>,

    /// A scope of that token, which is then valid. Repeatable.
    #[arg(long, value_name = "NAME")]
    pub(crate) scope: Vec<String>,

    /// Ask for the direct way only, not for ways through roles.
    #[arg(long)]
    pub(crate) direct: bool,

    /// Do not take a layer that nobody gave as not restricting: the verdict then depends on it.
    #[arg(long)]
    pub(crate) strict: bool,

    /// Take this choice where AWS is silent or contradicts itself; `can-invoke assumptions`
    /// lists them. Repeatable.
    #[arg(long, value_name = "ID=CHOICE")]
    pub(crate) assume: Vec<String>,

    /// How the answer is written.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: CheckFormat,

    /// How much is explained.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) explain: Explain,

    #[command(flatten)]
    pub(crate) assume_role: AssumeRoleOptions,

    /// Ask live accounts for what the question needs. What `--in` says is not asked.
    #[arg(long)]
    pub(crate) live: bool,

    #[command(flatten)]
    pub(crate) live_options: LiveOptions,

    /// Where templates are deployed, beside `--region`.
    #[command(flatten)]
    pub(crate) deployment: DeploymentOptions,
}
