//! What the shell asks inside a transaction of the store: see [`outbox`](crate::outbox).

use crate::{
    encode_object,
    event::{Claimed, Outcome},
    json::{Encode, Writer, read_leniently},
    object,
    outbox::{self, Settled},
    time::Millis,
    write_object,
};
use alloc::{string::String, vec::Vec};

object! {
    /// All records of the store, by key.
    container Claiming {
        tab: u32 = "tab",
        early: bool = "early",
        records: Vec<(String, String)> = "records",
    }
}

object! {
    /// A record and how the attempt to deliver it ended.
    container Settling {
        tab: u32 = "tab",
        outcome: Outcome = "outcome",
        jitter: u32 = "jitter",
        record: String = "record",
    }
}

/// `{"tab", "early", "records": {key: record}}` gives `{"id"?, "record"?, "event"}`: what to write back, if anything, and the event to
/// dispatch once the transaction has completed. See [`outbox::claim`].
#[must_use]
pub fn claim(now: Millis, question: &str) -> String {
    let Claiming { tab, early, records } = read_leniently(question);
    let claim = outbox::claim(records.iter().map(|(key, record)| (key.as_str(), record.as_str())), now, tab, early);
    let (id, record) = claim.write.unzip();
    encode_object!("id record event", id, record, claim.claimed)
}

/// `{"tab", "outcome", "jitter", "record"}` gives `{"record"}` to write back, `{"remove": true}`, or `{}` to leave it as it is.
/// See [`outbox::settle`].
#[must_use]
pub fn settle(now: Millis, question: &str) -> String {
    let Settling { tab, outcome, jitter, record } = read_leniently(question);
    let (remove, record) = match outbox::settle(&record, tab, &outcome, now, jitter) {
        Settled::Delete => (Some(true), None),
        Settled::Keep(record) => (None, Some(record)),
        Settled::Leave => (None, None),
    };
    encode_object!("remove record", remove, record)
}

/// As the event that answers a claim.
impl Encode for Claimed {
    fn encode(&self, out: &mut Writer) {
        let (lead, later, failed) = match self {
            Claimed::Lead(entry) => (Some(entry), None, None),
            Claimed::Later(time) => (None, Some(time), None),
            Claimed::Nothing => (None, None, Some(false)),
            Claimed::Failed => (None, None, Some(true)),
        };
        write_object!(out, "type lead later failed", *"claimAnswered", lead, later, failed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Event,
        json::{encode, parse},
        outbox::{Entry, Format},
    };

    fn entry() -> Entry {
        let mut entry = Entry::new("lead-1".into(), "https://hooks.example/".into(), Format::Simple, "{}".into(), Millis(1_000), 7);
        entry.queue();
        entry
    }

    #[test]
    fn a_claim_writes_the_lease_and_answers_with_an_event() {
        let records = encode(&vec![("lead-1".to_owned(), entry().to_record()), ("garbage".to_owned(), "?".to_owned())]);
        let answer = claim(Millis(2_000), &format!(r#"{{"tab":9,"early":false,"records":{records}}}"#));
        let node = parse(&answer).expect("JSON");
        let crate::json::Value::Object(members) = &node.value else { panic!("an object") };
        let text = |place: usize| encode_node(&members[place].node);
        assert_eq!(text(0), "\"lead-1\"");
        assert!(text(1).contains(r#"\"lease\":{\"tab\":9"#), "{}", text(1));
        let Some(Event::ClaimAnswered(Claimed::Lead(claimed))) = Event::from_json(&text(2)) else { panic!("{}", text(2)) };
        assert_eq!((claimed.id.as_str(), claimed.attempts), ("lead-1", 1));
    }

    fn encode_node(node: &crate::json::Node) -> String {
        let mut out = Writer::default();
        out.node(node);
        out.finish()
    }

    #[test]
    fn an_empty_store_and_one_that_waits_are_told_apart() {
        assert_eq!(claim(Millis(0), r#"{"tab":1,"records":{}}"#), r#"{"event":{"type":"claimAnswered","failed":false}}"#);
        for claimed in [Claimed::Nothing, Claimed::Failed, Claimed::Later(Millis(60_000))] {
            assert_eq!(Event::from_json(&encode(&claimed)), Some(Event::ClaimAnswered(claimed)));
        }
    }

    #[test]
    fn a_settlement_removes_writes_back_or_leaves() {
        let mut held = entry();
        held.renew(Millis(2_000), 9);
        let question =
            |outcome: &str, record: &str| format!(r#"{{"tab":9,"jitter":500,"outcome":{outcome},"record":{}}}"#, encode(&record));
        let settled = |outcome: &str| settle(Millis(3_000), &question(outcome, &held.to_record()));
        assert_eq!(settled(r#"{"status":200}"#), r#"{"remove":true}"#);
        assert!(settled(r#"{"status":500}"#).contains(r#"\"lastStatus\":500"#));
        assert_eq!(settle(Millis(3_000), &question(r#"{"status":200}"#, "garbage")), "{}");
    }
}
