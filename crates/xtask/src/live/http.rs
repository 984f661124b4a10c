//! As much of HTTP as it takes to ask a server on this machine how it is.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// The body of the answer to a GET request, if its status is 200.
///
/// # Errors
///
/// Nobody answers, or the answer is another.
pub(super) fn get(address: SocketAddr, path: &str) -> Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    // Version 1.0, in which no answer comes in pieces.
    write!(stream, "GET {path} HTTP/1.0\r\nhost: {address}\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    body(&String::from_utf8_lossy(&answer)).map(str::to_owned)
}

fn body(answer: &str) -> Result<&str> {
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .context("the answer is not HTTP")?;
    let status = head.split_ascii_whitespace().nth(1).unwrap_or_default();
    if status != "200" {
        bail!("the answer has status {status}");
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::body;

    #[test]
    fn a_body_is_what_follows_the_empty_line() {
        let answer = "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok";
        assert_eq!(body(answer).unwrap(), "ok");
        let error = body("HTTP/1.1 503 Busy\r\n\r\n").unwrap_err();
        assert_eq!(error.to_string(), "the answer has status 503");
        assert!(body("").is_err());
    }
}
