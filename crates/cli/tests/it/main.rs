//! The command as its users run it: the built binary, its output, its exit status.

#[cfg(test)]
#[cfg(feature = "live")]
mod acting;
#[cfg(test)]
mod assumptions;
#[cfg(test)]
mod batch;
#[cfg(test)]
mod check;
#[cfg(test)]
mod coverage;
#[cfg(test)]
mod doors;
#[cfg(test)]
mod fetch;
#[cfg(test)]
mod help;
#[cfg(test)]
mod integrations;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod lint_fix;
#[cfg(test)]
mod lint_living;
#[cfg(test)]
mod lint_outputs;
#[cfg(test)]
mod lint_seed;
#[cfg(test)]
mod live_check;
#[cfg(test)]
mod malformed;
#[cfg(test)]
mod pictures;
#[cfg(test)]
mod readmes;
#[cfg(test)]
mod redact;
#[cfg(test)]
mod references;
#[cfg(test)]
mod respond;
#[cfg(test)]
mod roles;
#[cfg(test)]
mod routes;
#[cfg(test)]
mod rule_pages;
#[cfg(test)]
mod sequence;
#[cfg(test)]
mod support;
#[cfg(test)]
mod test;
#[cfg(test)]
mod why;
