//! The options of `can-invoke why`.

use clap::Args;

use super::{Explain, Format};

pub(super) const ABOUT: &str = "\
Say why a call failed, from the error that somebody pastes.

Any text will do: the body of a response, `curl -i` or `curl -v` with status line and headers, \
an error of the AWS CLI or of an SDK, a line of an execution log, lines of an access log as JSON \
or in the common log format. Of a log each line is one request; equal errors are told once, with \
their number.

With documents each possible cause is tested against them, and one that they contradict is never \
the diagnosis; if they contradict all, none is named. `docs/why.md` lists the causes.";

const EXAMPLES: &str = "\
Examples:
  A message, and nothing more:
    can-invoke why --text '{\"message\":\"Missing Authentication Token\"}'

  A response as curl shows it, against an inventory:
    curl -sv https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets 2>&1 |
      can-invoke why --in examples/cross-account-rest

  An access log, as JSON:
    can-invoke why access.log --in inventory.yaml --format json

  What a browser shows of an HTTP API, with who called:
    can-invoke why --text Forbidden --status 403 --header 'apigw-requestid: Abc=' \\
      --url 'GET https://def456.execute-api.us-east-1.amazonaws.com/pets' \\
      --as arn:aws:iam::222222222222:role/pet-shop --in examples/cross-account-http

Exit status: 0 every error has a diagnosis that nothing contradicts, 2 usage or input error, 3 an
error has none, or the text tells of no error.";

#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct WhyOptions {
    /// A file with the text; `-` or nothing for standard input.
    #[arg(value_name = "FILE", conflicts_with = "text")]
    pub(crate) file: Option<String>,

    /// The text itself.
    #[arg(long)]
    pub(crate) text: Option<String>,

    /// Documents, as for `check`: an inventory, AWS CLI output. It takes every word up to
    /// the next option.
    #[arg(long = "in", value_name = "PATH", num_args = 1..)]
    pub(crate) inputs: Vec<String>,

    /// The HTTP status of the response, where the text does not say.
    #[arg(long, value_parser = clap::value_parser!(u16).range(100..600))]
    pub(crate) status: Option<u16>,

    /// A header of the response, such as `x-amzn-errortype: AccessDeniedException`.
    /// Repeatable.
    #[arg(long = "header", value_name = "NAME: VALUE")]
    pub(crate) headers: Vec<String>,

    /// The URL that was called, which may follow the method: `GET https://…`.
    #[arg(long, value_name = "[METHOD ]URL")]
    pub(crate) url: Option<String>,

    /// Who called, where the text does not say, as for `check`.
    #[arg(long = "as", value_name = "PRINCIPAL")]
    pub(crate) caller: Option<String>,

    /// Take this choice where AWS is silent or contradicts itself; `can-invoke assumptions`
    /// lists them. Repeatable.
    #[arg(long, value_name = "ID=CHOICE")]
    pub(crate) assume: Vec<String>,

    /// How the answer is written.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,

    /// How much is explained: the first cause, or all.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) explain: Explain,
}
