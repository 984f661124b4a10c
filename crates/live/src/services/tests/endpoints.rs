//! Addresses that the environment or a profile gives, of the SDK's clients and of requests that
//! are signed by hand alike.

use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};

use super::{
    asked, config, door_of,
    server::{Server, answer},
};
use crate::{door::Door as _, operation::Operation};

/// Stands in for `AWS_ENDPOINT_URL_…` and the `services` section of a profile.
#[derive(Debug)]
struct Own {
    service: &'static str,
    address: String,
}

impl LoadServiceConfig for Own {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let is_own = key.service_id() == self.service
            && key.env() == "AWS_ENDPOINT_URL"
            && key.profile() == "endpoint_url";
        is_own.then(|| self.address.clone())
    }
}

#[tokio::test]
async fn the_address_of_a_service_stands_before_that_of_all() {
    for (operation, parameters, service) in [
        (Operation::GetRestApis, &[][..], "API Gateway"),
        (Operation::GetApis, &[], "ApiGatewayV2"),
        (Operation::GetRole, &[("RoleName", "app")], "IAM"),
        (Operation::ListRoots, &[], "Organizations"),
        (Operation::GetCallerIdentity, &[], "STS"),
        (
            Operation::GetFunctionPolicy,
            &[("FunctionName", "pets")],
            "Lambda",
        ),
        (Operation::DescribeVpcEndpoints, &[], "EC2"),
    ] {
        for is_own in [true, false] {
            let of_all = Server::answering(vec![answer(500, &[], "")]);
            let of_service = Server::answering(vec![answer(500, &[], "")]);
            let address = of_service.address.clone();
            let service = if is_own { service } else { "S3" };
            let own = Own { service, address };
            let config = config(&of_all.address).service_config(own).build();
            let given = door_of(config).ask(&asked(operation, parameters)).await;
            assert!(given.is_err(), "{operation:?}");
            let counts = [of_service.received().len(), of_all.received().len()];
            let wanted = if is_own { [1, 0] } else { [0, 1] };
            assert_eq!(counts, wanted, "{operation:?}");
        }
    }
}
