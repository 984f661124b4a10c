//! Words that stay as they are: those of AWS, and those that are the same in everybody's
//! documents.

use std::collections::BTreeSet;

/// Whether a word, in lower case, is too short to be worth hiding.
pub(super) fn is_short(word: &str) -> bool {
    word.chars().count() <= 2
}

/// Whether a word is a small number, or a piece of a date with a time: `01T00`.
pub(super) fn is_number(word: &str) -> bool {
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits(word) {
        return word.len() <= 4;
    }
    match word.split_once('t') {
        Some((day, hour)) => day.len() == 2 && hour.len() <= 2 && is_digits(day) && is_digits(hour),
        None => word
            .strip_suffix('z')
            .is_some_and(|rest| rest.len() <= 3 && is_digits(rest)),
    }
}

/// The beginning that a unique id must have.
///
/// Source: IAM user guide, `reference_identifiers`, unique identifiers.
pub(super) fn unique_id_prefix(word: &str) -> Option<&str> {
    const PREFIXES: [&str; 9] = [
        "aroa", "aida", "agpa", "aipa", "anpa", "anva", "asca", "asia", "akia",
    ];
    let prefix = word.get(..4).filter(|prefix| PREFIXES.contains(prefix))?;
    (word.len() >= 8).then_some(prefix)
}

/// All words that stay, in lower case.
pub(super) fn words() -> BTreeSet<String> {
    [ARNS, SERVICES, REGIONS, GATEWAY, VALUES, MAPPINGS, HOSTS]
        .iter()
        .flat_map(|list| list.split_whitespace())
        .map(str::to_owned)
        .collect()
}

/// Parts of ARNs and of the names of principals.
const ARNS: &str = "o r ou d p arn aws root role user group policy instance profile assumed federated \
    oidc provider saml mfa service linked server certificate sts iam invoke executeapi \
    function layer topic queue table bucket key alias secret loadbalancer listener net app \
    targetgroup userpool identitypool log stream cluster statemachine execution eventbus \
    awsservicerolefor awsreservedsso sso reserved fullawsaccess rcpfullawsaccess restapis apis \
    domainnames accessassociation domainnameaccessassociations usageplans apikeys vpclinks \
    resources stages authorizers deployments exports tags webacl regional global";

/// Services, as ARNs and service principals name them.
const SERVICES: &str = "execute api apigateway apigatewayv2 lambda dynamodb sqs sns kinesis \
    firehose events states logs cloudwatch ec2 elasticloadbalancing s3 kms ssm secretsmanager \
    organizations cognito idp identity wafv2 waf acm cloudformation codebuild codedeploy \
    codepipeline ecs eks tasks rds glue athena batch sagemaker bedrock appsync amplify \
    cloudfront route53 servicediscovery servicecatalog scheduler pipes xray config cloudtrail \
    guardduty backup elasticache elasticbeanstalk redshift stepfunctions edgelambda amazonaws \
    ops quicksight transfer iot greengrass mediaconvert ses workmail connect lex chatbot";

/// Parts of Regions and partitions.
const REGIONS: &str = "us eu ap sa ca me af il cn mx gov iso isob isoe isof eusc north south east west central northeast \
    northwest southeast southwest";

/// What API Gateway says, and what an inventory says of APIs.
const GATEWAY: &str = "any get put post head patch delete options trace default connect \
    disconnect connections none custom jwt iam cognito pools regional edge private rest http \
    https websocket wss mock internet link available token request lambda vpce vpc subnet \
    test stage vpclink full access";

/// Values of condition keys, and words that stand for themselves.
const VALUES: &str = "true false null not known unauthorized fails account assumedrole federateduser anonymous user root \
    awsservice accessanalyzer";

/// Words of mappings, identity sources and paths of integrations.
const MAPPINGS: &str = "method route integration path querystring multivaluequerystring header \
    multivalueheader body context stagevariables authorizer principalid claims identity \
    sourceip useragent requestid routekey connectionid apiid authorization content type \
    application json accept functions function invocations action append overwrite remove \
    statuscode json origin host forwarded amz date security proxy";

/// Names of hosts.
const HOSTS: &str = "com org net io edu internal local localhost www amazoncognito auth \
    googleapis accounts google graph facebook amazon githubusercontent actions";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_numbers_and_times_are_numbers() {
        for word in ["2012", "01t00", "00z", "17", "123z"] {
            assert!(is_number(word), "{word}");
        }
        for word in ["111111111111", "12345", "prod", "t", "t1", "abct", "100t00"] {
            assert!(!is_number(word), "{word}");
        }
    }

    #[test]
    fn unique_ids_begin_as_aws_says() {
        assert_eq!(unique_id_prefix("aroaexampleid"), Some("aroa"));
        assert_eq!(unique_id_prefix("aroa"), None);
        assert_eq!(unique_id_prefix("pets"), None);
    }
}
