//! The global condition keys, in the groups of AWS's page.
//!
//! Source: IAM user guide, `reference_policies_condition-keys`; each key's *Availability*.
//! The cells: `K` carried and the value follows from what is known, `V` carried with a value
//! that somebody must say, `A` absent, `U` unknown.

use super::{
    Key,
    cells::{A, ARN, BOOL, DATE, IP, K, MANY, NUMERIC, ONE, STRING, U, V},
    key,
};

const PAGE: &str = "IAM user guide, reference_policies_condition-keys";

/// Properties of the principal.
///
/// The text `anonymous` of `aws:PrincipalAccount` and `aws:userid`, and the values of
/// `aws:PrincipalType`, are in the table of `reference_policies_variables`.
/// A principal is in an organization or not: the inventory says so, the table cannot.
#[rustfmt::skip] // A table is read by its columns.
pub(super) const PRINCIPAL: &[Key] = &[
    //                                                       user    session  federated  root   service  anony-  federated
    //                                                                        user                       mous    subject
    key("aws:PrincipalArn",                  ARN,     ONE,  [K,      V,       K,         K,     U,       A,      U], PAGE),
    key("aws:PrincipalAccount",              STRING,  ONE,  [K,      K,       K,         K,     V,       K,      U], PAGE),
    key("aws:PrincipalOrgPaths",             STRING,  MANY, [U,      U,       U,         U,     A,       A,      U], PAGE),
    key("aws:PrincipalOrgID",                STRING,  ONE,  [U,      U,       U,         U,     A,       A,      U], PAGE),
    key("aws:PrincipalTag/",                 STRING,  ONE,  [U,      U,       U,         A,     A,       A,      U], PAGE),
    key("aws:PrincipalIsAWSService",         BOOL,    ONE,  [K,      K,       K,         K,     K,       A,      U], PAGE),
    key("aws:PrincipalServiceName",          STRING,  ONE,  [A,      A,       A,         A,     K,       A,      A], PAGE),
    key("aws:PrincipalServiceNamesList",     STRING,  MANY, [A,      A,       A,         A,     V,       A,      A], PAGE),
    key("aws:PrincipalType",                 STRING,  ONE,  [K,      K,       K,         K,     V,       K,      U], PAGE),
    key("aws:userid",                        STRING,  ONE,  [V,      V,       K,         K,     V,       K,      U], PAGE),
    key("aws:username",                      STRING,  ONE,  [K,      A,       A,         A,     A,       A,      A], PAGE),
];

/// Properties of a role session, and of other temporary credentials.
///
/// An IAM user can hold temporary credentials from GetSessionToken, and a root user those
/// from AssumeRoot. Credentials from AssumeRole and GetFederationToken carry no MFA
/// information: `id_credentials_mfa_configure-api-require`. What a role or a service that uses
/// one gives is not that of a session from GetFederationToken, which has no role.
/// `aws:FederatedProvider` is there for OpenID Connect; whether for SAML too the page leaves
/// open.
#[rustfmt::skip] // A table is read by its columns.
pub(super) const SESSION: &[Key] = &[
    //                                                       user    session  federated  root   service  anony-  federated
    //                                                                        user                       mous    subject
    key("aws:AssumedRoot",                   BOOL,    ONE,  [A,      A,       A,         U,     A,       A,      A], PAGE),
    key("aws:FederatedProvider",             STRING,  ONE,  [A,      U,       A,         A,     A,       A,      U], PAGE),
    key("aws:TokenIssueTime",                DATE,    ONE,  [U,      V,       V,         U,     A,       A,      U], PAGE),
    key("aws:SignInSessionArn",              ARN,     ONE,  [U,      U,       U,         U,     A,       A,      U], PAGE),
    key("aws:MultiFactorAuthPresent",        BOOL,    ONE,  [U,      A,       A,         U,     A,       A,      A], PAGE),
    key("aws:MultiFactorAuthAge",            NUMERIC, ONE,  [U,      A,       A,         U,     A,       A,      A], PAGE),
    key("aws:ChatbotSourceArn",              ARN,     ONE,  [A,      U,       A,         A,     A,       A,      A], PAGE),
    key("aws:Ec2InstanceSourceVpc",          STRING,  ONE,  [A,      U,       A,         A,     A,       A,      A], PAGE),
    key("aws:Ec2InstanceSourcePrivateIPv4",  IP,      ONE,  [A,      U,       A,         A,     A,       A,      A], PAGE),
    key("aws:SourceIdentity",                STRING,  ONE,  [A,      U,       A,         U,     A,       A,      U], PAGE),
    key("ec2:RoleDelivery",                  NUMERIC, ONE,  [A,      U,       A,         A,     A,       A,      A], PAGE),
    key("ec2:SourceInstanceArn",             ARN,     ONE,  [A,      U,       A,         A,     A,       A,      A], PAGE),
    key("glue:RoleAssumedBy",                STRING,  ONE,  [A,      U,       A,         A,     A,       A,      U], PAGE),
    key("glue:CredentialIssuingService",     STRING,  ONE,  [A,      U,       A,         A,     A,       A,      U], PAGE),
    key("codebuild:BuildArn",                ARN,     ONE,  [A,      U,       A,         A,     A,       A,      U], PAGE),
    key("codebuild:ProjectArn",              ARN,     ONE,  [A,      U,       A,         A,     A,       A,      U], PAGE),
    key("lambda:SourceFunctionArn",          ARN,     ONE,  [A,      U,       A,         A,     A,       A,      U], PAGE),
    key("ssm:SourceInstanceArn",             ARN,     ONE,  [A,      U,       A,         A,     A,       A,      U], PAGE),
    key("identitystore:UserId",              STRING,  ONE,  [A,      U,       A,         A,     A,       A,      U], PAGE),
];

/// Properties of the network. Which way a request takes is told by the service that it
/// reaches, never by the caller.
#[rustfmt::skip] // A table is read by its columns.
pub(super) const NETWORK: &[Key] = &[
    //                                                       user    session  federated  root   service  anony-  federated
    //                                                                        user                       mous    subject
    key("aws:SourceIp",                      IP,      ONE,  [U,      U,       U,         U,     U,       U,      U], PAGE),
    key("aws:SourceVpcArn",                  ARN,     ONE,  [U,      U,       U,         U,     U,       U,      U], PAGE),
    key("aws:SourceVpc",                     STRING,  ONE,  [U,      U,       U,         U,     U,       U,      U], PAGE),
    key("aws:SourceVpce",                    STRING,  ONE,  [U,      U,       U,         U,     U,       U,      U], PAGE),
    key("aws:VpceAccount",                   STRING,  ONE,  [U,      U,       U,         U,     U,       U,      U], PAGE),
    key("aws:VpceOrgID",                     STRING,  ONE,  [U,      U,       U,         U,     U,       U,      U], PAGE),
    key("aws:VpceOrgPaths",                  STRING,  MANY, [U,      U,       U,         U,     U,       U,      U], PAGE),
    key("aws:VpcSourceIp",                   IP,      ONE,  [U,      U,       U,         U,     U,       U,      U], PAGE),
];

/// Properties of the resource, which the caller does not tell.
#[rustfmt::skip] // A table is read by its columns.
pub(super) const RESOURCE: &[Key] = &[
    //                                                       user    session  federated  root   service  anony-  federated
    //                                                                        user                       mous    subject
    key("aws:ResourceAccount",               STRING,  ONE,  [U,      U,       U,         U,     U,       U,      U], PAGE),
    key("aws:ResourceOrgPaths",              STRING,  MANY, [U,      U,       U,         U,     U,       U,      U], PAGE),
    key("aws:ResourceOrgID",                 STRING,  ONE,  [U,      U,       U,         U,     U,       U,      U], PAGE),
    key("aws:ResourceTag/",                  STRING,  ONE,  [U,      U,       U,         U,     U,       U,      U], PAGE),
];

/// Properties of the request.
///
/// A question is about a call that the caller makes itself, so no service has called on its
/// behalf (`aws:CalledVia`, `aws:ViaAWSService`), and no AWS MCP server has
/// (`aws:CalledViaAWSMCP`). Which actions are those of an MCP service no list says.
/// `aws:EpochTime` is compared with date or numeric operators, as seconds either way.
/// `aws:UserAgent` is always included by the IAM user guide, but a client of API Gateway can
/// leave the header out: API Gateway developer guide,
/// `apigateway-resource-policies-aws-condition-keys`. So the call tells, not the caller.
#[rustfmt::skip] // A table is read by its columns.
pub(super) const REQUEST: &[Key] = &[
    //                                                       user    session  federated  root   service  anony-  federated
    //                                                                        user                       mous    subject
    key("aws:CalledVia",                     STRING,  MANY, [A,      A,       A,         A,     A,       A,      A], PAGE),
    key("aws:CalledViaFirst",                STRING,  ONE,  [A,      A,       A,         A,     A,       A,      A], PAGE),
    key("aws:CalledViaLast",                 STRING,  ONE,  [A,      A,       A,         A,     A,       A,      A], PAGE),
    key("aws:ViaAWSService",                 BOOL,    ONE,  [K,      K,       K,         K,     K,       K,      K], PAGE),
    key("aws:CalledViaAWSMCP",               STRING,  ONE,  [A,      A,       A,         A,     A,       A,      A], PAGE),
    key("aws:ViaAWSMCPService",              BOOL,    ONE,  [U,      U,       U,         U,     A,       A,      U], PAGE),
    key("aws:IsMcpServiceAction",            BOOL,    ONE,  [U,      U,       U,         U,     A,       A,      U], PAGE),
    key("aws:CurrentTime",                   DATE,    ONE,  [V,      V,       V,         V,     V,       V,      V], PAGE),
    key("aws:EpochTime",                     NUMERIC, ONE,  [V,      V,       V,         V,     V,       V,      V], PAGE),
    key("aws:referer",                       STRING,  ONE,  [U,      U,       U,         U,     U,       U,      U], PAGE),
    key("aws:RequestedRegion",               STRING,  ONE,  [V,      V,       V,         V,     V,       V,      V], PAGE),
    key("aws:RequestTag/",                   STRING,  ONE,  [U,      U,       U,         U,     U,       U,      U], PAGE),
    key("aws:TagKeys",                       STRING,  MANY, [U,      U,       U,         U,     U,       U,      U], PAGE),
    key("aws:SecureTransport",               BOOL,    ONE,  [V,      V,       V,         V,     V,       V,      V], PAGE),
    key("aws:SourceAccount",                 STRING,  ONE,  [A,      A,       A,         A,     U,       A,      A], PAGE),
    key("aws:SourceArn",                     ARN,     ONE,  [A,      A,       A,         A,     U,       A,      A], PAGE),
    key("aws:SourceOrgID",                   STRING,  ONE,  [A,      A,       A,         A,     U,       A,      A], PAGE),
    key("aws:SourceOrgPaths",                STRING,  MANY, [A,      A,       A,         A,     U,       A,      A], PAGE),
    key("aws:UserAgent",                     STRING,  ONE,  [U,      U,       U,         U,     U,       U,      U], PAGE),
];
