//! What backends receive and clients get: the cases of `tests/respond`, and properties of
//! mapping expressions.

mod cases;
mod expressions;
