//! One case of the workload: the policies of every layer, and the requests under them.
//!
//! It is plain JSON, so that an engine in any language reads the very same.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

/// A case. Policies and contexts are JSON, as every engine reads them.
pub struct Case {
    /// What it is called.
    pub name: String,
    /// Identity-based policies of every caller.
    pub identity: Vec<Value>,
    /// The permissions boundary, if there is one.
    pub boundary: Vec<Value>,
    /// Service control policies, root first: the id of the level and its policies.
    pub service_control: Vec<(String, Vec<Value>)>,
    /// The policy of the resource.
    pub resource: Value,
    /// The requests.
    pub requests: Vec<Question>,
}

/// One request.
#[derive(Clone)]
pub struct Question {
    /// The ARN of the caller, or a service.
    pub principal: String,
    /// The action.
    pub action: String,
    /// The ARN of the resource.
    pub resource: String,
    /// The account that owns the resource.
    pub account: String,
    /// Condition keys with their values.
    pub context: serde_json::Map<String, Value>,
}

impl Case {
    /// How many statements all policies have together.
    pub fn statements(&self) -> usize {
        let levels = self.service_control.iter().flat_map(|(_, all)| all);
        let all = self.identity.iter().chain(&self.boundary).chain(levels);
        all.chain([&self.resource])
            .filter_map(|policy| policy.get("Statement")?.as_array())
            .map(Vec::len)
            .sum()
    }

    /// The case as JSON.
    pub fn to_json(&self) -> Value {
        let levels = self.service_control.iter();
        json!({
            "name": self.name,
            "identity": self.identity,
            "boundary": self.boundary,
            "serviceControl": levels
                .map(|(id, policies)| json!({ "orgIdentifier": id, "policies": policies }))
                .collect::<Vec<_>>(),
            "resource": self.resource,
            "requests": self.requests.iter().map(Question::to_json).collect::<Vec<_>>(),
        })
    }

    /// The case from its file.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read `{}`", path.display()))?;
        let value: Value = serde_json::from_str(&text)?;
        Self::from_json(value).context("the file is not a case of the workload")
    }

    fn from_json(mut value: Value) -> Option<Self> {
        let list = |value: &Value| Some(value.as_array()?.clone());
        let levels = value.get("serviceControl")?.as_array()?.iter();
        let service_control = levels
            .map(|level| {
                let id = level.get("orgIdentifier")?.as_str()?.to_owned();
                Some((id, list(level.get("policies")?)?))
            })
            .collect::<Option<_>>()?;
        let requests = value.get("requests")?.as_array()?.iter();
        let requests = requests.map(Question::from_json).collect::<Option<_>>()?;
        Some(Case {
            name: value.get("name")?.as_str()?.to_owned(),
            identity: list(value.get("identity")?)?,
            boundary: list(value.get("boundary")?)?,
            service_control,
            requests,
            resource: value.get_mut("resource")?.take(),
        })
    }

    /// Writes the case into a folder; where it is.
    pub fn write(&self, folder: &Path) -> Result<PathBuf> {
        let path = folder.join(format!("{}.json", self.name));
        std::fs::write(&path, self.to_json().to_string())
            .with_context(|| format!("cannot write `{}`", path.display()))?;
        Ok(path)
    }
}

impl Question {
    /// The request as JSON.
    pub fn to_json(&self) -> Value {
        json!({
            "principal": self.principal,
            "action": self.action,
            "resource": self.resource,
            "account": self.account,
            "context": self.context,
        })
    }

    fn from_json(value: &Value) -> Option<Self> {
        let text = |key: &str| Some(value.get(key)?.as_str()?.to_owned());
        Some(Question {
            principal: text("principal")?,
            action: text("action")?,
            resource: text("resource")?,
            account: text("account")?,
            context: value.get("context")?.as_object()?.clone(),
        })
    }
}

/// A value of the context as texts, as AWS has them.
pub fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::String(text) => vec![text.clone()],
        other => vec![other.to_string()],
    }
}
