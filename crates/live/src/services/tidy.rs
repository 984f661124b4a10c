//! Messages that may be shown and written: one line, not too long, and without anything that
//! could be used to sign or to call.
//!
//! AWS says back what it was sent: the message of `SignatureDoesNotMatch` holds the canonical
//! request with the session token, and that of a denial may hold an encoded message.

/// The longest message that is kept, in characters.
const MOST: usize = 500;

/// What stands for a secret.
const LEFT_OUT: &str = "(left out)";

/// Names whose values are left out, in lower case and without marks.
const NAMES: [&str; 10] = [
    "signature",
    "credential",
    "xamzsignature",
    "xamzcredential",
    "xamzsecuritytoken",
    "secretaccesskey",
    "awssecretaccesskey",
    "sessiontoken",
    "awssessiontoken",
    "tokencode",
];

/// One line without secrets.
pub(crate) fn tidy(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = without_secrets(&words.join(" "));
    if line.chars().count() <= MOST {
        return line;
    }
    let mut short: String = line.chars().take(MOST).collect();
    short.push('…');
    short
}

fn without_secrets(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    // Whether what comes next is the value of a name.
    let mut is_value = false;
    while let Some(first) = rest.chars().next() {
        let is_of_run = |mark: char| mark.is_ascii_alphanumeric() || "+/_-%".contains(mark);
        if !is_of_run(first) {
            is_value &= " \"':=>\\".contains(first);
            text.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
            continue;
        }
        let end = rest.find(|mark| !is_of_run(mark)).unwrap_or(rest.len());
        let (run, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let name: String = run.chars().filter(char::is_ascii_alphanumeric).collect();
        let is_name = NAMES.contains(&name.to_ascii_lowercase().as_str());
        let is_followed = after
            .trim_start_matches(['"', '\'', '\\', ' '])
            .starts_with([':', '=', '>']);
        if is_value || is_secret(run) {
            text.push_str(LEFT_OUT);
            is_value = false;
        } else {
            text.push_str(run);
            is_value = is_name && is_followed;
        }
        rest = after;
    }
    text
}

/// Secret keys have forty characters of all kinds, signatures sixty-four hexadecimal ones,
/// session tokens and encoded messages hundreds. No name of IAM or API Gateway is that long.
fn is_secret(run: &str) -> bool {
    let any = |kind: fn(&char) -> bool| run.chars().any(|mark| kind(&mark));
    let is_mixed = any(char::is_ascii_uppercase)
        && any(char::is_ascii_lowercase)
        && (any(char::is_ascii_digit) || any(|mark| "+/".contains(*mark)));
    let is_hexadecimal = run.chars().all(|mark| mark.is_ascii_hexdigit());
    match run.len() {
        40 => is_mixed,
        64 => is_hexadecimal,
        length => length >= 130,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    const SIGNATURE: &str = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";

    #[test]
    fn planted_secrets_are_left_out() {
        let token = "IQoJb3JpZ2luX2VjE/+".repeat(12);
        for text in [
            format!("the key {KEY} is wrong"),
            format!("aws_secret_access_key={KEY}"),
            format!(r#"{{"SecretAccessKey":"{KEY}","SessionToken":"{token}=="}}"#),
            r#"{"SecretAccessKey": "short-wJalr", "SessionToken": "short-IQo"}"#.to_owned(),
            "<SessionToken>short-IQo</SessionToken>".to_owned(),
            format!("canonical 'GET\n/\n\nx-amz-security-token:{token}\n\nhost'"),
            "X-Amz-Security-Token=short-IQo&Action=GetRole".to_owned(),
            format!("Encoded authorization failure message: {token}"),
            format!(
                "Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261123/x, \
                 SignedHeaders=host, Signature={SIGNATURE}"
            ),
            format!("calculated {SIGNATURE}"),
            "Signature=5d672d79".to_owned(),
            "TokenCode=123456&SerialNumber=arn".to_owned(),
        ] {
            let told = tidy(&text);
            for secret in [
                KEY, &token, SIGNATURE, "wJalr", "IQo", "5d672d79", "AKIA", "123456",
            ] {
                assert!(!told.contains(secret), "{told}");
            }
            assert!(told.contains(LEFT_OUT), "{told}");
        }
    }

    #[test]
    fn what_explains_stays() {
        let long_name = format!("arn:aws:iam::222222222222:role/{}", "Team-".repeat(12));
        for text in [
            "User: arn:aws:iam::222222222222:user/ann is not authorized to perform: \
             iam:GetRole on resource: role app with an explicit deny",
            "Credential should be scoped to a valid region.",
            "The security token included in the request is invalid.",
            "Signature expired: 20261123T013000Z is now earlier than 20261123T014500Z",
            "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/pets/policy",
            &long_name,
        ] {
            let wanted: Vec<&str> = text.split_whitespace().collect();
            assert_eq!(tidy(text), wanted.join(" "));
        }
    }

    #[test]
    fn messages_are_one_short_line() {
        let told = tidy(&"one\ntwo\t".repeat(500));
        assert_eq!(told.chars().count(), MOST + 1);
        assert!(
            told.starts_with("one two one") && told.ends_with('…'),
            "{told}"
        );
    }
}
