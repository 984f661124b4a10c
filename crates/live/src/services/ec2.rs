//! Amazon EC2: `DescribeVpcEndpoints` and nothing else.
//!
//! Source: EC2 API reference, `API_DescribeVpcEndpoints` and `Query-Requests`.

use roxmltree::{Document, Node, ParsingOptions};
use serde_json::Value;

use super::{
    elsewhere,
    refusal::{not_understood, of_answer},
    shape::Shape,
    signed::{Signed, encoded},
};
use crate::{
    ask::{Ask, Refusal},
    operation::Operation,
};

pub(super) async fn ask(client: &Signed, ask: &Ask) -> Result<Value, Refusal> {
    if ask.operation != Operation::DescribeVpcEndpoints {
        return Err(elsewhere(ask));
    }
    let mut body = "Action=DescribeVpcEndpoints&Version=2016-11-15".to_owned();
    for (name, value) in &ask.parameters {
        body += &format!("&{}={}", encoded(name), encoded(value));
    }
    let answer = client.send("POST", "/", &body).await?;
    read(answer.status().as_u16(), answer.body())
}

/// Reads an answer.
fn read(status: u16, answer: &[u8]) -> Result<Value, Refusal> {
    let text = String::from_utf8_lossy(answer);
    let options = ParsingOptions {
        // AWS declares no entities, and what does could be made to grow.
        allow_dtd: false,
        nodes_limit: 5_000_000,
        ..ParsingOptions::default()
    };
    let document = match Document::parse_with_options(&text, options) {
        Ok(document) => document,
        Err(error) if (200..300).contains(&status) => {
            return Err(not_understood(&format!("the answer is no XML: {error}")));
        }
        Err(_) => return Err(of_answer(status, None, "")),
    };
    let root = document.root_element();
    if !(200..300).contains(&status) {
        let find = |name: &str| {
            let mut nodes = root.descendants();
            let found = nodes.find(|node| node.has_tag_name_local(name));
            found.and_then(|node| node.text()).map(str::to_owned)
        };
        let message = find("Message").unwrap_or_default();
        return Err(of_answer(status, find("Code").as_deref(), &message));
    }
    // A list that is not there is not an empty one.
    let Some(set) = child(root, "vpcEndpointSet") else {
        return Err(not_understood("the answer lists no VPC endpoints"));
    };
    let items = set
        .children()
        .filter(|node| node.has_tag_name_local("item"))
        .map(endpoint)
        .collect::<Vec<_>>();
    Ok(Shape::new()
        .with("VpcEndpoints", Some(items))
        .with(
            "NextToken",
            text_of(root, "nextToken").filter(|token| !token.is_empty()),
        )
        .done())
}

fn endpoint(node: Node<'_, '_>) -> Value {
    let private_dns = text_of(node, "privateDnsEnabled").map(|word| word == "true");
    Shape::new()
        .with("VpcEndpointId", text_of(node, "vpcEndpointId"))
        .with("VpcEndpointType", text_of(node, "vpcEndpointType"))
        .with("VpcId", text_of(node, "vpcId"))
        .with("ServiceName", text_of(node, "serviceName"))
        .with("State", text_of(node, "state"))
        .with("PolicyDocument", text_of(node, "policyDocument"))
        .with("PrivateDnsEnabled", private_dns)
        .with("OwnerId", text_of(node, "ownerId"))
        .done()
}

fn child<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    node.children().find(|child| child.has_tag_name_local(name))
}

fn text_of(node: Node<'_, '_>, name: &str) -> Option<String> {
    child(node, name)?.text().map(str::to_owned)
}

/// Answers stand in a namespace with a date, which says nothing here.
trait Local {
    fn has_tag_name_local(&self, name: &str) -> bool;
}

impl Local for Node<'_, '_> {
    fn has_tag_name_local(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::ask::RefusalKind;

    #[test]
    fn endpoints_are_read_from_xml() {
        let answer = r#"<?xml version="1.0" encoding="UTF-8"?>
<DescribeVpcEndpointsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
  <requestId>1</requestId>
  <vpcEndpointSet>
    <item>
      <vpcEndpointId>vpce-0a1b2c3d</vpcEndpointId>
      <vpcEndpointType>Interface</vpcEndpointType>
      <vpcId>vpc-0a1b2c3d</vpcId>
      <serviceName>com.amazonaws.us-east-1.execute-api</serviceName>
      <state>available</state>
      <policyDocument>{&quot;Statement&quot;:[]}</policyDocument>
      <privateDnsEnabled>true</privateDnsEnabled>
      <ownerId>111111111111</ownerId>
    </item>
  </vpcEndpointSet>
  <nextToken>more</nextToken>
</DescribeVpcEndpointsResponse>"#;
        let wanted = json!({
            "VpcEndpoints": [{
                "VpcEndpointId": "vpce-0a1b2c3d",
                "VpcEndpointType": "Interface",
                "VpcId": "vpc-0a1b2c3d",
                "ServiceName": "com.amazonaws.us-east-1.execute-api",
                "State": "available",
                "PolicyDocument": "{\"Statement\":[]}",
                "PrivateDnsEnabled": true,
                "OwnerId": "111111111111",
            }],
            "NextToken": "more",
        });
        assert_eq!(read(200, answer.as_bytes()), Ok(wanted));
    }

    #[test]
    fn refusals_are_read_from_xml_and_from_anything_else() {
        let denied = "<Response><Errors><Error><Code>UnauthorizedOperation</Code>\
                      <Message>You are not authorized</Message></Error></Errors></Response>";
        let refusal = read(403, denied.as_bytes()).unwrap_err();
        assert_eq!(refusal.kind, RefusalKind::Denied);
        assert_eq!(
            refusal.text(),
            "UnauthorizedOperation: You are not authorized"
        );
        let gateway = read(502, b"<html><body>Bad Gateway").unwrap_err();
        assert_eq!(gateway.kind, RefusalKind::Unavailable);
        for wrong in ["<DescribeVpcEndpointsResponse><vpcEnd", "<html/>", "{}", ""] {
            let cut = read(200, wrong.as_bytes()).unwrap_err();
            assert_eq!(cut.kind, RefusalKind::Unavailable, "{wrong}");
        }
        let grows = "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>";
        assert_eq!(
            read(200, grows.as_bytes()).unwrap_err().kind,
            RefusalKind::Unavailable
        );
    }
}
