//! A page with the widget on it: an engine, and what its shell has under way.

use crate::{add_on::AddOn, clock::Monotonic, prepare::shaper, store::Decided};
use limen_core::{Effect, Engine, Place, boot, outbox::Attempt};
use limen_formats::page::Shaper;
use std::collections::VecDeque;

/// A page.
pub struct Tab {
    /// Its number, in the order of opening.
    pub number: u32,
    /// When it was opened.
    pub opened: Monotonic,
    /// The widget's mind.
    pub engine: Engine,
    /// Whether it hears anything.
    pub presence: Presence,
    /// What has happened and has not been heard yet, oldest first.
    pub inbox: VecDeque<Heard>,
    /// When its timer goes off.
    pub timer: Option<Monotonic>,
    /// What it has asked of the store.
    pub operations: Vec<Operation>,
    /// What makes the requests of its leads, where its config names two webhooks.
    pub shaper: Option<Shaper>,
    /// What it has of the rules.
    pub add_on: AddOn,
    /// The attempt that its last claim has made ready.
    pub claimed: Option<Attempt>,
    /// What its visitor sees.
    pub form: Form,
    /// What the visitor has typed.
    pub email: String,
    /// The keys of the leads that the last submit has made.
    pub submitted: Vec<String>,
    /// The keys of leads that this page knows to be stored.
    pub stored: Vec<String>,
    /// The keys of leads that it has sent on its way out, not knowing whether they were stored. When it comes back, their end looks like that of
    /// a later attempt, and ends its lease.
    pub parting: Vec<String>,
}

/// Whether a page hears anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It runs.
    Here,
    /// It stands still, and does not know.
    Frozen,
    /// It is in the back/forward cache, and knows.
    Cached,
}

/// Something that a page is about to hear.
pub enum Heard {
    /// A transaction is over: decided so, or aborted.
    Transaction(u32, Option<Box<Decided>>),
    /// There is no database, and this question was not one to make it for.
    Missing(u32),
    /// A store of an earlier page was found.
    Outbox,
}

/// Something asked of the store.
pub struct Operation {
    /// The transaction.
    pub number: u32,
    /// When it was asked for.
    pub asked: Monotonic,
    /// When the page gives it up.
    pub deadline: Monotonic,
    /// The effect that asked for it.
    pub question: Effect,
}

/// What the visitor sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// No form.
    Closed,
    /// A form that has been submitted.
    Busy,
    /// That it did not work, and what they typed.
    Failed,
    /// Thanks.
    Thanked,
}

/// The one campaign of every config. Nothing sets it off but `limen('show')`.
pub const CAMPAIGN: &str = "ask";

/// The config of a page whose webhooks have these addresses, and say this beside.
fn config(webhooks: &[(&str, &str)], asks: bool) -> String {
    let written: Vec<String> = webhooks.iter().map(|(url, more)| format!(r#"{{"url":"{url}",{more}}}"#)).collect();
    let webhook = if let [one] = &written[..] { one.clone() } else { format!("[{}]", written.join(",")) };
    let consent = if asks { "required" } else { "implied" };
    format!(
        r#"{{"version":1,"site":"model","webhook":{webhook},"consent":{{"mode":"{consent}"}},"campaigns":[
        {{"id":"{CAMPAIGN}","format":"modal","when":{{"trigger":{{"exitIntent":true}}}},"form":{{"steps":[{{"title":"Ask","fields":[
        {{"name":"email","type":"email","label":"Email","required":true}}]}}],"submit":"Send"}}}}]}}"#
    )
}

impl Tab {
    /// A page before it has heard anything.
    ///
    /// # Panics
    /// When the core does not take the config, which is this test's own mistake.
    #[must_use]
    pub fn new(number: u32, opened: Monotonic, webhooks: &[(&str, &str)], asks: bool) -> Tab {
        let place = Place { config_name: "model".into(), webhook: None, page_url: "https://model.example/".into() };
        let config = config(webhooks, asks);
        let started = boot(Some(&config), &place);
        assert_eq!(started.notice, None, "the model's config");
        Tab {
            number,
            opened,
            engine: started.engine.expect("an engine"),
            presence: Presence::Here,
            inbox: VecDeque::new(),
            timer: None,
            operations: Vec::new(),
            shaper: (webhooks.len() > 1).then(|| shaper(&config)),
            add_on: AddOn::default(),
            claimed: None,
            form: Form::Closed,
            email: String::new(),
            submitted: Vec::new(),
            stored: Vec::new(),
            parting: Vec::new(),
        }
    }

    /// Ends an operation, unless it has ended; true when it had not.
    pub fn finish(&mut self, number: u32) -> Option<Operation> {
        let place = self.operations.iter().position(|operation| operation.number == number)?;
        Some(self.operations.remove(place))
    }
}
