//! Effects, written.

use crate::{
    Effect,
    effect::Source,
    event::ACTIVITY_INTERVAL,
    json::{Encode, Writer, push_integer},
    outbox::{Attempt, Entry, Mode, id_of},
    time::Span,
    write_object,
};
use alloc::string::String;

impl Encode for Effect {
    fn encode(&self, out: &mut Writer) {
        macro_rules! effect {
            ($keys:literal, $kind:literal $(, $value:expr)*) => {{
                write_object!(out, $keys, *$kind $(, $value)*);
            }};
        }
        match self {
            Effect::LoadSnapshot => effect!("type", "loadSnapshot"),
            Effect::SaveSnapshot(text) => effect!("type text", "saveSnapshot", text),
            Effect::Erase { leads } => effect!("type leads", "erase", leads),
            Effect::Listen(source) => effect!("type source interval", "listen", source, ACTIVITY_INTERVAL),
            Effect::WakeAt(time) => effect!("type time", "wakeAt", time.map(|time| time.0)),
            Effect::LoadAddOns(names) => effect!("type names", "loadAddOns", *names),
            Effect::AskToShow { campaign } => effect!("type campaign", "askToShow", campaign),
            Effect::Draw(popup) => effect!("type popup", "draw", **popup),
            Effect::Show => effect!("type", "show"),
            Effect::Update(update) => effect!("type update", "update", **update),
            Effect::Hide => effect!("type", "hide"),
            Effect::LoadAddresses => effect!("type", "loadAddresses"),
            Effect::PrepareLead { id, lead } => effect!("type id lead", "prepareLead", id, lead),
            Effect::LookForOutbox => effect!("type", "lookForOutbox"),
            Effect::StoreLead(entries) => {
                effect!("type id put", "storeLead", entries.first().map(Entry::id), Put(entries));
            }
            Effect::MarkDelivered { key, record } => effect!("type key record", "markDelivered", key, record),
            Effect::ClaimLead { tab, early } => effect!("type tab early", "claimLead", tab, early),
            Effect::Send(attempt) => effect!("type attempt", "send", attempt),
            Effect::SendClaimed => effect!("type", "sendClaimed"),
            Effect::SettleLead { key, tab, outcome, jitter } => {
                effect!("type key tab outcome jitter", "settleLead", key, tab, outcome, jitter)
            }
            Effect::Emit { name, detail } => effect!("type name detail", "emit", name, detail),
            Effect::Warn(text) => effect!("type text", "warn", text),
        }
    }
}

/// The records to put, by key.
struct Put<'a>(&'a [Entry]);

impl Encode for Put<'_> {
    fn encode(&self, out: &mut Writer) {
        out.open('{');
        for entry in self.0 {
            out.key(&entry.key);
            out.string(&entry.to_record());
        }
        out.close('}');
    }
}

impl Encode for Source {
    fn encode(&self, out: &mut Writer) {
        out.string(match self {
            Source::Scroll => "scroll",
            Source::ExitIntent => "exitIntent",
            Source::Engagement => "engagement",
        });
    }
}

impl Encode for Attempt {
    fn encode(&self, out: &mut Writer) {
        let Attempt { key, request, keepalive, deadline, .. } = self;
        let mode = match request.mode {
            Mode::Cors => "cors",
            Mode::Blind => "no-cors",
        };
        let ack = request.ack.then(|| id_of(key));
        let keys = "key url body mode redirect ack keepalive deadline headers";
        write_object!(out, keys, key, request.url, request.body, *mode, *request.redirect(), ack, keepalive, deadline, Headers(self));
    }
}

struct Headers<'a>(&'a Attempt);

impl Encode for Headers<'_> {
    fn encode(&self, out: &mut Writer) {
        let Attempt { key, request, at, .. } = self.0;
        out.open('{');
        let mut header = |name: &str, value: &str| {
            out.key(name);
            out.string(value);
        };
        header("Content-Type", &request.content_type);
        // A blind request may not have them.
        if request.identified && request.mode == Mode::Cors {
            let mut seconds = String::new();
            push_integer(&mut seconds, at.0.div_euclid(Span::SECOND.0));
            header("webhook-id", id_of(key));
            header("webhook-timestamp", &seconds);
            header("Idempotency-Key", id_of(key));
        }
        out.close('}');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{json::encode, outbox::Format, time::Millis};

    #[test]
    fn an_effect_is_its_name_and_its_members() {
        let effects = vec![
            Effect::LoadSnapshot,
            Effect::WakeAt(Some(Millis(5))),
            Effect::WakeAt(None),
            Effect::Listen(Source::ExitIntent),
            Effect::Emit { name: "limen:ready", detail: "{\"site\":\"acme\"}".into() },
        ];
        let expected = [
            r#"{"type":"loadSnapshot"}"#,
            r#"{"type":"wakeAt","time":5}"#,
            r#"{"type":"wakeAt"}"#,
            r#"{"type":"listen","source":"exitIntent","interval":5000}"#,
            r#"{"type":"emit","name":"limen:ready","detail":"{\"site\":\"acme\"}"}"#,
        ];
        assert_eq!(encode(&effects), format!("[{}]", expected.join(",")));
    }

    #[test]
    fn an_attempt_is_a_request_ready_to_send() {
        let request = Format::Json.request("https://hooks.example/".into(), true, "{}".into());
        let mut attempt = Entry::new("1.2".into(), request, Millis(7_900), 7).attempt(Millis(7_900));
        let expected = concat!(
            r#"{"key":"1.2","url":"https://hooks.example/","body":"{}","mode":"cors","redirect":"manual","ack":"1","keepalive":true,"#,
            r#""deadline":15000,"headers":{"Content-Type":"application/json","webhook-id":"1","webhook-timestamp":"7","Idempotency-Key":"1"}}"#
        );
        assert_eq!(encode(&attempt), expected);

        attempt.request.mode = Mode::Blind;
        let text = encode(&attempt);
        assert!(text.contains(r#""mode":"no-cors","redirect":"follow""#), "browsers refuse any other: {text}");
        assert!(text.ends_with(r#""headers":{"Content-Type":"application/json"}}"#), "a blind request has no header of its own: {text}");
        (attempt.request.mode, attempt.request.follow) = (Mode::Cors, true);
        assert!(encode(&attempt).contains(r#""mode":"cors","redirect":"follow""#));
    }
}
