//! The steps of a way through roles, ready to be decided.

use can_invoke_policy::{
    Action, Arn, Caller, Context, Decision, Layers, Policy, Request, Resource, Silent, Supplied,
    Verdict, decide, layers::Level,
};

use crate::{
    answer::Explained,
    check::session_of,
    explain::explain,
    inventory::{Inventory, Known, PrincipalRecord},
    keys::{self, Callee},
    layers::{caller_layers, invocation_layers, levels},
    query::Query,
    target::Call,
};

use super::{
    duration::Duration,
    session::{self, Carried, Position},
    told::{AssumeCall, ClosedRole},
    trust::{self, Admits},
};

/// A question, and all roles that a way may lead through.
pub(super) struct World<'i> {
    pub(super) inventory: &'i Inventory,
    pub(super) query: &'i Query,
    pub(super) call: &'i Call<'i>,
    /// The call that opens the connection, where it is asked about as well.
    pub(super) opening: Option<&'i Call<'i>>,
    /// Who makes the calls of `sts:AssumeRole`.
    pub(super) party: Party<'i>,
    /// In the order of their ARNs.
    pub(super) roles: Vec<Role<'i>>,
    /// What an invocation carries, before any value is known.
    blank: Context,
}

/// Who makes the calls of `sts:AssumeRole`, and what it passes: all that these calls need to be
/// decided, whatever is called with the credentials.
pub(super) struct Party<'i> {
    inventory: &'i Inventory,
    query: &'i Query,
    caller: &'i Caller,
    record: Option<&'i PrincipalRecord>,
    carried: Carried,
    /// What a call by a role session carries, before any value is known.
    blank: Context,
}

/// A role with what every call that assumes it needs.
pub(super) struct Role<'i> {
    pub(super) record: &'i PrincipalRecord,
    /// Why nobody can assume it, if so.
    pub(super) closed: Option<ClosedRole>,
    admits: Admits,
    /// In lower case.
    name: String,
    trust: Supplied<Vec<&'i Policy>>,
    resource_control: Supplied<Vec<Level<'i>>>,
}

impl<'i> World<'i> {
    pub(super) fn new(
        inventory: &'i Inventory,
        query: &'i Query,
        call: &'i Call<'i>,
        caller: &'i Caller,
        record: Option<&'i PrincipalRecord>,
        roles: &[&'i PrincipalRecord],
    ) -> Self {
        let mut sorted = roles.to_vec();
        sorted.sort_by(|left, right| left.arn.cmp(&right.arn));
        let roles = sorted.into_iter();
        World {
            inventory,
            query,
            call,
            opening: None,
            party: Party::new(inventory, query, caller, record),
            roles: roles.map(|record| Role::new(inventory, record)).collect(),
            blank: session::blank_invocation(call),
        }
    }
}

impl<'i> Party<'i> {
    pub(super) fn new(
        inventory: &'i Inventory,
        query: &'i Query,
        caller: &'i Caller,
        record: Option<&'i PrincipalRecord>,
    ) -> Self {
        Party {
            inventory,
            query,
            caller,
            record,
            carried: Carried::of(query, caller),
            blank: session::blank_call(),
        }
    }

    /// A session of a role, as the calls make it.
    fn session(&self, role: &PrincipalRecord) -> Caller {
        let partition = Arn::parse(&role.arn).map_or("aws", |arn| arn.partition);
        session_of(role, partition, self.query.assume.session_name.as_deref())
    }
}

impl<'i> Role<'i> {
    pub(super) fn new(inventory: &'i Inventory, record: &'i PrincipalRecord) -> Self {
        let admits = Admits::of(record);
        Role {
            record,
            closed: trust::closed(record, &admits),
            admits,
            name: record.name.to_ascii_lowercase(),
            trust: match &record.trust {
                Known::Known(trust) => Supplied::Given(vec![trust.as_ref()]),
                Known::NotKnown => Supplied::NotGiven,
            },
            resource_control: levels(inventory, &record.account, |place| &place.resource_control),
        }
    }

    /// Whether a session of another role may assume this one, as far as the principals of the
    /// trust policy tell.
    pub(super) fn may_admit(&self, other: &Role<'_>) -> bool {
        self.closed.is_none() && self.admits.may_admit(&other.record.account, &other.name)
    }
}

/// Somebody who calls `sts:AssumeRole`, on one role after the other. What is the same for all
/// roles is put together once.
pub(super) struct Assuming<'w, 'i> {
    party: &'w Party<'i>,
    position: Position,
    is_chained: bool,
    further: Vec<Action>,
    request: Request,
    layers: Layers<'i>,
    /// The role that the request speaks of.
    aim: Option<&'i PrincipalRecord>,
}

impl<'w, 'i> Assuming<'w, 'i> {
    /// The caller itself (`None`), or a session of a role in the middle of a chain.
    pub(super) fn new(party: &'w Party<'i>, by: Option<&Role<'i>>, is_last: bool) -> Self {
        let position = Position {
            is_first: by.is_none(),
            is_last,
        };
        let caller = match by {
            None => party.caller.clone(),
            Some(role) => party.session(role.record),
        };
        let record = by.map_or(party.record, |role| Some(role.record));
        let mut layers = caller_layers(party.inventory, party.query, &caller, record);
        if by.is_some() {
            // The steps pass a session policy in the last call only.
            layers.session = Supplied::nothing();
        }
        let blank = match by {
            None => keys::context(
                can_invoke_policy::keys::CallerKind::of(&caller),
                Callee::AssumeRole,
            ),
            Some(_) => party.blank.clone(),
        };
        let context: Context = session::of_call(
            blank,
            party.inventory,
            party.query,
            &caller,
            record,
            &party.carried,
            position,
        );
        let further = party.carried.further_actions(party.query, position);
        Assuming {
            party,
            position,
            is_chained: matches!(caller, Caller::Session { .. }),
            further: further.into_iter().filter_map(Action::parse).collect(),
            request: Request {
                caller,
                action: Action::assume_role(),
                resource: Resource {
                    arn: String::new(),
                    account: None,
                },
                context,
            },
            layers,
            aim: None,
        }
    }

    /// Makes the request speak of a role.
    fn aim(&mut self, role: &Role<'i>) {
        if self.aim.is_some_and(|aim| aim.arn == role.record.arn) {
            return;
        }
        session::of_role(
            self.party.inventory,
            self.party.query,
            role.record,
            self.aim,
            &self.party.carried,
            self.position,
            &mut self.request.context,
        );
        self.request.resource = Resource {
            arn: role.record.arn.clone(),
            account: Some(role.record.account.clone()),
        };
        self.layers.resource.clone_from(&role.trust);
        if self
            .aim
            .is_none_or(|aim| aim.account != role.record.account)
        {
            self.layers
                .resource_control
                .clone_from(&role.resource_control);
        }
        self.aim = Some(role.record);
    }

    fn duration(&self, role: &Role<'i>) -> Duration {
        if self.position.is_last {
            Duration::of(self.party.query, self.is_chained, role.record)
        } else {
            Duration::Granted
        }
    }

    /// The verdict on the whole call, with nothing that explains it.
    pub(super) fn verdict(&mut self, role: &Role<'i>) -> Verdict {
        self.aim(role);
        let mut verdict = decide(&self.request, &self.layers, &mut Silent).verdict;
        if self.further.is_empty() && self.party.query.assume.duration.is_none() {
            return verdict;
        }
        for action in &self.further {
            if verdict.is_denied() {
                return verdict;
            }
            let own = std::mem::replace(&mut self.request.action, action.clone());
            verdict = all(
                verdict,
                decide(&self.request, &self.layers, &mut Silent).verdict,
            );
            self.request.action = own;
        }
        all(
            verdict,
            self.duration(role).verdict(self.party.query.strict),
        )
    }

    /// The whole call, explained.
    pub(super) fn explain(&mut self, role: &Role<'i>) -> AssumeCall {
        self.aim(role);
        let decision = explain(self.request.clone(), &self.layers);
        let also: Vec<Explained> = self
            .further
            .iter()
            .map(|action| {
                let request = Request {
                    action: action.clone(),
                    ..self.request.clone()
                };
                explain(request, &self.layers)
            })
            .collect();
        let duration = self.duration(role);
        let strict = self.party.query.strict;
        let verdict = also
            .iter()
            .map(|explained| explained.decision.verdict)
            .chain([duration.verdict(strict)])
            .fold(decision.decision.verdict, all);
        let mut call = AssumeCall {
            role: role.record.arn.clone(),
            is_chained: self.is_chained,
            passed: session::passed(self.party.query, self.position),
            verdict,
            decision,
            also,
            duration: None,
            undecided: Vec::new(),
            taken_for_granted: Vec::new(),
        };
        match duration {
            Duration::Granted => {}
            Duration::Refused(problem) => call.duration = Some(problem),
            Duration::NotKnown(granted) if strict => {
                call.undecided
                    .push(format!("the inventory does not say {granted}"));
            }
            Duration::NotKnown(granted) => call.taken_for_granted.push(granted),
        }
        call
    }

    /// The first decision of the call that denies, with its action and the layers.
    pub(super) fn denial(&mut self, role: &Role<'i>) -> Option<(Action, Decision, &Layers<'i>)> {
        self.aim(role);
        let actions = [Action::assume_role()];
        let actions = actions.into_iter().chain(self.further.iter().cloned());
        let mut request = self.request.clone();
        for action in actions {
            request.action = action;
            let decision = decide(&request, &self.layers, &mut Silent);
            if decision.verdict.is_denied() {
                return Some((request.action, decision, &self.layers));
            }
        }
        None
    }

    /// Why STS refuses the duration, if so.
    pub(super) fn refused_duration(&self, role: &Role<'i>) -> Option<super::DurationProblem> {
        match self.duration(role) {
            Duration::Refused(problem) => Some(problem),
            Duration::Granted | Duration::NotKnown(_) => None,
        }
    }
}

/// The invocation by a session of a role, made by the last call of a chain.
pub(super) struct Invoking<'i> {
    pub(super) request: Request,
    pub(super) layers: Layers<'i>,
}

impl<'i> Invoking<'i> {
    pub(super) fn new(world: &World<'i>, role: &Role<'i>) -> Self {
        let invoking = Self::of_call(world, role, world.call);
        let Some(opening) = world.opening else {
            return invoking;
        };
        let opening = Self::of_call(world, role, opening);
        match opening.settled() {
            Verdict::Allowed => invoking,
            Verdict::Depends if invoking.verdict().is_denied() => invoking,
            _ => opening,
        }
    }

    fn of_call(world: &World<'i>, role: &Role<'i>, call: &'i Call<'i>) -> Self {
        let (inventory, query) = (world.inventory, world.query);
        let caller = world.party.session(role.record);
        let mut layers = invocation_layers(inventory, query, call, &caller, Some(role.record));
        let policies = query.assume.session_policies.iter();
        layers.session = Supplied::Given(policies.map(AsRef::as_ref).collect());
        let context = session::of_invocation(
            world.blank.clone(),
            inventory,
            query,
            call,
            &caller,
            role.record,
            &world.party.carried,
        );
        Invoking {
            request: Request {
                action: call.action(),
                resource: Resource {
                    arn: call.arn(),
                    account: Some(call.account.clone()),
                },
                context,
                caller,
            },
            layers,
        }
        .behind_network(world)
    }

    pub(super) fn verdict(&self) -> Verdict {
        self.decision().verdict
    }

    /// The verdict, worked out where it seems to depend: of two decisions that both have to
    /// allow, one that only seems to must not stand for the other.
    pub(super) fn settled(&self) -> Verdict {
        match self.verdict() {
            Verdict::Depends => explain(self.request.clone(), &self.layers).decision.verdict,
            verdict => verdict,
        }
    }

    pub(super) fn decision(&self) -> Decision {
        decide(&self.request, &self.layers, &mut Silent)
    }

    pub(super) fn layers(&self) -> &Layers<'i> {
        &self.layers
    }

    pub(super) fn explain(self) -> Explained {
        explain(self.request, &self.layers)
    }
}

/// The verdict on steps that must all be allowed: the first that denies, or else whether one
/// depends.
pub(crate) fn all(first: Verdict, second: Verdict) -> Verdict {
    match (first, second) {
        (Verdict::Allowed, other) => other,
        (denied, _) if denied.is_denied() => denied,
        (_, denied) if denied.is_denied() => denied,
        _ => Verdict::Depends,
    }
}
