//! What was read so far, on its way to an inventory.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::ask::{Ask, Refusal};

/// Parts of an inventory in its native format (see `docs/inventory.md`), and documents that
/// the parts refer to.
#[derive(Clone, Debug, Default)]
pub struct Collected {
    /// Entries of `principals`.
    pub principals: Vec<Value>,
    /// Entries of `apis`; what the AWS CLI prints of them is under `from`, by name in `files`.
    pub apis: Vec<Value>,
    /// Entries of `domain-names`.
    pub domain_names: Vec<Value>,
    /// Entries of `functions`.
    pub functions: Vec<Value>,
    /// Entries of `vpc-links`.
    pub vpc_links: Vec<Value>,
    /// Entries of `vpc-endpoints`.
    pub vpc_endpoints: Vec<Value>,
    /// Entries of `usage-plans`, if they could be listed.
    pub usage_plans: Option<Vec<Value>>,
    /// The `organization`.
    pub organization: Option<Value>,
    /// Accounts that are in no organization.
    pub standalone_accounts: Vec<String>,
    /// Documents in the shape that the AWS CLI prints, by name.
    pub files: BTreeMap<String, Value>,
    /// Documents that speak for themselves, such as the authorization details of an account.
    pub documents: Vec<(String, Value)>,
    /// What could not be read.
    pub not_readable: Vec<NotReadable>,
}

impl Collected {
    /// Adds what was read elsewhere, after what is there.
    pub fn join(&mut self, other: Collected) {
        self.principals.extend(other.principals);
        self.apis.extend(other.apis);
        self.domain_names.extend(other.domain_names);
        self.functions.extend(other.functions);
        self.vpc_links.extend(other.vpc_links);
        self.vpc_endpoints.extend(other.vpc_endpoints);
        if let Some(plans) = other.usage_plans {
            self.usage_plans.get_or_insert_default().extend(plans);
        }
        self.organization = self.organization.take().or(other.organization);
        self.standalone_accounts.extend(other.standalone_accounts);
        self.files.extend(other.files);
        self.documents.extend(other.documents);
        self.not_readable.extend(other.not_readable);
    }
}

/// Something that could not be read, and so is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotReadable {
    /// What it is about: the ARN of a principal or function, the id of an API, VPC endpoint or
    /// account, a domain name.
    pub of: String,
    /// Which fact, in words that go on after "the": `identity-based policies`.
    pub fact: String,
    /// The question that was not answered.
    pub ask: Ask,
    /// Why.
    pub refusal: Refusal,
}
