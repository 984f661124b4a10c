//! Loading texts, and asking.

use can_invoke_gateway::{
    Answer, Inventory, Query, check,
    inventory::{self, InMemory, Loaded},
    target::Target,
};
use can_invoke_policy::Caller;
use can_invoke_source::Limits;

/// One inventory in YAML, with files that it may refer to.
pub(crate) fn load(text: &str, files: &[(&str, &str)]) -> Loaded {
    let documents = [("inventory.yaml".to_owned(), text.as_bytes().to_vec())];
    let files = InMemory {
        files: files
            .iter()
            .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
            .collect(),
    };
    inventory::load(&documents, &files, &Limits::default())
}

/// The codes of what is said about the documents.
pub(crate) fn codes(loaded: &Loaded) -> Vec<&'static str> {
    let codes = loaded.diagnostics.iter();
    codes.map(|diagnostic| diagnostic.code).collect()
}

/// An answer about the only API of an inventory.
pub(crate) fn ask(inventory: &Inventory, caller: &str, method: &str, path: &str) -> Answer {
    let caller = Caller::parse(caller).expect("the caller can be read");
    let target = Target::parse(path).expect("the target can be read");
    let query = Query::new(caller, Some(method), target);
    check(inventory, &query).expect("the question can be asked")
}
