//! Many lines that share their policies, decided fast.
//!
//! The members of a line are told apart without building a tree, and policies are looked up
//! by their text. Whatever is out of the ordinary goes the long way of
//! [`super::decide_line`], which alone says what is wrong with a line.

use std::{borrow::Cow, sync::Arc};

use can_invoke_source::{FileId, Limits, Node, OffsetMap, Value, json};

use super::{
    LineError, LineResult,
    cache::{Cache, Groups, Lookup, Recent},
    cursor::{Cursor, MOST_DEPTH, Scalar},
    decide_line_by,
    line::{self, DOCUMENTS, DocumentsKey, Shape},
};
use crate::{
    Action, Caller, Context, Policy, PolicyKind, Request, Resource, Verdict,
    assumption::Readings,
    context::Fact,
    prepared::{Group, GroupedLayers},
};

/// Decides lines one after the other and remembers their policies.
///
/// What it remembers is bounded. It answers as [`super::decide_line_by`] does.
#[derive(Debug)]
pub struct Decider {
    limits: Limits,
    readings: Readings,
    cache: Cache,
    /// For each of [`DOCUMENTS`].
    recent: [Recent; DOCUMENTS.len()],
}

/// The answer to a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer<'l> {
    /// The `id` of the line.
    pub id: Id<'l>,
    /// The verdict, or what is wrong with the line.
    pub outcome: Result<Verdict, LineError>,
}

/// The `id` of a line.
#[derive(Clone, Debug, PartialEq)]
pub enum Id<'l> {
    /// None that can be read, `null`, or a structure.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as it is written.
    Number(Cow<'l, str>),
    /// A string, decoded.
    Text(Cow<'l, str>),
}

impl From<LineResult> for Answer<'_> {
    fn from(result: LineResult) -> Self {
        Answer {
            id: result.id.map_or(Id::Null, Id::from),
            outcome: result.outcome,
        }
    }
}

impl From<Node> for Id<'_> {
    fn from(node: Node) -> Self {
        match node.value {
            Value::String(text) => Id::Text(text.decoded.into()),
            Value::Number(number) => Id::Number(number.0.into()),
            Value::Bool(value) => Id::Bool(value),
            Value::Null | Value::Array(_) | Value::Object(_) => Id::Null,
        }
    }
}

impl<'l> From<Scalar<'l>> for Id<'l> {
    fn from(scalar: Scalar<'l>) -> Self {
        match scalar {
            Scalar::Null => Id::Null,
            Scalar::Bool(value) => Id::Bool(value),
            Scalar::Number(number) => Id::Number(Cow::Borrowed(number)),
            Scalar::Text(text) => Id::Text(text),
        }
    }
}

/// The documents under one key of a line.
enum Found<'l> {
    /// The line does not have the key.
    Nothing,
    /// They were read before.
    Known(Groups),
    /// Their text.
    Text(&'l str),
}

/// The documents of one layer of a line, prepared.
enum Layer {
    /// They are kept for the lines that follow.
    Kept(Groups),
    /// Nobody had met them before. There may be none.
    Read(Vec<Group>),
}

impl Layer {
    fn groups(&self) -> &[Group] {
        match self {
            Layer::Kept(entry) => &entry.value,
            Layer::Read(groups) => groups,
        }
    }
}

impl Decider {
    /// A decider that has seen no line yet.
    pub fn new(limits: Limits) -> Self {
        Decider {
            limits,
            readings: Readings::default(),
            cache: Cache::default(),
            recent: Default::default(),
        }
    }

    /// The same by these readings.
    #[must_use]
    pub fn assuming(self, readings: Readings) -> Self {
        Decider { readings, ..self }
    }

    /// Decides a line.
    pub fn decide<'l>(&mut self, line: &'l str) -> Answer<'l> {
        self.try_fast(line)
            .unwrap_or_else(|| decide_line_by(line, &self.limits, self.readings).into())
    }

    /// The answer, if the line is without fault and nothing about it is unusual.
    fn try_fast<'l>(&mut self, line: &'l str) -> Option<Answer<'l>> {
        // A text has no more values than bytes; above documents a line has few levels.
        let within_limits = line.len() <= self.limits.bytes.min(self.limits.nodes)
            && self.limits.depth >= MOST_DEPTH + 8;
        within_limits.then_some(())?;
        let mut id = Id::Null;
        let mut request = None;
        let mut found = [const { Found::Nothing }; DOCUMENTS.len()];
        let mut cursor = Cursor::new(line);
        cursor.object(|key, cursor| match key {
            "id" => {
                id = cursor.scalar()?.into();
                Some(())
            }
            "request" => {
                request = Some(read_request(cursor)?);
                Some(())
            }
            key => match DOCUMENTS.iter().position(|documents| documents.key == key) {
                Some(at) => {
                    *found.get_mut(at)? = find(self.recent.get_mut(at)?, cursor)?;
                    Some(())
                }
                // A remark.
                None => cursor.scalar().map(drop),
            },
        })?;
        cursor.end()?;
        let request = request?;
        let mut layers = [const { Layer::Read(Vec::new()) }; DOCUMENTS.len()];
        for (at, found) in found.into_iter().enumerate() {
            *layers.get_mut(at)? = self.layer(at, found, &request)?;
        }
        let verdict = verdict(&request, &layers, self.readings);
        // Then the long way says what is missing.
        (verdict != Verdict::Depends).then_some(Answer {
            id,
            outcome: Ok(verdict),
        })
    }

    /// The documents under a key, prepared.
    fn layer(&mut self, at: usize, found: Found<'_>, request: &Request) -> Option<Layer> {
        let documents = DOCUMENTS.get(at)?;
        let kind = documents.kind_for(request);
        let known;
        let text = match found {
            Found::Nothing => return Some(Layer::Read(Vec::new())),
            Found::Known(entry) if entry.kind == kind => return Some(Layer::Kept(entry)),
            Found::Known(entry) => {
                known = entry;
                &known.text
            }
            Found::Text(text) => text,
        };
        let entry = match self.cache.members.get(kind, text) {
            Lookup::Known(entry) => entry,
            Lookup::New => {
                return self
                    .member(documents, kind, text, Group::unindexed)
                    .map(Layer::Read);
            }
            Lookup::Met => {
                let groups = self.member(documents, kind, text, Group::indexed)?;
                self.cache.members.insert(kind, text, groups)
            }
        };
        self.recent.get_mut(at)?.push(&entry);
        Some(Layer::Kept(entry))
    }

    /// Reads what stands under a key.
    fn member(
        &mut self,
        documents: &DocumentsKey,
        kind: PolicyKind,
        text: &str,
        group: fn(Vec<Arc<Policy>>) -> Group,
    ) -> Option<Vec<Group>> {
        let mut cursor = Cursor::new(text);
        let mut groups = Vec::new();
        match documents.shape {
            Shape::One => {
                let policy = self.policy(documents, kind, cursor.document()?)?;
                groups.push(group(vec![policy]));
            }
            Shape::List => groups.push(group(self.list(documents, kind, &mut cursor)?)),
            Shape::Levels => cursor.array(|cursor| {
                let mut policies = None;
                cursor.object(|key, cursor| {
                    match key {
                        "policies" => policies = Some(self.list(documents, kind, cursor)?),
                        // Its name, which no verdict shows, or a remark.
                        _ => drop(cursor.scalar()?),
                    }
                    Some(())
                })?;
                groups.push(group(policies?));
                Some(())
            })?,
        }
        cursor.end()?;
        Some(groups)
    }

    fn list(
        &mut self,
        documents: &DocumentsKey,
        kind: PolicyKind,
        cursor: &mut Cursor<'_>,
    ) -> Option<Vec<Arc<Policy>>> {
        let mut policies = Vec::new();
        cursor.array(|cursor| {
            policies.push(self.policy(documents, kind, cursor.document()?)?);
            Some(())
        })?;
        Some(policies)
    }

    /// A document without fault.
    fn policy(
        &mut self,
        documents: &DocumentsKey,
        kind: PolicyKind,
        text: &str,
    ) -> Option<Arc<Policy>> {
        let is_met = match self.cache.policies.get(kind, text) {
            Lookup::Known(entry) => return Some(Arc::clone(&entry.value)),
            Lookup::Met => true,
            Lookup::New => false,
        };
        let map = OffsetMap::identity(FileId(0), 0);
        let parsed = json::parse(text, &map, &self.limits);
        if !parsed.diagnostics.is_empty() {
            return None;
        }
        let policy = line::read_policy(&parsed.value?, documents.key, kind, &self.limits).ok()?;
        let policy = Arc::new(policy);
        if is_met {
            self.cache.policies.insert(kind, text, Arc::clone(&policy));
        }
        Some(policy)
    }
}

fn find<'l>(recent: &mut Recent, cursor: &mut Cursor<'l>) -> Option<Found<'l>> {
    if cursor.word("null") {
        return Some(Found::Nothing);
    }
    match recent.find(cursor.rest()) {
        Some(entry) => {
            cursor.take(entry.text.len())?;
            Some(Found::Known(entry))
        }
        None => cursor.document().map(Found::Text),
    }
}

fn verdict(request: &Request, layers: &[Layer; DOCUMENTS.len()], readings: Readings) -> Verdict {
    // In the order of `DOCUMENTS`.
    let [
        identity,
        boundary,
        session,
        vpc_endpoint,
        resource,
        service_control,
        resource_control,
    ] = layers.each_ref().map(Layer::groups);
    GroupedLayers {
        identity,
        boundary,
        session,
        vpc_endpoint,
        resource,
        service_control,
        resource_control,
        readings,
    }
    .verdict(request)
}

fn read_request(cursor: &mut Cursor<'_>) -> Option<Request> {
    let mut caller = None;
    let mut action = None;
    let mut resource = None;
    let mut context = Context::closed();
    cursor.object(|key, cursor| {
        match key {
            "principal" => caller = Some(read_caller(cursor)?),
            "action" => action = Some(Action::parse(&cursor.text()?)?),
            "resource" => resource = Some(read_resource(cursor)?),
            "context" => cursor.object(|key, cursor| {
                context.set(key, Fact::Values(read_values(cursor)?));
                Some(())
            })?,
            // A remark.
            _ => drop(cursor.scalar()?),
        }
        Some(())
    })?;
    Some(Request {
        caller: caller?,
        action: action?,
        resource: resource?,
        context,
    })
}

fn read_caller(cursor: &mut Cursor<'_>) -> Option<Caller> {
    if cursor.peek()? == b'"' {
        let caller = Caller::parse(&cursor.text()?).ok()?;
        return Some(line::without_unknown_session(caller));
    }
    let mut is_anonymous = false;
    cursor.object(|key, cursor| {
        let value = cursor.scalar()?;
        if key == "type" {
            is_anonymous = value == Scalar::Text(Cow::Borrowed("Anonymous"));
        }
        Some(())
    })?;
    is_anonymous.then_some(Caller::Anonymous)
}

fn read_resource(cursor: &mut Cursor<'_>) -> Option<Resource> {
    let mut arn = None;
    let mut account = None;
    cursor.object(|key, cursor| {
        match key {
            "arn" => arn = Some(cursor.text()?),
            "accountId" => account = scalar_text(cursor.scalar()?),
            // A remark.
            _ => drop(cursor.scalar()?),
        }
        Some(())
    })?;
    let mut resource = Resource::from_arn(arn?.into_owned());
    if account.is_some() {
        resource.account = account;
    }
    Some(resource)
}

fn read_values(cursor: &mut Cursor<'_>) -> Option<Vec<String>> {
    if cursor.peek()? != b'[' {
        return Some(vec![scalar_text(cursor.scalar()?)?]);
    }
    let mut values = Vec::new();
    cursor.array(|cursor| {
        values.push(scalar_text(cursor.scalar()?)?);
        Some(())
    })?;
    Some(values)
}

/// The text of a scalar; `None` for `null`.
fn scalar_text(scalar: Scalar<'_>) -> Option<String> {
    match scalar {
        Scalar::Null => None,
        Scalar::Bool(value) => Some(value.to_string()),
        Scalar::Number(number) => Some(number.to_owned()),
        Scalar::Text(text) => Some(text.into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERYTHING: &str =
        r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;

    /// Else the answers would be right, and slow.
    #[test]
    fn an_ordinary_line_goes_the_short_way() {
        let mut decider = Decider::new(Limits::default());
        let embedded = EVERYTHING.replace('"', "\\\"");
        let line = format!(
            r#"{{"id": "1 \u00e9", "remark": 1, "request": {{"principal": "arn:aws:sts::111111111111:assumed-role/app/run",
            "action": "s3:GetObject", "resource": {{"arn": "arn:aws:s3:::photos/cat.jpg", "accountId": "111111111111"}},
            "context": {{"aws:UserAgent": "a \"b\" \/ \ud83d\ude00", "k:a": ["x", "y"], "k:b": true, "k:c": -1.5e3}}}},
            "identityPolicies": [{EVERYTHING}, "{embedded}"], "permissionBoundaryPolicies": [], "sessionPolicy": null,
            "serviceControlPolicies": [{{"orgIdentifier": "r-1", "policies": [{EVERYTHING}]}}]}}"#
        );
        for _ in 0..3 {
            let answer = decider.try_fast(&line).expect("the short way");
            assert_eq!(answer.id, Id::Text("1 é".into()));
            assert_eq!(answer.outcome, Ok(Verdict::Allowed));
        }
        assert_eq!(decider.recent.iter().map(Recent::len).sum::<usize>(), 3);
    }
}
