//! Keys of AWS STS, of IAM roles and of API Gateway, and what holds for keys that no table
//! names. Only the service says whether a request carries them, the caller does not.
//!
//! Sources: IAM user guide, `reference_policies_iam-condition-keys`; Service Authorization
//! Reference, `list_apigatewaymanagementapi`.

use super::{
    Key,
    cells::{A, ARN, MANY, NUMERIC, ONE, STRING, U},
    key,
};

const STS: &str = "IAM user guide, reference_policies_iam-condition-keys";
const API: &str = "Service Authorization Reference, list_apigatewaymanagementapi";
const GLOBAL: &str = "IAM user guide, reference_policies_condition-keys";

#[rustfmt::skip] // A table is read by its columns.
pub(super) const KEYS: &[Key] = &[
    //                                                       user    session  federated  root   service  anony-  federated
    //                                                                        user                       mous    subject
    key("sts:AWSServiceName",                STRING,  ONE,  [U,      U,       U,         U,     U,       U,      U], STS),
    key("sts:DurationSeconds",               NUMERIC, ONE,  [U,      U,       U,         U,     U,       U,      U], STS),
    key("sts:ExternalId",                    STRING,  ONE,  [U,      U,       U,         U,     U,       U,      U], STS),
    key("sts:RequestContext/",               STRING,  ONE,  [U,      U,       U,         U,     U,       U,      U], STS),
    key("sts:RequestContextProviders",       ARN,     MANY, [U,      U,       U,         U,     U,       U,      U], STS),
    key("sts:RoleSessionName",               STRING,  ONE,  [U,      U,       U,         U,     U,       U,      U], STS),
    key("sts:SourceIdentity",                STRING,  ONE,  [U,      U,       U,         U,     U,       U,      U], STS),
    key("sts:TransitiveTagKeys",             STRING,  MANY, [U,      U,       U,         U,     U,       U,      U], STS),
    key("iam:ResourceTag/",                  STRING,  ONE,  [U,      U,       U,         U,     U,       U,      U], STS),
    key("execute-api:viaDomainArn",          ARN,     ONE,  [U,      U,       U,         U,     U,       U,      U], API),
];

/// Keys that are not listed, by what they begin with: AWS adds keys. Those of providers are
/// claims that AWS takes over, and no later request carries them.
#[rustfmt::skip] // A table is read by its columns.
pub(super) const NAMESPACES: &[Key] = &[
    key("aws:",                              STRING,  ONE,  [U,      U,       U,         U,     U,       U,      U], GLOBAL),
    key("sts:",                              STRING,  ONE,  [U,      U,       U,         U,     U,       U,      U], STS),
    key("iam:",                              STRING,  ONE,  [U,      U,       U,         U,     U,       U,      U], STS),
    key("execute-api:",                      STRING,  ONE,  [U,      U,       U,         U,     U,       U,      U], API),
    key("cognito-identity.amazonaws.com:",   STRING,  ONE,  [A,      A,       A,         A,     A,       A,      U], STS),
    key("accounts.google.com:",              STRING,  ONE,  [A,      A,       A,         A,     A,       A,      U], STS),
    key("graph.facebook.com:",               STRING,  ONE,  [A,      A,       A,         A,     A,       A,      U], STS),
    key("www.amazon.com:",                   STRING,  ONE,  [A,      A,       A,         A,     A,       A,      U], STS),
    key("saml:",                             STRING,  ONE,  [A,      A,       A,         A,     A,       A,      U], STS),
];

/// Any other key.
#[rustfmt::skip] // A table is read by its columns.
pub(super) const ANY_OTHER: &Key =
    &key("",                                 STRING,  ONE,  [A,      U,       U,         A,     A,       A,      U], GLOBAL);
