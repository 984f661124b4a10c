//! The words of the assumptions about what is mapped from and to a backend.

use super::{AssumptionText, row};

pub(super) const UNBRACED_VARIABLE_IN_TEXT: AssumptionText = row(
    "unbraced-variable-in-text",
    "is a variable without braces filled in where it stands beside other text, in a mapping of an HTTP API?",
    ("literal", "no, it is the text that it is"),
    ("filled-in", "yes, as one in braces is"),
    "API Gateway developer guide, http-api-parameter-mapping (asks for braces where there are several variables)",
);

pub(super) const MISSING_MAPPING_SOURCE: AssumptionText = row(
    "missing-mapping-source",
    "what does a mapping do whose source the request or answer does not have?",
    ("left-out", "nothing, whatever else is in its value"),
    ("empty-text", "it takes the empty text for the source"),
    "API Gateway developer guide, http-api-parameter-mapping, websocket-api-data-mapping and request-response-data-mappings (silent)",
);

pub(super) const STATUS_CODE_AS_TEXT: AssumptionText = row(
    "status-code-as-text",
    "does API Gateway take the `statusCode` of a Lambda function that is a string of digits?",
    ("number", "yes, as the number that it spells"),
    ("malformed", "no, the answer is malformed"),
    "API Gateway developer guide, http-api-develop-integrations-lambda and set-up-lambda-proxy-integrations (httpStatusCode, of no said type)",
);

pub(super) const LAMBDA_HEADER_NOT_TEXT: AssumptionText = row(
    "lambda-header-not-text",
    "what is a header of a Lambda function's answer whose value is a number or a boolean?",
    ("converted", "the text that it is written with"),
    ("malformed", "a reason to take the answer as malformed"),
    "API Gateway developer guide, http-api-develop-integrations-lambda and set-up-lambda-proxy-integrations (show strings only)",
);

pub(super) const LAMBDA_BODY_NOT_TEXT: AssumptionText = row(
    "lambda-body-not-text",
    "what is the `body` of a Lambda function's answer that has a `statusCode` and is not a string?",
    ("malformed", "a reason to take the answer as malformed"),
    ("json-text", "the body, in JSON"),
    "API Gateway developer guide, http-api-develop-integrations-lambda and set-up-lambda-proxy-integrations (show strings only)",
);

pub(super) const MAPPING_OF_GATEWAY_ERRORS: AssumptionText = row(
    "mapping-of-gateway-errors",
    "do the mappings for status code 500 change a 500 that an HTTP API answers itself?",
    ("not-mapped", "no, only what the backend answered is mapped"),
    ("mapped", "yes, as if the backend had answered it"),
    "API Gateway developer guide, http-api-parameter-mapping (speaks of what the integration returns)",
);
