//! A server of HTTP/1.1 that answers one request after the other.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// A parameter of a form, not decoded.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        let mut pairs = self.body.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    /// The operation, where AWS STS is asked.
    pub(crate) fn action(&self) -> Option<&str> {
        self.parameter("Action")
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, &'static str)>,
    pub(crate) body: String,
}

pub(crate) fn answer(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Answer {
    Answer {
        status,
        headers: headers.to_vec(),
        body: body.to_owned(),
    }
}

pub(crate) struct Server {
    port: u16,
    seen: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Answers until the test ends.
    pub(crate) fn start(handle: impl Fn(&Request) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = listener.local_addr().expect("an address").port();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if let Some(request) = read(&stream) {
                    log.lock().expect("one thread").push(request.clone());
                    write(stream, &handle(&request));
                }
            }
        });
        Server { port, seen }
    }

    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The requests to the API, without those to AWS STS.
    pub(crate) fn calls(&self) -> Vec<Request> {
        let seen = self.seen.lock().expect("one thread");
        let calls = seen.iter().filter(|request| request.action().is_none());
        calls.cloned().collect()
    }

    /// The calls of `sts:AssumeRole`.
    pub(crate) fn assumed(&self) -> Vec<Request> {
        let seen = self.seen.lock().expect("one thread");
        let calls = seen.iter();
        calls
            .filter(|request| request.action() == Some("AssumeRole"))
            .cloned()
            .collect()
    }
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
    let mut request = Request {
        method,
        path,
        headers,
        body: String::new(),
    };
    let length = request.header("content-length").unwrap_or("0");
    let mut body = vec![0; length.parse().ok()?];
    reader.read_exact(&mut body).ok()?;
    request.body = String::from_utf8(body).ok()?;
    Some(request)
}

fn write(mut stream: TcpStream, answer: &Answer) {
    let mut text = format!("HTTP/1.1 {} -\r\nconnection: close\r\n", answer.status);
    for (name, value) in &answer.headers {
        text += &format!("{name}: {value}\r\n");
    }
    text += &format!(
        "content-length: {}\r\n\r\n{}",
        answer.body.len(),
        answer.body
    );
    stream.write_all(text.as_bytes()).ok();
}

/// Who asks, by the access key that the signature names.
pub(crate) fn identity(request: &Request) -> Answer {
    let authorization = request.header("authorization").unwrap_or_default();
    assert!(
        authorization.contains("Credential=AKIAANN/"),
        "{authorization}"
    );
    answer(
        200,
        &[("content-type", "text/xml")],
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
         <GetCallerIdentityResult><Arn>arn:aws:iam::222222222222:user/ann</Arn>\
         <UserId>AIDAANN</UserId><Account>222222222222</Account></GetCallerIdentityResult>\
         </GetCallerIdentityResponse>",
    )
}

pub(crate) fn assumed() -> Answer {
    answer(
        200,
        &[("content-type", "text/xml")],
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
         <AssumeRoleResult><AssumedRoleUser>\
         <Arn>arn:aws:sts::111111111111:assumed-role/invoker/can-invoke</Arn>\
         <AssumedRoleId>AROAINVOKER:can-invoke</AssumedRoleId></AssumedRoleUser>\
         <Credentials><AccessKeyId>ASIASESSION</AccessKeyId>\
         <SecretAccessKey>session-secret-key</SecretAccessKey>\
         <SessionToken>session-token/+&apos;&quot;$(x)</SessionToken>\
         <Expiration>2099-01-02T03:04:05Z</Expiration></Credentials>\
         </AssumeRoleResult></AssumeRoleResponse>",
    )
}

pub(crate) fn denied() -> Answer {
    answer(
        403,
        &[("content-type", "text/xml")],
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error>\
         <Type>Sender</Type><Code>AccessDenied</Code><Message>User: \
         arn:aws:iam::222222222222:user/ann is not authorized to perform: sts:AssumeRole on \
         resource: arn:aws:iam::111111111111:role/invoker</Message></Error>\
         <RequestId>r-1</RequestId></ErrorResponse>",
    )
}
