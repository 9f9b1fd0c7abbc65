//! What the owner may know of the leads in a visitor's browser: no word of what the visitor typed.

use super::{Entry, Records, State, read_one};
use crate::{
    json::{Encode, Writer},
    write_object,
};
use alloc::string::String;

/// The status of an entry, as JSON: the lead's id, its endpoint, how far it has come, since when, attempts, and the last answer's HTTP status
/// (0: there was none).
struct Status<'a>(&'a Entry);

impl Encode for Status<'_> {
    fn encode(&self, out: &mut Writer) {
        let entry = self.0;
        let keys = "id endpoint state since attempts status";
        write_object!(out, keys, *entry.id(), entry.request.url, entry.state, entry.created, entry.attempts, entry.last_status);
    }
}

pub(super) fn of(entry: &Entry) -> String {
    crate::json::encode(&Status(entry))
}

/// The status of everything that waits, is parked or has expired, as a JSON list: `limen('parked', callback)`. What cannot be read is
/// named as well, by its key.
#[must_use]
pub fn list(records: &Records) -> String {
    let mut out = Writer::default();
    out.open('[');
    for (key, record) in records {
        match read_one(key, record) {
            Some(entry) if entry.state == State::Delivered => {}
            Some(entry) => Status(&entry).encode(&mut out),
            None => {
                write_object!(out, "id state", key, *"unreadable");
            }
        }
    }
    out.close(']');
    out.finish()
}
