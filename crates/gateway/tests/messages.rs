//! Bad questions, each with all that is said about it: one message and what was probably
//! meant. The texts are in `messages.txt`, and `UPDATE_MESSAGES=1` writes them anew.

#[cfg(test)]
mod tests {
    use std::{fmt::Write as _, path::Path};

    use can_invoke_gateway::{
        Query,
        answer::HopStatus,
        check,
        inventory::{InMemory, load},
        target::Target,
    };
    use can_invoke_policy::Caller;
    use can_invoke_source::Limits;

    const INVENTORY: &str = r#"
can-invoke: 1
apis:
  - id: a1b2c3d4e5
    name: pets
    kind: REST
    account: "111111111111"
    region: us-east-1
    endpoint-type: REGIONAL
    resource-policy: none
    stages: [prod, development]
    routes:
      GET /pets: NONE
      POST /pets: NONE
      GET /pets/{id}: NONE
      ANY /files/{path+}: NONE
      GET /twins/{one}: NONE
      POST /twins/{two}: NONE
  - id: f6g7h8i9j0
    kind: HTTP
    account: "111111111111"
    region: eu-west-1
    stages: [$default, beta]
    routes:
      GET /pets: NONE
      GET /orders/{id}: NONE
      DELETE /orders/{id}: NONE
      GET /twins/{one}: NONE
      GET /twins/{two}: NONE
      ANY /twins/{three}: NONE
  - id: w1w2w3
    kind: WEBSOCKET
    account: "111111111111"
    region: us-east-1
    stages: [prod]
    routes: { $connect: NONE }
domain-names:
  - name: api.example.com
    mappings: { shop/v1: a1b2c3d4e5/prod, beta: f6g7h8i9j0/beta }
standalone-accounts: ["111111111111"]
"#;

    /// Method, target and options, as on a command line.
    const QUESTIONS: &[&str] = &[
        // What is no target.
        "GET http://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod/pets",
        "GET ws://w1w2w3.execute-api.us-east-1.amazonaws.com/prod",
        "GET a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod/pets",
        "GET api.example.com/shop/v1/pets",
        "GET pets",
        "get/pets",
        "GET ftp://api.example.com/pets",
        "GET https:///pets",
        // ARNs.
        "arn:aws:s3:::bucket/key",
        "arn:aws:apigateway:us-east-1::/restapis/a1b2c3d4e5",
        "arn:aws:execute-api:us-east-1:111111111111:a1b2c3d4e5/GET/pets",
        "arn:aws:execute-api:us-east-1:111111111111:a1b2c3d4e5/*/GET/pets",
        "arn:aws:execute-api:us-east-1:111111111111:a1b2c3d4e5",
        "arn:aws:execute-api:us-east-1:222222222222:a1b2c3d4e5/prod/GET/pets",
        "arn:aws:execute-api:eu-west-1:111111111111:a1b2c3d4e5/prod/GET/pets",
        "arn:aws-cn:execute-api:cn-north-1:111111111111:a1b2c3d4e5/prod/GET/pets",
        "POST arn:aws:execute-api:us-east-1:111111111111:a1b2c3d4e5/prod/GET/pets",
        // Which API.
        "GET https://a1b2c3d4e6.execute-api.us-east-1.amazonaws.com/prod/pets",
        "GET https://d-x1y2z3.execute-api.us-east-1.amazonaws.com/pets",
        "GET https://zzz.execute-api.us-east-1.amazonaws.com/prod/pets",
        "GET /pets --api pets",
        "GET /pets",
        "GET /orders/7",
        "GET /nothing",
        "GET https://api.exmple.com/pets",
        "GET https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod/pets --api f6g7h8i9j0",
        // Which place.
        "GET https://a1b2c3d4e5.execute-api.us-west-2.amazonaws.com/prod/pets",
        "GET https://a1b2c3d4e5.execute-api.cn-north-1.amazonaws.com.cn/prod/pets",
        // Which stage.
        "GET /pets --api a1b2c3d4e5",
        "GET https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
        "GET https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/Prod/pets",
        "GET https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prd/pets",
        "GET https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/pets",
        "GET https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/pets/7",
        "GET https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/live/pets",
        "GET https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod/pets --stage development",
        // Which method.
        "/pets --api a1b2c3d4e5 --stage prod",
        "GTE /pets --api a1b2c3d4e5 --stage prod",
        "ANY /pets --api a1b2c3d4e5 --stage prod",
        "FETCH /pets --api a1b2c3d4e5 --stage prod",
        // Which route.
        "DELETE /pets --api a1b2c3d4e5 --stage prod",
        "PUT /orders/7 --api f6g7h8i9j0 --stage beta",
        "GET /Pets --api a1b2c3d4e5 --stage prod",
        "GET /pet/7 --api a1b2c3d4e5 --stage prod",
        "DELETE /pet/7 --api a1b2c3d4e5 --stage prod",
        "GET /file/a/b --api a1b2c3d4e5 --stage prod",
        "GET /prod/pets --api a1b2c3d4e5 --stage prod",
        "GET /shop/v1/pets --api a1b2c3d4e5 --stage prod",
        "GET /nothing --api a1b2c3d4e5 --stage prod",
        "GET /twins/7 --api a1b2c3d4e5 --stage prod",
        "GET /twins/7 --api f6g7h8i9j0 --stage beta",
        "GET https://api.example.com/shop/v2/pets",
        "GET https://api.example.com/Beta/pets",
        "GET https://api.example.com/pets",
    ];

    /// What is said: the error, or where the request stops.
    fn said(question: &str) -> String {
        let documents = [("inventory.yaml".to_owned(), INVENTORY.as_bytes().to_vec())];
        let loaded = load(&documents, &InMemory::default(), &Limits::default());
        assert_eq!(loaded.diagnostics, []);
        let mut words: Vec<&str> = question.split(' ').collect();
        let mut options = [None, None];
        while let [.., "--api" | "--stage", _] = words.as_slice() {
            let value = words.pop().map(str::to_owned);
            options[usize::from(words.pop() == Some("--stage"))] = value;
        }
        let (method, target) = match words.as_slice() {
            [method, target] => (Some(*method), *target),
            [target] => (None, *target),
            _ => panic!("{question}"),
        };
        let answer = Target::parse(target).and_then(|target| {
            let mut query = Query::new(Caller::Anonymous, method, target);
            [query.api, query.stage] = options;
            check(&loaded.inventory, &query)
        });
        match answer {
            Err(error) => format!("error: {}\nhelp: {}\n", error.message, error.help),
            Ok(answer) => {
                let last = answer.direct.hops.last().expect("a hop");
                let HopStatus::Stops(response) = &last.status else {
                    panic!("{question} is answered: {}", last.summary);
                };
                format!(
                    "stops: {} {}\nbecause: {}\n",
                    response.status, response.message, last.summary
                )
            }
        }
    }

    #[test]
    fn bad_questions() {
        let mut all = String::new();
        for question in QUESTIONS {
            writeln!(all, "> {question}\n{}", said(question)).expect("text grows");
        }
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/messages.txt");
        if std::env::var_os("UPDATE_MESSAGES").is_some() {
            std::fs::write(&path, &all).expect("the file can be written");
        }
        let expected = std::fs::read_to_string(&path).expect("the file can be read");
        assert_eq!(all, expected.replace("\r\n", "\n"));
    }
}
