//! The rules over the leads that wait in a visitor's browser: `limen_core::outbox`'s transactions, behind one function of text. The main wasm
//! writes leads and never reads one; this is loaded where something waits, or went wrong (docs/adr/0010).

/// A question of src/perform/outbox.js, answered: [`transact`](limen_core::wire::transact).
#[cfg(target_arch = "wasm32")]
#[unsafe(no_mangle)]
extern "C" fn ask(now: f64) -> *const u8 {
    limen_border::answer(|question| limen_core::wire::transact(limen_core::time::Millis(now as i64), question))
}
