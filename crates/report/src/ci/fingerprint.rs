//! What a finding is known by from run to run.

use sha2::{Digest as _, Sha256};

/// The fingerprint `canInvoke/v1` of a finding: the same for the same mistake when lines move
/// or the document is formatted otherwise, in every version and on every machine.
///
/// `rule` is the id of the rule, `path` the path of the document from the root of the
/// repository, `subject` what the finding is about without the name of the file (statements by
/// their `Sid`), and `ordinal` how many findings with the same three come before it. Out comes
/// the first half of the SHA-256 of them, in 32 hexadecimal digits. A fingerprint decides
/// which finding somebody accepted, and documents come from strangers: a hash for which they
/// could make two subjects of one fingerprint would let them hide a finding behind another.
pub fn fingerprint(rule: &str, path: &str, subject: &str, ordinal: usize) -> String {
    let mut hash = Sha256::new();
    for part in ["canInvoke/v1", rule, path, subject, &ordinal.to_string()] {
        // The length before each part: no two lists of parts make the same bytes.
        hash.update(format!("{}:", part.len()));
        hash.update(part);
    }
    let digest = hash.finalize();
    let half = digest.iter().take(16);
    half.map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Baselines of users hold such values: one that changes is a new `canInvoke/v2`.
    #[test]
    fn it_never_changes() {
        let print = fingerprint("RP104", "infra/api.yaml", "policy / Pets / Resource", 0);
        assert_eq!(print, "2269949735498d4b18724a4d96a32a44");
    }

    #[test]
    fn every_part_counts() {
        let all = [
            fingerprint("RP104", "a", "b", 0),
            fingerprint("RP105", "a", "b", 0),
            fingerprint("RP104", "c", "b", 0),
            fingerprint("RP104", "a", "c", 0),
            fingerprint("RP104", "a", "b", 1),
            fingerprint("RP104", "a1:b", "", 0),
        ];
        let distinct: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
    }
}
