//! The Regions of AWS.

use std::{collections::HashSet, sync::LazyLock};

use can_invoke_source::words;

use crate::lines;

const REGIONS: &str = include_str!("../data/regions.txt");

/// A Region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// Its code: `eu-west-1`.
    pub name: &'static str,
    /// The partition that it belongs to: `aws`.
    pub partition: &'static str,
}

/// All Regions, in order of their codes.
pub fn regions() -> impl Iterator<Item = Region> {
    lines(REGIONS).filter_map(|line| {
        let (name, partition) = line.split_once(' ')?;
        Some(Region { name, partition })
    })
}

/// The Region of this code.
pub fn region(name: &str) -> Option<Region> {
    regions().find(|region| region.name == name)
}

/// Whether there is a Region of this code.
pub fn is_region(name: &str) -> bool {
    static NAMES: LazyLock<HashSet<&str>> =
        LazyLock::new(|| regions().map(|region| region.name).collect());
    NAMES.contains(name)
}

/// The Region that was probably meant: two neighbouring letters may be exchanged, as in
/// `us-esat-1`, or a letter be wrong.
pub fn nearest_region(name: &str) -> Option<&'static str> {
    let names: Vec<&'static str> = regions().map(|region| region.name).collect();
    words::nearest(name, &names)
}
