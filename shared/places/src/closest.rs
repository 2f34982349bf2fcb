//! "Did you mean": communes whose name, or whose former parts' names, are a slip or two away.

use std::sync::LazyLock;

use crate::{
    key::search_key,
    units::{Commune, communes, former_communes},
};

/// A remedy with more names than this is no help.
const NAMES_MAX: usize = 5;

/// A name as it is searched for, and a commune of today it leads to.
pub(crate) type Name = (String, &'static Commune);

/// Today's communes nearest to `key`, nearest first. One slip is forgiven in a short name, two in a longer one.
pub(crate) fn closest(key: &str, names: impl Iterator<Item = &'static Name>) -> Vec<&'static Commune> {
    let length = key.chars().count();
    let slips_max = if length <= 5 { 1 } else { 2 };
    let mut near: Vec<(usize, &'static Commune)> = names
        // Whole sentences are not compared letter by letter.
        .filter(|(name, _)| name.chars().count().abs_diff(length) <= slips_max)
        .map(|(name, commune)| (distance(key, name), *commune))
        .filter(|(distance, _)| *distance <= slips_max)
        .collect();
    near.sort_by_key(|(distance, commune)| (*distance, commune.code));
    let mut found: Vec<&'static Commune> = Vec::new();
    for (_, commune) in near {
        if found.len() < NAMES_MAX && !found.contains(&commune) {
            found.push(commune);
        }
    }
    found
}

/// Every name we know.
pub(crate) fn all_names() -> impl Iterator<Item = &'static Name> {
    static NAMES: LazyLock<Vec<Name>> = LazyLock::new(|| {
        let today = communes().iter().map(|commune| (search_key(commune.name), commune));
        let former = former_communes().iter();
        let former = former.flat_map(|former| former.now().map(|commune| (search_key(former.name), commune)));
        today.chain(former).collect()
    });
    NAMES.iter()
}

/// Letters to put in, take out or change to get from one to the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, letter) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, other) in to.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *other);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted() {
        for (from, to, slips) in [("quan ba", "quan ba", 0), ("quan pa", "quan ba", 1), ("qan ba", "quan ba", 1)] {
            assert_eq!(distance(from, to), slips, "{from} {to}");
        }
        assert_eq!((distance("", "abc"), distance("kitten", "sitting")), (3, 3));
    }
}
