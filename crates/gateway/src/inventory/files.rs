//! Where an inventory's files come from: a disk, a browser, a test.

/// Gives the bytes of files that an inventory refers to. This crate does no IO itself.
pub trait Files {
    /// The bytes of the file `path`, which stands in the file named `from` and is relative
    /// to its folder; or why it cannot be read, in words. Also the name under which the
    /// file is to be shown.
    fn read(&self, path: &str, from: &str) -> Result<(String, Vec<u8>), String>;
}

/// Files in memory, by name; a path is looked up as it is written.
#[derive(Clone, Debug, Default)]
pub struct InMemory {
    /// Name and content.
    pub files: std::collections::BTreeMap<String, Vec<u8>>,
}

impl Files for InMemory {
    fn read(&self, path: &str, _from: &str) -> Result<(String, Vec<u8>), String> {
        self.files
            .get(path)
            .map(|bytes| (path.to_owned(), bytes.clone()))
            .ok_or_else(|| "there is no such document".to_owned())
    }
}
