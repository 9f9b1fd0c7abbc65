//! The one place where the widget's state lives, and the loop that turns events into effects.
//!
//! Events may arrive while effects are performed: a listener of the page, told of a `limen:shown`, calls `limen('hide')`.
//! They queue, in order, behind the effects at hand. The state is never borrowed across a call into JavaScript, so no way
//! into the widget can find it taken.

use crate::{clock, listen, perform};
use limen_core::{Engine, Event};
use std::cell::RefCell;

/// All that the widget holds.
pub(crate) struct Runtime {
    engine: Engine,
    queue: Vec<Event>,
    running: bool,
    /// What the listeners remember.
    pub(crate) listen: listen::State,
    /// What is on screen, in flight and in storage.
    pub(crate) perform: perform::State,
}

thread_local! {
    static RUNTIME: RefCell<Option<Runtime>> = const { RefCell::new(None) };
}

/// Takes the engine in; events are heard from now on.
pub(crate) fn install(engine: Engine) {
    let runtime = Runtime { engine, queue: Vec::new(), running: false, listen: Default::default(), perform: Default::default() };
    RUNTIME.with(|slot| *slot.borrow_mut() = Some(runtime));
}

/// Looks into the state. The closure must not call into JavaScript. `None` before [`install`].
pub(crate) fn with<T>(look: impl FnOnce(&mut Runtime) -> T) -> Option<T> {
    RUNTIME.with(|slot| slot.borrow_mut().as_mut().map(look))
}

/// Tells the core that something happened, and performs what it answers.
pub(crate) fn dispatch(event: Event) {
    let idle = with(|runtime| {
        runtime.queue.push(event);
        !std::mem::replace(&mut runtime.running, true)
    });
    if idle != Some(true) {
        return;
    }
    while let Some(event) = next() {
        let now = clock::now();
        let effects = with(|runtime| runtime.engine.handle(now, event));
        for effect in effects.into_iter().flatten() {
            perform::perform(effect);
        }
    }
}

/// The event to handle next; none ends the loop.
fn next() -> Option<Event> {
    with(|runtime| {
        let event = (!runtime.queue.is_empty()).then(|| runtime.queue.remove(0));
        runtime.running = event.is_some();
        event
    })?
}

/// The name of the site, in storage keys.
pub(crate) fn site() -> String {
    with(|runtime| runtime.engine.site().to_owned()).unwrap_or_default()
}

/// The score and the last decision, as JSON text.
pub(crate) fn explain() -> String {
    let now = clock::now();
    with(|runtime| runtime.engine.explain(now)).unwrap_or_else(|| "null".to_owned())
}
