//! Errors as they are pasted, and what becomes of them.

#[cfg(test)]
mod cases;
