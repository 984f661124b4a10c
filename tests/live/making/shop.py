"""A shop that calls the APIs of another account; MiniStack enforces what it may with `AUTH=true`.

  111111111111  owns the APIs: HTTP `orders`, WebSocket `chat`, and a REST API for each row of
                `scenarios/shop-rest.json`
  222222222222  owns `ann`, who may assume the role that invokes `orders`

Both accounts have a role `auditor`, whose policy is what `can-invoke permissions` prints.
"""

import json
import pathlib

from .accounts import REGION, Accounts, invocation
from .documents import policy, statement, trust

OWNER, CALLER = "111111111111", "222222222222"
EXTERNAL_ID = "pets-2026"
ROWS = pathlib.Path(__file__).parent.parent / "scenarios" / "shop-rest.json"


def http_api(accounts, function):
    gateway = accounts.client(OWNER, "apigatewayv2")
    api = gateway.create_api(Name="orders", ProtocolType="HTTP")["ApiId"]
    integration = gateway.create_integration(
        ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=function, PayloadFormatVersion="2.0"
    )["IntegrationId"]
    for key in ("GET /orders", "POST /orders"):
        gateway.create_route(
            ApiId=api, RouteKey=key, AuthorizationType="AWS_IAM", Target=f"integrations/{integration}"
        )
    gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    accounts.permit(OWNER, "pets", api)
    return api


def http_invoker(accounts, api):
    """HTTP APIs have no resource policy: another account gets in by assuming this role."""
    iam = accounts.client(OWNER, "iam")
    condition = {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}}
    role = iam.create_role(
        RoleName="http-invoker",
        AssumeRolePolicyDocument=trust(f"arn:aws:iam::{CALLER}:user/ann", condition=condition),
    )["Role"]["Arn"]
    orders = f"arn:aws:execute-api:{REGION}:{OWNER}:{api}/*/GET/orders"
    text = policy(statement("Allow", "execute-api:Invoke", orders))
    iam.put_role_policy(RoleName="http-invoker", PolicyName="read", PolicyDocument=text)
    return role


def rest_api(accounts, function, row):
    gateway = accounts.client(OWNER, "apigateway")
    kind = {"types": ["REGIONAL"]}
    api = gateway.create_rest_api(name=row["name"], endpointConfiguration=kind)["id"]
    if row["policy"] is not None:
        stage = f"arn:aws:execute-api:{REGION}:{OWNER}:{api}/prod"
        text = policy(*row["policy"]).replace("${stage}", stage)
        change = {"op": "replace", "path": "/policy", "value": text}
        gateway.update_rest_api(restApiId=api, patchOperations=[change])
    root = gateway.get_resources(restApiId=api)["items"][0]["id"]
    for part, authorization in (("pets", "AWS_IAM"), ("open", "NONE")):
        resource = gateway.create_resource(restApiId=api, parentId=root, pathPart=part)["id"]
        for method in ("GET", "POST"):
            place = {"restApiId": api, "resourceId": resource, "httpMethod": method}
            gateway.put_method(**place, authorizationType=authorization)
            gateway.put_integration(
                **place, type="AWS_PROXY", integrationHttpMethod="POST", uri=invocation(function)
            )
    gateway.create_deployment(restApiId=api, stageName="prod")
    accounts.permit(OWNER, "pets", api)
    return api


def websocket_api(accounts):
    gateway = accounts.client(OWNER, "apigatewayv2")
    api = gateway.create_api(
        Name="chat", ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body.action"
    )["ApiId"]
    gateway.create_route(ApiId=api, RouteKey="$connect", AuthorizationType="AWS_IAM")
    gateway.create_stage(ApiId=api, StageName="live")
    return api


def auditor(accounts, account, permissions, *who):
    """A role through which can-invoke reads an account; its ARN."""
    iam = accounts.client(account, "iam")
    role = iam.create_role(RoleName="auditor", AssumeRolePolicyDocument=trust(*who))["Role"]["Arn"]
    iam.put_role_policy(RoleName="auditor", PolicyName="reads", PolicyDocument=permissions)
    # MiniStack exports methods with AWS_IAM as if anybody could call them.
    exports = f"arn:aws:apigateway:{REGION}::/restapis/*/stages/*/exports/*"
    text = policy(statement("Deny", "apigateway:GET", exports))
    iam.put_role_policy(RoleName="auditor", PolicyName="no-exports", PolicyDocument=text)
    return role


def make(options):
    accounts = Accounts(options.endpoint)
    function = accounts.function(OWNER, "pets")
    http = http_api(accounts, function)
    role = http_invoker(accounts, http)
    roles = [role] + [f"arn:aws:iam::{account}:role/auditor" for account in (OWNER, CALLER)]
    assume = statement("Allow", "sts:AssumeRole", roles)
    get_pets = statement(
        "Allow", "execute-api:Invoke", f"arn:aws:execute-api:{REGION}:{OWNER}:*/prod/GET/pets"
    )
    users = {
        "ann": accounts.user(CALLER, "ann", assume),
        "reader": accounts.user(OWNER, "reader", assume, get_pets),
        "nobody": accounts.user(OWNER, "nobody", assume),
    }
    everybody = [user["arn"] for user in users.values()]
    with open(options.auditor_policy, encoding="utf-8") as file:
        permissions = file.read()
    rows = json.loads(ROWS.read_text(encoding="utf-8"))["rows"]
    return {
        "region": REGION,
        "external_id": EXTERNAL_ID,
        "http": http,
        "websocket": websocket_api(accounts),
        "rest": {row["name"]: rest_api(accounts, function, row) for row in rows},
        "role": role,
        "auditors": [
            auditor(accounts, account, permissions, *everybody) for account in (OWNER, CALLER)
        ],
        "users": users,
    }
