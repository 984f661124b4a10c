//! Few blocks of combinations in place of many combinations.

/// A set of combinations: for each dimension the cells it may be in.
pub(super) type Block = Vec<Vec<usize>>;

/// The most blocks that are made to reach as far as they can.
const MOST_GROWN: usize = 16;

/// The combinations that hold, as blocks that together cover just these. `sizes` says how
/// many cells each dimension has.
pub(super) fn of(sizes: &[usize], mut holds: impl FnMut(&[usize]) -> bool) -> Vec<Block> {
    let mut table = Table {
        sizes: sizes.to_vec(),
        holds: Vec::new(),
    };
    let mut blocks: Vec<Block> = Vec::new();
    let mut choice = vec![0; sizes.len()];
    loop {
        let is_in = holds(&choice);
        table.holds.push(is_in);
        if is_in {
            blocks.push(choice.iter().map(|cell| vec![*cell]).collect());
        }
        if !advance(&mut choice, sizes) {
            break;
        }
    }
    merge(&mut blocks);
    if blocks.len() <= MOST_GROWN {
        blocks.iter_mut().for_each(|block| table.grow(block));
        drop_covered(&mut blocks);
    }
    blocks
}

/// Counts on to the next combination, the last dimension first; `false` after the last.
fn advance(choice: &mut [usize], sizes: &[usize]) -> bool {
    for (digit, size) in choice.iter_mut().zip(sizes).rev() {
        *digit += 1;
        if *digit < *size {
            return true;
        }
        *digit = 0;
    }
    false
}

/// Joins blocks that differ in one dimension only, until none are left.
fn merge(blocks: &mut Vec<Block>) {
    let dimensions = blocks.first().map_or(0, Vec::len);
    for dimension in (0..dimensions).rev() {
        let mut joined: std::collections::BTreeMap<Block, Vec<usize>> =
            std::collections::BTreeMap::new();
        for mut block in blocks.drain(..) {
            let own = block.remove(dimension);
            joined.entry(block).or_default().extend(own);
        }
        blocks.extend(joined.into_iter().map(|(mut others, mut own)| {
            own.sort_unstable();
            others.insert(dimension, own);
            others
        }));
    }
}

/// Leaves out blocks that lie within another.
fn drop_covered(blocks: &mut Vec<Block>) {
    let covers = |outer: &Block, inner: &Block| {
        outer
            .iter()
            .zip(inner)
            .all(|(outer, inner)| inner.iter().all(|cell| outer.contains(cell)))
    };
    let mut kept: Vec<Block> = Vec::new();
    for block in blocks.drain(..) {
        if kept.iter().any(|other| covers(other, &block)) {
            continue;
        }
        kept.retain(|other| !covers(&block, other));
        kept.push(block);
    }
    *blocks = kept;
}

/// Which combinations hold, in the order in which [`advance`] counts.
struct Table {
    sizes: Vec<usize>,
    holds: Vec<bool>,
}

impl Table {
    /// Adds cells to a block as long as all its combinations hold: what does not matter
    /// is then not asked for.
    fn grow(&self, block: &mut Block) {
        for dimension in 0..self.sizes.len() {
            let size = self.sizes.get(dimension).copied().unwrap_or(0);
            let mut grown = Vec::new();
            for cell in 0..size {
                let mut slice = block.clone();
                if let Some(chosen) = slice.get_mut(dimension) {
                    *chosen = vec![cell];
                }
                if self.holds_all(&slice) {
                    grown.push(cell);
                }
            }
            if let Some(chosen) = block.get_mut(dimension) {
                *chosen = grown;
            }
        }
    }

    fn holds_all(&self, block: &Block) -> bool {
        let mut places = vec![0];
        for (cells, size) in block.iter().zip(&self.sizes) {
            places = places
                .iter()
                .flat_map(|place| cells.iter().map(move |cell| place * size + cell))
                .collect();
        }
        places
            .into_iter()
            .all(|place| self.holds.get(place) == Some(&true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The blocks of the combinations that hold, checked to cover just these.
    fn checked(sizes: &[usize], mut holds: impl FnMut(&[usize]) -> bool) -> Vec<Block> {
        let blocks = of(sizes, |choice: &[usize]| holds(choice));
        let mut choice = vec![0; sizes.len()];
        loop {
            let is_covered = blocks.iter().any(|block| {
                block
                    .iter()
                    .zip(&choice)
                    .all(|(cells, cell)| cells.contains(cell))
            });
            assert_eq!(is_covered, holds(&choice), "{choice:?}");
            if !advance(&mut choice, sizes) {
                return blocks;
            }
        }
    }

    #[test]
    fn nothing_and_everything() {
        assert!(checked(&[3, 2], |_| false).is_empty());
        assert_eq!(checked(&[3, 2], |_| true), [[vec![0, 1, 2], vec![0, 1]]]);
        assert_eq!(checked(&[], |_| true), [Block::new()]);
    }

    #[test]
    fn what_does_not_matter_is_not_asked_for() {
        let either = checked(&[3, 3], |choice| choice[0] == 1 || choice[1] == 2);
        assert_eq!(either, [[vec![1], vec![0, 1, 2]], [vec![0, 1, 2], vec![2]]]);
        let both = checked(&[3, 3], |choice| choice[0] == 1 && choice[1] == 2);
        assert_eq!(both, [[vec![1], vec![2]]]);
    }

    #[test]
    fn many_patches_are_covered_all_the_same() {
        // Far more blocks than are grown.
        checked(&[9, 9, 2], |choice| {
            (choice[0] * 7 + choice[1] * 3 + choice[2]) % 4 == 1
        });
        checked(&[2, 2, 2, 2, 2], |choice| {
            choice.iter().sum::<usize>() % 2 == 0
        });
    }
}
