//! The lists of e-mail domains: asked for once, and only where they will be needed.

use super::{Effects, Engine};
use crate::{Effect, config::scoring::BantRules, score::address::Lists};
use alloc::vec::Vec;

impl Engine {
    /// Takes in the lists that [`Effect::LoadAddresses`] asked for. From now on they decide instead of the few names that are built in.
    pub fn learn_addresses(&mut self, lists: Vec<u8>) {
        self.lists = Lists::new(lists);
    }

    /// Asks for the lists if conditions need them. Those on behaviour may need them from the start. Those on what a form tells are first
    /// judged when it is sent, so the time to ask is when it opens: whoever sees no form loads no lists, and they are there before an address
    /// has been typed.
    pub(super) fn ask_for_addresses(&mut self, form_opens: bool, out: &mut Effects) {
        let scoring = &self.config.scoring;
        let mut needed = false;
        for (_, rule) in &scoring.rules.0 {
            for conditions in [&rule.traits, &rule.properties] {
                for (_, condition) in conditions {
                    needed |= condition.needs_lists();
                }
            }
        }
        if form_opens {
            for (_, rule) in &scoring.fit.rules.0 {
                needed |= rule.condition.needs_lists();
            }
            let BantRules { budget, authority, need, timescale } = &scoring.bant;
            for condition in [budget, authority, need, timescale].into_iter().flatten() {
                needed |= condition.needs_lists();
            }
        }
        if needed && !self.lists.are_known() && !core::mem::replace(&mut self.lists_asked, true) {
            out.push(Effect::LoadAddresses);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        Effect, Engine, Event, Place, boot,
        event::{Page, Started, Verdict},
        score::address::Lists,
        time::Millis,
    };

    const NO_LISTS: fn() -> Lists = || Lists::new(Vec::new());

    /// What follows when a form opens, twice, in a widget with these lists and this scoring.
    fn opened_twice(scoring: &str, lists: Lists) -> Vec<Effect> {
        let config = format!(
            r#"{{ "version": 1, "webhook": {{ "url": "/leads" }}, "scoring": {scoring},
                  "campaigns": [ {{ "id": "c", "goal": "demo", "format": "modal", "when": {{ "trigger": {{ "delay": "1h" }} }},
                    "form": {{ "steps": [ {{ "title": "T", "fields": [ {{ "name": "email", "type": "email", "label": "E" }} ] }} ], "submit": "S" }} }} ] }}"#
        );
        let boot = boot(Some(&config), &Place { page_url: "https://shop.example/".into(), ..Place::default() });
        assert_eq!(boot.notice, None);
        let mut engine: Engine = boot.engine.expect("an engine");
        engine.lists = lists;
        let page = Page { url: "https://shop.example/".into(), ..Page::default() };
        let mut effects = engine.handle(Millis(0), Event::Started(Started { page, visible: true, ..Started::default() }));
        effects.extend(engine.handle(Millis(0), Event::SnapshotLoaded(None)));
        for _ in 0..2 {
            effects.extend(engine.handle(Millis(1), Event::ShowRequested("c".into())));
            effects.extend(engine.handle(Millis(1), Event::ShowAnswered { campaign: "c".into(), verdict: Verdict::Allowed }));
            effects.extend(engine.handle(Millis(1), Event::Shown));
            effects.extend(engine.handle(Millis(2), Event::HideRequested));
        }
        assert_eq!(effects.iter().filter(|effect| matches!(effect, Effect::Show)).count(), 2);
        effects
    }

    fn fit(kind: &str) -> String {
        format!(r#"{{ "fit": {{ "rules": [ {{ "id": "r", "field": "email", "is": "{kind}", "points": 5 }} ] }} }}"#)
    }

    /// Where they are asked for among the effects, and where the first form is shown. Fails when they are asked for twice.
    fn asked_and_shown(effects: &[Effect]) -> (Option<usize>, Option<usize>) {
        assert!(effects.iter().filter(|effect| **effect == Effect::LoadAddresses).count() <= 1);
        let asked = effects.iter().position(|effect| *effect == Effect::LoadAddresses);
        (asked, effects.iter().position(|effect| matches!(effect, Effect::Show)))
    }

    #[test]
    fn conditions_on_fields_ask_for_the_lists_when_a_form_opens() {
        let bant = r#"{ "bant": { "authority": { "is": "business_email" } } }"#;
        for scoring in [&fit("business_email"), &fit("free_email"), &fit("disposable_email"), bant] {
            let (asked, shown) = asked_and_shown(&opened_twice(scoring, NO_LISTS()));
            assert!(asked > shown, "{scoring}: {asked:?} {shown:?}");
        }
    }

    #[test]
    fn conditions_on_behaviour_ask_for_the_lists_at_the_start() {
        let of = |condition: &str| format!(r#"{{ "rules": [ {{ "id": "r", "on": "custom", "name": "n", "points": 5, {condition} }} ] }}"#);
        for condition in [r#""traits": { "email": { "is": "free_email" } }"#, r#""where": { "email": { "is": "free_email" } }"#] {
            let (asked, shown) = asked_and_shown(&opened_twice(&of(condition), NO_LISTS()));
            assert!(asked.is_some() && asked < shown, "{condition}: {asked:?} {shown:?}");
        }
    }

    #[test]
    fn lists_are_not_asked_for_when_they_are_there_or_nothing_needs_them() {
        assert_eq!(asked_and_shown(&opened_twice(&fit("role_email"), NO_LISTS())).0, None);
        assert_eq!(asked_and_shown(&opened_twice("{}", NO_LISTS())).0, None);
        assert_eq!(asked_and_shown(&opened_twice(&fit("free_email"), Lists::default())).0, None);
    }

    #[test]
    fn what_is_learned_decides_from_then_on() {
        let mut engine =
            boot(None, &Place { page_url: "https://shop.example/".into(), webhook: Some("/leads".into()), ..Place::default() })
                .engine
                .expect("an engine");
        engine.lists = NO_LISTS();
        engine.learn_addresses(include_bytes!("../score/address/lists.bin").to_vec());
        assert_eq!(engine.lists.find("mailinator.com"), Lists::default().find("mailinator.com"));
        assert!(engine.lists.are_known());
    }
}
