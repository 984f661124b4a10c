//! Integrations: how they are read, whose permission they need, and who refers to what.

#[cfg(test)]
mod pasted;
#[cfg(test)]
mod permission;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod references;
#[cfg(test)]
mod support;
