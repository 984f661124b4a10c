"""IAM documents."""

import json


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


def trust(*arns, condition=None):
    return policy(statement("Allow", "sts:AssumeRole", None, {"AWS": list(arns)}, condition))


def trust_in_service(name):
    return policy(statement("Allow", "sts:AssumeRole", None, {"Service": f"{name}.amazonaws.com"}))
