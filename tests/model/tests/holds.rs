//! The outbox as it is, under random interleavings. `LIMEN_SEED` and `LIMEN_INTERLEAVINGS` make it others and more.

use limen_model::{Core, draw::Draw, play::play, run, script::Script, world::Happening};
use std::env;

fn number(name: &str, default: u64) -> u64 {
    env::var(name).ok().map_or(default, |value| value.parse().unwrap_or_else(|_| panic!("{name} is not a number: {value}")))
}

#[test]
fn no_interleaving_of_crashes_faults_and_tabs_loses_changes_or_doubles_a_lead() {
    let (seed, interleavings) = (number("LIMEN_SEED", 1), number("LIMEN_INTERLEAVINGS", 100_000));
    println!("{interleavings} interleavings of seed {seed}");
    let counts = run(&Core, seed, 0..interleavings).unwrap_or_else(|failure| panic!("{failure}"));
    println!("{counts}");
    // A world in which nothing happens would hold as well.
    for what in Happening::ALL {
        assert!(counts.of(what) > interleavings / 50, "{what:?} happened {} times only", counts.of(what));
    }
}

#[test]
fn an_interleaving_is_the_same_every_time() {
    let again = || run(&Core, 7, 0..200).unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(again(), again());
}

/// By seed and number, as long runs found them, when each page named one webhook. (As long as events are drawn as they were then; after that
/// they are as good as any.)
#[test]
fn interleavings_that_have_found_a_mistake_hold() {
    for (seed, number) in [(11, 472_905), (12, 1_523_572), (11, 2_793_062), (13, 1_136_169), (13, 3_246_025)] {
        let played = play(&Script::draw(&mut Draw::new(seed, number)).with_one_webhook(), &Core, true);
        assert_eq!(played.violation, None, "interleaving {number} of seed {seed}, with one webhook a page:\n{}", played.trace.join("\n"));
        run(&Core, seed, number..number + 1).unwrap_or_else(|failure| panic!("{failure}"));
    }
}
