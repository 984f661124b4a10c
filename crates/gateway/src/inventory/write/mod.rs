//! An inventory as one document in its native format.

mod apis;
mod authorizers;
mod domain_names;
mod fields;
mod functions;
mod integrations;
mod not_readable;
mod organization;
mod originals;
mod policies;
mod principals;
mod routes;
mod stages;
mod usage_plans;
mod vpc_endpoints;
mod vpc_links;

use can_invoke_source::{JsonWriter, Layout};

use super::Loaded;
use originals::Originals;
use policies::Shared;

/// Writes everything that was read as one inventory, in JSON with two spaces of indent: what
/// came from several documents and from the output of the AWS CLI stands in one file, and
/// reading it again gives the same inventory, apart from the places of things.
///
/// Everything stands in the order in which the inventory holds it. Policies stand as they
/// were written, so that what they say beside what decides, such as each `Sid`, stays. What
/// may be the value of an API key is masked.
pub fn write(loaded: &Loaded) -> String {
    let trees = originals::trees(&loaded.sources);
    let originals = Originals::of(&trees);
    let mut writer = JsonWriter::new(Layout::Indented);
    writer.object(|writer| document(writer, loaded, &originals));
    let mut text = writer.finish();
    text.push('\n');
    text
}

fn document(writer: &mut JsonWriter, loaded: &Loaded, originals: &Originals<'_>) {
    let inventory = &loaded.inventory;
    writer.key("can-invoke");
    writer.number(1);
    let shared = Shared::of(principals::policies(&inventory.principals));
    list(
        writer,
        "principals",
        &inventory.principals,
        |writer, one| {
            principals::principal(writer, one, &shared, originals);
        },
    );
    shared.write(writer, originals);
    list(writer, "apis", &inventory.apis, |writer, one| {
        apis::api(writer, one, originals);
    });
    list(
        writer,
        "domain-names",
        &inventory.domain_names,
        |writer, one| domain_names::domain_name(writer, one, originals),
    );
    list(writer, "functions", &inventory.functions, |writer, one| {
        functions::function(writer, one, originals);
    });
    list(
        writer,
        "vpc-links",
        &inventory.vpc_links,
        vpc_links::vpc_link,
    );
    list(
        writer,
        "vpc-endpoints",
        &inventory.vpc_endpoints,
        |writer, one| vpc_endpoints::vpc_endpoint(writer, one, originals),
    );
    organization::organizations(writer, &inventory.organizations, originals);
    if !inventory.standalone_accounts.is_empty() {
        fields::texts(
            writer,
            "standalone-accounts",
            &inventory.standalone_accounts,
        );
    }
    // A list of nothing says that there are none, and no list says nothing.
    if inventory.has_usage_plans && inventory.usage_plans.is_empty() {
        writer.key("usage-plans");
        writer.array(|_| {});
    }
    list(
        writer,
        "usage-plans",
        &inventory.usage_plans,
        usage_plans::usage_plan,
    );
    if !inventory.disabled_api_keys.is_empty() {
        fields::texts(writer, "disabled-api-keys", &inventory.disabled_api_keys);
    }
    list(
        writer,
        "not-readable",
        &inventory.not_readable,
        not_readable::not_readable,
    );
}

/// A list of things, unless there are none.
fn list<T>(
    writer: &mut JsonWriter,
    key: &str,
    items: &[T],
    mut write: impl FnMut(&mut JsonWriter, &T),
) {
    if items.is_empty() {
        return;
    }
    writer.key(key);
    writer.array(|writer| {
        for item in items {
            write(writer, item);
        }
    });
}
