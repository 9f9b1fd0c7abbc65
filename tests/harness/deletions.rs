//! Which leads a visitor has taken along by deleting the store. Tabs tell of it one by one, and what two of them did at the same moment is
//! told in any order.

use std::time::Instant;

/// The deletions of a run.
#[derive(Debug, Default)]
pub struct Deletions(Vec<Deletion>);

#[derive(Debug)]
struct Deletion {
    visitor: usize,
    /// What the deleting tab submits right after it has asked for the deletion: the browser keeps that order.
    before: usize,
    /// By when it had happened; not known of one whose tab was closed.
    ended: Option<Instant>,
}

impl Deletions {
    /// A visitor's tab asks for one, and submits this lead next.
    pub fn began(&mut self, visitor: usize, before: usize) {
        self.0.push(Deletion { visitor, before, ended: None });
    }

    /// It has happened.
    pub fn ended(&mut self, before: usize, at: Instant) {
        if let Some(deletion) = self.0.iter_mut().rfind(|deletion| deletion.before == before) {
            deletion.ended = Some(at);
        }
    }

    /// The browser is gone: what had not happened by now will not.
    pub fn browser_gone(&mut self, at: Instant) {
        for deletion in &mut self.0 {
            deletion.ended.get_or_insert(at);
        }
    }

    /// Whether one may have taken this lead of the visitor's: it was submitted before the end of another tab's, or of an earlier one.
    #[must_use]
    pub fn may_have_taken(&self, visitor: usize, lead: usize, submitted: Instant) -> bool {
        let mut others = self.0.iter().filter(|deletion| deletion.visitor == visitor && deletion.before != lead);
        others.any(|deletion| deletion.ended.is_none_or(|ended| submitted < ended))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const LEADS: [usize; 4] = [1, 2, 3, 4];

    /// Which of the leads, submitted a second apart, may be gone.
    fn taken(deletions: &Deletions, begun: Instant, visitor: usize) -> Vec<usize> {
        LEADS.into_iter().filter(|&lead| deletions.may_have_taken(visitor, lead, second(begun, lead))).collect()
    }

    fn second(begun: Instant, number: usize) -> Instant {
        begun + Duration::from_secs(number as u64)
    }

    #[test]
    fn a_deletion_may_take_what_another_tab_has_submitted_before_its_end_whatever_is_told_first() {
        let begun = Instant::now();
        let mut deletions = Deletions::default();
        assert!(taken(&deletions, begun, 7).is_empty());
        deletions.began(7, 2);
        assert_eq!(taken(&deletions, begun, 7), [1, 3, 4], "nobody knows when");
        deletions.ended(2, second(begun, 3) + Duration::from_millis(1));
        assert_eq!(taken(&deletions, begun, 7), [1, 3], "the deleting tab's own lead comes after it");
        assert!(taken(&deletions, begun, 8).is_empty(), "another visitor's");
    }

    #[test]
    fn a_deletion_under_way_ends_with_its_browser() {
        let begun = Instant::now();
        let mut deletions = Deletions::default();
        deletions.began(7, 3);
        deletions.browser_gone(second(begun, 3));
        assert_eq!(taken(&deletions, begun, 7), [1, 2]);
        // Handed out again, after the browser's restart.
        deletions.began(7, 3);
        deletions.ended(3, second(begun, 5));
        assert_eq!(taken(&deletions, begun, 7), [1, 2, 4]);
    }
}
