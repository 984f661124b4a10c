//! Which route the request meets, and how that route authorizes.

use std::ops::ControlFlow;

use can_invoke_policy::Verdict;

use super::{Asked, Walk, response};
use crate::{
    answer::HopKind,
    inventory::{ApiKind, Authorization, Route},
    near_route,
};

impl Walk {
    pub(super) fn route<'r>(
        &mut self,
        asked: Asked<'_>,
        met: Option<Option<&'r Route>>,
    ) -> ControlFlow<Verdict, (&'r Route, Authorization)> {
        let call = asked.call;
        let flow = match met {
            None => self.undecided(
                HopKind::Route,
                format!(
                    "the inventory does not say which routes API {} has",
                    call.api.id
                ),
            ),
            Some(None) => {
                let summary = format!(
                    "no route of API {} matches {} {}{}",
                    call.api.id,
                    call.method,
                    call.path,
                    near_route::hint(asked.inventory, call)
                        .map_or_else(String::new, |hint| format!("; {hint}"))
                );
                let response = match call.api.kind {
                    ApiKind::Http => response::not_found(),
                    ApiKind::Rest | ApiKind::WebSocket => response::missing_token(),
                };
                self.stop(HopKind::Route, response, summary)
            }
            Some(Some(route)) => match route.authorization.known().copied() {
                Some(authorization) => {
                    let summary = format!(
                        "the request meets {} with authorization {}",
                        route.key.text(),
                        authorization.name()
                    );
                    self.pass(HopKind::Route, summary)?;
                    return ControlFlow::Continue((route, authorization));
                }
                None => self.undecided(
                    HopKind::Route,
                    format!(
                        "the request meets {}, but its authorization type is not known",
                        route.key.text()
                    ),
                ),
            },
        };
        match flow {
            ControlFlow::Break(verdict) => ControlFlow::Break(verdict),
            ControlFlow::Continue(()) => ControlFlow::Break(Verdict::Depends),
        }
    }
}
