//! The configuration of `lint`.

use can_invoke_lint::config;

/// The body of the target.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if let Err(refused) = config::read("can-invoke.toml", text) {
        assert!(!format!("{refused:?}").is_empty());
    }
}
