//! What has been gathered about accounts and principals, each of which may be told of once.

use std::collections::BTreeMap;

use can_invoke_source::{Diagnostic, Span};

use can_invoke_source::words::quote;

use super::{
    Function, Organization, PrincipalKind, PrincipalRecord, UsagePlan, VpcEndpoint, VpcLink,
    domains, texts::Texts,
};

/// Accounts and principals, from all documents.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) principals: Vec<PrincipalRecord>,
    pub(super) organizations: Vec<Organization>,
    pub(super) standalone_accounts: Vec<String>,
    pub(super) vpc_endpoints: Vec<VpcEndpoint>,
    pub(super) domain_names: Vec<domains::Draft>,
    pub(super) vpc_links: Vec<VpcLink>,
    /// What the AWS CLI says of VPC links; an inventory counts before it.
    pub(super) vpc_links_of_aws: Vec<VpcLink>,
    pub(super) functions: Vec<Function>,
    pub(super) usage_plans: Vec<UsagePlan>,
    pub(super) has_usage_plans: bool,
    pub(super) disabled_api_keys: Vec<String>,
    pub(super) not_readable: Vec<super::NotReadable>,
    principal_places: BTreeMap<(String, bool, String), (String, Span)>,
    organization_places: BTreeMap<String, Span>,
    account_places: BTreeMap<String, Span>,
    vpc_endpoint_places: BTreeMap<String, Span>,
}

impl Gathered {
    /// Adds a principal, unless there is one of its name.
    ///
    /// Source: IAM user guide, `reference_iam-quotas`: names of users and of roles are
    /// unique in an account, without regard to case and path.
    pub(super) fn add_principal(&mut self, texts: &mut Texts<'_>, record: PrincipalRecord) {
        let is_role = record.kind == PrincipalKind::Role;
        let key = (
            record.account.clone(),
            is_role,
            record.name.to_ascii_lowercase(),
        );
        let Some((arn, first)) = self.principal_places.get(&key) else {
            let place = (record.arn.clone(), record.span);
            self.principal_places.insert(key, place);
            self.principals.push(record);
            return;
        };
        let diagnostic = if *arn == record.arn {
            Diagnostic::error(
                "duplicate-principal",
                record.span,
                format!("{} is described twice", quote(arn)),
            )
        } else {
            let what = if is_role { "role" } else { "user" };
            Diagnostic::error(
                "duplicate-principal",
                record.span,
                format!("the account has another {what} {}", quote(&record.name)),
            )
            .help(format!(
                "names of {what}s are unique in an account, whatever their path and case"
            ))
        };
        texts.report(diagnostic.label("again here").also(*first, "first here"));
    }

    /// Takes note of the place of an account in an organization or outside of one;
    /// whether it is the first place.
    pub(super) fn place_account(
        &mut self,
        texts: &mut Texts<'_>,
        account: &str,
        span: Span,
    ) -> bool {
        let what = format!("the account {} is in two places", quote(account));
        once(
            texts,
            &mut self.account_places,
            account,
            span,
            "duplicate-account",
            &what,
        )
    }

    /// Adds a VPC endpoint, unless there is one of its id.
    pub(super) fn add_vpc_endpoint(&mut self, texts: &mut Texts<'_>, endpoint: VpcEndpoint) {
        let what = format!(
            "the VPC endpoint {} is described twice",
            quote(&endpoint.id)
        );
        let places = &mut self.vpc_endpoint_places;
        let (id, span) = (&endpoint.id, endpoint.span);
        if once(texts, places, id, span, "duplicate-vpc-endpoint", &what) {
            self.vpc_endpoints.push(endpoint);
        }
    }

    /// Takes note of an organization; whether it is the first of its id.
    pub(super) fn place_organization(
        &mut self,
        texts: &mut Texts<'_>,
        id: &str,
        span: Span,
    ) -> bool {
        let what = format!("the organization {} is described twice", quote(id));
        once(
            texts,
            &mut self.organization_places,
            id,
            span,
            "duplicate-organization",
            &what,
        )
    }
}

/// Notes the place of an id; if there is an earlier one, reports both.
pub(super) fn once(
    texts: &mut Texts<'_>,
    places: &mut BTreeMap<String, Span>,
    id: &str,
    span: Span,
    code: &'static str,
    message: &str,
) -> bool {
    match places.get(id) {
        Some(first) => {
            texts.report(
                Diagnostic::error(code, span, message)
                    .label("again here")
                    .also(*first, "first here"),
            );
            false
        }
        None => {
            places.insert(id.to_owned(), span);
            true
        }
    }
}
