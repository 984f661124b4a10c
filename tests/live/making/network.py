"""What MiniStack does not have, in moto: VPC links, policies of VPC endpoints, and an organization
with service control policies and resource control policies.

    root           scp-region, rcp-organization
      prod
        payments   scp-no-delete; account `owner`: APIs, VPC links and VPC endpoints
      consumers    account `caller`: role `clerk`
"""

from .accounts import REGION, Accounts
from .documents import policy, statement, trust

MANAGEMENT = "999999999999"


class MotoAccounts(Accounts):
    """moto makes an account when a role of it is assumed."""

    def __init__(self, endpoint):
        super().__init__(endpoint)
        self.sessions = {}

    def session(self, account):
        if account not in self.sessions:
            sts = super().session("test").client("sts", endpoint_url=self.endpoint)
            role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
            made = sts.assume_role(RoleArn=role, RoleSessionName="world")["Credentials"]
            self.sessions[account] = type(super().session("test"))(
                made["AccessKeyId"],
                made["SecretAccessKey"],
                made["SessionToken"],
                region_name=REGION,
            )
        return self.sessions[account]


def organization(accounts):
    """The organization: its ids, and the accounts, whose numbers the server chooses."""
    client = accounts.client(MANAGEMENT, "organizations")
    made = client.create_organization(FeatureSet="ALL")["Organization"]
    root = client.list_roots()["Roots"][0]["Id"]
    for kind in ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"):
        client.enable_policy_type(RootId=root, PolicyType=kind)

    def unit(name, parent):
        answer = client.create_organizational_unit(ParentId=parent, Name=name)
        return answer["OrganizationalUnit"]["Id"]

    def member(name, parent):
        answer = client.create_account(Email=f"{name}@example.com", AccountName=name)
        account = answer["CreateAccountStatus"]["AccountId"]
        client.move_account(AccountId=account, SourceParentId=root, DestinationParentId=parent)
        return account

    def attach(name, kind, target, *statements):
        answer = client.create_policy(
            Name=name, Description=name, Type=kind, Content=policy(*statements)
        )
        client.attach_policy(PolicyId=answer["Policy"]["PolicySummary"]["Id"], TargetId=target)

    prod = unit("prod", root)
    payments, consumers = unit("payments", prod), unit("consumers", root)
    attach(
        "scp-region",
        "SERVICE_CONTROL_POLICY",
        root,
        statement(
            "Deny",
            "*",
            "*",
            condition={"StringNotEquals": {"aws:RequestedRegion": [REGION, "eu-west-1"]}},
        ),
    )
    no_delete = "arn:aws:execute-api:*:*:*/*/DELETE/*"
    attach(
        "scp-no-delete",
        "SERVICE_CONTROL_POLICY",
        payments,
        statement("Deny", "execute-api:Invoke", no_delete),
    )
    attach(
        "rcp-organization",
        "RESOURCE_CONTROL_POLICY",
        root,
        statement(
            "Deny",
            "sts:AssumeRole",
            "*",
            "*",
            {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": made["Id"]}},
        ),
    )
    return {
        "organization": made["Id"],
        "root": root,
        "prod": prod,
        "payments": payments,
        "consumers": consumers,
        "owner": member("owner", payments),
        "caller": member("caller", consumers),
    }


def vpc(accounts, account):
    """A VPC with two VPC endpoints, one of which has a policy, and a Network Load Balancer."""
    ec2 = accounts.client(account, "ec2")
    network = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=network, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    group = ec2.create_security_group(GroupName="doors", Description="doors", VpcId=network)

    def endpoint(**options):
        made = ec2.create_vpc_endpoint(
            VpcId=network,
            ServiceName=f"com.amazonaws.{REGION}.execute-api",
            VpcEndpointType="Interface",
            PrivateDnsEnabled=True,
            SubnetIds=[subnet],
            SecurityGroupIds=[group["GroupId"]],
            **options,
        )
        return made["VpcEndpoint"]["VpcEndpointId"]

    reads = statement(
        "Allow", "execute-api:Invoke", "arn:aws:execute-api:*:*:*/prod/GET/*", principal="*"
    )
    balancer = accounts.client(account, "elbv2").create_load_balancer(
        Name="orders", Type="network", Subnets=[subnet]
    )
    return {
        "vpc": network,
        "subnet": subnet,
        "group": group["GroupId"],
        "reading_endpoint": endpoint(PolicyDocument=policy(reads)),
        "open_endpoint": endpoint(),
        "balancer": balancer["LoadBalancers"][0]["LoadBalancerArn"],
    }


def private_api(accounts, account, endpoints):
    """A private REST API for two VPC endpoints. moto forgets which VPC link its routes take."""
    gateway = accounts.client(account, "apigateway")
    anybody = policy(statement("Allow", "execute-api:Invoke", "execute-api:/*", "*"))
    kind = {"types": ["PRIVATE"], "vpcEndpointIds": endpoints}
    api = gateway.create_rest_api(name="orders", endpointConfiguration=kind, policy=anybody)["id"]
    root = gateway.get_resources(restApiId=api)["items"][0]["id"]
    orders = gateway.create_resource(restApiId=api, parentId=root, pathPart="orders")["id"]
    for method in ("GET", "POST", "DELETE"):
        place = {"restApiId": api, "resourceId": orders, "httpMethod": method}
        gateway.put_method(**place, authorizationType="AWS_IAM")
        gateway.put_integration(
            **place,
            type="HTTP_PROXY",
            integrationHttpMethod=method,
            uri="http://orders.example.com/orders",
        )
    gateway.create_deployment(restApiId=api, stageName="prod")
    return api


def http_api(accounts, account, link):
    gateway = accounts.client(account, "apigatewayv2")
    api = gateway.create_api(Name="parcels", ProtocolType="HTTP")["ApiId"]
    integration = gateway.create_integration(
        ApiId=api,
        IntegrationType="HTTP_PROXY",
        IntegrationMethod="ANY",
        ConnectionType="VPC_LINK",
        ConnectionId=link,
        IntegrationUri=f"arn:aws:elasticloadbalancing:{REGION}:{account}:listener/app/parcels/1/2",
        PayloadFormatVersion="1.0",
    )["IntegrationId"]
    gateway.create_route(
        ApiId=api,
        RouteKey="GET /parcels",
        AuthorizationType="AWS_IAM",
        Target=f"integrations/{integration}",
    )
    gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    return api


def make(options):
    accounts = MotoAccounts(options.endpoint)
    world = {"region": REGION, "management": MANAGEMENT, **organization(accounts)}
    owner, caller = world["owner"], world["caller"]
    world.update(vpc(accounts, owner))
    gateway, gateway2 = (accounts.client(owner, f"apigateway{v}") for v in ("", "v2"))
    link = gateway.create_vpc_link(name="orders", targetArns=[world["balancer"]])["id"]
    link2 = gateway2.create_vpc_link(
        Name="parcels", SubnetIds=[world["subnet"]], SecurityGroupIds=[world["group"]]
    )["VpcLinkId"]
    endpoints = [world["reading_endpoint"], world["open_endpoint"]]
    iam = accounts.client(caller, "iam")
    clerk = iam.create_role(
        RoleName="clerk", AssumeRolePolicyDocument=trust(f"arn:aws:iam::{caller}:root")
    )["Role"]["Arn"]
    everything = policy(statement("Allow", "execute-api:Invoke", "*"))
    iam.put_role_policy(RoleName="clerk", PolicyName="all", PolicyDocument=everything)
    packer = accounts.client(owner, "iam").create_role(
        RoleName="packer", AssumeRolePolicyDocument=trust(f"arn:aws:iam::{owner}:root")
    )["Role"]["Arn"]
    accounts.client(owner, "iam").put_role_policy(
        RoleName="packer", PolicyName="all", PolicyDocument=everything
    )
    return {
        **world,
        "link": link,
        "link2": link2,
        "private": private_api(accounts, owner, endpoints),
        "http": http_api(accounts, owner, link2),
        "clerk": clerk,
        "packer": packer,
        "users": {
            name: accounts.user(account, "auditor", statement("Allow", "*", "*"))
            for name, account in (("management", MANAGEMENT), ("owner", owner), ("caller", caller))
        },
    }
