//! Effects, written.

use crate::{
    Effect,
    effect::Source,
    event::ACTIVITY_INTERVAL,
    json::{Encode, Writer},
    outbox::Attempt,
};

impl Encode for Effect {
    fn encode(&self, out: &mut Writer) {
        let mut write = |kind: &str, keys: &str, values: &[&dyn Encode]| {
            out.open('{');
            out.member("type", &kind);
            out.members(keys, values);
            out.close('}');
        };
        match self {
            Effect::LoadSnapshot => write("loadSnapshot", "", &[]),
            Effect::SaveSnapshot(text) => write("saveSnapshot", "text", &[text]),
            Effect::Erase { leads } => write("erase", "leads", &[leads]),
            Effect::Listen(source) => write("listen", "source interval", &[source, &ACTIVITY_INTERVAL]),
            Effect::WakeAt(time) => write("wakeAt", "time", &[&time.map(|time| time.0)]),
            Effect::AskToShow { campaign } => write("askToShow", "campaign", &[campaign]),
            Effect::Draw(popup) => write("draw", "popup", &[&**popup]),
            Effect::Show => write("show", "", &[]),
            Effect::Update(update) => write("update", "update", &[&**update]),
            Effect::Hide => write("hide", "", &[]),
            Effect::LoadAddresses => write("loadAddresses", "", &[]),
            Effect::LookForOutbox => write("lookForOutbox", "", &[]),
            Effect::StoreLead(entry) => write("storeLead", "id record", &[&entry.id, &entry.to_record()]),
            Effect::ClaimLead { tab, early } => write("claimLead", "tab early", &[tab, early]),
            Effect::Send(attempt) => write("send", "attempt", &[attempt]),
            Effect::SettleLead { id, tab, outcome, jitter } => {
                write("settleLead", "id tab outcome jitter", &[id, tab, outcome, jitter]);
            }
            Effect::Emit { name, detail } => write("emit", "name detail", &[name, detail]),
            Effect::Warn(text) => write("warn", "text", &[text]),
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
        out.open('{');
        out.members("id url body keepalive deadline", &[id, url, body, keepalive, deadline]);
        out.key("headers");
        out.open('{');
        out.member("Content-Type", content_type);
        for (name, value) in headers {
            out.member(name, value);
        }
        out.close('}');
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
