//! End-to-end tests: the built product on real pages, in real browsers, with the real receiver. See the harness for how.

mod accessibility;
mod addresses;
mod attention;
mod broken_configs;
mod configs;
mod delivery;
mod demo_site;
mod durability;
mod explanation;
mod good_guest;
mod harness_itself;
mod hostile_pages;
mod idle_outbox;
mod keyboard;
mod lifecycle;
mod outbox;
mod outbox_add_on;
mod outbox_answers;
mod outbox_store;
mod outbox_tabs;
mod parity;
mod phone;
mod policy;
mod sealed;
mod storage_refused;
mod tags;
mod visit;
mod webhook_tester;
mod webhooks;

use limen_tests::suite::Suite;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut suite = Suite::default();
    harness_itself::add(&mut suite);
    demo_site::add(&mut suite);
    tags::add(&mut suite);
    keyboard::add(&mut suite);
    accessibility::add(&mut suite);
    policy::add(&mut suite);
    broken_configs::add(&mut suite);
    delivery::add(&mut suite);
    durability::add(&mut suite);
    idle_outbox::add(&mut suite);
    outbox_add_on::add(&mut suite);
    outbox_answers::add(&mut suite);
    outbox_store::add(&mut suite);
    outbox_tabs::add(&mut suite);
    storage_refused::add(&mut suite);
    lifecycle::add(&mut suite);
    good_guest::add(&mut suite);
    hostile_pages::add(&mut suite);
    attention::add(&mut suite);
    phone::add(&mut suite);
    addresses::add(&mut suite);
    sealed::add(&mut suite);
    webhooks::add(&mut suite);
    webhook_tester::add(&mut suite);
    explanation::add(&mut suite);
    parity::add(&mut suite);
    suite.run()
}
