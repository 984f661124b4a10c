//! Intrinsic functions: a tree with them becomes a tree of plain values, in which placeholders
//! stand for what is known only after deployment.
//!
//! Source: CloudFormation template reference, `intrinsic-function-reference` and
//! `pseudo-parameter-reference`.

use can_invoke_source::{Member, Node, Span, Value};

use crate::{
    Environment,
    placeholder::{Placeholders, Shape},
    tree::{self, Pieces},
};

/// How deep functions are followed into each other.
const MOST_LEVELS: usize = 32;

/// Works functions out.
pub(crate) struct Intrinsics<'a> {
    template: &'a Node,
    environment: &'a Environment,
    placeholders: &'a mut Placeholders,
}

/// What a value comes to.
enum Worked {
    /// A value.
    Value(Node),
    /// Nothing: the key or element that has it is left out (`AWS::NoValue`).
    Nothing,
}

impl<'a> Intrinsics<'a> {
    /// For the functions of a template.
    pub(crate) fn new(
        template: &'a Node,
        environment: &'a Environment,
        placeholders: &'a mut Placeholders,
    ) -> Self {
        Intrinsics {
            template,
            environment,
            placeholders,
        }
    }

    /// A value without functions; nothing for `AWS::NoValue`.
    pub(crate) fn resolve(&mut self, node: &Node) -> Option<Node> {
        match self.work(node, 0) {
            Worked::Value(node) => Some(node),
            Worked::Nothing => None,
        }
    }

    fn work(&mut self, node: &Node, level: usize) -> Worked {
        if level > MOST_LEVELS {
            return Worked::Value(self.unknown(node.span, "a value that is nested too deep"));
        }
        if let Some((name, argument)) = function(node) {
            return self.call(&name, argument, node.span, level);
        }
        match &node.value {
            Value::Object(members) => {
                let mut kept = Vec::with_capacity(members.len());
                for member in members {
                    if let Worked::Value(value) = self.work(&member.value, level) {
                        kept.push(Member {
                            value,
                            ..member.clone()
                        });
                    }
                }
                Worked::Value(tree::object(node.span, kept))
            }
            Value::Array(items) => {
                let mut kept = Vec::with_capacity(items.len());
                for item in items {
                    if let Worked::Value(value) = self.work(item, level) {
                        kept.push(value);
                    }
                }
                Worked::Value(tree::list(node.span, kept))
            }
            _ => Worked::Value(node.clone()),
        }
    }

    fn call(&mut self, name: &str, argument: &Node, span: Span, level: usize) -> Worked {
        match name {
            "Ref" => self.reference(argument.as_str().unwrap_or_default(), span),
            "Fn::GetAtt" => Worked::Value(self.attribute(argument, span)),
            "Fn::Sub" => Worked::Value(self.substitute(argument, span, level)),
            "Fn::Join" => Worked::Value(self.join(argument, span, level)),
            "Fn::If" => self.choose(argument, span, level),
            "Fn::Select" => self.select(argument, span, level),
            "Fn::Split" => self.split(argument, span, level),
            "Fn::FindInMap" => self.find_in_map(argument, span, level),
            "Fn::Base64" => self.work(argument, level + 1),
            _ => Worked::Value(self.unknown(span, &described(name, argument))),
        }
    }

    /// `Ref`: a pseudo parameter, a parameter, or a resource.
    fn reference(&mut self, name: &str, span: Span) -> Worked {
        let environment = self.environment;
        let known = match name {
            "AWS::NoValue" => return Worked::Nothing,
            "AWS::AccountId" => environment.account.clone(),
            "AWS::Region" => environment.region.clone(),
            "AWS::Partition" => Some(environment.partition.clone().unwrap_or("aws".to_owned())),
            "AWS::URLSuffix" => Some("amazonaws.com".to_owned()),
            _ => environment
                .parameters
                .iter()
                .find_map(|(known, value)| (known == name).then(|| value.clone())),
        };
        if let Some(known) = known {
            return Worked::Value(tree::text(known, span));
        }
        let parameters = self.template.get("Parameters");
        let default = parameters
            .and_then(|all| all.get(name))
            .and_then(|parameter| parameter.get("Default"));
        if let Some(default) = default
            && let Some(text) = default.scalar_text()
        {
            return Worked::Value(tree::text(text, span));
        }
        let shape = match name {
            "AWS::AccountId" => Shape::Account,
            "AWS::Region" => Shape::Region,
            _ => self.shape_of_resource(name),
        };
        if let Some(property) = self.name_property(name) {
            return Worked::Value(tree::text(self.name_of(name, property), span));
        }
        Worked::Value(tree::text(self.placeholders.of(shape, name), span))
    }

    /// The property that holds the name which `Ref` of a resource gives.
    fn name_property(&self, name: &str) -> Option<&'static str> {
        let resource = self.template.get("Resources")?.get(name)?;
        match resource.get("Type")?.as_str()? {
            "AWS::IAM::Role" => Some("RoleName"),
            "AWS::IAM::User" => Some("UserName"),
            "AWS::Lambda::Function" | "AWS::Serverless::Function" => Some("FunctionName"),
            "AWS::ApiGateway::Stage" | "AWS::ApiGatewayV2::Stage" => Some("StageName"),
            _ => None,
        }
    }

    /// The shape of what `Ref` of a resource gives.
    fn shape_of_resource(&self, name: &str) -> Shape {
        let resource = self.template.get("Resources").and_then(|all| all.get(name));
        let kind = resource
            .and_then(|resource| resource.get("Type"))
            .and_then(Node::as_str);
        match kind {
            Some(
                "AWS::ApiGateway::RestApi"
                | "AWS::ApiGatewayV2::Api"
                | "AWS::Serverless::Api"
                | "AWS::Serverless::HttpApi",
            ) => Shape::Api,
            _ => Shape::Text,
        }
    }

    /// `Fn::GetAtt`.
    fn attribute(&mut self, argument: &Node, span: Span) -> Node {
        let path = match argument.as_array() {
            Some(parts) => parts
                .iter()
                .filter_map(Node::as_str)
                .collect::<Vec<_>>()
                .join("."),
            None => argument.as_str().unwrap_or_default().to_owned(),
        };
        let arn = path.strip_suffix(".Arn").and_then(|name| self.arn_of(name));
        let text = arn.unwrap_or_else(|| self.placeholders.of(Shape::Text, &path));
        tree::text(text, span)
    }

    /// The account that the template is deployed to.
    pub(crate) fn account(&mut self) -> String {
        let known = self.environment.account.clone();
        known.unwrap_or_else(|| self.placeholders.of(Shape::Account, "AWS::AccountId"))
    }

    /// The Region that the template is deployed to.
    pub(crate) fn region(&mut self) -> String {
        let known = self.environment.region.clone();
        known.unwrap_or_else(|| self.placeholders.of(Shape::Region, "AWS::Region"))
    }

    /// The partition that the template is deployed to.
    pub(crate) fn partition(&self) -> String {
        let known = self.environment.partition.clone();
        known.unwrap_or_else(|| "aws".to_owned())
    }

    /// The name of a resource: what its property says, or a placeholder for the name that AWS
    /// gives it.
    pub(crate) fn name_of(&mut self, logical_id: &str, property: &str) -> String {
        let template = self.template;
        let said = template
            .get("Resources")
            .and_then(|all| all.get(logical_id)?.get("Properties")?.get(property));
        let resolved = said.and_then(|node| self.resolve(node));
        match resolved.as_ref().and_then(Node::scalar_text) {
            Some(text) => text.to_owned(),
            None => self.placeholders.of(Shape::Text, logical_id),
        }
    }

    /// The ARN of a resource that has one which is put together from its name.
    pub(crate) fn arn_of(&mut self, logical_id: &str) -> Option<String> {
        let template = self.template;
        let resource = template.get("Resources")?.get(logical_id)?;
        let (partition, account) = (self.partition(), self.account());
        let path = resource
            .get("Properties")
            .and_then(|properties| properties.get("Path"))
            .and_then(Node::as_str)
            .unwrap_or("/");
        match resource.get("Type")?.as_str()? {
            "AWS::IAM::Role" => {
                let name = self.name_of(logical_id, "RoleName");
                Some(format!("arn:{partition}:iam::{account}:role{path}{name}"))
            }
            "AWS::IAM::User" => {
                let name = self.name_of(logical_id, "UserName");
                Some(format!("arn:{partition}:iam::{account}:user{path}{name}"))
            }
            "AWS::Lambda::Function" | "AWS::Serverless::Function" => {
                let name = self.name_of(logical_id, "FunctionName");
                let region = self.region();
                Some(format!(
                    "arn:{partition}:lambda:{region}:{account}:function:{name}"
                ))
            }
            _ => None,
        }
    }

    /// `Fn::Sub`: `${Name}` is `Ref`, `${Name.Attribute}` is `Fn::GetAtt`, `${!Name}` stays
    /// `${Name}`.
    fn substitute(&mut self, argument: &Node, span: Span, level: usize) -> Node {
        let (template, values) = match argument.as_array() {
            Some([template, values, ..]) => (template, Some(values)),
            Some([template]) => (template, None),
            _ => (argument, None),
        };
        let Value::String(text) = &template.value else {
            return self.unknown(span, "Fn::Sub");
        };
        let mut pieces = Pieces::new(span);
        let mut rest = 0;
        while let Some((before, inside, after)) = next_variable(&text.decoded, rest) {
            pieces.slice(text, rest..before);
            let name = text.decoded.get(inside.clone()).unwrap_or_default();
            if let Some(literal) = name.strip_prefix('!') {
                pieces.slice(text, before..before + 2);
                pieces.slice(text, inside.end - literal.len()..after);
            } else {
                let place = text.map.span(before, after);
                let value = self.variable(name.trim(), values, place, level);
                pieces.whole(&value, place);
            }
            rest = after;
        }
        pieces.slice(text, rest..text.decoded.len());
        pieces.finish()
    }

    /// The value of a variable of `Fn::Sub`.
    fn variable(&mut self, name: &str, values: Option<&Node>, place: Span, level: usize) -> String {
        let worked = if let Some(value) = values.and_then(|values| values.get(name)) {
            self.work(value, level + 1)
        } else if name.contains('.') {
            Worked::Value(self.attribute(&tree::text(name, place), place))
        } else {
            self.reference(name, place)
        };
        match worked {
            Worked::Value(node) => match node.scalar_text() {
                Some(text) => text.to_owned(),
                None => self.placeholders.of(Shape::Text, name),
            },
            Worked::Nothing => String::new(),
        }
    }

    /// `Fn::Join`.
    fn join(&mut self, argument: &Node, span: Span, level: usize) -> Node {
        let Some([delimiter, values]) = argument.as_array() else {
            return self.unknown(span, "Fn::Join");
        };
        let Worked::Value(values) = self.work(values, level + 1) else {
            return self.unknown(span, "Fn::Join");
        };
        let Some(values) = values.as_array() else {
            return self.unknown(span, "Fn::Join of a list that is not known");
        };
        let delimiter = delimiter.as_str().unwrap_or_default();
        let mut pieces = Pieces::new(span);
        for (index, value) in values.iter().enumerate() {
            if index > 0 && !delimiter.is_empty() {
                pieces.whole(delimiter, value.span);
            }
            match &value.value {
                Value::String(text) => pieces.slice(text, 0..text.decoded.len()),
                _ => match value.scalar_text() {
                    Some(text) => pieces.whole(text, value.span),
                    None => {
                        let unknown = self.placeholders.of(Shape::Text, "Fn::Join");
                        pieces.whole(&unknown, value.span);
                    }
                },
            }
        }
        pieces.finish()
    }

    /// `Fn::If`: which branch is taken is known only if the condition is given; else it is the
    /// first.
    fn choose(&mut self, argument: &Node, span: Span, level: usize) -> Worked {
        match argument.as_array() {
            Some([_, first, _]) => self.work(first, level + 1),
            _ => Worked::Value(self.unknown(span, "Fn::If")),
        }
    }

    /// `Fn::Select`.
    fn select(&mut self, argument: &Node, span: Span, level: usize) -> Worked {
        let Some([index, values]) = argument.as_array() else {
            return Worked::Value(self.unknown(span, "Fn::Select"));
        };
        let index = index.scalar_text().and_then(|text| text.parse().ok());
        let worked = self.work(values, level + 1);
        let (Some(index), Worked::Value(values)) = (index, worked) else {
            return Worked::Value(self.unknown(span, "Fn::Select"));
        };
        let chosen: Option<&Node> = values.as_array().and_then(|all| all.get::<usize>(index));
        match chosen {
            Some(chosen) => Worked::Value(chosen.clone()),
            None => Worked::Value(self.unknown(span, "Fn::Select")),
        }
    }

    /// `Fn::Split`.
    fn split(&mut self, argument: &Node, span: Span, level: usize) -> Worked {
        let Some([delimiter, source]) = argument.as_array() else {
            return Worked::Value(self.unknown(span, "Fn::Split"));
        };
        let worked = self.work(source, level + 1);
        let (Some(delimiter), Worked::Value(source)) = (delimiter.as_str(), worked) else {
            return Worked::Value(self.unknown(span, "Fn::Split"));
        };
        let is_known = source
            .as_str()
            .is_some_and(|text| !self.placeholders.is_in(text));
        match source.as_str() {
            Some(text) if is_known && !delimiter.is_empty() => {
                let parts = text.split(delimiter).map(|part| tree::text(part, span));
                Worked::Value(tree::list(span, parts.collect()))
            }
            _ => Worked::Value(self.unknown(span, "Fn::Split")),
        }
    }

    /// `Fn::FindInMap`.
    fn find_in_map(&mut self, argument: &Node, span: Span, level: usize) -> Worked {
        let keys = argument.as_array().unwrap_or_default();
        let mut found = self.template.get("Mappings");
        for key in keys.iter().take(3) {
            let Worked::Value(key) = self.work(key, level + 1) else {
                found = None;
                break;
            };
            found = found.and_then(|map| map.get(key.scalar_text()?));
        }
        match found {
            Some(value) => Worked::Value(value.clone()),
            None => Worked::Value(self.unknown(span, &described("Fn::FindInMap", argument))),
        }
    }

    fn unknown(&mut self, span: Span, meaning: &str) -> Node {
        tree::text(self.placeholders.of(Shape::Text, meaning), span)
    }
}

/// The function that a node calls, in its long name, and its argument: an object with one key,
/// or a node with a tag.
fn function(node: &Node) -> Option<(String, &Node)> {
    if let Some(tag) = &node.tag {
        let name = tag.trim_start_matches('!');
        let name = match name {
            "Ref" | "Condition" => name.to_owned(),
            _ => format!("Fn::{name}"),
        };
        return Some((name, node));
    }
    let [member] = node.as_object()? else {
        return None;
    };
    let is_function = member.key == "Ref" || member.key.starts_with("Fn::");
    is_function.then(|| (member.key.clone(), &member.value))
}

/// A function that is not worked out, as people read it.
fn described(name: &str, argument: &Node) -> String {
    match argument.scalar_text() {
        Some(text) => format!("{name} {text}"),
        None => name.to_owned(),
    }
}

/// The next `${…}` of a text from a position: where it begins, what is inside, where it ends.
fn next_variable(text: &str, from: usize) -> Option<(usize, std::ops::Range<usize>, usize)> {
    let begin = from + text.get(from..)?.find("${")?;
    let length = text.get(begin + 2..)?.find('}')?;
    Some((begin, begin + 2..begin + 2 + length, begin + 2 + length + 1))
}
