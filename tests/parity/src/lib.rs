//! One golden visit through the whole engine, as text: interest after every step, and at last every bit that the engine would remember.
//!
//! Natively it is [`golden_visit`]; as wasm the export [`run`], called by a test page in each browser. Both must give the text of
//! `tests/fixtures/golden-visit.txt`.

use limen_core::{
    Effect, Engine, Event, Place, boot,
    event::{Page, Started},
    id::Random,
    time::Millis,
};

const CONFIG: &str = include_str!("../../../www/limen.json");
const STEPS: u32 = 400;
const PAGES: [&str; 7] = ["/", "/pricing", "/docs/install", "/customers/borealis", "/careers", "/book", "/pricing?utm_medium=cpc"];

/// Plays the visit: 400 steps over some weeks, drawn from a fixed seed.
#[must_use]
pub fn golden_visit() -> String {
    let mut draw = Random::new(&[42; 32]);
    let mut visit = Visit { now: 1_795_348_800_000, snapshot: None, engine: None, out: String::new() };
    for step in 0..STEPS {
        visit.now += match draw.bits() % 8 {
            0 => 40 * 60_000,
            1 => 86_400_000 + (draw.bits() % 200_000_000) as i64,
            2 => -5_000,
            _ => (draw.bits() % 45_000) as i64,
        };
        let page = PAGES[(draw.bits() % PAGES.len() as u64) as usize];
        match draw.bits() % 6 {
            _ if step == 0 => visit.load(page),
            0 | 1 => visit.load(page),
            2 => visit.dispatch(Event::PageViewed(address(page))),
            3 => visit.dispatch(Event::Scrolled { percent: (draw.bits() % 101) as u8 }),
            4 => visit.dispatch(Event::Active),
            _ => visit.dispatch(Event::Tracked { name: "trial_started".into(), properties: vec![] }),
        }
    }
    visit.dispatch(Event::PageHidden);
    visit.dispatch(Event::PageHidden);
    visit.out.push_str(visit.snapshot.as_deref().unwrap_or("nothing remembered"));
    visit.out.push('\n');
    let explained = visit.engine.as_ref().map(|engine| engine.explain(Millis(visit.now + 123_456_789)));
    visit.out.push_str(&explained.unwrap_or_default());
    visit.out.push('\n');
    visit.out
}

struct Visit {
    now: i64,
    snapshot: Option<String>,
    engine: Option<Engine>,
    out: String,
}

impl Visit {
    fn load(&mut self, page: &str) {
        // As browsers do before they leave a page: it keeps what it has not kept yet.
        self.dispatch(Event::PageHidden);
        let place = Place { config_name: "limen.json".into(), webhook: None, page_url: address(page).url };
        self.engine = boot(Some(CONFIG), &place).engine;
        self.dispatch(Event::Started(Started { seed: [7; 32], page: address(page), visible: true, focused: true, ..Started::default() }));
    }

    fn dispatch(&mut self, event: Event) {
        let Some(engine) = self.engine.as_mut() else { return };
        let mut loads = false;
        let effects = engine.handle(Millis(self.now), event);
        for effect in effects {
            match effect {
                Effect::LoadSnapshot => loads = true,
                Effect::SaveSnapshot(text) => self.snapshot = Some(text),
                Effect::Emit { name: "limen:score", detail } => {
                    self.out.push_str(&detail);
                    self.out.push('\n');
                }
                _ => {}
            }
        }
        if loads {
            self.dispatch(Event::SnapshotLoaded(self.snapshot.clone()));
        }
    }
}

fn address(page: &str) -> Page {
    Page { url: format!("https://acme.example{page}"), referrer: String::new(), title: "Acme".into() }
}

/// The visit's text for a caller without glue: the address of four bytes of length (little endian) and the UTF-8 behind them.
#[unsafe(no_mangle)]
pub extern "C" fn run() -> *const u8 {
    let text = golden_visit();
    let mut bytes = (text.len() as u32).to_le_bytes().to_vec();
    bytes.extend_from_slice(text.as_bytes());
    bytes.leak().as_ptr()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_golden_visit_gives_the_recorded_bits_natively() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/golden-visit.txt");
        let played = super::golden_visit();
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(file, &played).expect("writable");
        }
        assert!(played.lines().count() > 100, "the visit must move the score");
        assert_eq!(std::fs::read_to_string(file).expect("the golden file"), played);
    }
}
