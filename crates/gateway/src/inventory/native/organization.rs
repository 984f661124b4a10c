//! `organization:` of an inventory: a tree of units and accounts with the policies attached
//! to each.
//!
//! Source: Organizations user guide, `orgs_manage_policies_scps` and
//! `orgs_manage_policies_rcps`.

use can_invoke_source::words::quote;
use std::{collections::BTreeMap, sync::Arc};

use can_invoke_policy::{Policy, PolicyKind};
use can_invoke_source::{Diagnostic, Node, Span};

use crate::inventory::{
    Known, Organization, OrganizationAccount, OrganizationLevel,
    fields::{self, Fields},
    gathered::{Gathered, once},
    ids::{self, OrganizationPart},
    policies,
    texts::Texts,
};

const SERVICE_CONTROL: &str = "service-control-policies";
const RESOURCE_CONTROL: &str = "resource-control-policies";
const KEYS: [&str; 3] = ["id", "management-account", "root"];
const BRANCH_KEYS: [&str; 5] = ["id", SERVICE_CONTROL, RESOURCE_CONTROL, "accounts", "units"];
const ACCOUNT_KEYS: [&str; 3] = ["id", SERVICE_CONTROL, RESOURCE_CONTROL];

pub(super) fn read(texts: &mut Texts<'_>, node: &Node, gathered: &mut Gathered) {
    let what = "an organization";
    let Some(fields) = Fields::strict(texts, node, what, &KEYS) else {
        return;
    };
    let id = fields.require(texts, what, "id");
    let id = id.and_then(|id| ids::organization_part(texts, id, OrganizationPart::Organization));
    let management = fields.get("management-account");
    let management = management.and_then(|node| ids::account(texts, node, "management-account"));
    let Some((id, span)) = id else {
        return;
    };
    let root = fields.get("root");
    if !gathered.place_organization(texts, &id, span) {
        return;
    }
    let mut walk = Walk {
        gathered,
        says_service: root.is_some_and(|root| is_given(root, SERVICE_CONTROL)),
        says_resource: root.is_some_and(|root| is_given(root, RESOURCE_CONTROL)),
        full_access: None,
        units: BTreeMap::new(),
        accounts: BTreeMap::new(),
    };
    let above = Above {
        path: format!("{id}/"),
        service: Known::Known(Vec::new()),
        resource: Known::Known(Vec::new()),
    };
    if fields.get("management-account").is_none() && (walk.says_service || walk.says_resource) {
        texts.report(
            Diagnostic::error(
                "missing-management-account",
                span,
                "which account is the management account is not said",
            )
            .help(
                "no SCP or RCP restricts it; add `management-account:` with its id of twelve \
                 digits",
            ),
        );
    }
    if let Some(root) = root {
        walk.branch(texts, root, OrganizationPart::Root, &above);
    }
    let accounts = walk.accounts;
    if let Some((account, span)) = &management
        && !accounts.contains_key(account)
    {
        texts.report(
            Diagnostic::warning(
                "management-account-not-listed",
                *span,
                format!(
                    "the place of the management account {} in the organization is not known",
                    quote(account)
                ),
            )
            .help("list it under `accounts` of the root, or of the unit where it is"),
        );
    }
    gathered.organizations.push(Organization {
        id,
        management_account: match management {
            Some((account, _)) => Known::Known(account),
            None => Known::NotKnown,
        },
        accounts,
    });
}

/// Whether the key is given anywhere in the tree.
fn is_given(branch: &Node, key: &str) -> bool {
    let below = |list: &str| branch.get(list).and_then(Node::as_array);
    let below = [below("accounts"), below("units")];
    branch.get(key).is_some()
        || below
            .into_iter()
            .flatten()
            .flatten()
            .any(|node| is_given(node, key))
}

/// What a part of the organization inherits.
#[derive(Clone)]
struct Above {
    path: String,
    service: Known<Vec<OrganizationLevel>>,
    resource: Known<Vec<OrganizationLevel>>,
}

struct Walk<'g> {
    gathered: &'g mut Gathered,
    /// Whether service control policies are given anywhere.
    says_service: bool,
    /// Whether resource control policies are given anywhere.
    says_resource: bool,
    full_access: Option<Arc<Policy>>,
    units: BTreeMap<String, Span>,
    accounts: BTreeMap<String, OrganizationAccount>,
}

impl Walk<'_> {
    /// The root or a unit. The depth is bounded by that of the text.
    fn branch(
        &mut self,
        texts: &mut Texts<'_>,
        node: &Node,
        part: OrganizationPart,
        above: &Above,
    ) {
        let what = match part {
            OrganizationPart::Root => "the root of an organization",
            _ => "an organizational unit",
        };
        let Some(fields) = Fields::strict(texts, node, what, &BRANCH_KEYS) else {
            return;
        };
        let Some(id) = fields.require(texts, what, "id") else {
            return;
        };
        let Some((id, span)) = ids::organization_part(texts, id, part) else {
            return;
        };
        let message = format!("the unit {} is described twice", quote(&id));
        once(
            texts,
            &mut self.units,
            &id,
            span,
            "duplicate-unit",
            &message,
        );
        let here = Above {
            path: format!("{}{id}/", above.path),
            service: self.service(texts, &fields, &id, span, &above.service),
            resource: self.resource(texts, &fields, &id, span, &above.resource),
        };
        for account in fields.list(texts, "accounts").unwrap_or_default() {
            self.account(texts, account, &here);
        }
        for unit in fields.list(texts, "units").unwrap_or_default() {
            self.branch(texts, unit, OrganizationPart::Unit, &here);
        }
    }

    fn account(&mut self, texts: &mut Texts<'_>, node: &Node, above: &Above) {
        let place = if node.as_object().is_some() {
            self.account_with_policies(texts, node, above)
        } else {
            self.account_by_id(texts, node, above)
        };
        let Some((account, span, place)) = place else {
            return;
        };
        if self.gathered.place_account(texts, &account, span) {
            self.accounts.insert(account, place);
        }
    }

    fn account_with_policies(
        &mut self,
        texts: &mut Texts<'_>,
        node: &Node,
        above: &Above,
    ) -> Option<(String, Span, OrganizationAccount)> {
        let what = "an account of an organization";
        let fields = Fields::strict(texts, node, what, &ACCOUNT_KEYS)?;
        let id = fields.require(texts, what, "id")?;
        let (id, span) = ids::account(texts, id, "id")?;
        let place = OrganizationAccount {
            path: above.path.clone(),
            service_control: self.service(texts, &fields, &id, span, &above.service),
            resource_control: self.resource(texts, &fields, &id, span, &above.resource),
        };
        Some((id, span, place))
    }

    /// An account given by its id alone has what AWS attaches to every account.
    fn account_by_id(
        &mut self,
        texts: &mut Texts<'_>,
        node: &Node,
        above: &Above,
    ) -> Option<(String, Span, OrganizationAccount)> {
        let (id, span) = ids::account(texts, node, "accounts")?;
        let service = match (self.says_service, self.full_access(texts)) {
            (true, Some(policy)) => Known::Known(vec![policy]),
            _ => Known::NotKnown,
        };
        let resource = if self.says_resource {
            Known::Known(Vec::new())
        } else {
            Known::NotKnown
        };
        let place = OrganizationAccount {
            path: above.path.clone(),
            service_control: join(&above.service, &id, service),
            resource_control: join(&above.resource, &id, resource),
        };
        Some((id, span, place))
    }

    fn service(
        &mut self,
        texts: &mut Texts<'_>,
        fields: &Fields<'_>,
        id: &str,
        span: Span,
        above: &Known<Vec<OrganizationLevel>>,
    ) -> Known<Vec<OrganizationLevel>> {
        if !self.says_service {
            return Known::NotKnown;
        }
        let here = match fields.get(SERVICE_CONTROL) {
            Some(node) => self.service_policies(texts, node, id),
            None => {
                let help = "write `[FullAWSAccess]` if nothing else is attached";
                missing_level(texts, SERVICE_CONTROL, id, span, help);
                Known::NotKnown
            }
        };
        join(above, id, here)
    }

    fn resource(
        &mut self,
        texts: &mut Texts<'_>,
        fields: &Fields<'_>,
        id: &str,
        span: Span,
        above: &Known<Vec<OrganizationLevel>>,
    ) -> Known<Vec<OrganizationLevel>> {
        if !self.says_resource {
            return Known::NotKnown;
        }
        let here = match fields.get(RESOURCE_CONTROL) {
            Some(node) => resource_policies(texts, node, id),
            None => {
                let help = "write `[]` if nothing but `RCPFullAWSAccess` is attached";
                missing_level(texts, RESOURCE_CONTROL, id, span, help);
                Known::NotKnown
            }
        };
        join(above, id, here)
    }

    fn service_policies(
        &mut self,
        texts: &mut Texts<'_>,
        node: &Node,
        id: &str,
    ) -> Known<Vec<Arc<Policy>>> {
        let Some(items) = fields::list(texts, node, SERVICE_CONTROL) else {
            return Known::NotKnown;
        };
        if items.is_empty() {
            texts.report(
                Diagnostic::error(
                    "no-service-control-policy",
                    node.span,
                    "AWS keeps at least one service control policy attached everywhere",
                )
                .help("write `[FullAWSAccess]` if nothing else is attached"),
            );
            return Known::NotKnown;
        }
        let policies: Vec<Option<Arc<Policy>>> = (1..)
            .zip(items)
            .map(|(number, item)| match item.as_str() {
                Some("FullAWSAccess") => self.full_access(texts),
                Some("RCPFullAWSAccess") => wrong_name(texts, item, "FullAWSAccess"),
                _ => {
                    let name = format!("service control policy {number} of {id}");
                    policies::policy(texts, item, PolicyKind::ServiceControl, &name)
                }
            })
            .collect();
        all(policies)
    }

    fn full_access(&mut self, texts: &mut Texts<'_>) -> Option<Arc<Policy>> {
        if self.full_access.is_none() {
            self.full_access = policies::full_aws_access(texts);
        }
        self.full_access.clone()
    }
}

fn resource_policies(texts: &mut Texts<'_>, node: &Node, id: &str) -> Known<Vec<Arc<Policy>>> {
    let Some(items) = fields::list(texts, node, RESOURCE_CONTROL) else {
        return Known::NotKnown;
    };
    let policies: Vec<Option<Arc<Policy>>> = (1..)
        .zip(items)
        .filter(|(_, item)| item.as_str() != Some("RCPFullAWSAccess"))
        .map(|(number, item)| match item.as_str() {
            Some("FullAWSAccess") => wrong_name(texts, item, "RCPFullAWSAccess"),
            _ => {
                let name = format!("resource control policy {number} of {id}");
                policies::policy(texts, item, PolicyKind::ResourceControl, &name)
            }
        })
        .collect();
    all(policies)
}

fn all(policies: Vec<Option<Arc<Policy>>>) -> Known<Vec<Arc<Policy>>> {
    match policies.into_iter().collect::<Option<Vec<_>>>() {
        Some(policies) => Known::Known(policies),
        None => Known::NotKnown,
    }
}

/// The levels above and this one.
fn join(
    above: &Known<Vec<OrganizationLevel>>,
    id: &str,
    here: Known<Vec<Arc<Policy>>>,
) -> Known<Vec<OrganizationLevel>> {
    let (Known::Known(above), Known::Known(policies)) = (above, here) else {
        return Known::NotKnown;
    };
    let mut levels = above.clone();
    levels.push(OrganizationLevel {
        name: id.to_owned(),
        policies,
    });
    Known::Known(levels)
}

fn missing_level(texts: &mut Texts<'_>, key: &str, id: &str, span: Span, help: &str) {
    texts.report(
        Diagnostic::error(
            "missing-organization-policies",
            span,
            format!(
                "{} has no `{key}`, and other parts of the organization have",
                quote(id)
            ),
        )
        .help(help),
    );
}

fn wrong_name<T>(texts: &mut Texts<'_>, node: &Node, right: &str) -> Option<T> {
    let name = node.as_str().unwrap_or_default();
    texts.report(
        Diagnostic::error(
            "wrong-policy-name",
            node.span,
            format!("{} is a policy of the other kind", quote(name)),
        )
        .help(format!("did you mean `{right}`?")),
    );
    None
}
