//! AWS CloudFormation, with the SAM transform.

mod intrinsics;

pub(crate) use intrinsics::Intrinsics;
