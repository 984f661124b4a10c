//! What people and programs get, over the examples and all cases of `tests/cases`.

#[cfg(test)]
mod chains;
#[cfg(test)]
mod ci;
#[cfg(test)]
mod ci_tests;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod picture;
#[cfg(test)]
mod picture_ways;
#[cfg(test)]
mod routes;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod situations;
#[cfg(test)]
mod suite;
#[cfg(test)]
mod text;
#[cfg(test)]
mod text_deployment;
