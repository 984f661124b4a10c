"""Clients of accounts, and what every world needs in them."""

import io
import zipfile

import boto3
from botocore.config import Config

from .documents import policy, trust_in_service

REGION = "us-east-1"


class Accounts:
    """MiniStack takes an access key of twelve digits for the root user of that account."""

    def __init__(self, endpoint):
        self.endpoint = endpoint
        self.made = {}

    def client(self, account, service):
        if (account, service) not in self.made:
            session = self.session(account)
            settings = Config(retries={"max_attempts": 2}, read_timeout=30, max_pool_connections=16)
            self.made[account, service] = session.client(
                service, endpoint_url=self.endpoint, config=settings
            )
        return self.made[account, service]

    def session(self, account):
        return boto3.Session(account, "test", region_name=REGION)

    def user(self, account, name, *statements):
        """A user with an inline policy; its access key."""
        iam = self.client(account, "iam")
        iam.create_user(UserName=name)
        if statements:
            iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=policy(*statements))
        key = iam.create_access_key(UserName=name)["AccessKey"]
        return {
            "arn": f"arn:aws:iam::{account}:user/{name}",
            "id": key["AccessKeyId"],
            "secret": key["SecretAccessKey"],
        }

    def function(self, account, name):
        """A Lambda function that answers every event with 200; its ARN."""
        role = f"{name}-function"
        self.client(account, "iam").create_role(
            RoleName=role, AssumeRolePolicyDocument=trust_in_service("lambda")
        )
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as archive:
            archive.writestr(
                "app.py",
                "def handler(event, context):\n"
                f"    return {{'statusCode': 200, 'body': '{name}'}}\n",
            )
        made = self.client(account, "lambda").create_function(
            FunctionName=name,
            Runtime="python3.12",
            Handler="app.handler",
            Role=f"arn:aws:iam::{account}:role/{role}",
            Code={"ZipFile": code.getvalue()},
        )
        return made["FunctionArn"]

    def permit(self, account, function, api):
        """Lets an API invoke a function."""
        self.client(account, "lambda").add_permission(
            FunctionName=function,
            StatementId=f"from-{api}",
            Action="lambda:InvokeFunction",
            Principal="apigateway.amazonaws.com",
            SourceArn=f"arn:aws:execute-api:{REGION}:{account}:{api}/*",
        )


def invocation(function):
    """The URI of an integration that invokes a function."""
    path = f"path/2015-03-31/functions/{function}/invocations"
    return f"arn:aws:apigateway:{REGION}:lambda:{path}"
