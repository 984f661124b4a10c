//! The policies of the network: that of the VPC endpoint, and that of a private custom
//! domain name.
//!
//! Source: API Gateway developer guide, `apigateway-vpc-endpoint-policies` and
//! `apigateway-private-custom-domains`.

use super::{Asked, Flow, Walk};
use crate::inventory::Route;

impl Walk {
    pub(super) fn vpc_endpoint_policy(
        &mut self,
        _asked: Asked<'_>,
        _route: Option<&Route>,
    ) -> Flow {
        Flow::Continue(())
    }

    pub(super) fn domain_policy(&mut self, _asked: Asked<'_>, _route: Option<&Route>) -> Flow {
        Flow::Continue(())
    }
}
