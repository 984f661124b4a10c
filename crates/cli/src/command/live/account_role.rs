//! A role through which an account is read, as it stands on the command line:
//! `ARN[,external-id=…][,session-name=…][,mfa-serial=…][,mfa-code=…][,profile=…]`.

use anyhow::bail;
use can_invoke_live::settings::AccountRole;
use can_invoke_policy::Arn;

const OPTIONS: [&str; 5] = [
    "external-id",
    "session-name",
    "mfa-serial",
    "mfa-code",
    "profile",
];

/// Reads a role with its options. A comma begins an option only where the name of one follows:
/// names of roles and external ids may hold commas too.
pub(super) fn parse(text: &str) -> anyhow::Result<AccountRole> {
    let mut pieces: Vec<String> = Vec::new();
    for piece in text.split(',') {
        match pieces.last_mut() {
            Some(last) if option(piece).is_none() => {
                last.push(',');
                last.push_str(piece);
            }
            _ => pieces.push(piece.to_owned()),
        }
    }
    let mut pieces = pieces.into_iter();
    let arn = pieces.next().unwrap_or_default();
    if let Some((arn, typo)) = arn.split_once(',')
        && let Some((name, _)) = typo.split_once('=')
    {
        bail!(
            "`{name}` after `{arn}` is no option of a role; they are `{}`",
            OPTIONS.join("`, `")
        );
    }
    let is_role = Arn::parse(&arn).is_some_and(|arn| {
        let is_name = |resource: &str| {
            resource
                .strip_prefix("role/")
                .is_some_and(|it| !it.is_empty())
        };
        arn.service == "iam" && is_name(arn.resource)
    });
    if !is_role {
        bail!(
            "`{arn}` is not the ARN of a role; write `arn:aws:iam::111111111111:role/NAME`, with \
             what its trust policy asks for after it: `,external-id=…`"
        );
    }
    let mut role = AccountRole {
        arn,
        ..AccountRole::default()
    };
    for piece in pieces {
        let Some((name, value)) = option(&piece) else {
            continue;
        };
        let place = match name {
            "external-id" => &mut role.external_id,
            "session-name" => &mut role.session_name,
            "mfa-serial" => &mut role.mfa_serial,
            "mfa-code" => &mut role.mfa_code,
            _ => &mut role.profile,
        };
        if value.is_empty() {
            bail!("`{name}` of `{}` has no value", role.arn);
        }
        if place.replace(value.to_owned()).is_some() {
            bail!("`{name}` of `{}` is said twice", role.arn);
        }
    }
    if role.mfa_code.is_some() && role.mfa_serial.is_none() {
        bail!(
            "`mfa-code` of `{}` is the code of a device; say which with `mfa-serial`",
            role.arn
        );
    }
    Ok(role)
}

fn option(piece: &str) -> Option<(&str, &str)> {
    let (name, value) = piece.split_once('=')?;
    OPTIONS.contains(&name).then_some((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARN: &str = "arn:aws:iam::111111111111:role/team/auditor";

    #[test]
    fn a_role_has_what_stands_after_it() {
        let role = parse(&format!(
            "{ARN},external-id=a,b=c/d,mfa-serial=arn:aws:iam::1:mfa/x,mfa-code=123456"
        ));
        let role = role.unwrap();
        assert_eq!(role.arn, ARN);
        assert_eq!(role.external_id.as_deref(), Some("a,b=c/d"));
        assert_eq!(role.mfa_serial.as_deref(), Some("arn:aws:iam::1:mfa/x"));
        assert_eq!(role.mfa_code.as_deref(), Some("123456"));
        assert_eq!((role.session_name, role.profile), (None, None));
        let role = parse(&format!("{ARN},profile=work,session-name=me")).unwrap();
        assert_eq!(role.profile.as_deref(), Some("work"));
        assert_eq!(role.session_name.as_deref(), Some("me"));
    }

    #[test]
    fn a_mistake_says_what_to_write() {
        for (text, message) in [
            ("auditor", "`auditor` is not the ARN of a role; write"),
            (
                "arn:aws:iam::111111111111:user/ada",
                "is not the ARN of a role",
            ),
            (
                "arn:aws:sts::111111111111:assumed-role/a/b",
                "is not the ARN of a role",
            ),
            (&format!("{ARN},externalid=x"), "`externalid` after"),
            (&format!("{ARN},profile="), "`profile` of"),
            (&format!("{ARN},profile=a,profile=b"), "is said twice"),
            (
                &format!("{ARN},mfa-code=123456"),
                "say which with `mfa-serial`",
            ),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains(message), "{text}: {error}");
        }
    }

    #[test]
    fn an_error_does_not_repeat_a_code() {
        for options in [
            "mfa-code=123456",
            "mfacode=123456",
            "mfa-code=123456,mfa-code=1",
        ] {
            let error = parse(&format!("{ARN},{options}")).unwrap_err().to_string();
            assert!(!error.contains("123456"), "{error}");
        }
    }
}
