//! Loading inventories: every kind of document, how they are brought together, and what is
//! said about those that cannot be read.

#[cfg(test)]
mod authorizers;
#[cfg(test)]
mod aws_cli;
#[cfg(test)]
mod binding;
#[cfg(test)]
mod deployed;
#[cfg(test)]
mod domain_names;
#[cfg(test)]
mod example;
#[cfg(test)]
mod iam;
#[cfg(test)]
mod malformed;
#[cfg(test)]
mod native;
#[cfg(test)]
mod spans;
#[cfg(test)]
mod support;
#[cfg(test)]
mod unattached;
#[cfg(test)]
mod usage;
#[cfg(test)]
mod vpc_endpoints;
#[cfg(test)]
mod written;
