//! Effects, written.

use crate::{
    Effect,
    effect::Source,
    event::ACTIVITY_INTERVAL,
    json::{Encode, Writer},
    outbox::Attempt,
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
            Effect::StoreLead(entry) => effect!("type id record", "storeLead", entry.id, entry.to_record()),
            Effect::ClaimLead { tab, early } => effect!("type tab early", "claimLead", tab, early),
            Effect::Send(attempt) => effect!("type attempt", "send", attempt),
            Effect::SettleLead { id, tab, outcome, jitter } => {
                effect!("type id tab outcome jitter", "settleLead", id, tab, outcome, jitter)
            }
            Effect::Emit { name, detail } => effect!("type name detail", "emit", name, detail),
            Effect::Warn(text) => effect!("type text", "warn", text),
        }
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
        let Attempt { id, url, content_type, headers, body, keepalive, deadline } = self;
        write_object!(out, "id url body keepalive deadline headers", id, url, body, keepalive, deadline, Headers(content_type, headers));
    }
}

/// The content type among the other headers.
struct Headers<'a>(&'a str, &'a [(&'static str, String)]);

impl Encode for Headers<'_> {
    fn encode(&self, out: &mut Writer) {
        out.open('{');
        out.key("Content-Type");
        out.string(self.0);
        for (name, value) in self.1 {
            out.key(name);
            out.string(value);
        }
        out.close('}');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{json::encode, time::Millis};

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
        let attempt = Attempt {
            id: "1".into(),
            url: "https://hooks.example/".into(),
            content_type: "application/json",
            headers: vec![("webhook-id", "1".into())],
            body: "{}".into(),
            keepalive: true,
            deadline: 15_000,
        };
        let headers = r#"{"Content-Type":"application/json","webhook-id":"1"}"#;
        let expected =
            format!(r#"{{"id":"1","url":"https://hooks.example/","body":"{{}}","keepalive":true,"deadline":15000,"headers":{headers}}}"#);
        assert_eq!(encode(&attempt), expected);
    }
}
