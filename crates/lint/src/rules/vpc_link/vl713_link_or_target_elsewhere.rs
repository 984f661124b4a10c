//! `VL713`.

use crate::{rule::rule, surveyed::gap_rule};

rule! {
    /// A VPC link or its target belongs to another account or Region than the API.
    ///
    /// # Why
    ///
    /// API, VPC link and load balancer have to be in one account and one Region. To reach a
    /// VPC of another account, put a load balancer or a resource share in between.
    ///
    /// # Bad
    ///
    /// ```yaml
    /// uri: arn:aws:elasticloadbalancing:us-east-1:222222222222:listener/app/pets/…
    /// ```
    ///
    /// # Good
    ///
    /// ```yaml
    /// uri: arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/pets/50dc6c495c0c9188/f2f7dc8efc522ab2
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html>
    LinkOrTargetElsewhere = "VL713" "link-or-target-elsewhere" Error Regular since "0.2.0"
}

gap_rule!(LinkOrTargetElsewhere takes "link-elsewhere" "target-elsewhere" help "use a link and a load balancer of the account and Region of the API");
