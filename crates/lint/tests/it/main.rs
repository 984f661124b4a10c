//! Tests of rules.

#[cfg(test)]
mod fix;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod registry;
