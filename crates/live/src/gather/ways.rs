//! Whether a question needs the roles of the accounts, as the engine itself says.

use can_invoke_gateway::{Query, check};

use super::understood;
use crate::{collected::Collected, wanted::Ways};

/// Whether the roles are to be read, beside what was read.
pub(super) fn are_needed(collected: &Collected, ways: &Ways) -> bool {
    match ways {
        Ways::Never => false,
        Ways::Always => true,
        Ways::WhereNeeded(query) => looks_for_ways(collected, query),
    }
}

fn looks_for_ways(collected: &Collected, query: &Query) -> bool {
    // Without an API there is nothing that a way could lead to.
    if collected.apis.is_empty() {
        return false;
    }
    let Ok(finished) = collected.clone().finish(&understood::limits()) else {
        return true;
    };
    let Ok(answer) = check(&finished.loaded.inventory, query) else {
        return true;
    };
    let then = answer.role_paths_then.as_ref();
    answer.role_paths.not_searched.is_none() || then.is_some_and(|it| it.not_searched.is_none())
}
