//! Effects, written.

use crate::{
    Effect,
    effect::Source,
    event::ACTIVITY_INTERVAL,
    json::{Encode, Writer},
    outbox::{Attempt, Mode},
    write_object,
};

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
            Effect::StoreLead(entries) => effect!("type entries", "storeLead", entries),
            Effect::ClaimLead { tab, early } => effect!("type tab early", "claimLead", tab, early),
            Effect::Send(attempt) => effect!("type attempt", "send", attempt),
            Effect::SettleLead { key, tab, outcome, jitter } => {
                effect!("type key tab outcome jitter", "settleLead", key, tab, outcome, jitter)
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
        let Attempt { key, url, headers, body, mode, redirect, ack, keepalive, deadline } = self;
        let mode = match mode {
            Mode::Cors => "cors",
            Mode::Blind => "no-cors",
        };
        let keys = "key url body mode redirect ack keepalive deadline headers";
        write_object!(out, keys, key, url, body, *mode, redirect, ack, keepalive, deadline, headers);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{json::encode, outbox::Redirect, time::Millis};

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
            key: "1.2".into(),
            url: "https://hooks.example/".into(),
            headers: vec![("Content-Type", "application/json".into()), ("webhook-id", "1".into())],
            body: "{}".into(),
            mode: Mode::Blind,
            redirect: Redirect::Manual,
            ack: Some("1".into()),
            keepalive: true,
            deadline: 15_000,
        };
        let expected = concat!(
            r#"{"key":"1.2","url":"https://hooks.example/","body":"{}","mode":"no-cors","redirect":"manual","ack":"1","keepalive":true,"#,
            r#""deadline":15000,"headers":{"Content-Type":"application/json","webhook-id":"1"}}"#
        );
        assert_eq!(encode(&attempt), expected);
    }
}
