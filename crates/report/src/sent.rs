//! A request that was sent, and what came of it, as it is told: the input of the text and of
//! version 1.

use can_invoke_gateway::{
    chosen_way::ChosenWay,
    sent::{Answered, Comparison},
    why::Why,
};
use can_invoke_source::{Diagnostic, Sources};

/// A request that was sent, or that could not be sent because a role was refused.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    /// The method.
    pub method: &'a str,
    /// The URL.
    pub url: &'a str,
    /// The ARN of the caller, as AWS STS names it.
    pub caller: &'a str,
    /// The roles that were to be assumed, in order.
    pub through: &'a [String],
    /// The Region that the request is signed for.
    pub region: &'a str,
    /// Where it was really sent, if not to the host of the URL.
    pub address: Option<&'a str>,
    /// What was predicted.
    pub predicted: Option<&'a ChosenWay>,
    /// Why nothing was predicted.
    pub not_predicted: Option<&'a str>,
    /// What came of it.
    pub result: Result<&'a Reply<'a>, &'a RefusedRole<'a>>,
    /// Whether it is as predicted.
    pub comparison: &'a Comparison,
    /// What is to be said about the documents.
    pub diagnostics: &'a [Diagnostic],
    /// What they were read from.
    pub sources: &'a Sources,
}

/// The answer to a request.
#[derive(Clone, Copy, Debug)]
pub struct Reply<'a> {
    /// The HTTP status code.
    pub status: u16,
    /// The headers, in order.
    pub headers: &'a [(String, String)],
    /// The body, as far as it was kept.
    pub body: &'a [u8],
    /// How long the body is, in bytes.
    pub length: usize,
    /// Who answered.
    pub answered: &'a Answered,
    /// What an error can come from.
    pub why: &'a Why,
}

/// A role that was refused, so that no request was sent.
#[derive(Clone, Copy, Debug)]
pub struct RefusedRole<'a> {
    /// Its ARN.
    pub role: &'a str,
    /// What AWS STS says.
    pub message: &'a str,
}

/// The headers of an answer that tell of API Gateway.
const TELLING: [&str; 5] = [
    "x-amzn-errortype",
    "x-amzn-requestid",
    "x-amz-apigw-id",
    "apigw-requestid",
    "www-authenticate",
];

impl Reply<'_> {
    /// The headers that tell of API Gateway, in lower case, in the order of the answer.
    pub fn telling_headers(&self) -> impl Iterator<Item = (String, &str)> {
        self.headers.iter().filter_map(|(name, value)| {
            let name = name.to_ascii_lowercase();
            TELLING
                .contains(&name.as_str())
                .then_some((name, value.as_str()))
        })
    }

    /// The beginning of the body as text, and whether something is left out.
    pub(crate) fn shown_body(&self, most: usize) -> (String, bool) {
        let text = String::from_utf8_lossy(self.body);
        let mut characters = text.chars();
        let shown: String = characters.by_ref().take(most).collect();
        let is_cut = characters.next().is_some() || self.length > self.body.len();
        (shown, is_cut)
    }
}
