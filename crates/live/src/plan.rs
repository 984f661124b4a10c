//! The calls that would be made, without making any: what `--dry-run` lists.
//!
//! What a call is made for often shows only in the answer to another one, so a plan says "for
//! each stage" and leaves the name open. It holds every call that may be made, and some that
//! turn out not to be needed.

use std::collections::BTreeMap;

use can_invoke_policy::Arn;

use crate::{
    ask::{Ask, Place},
    gather::Reach,
    operation::Operation,
    operation_resource,
    wanted::{Wanted, WantedApi, Ways},
};

/// A call that may be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Where, and of which operation, with the parameters that are known before.
    pub ask: Ask,
    /// How often, or when: `once`, `for each stage`, `if a route asks for an API key`.
    pub when: &'static str,
}

impl Planned {
    /// The resource on which its action is needed; what is not known before is `*`.
    pub fn resource(&self) -> String {
        let mut ask = self.ask.clone();
        let is_id = |text: &str| text.len() == 12 && text.bytes().all(|it| it.is_ascii_digit());
        if !is_id(&ask.place.account) {
            "*".clone_into(&mut ask.place.account);
        }
        operation_resource::of_question(&ask)
    }
}

/// The calls for what is wanted, in the order in which they are made for the first time. An
/// account of which only a profile is known may have its name in place of its id.
pub fn plan(reach: &[Reach], wanted: &Wanted) -> Vec<Planned> {
    let mut plan = Plan::default();
    for reach in reach {
        plan.put(&reach.place(), Operation::GetCallerIdentity, "once");
    }
    let holds_apis = wanted.everything || !wanted.apis.is_empty();
    for place in reach.iter().flat_map(Reach::places) {
        if wanted.everything {
            plan.everything(&place);
        }
    }
    for api in &wanted.apis {
        plan.api(reach, api);
    }
    plan.vpc_endpoints(reach, wanted);
    for arn in &wanted.principals {
        plan.principal(reach, arn);
    }
    for reach in reach {
        let place = reach.place();
        if wanted.everything {
            plan.details(&place, None, "once");
        } else if wanted.role_accounts.contains(&reach.account) || wanted.ways == Ways::Always {
            plan.details(&place, Some(ROLES), "once");
        } else if wanted.ways != Ways::Never {
            plan.details(&place, Some(ROLES), "if the direct way is not open");
        }
        if holds_apis {
            let when = "for each role that API Gateway assumes";
            plan.principal_calls(&place, (true, None), when);
        }
        if holds_apis || !wanted.principals.is_empty() || !wanted.role_accounts.is_empty() {
            plan.organization(&place);
        }
    }
    plan.calls
}

const ROLES: &str = "Role,LocalManagedPolicy,AWSManagedPolicy";

#[derive(Default)]
struct Plan {
    calls: Vec<Planned>,
}

impl Plan {
    fn put(&mut self, place: &Place, operation: Operation, when: &'static str) {
        self.with(place, operation, &[], when);
    }

    fn with(
        &mut self,
        place: &Place,
        operation: Operation,
        parameters: &[(&str, &str)],
        when: &'static str,
    ) {
        let parameters = parameters.iter();
        let planned = Planned {
            ask: Ask {
                place: place.clone(),
                operation,
                parameters: parameters
                    .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                    .collect::<BTreeMap<_, _>>(),
            },
            when,
        };
        // Once is enough, for whatever else the same call is made.
        let is_known = self
            .calls
            .iter()
            .any(|known| known.ask.key() == planned.ask.key());
        if !is_known {
            self.calls.push(planned);
        }
    }

    fn everything(&mut self, place: &Place) {
        self.put(place, Operation::GetRestApis, "once");
        self.put(place, Operation::GetApis, "once");
        self.rest_api(place, None, "for each REST API");
        self.http_api(place, None, "for each HTTP and WebSocket API");
        self.domains(place, "once");
        self.around(place, ("once", "once"));
    }

    fn api(&mut self, reach: &[Reach], api: &WantedApi) {
        for reach in reach {
            let places: Vec<Place> = match api {
                WantedApi::Id {
                    region: Some(region),
                    ..
                } => vec![Place {
                    account: reach.account.clone(),
                    region: region.clone(),
                }],
                _ => reach.places().collect(),
            };
            for place in &places {
                match api {
                    WantedApi::Id { id, .. } => {
                        self.rest_api(place, Some(id), "once");
                        self.http_api(place, Some(id), "once");
                    }
                    WantedApi::Domain(_) => {
                        self.domains(place, "once");
                        let when = "for each API that the domain name leads to";
                        self.rest_api(place, None, when);
                        self.http_api(place, None, when);
                    }
                }
                self.around(
                    place,
                    ("if a route leads to one", "if a route asks for an API key"),
                );
            }
        }
    }

    fn rest_api(&mut self, place: &Place, id: Option<&str>, when: &'static str) {
        let id: Vec<(&str, &str)> = id.map(|id| ("restApiId", id)).into_iter().collect();
        for operation in [
            Operation::GetRestApi,
            Operation::GetResources,
            Operation::GetRestAuthorizers,
            Operation::GetRestStages,
        ] {
            self.with(place, operation, &id, when);
        }
        for operation in [Operation::GetRestDeployment, Operation::GetExport] {
            self.with(place, operation, &id, "for each stage");
        }
    }

    fn http_api(&mut self, place: &Place, id: Option<&str>, when: &'static str) {
        let id: Vec<(&str, &str)> = id.map(|id| ("ApiId", id)).into_iter().collect();
        for operation in [
            Operation::GetApi,
            Operation::GetRoutes,
            Operation::GetIntegrations,
            Operation::GetAuthorizers,
            Operation::GetStages,
        ] {
            self.with(place, operation, &id, when);
        }
        self.with(place, Operation::ExportApi, &id, "for each stage");
    }

    fn domains(&mut self, place: &Place, when: &'static str) {
        self.put(place, Operation::GetRestDomainNames, when);
        self.put(place, Operation::GetDomainNames, when);
        let each = "for each custom domain name that is read";
        self.put(place, Operation::GetBasePathMappings, each);
        self.put(place, Operation::GetApiMappings, each);
        let private = "if one is private";
        self.put(place, Operation::GetDomainNameAccessAssociations, private);
    }

    fn around(&mut self, place: &Place, (links, plans): (&'static str, &'static str)) {
        self.put(place, Operation::GetRestVpcLinks, links);
        self.put(place, Operation::GetVpcLinks, links);
        self.put(place, Operation::GetUsagePlans, plans);
        self.put(place, Operation::GetApiKeys, plans);
        self.put(place, Operation::GetUsagePlanKeys, "for each usage plan");
        self.put(
            place,
            Operation::GetFunctionPolicy,
            "for each function that is called",
        );
    }

    fn vpc_endpoints(&mut self, reach: &[Reach], wanted: &Wanted) {
        if !wanted.everything && wanted.vpc_endpoint.is_none() {
            return;
        }
        let named = wanted.apis.iter().filter_map(|api| match api {
            WantedApi::Id { region, .. } => region.clone(),
            WantedApi::Domain(_) => None,
        });
        let named: Vec<String> = named.collect();
        for reach in reach {
            for region in reach.regions.iter().chain(&named) {
                let place = Place {
                    account: reach.account.clone(),
                    region: region.clone(),
                };
                self.put(&place, Operation::DescribeVpcEndpoints, "once");
            }
        }
    }

    fn principal(&mut self, reach: &[Reach], arn: &str) {
        let Some(parsed) = Arn::parse(arn) else {
            return;
        };
        let kind = parsed.resource.split('/').next().unwrap_or_default();
        let is_role = matches!(
            (parsed.service, kind),
            ("iam", "role") | ("sts", "assumed-role")
        );
        if !is_role && (parsed.service, kind) != ("iam", "user") {
            return;
        }
        let name = match parsed.service {
            "sts" => parsed.resource.split('/').nth(1),
            _ => parsed.resource.rsplit('/').next(),
        };
        let first = reach.first().map(|reach| reach.place().region);
        let known = reach.iter().find(|known| known.account == parsed.account);
        let place = known.map(Reach::place).unwrap_or_else(|| Place {
            account: parsed.account.to_owned(),
            region: first.unwrap_or_else(|| "us-east-1".to_owned()),
        });
        self.principal_calls(&place, (is_role, name), "once");
    }

    fn principal_calls(
        &mut self,
        place: &Place,
        (is_role, name): (bool, Option<&str>),
        when: &'static str,
    ) {
        let parameter = if is_role { "RoleName" } else { "UserName" };
        let name: Vec<(&str, &str)> = name.map(|name| (parameter, name)).into_iter().collect();
        let inline = "for each inline policy";
        if is_role {
            for operation in [
                Operation::GetRole,
                Operation::ListRolePolicies,
                Operation::ListAttachedRolePolicies,
            ] {
                self.with(place, operation, &name, when);
            }
            self.with(place, Operation::GetRolePolicy, &name, inline);
        } else {
            for operation in [
                Operation::GetUser,
                Operation::ListUserPolicies,
                Operation::ListAttachedUserPolicies,
                Operation::ListGroupsForUser,
            ] {
                self.with(place, operation, &name, when);
            }
            self.with(place, Operation::GetUserPolicy, &name, inline);
            let group = "for each group";
            self.put(place, Operation::ListGroupPolicies, group);
            self.put(place, Operation::ListAttachedGroupPolicies, group);
            self.put(
                place,
                Operation::GetGroupPolicy,
                "for each inline policy of a group",
            );
        }
        self.managed(place);
    }

    fn managed(&mut self, place: &Place) {
        let managed = "for each managed policy";
        self.put(place, Operation::GetPolicy, managed);
        self.put(place, Operation::GetPolicyVersion, managed);
    }

    fn details(&mut self, place: &Place, filter: Option<&str>, when: &'static str) {
        let filter: Vec<(&str, &str)> = filter.map(|it| ("Filter", it)).into_iter().collect();
        let operation = Operation::GetAccountAuthorizationDetails;
        self.with(place, operation, &filter, when);
        self.managed(place);
    }

    fn organization(&mut self, place: &Place) {
        self.put(place, Operation::DescribeOrganization, "once");
        self.put(place, Operation::ListRoots, "until one account may");
        let account = "for each account, and each unit above it";
        self.put(place, Operation::ListParents, account);
        let target = "for the root, each unit and each account, and each type of policy";
        self.put(place, Operation::ListPoliciesForTarget, target);
        self.put(
            place,
            Operation::DescribePolicy,
            "for each policy that is attached",
        );
    }
}
