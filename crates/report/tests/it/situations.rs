//! The examples as they are, and with changes in their files.

use std::{collections::BTreeMap, fs};

use can_invoke_gateway::{
    Answer, Query, check,
    inventory::{InMemory, Loaded, load},
    target::Target,
};
use can_invoke_policy::Caller;
use can_invoke_source::Limits;

use crate::suite::repository;

/// An example in memory; files are named as on disk, without their folder.
pub(crate) struct Example {
    files: BTreeMap<String, String>,
}

impl Example {
    pub(crate) fn new(name: &str) -> Self {
        let folder = repository().join("examples").join(name);
        let entries = fs::read_dir(&folder).expect("the example can be listed");
        let files = entries.map(|entry| {
            let path = entry.expect("an entry can be read").path();
            let name = path.file_name().expect("a file has a name");
            let text = fs::read_to_string(&path).expect("a file of an example is text");
            (name.to_string_lossy().into_owned(), text)
        });
        Example {
            files: files.collect(),
        }
    }

    /// Replaces a text that occurs once in a file.
    pub(crate) fn edit(mut self, file: &str, from: &str, to: &str) -> Self {
        let text = self.files.get_mut(file).expect("the example has the file");
        assert_eq!(text.matches(from).count(), 1, "{from:?} in {file}");
        *text = text.replace(from, to);
        self
    }

    pub(crate) fn load(&self) -> Loaded {
        let documents = [(
            "inventory.yaml".to_owned(),
            self.files["inventory.yaml"].clone().into_bytes(),
        )];
        let files = self.files.iter();
        let files = files.map(|(name, text)| (name.clone(), text.clone().into_bytes()));
        let files = InMemory {
            files: files.collect(),
        };
        load(&documents, &files, &Limits::default())
    }

    /// Asks a question; `change` says more about it.
    pub(crate) fn ask(&self, caller: &str, ask: &str, change: impl FnOnce(&mut Query)) -> Asked {
        let loaded = self.load();
        let (method, target) = ask.split_once(' ').expect("METHOD TARGET");
        let caller = Caller::parse(caller).expect("the caller can be read");
        let target = Target::parse(target).expect("the target can be read");
        let mut query = Query::new(caller, Some(method), target);
        change(&mut query);
        let answer = check(&loaded.inventory, &query).expect("the question can be asked");
        Asked { loaded, answer }
    }
}

/// An answer with what it was made from.
pub(crate) struct Asked {
    pub(crate) loaded: Loaded,
    pub(crate) answer: Answer,
}

pub(crate) const PET_SHOP: &str = "arn:aws:iam::222222222222:role/pet-shop";
pub(crate) const ALICE: &str = "arn:aws:iam::222222222222:user/Alice";

/// Nothing more to say.
pub(crate) fn nothing(_: &mut Query) {}

/// With an external id.
pub(crate) fn external_id(id: &str) -> impl FnOnce(&mut Query) {
    move |query| query.assume.external_id = Some(id.to_owned())
}

/// With the address of the caller.
pub(crate) fn source_ip(address: &str) -> impl FnOnce(&mut Query) {
    move |query| {
        let values = vec![address.to_owned()];
        query.context.push(("aws:SourceIp".to_owned(), values));
    }
}
