//! Events, read. A member that is missing or unfit takes its default: the shell must not lose an event over a page's odd title.

use crate::{
    Event,
    event::{Outcome, Page, Started},
    json::{Cursor, Decode, Encode, Node, Writer, parse},
    object,
    outbox::{Claimed, Report},
    words, write_object,
};
use alloc::{string::String, vec::Vec};

words! {
    /// Which event.
    enum Kind {
        Started = "started",
        SnapshotLoaded = "snapshotLoaded",
        PageViewed = "pageViewed",
        Scrolled = "scrolled",
        Active = "active",
        AttentionChanged = "attentionChanged",
        ExitIntended = "exitIntended",
        TimerFired = "timerFired",
        PageHidden = "pageHidden",
        PageRestored = "pageRestored",
        WentOnline = "wentOnline",
        Tracked = "tracked",
        Identified = "identified",
        ConsentGiven = "consentGiven",
        ShowRequested = "showRequested",
        HideRequested = "hideRequested",
        ForgetRequested = "forgetRequested",
        ShowAnswered = "showAnswered",
        FieldEdited = "fieldEdited",
        FieldLeft = "fieldLeft",
        Advanced = "advanced",
        WentBack = "wentBack",
        Shown = "shown",
        Dismissed = "dismissed",
        OfferTaken = "offerTaken",
        LeadPrepared = "leadPrepared",
        OutboxFound = "outboxFound",
        LeadStored = "leadStored",
        LeadNotStored = "leadNotStored",
        ClaimAnswered = "claimAnswered",
        LeadSettled = "leadSettled",
        LeadGivenUp = "leadGivenUp",
        AttemptEnded = "attemptEnded",
    }
}

object! {
    /// [`Started`], flat.
    container Facts {
        seed: Vec<u8> = "seed",
        page: Page = "page",
        language: String = "language",
        utc_offset: i32 = "utcOffset",
        width: u32 = "width",
        height: u32 = "height",
        touch: bool = "touch",
        webdriver: bool = "webdriver",
        gpc: bool = "gpc",
        visible: bool = "visible",
        focused: bool = "focused",
    }
}

/// An event's members.
struct Members {
    event: Node,
    cursor: Cursor,
}

impl Members {
    /// A member; its type's default when it is missing or unfit.
    fn get<T: Decode + Default>(&mut self, key: &str) -> T {
        let mut value = T::default();
        if let Some(node) = self.event.member(key) {
            value.decode(node, &mut self.cursor);
        }
        value
    }
}

impl Event {
    /// Reads an event's JSON text; `None` when it names no event.
    #[must_use]
    pub fn from_json(text: &str) -> Option<Event> {
        let mut of = Members { event: parse(text).ok()?, cursor: Cursor::default() };
        let kind: Option<Kind> = of.get("type");
        let mut event = None;
        let event = &mut event;
        match kind? {
            Kind::Started => keep(event, Event::Started(of.get::<Facts>("facts").into())),
            Kind::SnapshotLoaded => keep(event, Event::SnapshotLoaded(of.get("text"))),
            Kind::PageViewed => keep(event, Event::PageViewed(of.get("page"))),
            Kind::Scrolled => keep(event, Event::Scrolled { percent: of.get("percent") }),
            Kind::Active => keep(event, Event::Active),
            Kind::AttentionChanged => keep(event, Event::AttentionChanged { visible: of.get("visible"), focused: of.get("focused") }),
            Kind::ExitIntended => keep(event, Event::ExitIntended),
            Kind::TimerFired => keep(event, Event::TimerFired),
            Kind::PageHidden => keep(event, Event::PageHidden),
            Kind::PageRestored => keep(event, Event::PageRestored),
            Kind::WentOnline => keep(event, Event::WentOnline),
            Kind::Tracked => keep(event, Event::Tracked { name: of.get("name"), properties: of.get("properties") }),
            Kind::Identified => keep(event, Event::Identified(of.get("properties"))),
            Kind::ConsentGiven => keep(event, Event::ConsentGiven(of.get("given"))),
            Kind::ShowRequested => keep(event, Event::ShowRequested(of.get("campaign"))),
            Kind::HideRequested => keep(event, Event::HideRequested),
            Kind::ForgetRequested => keep(event, Event::ForgetRequested),
            Kind::ShowAnswered => keep(event, Event::ShowAnswered { campaign: of.get("campaign"), verdict: of.get("verdict") }),
            Kind::FieldEdited => keep(event, Event::FieldEdited { name: of.get("name"), value: of.get("value"), pasted: of.get("pasted") }),
            Kind::FieldLeft => keep(event, Event::FieldLeft { name: of.get("name") }),
            Kind::Advanced => {
                keep(event, Event::Advanced { values: of.get("values"), honeypot: of.get("honeypot"), time_zone: of.get("timeZone") })
            }
            Kind::WentBack => keep(event, Event::WentBack { values: of.get("values") }),
            Kind::Shown => keep(event, Event::Shown),
            Kind::Dismissed => keep(event, Event::Dismissed),
            Kind::OfferTaken => keep(event, Event::OfferTaken),
            Kind::LeadPrepared => keep(event, Event::LeadPrepared { id: of.get("id"), text: of.get("text") }),
            Kind::OutboxFound => keep(event, Event::OutboxFound),
            Kind::LeadStored => keep(
                event,
                Event::Outbox(Report::Stored {
                    id: of.get("id"),
                    durable: of.get("durable"),
                    held: of.get("held"),
                    bound: of.get("bound"),
                }),
            ),
            Kind::LeadNotStored => keep(event, Event::Outbox(Report::NotStored { id: of.get("id") })),
            Kind::ClaimAnswered => keep(
                event,
                Event::Outbox(Report::Claimed(match (of.get("until"), of.get("later")) {
                    (Some(until), _) => Claimed::Lead { key: of.get("key"), until },
                    (None, Some(time)) => Claimed::Later(time),
                    (None, None) if of.get("nothing") => Claimed::Nothing,
                    (None, None) => Claimed::Failed,
                })),
            ),
            Kind::LeadSettled => keep(event, Event::Outbox(Report::Settled { key: of.get("key") })),
            Kind::LeadGivenUp => keep(event, Event::Outbox(Report::GivenUp(of.get("status")))),
            Kind::AttemptEnded => keep(event, Event::AttemptEnded { key: of.get("key"), outcome: of.get("outcome") }),
        }
        event.take()
    }
}

/// One function moves all events into their place, where nothing was: moved by each arm they are 0.2 kB more.
#[inline(never)]
fn keep(place: &mut Option<Event>, event: Event) {
    core::mem::forget(place.replace(event));
}

impl From<Facts> for Started {
    fn from(facts: Facts) -> Started {
        let mut seed = [0; 32];
        seed.iter_mut().zip(&facts.seed).for_each(|(byte, given)| *byte = *given);
        Started {
            seed,
            page: facts.page,
            language: facts.language,
            utc_offset_minutes: facts.utc_offset,
            viewport: (facts.width, facts.height),
            touch: facts.touch,
            webdriver: facts.webdriver,
            gpc: facts.gpc,
            visible: facts.visible,
            focused: facts.focused,
        }
    }
}

words! {
    /// How an attempt ended when there is no status to tell.
    enum Silence {
        NetworkError = "networkError",
        TimedOut = "timedOut",
        Redirected = "redirected",
        Opaque = "opaque",
    }
}

object! {
    /// [`Outcome`]: a status, or else a silence.
    container End {
        status: Option<u16> = "status",
        retry_after: Option<String> = "retryAfter",
        echoed: Option<bool> = "echoed",
        silence: Silence = "silence",
    }
}

impl Decode for Outcome {
    fn decode(&mut self, node: &Node, cursor: &mut Cursor) -> bool {
        let mut end = End::default();
        let fit = end.decode(node, cursor);
        *self = match (end.status, end.silence) {
            (Some(status), _) => Outcome::Status { status, retry_after: end.retry_after, echoed: end.echoed },
            (None, Silence::NetworkError) => Outcome::NetworkError,
            (None, Silence::TimedOut) => Outcome::TimedOut,
            (None, Silence::Redirected) => Outcome::Redirected,
            (None, Silence::Opaque) => Outcome::Opaque,
        };
        fit
    }
}

impl Encode for Outcome {
    fn encode(&self, out: &mut Writer) {
        let silence = match self {
            Outcome::Status { status, retry_after, echoed } => {
                write_object!(out, "status retryAfter echoed", status, retry_after, echoed);
                return;
            }
            Outcome::NetworkError => Silence::NetworkError,
            Outcome::TimedOut => Silence::TimedOut,
            Outcome::Redirected => Silence::Redirected,
            Outcome::Opaque => Silence::Opaque,
        };
        write_object!(out, "silence", silence);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{event::Scalar, json::encode, popup::Value};

    fn read(text: &str) -> Event {
        Event::from_json(text).expect("an event")
    }

    #[test]
    fn an_event_is_its_name_and_its_members() {
        assert_eq!(read(r#"{"type":"scrolled","percent":40}"#), Event::Scrolled { percent: 40 });
        assert_eq!(read(r#"{"type":"snapshotLoaded"}"#), Event::SnapshotLoaded(None));
        assert_eq!(
            read(r#"{"type":"advanced","values":{"email":"a@b.example","topics":["x"],"yes":true},"honeypot":"","timeZone":"UTC"}"#),
            Event::Advanced {
                values: vec![
                    ("email".into(), Value::Text("a@b.example".into())),
                    ("topics".into(), Value::Many(vec!["x".into()])),
                    ("yes".into(), Value::Flag(true)),
                ],
                honeypot: String::new(),
                time_zone: "UTC".into(),
            }
        );
        assert_eq!(
            read(r#"{"type":"tracked","name":"trial","properties":{"seats":3,"plan":"pro"}}"#),
            Event::Tracked {
                name: "trial".into(),
                properties: vec![("seats".into(), Scalar::Integer(3)), ("plan".into(), Scalar::Text("pro".into()))]
            }
        );
        assert_eq!(read(r#"{"type":"claimAnswered"}"#), Event::Outbox(Report::Claimed(Claimed::Failed)));
    }

    #[test]
    fn the_facts_of_a_page_load_arrive_whole() {
        let text = r#"{"type":"started","facts":{"seed":[1,2],"page":{"url":"https://acme.example/","title":"Acme"},"language":"en",
            "utcOffset":-60,"width":1280,"height":800,"touch":true,"webdriver":true,"gpc":true,"visible":true,"focused":true}}"#;
        let Event::Started(started) = read(text) else { panic!("another event") };
        let expected = Started {
            page: Page { url: "https://acme.example/".into(), title: "Acme".into(), referrer: String::new() },
            language: "en".into(),
            utc_offset_minutes: -60,
            viewport: (1280, 800),
            touch: true,
            webdriver: true,
            gpc: true,
            visible: true,
            focused: true,
            seed: started.seed,
        };
        assert_eq!(started, expected);
        assert_eq!(&started.seed[..3], [1, 2, 0]);
    }

    #[test]
    fn what_is_no_event_does_nothing_and_an_unfit_member_takes_its_default() {
        for text in ["", "null", "{}", r#"{"type":"exploded"}"#, r#"{"percent":3}"#] {
            assert_eq!(Event::from_json(text), None, "{text}");
        }
        assert_eq!(read(r#"{"type":"scrolled","percent":"all","more":1}"#), Event::Scrolled { percent: 0 });
    }

    #[test]
    fn every_outcome_reads_back_as_it_was_written() {
        let status = |retry_after: Option<&str>, echoed| Outcome::Status { status: 503, retry_after: retry_after.map(Into::into), echoed };
        let silent = [Outcome::NetworkError, Outcome::TimedOut, Outcome::Redirected, Outcome::Opaque];
        for outcome in silent.into_iter().chain([status(None, None), status(Some("5"), Some(false))]) {
            let event = read(&[r#"{"type":"attemptEnded","key":"x","outcome":"#, &encode(&outcome), "}"].concat());
            assert_eq!(event, Event::AttemptEnded { key: "x".into(), outcome });
        }
    }
}
