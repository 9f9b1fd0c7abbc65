//! Sorting a handful of things. The standard sort is fast on many and costs 1 kB of wasm for every type it is used on.

/// Sorts in place, keeping the order of equals (insertion sort): `before` says that its first argument belongs strictly before its second.
pub(crate) fn sort<T>(items: &mut [T], before: impl Fn(&T, &T) -> bool) {
    for end in 1..items.len() {
        for at in (1..=end).rev() {
            match items.get(at - 1..=at) {
                Some([left, right]) if before(right, left) => items.swap(at - 1, at),
                _ => break,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_sorts_like_the_standard_one(items in prop::collection::vec((0u8..5, any::<u8>()), 0..20)) {
            let (mut ours, mut standard) = (items.clone(), items);
            super::sort(&mut ours, |a, b| a.0 < b.0);
            standard.sort_by_key(|item| item.0);
            prop_assert_eq!(ours, standard);
        }
    }
}
