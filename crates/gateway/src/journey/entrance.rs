//! Where a request enters API Gateway: through which VPC endpoint, if through one.

use crate::{
    inventory::{Inventory, VpcEndpoint},
    query::Query,
    target::Call,
};

/// Where a request enters.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Entrance<'a> {
    /// Nobody said.
    NotSaid,
    /// Surely through no VPC endpoint.
    Outside,
    /// Through this one.
    VpcEndpoint {
        /// Its id.
        id: &'a str,
        /// What the inventory says of it.
        record: Option<&'a VpcEndpoint>,
    },
}

impl<'a> Entrance<'a> {
    /// Where the request of a question enters.
    pub(crate) fn of(inventory: &'a Inventory, query: &Query, call: &'a Call<'_>) -> Self {
        match call.vpc_endpoint.as_deref() {
            Some(id) => Entrance::VpcEndpoint {
                id,
                record: inventory.vpc_endpoint(id),
            },
            None if query.carried.is_from_outside => Entrance::Outside,
            None => Entrance::NotSaid,
        }
    }

    /// The id of the VPC endpoint.
    pub(crate) fn id(self) -> Option<&'a str> {
        match self {
            Entrance::VpcEndpoint { id, .. } => Some(id),
            Entrance::NotSaid | Entrance::Outside => None,
        }
    }

    /// What the inventory says of the VPC endpoint.
    pub(crate) fn record(self) -> Option<&'a VpcEndpoint> {
        match self {
            Entrance::VpcEndpoint { record, .. } => record,
            Entrance::NotSaid | Entrance::Outside => None,
        }
    }
}
