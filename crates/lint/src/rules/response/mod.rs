//! What clients are answered: responses and their mappings.


