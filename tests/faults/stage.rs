//! The server behind the pages of a run: hands tabs and leads out as the plan has them, and takes down what the pages tell.

use crate::{
    ledger::Ledger,
    plan::{self, Plan, Storage, Turn, Visitor},
};
use anyhow::Result;
use axum::{
    Json, Router,
    extract::{Query, State},
    http::header,
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use limen_tests::{process, site::Site};
use serde::Deserialize;
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::mpsc;

/// Pages below this path have no origin of their own, and so no storage.
const BLOCKED: &str = "/blocked";

/// What a run's loop hears of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// A submit is about to happen.
    Submitting,
    /// The page has thanked.
    Thanked,
    /// Anything else that shows that the browser is alive.
    Alive,
}

/// The server's state.
#[derive(Clone)]
pub(crate) struct Stage(Arc<Mutex<Inside>>);

struct Inside {
    visitors: Vec<Visitor>,
    /// Where the pages tell: an origin of its own.
    told: String,
    lanes: usize,
    /// Which start of the browser it is: what one that was killed has asked for may come late, and would be handed out for good.
    browser: u32,
    /// Whether it is being killed: what its pages come up against from here on is no trouble.
    dying: bool,
    /// Whether the browser has its page with the lanes.
    shown: bool,
    webhook: String,
    /// Who has leads left and no tab open.
    absent: VecDeque<usize>,
    /// Who has tabs open.
    present: BTreeSet<usize>,
    /// Leads that a tab was given and has not submitted yet.
    given: BTreeMap<usize, (usize, Turn)>,
    coming_back: bool,
    /// Visitors who have come back to an outbox that is empty again, or have none.
    drained: BTreeSet<usize>,
    ledger: Ledger,
    heard: mpsc::UnboundedSender<Heard>,
}

#[derive(Deserialize)]
struct Told {
    browser: u32,
    #[serde(default)]
    what: String,
    #[serde(default)]
    lead: String,
    #[serde(default)]
    why: String,
    #[serde(default)]
    visitor: String,
}

#[derive(Deserialize)]
struct Lane {
    browser: u32,
    /// Whose tabs it has seen closed; empty at first.
    visitor: String,
}

#[derive(Deserialize)]
struct Asking {
    browser: u32,
    visitor: usize,
}

#[derive(Deserialize)]
struct Who {
    visitor: usize,
    #[serde(default)]
    back: String,
}

impl Stage {
    /// Opens it behind the site.
    pub(crate) async fn open(plan: &mut Plan, site: &Site, webhook: &str) -> Result<(Self, mpsc::UnboundedReceiver<Heard>)> {
        let (sender, receiver) = mpsc::unbounded_channel();
        let ledger = Ledger::new(&plan.visitors);
        let visitors = std::mem::take(&mut plan.visitors);
        let absent = (0..visitors.len()).collect();
        // A page that tells waits for it, and every window of WebKit's with it, which are one process: over the site's own origin its request would
        // wait for one of six connections, and the six for windows that are being opened, and so for that process.
        let ears = tokio::net::TcpListener::from_std(process::fresh_listener()?)?;
        let inside = Inside {
            visitors,
            told: format!("http://localhost:{}/__told", ears.local_addr()?.port()),
            lanes: plan.lanes,
            browser: 0,
            dying: false,
            shown: false,
            webhook: webhook.to_owned(),
            absent,
            present: BTreeSet::new(),
            given: BTreeMap::new(),
            coming_back: false,
            drained: BTreeSet::new(),
            ledger,
            heard: sender,
        };
        let stage = Self(Arc::new(Mutex::new(inside)));
        let listener = tokio::net::TcpListener::from_std(process::fresh_listener()?)?;
        site.in_front_of(listener.local_addr()?);
        site.header(BLOCKED, "content-security-policy", "sandbox allow-scripts allow-forms allow-popups allow-modals")?;
        // What a page without an origin asks for is another origin's.
        site.header("/", "access-control-allow-origin", "*")?;
        let app = Router::new()
            .route("/lanes", get(lanes))
            .route("/visit", get(visit))
            .route(&format!("{BLOCKED}/visit"), get(visit))
            .route("/visitor.js", get(|| async { ([("content-type", "text/javascript")], include_str!("visitor.js")) }))
            .route("/gone", get(|| async { Html(include_str!("gone.html")) }))
            .route("/__config", get(config))
            .route("/__lane", post(lane))
            .route("/__turn", post(turn))
            .route("/__told", post(told))
            .with_state(stage.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        let told = Router::new().route("/__told", post(told)).with_state(stage.clone());
        tokio::spawn(async move { axum::serve(ears, told).await });
        Ok((stage, receiver))
    }

    /// The browser is about to be killed, as planned or at the end.
    pub(crate) fn browser_dies(&self) {
        self.lock().dying = true;
    }

    /// The browser is gone, killed as planned or closed: whoever had a tab has none any more.
    pub(crate) fn browser_gone(&self, killed: bool) {
        let mut inside = self.lock();
        inside.ledger.browser_gone(killed);
        inside.browser += 1;
        inside.dying = false;
        inside.shown = false;
        inside.present.clear();
        for (_, (visitor, turn)) in std::mem::take(&mut inside.given) {
            inside.visitors[visitor].turns.push_front(turn);
        }
        inside.absent = (0..inside.visitors.len()).filter(|&visitor| inside.wants_a_tab(visitor)).collect();
    }

    /// Whether every lead was handed out and every tab is closed.
    pub(crate) fn is_idle(&self) -> bool {
        let inside = self.lock();
        inside.present.is_empty() && inside.visitors.iter().all(|visitor| visitor.turns.is_empty())
    }

    /// From now on visitors come back once, to see their outbox emptied.
    pub(crate) fn come_back(&self) {
        let mut inside = self.lock();
        inside.coming_back = true;
        // Without storage there is no outbox to come back to.
        let (without, with): (Vec<_>, Vec<_>) =
            (0..inside.visitors.len()).partition(|&visitor| inside.visitors[visitor].storage == Storage::Blocked);
        inside.drained.extend(without);
        inside.absent = with.into();
    }

    /// Whether all have come back.
    pub(crate) fn is_drained(&self) -> bool {
        let inside = self.lock();
        inside.drained.len() == inside.visitors.len()
    }

    /// Who has tabs open.
    pub(crate) fn present(&self) -> BTreeSet<usize> {
        self.lock().present.clone()
    }

    /// Takes down that nothing was heard of the browser for so long, and of whom it was last heard what.
    pub(crate) fn silent(&self, silence: Duration) {
        let mut inside = self.lock();
        let tabs = inside.present.iter().map(|&visitor| format!("\n  visitor {visitor}, last: {}", inside.ledger.last_of(visitor)));
        let trouble =
            format!("nothing was heard of the browser for {} s, with tabs open of:{}", silence.as_secs(), tabs.collect::<String>());
        inside.ledger.trouble(trouble);
    }

    /// Reads or writes the ledger.
    pub(crate) fn ledger<T>(&self, work: impl FnOnce(&mut Ledger) -> T) -> T {
        work(&mut self.lock().ledger)
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    fn wants_a_tab(&self, visitor: usize) -> bool {
        !self.visitors[visitor].turns.is_empty()
    }
}

/// The page with the lanes. Firefox, started after a kill, shows it twice, the second time where no window can be opened from.
async fn lanes(State(stage): State<Stage>) -> Html<String> {
    let mut inside = stage.lock();
    let lanes = if inside.shown { 0 } else { inside.lanes };
    inside.shown = true;
    Html(include_str!("lanes.html").replace("{{lanes}}", &lanes.to_string()).replace("{{browser}}", &inside.browser.to_string()))
}

async fn visit(State(stage): State<Stage>, Query(who): Query<Who>) -> Html<String> {
    let mut inside = stage.lock();
    inside.ledger.loaded(who.visitor);
    let page = include_str!("visit.html").replace("{{told}}", &inside.told).replace("{{browser}}", &inside.browser.to_string());
    Html(page.replace("{{visitor}}", &who.visitor.to_string()).replace("{{back}}", &who.back))
}

async fn config(State(stage): State<Stage>, Query(who): Query<Who>) -> Json<serde_json::Value> {
    let inside = stage.lock();
    Json(plan::config(who.visitor, inside.visitors[who.visitor].format, &inside.webhook))
}

/// The tabs that a free lane is to open, now that those of a visitor are closed.
async fn lane(State(stage): State<Stage>, Query(lane): Query<Lane>) -> Json<serde_json::Value> {
    let mut inside = stage.lock();
    let coming_back = inside.coming_back;
    if lane.browser != inside.browser {
        return Json(json!({}));
    }
    if let Ok(visitor) = lane.visitor.parse::<usize>() {
        inside.present.remove(&visitor);
        let again = if coming_back { !inside.drained.contains(&visitor) } else { inside.wants_a_tab(visitor) };
        if again {
            inside.absent.push_back(visitor);
        }
    }
    let Some(visitor) = inside.absent.pop_front() else { return Json(json!({})) };
    inside.present.insert(visitor);
    let Visitor { tabs, storage, .. } = inside.visitors[visitor];
    let path = if storage == Storage::Blocked { format!("{BLOCKED}/visit") } else { "/visit".to_owned() };
    let back = if coming_back { "&back=yes" } else { "" };
    let url = format!("{path}?visitor={visitor}{back}");
    let tabs = if coming_back { 1 } else { tabs };
    Json(json!({ "visitor": visitor, "open": vec![url; tabs] }))
}

/// The next lead of a tab, or how long it is to stay open before it is closed.
async fn turn(State(stage): State<Stage>, Query(who): Query<Asking>) -> Json<serde_json::Value> {
    let mut inside = stage.lock();
    if who.browser != inside.browser {
        return Json(json!({ "stay": 0 }));
    }
    let _ = inside.heard.send(Heard::Alive);
    let visitor = &mut inside.visitors[who.visitor];
    let Some(turn) = visitor.turns.pop_front() else { return Json(json!({ "stay": (who.visitor % 4) * 1_000 })) };
    inside.given.insert(turn.lead, (who.visitor, turn.clone()));
    inside.ledger.given(turn.lead);
    let Turn { lead, leave, clock, full, delete } = turn;
    Json(json!({ "lead": lead, "email": plan::address(lead), "leave": leave.name(), "clock": clock, "full": full, "delete": delete }))
}

async fn told(State(stage): State<Stage>, Query(told): Query<Told>) -> Response {
    let mut inside = stage.lock();
    let (lead, visitor) = (told.lead.parse::<usize>(), told.visitor.parse::<usize>());
    let heard = match (told.what.as_str(), lead, visitor) {
        ("submitting", Ok(lead), _) => {
            inside.given.remove(&lead);
            inside.ledger.submitted(lead);
            Heard::Submitting
        }
        ("safe", Ok(lead), _) => {
            inside.ledger.safe(lead);
            Heard::Alive
        }
        ("thanked", Ok(lead), _) => {
            inside.ledger.thanked(lead);
            Heard::Thanked
        }
        ("failed", Ok(lead), _) => {
            inside.ledger.failed(lead);
            Heard::Alive
        }
        ("deleting", Ok(lead), Ok(visitor)) => {
            inside.ledger.deleting(visitor, lead);
            Heard::Alive
        }
        ("deleted", Ok(lead), Ok(visitor)) => {
            inside.ledger.deleted(visitor, lead);
            Heard::Alive
        }
        ("drained", _, Ok(visitor)) => {
            inside.drained.insert(visitor);
            if !told.why.is_empty() {
                inside.ledger.trouble(format!("visitor {visitor}: {}", told.why));
            }
            Heard::Alive
        }
        // A browser that dies opens no window, and what it has still told may come after the next has started.
        _ if inside.dying || told.browser != inside.browser => Heard::Alive,
        _ => {
            inside.ledger.trouble(format!("visitor {}: {} {}", told.visitor, told.what, told.why));
            Heard::Alive
        }
    };
    let _ = inside.heard.send(heard);
    ([(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")], Json(json!({}))).into_response()
}
