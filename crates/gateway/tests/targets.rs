//! What a target leads to: URLs of default endpoints, VPC endpoints and custom domain names.

#[cfg(test)]
mod tests {
    use can_invoke_gateway::{
        Query,
        inventory::{InMemory, load},
        target::{Target, resolve},
    };
    use can_invoke_policy::Caller;
    use can_invoke_source::Limits;

    const INVENTORY: &str = r#"
can-invoke: 1
apis:
  - id: abc123
    kind: REST
    account: "111111111111"
    region: us-east-1
    endpoint-type: PRIVATE
    stages: [prod]
  - id: def456
    kind: HTTP
    account: "111111111111"
    stages: [$default]
  - id: ghi789
    kind: REST
    region: us-east-1
    stages: [prod]
domain-names:
  - { name: api.example.com, account: "111111111111", region: us-east-1,
      mappings: { v1: def456/$default, old: ghi789/prod, any: abc123, gone: xyz999/prod } }
  - { name: away.example.com, region: eu-west-1, mappings: { (none): abc123/prod } }
  - { name: other.example.com, account: "222222222222", mappings: { (none): abc123/prod } }
  - { name: open.example.com }
  - { name: empty.example.com, mappings: none }
  - { name: in.example.com, id: one, mappings: { (none): abc123/prod }, access-associations: [vpce-1] }
  - { name: in.example.com, id: two, account: "111111111111", mappings: { (none): ghi789/prod }, access-associations: [vpce-2, vpce-3] }
  - { name: in.example.com, id: three, mappings: none, access-associations: [vpce-3] }
"#;

    /// API, stage, path, way and URL of a call; or the message and the help of the error.
    fn asked(target: &str, change: impl Fn(&mut Query)) -> Result<[String; 5], [String; 2]> {
        let documents = [("inventory.yaml".to_owned(), INVENTORY.as_bytes().to_vec())];
        let loaded = load(&documents, &InMemory::default(), &Limits::default());
        assert_eq!(loaded.diagnostics, []);
        let target = Target::parse(target).map_err(|error| [error.message, error.help])?;
        let mut query = Query::new(Caller::Anonymous, Some("GET"), target);
        change(&mut query);
        let call = resolve(&loaded.inventory, &query).map_err(|it| [it.message, it.help])?;
        let way = match (call.domain, call.is_default_endpoint) {
            (Some(domain), false) => format!("{} {:?}", domain.name, domain.id),
            (None, true) => "default".to_owned(),
            (None, false) => "not said".to_owned(),
            (Some(_), true) => panic!("a domain name is no default endpoint"),
        };
        let way = match &call.vpc_endpoint {
            Some(id) => format!("{way} through {id}"),
            None => way,
        };
        let api = call.api.id.clone();
        let url = call.url();
        Ok([api, call.stage, call.path, way, url])
    }

    const ENDPOINT: &str = "https://vpce-1-x.execute-api.us-east-1.vpce.amazonaws.com";

    #[test]
    fn what_is_found() {
        type Carried = &'static [(&'static str, &'static str)];
        let own = "https://abc123.execute-api.us-east-1.amazonaws.com";
        let table: &[(String, Carried, [&str; 5])] = &[
            (
                format!("{own}/prod/pets"),
                &[],
                [
                    "abc123",
                    "prod",
                    "/pets",
                    "default",
                    "https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets",
                ],
            ),
            // A local stand-in of AWS, which says no Region.
            (
                "http://abc123.execute-api.localhost:4566/prod/pets".to_owned(),
                &[],
                [
                    "abc123",
                    "prod",
                    "/pets",
                    "default",
                    "http://abc123.execute-api.localhost:4566/prod/pets",
                ],
            ),
            (
                format!("{own}/prod/pets"),
                &[("vpce", "vpce-9")],
                [
                    "abc123",
                    "prod",
                    "/pets",
                    "default through vpce-9",
                    "https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets",
                ],
            ),
            (
                "https://abc123-vpce-1.execute-api.us-east-1.amazonaws.com/prod".to_owned(),
                &[("vpce", "vpce-1")],
                [
                    "abc123",
                    "prod",
                    "/",
                    "default through vpce-1",
                    "https://abc123-vpce-1.execute-api.us-east-1.amazonaws.com/prod/",
                ],
            ),
            (
                format!("{ENDPOINT}/prod/pets"),
                &[("X-Apigw-Api-Id", "abc123")],
                [
                    "abc123",
                    "prod",
                    "/pets",
                    "default through vpce-1",
                    "https://vpce-1-x.execute-api.us-east-1.vpce.amazonaws.com/prod/pets",
                ],
            ),
            (
                format!("{ENDPOINT}/prod/pets"),
                &[("host", "abc123.execute-api.us-east-1.amazonaws.com")],
                [
                    "abc123",
                    "prod",
                    "/pets",
                    "default through vpce-1",
                    "https://vpce-1-x.execute-api.us-east-1.vpce.amazonaws.com/prod/pets",
                ],
            ),
            // Its own name says nothing, the other header does.
            (
                format!("{ENDPOINT}/prod/pets"),
                &[
                    ("Host", "vpce-1-x.execute-api.us-east-1.vpce.amazonaws.com"),
                    ("x-apigw-api-id", "abc123"),
                ],
                [
                    "abc123",
                    "prod",
                    "/pets",
                    "default through vpce-1",
                    "https://vpce-1-x.execute-api.us-east-1.vpce.amazonaws.com/prod/pets",
                ],
            ),
            // A private custom domain name by its `Host` header, told apart by the endpoint.
            (
                format!("{ENDPOINT}/pets"),
                &[("Host", "in.example.com")],
                [
                    "abc123",
                    "prod",
                    "/pets",
                    "in.example.com Some(\"one\") through vpce-1",
                    "https://in.example.com/pets",
                ],
            ),
            (
                "https://in.example.com/pets".to_owned(),
                &[("vpce", "vpce-2")],
                [
                    "ghi789",
                    "prod",
                    "/pets",
                    "in.example.com Some(\"two\") through vpce-2",
                    "https://in.example.com/pets",
                ],
            ),
            // The domain name says the Region and the account that the API does not.
            (
                "https://api.example.com/v1".to_owned(),
                &[],
                [
                    "def456",
                    "$default",
                    "/",
                    "api.example.com None",
                    "https://api.example.com/v1/",
                ],
            ),
            (
                "https://api.example.com/any/prod/pets?x=1".to_owned(),
                &[],
                [
                    "abc123",
                    "prod",
                    "/pets",
                    "api.example.com None",
                    "https://api.example.com/any/prod/pets",
                ],
            ),
            // What another header says does not matter elsewhere.
            (
                format!("{own}/prod/pets"),
                &[("x-apigw-api-id", "def456"), ("Host", "in.example.com")],
                [
                    "abc123",
                    "prod",
                    "/pets",
                    "default",
                    "https://abc123.execute-api.us-east-1.amazonaws.com/prod/pets",
                ],
            ),
        ];
        for (target, carried, expected) in table {
            let found = asked(target, |query| {
                for (name, value) in *carried {
                    if *name == "vpce" {
                        query.carried.vpc_endpoint = Some((*value).to_owned());
                    } else {
                        let header = ((*name).to_owned(), (*value).to_owned());
                        query.carried.headers.push(header);
                    }
                }
            });
            assert_eq!(
                found,
                Ok(expected.map(str::to_owned)),
                "{target} {carried:?}"
            );
        }
    }

    #[test]
    fn an_unmapped_path_speaks_of_the_api_that_was_probably_meant() {
        let found = asked("https://api.example.com/Any/pets", |_| {}).unwrap();
        assert_eq!(found[0], "abc123");
        assert_eq!(found[2], "/Any/pets");
        assert_eq!(found[4], "https://api.example.com/Any/pets");
        let named = |query: &mut Query| query.api = Some("abc123".to_owned());
        let found = asked("https://empty.example.com/pets", named).unwrap();
        assert_eq!(found[0], "abc123");
    }

    #[test]
    fn what_is_refused() {
        let header = |name: &str, value: &str| {
            let header = (name.to_owned(), value.to_owned());
            move |query: &mut Query| query.carried.headers.push(header.clone())
        };
        let through = |id: &'static str| {
            move |query: &mut Query| query.carried.vpc_endpoint = Some(id.to_owned())
        };
        let said = |target: &str, change: &dyn Fn(&mut Query)| {
            let [message, help] = asked(target, change).unwrap_err();
            format!("{message} | {help}")
        };
        let nothing: &dyn Fn(&mut Query) = &|_| {};
        for (target, change, expected) in [
            (
                "https://api.exampel.com/v1",
                nothing,
                "the inventory has no custom domain name `api.exampel.com` | did you mean \
                 `api.example.com`?",
            ),
            (
                "https://example.org/v1",
                nothing,
                "the inventory has no custom domain name `example.org` | it has \
                 `api.example.com`, `away.example.com`, `other.example.com`, \
                 `open.example.com`, `empty.example.com` and `in.example.com`",
            ),
            (
                "https://open.example.com/v1",
                nothing,
                "the inventory does not say what the paths of `open.example.com` lead to | add \
                 `mappings:` to the custom domain name, or give the path with --api and --stage",
            ),
            (
                "https://empty.example.com/v1",
                nothing,
                "no path of `empty.example.com` leads to an API that the inventory has | add the \
                 API to the inventory, or correct `mappings` of the custom domain name",
            ),
            (
                "https://api.example.com/gone/x",
                nothing,
                "`api.example.com/gone` leads to the API `xyz999`, which the inventory does not \
                 have | add the API to the inventory, or correct the mapping",
            ),
            (
                "https://api.example.com/any",
                nothing,
                "the URL names no stage of API `abc123` | the mapping of `api.example.com` names \
                 none either: write `https://api.example.com/any/{stage}/{path}`",
            ),
            (
                "https://away.example.com/pets",
                nothing,
                "the custom domain name `away.example.com` is in the Region `eu-west-1`, its API \
                 `abc123` in `us-east-1` | both must be in the same account and Region: correct \
                 the inventory",
            ),
            (
                "https://other.example.com/pets",
                nothing,
                "the custom domain name `other.example.com` is in the account `222222222222`, its \
                 API `abc123` in `111111111111` | both must be in the same account and Region: \
                 correct the inventory",
            ),
            (
                "https://in.example.com/pets",
                nothing,
                "there are several custom domain names `in.example.com`: `one`, `two` and `three` \
                 | say with --vpc-endpoint which one the request comes through, or `none`, and \
                 give the `access-associations` of each in the inventory",
            ),
            (
                "https://in.example.com/pets",
                &through("vpce-3"),
                "there are several custom domain names `in.example.com`: `two` and `three` | say \
                 with --vpc-endpoint which one the request comes through, or `none`, and give \
                 the `access-associations` of each in the inventory",
            ),
            (
                "https://in.example.com/pets",
                &through("vpce-4"),
                "the VPC endpoint `vpce-4` has no access association with a custom domain name \
                 `in.example.com` | `vpce-1`, `vpce-2` and `vpce-3` have one",
            ),
            (
                "https://abc123-vpce-1.execute-api.us-east-1.amazonaws.com/prod",
                &through("vpce-2"),
                "the URL leads through `vpce-1`, the question says `vpce-2` | say only one of them",
            ),
            (
                &format!("{ENDPOINT}/prod"),
                nothing,
                "`vpce-1-x.execute-api.us-east-1.vpce.amazonaws.com` is the name of a VPC \
                 endpoint, which does not say which API is meant | give the header `Host: \
                 {api-id}.execute-api.{region}.amazonaws.com` or `x-apigw-api-id: {api-id}`",
            ),
            (
                &format!("{ENDPOINT}/prod"),
                &header("Host", "abc123.execute-api.eu-west-1.amazonaws.com"),
                "the URL names the Region `us-east-1`, the header `Host` the Region `eu-west-1` | \
                 a VPC endpoint leads to APIs of its own Region only",
            ),
            (
                &format!("{ENDPOINT}/prod"),
                &|query: &mut Query| {
                    header("Host", "abc123.execute-api.us-east-1.amazonaws.com")(query);
                    header("x-apigw-api-id", "ghi789")(query);
                },
                "the header `Host` names the API `abc123`, `x-apigw-api-id` the API `ghi789` | \
                 send only one of them",
            ),
            (
                &format!("{ENDPOINT}/prod"),
                &|query: &mut Query| {
                    header("Host", "in.example.com")(query);
                    header("x-apigw-api-id", "ghi789")(query);
                },
                "the header `Host` names `in.example.com`, `x-apigw-api-id` the API `ghi789` | \
                 send only one of them",
            ),
            (
                "https://api.example.com/v1",
                &|query: &mut Query| query.api = Some("abc123".to_owned()),
                "the target names the API `def456`, --api the API `abc123` | leave out --api",
            ),
            (
                "https://api.example.com/v1",
                &|query: &mut Query| query.stage = Some("prod".to_owned()),
                "the target names the stage `$default`, --stage the stage `prod` | leave out \
                 --stage",
            ),
            (
                "https://ann@api.example.com/v1",
                nothing,
                "`https://ann@api.example.com/v1` holds a user name before its host | leave out \
                 what stands before the `@`; the caller is given with --as",
            ),
            (
                "https://api.example.com:8080/v1",
                nothing,
                "`https://api.example.com:8080/v1` names the port `8080`, and API Gateway answers \
                 on 443 only | leave out `:8080`",
            ),
        ] {
            assert_eq!(said(target, change), expected, "{target}");
        }
    }
}
