//! Tests of rules.

#[cfg(test)]
mod fix;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod forms;
#[cfg(test)]
mod names;
#[cfg(test)]
mod prove;
#[cfg(test)]
mod registry;
