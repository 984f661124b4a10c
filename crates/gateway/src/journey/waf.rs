//! Does a rule of AWS WAF block the request?
//!
//! Source: API Gateway developer guide, `apigateway-control-access-aws-waf`.

use super::{Asked, Flow, Walk};

impl Walk {
    pub(super) fn waf(&mut self, _asked: Asked<'_>) -> Flow {
        Flow::Continue(())
    }
}
