//! End-to-end tests: the built product on real pages, in real browsers, with the real receiver. See the harness for how.

mod harness_itself;

use limen_tests::suite::Suite;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut suite = Suite::default();
    harness_itself::add(&mut suite);
    suite.run()
}
