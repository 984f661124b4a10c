//! `VL717`.

use crate::{rule::rule, surveyed::gap_rule};

rule! {
    /// An integration names a load balancer or a service of AWS Cloud Map and no VPC link, or a link that its type does not use.
    ///
    /// # Why
    ///
    /// What is in a VPC is reached through a VPC link. Without `connection-type: VPC_LINK`
    /// and the id of a link API Gateway looks for the target on the internet, and
    /// integrations with Lambda and other AWS services use no link at all.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// type: HTTP_PROXY
    /// uri: arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/pets/50dc6c495c0c9188/f2f7dc8efc522ab2
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// type: HTTP_PROXY
    /// uri: arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/pets/50dc6c495c0c9188/f2f7dc8efc522ab2
    /// connection-type: VPC_LINK
    /// connection-id: vlk222
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html>
    PrivateTargetWithoutLink = "VL717" "private-target-without-link" Error Regular since "0.2.0"
}

gap_rule!(PrivateTargetWithoutLink takes "connection-missing" "link-missing" "link-kind" "private-uri-is-arn" help "name the VPC link for what is in a VPC, and none for what is not");
