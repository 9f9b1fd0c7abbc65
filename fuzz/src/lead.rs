use limen_core::{lead::Lead, outbox};

/// A lead, as the receiver gets it from anybody: read or refused without a panic; what was read is written and read again as the same lead.
/// The record of the outbox, which pages keep it in, likewise.
pub fn lead(text: &str) {
    if let Ok(lead) = Lead::from_json(text) {
        let written = lead.to_json();
        assert_eq!(Lead::from_json(&written).as_ref(), Ok(&lead), "written as {written}");
        assert_eq!(Lead::from_json(&written).map(|lead| lead.to_json()), Ok(written.clone()), "written twice");
    }
    if let Some(entry) = outbox::Entry::from_record(text) {
        let written = entry.to_record();
        assert_eq!(outbox::Entry::from_record(&written).as_ref(), Some(&entry), "written as {written}");
    }
}
