//! Does the request carry an API key that the stage accepts?
//!
//! Source: API Gateway developer guide, `api-gateway-api-usage-plans`.

use super::{Asked, Flow, Walk};
use crate::inventory::Route;

impl Walk {
    pub(super) fn api_key(&mut self, _asked: Asked<'_>, _route: &Route) -> Flow {
        Flow::Continue(())
    }
}
