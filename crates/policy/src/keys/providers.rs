//! Keys of identity providers, which their tokens and assertions fill.
//!
//! Source: IAM user guide, `reference_policies_iam-condition-keys`. They are there when a role
//! is assumed, and the page names those that can be used in later requests of the session. The
//! others do not outlive the call; of `saml:doc` it speaks elsewhere as if it might. A session
//! from GetFederationToken has no provider.

use super::{
    Key,
    cells::{A, MANY, ONE, STRING, U},
    key,
};

const PAGE: &str = "IAM user guide, reference_policies_iam-condition-keys";

/// The providers that AWS names. Keys of other OpenID Connect providers begin with the
/// provider's address, which no table knows.
#[rustfmt::skip] // A table is read by its columns.
pub(super) const OIDC: &[Key] = &[
    //                                                        user    session  federated  root   service  anony-  federated
    //                                                                         user                       mous    subject
    key("cognito-identity.amazonaws.com:amr", STRING,  MANY, [A,      U,       A,         A,     A,       A,      U], PAGE),
    key("cognito-identity.amazonaws.com:aud", STRING,  ONE,  [A,      U,       A,         A,     A,       A,      U], PAGE),
    key("cognito-identity.amazonaws.com:sub", STRING,  ONE,  [A,      U,       A,         A,     A,       A,      U], PAGE),
    key("accounts.google.com:aud",            STRING,  ONE,  [A,      U,       A,         A,     A,       A,      U], PAGE),
    key("accounts.google.com:oaud",           STRING,  ONE,  [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("accounts.google.com:sub",            STRING,  ONE,  [A,      U,       A,         A,     A,       A,      U], PAGE),
    key("graph.facebook.com:app_id",          STRING,  ONE,  [A,      U,       A,         A,     A,       A,      U], PAGE),
    key("graph.facebook.com:id",              STRING,  ONE,  [A,      U,       A,         A,     A,       A,      U], PAGE),
    key("www.amazon.com:app_id",              STRING,  ONE,  [A,      U,       A,         A,     A,       A,      U], PAGE),
    key("www.amazon.com:user_id",             STRING,  ONE,  [A,      U,       A,         A,     A,       A,      U], PAGE),
];

/// SAML. Those that the page marks with `[]` can have several values.
#[rustfmt::skip] // A table is read by its columns.
pub(super) const SAML: &[Key] = &[
    //                                                        user    session  federated  root   service  anony-  federated
    //                                                                         user                       mous    subject
    key("saml:aud",                           STRING,  ONE,  [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("saml:commonName",                    STRING,  MANY, [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("saml:cn",                            STRING,  MANY, [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("saml:doc",                           STRING,  ONE,  [A,      U,       A,         A,     A,       A,      U], PAGE),
    key("saml:edupersonaffiliation",          STRING,  MANY, [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("saml:edupersonassurance",            STRING,  MANY, [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("saml:edupersonentitlement",          STRING,  MANY, [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("saml:edupersonnickname",             STRING,  MANY, [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("saml:edupersonorgdn",                STRING,  ONE,  [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("saml:edupersonorgunitdn",            STRING,  MANY, [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("saml:edupersonprimaryaffiliation",   STRING,  ONE,  [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("saml:edupersonprimaryorgunitdn",     STRING,  ONE,  [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("saml:edupersonprincipalname",        STRING,  ONE,  [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("saml:edupersonscopedaffiliation",    STRING,  MANY, [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("saml:edupersontargetedid",           STRING,  MANY, [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("saml:eduorghomepageuri",             STRING,  MANY, [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("saml:eduorgidentityauthnpolicyuri",  STRING,  MANY, [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("saml:eduorglegalname",               STRING,  MANY, [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("saml:eduorgsuperioruri",             STRING,  MANY, [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("saml:eduorgwhitepagesuri",           STRING,  MANY, [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("saml:givenName",                     STRING,  MANY, [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("saml:iss",                           STRING,  ONE,  [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("saml:mail",                          STRING,  MANY, [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("saml:name",                          STRING,  MANY, [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("saml:namequalifier",                 STRING,  ONE,  [A,      U,       A,         A,     A,       A,      U], PAGE),
    key("saml:organizationStatus",            STRING,  MANY, [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("saml:primaryGroupSID",               STRING,  MANY, [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("saml:sub",                           STRING,  ONE,  [A,      U,       A,         A,     A,       A,      U], PAGE),
    key("saml:sub_type",                      STRING,  ONE,  [A,      U,       A,         A,     A,       A,      U], PAGE),
    key("saml:surname",                       STRING,  MANY, [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("saml:uid",                           STRING,  MANY, [A,      A,       A,         A,     A,       A,      U], PAGE),
    key("saml:x500UniqueIdentifier",          STRING,  MANY, [A,      A,       A,         A,     A,       A,      U], PAGE),
];
