//! Tests of rules.

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod registry;
