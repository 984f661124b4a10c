//! What is deployed, and what is not.


