//! The command lines of what asks live accounts. They are the same in a build without network
//! code, which says that it has none.

use clap::{Args, ValueEnum};

use super::Format;
use crate::assume_role::AssumeRoleOptions;

/// Which accounts are asked, and how.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Live accounts")]
pub(crate) struct LiveOptions {
    /// A profile of the AWS configuration files; without one, what the environment says.
    /// Repeat it for several accounts; `assume` and `call` act with the first.
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Vec<String>,

    /// A role through which an account is read, with what its trust policy asks for:
    /// `ARN[,external-id=…][,session-name=…][,mfa-serial=…][,mfa-code=…][,profile=…]`.
    /// Repeat it for several accounts.
    #[arg(long, value_name = "ROLE")]
    pub(crate) account_role: Vec<String>,

    /// A Region to read; without one, that of the target or of the profile. Repeatable.
    #[arg(long, value_name = "NAME")]
    pub(crate) region: Vec<String>,

    /// How many requests a second an account and Region of Amazon API Gateway gets at most;
    /// its control plane grants 10 with bursts of 40.
    #[arg(long, value_name = "NUMBER", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) requests_per_second: u32,

    /// How often a request is tried that is throttled, or that does not come through.
    #[arg(long, value_name = "NUMBER", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) attempts: u32,

    /// List the calls that would be made, and make none.
    #[arg(long)]
    pub(crate) dry_run: bool,
}

const FETCH_EXAMPLES: &str = "\
Examples:
  Everything that the account of the environment holds:
    can-invoke fetch --all --out inventory.json

  One API, with whoever may call it from another account:
    can-invoke fetch --api https://abc123.execute-api.us-east-1.amazonaws.com/prod \\
      --principal arn:aws:iam::222222222222:role/pet-shop \\
      --profile pets --profile shop --out inventory.json

  Several accounts, through a role in each, under pseudonyms:
    can-invoke fetch --all --assume arn:aws:iam::111111111111:role/auditor,external-id=audit-7 \\
      --assume arn:aws:iam::222222222222:role/auditor,external-id=audit-7 --redact \\
      --out inventory.json

An interrupted run keeps what it has in OUT.partial, and the same command goes on from there.
What could not be read stands in the inventory under `not-readable`.

Exit status: 0 all was read, 3 some of it could not be read, 2 nothing could be read.";

/// `can-invoke fetch`.
#[derive(Args, Debug)]
#[command(after_help = FETCH_EXAMPLES)]
pub(crate) struct FetchOptions {
    /// An API, by its id or invoke URL, with all that bears on calls of it. Repeatable.
    #[arg(long, value_name = "ID|URL", required_unless_present_any = ["principal", "all"])]
    pub(crate) api: Vec<String>,

    /// A user or role, with all its policies. Repeatable.
    #[arg(long, value_name = "ARN")]
    pub(crate) principal: Vec<String>,

    /// Every API and every principal of the accounts.
    #[arg(long)]
    pub(crate) all: bool,

    /// The same as `--account-role`.
    #[arg(long, value_name = "ROLE")]
    pub(crate) assume: Vec<String>,

    /// Where the inventory is written; `-` for standard output, where nothing can be resumed.
    #[arg(long, value_name = "FILE", default_value = "inventory.json")]
    pub(crate) out: String,

    /// Forget what an interrupted run has read.
    #[arg(long)]
    pub(crate) fresh: bool,

    /// Replace account ids, names and ids by pseudonyms; answers stay the same.
    #[arg(long)]
    pub(crate) redact: bool,

    #[command(flatten)]
    pub(crate) live: LiveOptions,
}

const ASSUME_EXAMPLES: &str = "\
Examples:
  As lines for a shell:
    eval \"$(can-invoke assume --role arn:aws:iam::111111111111:role/invoker --external-id pets)\"

  For a command:
    can-invoke assume --role arn:aws:iam::111111111111:role/invoker -- aws sts get-caller-identity

  The chain of roles that `check` finds for a question:
    can-invoke assume --for GET https://def456.execute-api.us-east-1.amazonaws.com/pets

  In the AWS configuration file:
    [profile pets]
    credential_process = can-invoke assume --role arn:aws:iam::111111111111:role/invoker \\
      --format credential-process

The prediction and what differs from it are told on standard error; nothing is written to disk.

Exit status: 0 assumed, 1 refused, 2 usage or input error, 3 not as predicted, whichever of the
two refuses; with a command, that of the command, and for credential-process 0 once the
credentials are there.";

/// How credentials are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum CredentialsFormat {
    /// Lines that a shell evaluates.
    #[default]
    Environment,
    /// What `credential_process` of the AWS configuration file reads.
    CredentialProcess,
}

/// `can-invoke assume`.
#[derive(Args, Debug)]
#[command(after_help = ASSUME_EXAMPLES)]
pub(crate) struct AssumeOptions {
    /// A role; repeat it for a chain, in the order in which they are assumed.
    #[arg(long, value_name = "ARN", required_unless_present = "question")]
    pub(crate) role: Vec<String>,

    /// The method and target of a question: the roles that lead there are assumed.
    #[arg(long = "for", value_names = ["METHOD", "TARGET"], num_args = 2, conflicts_with = "role", id = "question")]
    pub(crate) question: Vec<String>,

    /// Documents for the prediction, as for `check`; without them the live accounts are asked.
    #[arg(long = "in", value_name = "PATH")]
    pub(crate) inputs: Vec<String>,

    /// Perform without a prediction.
    #[arg(long, conflicts_with = "no_send")]
    pub(crate) no_prediction: bool,

    /// Predict, and perform nothing.
    #[arg(long)]
    pub(crate) no_send: bool,

    /// The device for multi-factor authentication, whose code `--mfa-code` says; without a code
    /// it is asked for at the terminal.
    #[arg(long, value_name = "ARN")]
    pub(crate) mfa_serial: Option<String>,

    /// The code of that device.
    #[arg(long, value_name = "CODE")]
    pub(crate) mfa_code: Option<String>,

    /// How the credentials are written.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: CredentialsFormat,

    /// A command that gets the credentials in its environment.
    #[arg(last = true, value_name = "COMMAND")]
    pub(crate) command: Vec<String>,

    #[command(flatten)]
    pub(crate) assume_role: AssumeRoleOptions,

    #[command(flatten)]
    pub(crate) live: LiveOptions,
}

const CALL_EXAMPLES: &str = "\
Examples:
  A signed request, with the prediction beside what comes back:
    can-invoke call GET https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets

  Through the role that leads to an HTTP API of another account:
    can-invoke call GET https://def456.execute-api.us-east-1.amazonaws.com/pets \\
      --through arn:aws:iam::111111111111:role/invoker --external-id pets-2026

  What would be sent:
    can-invoke call POST https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets \\
      --header 'content-type: application/json' --body @pet.json --no-send

Exit status: 0 the API let the request through, 1 it refused, 2 usage or input error or no
answer, 3 what came back is not what was predicted.";

/// `can-invoke call`.
#[derive(Args, Debug)]
#[command(after_help = CALL_EXAMPLES)]
pub(crate) struct CallOptions {
    /// The HTTP method.
    pub(crate) method: String,

    /// The URL.
    pub(crate) url: String,

    /// A role to assume first; repeat it for a chain. Without one, the way that the prediction
    /// finds is taken.
    #[arg(long, value_name = "ARN")]
    pub(crate) through: Vec<String>,

    /// Documents for the prediction, as for `check`; without them the live accounts are asked.
    #[arg(long = "in", value_name = "PATH")]
    pub(crate) inputs: Vec<String>,

    /// The stage, where the URL does not name it.
    #[arg(long)]
    pub(crate) stage: Option<String>,

    /// Send without a prediction.
    #[arg(long)]
    pub(crate) no_prediction: bool,

    /// Print the signed request, and send nothing but what assumes the roles. What is printed can
    /// be sent by whoever reads it, for five minutes.
    #[arg(long)]
    pub(crate) no_send: bool,

    /// Do not sign; the caller is then anonymous.
    #[arg(long, conflicts_with = "through")]
    pub(crate) unsigned: bool,

    /// A header of the request. Repeatable.
    #[arg(long, value_name = "NAME: VALUE")]
    pub(crate) header: Vec<String>,

    /// The body; `@FILE` for what a file holds, `@-` for standard input.
    #[arg(long, value_name = "TEXT|@FILE")]
    pub(crate) body: Option<String>,

    /// The Region to sign for, where the host does not name it.
    #[arg(long, value_name = "NAME")]
    pub(crate) sign_region: Option<String>,

    /// Where the request is really sent, with the host of the URL in its `Host` header: a local
    /// stand-in of AWS, or a VPC endpoint.
    #[arg(long, value_name = "URL")]
    pub(crate) connect_to: Option<String>,

    /// The API, where a custom domain name hides it; a request is signed for no host of which
    /// nothing says that API Gateway is behind it.
    #[arg(long, value_name = "API-ID")]
    pub(crate) api: Option<String>,

    /// The device for multi-factor authentication, for roles that ask for it.
    #[arg(long, value_name = "ARN")]
    pub(crate) mfa_serial: Option<String>,

    /// The code of that device.
    #[arg(long, value_name = "CODE")]
    pub(crate) mfa_code: Option<String>,

    /// How long an answer is waited for.
    #[arg(long, value_name = "SECONDS", default_value_t = 35)]
    pub(crate) timeout: u64,

    /// How the comparison is written.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) assume_role: AssumeRoleOptions,

    #[command(flatten)]
    pub(crate) live: LiveOptions,
}

const PERMISSIONS_EXAMPLES: &str = "\
Examples:
  For everything that this tool reads:
    can-invoke permissions

  For one command, in one Region:
    can-invoke permissions check --region us-east-1";

/// `can-invoke permissions`.
#[derive(Args, Debug)]
#[command(after_help = PERMISSIONS_EXAMPLES)]
pub(crate) struct PermissionsOptions {
    /// The command that the policy is for: `fetch`, `check`, `assume` or `call`; without one,
    /// all of them.
    pub(crate) command: Option<String>,

    /// A Region that is read; without one, all. Repeatable.
    #[arg(long, value_name = "NAME")]
    pub(crate) region: Vec<String>,

    /// The partition.
    #[arg(long, value_name = "NAME", default_value = "aws")]
    pub(crate) partition: String,

    /// A role that is assumed. Repeatable.
    #[arg(long, value_name = "ARN")]
    pub(crate) role: Vec<String>,
}

const REDACT_EXAMPLES: &str = "\
Examples:
  To be attached to a bug report:
    can-invoke redact --in inventory.yaml --out redacted.json

  With a list of the pseudonyms, to be kept, so that answers can be read:
    can-invoke redact --in inventory.yaml --out redacted.json --names names.json

Account ids, names and ids are replaced; words of AWS, Regions and addresses stay, and answers
stay what they are. Pseudonyms hide from eyes and are no cryptography, see docs/redaction.md.

Exit status: 0 written, 2 usage or input error.";

/// `can-invoke redact`.
#[derive(Args, Debug)]
#[command(after_help = REDACT_EXAMPLES)]
pub(crate) struct RedactOptions {
    /// Documents, as for `check`.
    #[arg(long = "in", value_name = "PATH", required = true, num_args = 1..)]
    pub(crate) inputs: Vec<String>,

    /// Where the inventory is written; `-` for standard output.
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub(crate) out: String,

    /// What the pseudonyms are made from, where several files shall share them; the documents
    /// themselves unless said.
    #[arg(long, value_name = "TEXT")]
    pub(crate) seed: Option<String>,

    /// A file for the list of words with their pseudonyms. It is not to be shared.
    #[arg(long, value_name = "FILE")]
    pub(crate) names: Option<String>,
}
