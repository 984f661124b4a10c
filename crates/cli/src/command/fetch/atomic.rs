//! Writing a file so that it is there with all of its content or not at all.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

/// Writes a new file beside the old one, and puts it in its place.
pub(super) fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.new", std::process::id()));
    let new = path.with_file_name(name);
    let written = fill(&new, text).and_then(|()| fs::rename(&new, path));
    if written.is_err() {
        // The first error says more than that nothing could be cleared up.
        let _ = fs::remove_file(&new);
    }
    written
}

fn fill(path: &PathBuf, text: &str) -> std::io::Result<()> {
    let mut file = fs::File::create(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_or_stays_as_it_was() {
        let name = format!("can-invoke-atomic-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("inventory.json");
        write(&path, "one").unwrap();
        write(&path, "two").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        // A folder in its place cannot be replaced by a file.
        let taken = folder.join("taken");
        fs::create_dir_all(taken.join("inside")).unwrap();
        assert!(write(&taken, "three").is_err());
        let left: Vec<_> = fs::read_dir(&folder).unwrap().collect();
        assert_eq!(left.len(), 2, "nothing is left over: {left:?}");
        fs::remove_dir_all(&folder).unwrap();
    }
}
