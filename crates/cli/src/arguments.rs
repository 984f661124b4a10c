//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

mod check;
mod lint;
mod lint_living;
mod live;
mod respond;
mod why;

pub(crate) use check::CheckOptions;
pub(crate) use lint::{LintFormat, LintOptions, RulesOptions};
pub(crate) use lint_living::{DeploymentOptions, EnvironmentOptions, LivingOptions};
#[cfg(feature = "live")]
pub(crate) use live::CredentialsFormat;
pub(crate) use live::{
    AssumeOptions, CallOptions, FetchOptions, LiveOptions, PermissionsOptions, RedactOptions,
};

pub(crate) use respond::{FormatVersion, KindWord, RespondOptions};
pub(crate) use why::WhyOptions;

/// Can this AWS caller invoke this route of this Amazon API Gateway API, which hop decides,
/// at which line of which policy, and what is the smallest change that opens it?
#[derive(Debug, Parser)]
#[command(name = "can-invoke", version, about, max_term_width = 100)]
#[command(
    after_help = "Exit status: 0 allowed, 1 denied, 2 usage or input error, 3 it depends \
                        on facts that were not given."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Answer one question from documents.
    Check(Box<CheckOptions>),
    /// Ask the questions of test files, and compare with the answers that they expect.
    Test(TestOptions),
    /// Look for mistakes in policies and templates, before anybody calls.
    Lint(Box<LintOptions>),
    /// List the rules of `lint`, or show the manual page of one.
    Rules(RulesOptions),
    /// Make several calls, one after another, with the cache of the authorizer between them.
    Sequence(SequenceOptions),
    /// Decide one request a line from standard input; any AWS action.
    #[command(long_about = BATCH_ABOUT)]
    Batch {
        /// Take this choice where AWS is silent or contradicts itself; `can-invoke
        /// assumptions` lists them. Repeatable.
        #[arg(long, value_name = "ID=CHOICE")]
        assume: Vec<String>,
    },
    /// Say why a call failed, from the error that somebody pastes.
    #[command(long_about = why::ABOUT)]
    Why(WhyOptions),
    /// Tell what the backend receives for a sample request, and what the client gets for a
    /// sample answer.
    Respond(Box<RespondOptions>),
    /// List the condition keys of AWS, and which of them a request carries.
    Keys(KeysOptions),
    /// Say who refers to a VPC link, a Lambda function or an authorizer.
    References(ReferencesOptions),
    /// Show route tables, and which patterns of policies miss them or match too much.
    Routes(RoutesOptions),
    /// Read an inventory from live accounts, by calls that read.
    Fetch(Box<FetchOptions>),
    /// Assume a role, or the chain of roles that leads to an API, and hand on its credentials.
    Assume(Box<AssumeOptions>),
    /// Send a signed request to an API, and say what was expected beside what came back.
    Call(Box<CallOptions>),
    /// Print the IAM policy that this tool itself needs to read an account.
    Permissions(PermissionsOptions),
    /// Replace account ids, names and ids in an inventory by pseudonyms.
    Redact(RedactOptions),
    /// List where AWS is silent or contradicts itself, and how it can be read.
    Assumptions {
        /// How the list is written.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Write a completion script for a shell to standard output.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Write the manual page, in roff, to standard output.
    Man,
}

const BATCH_ABOUT: &str = "\
Decide one request a line from standard input; any AWS action.

A line is a JSON object:

  {\"id\": …,
   \"request\": {\"principal\": ARN | \"x.amazonaws.com\" | {\"type\": \"Anonymous\"},
               \"action\": \"service:Name\",
               \"resource\": {\"arn\": …, \"accountId\": …},
               \"context\": {\"key\": \"value\" | [\"value\", …]}},
   \"identityPolicies\": [document],
   \"resourcePolicy\": document,
   \"permissionBoundaryPolicies\": [document],
   \"serviceControlPolicies\": [{\"orgIdentifier\": …, \"policies\": [document]}],
   \"resourceControlPolicies\": [{\"orgIdentifier\": …, \"policies\": [document]}],
   \"vpcEndpointPolicies\": [document],
   \"sessionPolicy\": document}

What a line does not say is not there: a key that is absent from the context is absent from the \
request. Service control policies are listed root first, FullAWSAccess among them; \
RCPFullAWSAccess is implied. For a role the resource policy is its trust policy.

The answer is a line as well: {\"id\", \"result\": \"Allowed\" | \"ExplicitlyDenied\" | \
\"ImplicitlyDenied\"}, or {\"id\", \"error\"} if the line cannot be read. The order is kept, and a \
bad line never ends the run; a blank line is passed over.";

const TEST_EXAMPLES: &str = "\
Examples:
  All tests below this folder:
    can-invoke test

  Some of them, against one inventory:
    can-invoke test 'examples/**/*.invoke-test.yaml' --in examples/cross-account-rest

  The result for a service that reads JUnit:
    can-invoke test examples --format junit

  A test file:
    can-invoke-test: 1
    title: Who may send orders
    as: arn:aws:iam::111111111111:role/web
    action: sqs:SendMessage
    resource: arn:aws:sqs:us-east-1:111111111111:orders
    identity-policies: { file: web.json }
    cases:
      - title: the web application may
        expect: { verdict: allowed, decided-by: [identity-based-policy 1] }

Exit status: 0 all answers are as expected, 1 some are not, 2 a file cannot be read; then no
test is run.";

#[derive(Args, Debug)]
#[command(after_help = TEST_EXAMPLES)]
pub(crate) struct TestOptions {
    /// Test files, folders or patterns. A folder stands for all files in and below it whose
    /// names end in `.invoke-test.yaml`, `.yml` or `.json`; hidden files and folders are left
    /// out, and what a `.gitignore` of the repository leaves out.
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<String>,

    /// Documents that hold for all files, as for `check`: an inventory, AWS CLI output, a
    /// template. It takes every word up to the next option.
    #[arg(long = "in", value_name = "PATH", num_args = 1..)]
    pub(crate) inputs: Vec<String>,

    /// Run only the cases whose titles contain this text.
    #[arg(long, value_name = "TEXT")]
    pub(crate) only: Option<String>,

    /// Take this choice where AWS is silent or contradicts itself, unless a file or case
    /// takes another; `can-invoke assumptions` lists them. Repeatable.
    #[arg(long, value_name = "ID=CHOICE")]
    pub(crate) assume: Vec<String>,

    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: TestFormat,

    /// How much is told: what is not as expected, or every case.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) explain: Explain,

    /// Tells what no case touches: statements that decide nothing, routes that are not asked.
    #[arg(long)]
    pub(crate) coverage: bool,

    /// Fails if less than this much of statements and routes is touched, in percent.
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(crate) coverage_threshold: Option<u8>,

    /// Where templates are deployed.
    #[command(flatten)]
    pub(crate) environment: EnvironmentOptions,
}

const ROUTES_EXAMPLES: &str = "\
Examples:
  All APIs and all policies of an inventory:
    can-invoke routes --in examples/private-api

  One API, with every route that each pattern matches:
    can-invoke routes --in examples/cross-account-rest --api abc123 --explain full

  As JSON, for a check of every change:
    can-invoke routes --in examples/authorizer-cache --format json

Exit status: 0 there is nothing to be said, 1 there are findings, 2 a document cannot be read.";

#[derive(Args, Debug)]
#[command(after_help = ROUTES_EXAMPLES)]
pub(crate) struct RoutesOptions {
    /// Documents, as for `check`: an inventory, AWS CLI output. It takes every word up to the
    /// next option.
    #[arg(long = "in", value_name = "PATH", required = true, num_args = 1..)]
    pub(crate) inputs: Vec<String>,

    /// Only this API, and the patterns that speak of it.
    #[arg(long, value_name = "API-ID")]
    pub(crate) api: Option<String>,

    /// How the report is written.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,

    /// How much is told: the routes and the findings, or every pattern too.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) explain: Explain,

    /// Where templates are deployed.
    #[command(flatten)]
    pub(crate) environment: EnvironmentOptions,
}

const SEQUENCE_EXAMPLES: &str = "\
Examples:
  Which later call breaks, because a cached policy names one ARN:
    can-invoke sequence examples/authorizer-cache/calls.yaml --in examples/authorizer-cache

  A file of calls:
    can-invoke-sequence: 1
    api: abc123
    stage: prod
    headers: { Authorization: Bearer ann }
    authorizer: { file: answer.json }
    calls:
      - call: GET /pets
      - call: GET /pets/7
        at: 10

Exit status: 0 all calls are allowed, 1 some are denied, 2 usage or input error, 3 some depend on \
facts that were not given.";

#[derive(Args, Debug)]
#[command(after_help = SEQUENCE_EXAMPLES)]
pub(crate) struct SequenceOptions {
    /// The file with the calls; see docs/sequence.md.
    #[arg(value_name = "FILE")]
    pub(crate) file: String,

    /// Documents, as for `check`: an inventory, AWS CLI output. It takes every word up to the
    /// next option.
    #[arg(long = "in", value_name = "PATH", num_args = 1..)]
    pub(crate) inputs: Vec<String>,

    /// Take nothing for granted that nobody said; the verdicts then depend on it.
    #[arg(long)]
    pub(crate) strict: bool,

    /// Take this choice where AWS is silent or contradicts itself; `can-invoke assumptions`
    /// lists them. Repeatable.
    #[arg(long, value_name = "ID=CHOICE")]
    pub(crate) assume: Vec<String>,

    /// How the answer is written.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,

    /// How much is explained, as JSON.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) explain: Explain,
}

const KEYS_EXAMPLES: &str = "\
Examples:
  Every key, for every kind of caller, whatever is called:
    can-invoke keys

  What a role session sends to a regional REST API, on a route that asks for a signature:
    can-invoke keys --as session --api rest-regional --authorization AWS_IAM

  What policies see of a caller with a token, as JSON:
    can-invoke keys --as session --api http --authorization JWT --format json

  What a trust policy sees when a user assumes a role:
    can-invoke keys --as user --assume-role";

#[derive(Args, Debug)]
#[command(after_help = KEYS_EXAMPLES)]
pub(crate) struct KeysOptions {
    /// Who calls. Left out: all kinds of callers, side by side.
    #[arg(long = "as", value_name = "KIND", value_enum)]
    pub(crate) caller: Option<CallerWord>,

    /// The kind of the API that is called. Left out: whatever is called.
    #[arg(long, value_name = "KIND", value_enum)]
    pub(crate) api: Option<ApiWord>,

    /// How the route authorizes. Left out: as if it asked for a signature.
    #[arg(long, value_name = "TYPE", value_enum, ignore_case = true)]
    pub(crate) authorization: Option<AuthorizationWord>,

    /// The keys of a call of `sts:AssumeRole` instead of a route.
    #[arg(long, conflicts_with_all = ["api", "authorization"])]
    pub(crate) assume_role: bool,

    /// How the list is written.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

const REFERENCES_EXAMPLES: &str = "\
Examples:
  What keeps a VPC link from being deleted:
    can-invoke references vlk111 --in examples/vpc-link-references

  The same by the error of AWS:
    can-invoke references \"Cannot delete VPC link. Vpc link 'vlk111', is referenced in \
[ANY:i8n2lo:prod] in format of [Method:Resource:Stage]\" --in examples/vpc-link-references

  Who invokes a function, its versions and aliases included:
    can-invoke references arn:aws:lambda:us-east-1:111111111111:function:orders \\
      --in examples/lambda-permission

Exit status: 0 nothing refers to it, 1 something does, 2 usage or input error, 3 it is not known, \
as where nobody says what was deployed to a stage.";

#[derive(Args, Debug)]
#[command(after_help = REFERENCES_EXAMPLES)]
pub(crate) struct ReferencesOptions {
    /// The id of a VPC link or an authorizer, an ARN, or the error that says that a VPC link
    /// cannot be deleted.
    #[arg(value_name = "ID|ARN|ERROR")]
    pub(crate) subject: String,

    /// Documents, as for `check`: an inventory, AWS CLI output. It takes every word up to the
    /// next option.
    #[arg(long = "in", value_name = "PATH", required = true, num_args = 1..)]
    pub(crate) inputs: Vec<String>,

    /// How the answer is written.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,

    /// Where templates are deployed.
    #[command(flatten)]
    pub(crate) environment: EnvironmentOptions,
}

/// The kinds of callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CallerWord {
    /// An IAM user.
    User,
    /// A session of a role.
    #[value(alias = "role")]
    Session,
    /// A session from GetFederationToken.
    FederatedUser,
    /// The root user of an account.
    Root,
    /// An AWS service that calls on its own behalf.
    Service,
    /// Nobody that AWS knows.
    Anonymous,
    /// The subject of a web identity or of a SAML assertion, before it has a role.
    Federated,
}

/// The kinds of APIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ApiWord {
    /// A REST API with a regional endpoint.
    RestRegional,
    /// A REST API with an edge-optimized endpoint.
    RestEdge,
    /// A private REST API.
    RestPrivate,
    /// A REST API, with any endpoint.
    Rest,
    /// An HTTP API.
    Http,
    /// A WebSocket API.
    #[value(name = "websocket")]
    WebSocket,
}

/// The authorization types, in API Gateway's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AuthorizationWord {
    /// Requests signed with Signature Version 4.
    #[value(name = "AWS_IAM")]
    AwsIam,
    /// Open access.
    #[value(name = "NONE")]
    None,
    /// A Lambda authorizer.
    #[value(name = "CUSTOM")]
    Custom,
    /// A Cognito user pool.
    #[value(name = "COGNITO_USER_POOLS")]
    CognitoUserPools,
    /// A JSON Web Token.
    #[value(name = "JWT")]
    Jwt,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs; see `schemas/report-v1.json`.
    Json,
}

/// How the result of tests is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum TestFormat {
    /// For people.
    #[default]
    Text,
    /// For programs; see `schemas/report-v1.json`.
    Json,
    /// JUnit, a suite for each file.
    Junit,
}

/// How the answer to one question is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    /// For people.
    #[default]
    Text,
    /// For programs; see `schemas/report-v1.json`.
    Json,
    /// A picture of the hops: a Mermaid flowchart, for Markdown.
    Mermaid,
    /// A picture of the hops: an SVG document that needs nothing else.
    Svg,
}

impl CheckFormat {
    /// How it is written that there is no answer: of that there is no picture.
    pub(crate) fn of_refusals(self) -> Format {
        match self {
            CheckFormat::Json => Format::Json,
            CheckFormat::Text | CheckFormat::Mermaid | CheckFormat::Svg => Format::Text,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Explain {
    /// What decides.
    #[default]
    Short,
    /// Every statement and every element.
    Full,
}
