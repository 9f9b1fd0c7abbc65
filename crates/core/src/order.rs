//! Sorting a handful of things. The standard sort is fast on many and costs 1 kB of wasm for every type it is used on.

use alloc::vec::Vec;

/// Puts an item into a sorted list, behind its equals: `before` says that its first argument belongs strictly before its second.
pub(crate) fn insert<T>(sorted: &mut Vec<T>, item: T, before: impl Fn(&T, &T) -> bool) {
    let at = sorted.iter().position(|other| before(&item, other)).unwrap_or(sorted.len());
    sorted.insert(at, item);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_sorts_like_the_standard_one(items in prop::collection::vec((0u8..5, any::<u8>()), 0..20)) {
            let mut ours = Vec::new();
            for item in items.clone() {
                super::insert(&mut ours, item, |a, b| a.0 < b.0);
            }
            let mut standard = items;
            standard.sort_by_key(|item| item.0);
            prop_assert_eq!(ours, standard);
        }
    }
}
