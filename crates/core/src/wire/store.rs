//! What the shell asks inside a transaction of the store: see [`outbox`](crate::outbox).

use crate::{
    encode_object,
    event::Outcome,
    json::{Encode, Writer, read_leniently},
    object,
    outbox::{self, Changes, Claimed, Entry, Report, Rung},
    time::Millis,
    words, write_object,
};
use alloc::{string::String, vec::Vec};

words! {
    /// Which transaction: an effect's type, or the owner's question.
    enum Kind {
        Store = "storeLead",
        Claim = "claimLead",
        Settle = "settleLead",
        List = "listLeads",
    }
}

object! {
    /// The effect that asks for a transaction, the rung it takes place on, and all records there.
    container Question {
        kind: Option<Kind> = "type",
        rung: Rung = "rung",
        records: Vec<(String, String)> = "records",
        put: Vec<(String, String)> = "put",
        tab: u32 = "tab",
        early: bool = "early",
        key: String = "key",
        outcome: Outcome = "outcome",
        jitter: u32 = "jitter",
    }
}

/// An effect (`storeLead`, `claimLead`, `settleLead`) with `"rung"` and `"records": {key: record}` gives `{"put": {key: record}, "remove": [key],
/// "events": […], "attempt"?}`: what to write, the events to dispatch once that is done, and the attempt that a claim has made ready.
/// `{"type": "listLeads", "rung", "records"}` gives `{"list"}`, JSON text for the owner; none below the durable rung, where nobody knows what
/// waits above. See [`outbox::store`], [`outbox::claim`],
/// [`outbox::settle`], [`outbox::list`].
#[must_use]
pub fn transact(now: Millis, question: &str) -> String {
    let Question { kind, rung, records, put, tab, early, key, outcome, jitter } = read_leniently(question);
    let changes = match kind {
        Some(Kind::Store) => {
            let entries = put.iter().filter_map(|(_, record)| Entry::from_record(record)).collect();
            outbox::store(&records, entries, rung, now)
        }
        Some(Kind::Claim) => outbox::claim(&records, rung, now, tab, early),
        Some(Kind::Settle) => outbox::settle(&records, &key, tab, &outcome, now, jitter),
        Some(Kind::List) => return encode_object!("list", (rung == Rung::Durable).then(|| outbox::list(&records))),
        None => Changes::default(),
    };
    encode_object!("put remove events attempt", changes.put, changes.remove, changes.reports, changes.attempt)
}

/// As the event that answers.
impl Encode for Report {
    fn encode(&self, out: &mut Writer) {
        match self {
            Report::Stored { id, durable, held, bound } => {
                write_object!(out, "type id durable held bound", *"leadStored", id, durable, held, bound);
            }
            Report::NotStored { id } => {
                write_object!(out, "type id", *"leadNotStored", id);
            }
            Report::Claimed(claimed) => {
                let (lead, later, nothing) = match claimed {
                    Claimed::Lead { key, until } => (Some((key, until.0)), None, None),
                    Claimed::Later(time) => (None, Some(time.0), None),
                    Claimed::Nothing => (None, None, Some(true)),
                    Claimed::Failed => (None, None, None),
                };
                let (key, until) = lead.unzip();
                write_object!(out, "type key until later nothing", *"claimAnswered", key, until, later, nothing);
            }
            Report::Settled { key } => {
                write_object!(out, "type key", *"leadSettled", key);
            }
            Report::GivenUp(status) => {
                write_object!(out, "type status", *"leadGivenUp", status);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Event,
        json::{encode, parse},
        outbox::Format,
    };

    fn entry(tab: u32) -> Entry {
        let request = Format::Simple.request("https://hooks.example/".into(), false, "{}".into());
        Entry::new("lead-1".into(), request, Millis(1_000), tab)
    }

    fn ask(kind: &str, members: &str, records: &[(&str, String)]) -> String {
        let records: Vec<(String, String)> = records.iter().map(|(key, record)| ((*key).to_owned(), record.clone())).collect();
        transact(Millis(2_000), &format!(r#"{{"type":"{kind}","rung":"durable","records":{}{members}}}"#, encode(&records)))
    }

    /// A member of an answer, as text.
    fn member(answer: &str, key: &str) -> String {
        let mut out = Writer::default();
        out.node(parse(answer).expect("JSON").member(key).expect("there"));
        out.finish()
    }

    #[test]
    fn every_report_reads_back_as_the_event_that_it_is_written_as() {
        let reports = [
            Report::Stored { id: "lead-1".into(), durable: true, held: vec!["lead-1".into()], bound: vec!["lead-1.1".into()] },
            Report::NotStored { id: "lead-1".into() },
            Report::Claimed(Claimed::Lead { key: "lead-1".into(), until: Millis(21_000) }),
            Report::Claimed(Claimed::Later(Millis(60_000))),
            Report::Claimed(Claimed::Nothing),
            Report::Claimed(Claimed::Failed),
            Report::Settled { key: "lead-1.2".into() },
            Report::GivenUp("{}".into()),
        ];
        for report in reports {
            assert_eq!(Event::from_json(&encode(&report)), Some(Event::Outbox(report)));
        }
    }

    #[test]
    fn a_lead_goes_in_is_claimed_and_settled_over_the_border() {
        let stored = ask("storeLead", &format!(r#","put":{}"#, encode(&vec![("lead-1".to_owned(), entry(7).to_record())])), &[]);
        assert!(member(&stored, "put").contains(r#""lead-1":"{\"v\":2"#), "{stored}");
        assert!(
            member(&stored, "events").contains(r#"{"type":"leadStored","id":"lead-1","durable":true,"held":[],"bound":[]}"#),
            "{stored}"
        );

        let mut waiting = entry(7);
        waiting.queue();
        let claimed = ask("claimLead", r#","tab":9,"early":false"#, &[("lead-1", waiting.to_record()), ("garbage", "?".to_owned())]);
        assert!(member(&claimed, "put").contains(r#"\"lease\":{\"tab\":9"#), "{claimed}");
        assert_eq!(member(&claimed, "events"), r#"[{"type":"claimAnswered","key":"lead-1","until":22000}]"#);
        assert!(member(&claimed, "attempt").starts_with(r#"{"key":"lead-1","url":"https://hooks.example/","body":"{}""#), "{claimed}");

        let settled =
            ask("settleLead", r#","key":"lead-1","tab":7,"jitter":500,"outcome":{"status":503}"#, &[("lead-1", entry(7).to_record())]);
        assert!(member(&settled, "put").contains(r#"\"lastStatus\":503"#), "{settled}");
        assert_eq!(member(&settled, "events"), r#"[{"type":"leadSettled","key":"lead-1"}]"#);
    }

    #[test]
    fn what_finds_no_room_is_said_so_and_no_question_changes_nothing() {
        let full: Vec<(String, String)> = (0..outbox::MOST_WAITING)
            .map(|number| format!("other-{number}"))
            .map(|key| (key.clone(), Entry { key, ..entry(9) }.to_record()))
            .collect();
        let put = encode(&vec![("lead-1".to_owned(), entry(7).to_record())]);
        let question = format!(r#"{{"type":"storeLead","rung":"durable","put":{put},"records":{}}}"#, encode(&full));
        assert_eq!(transact(Millis(0), &question), r#"{"put":{},"remove":[],"events":[{"type":"leadNotStored","id":"lead-1"}]}"#);
        assert_eq!(transact(Millis(0), "{}"), r#"{"put":{},"remove":[],"events":[]}"#);
    }

    #[test]
    fn the_owner_is_told_what_waits_and_nothing_of_what_was_typed() {
        let answer = ask("listLeads", "", &[("lead-1", entry(7).to_record()), ("garbage", "?".to_owned())]);
        let list = concat!(
            r#"[{"id":"lead-1","endpoint":"https://hooks.example/","state":"queued","since":"1970-01-01T00:00:01.000Z","attempts":1,"status":0},"#,
            r#"{"id":"garbage","state":"unreadable"}]"#
        );
        assert_eq!(answer, encode_object!("list", list));
    }

    #[test]
    fn the_owner_is_told_nothing_while_the_durable_rung_is_out_of_reach() {
        assert_eq!(transact(Millis(0), r#"{"type":"listLeads","rung":"spare","records":{}}"#), "{}");
    }
}
