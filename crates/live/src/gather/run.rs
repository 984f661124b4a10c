//! One run over all accounts: what is asked first, and what follows from the answers.

use std::collections::{BTreeMap, BTreeSet};

use can_invoke_policy::Arn;
use futures_util::future::{join, join_all, join3};
use serde_json::Value;

use super::{
    Reach,
    account_details::{self, Who},
    apis, domains,
    entry::{self, items, text},
    functions, in_apis,
    managed::ManagedPolicies,
    named::{self, Found},
    network, organization,
    principals::{self, Named},
    usage_plans, ways,
};
use crate::{
    ask::{Ask, Place, Refusal, RefusalKind},
    collected::Collected,
    door::Door,
    operation::Operation,
    wanted::{Wanted, WantedApi},
};

/// What the parts of a run share.
pub(super) struct Run<'a, D> {
    door: &'a D,
    reach: &'a [Reach],
    managed: ManagedPolicies,
}

impl<'a, D: Door> Run<'a, D> {
    pub(super) fn new(door: &'a D, reach: &'a [Reach]) -> Self {
        Run {
            door,
            reach,
            managed: ManagedPolicies::default(),
        }
    }

    /// Reads what is wanted.
    pub(super) async fn gather(&self, wanted: &Wanted) -> Collected {
        let who = if wanted.everything {
            Some(Who::Everybody)
        } else {
            (!wanted.role_accounts.is_empty()).then_some(Who::Roles)
        };
        let (mut collected, details) = join(self.apis(wanted), async {
            match who {
                Some(who) => self.details(who, &wanted.role_accounts).await,
                None => Collected::default(),
            }
        })
        .await;
        collected.join(details);
        let mut arns: BTreeSet<String> = wanted.principals.iter().cloned().collect();
        arns.extend(in_apis::roles(&collected));
        arns.retain(|arn| !wanted.known.contains(arn));
        let (one_by_one, endpoints) = join(
            self.principals(&arns, &collected),
            self.vpc_endpoint(wanted, &collected),
        )
        .await;
        collected.join(one_by_one);
        collected.join(endpoints);
        let accounts = self.accounts(wanted, &collected, &arns);
        if !accounts.is_empty() {
            collected.join(organization::read(self.door, self.reach, &accounts).await);
        }
        if who.is_none() && ways::are_needed(&collected, &wanted.ways) {
            let details = self.details(Who::Roles, &[]).await;
            collected.join(details);
        }
        each_once(&mut collected);
        leave_out(&mut collected, wanted);
        collected
    }

    /// The APIs with what they lead to and what they are reached by.
    async fn apis(&self, wanted: &Wanted) -> Collected {
        let mut without_region = Collected::default();
        let mut found = Vec::new();
        if wanted.everything {
            found = self.everything().await;
            self.note_missing_regions(&mut without_region);
        }
        let ids: BTreeSet<&str> = found
            .iter()
            .flat_map(|(_, collected)| &collected.apis)
            .filter_map(|api| text(api, "id"))
            .collect();
        let names: BTreeSet<String> = found
            .iter()
            .flat_map(|(_, collected)| &collected.domain_names)
            .filter_map(|domain| text(domain, "name").map(str::to_ascii_lowercase))
            .collect();
        let others: Vec<&WantedApi> = wanted
            .apis
            .iter()
            .filter(|api| match api {
                WantedApi::Id { id, .. } => !ids.contains(id.as_str()),
                WantedApi::Domain(name) => !names.contains(&name.to_ascii_lowercase()),
            })
            .collect();
        let (more, notes) = named::find(self.door, self.reach, &others).await;
        found.extend(more);
        let mut places: Vec<Found> = Vec::new();
        for (place, collected) in found {
            match places.iter_mut().find(|(known, _)| *known == place) {
                Some((_, known)) => known.join(collected),
                None => places.push((place, collected)),
            }
        }
        let around = places
            .iter()
            .map(|(place, apis)| self.around(place, apis, wanted.everything));
        let around = join_all(around).await;
        let mut collected = Collected::default();
        let mut plans_refused = false;
        for ((_, apis), (mut around, asks_for_keys)) in places.into_iter().zip(around) {
            plans_refused |= asks_for_keys && around.usage_plans.is_none();
            if apis.apis.is_empty() {
                // Usage plans of a place without APIs would count for those of another place.
                around.usage_plans = None;
            }
            collected.join(apis);
            collected.join(around);
        }
        if plans_refused && collected.usage_plans.as_ref().is_some_and(Vec::is_empty) {
            // Of another place, and it would say that there are no plans here.
            collected.usage_plans = None;
        }
        let functions = functions::of(self.door, &collected, self.reach).await;
        collected.join(functions);
        collected.not_readable.extend(notes);
        collected.join(without_region);
        collected
    }

    /// An account of which no Region is known is not read as one without APIs.
    fn note_missing_regions(&self, collected: &mut Collected) {
        for reach in self.reach.iter().filter(|it| it.regions.is_empty()) {
            let refusal = Refusal {
                kind: RefusalKind::Unexpected,
                code: None,
                message: "no Region can be asked; `--region` says which".to_owned(),
            };
            let ask = Ask::new(&reach.place(), Operation::GetRestApis);
            let note = entry::note(&reach.account, "APIs", ask, refusal);
            collected.not_readable.push(*note);
        }
    }

    async fn everything(&self) -> Vec<Found> {
        let places: Vec<Place> = self.reach.iter().flat_map(Reach::places).collect();
        let read = places.into_iter().map(|place| async move {
            let (mut apis, domains, endpoints) = join3(
                apis::all(self.door, &place),
                domains::all(self.door, &place),
                network::vpc_endpoints(self.door, &place, None),
            )
            .await;
            apis.join(domains);
            apis.join(endpoints);
            (place, apis)
        });
        join_all(read).await
    }

    /// VPC links and usage plans of a place, and whether usage plans were asked for.
    async fn around(&self, place: &Place, apis: &Collected, everything: bool) -> (Collected, bool) {
        let used = network::used_vpc_links(apis);
        let ids: BTreeSet<String> = apis
            .apis
            .iter()
            .filter_map(|api| text(api, "id").map(str::to_owned))
            .collect();
        let asks_for_keys = !ids.is_empty() && (everything || in_apis::ask_for_keys(apis));
        let (mut links, plans) = join(
            network::vpc_links(self.door, place, (!everything).then_some(&used)),
            async {
                if asks_for_keys {
                    let only = (!everything).then_some(&ids);
                    usage_plans::read(self.door, place, only).await
                } else {
                    Collected::default()
                }
            },
        )
        .await;
        links.join(plans);
        (links, asks_for_keys)
    }

    /// The users and roles of accounts; of all that can be asked where none is named.
    async fn details(&self, who: Who, accounts: &[String]) -> Collected {
        let mut collected = Collected::default();
        let asked = self
            .reach
            .iter()
            .filter(|reach| accounts.is_empty() || accounts.contains(&reach.account))
            .map(|reach| async move {
                let place = reach.place();
                account_details::read(self.door, &place, who, &self.managed).await
            });
        for more in join_all(asked).await {
            collected.join(more);
        }
        let region = self.region();
        for account in accounts.iter().filter(|account| self.at(account).is_none()) {
            let place = Place {
                account: (*account).clone(),
                region: region.clone(),
            };
            let ask = who.ask(&place);
            let note = entry::note(account, "roles", ask, super::no_credentials(account));
            collected.not_readable.push(*note);
        }
        collected
    }

    /// Users and roles one by one, those that are known left out.
    async fn principals(&self, arns: &BTreeSet<String>, known: &Collected) -> Collected {
        let mut seen = described(known);
        let mut wanted = Vec::new();
        for arn in arns {
            if let Some(named) = Named::of(arn)
                && !seen.iter().any(|known| known.is_same(&named))
            {
                wanted.push((arn, self.at(&named.account)));
                seen.push(named);
            }
        }
        let region = self.region();
        let region = &region;
        let read = wanted.iter().map(|(arn, place)| async move {
            match place {
                Some(place) => principals::one(self.door, place, arn, &self.managed).await,
                None => Collected {
                    not_readable: principals::no_credentials(arn, region)
                        .into_iter()
                        .collect(),
                    ..Collected::default()
                },
            }
        });
        let mut collected = Collected::default();
        for more in join_all(read).await {
            collected.join(more);
        }
        collected
    }

    /// The VPC endpoint that a request comes through, in whichever account it is.
    async fn vpc_endpoint(&self, wanted: &Wanted, known: &Collected) -> Collected {
        let Some(id) = &wanted.vpc_endpoint else {
            return Collected::default();
        };
        let is_it = |endpoint: &Value| text(endpoint, "id") == Some(id);
        if known.vpc_endpoints.iter().any(is_it) {
            return Collected::default();
        }
        // It leads to APIs of its own Region.
        let regions = known.apis.iter().filter_map(|api| text(api, "region"));
        let regions: BTreeSet<&str> = regions.collect();
        let places = self.reach.iter().flat_map(|reach| {
            let own: Vec<&str> = reach.regions.iter().map(String::as_str).collect();
            let asked = if regions.is_empty() {
                own
            } else {
                regions.iter().copied().collect()
            };
            asked.into_iter().map(|region| Place {
                account: reach.account.clone(),
                region: region.to_owned(),
            })
        });
        let places: Vec<Place> = places.collect();
        let read = places
            .iter()
            .map(|place| network::vpc_endpoints(self.door, place, Some(id)));
        let mut collected = Collected::default();
        for more in join_all(read).await {
            collected.join(more);
        }
        if !collected.vpc_endpoints.is_empty() {
            // It is found, and what another account refuses does not matter.
            collected.not_readable.retain(|note| note.of != *id);
        } else if collected.not_readable.is_empty()
            && let Some(place) = places.first()
        {
            let ask = Ask::new(place, Operation::DescribeVpcEndpoints);
            let accounts: BTreeSet<&str> = places.iter().map(|it| it.account.as_str()).collect();
            let accounts: Vec<&str> = accounts.into_iter().collect();
            let refusal = Refusal {
                kind: RefusalKind::NotFound,
                code: None,
                message: format!("it is in none of the accounts {}", accounts.join(", ")),
            };
            let note = entry::note(id, "VPC endpoint", ask, refusal);
            collected.not_readable.push(*note);
        }
        collected
    }

    /// The accounts whose organization bears on answers.
    fn accounts(
        &self,
        wanted: &Wanted,
        collected: &Collected,
        arns: &BTreeSet<String>,
    ) -> BTreeSet<String> {
        let mut accounts: BTreeSet<String> = wanted.role_accounts.iter().cloned().collect();
        if wanted.everything {
            accounts.extend(self.reach.iter().map(|reach| reach.account.clone()));
        }
        let of_apis = collected.apis.iter().filter_map(|api| text(api, "account"));
        accounts.extend(of_apis.map(str::to_owned));
        let of_principals = wanted.principals.iter().chain(arns);
        let of_principals = of_principals.filter_map(|arn| Arn::parse(arn));
        accounts.extend(of_principals.map(|arn| arn.account.to_owned()));
        accounts.retain(|account| !account.is_empty() && !wanted.known.contains(account));
        accounts
    }

    fn at(&self, account: &str) -> Option<Place> {
        let found = self.reach.iter().find(|reach| reach.account == account);
        found.map(Reach::place)
    }

    fn region(&self) -> String {
        let first = self.reach.first().map(|reach| reach.place().region);
        first.unwrap_or_else(|| "us-east-1".to_owned())
    }
}

/// Leaves out what is described elsewhere: nothing may be described twice.
fn leave_out(collected: &mut Collected, wanted: &Wanted) {
    let known = &wanted.known;
    let is_known = |value: &Value, key: &str| text(value, key).is_some_and(|it| known.contains(it));
    for (list, key) in [
        (&mut collected.principals, "arn"),
        (&mut collected.apis, "id"),
        (&mut collected.domain_names, "name"),
        (&mut collected.functions, "arn"),
        (&mut collected.vpc_links, "id"),
        (&mut collected.vpc_endpoints, "id"),
    ] {
        list.retain(|it| !is_known(it, key));
    }
    for (_, document) in &mut collected.documents {
        for list in ["UserDetailList", "RoleDetailList"] {
            if let Some(all) = document.get_mut(list).and_then(Value::as_array_mut) {
                all.retain(|it| !is_known(it, "Arn"));
            }
        }
    }
    let organization = collected.organization.take();
    collected.organization = organization.filter(|it| !is_known(it, "id"));
    collected
        .standalone_accounts
        .retain(|it| !known.contains(it));
    if wanted.knows_usage_plans {
        collected.usage_plans = None;
    }
    collected
        .not_readable
        .retain(|note| !known.contains(&note.of));
}

/// The users and roles that are described already.
pub(super) fn described(collected: &Collected) -> Vec<Named> {
    let details = collected.documents.iter().flat_map(|(_, document)| {
        let lists = ["UserDetailList", "RoleDetailList"];
        let lists = lists.into_iter().filter_map(|list| items(document, list));
        lists.flatten().filter_map(|it| text(it, "Arn"))
    });
    let native = collected.principals.iter().filter_map(|it| text(it, "arn"));
    details.chain(native).filter_map(Named::of).collect()
}

/// Nobody may be described twice: who was read alone and whole is left out of the details of
/// the account, and who was read alone and not whole is taken from there.
fn each_once(collected: &mut Collected) {
    let alone: BTreeMap<String, bool> = collected
        .principals
        .iter()
        .filter_map(|it| text(it, "arn"))
        .map(|arn| {
            let is_whole = collected.not_readable.iter().all(|note| note.of != arn);
            (arn.to_owned(), is_whole)
        })
        .collect();
    let mut replaced = BTreeSet::new();
    for (_, document) in &mut collected.documents {
        for list in ["UserDetailList", "RoleDetailList"] {
            let Some(all) = document.get_mut(list).and_then(Value::as_array_mut) else {
                continue;
            };
            all.retain(
                |it| match text(it, "Arn").map(|arn| (arn, alone.get(arn))) {
                    Some((_, Some(true))) => false,
                    Some((arn, Some(false))) => {
                        replaced.insert(arn.to_owned());
                        true
                    }
                    _ => true,
                },
            );
        }
    }
    let is_replaced = |arn: Option<&str>| arn.is_some_and(|arn| replaced.contains(arn));
    collected
        .principals
        .retain(|it| !is_replaced(text(it, "arn")));
    let of_details = Operation::GetAccountAuthorizationDetails;
    collected
        .not_readable
        .retain(|note| note.ask.operation == of_details || !is_replaced(Some(note.of.as_str())));
    collected.standalone_accounts.sort();
    collected.standalone_accounts.dedup();
}
