//! `VL702`.

use crate::{rule::rule, surveyed::gap_rule};

rule! {
    /// A private integration of an HTTP API names a load balancer or a URL instead of a listener.
    ///
    /// # Why
    ///
    /// The uri of a private integration of an HTTP API is the ARN of a listener of an
    /// Application or Network Load Balancer, or of a service of AWS Cloud Map. The ARN of the
    /// load balancer itself, or its DNS name, is refused, or leads past the VPC link.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// uri: arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/app/pets/50dc6c495c0c9188
    /// connection-type: VPC_LINK
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// uri: arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/pets/50dc6c495c0c9188/f2f7dc8efc522ab2
    /// connection-type: VPC_LINK
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html>
    TargetIsNoListener = "VL702" "target-is-no-listener" Error Regular since "0.2.0"
}

gap_rule!(TargetIsNoListener takes "target-not-listener" help "name the ARN of the listener: `aws elbv2 describe-listeners --load-balancer-arn …`");
