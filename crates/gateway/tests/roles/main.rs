//! Ways through roles, over worlds that are made up.

#[cfg(test)]
mod chains;
#[cfg(test)]
mod chosen;
#[cfg(test)]
mod search;
