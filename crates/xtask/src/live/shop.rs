//! A caller gets into the HTTP API of another account through a role, as predicted.

use anyhow::Result;
use serde_json::Value;

use super::bed::{Bed, World};
use super::expect::{at, list, part, says, text, that};
use super::tool::Tool;

/// The calls, and what is expected of them.
pub(super) fn run(bed: &mut Bed) -> Result<()> {
    let tool = bed.tool("shop-http")?;
    let mut shop = Shop::new(bed.shop()?, tool)?;
    shop.check_says_through_which_role()?;
    shop.assume_gives_credentials_that_open_the_api()?;
    shop.calls_come_out_as_predicted()?;
    shop.with_the_wrong_external_id_nobody_gets_in()
}

/// The shop as its callers see it.
pub(super) struct Shop {
    pub(super) tool: Tool,
    pub(super) address: String,
    auditors: Vec<String>,
    role: String,
    external_id: String,
    url: String,
    ann: String,
}

impl Shop {
    pub(super) fn new(world: &World, mut tool: Tool) -> Result<Self> {
        let facts = &world.facts;
        let region = text(facts, "/region")?;
        let mut profiles = Vec::new();
        for name in ["ann", "reader", "nobody"] {
            let id = text(facts, &format!("/users/{name}/id"))?;
            profiles.push((name, id, text(facts, &format!("/users/{name}/secret"))?));
        }
        tool.profiles(region, profiles)?;
        let address = world.server.url();
        tool.set("AWS_ENDPOINT_URL", &address);
        let auditors = list(facts, "/auditors")?.iter().filter_map(Value::as_str);
        let api = text(facts, "/http")?;
        Ok(Self {
            tool,
            address,
            auditors: auditors.map(str::to_owned).collect(),
            role: text(facts, "/role")?.to_owned(),
            external_id: text(facts, "/external_id")?.to_owned(),
            url: format!("https://{api}.execute-api.{region}.amazonaws.com/orders"),
            ann: text(facts, "/users/ann/arn")?.to_owned(),
        })
    }

    /// The options with which somebody acts, and reads both accounts through their roles.
    pub(super) fn as_profile(&self, name: &str) -> Vec<String> {
        let mut options = vec!["--profile".to_owned(), name.to_owned()];
        for role in &self.auditors {
            options.extend(["--account-role".to_owned(), role.clone()]);
        }
        options
    }

    /// Runs a command as Ann; the answer in JSON, and standard error.
    fn ann(&mut self, arguments: &[&str], status: i32) -> Result<(Value, String)> {
        let options = self.as_profile("ann");
        let all = arguments.iter().copied();
        let all: Vec<&str> = all.chain(options.iter().map(String::as_str)).collect();
        let ran = self.tool.run(&all)?.exits(status)?;
        let json = if ran.stdout.is_empty() {
            Value::Null
        } else {
            ran.json()?
        };
        Ok((json, ran.stderr))
    }

    fn check_says_through_which_role(&mut self) -> Result<()> {
        let (url, id) = (self.url.clone(), self.external_id.clone());
        let who = self.ann.clone();
        let check = ["check", "--live", "--as", &who, "--format", "json"];
        let get = [&check[..], &["GET", &url, "--external-id", &id]].concat();
        let (answer, _) = self.ann(&get, 0)?;
        at(&answer, "/verdict", "allowed")?;
        at(&answer, "/direct/verdict", "implicitly-denied")?;
        at(&answer, "/rolePaths/paths/0/role", self.role.as_str())?;
        at(&answer, "/rolePaths/paths/0/verdict", "allowed")?;
        let trust = "/rolePaths/paths/0/assume/decidedBy/0/policy";
        at(&answer, trust, "trust policy of role/http-invoker")?;
        let post = [&check[..], &["POST", &url, "--external-id", &id]].concat();
        let (answer, _) = self.ann(&post, 1)?;
        at(&answer, "/verdict", "implicitly-denied")?;
        // Nobody said which external id is passed, and the trust policy asks for one.
        let without = [&check[..], &["GET", &url]].concat();
        let (answer, _) = self.ann(&without, 3)?;
        at(&answer, "/verdict", "depends")?;
        says(&answer.to_string(), "sts:ExternalId")
    }

    fn assume_gives_credentials_that_open_the_api(&mut self) -> Result<()> {
        let (role, id) = (self.role.clone(), self.external_id.clone());
        let assume = ["assume", "--role", &role, "--external-id", &id];
        let as_json = [&assume[..], &["--format", "credential-process"]].concat();
        let (credentials, told) = self.ann(&as_json, 0)?;
        says(&told, "as predicted: the roles were to be assumed, and are")?;
        let address = self.address.clone();
        let send = ["call", "GET", &self.url, "--connect-to", &address];
        let send = [&send[..], &["--no-prediction", "--format", "json"]].concat();
        let names = [
            ("AWS_ACCESS_KEY_ID", "/AccessKeyId"),
            ("AWS_SECRET_ACCESS_KEY", "/SecretAccessKey"),
            ("AWS_SESSION_TOKEN", "/SessionToken"),
        ];
        let mut session = self.tool.sibling("session")?;
        for (name, path) in names {
            session.set(name, text(&credentials, path)?);
        }
        session.set("AWS_REGION", "us-east-1");
        session.set("AWS_ENDPOINT_URL", &address);
        let answer = session.run(&send)?.exits(0)?.json()?;
        at(&answer, "/response/status", 200)?;
        says(
            text(&answer, "/request/caller")?,
            ":assumed-role/http-invoker/",
        )
    }

    fn calls_come_out_as_predicted(&mut self) -> Result<()> {
        let (role, id) = (self.role.clone(), self.external_id.clone());
        let through = ["--through", &role, "--external-id", &id];
        for (method, exit, status, verdict) in [
            ("GET", 0, 200, "allowed"),
            ("POST", 1, 403, "implicitly-denied"),
        ] {
            let answer = self.call(method, &through, exit)?;
            at(&answer, "/response/status", status)?;
            at(&answer, "/prediction/verdict", verdict)?;
            at(&answer, "/agreement", "as-predicted")?;
            at(&answer, "/request/through/0", self.role.as_str())?;
        }
        // Nobody says through which role: the prediction finds it.
        let answer = self.call("GET", &["--external-id", &id], 0)?;
        at(&answer, "/response/status", 200)?;
        at(&answer, "/agreement", "as-predicted")?;
        at(&answer, "/request/through/0", self.role.as_str())
    }

    fn with_the_wrong_external_id_nobody_gets_in(&mut self) -> Result<()> {
        let role = self.role.clone();
        let wrong = ["--external-id", "cats-2026"];
        let assume = [&["assume", "--role", &role][..], &wrong].concat();
        let (credentials, told) = self.ann(&assume, 1)?;
        that(credentials.is_null(), || "there are credentials".to_owned())?;
        says(&told, "as predicted: the role was to be refused, and is")?;
        says(&told, "found `cats-2026` for sts:ExternalId")?;
        let through = [&["--through", &role][..], &wrong].concat();
        let answer = self.call("GET", &through, 1)?;
        at(&answer, "/response", Value::Null)?;
        at(&answer, "/refusedRole/role", self.role.as_str())?;
        at(&answer, "/agreement", "as-predicted")?;
        at(&answer, "/prediction/verdict", "implicitly-denied")?;
        // Without a way through a role the call is made directly, and refused.
        let answer = self.call("GET", &wrong, 1)?;
        at(&answer, "/response/status", 403)?;
        at(&answer, "/agreement", "as-predicted")?;
        says(
            &part(&answer, "/prediction")?.to_string(),
            "HTTP APIs have no resource policies",
        )
    }

    fn call(&mut self, method: &str, options: &[&str], status: i32) -> Result<Value> {
        let (url, address) = (self.url.clone(), self.address.clone());
        let call = ["call", method, &url, "--connect-to", &address];
        let all = [&call[..], &["--format", "json"], options].concat();
        Ok(self.ann(&all, status)?.0)
    }
}
