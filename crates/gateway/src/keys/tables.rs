//! What the endpoint of an API and a call of `sts:AssumeRole` tell of the keys of a request,
//! beyond what the caller tells. A key that has no line here is not known from them.
//!
//! The cells: `K` carried and the value follows from the API, the role or the endpoint, `V`
//! carried with a value that somebody must say, `A` absent, `U` unknown.

use can_invoke_policy::keys::{
    Presence,
    Presence::{Absent as A, Known as K, Unknown as U, ValueUnknown as V},
};

/// A key, a family such as `aws:RequestTag/` or a whole namespace, and one cell a column.
pub(super) type Line<const COLUMNS: usize> = (&'static str, [Presence; COLUMNS]);

/// A call of a route.
///
/// The keys of the network: API Gateway developer guide,
/// `apigateway-resource-policies-aws-condition-keys` (the VPC keys are for private APIs) and
/// `apigateway-resource-policies-examples` (a private API is reached through an endpoint,
/// so that `aws:VpcSourceIp` takes the place of `aws:SourceIp`).
/// `aws:SourceVpcArn` and the `aws:Vpce…` keys are there for services on a list that does not
/// name API Gateway today, but grows: IAM user guide, `reference_policies_condition-keys`.
/// API Gateway serves HTTPS only. Its one key of its own is there if the call comes through
/// a private custom domain name; whether also through a public one no page says: Service
/// Authorization Reference, `list_apigatewaymanagementapi`. Invoking passes no tags, and the
/// keys of STS and IAM belong to other services.
#[rustfmt::skip] // A table is read by its columns.
pub(super) const API: &[Line<4>] = &[
    //                              REST     REST     HTTP  WebSocket
    //                              public   private
    ("aws:SourceIp",               [V,       A,       V,    V]),
    ("aws:SourceVpc",              [A,       V,       A,    A]),
    ("aws:SourceVpce",             [A,       V,       A,    A]),
    ("aws:VpcSourceIp",            [A,       V,       A,    A]),
    ("aws:SourceVpcArn",           [A,       U,       A,    A]),
    ("aws:VpceAccount",            [A,       U,       A,    A]),
    ("aws:VpceOrgID",              [A,       U,       A,    A]),
    ("aws:VpceOrgPaths",           [A,       U,       A,    A]),
    ("aws:SecureTransport",        [K,       K,       K,    K]),
    ("aws:RequestedRegion",        [K,       K,       K,    K]),
    ("aws:ResourceAccount",        [K,       K,       K,    K]),
    ("aws:RequestTag/",            [A,       A,       A,    A]),
    ("aws:TagKeys",                [A,       A,       A,    A]),
    ("execute-api:viaDomainArn",   [U,       U,       U,    U]),
    ("sts:",                       [A,       A,       A,    A]),
    ("iam:",                       [A,       A,       A,    A]),
];

/// A call of any action of a service of which nothing else is known.
///
/// Source: IAM user guide, `reference_policies_condition-keys`.
pub(super) const ANY_SERVICE: &[Line<1>] = &[("aws:UserAgent", [V])];

/// A call of `sts:AssumeRole`. Whether it passes tags, a source identity or an external id is
/// up to the caller; none of our steps passes the context of a provider.
///
/// Source: IAM user guide, `reference_policies_iam-condition-keys`; `sts:DurationSeconds` is
/// there for requests of a bearer token, and not in this call.
/// STS can be reached directly and through an endpoint, so that the keys of the network
/// have no line. The keys of bearer tokens are not those of this call.
#[rustfmt::skip] // A table is read by its columns.
pub(super) const ASSUME_ROLE: &[Line<2>] = &[
    //                              user     others
    ("aws:SecureTransport",        [K,       K]),
    ("aws:ResourceAccount",        [K,       K]),
    ("aws:RequestTag/",            [U,       U]),
    ("aws:TagKeys",                [U,       U]),
    ("aws:UserAgent",              [V,       V]),
    ("sts:AWSServiceName",         [A,       A]),
    ("sts:DurationSeconds",        [A,       A]),
    ("sts:ExternalId",             [U,       U]),
    ("sts:RequestContext/",        [A,       A]),
    ("sts:RequestContextProviders",[A,       A]),
    ("sts:RoleSessionName",        [V,       V]),
    ("sts:SourceIdentity",         [U,       U]),
    ("sts:TransitiveTagKeys",      [U,       U]),
    ("execute-api:",               [A,       A]),
];
