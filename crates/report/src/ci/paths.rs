//! From the names of documents to paths that a service finds again.

/// Where names of documents begin, and where the paths of a service do. Both are absolute
/// folders, or both empty where names are already right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paths {
    /// The folder that names are relative to: the working folder.
    pub folder: String,
    /// The folder that paths are told from: the root of the repository.
    pub root: String,
}

impl Paths {
    /// The path of a document from the root: with forward slashes, never absolute, never with
    /// `./`, so that it is the same however the document was named on the command line. What
    /// is not below the root begins with `../`.
    pub fn relative(&self, name: &str) -> String {
        let name = slashes(name);
        let whole = if is_absolute(&name) {
            name
        } else {
            format!("{}/{name}", slashes(&self.folder))
        };
        let whole = parts(&whole);
        let root = parts(&slashes(&self.root));
        let shared = whole
            .iter()
            .zip(&root)
            .take_while(|(one, other)| one == other)
            .count();
        let up = std::iter::repeat_n("..".to_owned(), root.len() - shared);
        let path: Vec<String> = up.chain(whole.into_iter().skip(shared)).collect();
        path.join("/")
    }
}

/// Where a backslash is part of a name, it stays.
fn slashes(path: &str) -> String {
    if std::path::MAIN_SEPARATOR == '\\' {
        path.replace('\\', "/")
    } else {
        path.to_owned()
    }
}

fn is_absolute(path: &str) -> bool {
    let drive = std::path::MAIN_SEPARATOR == '\\' && path.get(1..3) == Some(":/");
    path.starts_with('/') || drive
}

fn parts(path: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| last != "..") => {
                parts.pop();
            }
            other => parts.push(other.to_owned()),
        }
    }
    parts
}

/// A path as part of an address: everything but letters, digits, `-._~` and `/` is percent
/// encoded by its bytes.
pub(super) fn encoded(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_has_one_path_however_it_is_named() {
        let paths = Paths {
            folder: "/people/ann/work/infra".to_owned(),
            root: "/people/ann/work".to_owned(),
        };
        for name in [
            "api.yaml",
            "./api.yaml",
            "a/../api.yaml",
            "../infra//api.yaml",
            "/people/ann/work/infra/api.yaml",
        ] {
            assert_eq!(paths.relative(name), "infra/api.yaml", "{name}");
        }
    }

    #[test]
    fn what_is_outside_of_the_root_is_never_absolute() {
        let paths = Paths {
            folder: "/people/ann/work".to_owned(),
            root: "/people/ann/work".to_owned(),
        };
        assert_eq!(paths.relative("../other/a.json"), "../other/a.json");
        assert_eq!(paths.relative("/tmp/a.json"), "../../../tmp/a.json");
        assert_eq!(Paths::default().relative("./a.json"), "a.json");
        assert_eq!(Paths::default().relative("../a.json"), "../a.json");
    }

    #[test]
    fn an_address_has_no_other_characters() {
        assert_eq!(encoded("a b/é#%?.json"), "a%20b/%C3%A9%23%25%3F.json");
        assert_eq!(encoded("a:b/\n"), "a%3Ab/%0A");
    }
}
