//! `VL706`.

use crate::{rule::rule, surveyed::gap_rule};

rule! {
    /// A REST API uses a VPC link of version V2 and names no load balancer as its integration target, or one of V1 and names one.
    ///
    /// # Why
    ///
    /// A link of version V2 leads into a VPC and not to a load balancer, so that the
    /// integration has to say which one it means (`integrationTarget`). A link of version V1
    /// leads to the load balancer that it was made for, and a target beside it is refused.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// connection-id: vlk222
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// connection-id: vlk222
    /// target: arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/app/pets/50dc6c495c0c9188
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/private-integration.html>
    NewerLinkNeedsTarget = "VL706" "newer-link-needs-target" Error Regular since "0.2.0"
}

gap_rule!(NewerLinkNeedsTarget takes "target-missing" "target-superfluous" help "set `integrationTarget` to the ARN of the load balancer or listener for a link of V2, and leave it out for one of V1");
