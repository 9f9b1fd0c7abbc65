//! The nearest right spelling, for messages.

use alloc::vec::Vec;

/// The word most like the one written; `None` when none is near (more than a third of its letters away).
#[must_use]
pub fn nearest<'a>(written: &str, accepted: &[&'a str]) -> Option<&'a str> {
    let limit = written.chars().count().max(3) / 3;
    accepted
        .iter()
        .map(|word| (distance(written, word), *word))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// Levenshtein's distance, case ignored, with a swap of neighbours counted as one (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let letters = |text: &str| -> Vec<char> { text.chars().take(64).map(|c| c.to_ascii_lowercase()).collect() };
    let (a, b) = (letters(a), letters(b));
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, &ca) in a.iter().enumerate() {
        let mut next: Vec<usize> = alloc::vec![i + 1];
        for (j, &cb) in b.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX / 2);
            let mut best = (at(&row, j) + usize::from(ca != cb)).min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            let swapped = j > 0 && i > 0 && a.get(i - 1) == Some(&cb) && b.get(j - 1) == Some(&ca);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            next.push(best);
        }
        before = core::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_finds_its_word() {
        let accepted = ["points", "limit", "halfLife", "page"];
        assert_eq!(nearest("point", &accepted), Some("points"));
        assert_eq!(nearest("halflife", &accepted), Some("halfLife"));
        assert_eq!(nearest("lmiit", &accepted), Some("limit"));
        assert_eq!(nearest("pgae", &accepted), Some("page"));
    }

    #[test]
    fn a_word_of_its_own_finds_none() {
        assert_eq!(nearest("colour", &["points", "limit"]), None);
        assert_eq!(nearest("", &["points"]), None);
    }
}
