//! The search for ways: the shortest first, and no longer ones where one is open.
//!
//! What a session of a role in the middle of a chain may do does not turn on how the chain led
//! there, see [`super::session`]. So each role is gone on from once, or twice where a way that
//! depends was found before one that is open.

use can_invoke_policy::{Caller, Verdict};

use crate::{
    inventory::{Inventory, PrincipalRecord},
    journey::with_resource_policy,
    query::Query,
    target::Call,
};

use super::{
    DEFAULT_SESSION_NAME, LONGEST_CHAIN, failure,
    session::last_call_differs,
    step::{Assuming, Invoking, World, all},
    told::{RoleFailure, RolePath, RolePaths},
};

/// How many ways of each kind are explained.
const MOST_EXPLAINED: usize = 5;

/// How many calls by role sessions are decided. A hundred roles that all trust each other take
/// fewer.
const MOST_CALLS: usize = 25_000;

/// How many verdicts that turn on unknown facts are worked out while searching; of all others
/// it stays open whether they do.
const MOST_WORKED_OUT: usize = 40;

/// Looks for ways through the roles. All steps are decided without evidence first, so that an
/// account with thousands of roles costs little; only the ways worth telling are explained.
/// A session must be allowed to make the call, and the one that opens its connection, if one
/// is given.
pub(crate) fn search<'i>(
    inventory: &'i Inventory,
    query: &'i Query,
    (call, opening): (&'i Call<'i>, Option<&'i Call<'i>>),
    caller: &'i Caller,
    record: Option<&'i PrincipalRecord>,
    roles: &[&'i PrincipalRecord],
) -> RolePaths {
    let mut world = World::new(inventory, query, call, caller, record, roles);
    world.opening = opening;
    let mut search = Search::new(&world);
    search.first_calls();
    for length in 2..=LONGEST_CHAIN {
        let is_open = search
            .ways
            .iter()
            .any(|way| way.verdict == Verdict::Allowed);
        if is_open || search.targets.is_empty() || search.unfinished {
            break;
        }
        search.later_calls(length);
    }
    search.tell()
}

/// A role that a chain leads to.
#[derive(Clone, Copy, Debug)]
struct Reached {
    /// The number of calls.
    length: usize,
    /// The role before; none for the caller.
    before: Option<usize>,
}

/// How a role can be reached, as one that others are assumed from.
#[derive(Clone, Copy, Debug, Default)]
struct Reach {
    surely: Option<Reached>,
    maybe: Option<Reached>,
}

/// A way: the numbers of its roles, and what comes of it.
#[derive(Clone, Debug)]
struct Way {
    roles: Vec<usize>,
    verdict: Verdict,
    /// The kind of way, the best first.
    rank: u8,
}

struct Search<'w, 'i> {
    world: &'w World<'i>,
    /// Whether the last call of a chain is unlike the others.
    last_differs: bool,
    /// The verdicts on the invocations by sessions of the roles.
    invoke: Vec<Verdict>,
    /// The verdicts on the roles as the caller's own first and last.
    alone: Vec<Verdict>,
    reach: Vec<Reach>,
    /// The roles that a way can end with.
    targets: Vec<usize>,
    ways: Vec<Way>,
    /// The rank of the best way that ends with each role.
    best: Vec<Option<u8>>,
    calls_left: usize,
    work_left: usize,
    unfinished: bool,
}

impl<'w, 'i> Search<'w, 'i> {
    fn new(world: &'w World<'i>) -> Self {
        let count = world.roles.len();
        let mut search = Search {
            world,
            last_differs: last_call_differs(world.query),
            invoke: Vec::with_capacity(count),
            alone: vec![Verdict::ImplicitlyDenied; count],
            reach: vec![Reach::default(); count],
            targets: Vec::new(),
            ways: Vec::new(),
            best: vec![None; count],
            calls_left: MOST_CALLS,
            work_left: MOST_WORKED_OUT,
            unfinished: false,
        };
        for (index, role) in world.roles.iter().enumerate() {
            let step = Invoking::new(world, role);
            let mut verdict = step.verdict();
            if role.closed.is_none() {
                if verdict == Verdict::Depends && search.may_work_out() {
                    verdict = step.explain().decision.verdict;
                }
                if !verdict.is_denied() {
                    search.targets.push(index);
                }
            }
            search.invoke.push(verdict);
        }
        search
    }

    fn may_work_out(&mut self) -> bool {
        let may = self.work_left > 0;
        self.work_left = self.work_left.saturating_sub(1);
        may
    }

    fn invoke(&self, role: usize) -> Verdict {
        self.invoke
            .get(role)
            .copied()
            .unwrap_or(Verdict::ImplicitlyDenied)
    }

    /// The verdict on a call, worked out where it seems to depend and matters.
    fn verdict(&mut self, by: &mut Assuming<'w, 'i>, role: usize, matters: bool) -> Verdict {
        let Some(role) = self.world.roles.get(role) else {
            return Verdict::ImplicitlyDenied;
        };
        let verdict = by.verdict(role);
        if verdict == Verdict::Depends && matters && self.may_work_out() {
            return by.explain(role).verdict;
        }
        verdict
    }

    /// The calls of the caller itself, on every role.
    fn first_calls(&mut self) {
        let world = self.world;
        let mut last = Assuming::new(&world.party, None, true);
        let mut before = self
            .last_differs
            .then(|| Assuming::new(&world.party, None, false));
        let goes_on = !self.targets.is_empty();
        for (index, role) in world.roles.iter().enumerate() {
            if role.closed.is_some() {
                continue;
            }
            let invoke = self.invoke(index);
            let matters = !invoke.is_denied() || (goes_on && !self.last_differs);
            let alone = self.verdict(&mut last, index, matters);
            if let Some(slot) = self.alone.get_mut(index) {
                *slot = alone;
            }
            let first = match &mut before {
                Some(before) => self.verdict(before, index, goes_on),
                None => alone,
            };
            self.reached(index, first, 1, None);
            let is_of_api = role.record.account == world.call.account;
            if let Some(rank) = rank(alone, invoke, is_of_api) {
                self.keep(Way {
                    roles: vec![index],
                    verdict: all(alone, invoke),
                    rank,
                });
            }
        }
    }

    /// Takes note of a way, and of the role that it ends with.
    fn keep(&mut self, way: Way) {
        if let Some(best) = way.roles.last().and_then(|last| self.best.get_mut(*last)) {
            *best = Some(best.map_or(way.rank, |best| best.min(way.rank)));
        }
        self.ways.push(way);
    }

    fn best(&self, role: usize) -> Option<u8> {
        self.best.get(role).copied().flatten()
    }

    /// Takes note of a role that a chain of calls leads to.
    fn reached(&mut self, role: usize, verdict: Verdict, length: usize, before: Option<usize>) {
        let Some(reach) = self.reach.get_mut(role) else {
            return;
        };
        let slot = match verdict {
            Verdict::Allowed => &mut reach.surely,
            Verdict::Depends => &mut reach.maybe,
            Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => return,
        };
        slot.get_or_insert(Reached { length, before });
    }

    /// The calls by sessions that `length - 1` calls made.
    fn later_calls(&mut self, length: usize) {
        for index in 0..self.world.roles.len() {
            let Some(reach) = self.reach.get(index).copied() else {
                continue;
            };
            let is_new =
                |reached: Option<Reached>| reached.is_some_and(|one| one.length + 1 == length);
            let until = if is_new(reach.surely) {
                Verdict::Allowed
            } else if is_new(reach.maybe) && reach.surely.is_none() {
                Verdict::Depends
            } else {
                continue;
            };
            self.go_on(index, until, length);
            if self.unfinished {
                return;
            }
        }
    }

    /// The calls by the session of a role that a way leads to with the verdict `until`.
    fn go_on(&mut self, by: usize, until: Verdict, length: usize) {
        let world = self.world;
        let Some(role) = world.roles.get(by) else {
            return;
        };
        let so_far = self.chain_to(by, until == Verdict::Allowed);
        let mut last = Assuming::new(&world.party, Some(role), true);
        let mut before = self
            .last_differs
            .then(|| Assuming::new(&world.party, Some(role), false));
        for (index, next) in world.roles.iter().enumerate() {
            if so_far.contains(&index) || !next.may_admit(role) {
                continue;
            }
            let ends = !self.invoke(index).is_denied() && self.is_wanted(index, until);
            let goes_on = length < LONGEST_CHAIN && self.is_new(index, until);
            let calls = usize::from(ends) + usize::from(goes_on && (self.last_differs || !ends));
            if calls > self.calls_left {
                self.unfinished = true;
                return;
            }
            self.calls_left -= calls;
            let mut found = None;
            if ends {
                let verdict = self.verdict(&mut last, index, true);
                found = Some(verdict);
                self.way(&so_far, index, all(until, verdict));
            }
            if goes_on {
                let verdict = match (&mut before, found) {
                    (Some(before), _) => self.verdict(before, index, true),
                    (None, Some(found)) => found,
                    (None, None) => self.verdict(&mut last, index, true),
                };
                self.reached(index, all(until, verdict), length, Some(by));
            }
        }
    }

    /// Whether a way that ends with this role, so far with the verdict `until`, may be better
    /// than those that are known.
    fn is_wanted(&self, role: usize, until: Verdict) -> bool {
        match self.best(role) {
            Some(0) => false,
            Some(1) => until == Verdict::Allowed && self.invoke(role) == Verdict::Allowed,
            _ => true,
        }
    }

    /// Whether a role was not reached as well before.
    fn is_new(&self, role: usize, until: Verdict) -> bool {
        self.reach.get(role).is_some_and(|reach| {
            reach.surely.is_none() && (until == Verdict::Allowed || reach.maybe.is_none())
        })
    }

    /// Takes note of a way, if it is none that is closed.
    fn way(&mut self, so_far: &[usize], last: usize, assume: Verdict) {
        let verdict = all(assume, self.invoke(last));
        let rank = match verdict {
            Verdict::Allowed => 0,
            Verdict::Depends => 1,
            Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => return,
        };
        if self.best(last).is_some_and(|best| best <= rank) {
            return;
        }
        // That the caller cannot assume the role itself is no longer worth telling.
        self.ways
            .retain(|way| way.rank < 2 || way.roles.last() != Some(&last));
        let mut roles = so_far.to_vec();
        roles.push(last);
        self.keep(Way {
            roles,
            verdict,
            rank,
        });
    }

    /// The roles of the chain that leads to a role, that role the last.
    fn chain_to(&self, role: usize, surely: bool) -> Vec<usize> {
        let mut chain = vec![role];
        let (mut at, mut surely) = (role, surely);
        while let Some(reach) = self.reach.get(at)
            && let Some(reached) = if surely { reach.surely } else { reach.maybe }
            && let Some(before) = reached.before
            && chain.len() < LONGEST_CHAIN
        {
            // What may be reached may have been reached from what surely is.
            let earlier = self.reach.get(before);
            surely = surely
                || earlier.is_some_and(|reach| {
                    reach
                        .surely
                        .is_some_and(|surely| surely.length < reached.length)
                });
            chain.push(before);
            at = before;
        }
        chain.reverse();
        chain
    }

    fn tell(mut self) -> RolePaths {
        let arns = |way: &Way| -> Vec<&'i str> {
            let roles = way.roles.iter();
            roles
                .filter_map(|role| Some(self.world.roles.get(*role)?.record.arn.as_str()))
                .collect()
        };
        let mut ways = std::mem::take(&mut self.ways);
        ways.sort_by_cached_key(|way| (way.rank, way.roles.len(), arns(way)));
        let mut told = [0usize; 4];
        let paths: Vec<RolePath> = ways
            .iter()
            .filter(|way| {
                told.get_mut(usize::from(way.rank)).is_some_and(|count| {
                    *count += 1;
                    *count <= MOST_EXPLAINED
                })
            })
            .filter_map(|way| self.explain(way))
            .collect();
        RolePaths {
            unfinished: self.unfinished(&ways, &paths),
            considered: self.world.roles.len(),
            paths,
            failures: self.failures(),
            not_searched: None,
        }
    }

    /// Why there may be a way that is not told, if so.
    fn unfinished(&self, ways: &[Way], paths: &[RolePath]) -> Option<String> {
        if self.unfinished {
            return Some(format!(
                "the search for chains ended after {MOST_CALLS} calls of sts:AssumeRole, and there \
                 are more"
            ));
        }
        let depend = ways.iter().filter(|way| way.rank == 1).count();
        let is_told = paths.iter().any(|path| !path.verdict.is_denied());
        (depend > MOST_EXPLAINED && !is_told).then(|| {
            format!(
                "{depend} ways seem to depend on facts that were not given, and only \
                 {MOST_EXPLAINED} of them were worked out"
            )
        })
    }

    fn explain(&self, way: &Way) -> Option<RolePath> {
        let world = self.world;
        let mut by = None;
        let mut calls = Vec::new();
        for (index, number) in way.roles.iter().enumerate() {
            let role = world.roles.get(*number)?;
            let is_last = index + 1 == way.roles.len();
            calls.push(Assuming::new(&world.party, by, is_last).explain(role));
            by = Some(role);
        }
        let assume = calls.pop()?;
        let invoke = Invoking::new(world, by?).explain();
        let invoke = with_resource_policy(world.call, invoke);
        let verdict = calls
            .iter()
            .chain([&assume])
            .map(|call| call.verdict)
            .chain([invoke.decision.verdict])
            .fold(Verdict::Allowed, all);
        Some(RolePath {
            role: assume.role.clone(),
            verdict,
            session_name: world
                .query
                .assume
                .session_name
                .clone()
                .unwrap_or_else(|| DEFAULT_SESSION_NAME.to_owned()),
            before: calls,
            assume,
            invoke,
            undecided: Vec::new(),
            taken_for_granted: Vec::new(),
            failure: None,
        })
    }

    /// Why the roles lead nowhere that are no end of a way; those where less fails first.
    fn failures(&self) -> Vec<RoleFailure> {
        let world = self.world;
        let mut by_caller = Assuming::new(&world.party, None, true);
        let mut found: Vec<Vec<RoleFailure>> = Vec::new();
        for (index, role) in world.roles.iter().enumerate() {
            if self.best(index).is_some_and(|rank| rank < 2) {
                continue;
            }
            let alone = self.alone.get(index).copied();
            let reach = self.reach.get(index).copied().unwrap_or_default();
            let is_reached = alone.is_some_and(|verdict| !verdict.is_denied())
                || (!self.last_differs && (reach.surely.is_some() || reach.maybe.is_some()));
            let cannot_invoke = self.invoke(index).is_denied();
            let is_candidate =
                role.record.account == world.call.account || is_reached || !cannot_invoke;
            if !is_candidate {
                continue;
            }
            let mut failures = Vec::new();
            if !is_reached {
                failures.push(failure::of_assuming(&mut by_caller, role));
            }
            if cannot_invoke {
                failures.push(failure::of_invoking(world, role));
            }
            found.push(failures);
        }
        found.sort_by_key(Vec::len);
        found.into_iter().flatten().collect()
    }
}

/// Open ways first, then those that depend, then those that fail at one step only. A role
/// that fails at both has nothing to tell, nor has one of another account that may not invoke:
/// it is for other things.
fn rank(assume: Verdict, invoke: Verdict, is_of_api: bool) -> Option<u8> {
    match all(assume, invoke) {
        Verdict::Allowed => Some(0),
        Verdict::Depends => Some(1),
        _ if invoke == Verdict::Allowed => Some(2),
        _ if assume == Verdict::Allowed && is_of_api => Some(3),
        _ => None,
    }
}
