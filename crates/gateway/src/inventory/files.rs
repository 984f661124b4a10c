//! Where an inventory's files come from: a disk, a browser, a test.

use super::texts::plain;

/// Gives the bytes of files that an inventory refers to. This crate does no IO itself.
pub trait Files {
    /// The bytes of the file `path`, which stands in the file named `from` and is relative
    /// to its folder; or why it cannot be read, in words. Also the name under which the
    /// file is to be shown.
    fn read(&self, path: &str, from: &str) -> Result<(String, Vec<u8>), String>;
}

/// Files in memory, by name. A path leads to the name that it leads to on a disk: from the
/// folder of the file that it stands in; or else to the name that is the path as it is
/// written.
#[derive(Clone, Debug, Default)]
pub struct InMemory {
    /// Name and content.
    pub files: std::collections::BTreeMap<String, Vec<u8>>,
}

impl Files for InMemory {
    fn read(&self, path: &str, from: &str) -> Result<(String, Vec<u8>), String> {
        let full = joined(from, path);
        let wanted = plain(&full);
        let exact = self.files.get(&full);
        let found = exact.or_else(|| {
            let mut files = self.files.iter();
            files.find_map(|(name, bytes)| (plain(name) == wanted).then_some(bytes))
        });
        if let Some(bytes) = found {
            return Ok((full, bytes.clone()));
        }
        self.files
            .get(path)
            .map(|bytes| (path.to_owned(), bytes.clone()))
            .ok_or_else(|| "there is no such document".to_owned())
    }
}

/// A path from the folder of a file, as a disk shows it: detours stay as they are written.
fn joined(from: &str, path: &str) -> String {
    if path.starts_with('/') {
        return path.to_owned();
    }
    match from.rsplit_once('/') {
        None => path.to_owned(),
        Some((folder, _)) => match folder.trim_end_matches('/') {
            "" => format!("/{path}"),
            folder => format!("{folder}/{path}"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_where_it_leads_on_a_disk() {
        let content = |name: &str| (name.to_owned(), name.as_bytes().to_vec());
        let files = InMemory {
            files: ["a/web.json", "./b/web.json", "web.json", "/c/web.json"]
                .map(content)
                .into(),
        };
        for (path, from, name, found) in [
            ("web.json", "a/one.yaml", "a/web.json", "a/web.json"),
            ("./web.json", "a/one.yaml", "a/./web.json", "a/web.json"),
            ("../web.json", "a/one.yaml", "a/../web.json", "web.json"),
            ("web.json", "b/one.yaml", "b/web.json", "./b/web.json"),
            (
                "../b/web.json",
                "./a/one.yaml",
                "./a/../b/web.json",
                "./b/web.json",
            ),
            ("web.json", "one.yaml", "web.json", "web.json"),
            ("web.json", "/c/one.yaml", "/c/web.json", "/c/web.json"),
            ("/c/web.json", "a/one.yaml", "/c/web.json", "/c/web.json"),
            // As it is written, where the folder has no such file.
            ("web.json", "d/one.yaml", "web.json", "web.json"),
            ("a/web.json", "d/one.yaml", "a/web.json", "a/web.json"),
        ] {
            let read = files.read(path, from);
            let wanted = (name.to_owned(), found.as_bytes().to_vec());
            assert_eq!(read, Ok(wanted), "{path} from {from}");
        }
        let away = files.read("away.json", "a/one.yaml");
        assert_eq!(away, Err("there is no such document".to_owned()));
    }
}
