//! What people and programs get, over the examples and all cases of `tests/cases`.

#[cfg(test)]
#[expect(
    dead_code,
    reason = "the runner of the cases compares what these tests only write"
)]
#[path = "../../../gateway/tests/cases/file.rs"]
mod file;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod situations;
#[cfg(test)]
mod text;
