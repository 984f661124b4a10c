//! What is said about the principals of documents.

use can_invoke_policy::PolicyKind as Kind;
use can_invoke_source::Severity::{Error, Warning};

use crate::support::*;

#[test]
fn principals_by_kind_of_policy() {
    // Vector 8.
    let with_principal = one(r#"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#);
    for kind in [
        Kind::Identity,
        Kind::PermissionsBoundary,
        Kind::Session,
        Kind::ServiceControl,
    ] {
        check_document(
            kind,
            &with_principal,
            &[(Error, "unsupported-principal", "\"*\"")],
        );
    }
    for kind in [Kind::Resource, Kind::VpcEndpoint] {
        check_document(
            kind,
            &one(IDENTITY),
            &[(Error, "missing-principal", IDENTITY)],
        );
    }
    // Vector 9.
    check_document(
        Kind::Trust,
        &one(
            r#"{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"sts:AssumeRole","Resource":"*"}"#,
        ),
        &[(Error, "unsupported-element", "\"*\"")],
    );
    // Vector 10.
    check_document(
        Kind::Trust,
        &one(
            r#"{"Effect":"Deny","NotPrincipal":{"AWS":"222222222222"},"Action":"sts:AssumeRole"}"#,
        ),
        &[(Error, "unsupported-element", r#"{"AWS":"222222222222"}"#)],
    );
    // Vector 12.
    check_document(
        Kind::ResourceControl,
        &one(r#"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#),
        &[
            (Error, "unsupported-effect", "\"Allow\""),
            (Error, "unsupported-action", "\"*\""),
        ],
    );
    check_document(
        Kind::ResourceControl,
        &one(r#"{"Effect":"Deny","Principal":{"AWS":"*"},"NotAction":"s3:*","Resource":"*"}"#),
        &[
            (Error, "unsupported-principal", r#"{"AWS":"*"}"#),
            (Error, "unsupported-element", "\"s3:*\""),
        ],
    );
    check_document(
        Kind::Resource,
        &one(
            r#"{"Effect":"Allow","Principal":{"Federated":"accounts.google.com"},"Action":"*","Resource":"*"}"#,
        ),
        &[(Error, "unsupported-principal", "\"Federated\"")],
    );
    check_document(
        Kind::Resource,
        &one(
            r#"{"Effect":"Allow","NotPrincipal":{"AWS":"222222222222"},"Action":"*","Resource":"*"}"#,
        ),
        &[(Warning, "allow-not-principal", r#"{"AWS":"222222222222"}"#)],
    );
}

#[test]
fn principal_entries() {
    let with = |effect: &str, principal: &str| {
        one(&format!(
            r#"{{"Effect":"{effect}","Principal":{principal},"Action":"*","Resource":"*"}}"#
        ))
    };
    // Vector 11.
    for wildcard in [
        "arn:aws:iam::111111111111:role/*",
        "arn:aws:iam::*:root",
        "arn:aws:sts::111111111111:assumed-role/app/*",
        "1111111111?1",
    ] {
        let place = format!("\"{wildcard}\"");
        check_document(
            Kind::Resource,
            &with("Allow", &format!(r#"{{"AWS":[{place}]}}"#)),
            &[(Error, "unsupported-wildcard-in-principal", &place)],
        );
    }
    check_document(
        Kind::Resource,
        &with("Allow", r#"{"Service":"*"}"#),
        &[(Error, "unsupported-wildcard-in-principal", "\"*\"")],
    );
    for wrong in [
        "arn:aws:iam::111111111111:group/devs",
        "arn:aws:iam::111111111111:user/",
        "arn:aws:iam:us-east-1:111111111111:user/ann",
        "arn:aws:s3:::b",
        // A blank where no principal of that kind would have an account.
        "arn:aws:s3::account-id:b",
        "arn:aws:iam::elsewhere:user/ann",
        "11111111111",
        "ann",
        "",
    ] {
        let place = format!("\"{wrong}\"");
        check_document(
            Kind::Resource,
            &with("Allow", &format!(r#"{{"AWS":{place}}}"#)),
            &[(Error, "invalid-principal", &place)],
        );
    }
    check_document(
        Kind::Resource,
        &with("Allow", "\"222222222222\""),
        &[(Error, "invalid-principal", "\"222222222222\"")],
    );
    check_document(
        Kind::Resource,
        &with("Allow", r#"["*"]"#),
        &[(Error, "invalid-principal", r#"["*"]"#)],
    );
    for wrong in ["aws", "Aws", "User", "canonicaluser"] {
        check_document(
            Kind::Resource,
            &with("Allow", &format!(r#"{{"{wrong}":"222222222222"}}"#)),
            &[(Error, "unknown-principal-kind", &format!("\"{wrong}\""))],
        );
    }
    // Naming nobody is harmless where it allows nobody.
    for blank in [
        "{account-id}",
        "arn:aws:iam::account-id:role/app",
        "arn:aws:iam::<id>:root",
        "arn:aws:sts::ACCOUNT_ID:assumed-role/app/s1",
        "your-id",
        "XXXXXXXXXXXX",
        // Pages that show nine digits for an account.
        "111122223",
        "arn:aws:iam::111122223:user/Alice",
    ] {
        let place = format!("\"{blank}\"");
        let principal = format!(r#"{{"AWS":{place}}}"#);
        check_document(
            Kind::Resource,
            &with("Allow", &principal),
            &[(Warning, "placeholder", &place)],
        );
        check_document(
            Kind::Resource,
            &with("Deny", &principal),
            &[(Error, "placeholder", &place)],
        );
    }
}

/// Source: Amazon CloudFront developer guide, origin access identities.
#[test]
fn an_origin_access_identity_is_a_user_of_cloudfront() {
    let identity = "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity EH1HDMB1FH2TC";
    check_document(
        Kind::Resource,
        &one(&format!(
            r#"{{"Effect":"Allow","Principal":{{"AWS":"{identity}"}},"Action":"s3:GetObject","Resource":"arn:aws:s3:::pets/*"}}"#
        )),
        &[],
    );
}

#[test]
fn providers_go_with_their_action() {
    let with = |provider: &str, action: &str| {
        one(&format!(
            r#"{{"Effect":"Allow","Principal":{{"Federated":{provider}}},"Action":{action}}}"#
        ))
    };
    let oidc = r#""arn:aws:iam::111111111111:oidc-provider/token.example.com""#;
    let saml = r#""arn:aws:iam::111111111111:saml-provider/corp""#;
    let (by_saml, by_web) = (
        r#""sts:AssumeRoleWithSAML""#,
        r#""sts:assumerolewithwebidentity""#,
    );
    // Vector 124.
    check_document(
        Kind::Trust,
        &with(oidc, by_saml),
        &[(Error, "mismatched-action", by_saml)],
    );
    check_document(
        Kind::Trust,
        &with("\"accounts.google.com\"", by_saml),
        &[(Error, "mismatched-action", by_saml)],
    );
    check_document(
        Kind::Trust,
        &with(saml, &format!(r#"["sts:TagSession",{by_web}]"#)),
        &[(Error, "mismatched-action", by_web)],
    );
    check_document(Kind::Trust, &with(oidc, by_web), &[]);
    check_document(Kind::Trust, &with(saml, by_saml), &[]);
    let both = format!("[{saml},{oidc}]");
    check_document(
        Kind::Trust,
        &with(&both, &format!("[{by_saml},{by_web}]")),
        &[],
    );
    check_document(Kind::Trust, &with(oidc, r#""sts:*""#), &[]);
}
