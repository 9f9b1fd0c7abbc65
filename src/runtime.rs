//! The loop that turns events into effects.
//!
//! Events may arrive while effects are performed: a listener of the page, told of a `limen:shown`, calls `limen('hide')`.
//! They queue, in order, behind the effects at hand. The engine is never borrowed across a call into JavaScript, so no way
//! into the widget can find it taken. What listeners and performers remember lies in `Cell`s beside them: taken out to be
//! worked on, put back afterwards.

use crate::{clock, perform};
use limen_core::{Effect, Engine, Event};
use std::cell::RefCell;

struct Runtime {
    engine: Engine,
    queue: Vec<Event>,
    running: bool,
}

thread_local! {
    static RUNTIME: RefCell<Option<Runtime>> = const { RefCell::new(None) };
}

/// Takes the engine in; events are heard from now on.
pub(crate) fn install(engine: Engine) {
    let runtime = Runtime { engine, queue: Vec::new(), running: false };
    RUNTIME.with(|slot| *slot.borrow_mut() = Some(runtime));
}

/// Looks at the runtime. The closure must not call into JavaScript. `None` before [`install`].
fn with<T>(look: impl FnOnce(&mut Runtime) -> T) -> Option<T> {
    RUNTIME.with(|slot| slot.borrow_mut().as_mut().map(look))
}

/// Tells the core that something happened, and performs what it answers.
pub(crate) fn dispatch(event: Event) {
    let idle = with(|runtime| {
        runtime.queue.push(event);
        !std::mem::replace(&mut runtime.running, true)
    });
    if idle == Some(true) {
        while let Some(effects) = next() {
            effects.into_iter().for_each(perform::perform);
        }
    }
}

/// Handles the next event; none ends the loop.
fn next() -> Option<Vec<Effect>> {
    let now = clock::now();
    with(|runtime| {
        runtime.running = !runtime.queue.is_empty();
        runtime.running.then(|| {
            let event = runtime.queue.remove(0);
            runtime.engine.handle(now, event)
        })
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
