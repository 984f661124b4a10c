//! Tests of the readers of templates.

#[cfg(test)]
mod cdk;
#[cfg(test)]
mod cloudformation;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod shown;
#[cfg(test)]
mod terraform;
#[cfg(test)]
mod verdicts;
