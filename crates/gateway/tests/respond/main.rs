//! What backends receive and clients get: the cases of `tests/respond`, and properties of
//! mapping expressions.

#[cfg(test)]
mod cases;
#[cfg(test)]
mod expressions;
