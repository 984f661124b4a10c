"""Three accounts with 200 REST APIs of 20 routes each and 500 roles, for `fetch --all`.

APIs come from OpenAPI bodies in templates of AWS CloudFormation, because making 4,000 methods one
by one takes minutes, and because MiniStack imports OpenAPI nowhere else.
"""

import json
from concurrent.futures import ThreadPoolExecutor

from .accounts import REGION, Accounts, invocation
from .documents import policy, statement, trust, trust_in_service

# How many REST APIs and roles an account has.
ACCOUNTS = {"111111111111": (100, 200), "222222222222": (60, 200), "333333333333": (40, 100)}
# A template that is passed in a request has up to 51,200 bytes.
APIS_OF_A_STACK = 8
RESOURCES = ("orders", "pets", "customers", "invoices", "parcels")
METHODS_OF_ONE = (("get", "iam"), ("put", "iam"), ("delete", "token"))


def openapi(account, number, function):
    integration = {
        "x-amazon-apigateway-integration": {
            "type": "aws_proxy",
            "httpMethod": "POST",
            "uri": invocation(function),
        }
    }
    paths = {}
    for name in RESOURCES:
        paths[f"/{name}"] = {"get": {"security": [{"iam": []}], **integration}}
        paths[f"/{name}/{{id}}"] = {
            method: {"security": [{security: []}], **integration} for method, security in METHODS_OF_ONE
        }
    schemes = {
        "iam": {
            "type": "apiKey",
            "name": "Authorization",
            "in": "header",
            "x-amazon-apigateway-authtype": "awsSigv4",
        },
        "token": {
            "type": "apiKey",
            "name": "Authorization",
            "in": "header",
            "x-amazon-apigateway-authtype": "custom",
            "x-amazon-apigateway-authorizer": {
                "type": "token",
                "authorizerUri": invocation(function),
                "authorizerResultTtlInSeconds": 300,
            },
        },
    }
    return {
        "openapi": "3.0.1",
        "info": {"title": f"api-{account[0]}-{number:03}", "version": "1"},
        "paths": paths,
        "components": {"securitySchemes": schemes},
    }


def stack(account, numbers, functions):
    """A template with some of the APIs of an account, each with a stage `prod`."""
    resources = {}
    for number in numbers:
        properties = {"Body": openapi(account, number, functions[number % len(functions)])}
        if number % 2 == 0:
            caller = sorted(ACCOUNTS)[number % len(ACCOUNTS)]
            properties["Policy"] = json.loads(resource_policy(caller))
        resources[f"Api{number:03}"] = {"Type": "AWS::ApiGateway::RestApi", "Properties": properties}
        resources[f"Deployment{number:03}"] = {
            "Type": "AWS::ApiGateway::Deployment",
            "Properties": {"RestApiId": {"Ref": f"Api{number:03}"}, "StageName": "prod"},
        }
    return json.dumps({"Resources": resources}, separators=(",", ":"))


def resource_policy(caller):
    return policy(
        statement(
            "Allow", "execute-api:Invoke", "execute-api:/prod/*", {"AWS": f"arn:aws:iam::{caller}:root"}
        ),
        statement(
            "Deny",
            "execute-api:Invoke",
            "execute-api:/prod/DELETE/*",
            "*",
            {"NotIpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}},
        ),
    )


def rest_apis(accounts, account, count, functions):
    """Makes the APIs of an account by stacks; their ids."""
    stacks = accounts.client(account, "cloudformation")
    names = []
    for start in range(0, count, APIS_OF_A_STACK):
        names.append(f"apis-{start:03}")
        numbers = range(start, min(start + APIS_OF_A_STACK, count))
        stacks.create_stack(StackName=names[-1], TemplateBody=stack(account, numbers, functions))
    for name in names:
        waiter = stacks.get_waiter("stack_create_complete")
        waiter.wait(StackName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    pages = accounts.client(account, "apigateway").get_paginator("get_rest_apis").paginate()
    return [api["id"] for page in pages for api in page["items"]]


def role(accounts, account, number, managed):
    iam = accounts.client(account, "iam")
    name = f"role-{number:03}"
    others = sorted(ACCOUNTS)
    trusted = trust(f"arn:aws:iam::{others[number % len(others)]}:root")
    if number % 5 == 0:
        trusted = trust_in_service("ec2")
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=trusted)
    path = f"arn:aws:execute-api:{REGION}:*:*/prod/GET/{RESOURCES[number % len(RESOURCES)]}"
    text = policy(statement("Allow", "execute-api:Invoke", [path, f"{path}/*"]))
    iam.put_role_policy(RoleName=name, PolicyName="invoke", PolicyDocument=text)
    if number % 3 == 0:
        iam.attach_role_policy(RoleName=name, PolicyArn=managed)


def make(options):
    accounts = Accounts(options.endpoint)
    world = {"region": REGION, "accounts": [], "apis": 0, "routes": 0, "roles": 0}
    for account, (apis, roles) in ACCOUNTS.items():
        iam = accounts.client(account, "iam")
        functions = [accounts.function(account, f"backend-{number}") for number in range(4)]
        managed = iam.create_policy(
            PolicyName="assume",
            PolicyDocument=policy(statement("Allow", "sts:AssumeRole", "arn:aws:iam::*:role/role-*")),
        )["Policy"]["Arn"]
        ids = rest_apis(accounts, account, apis, functions)
        accounts.permit(account, "backend-0", ids[0])
        with ThreadPoolExecutor(8) as threads:
            # The roles of the functions are roles of the account, too.
            own = range(roles - len(functions))
            list(threads.map(lambda number: role(accounts, account, number, managed), own))
        world["accounts"].append(account)
        world["apis"] += len(ids)
        world["roles"] += roles
        world["routes"] += sum(routes(accounts, account, api) for api in ids)
    return world


def routes(accounts, account, api):
    """How many routes an API has, as the server tells."""
    gateway = accounts.client(account, "apigateway")
    items = gateway.get_resources(restApiId=api, limit=500, embed=["methods"])["items"]
    return sum(len(item.get("resourceMethods", {})) for item in items)
