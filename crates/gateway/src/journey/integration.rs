//! May API Gateway call what the route leads to, and is it complete?

use super::{Asked, Flow, Walk};
use crate::inventory::Route;

impl Walk {
    pub(super) fn integration(&mut self, _asked: Asked<'_>, _route: &Route) -> Flow {
        Flow::Continue(())
    }
}
