//! The most memory that a process has had, where the system says so.

use std::path::Path;

/// The peak of this process in KiB; `None` where there is no `/proc`.
pub fn peak() -> Option<u64> {
    read("/proc/self/status")
}

/// The peak of another process so far.
pub fn peak_of(process: u32) -> Option<u64> {
    read(format!("/proc/{process}/status"))
}

fn read(path: impl AsRef<Path>) -> Option<u64> {
    let status = std::fs::read_to_string(path).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// In MiB, for people.
pub fn shown(kib: Option<u64>) -> String {
    kib.map_or_else(
        || "–".to_owned(),
        |kib| format!("{:.1} MiB", kib as f64 / 1024.0),
    )
}
