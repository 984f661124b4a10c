//! Private APIs and VPC endpoints.

mod pv203_vpc_id_under_wrong_key;
mod pv205_denies_everybody_by_two_values;
mod pv208_vpc_address_without_vpc;
mod pv213_malformed_vpc_id;

pub(crate) use pv203_vpc_id_under_wrong_key::VpcIdUnderWrongKey;
pub(crate) use pv205_denies_everybody_by_two_values::DeniesEverybodyByTwoValues;
pub(crate) use pv208_vpc_address_without_vpc::VpcAddressWithoutVpc;
pub(crate) use pv213_malformed_vpc_id::MalformedVpcId;
