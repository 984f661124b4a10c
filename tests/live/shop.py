#!/usr/bin/env python3
"""A small world for `cargo xtask live`: a shop that calls the pet APIs of another account.

    shop.py --endpoint http://127.0.0.1:PORT --out world.json

Accounts, all made up:
  111111111111  owns the APIs: HTTP `orders`, REST `pets`, WebSocket `chat`
  222222222222  owns the callers: `ann`, who may assume the role of `orders`, and others

Writes the ids that the server chose, and the keys of the callers, to the file.
"""

import argparse
import json

import boto3
from botocore.config import Config

REGION = "us-east-1"
OWNER, CALLER = "111111111111", "222222222222"
EXTERNAL_ID = "pets-2026"


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def statement(effect, action, resource=None, principal=None, condition=None):
    made = {"Effect": effect, "Action": action}
    if principal is not None:
        made["Principal"] = principal
    if resource is not None:
        made["Resource"] = resource
    if condition is not None:
        made["Condition"] = condition
    return made


class Accounts:
    """Clients by account; MiniStack takes an access key of twelve digits for the root user."""

    def __init__(self, endpoint):
        self.endpoint = endpoint

    def client(self, account, service):
        session = boto3.Session(account, "test", region_name=REGION)
        settings = Config(retries={"max_attempts": 2}, read_timeout=20)
        return session.client(service, endpoint_url=self.endpoint, config=settings)


def function(accounts):
    iam = accounts.client(OWNER, "iam")
    trust = policy(statement("Allow", "sts:AssumeRole", principal={"Service": "lambda.amazonaws.com"}))
    iam.create_role(RoleName="pets-function", AssumeRolePolicyDocument=trust)
    import io
    import zipfile

    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr(
            "app.py",
            "def handler(event, context):\n    return {'statusCode': 200, 'body': 'pets'}\n",
        )
    made = accounts.client(OWNER, "lambda").create_function(
        FunctionName="pets",
        Runtime="python3.12",
        Handler="app.handler",
        Role=f"arn:aws:iam::{OWNER}:role/pets-function",
        Code={"ZipFile": code.getvalue()},
    )
    return made["FunctionArn"]


def http_api(accounts, arn):
    gateway = accounts.client(OWNER, "apigatewayv2")
    api = gateway.create_api(Name="orders", ProtocolType="HTTP")["ApiId"]
    integration = gateway.create_integration(
        ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=arn, PayloadFormatVersion="2.0"
    )["IntegrationId"]
    for key in ("GET /orders", "POST /orders"):
        gateway.create_route(
            ApiId=api, RouteKey=key, AuthorizationType="AWS_IAM", Target=f"integrations/{integration}"
        )
    gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    permit(accounts, api, "orders")
    iam = accounts.client(OWNER, "iam")
    iam.create_role(
        RoleName="orders-reader",
        AssumeRolePolicyDocument=policy(
            statement(
                "Allow",
                "sts:AssumeRole",
                principal={"AWS": f"arn:aws:iam::{CALLER}:user/ann"},
                condition={"StringEquals": {"sts:ExternalId": EXTERNAL_ID}},
            )
        ),
    )
    iam.put_role_policy(
        RoleName="orders-reader",
        PolicyName="read",
        PolicyDocument=policy(
            statement(
                "Allow",
                "execute-api:Invoke",
                f"arn:aws:execute-api:{REGION}:{OWNER}:{api}/*/GET/orders",
            )
        ),
    )
    return api


def rest_api(accounts, arn):
    gateway = accounts.client(OWNER, "apigateway")
    api = gateway.create_rest_api(name="pets", endpointConfiguration={"types": ["REGIONAL"]})["id"]
    root = gateway.get_resources(restApiId=api)["items"][0]["id"]
    uri = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{arn}/invocations"
    for part, authorization in (("pets", "AWS_IAM"), ("open", "NONE")):
        resource = gateway.create_resource(restApiId=api, parentId=root, pathPart=part)["id"]
        for method in ("GET", "POST"):
            gateway.put_method(
                restApiId=api, resourceId=resource, httpMethod=method, authorizationType=authorization
            )
            gateway.put_integration(
                restApiId=api,
                resourceId=resource,
                httpMethod=method,
                type="AWS_PROXY",
                integrationHttpMethod="POST",
                uri=uri,
            )
    gateway.create_deployment(restApiId=api, stageName="prod")
    permit(accounts, api, "pets")
    return api


def permit(accounts, api, name):
    accounts.client(OWNER, "lambda").add_permission(
        FunctionName="pets",
        StatementId=f"from-{name}",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:{REGION}:{OWNER}:{api}/*",
    )


def websocket_api(accounts):
    gateway = accounts.client(OWNER, "apigatewayv2")
    api = gateway.create_api(
        Name="chat", ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body.action"
    )["ApiId"]
    gateway.create_route(ApiId=api, RouteKey="$connect", AuthorizationType="AWS_IAM")
    gateway.create_stage(ApiId=api, StageName="live")
    return api


def user(accounts, account, name, *statements):
    iam = accounts.client(account, "iam")
    iam.create_user(UserName=name)
    if statements:
        iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=policy(*statements))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return [key["AccessKeyId"], key["SecretAccessKey"]]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    accounts = Accounts(options.endpoint)
    arn = function(accounts)
    http, rest = http_api(accounts, arn), rest_api(accounts, arn)
    ann_may = (
        statement("Allow", "sts:AssumeRole", f"arn:aws:iam::{OWNER}:role/orders-reader"),
        statement("Allow", ["iam:Get*", "iam:List*"], "*"),
    )
    pets = f"arn:aws:execute-api:{REGION}:{OWNER}:{rest}/prod/GET/pets"
    world = {
        "region": REGION,
        "owner": OWNER,
        "caller": CALLER,
        "external_id": EXTERNAL_ID,
        "http": http,
        "rest": rest,
        "websocket": websocket_api(accounts),
        "keys": {
            "ann": user(accounts, CALLER, "ann", *ann_may),
            "reader": user(accounts, OWNER, "reader", statement("Allow", "execute-api:Invoke", pets)),
            "nobody": user(accounts, OWNER, "nobody"),
        },
    }
    with open(options.out, "w", encoding="utf-8") as file:
        json.dump(world, file, indent=1)


if __name__ == "__main__":
    main()
