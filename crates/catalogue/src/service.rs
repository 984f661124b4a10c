//! What is known of one service in detail.

use std::{collections::HashMap, sync::LazyLock};

use can_invoke_source::words;

use crate::lines;

/// The texts of [`DETAILED`], read when they are first asked for.
static READ: LazyLock<HashMap<&'static str, Contents>> = LazyLock::new(|| {
    let contents = |service: &Service| (service.name, Contents::read(*service));
    DETAILED.iter().map(contents).collect()
});

/// The formats of ARNs by the service that stands in them, cut into their six parts. Services
/// list resources of others too, as AWS STS does those of IAM.
static FORMATS: LazyLock<HashMap<&'static str, Vec<[&'static str; 6]>>> = LazyLock::new(|| {
    let mut formats: HashMap<_, Vec<_>> = HashMap::new();
    for resource in detailed().flat_map(Service::resources) {
        let parts: Vec<&str> = resource.arn.splitn(6, ':').collect();
        if let Ok(parts) = <[&str; 6]>::try_from(parts) {
            let [_, _, service, ..] = parts;
            formats.entry(service).or_default().push(parts);
        }
    }
    formats
});

/// The formats of ARNs of a service, cut into their six parts.
pub fn formats(service: &str) -> &'static [[&'static str; 6]] {
    FORMATS.get(service).map_or(&[], Vec::as_slice)
}

/// What the text of a service holds.
#[derive(Default)]
struct Contents {
    actions: Vec<Action>,
    /// Places in the list by names in lower case.
    by_name: HashMap<String, usize>,
    keys: Vec<Key>,
    resources: Vec<Resource>,
}

/// A service whose actions are known.
#[derive(Clone, Copy, Debug)]
pub struct Service {
    /// Its prefix.
    pub name: &'static str,
    text: &'static str,
}

/// An action of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    /// Its name without prefix, in AWS's spelling.
    pub name: &'static str,
    resources: &'static str,
    keys: &'static str,
}

/// A condition key of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its name. What a caller fills in stands as `${TagKey}`.
    pub name: &'static str,
    /// What its values are.
    pub value_type: KeyType,
    /// Whether a request can carry several values.
    pub is_multivalued: bool,
}

/// What the values of a key are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the names are those of the Service Authorization Reference"
)]
pub enum KeyType {
    String,
    Arn,
    Numeric,
    Date,
    Bool,
    IpAddress,
}

/// A resource type of a service. One type may have several formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Its name: `execute-api-general`.
    pub name: &'static str,
    /// The format of its ARNs, with what varies as `${Region}`.
    pub arn: &'static str,
}

/// The services that are known in detail.
const DETAILED: &[Service] = &[
    known("apigateway", include_str!("../data/apigateway.txt")),
    known("ec2", include_str!("../data/ec2.txt")),
    known(
        "elasticloadbalancing",
        include_str!("../data/elasticloadbalancing.txt"),
    ),
    known("execute-api", include_str!("../data/execute-api.txt")),
    known("iam", include_str!("../data/iam.txt")),
    known("lambda", include_str!("../data/lambda.txt")),
    known("sts", include_str!("../data/sts.txt")),
];

const fn known(name: &'static str, text: &'static str) -> Service {
    Service { name, text }
}

/// All services that are known in detail.
pub fn detailed() -> impl Iterator<Item = Service> {
    DETAILED.iter().copied()
}

/// The service of this prefix, in any case, if its actions are known.
pub fn service(prefix: &str) -> Option<Service> {
    detailed().find(|service| service.name.eq_ignore_ascii_case(prefix))
}

impl Service {
    /// Its actions, in order of their names.
    pub fn actions(self) -> impl Iterator<Item = Action> {
        self.contents().flat_map(|one| one.actions.iter().copied())
    }

    /// The action of this name, in any case.
    pub fn action(self, name: &str) -> Option<Action> {
        let contents = self.contents().next()?;
        let place = contents.by_name.get(&name.to_ascii_lowercase())?;
        contents.actions.get(*place).copied()
    }

    /// The name of the action that was probably meant.
    pub fn nearest_action(self, name: &str) -> Option<&'static str> {
        let names: Vec<&'static str> = self.actions().map(|action| action.name).collect();
        words::nearest(name, &names).or_else(|| {
            // `InvokeApi` for `Invoke`: the longest name that begins it.
            let begins = |candidate: &&&str| {
                let start = name.get(..candidate.len());
                candidate.len() >= 5
                    && start.is_some_and(|start| start.eq_ignore_ascii_case(candidate))
            };
            let longest = names.iter().filter(begins).max_by_key(|one| one.len());
            longest.copied()
        })
    }

    /// The condition keys that its actions and resource types use, of other services too.
    pub fn keys(self) -> impl Iterator<Item = Key> {
        self.contents().flat_map(|one| one.keys.iter().copied())
    }

    /// The key of this name, in any case, with something in the place of what varies.
    pub fn key(self, name: &str) -> Option<Key> {
        self.keys().find(|key| fits(key.name, name))
    }

    /// The formats of its resources.
    pub fn resources(self) -> impl Iterator<Item = Resource> {
        self.contents()
            .flat_map(|one| one.resources.iter().copied())
    }

    fn contents(self) -> impl Iterator<Item = &'static Contents> {
        READ.get(self.name).into_iter()
    }
}

impl Contents {
    fn read(service: Service) -> Self {
        let mut contents = Contents::default();
        for line in lines(service.text) {
            if let Some(action) = line.strip_prefix("action ").and_then(action) {
                let name = action.name.to_ascii_lowercase();
                contents.by_name.insert(name, contents.actions.len());
                contents.actions.push(action);
            } else if let Some(key) = line.strip_prefix("key ").and_then(key) {
                contents.keys.push(key);
            } else if let Some((name, arn)) = line
                .strip_prefix("resource ")
                .and_then(|rest| rest.split_once(' '))
            {
                contents.resources.push(Resource { name, arn });
            }
        }
        contents
    }
}

fn action(rest: &'static str) -> Option<Action> {
    let mut fields = rest.split(' ');
    Some(Action {
        name: fields.next()?,
        resources: fields.next()?,
        keys: fields.next()?,
    })
}

fn key(rest: &'static str) -> Option<Key> {
    let (name, words) = rest.rsplit_once(' ')?;
    let (word, is_multivalued) = match words.strip_prefix("ArrayOf") {
        Some(word) => (word, true),
        None => (words, false),
    };
    Some(Key {
        name,
        value_type: KeyType::parse(word)?,
        is_multivalued,
    })
}

impl Action {
    /// The resource types that it takes, if that is known.
    pub fn resources(&self) -> Option<impl Iterator<Item = &'static str>> {
        Some(list(self.resources)?.map(|name| name.trim_end_matches('*')))
    }

    /// The condition keys that it knows beside the global ones, if that is known.
    pub fn keys(&self) -> Option<impl Iterator<Item = &'static str>> {
        list(self.keys)
    }

    /// Whether it knows a condition key, which is given in any case; nothing where that is not
    /// known.
    pub fn knows(&self, key: &str) -> Option<bool> {
        Some(self.keys()?.any(|known| fits(known, key)))
    }
}

impl KeyType {
    fn parse(word: &str) -> Option<KeyType> {
        Some(match word {
            "String" => KeyType::String,
            "ARN" => KeyType::Arn,
            "Numeric" => KeyType::Numeric,
            "Date" => KeyType::Date,
            "Bool" => KeyType::Bool,
            "IPAddress" => KeyType::IpAddress,
            _ => return None,
        })
    }
}

/// The names of a list; nothing where it is not known.
fn list(names: &'static str) -> Option<impl Iterator<Item = &'static str>> {
    (names != "?").then(|| names.split(',').filter(|name| *name != "-"))
}

/// Whether a name is a known one, in any case. What varies in it is not empty.
fn fits(known: &str, name: &str) -> bool {
    let Some((before, rest)) = known.split_once("${") else {
        return known.eq_ignore_ascii_case(name);
    };
    let after = rest.split_once('}').map_or("", |(_, after)| after);
    let Some(start) = name.get(..before.len()) else {
        return false;
    };
    let Some(end) = name
        .len()
        .checked_sub(after.len())
        .filter(|end| *end > before.len())
        .and_then(|end| name.get(end..))
    else {
        return false;
    };
    start.eq_ignore_ascii_case(before) && end.eq_ignore_ascii_case(after)
}
