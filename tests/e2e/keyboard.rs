//! The form by keyboard alone, and what a visitor typed is never lost.

use crate::{configs, visit};
use anyhow::Result;
use fantoccini::key::Key;
use limen_tests::{
    browser::Look,
    case::Case,
    page::Page,
    popup::Popup,
    scenarios,
    suite::Suite,
    webhook::{Answer, Behaviour},
};
use serde_json::json;

pub(crate) fn add(suite: &mut Suite) {
    scenarios![suite, Look::Light;
        tab_goes_round_in_a_modal_both_ways,
        escape_closes_a_modal_and_gives_the_focus_back,
        a_modal_is_filled_and_sent_without_a_mouse,
        a_slide_in_leaves_the_focus_where_it_is,
        mistakes_are_announced_and_the_focus_goes_to_the_first,
        what_was_typed_survives_mistakes_and_the_way_back,
        what_was_typed_survives_a_failed_send,
        a_visitor_who_types_in_the_page_is_not_interrupted,
    ];
}

/// The modal, opened by leaving while the focus was on a button of the page.
async fn opened_from_a_button<'a>(t: &Case, page: &Page<'a>) -> Result<Popup<'a>> {
    t.site.config(&configs::triggered(configs::modal(&t.webhook.url()), json!({ "exitIntent": true })));
    page.visit("/pages/host/").await?;
    page.until_ready().await?;
    page.run::<Option<bool>>("document.querySelector('#opener').focus()", vec![]).await?;
    page.leave_through_the_top().await?;
    let popup = page.popup().await?;
    popup.until_focused("Work email").await?;
    Ok(popup)
}

async fn tab_goes_round_in_a_modal_both_ways(t: &Case) -> Result<()> {
    let page = t.page().await?;
    let popup = opened_from_a_button(t, &page).await?;
    let names: Vec<_> = popup.controls().await?.into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["Close", "Work email", "Your name", "Continue"]);
    for name in ["Your name", "Continue", "Close", "Work email"] {
        page.press(Key::Tab).await?;
        popup.until_focused(name).await?;
    }
    for name in ["Close", "Continue", "Your name", "Work email"] {
        page.press_shifted(Key::Tab).await?;
        popup.until_focused(name).await?;
    }
    Ok(())
}

async fn escape_closes_a_modal_and_gives_the_focus_back(t: &Case) -> Result<()> {
    let page = t.page().await?;
    let popup = opened_from_a_button(t, &page).await?;
    page.press(Key::Escape).await?;
    popup.until_gone().await?;
    page.until("document.activeElement.id === 'opener'").await?;
    page.until_announced("dismissed").await?;
    assert_eq!(page.eval::<u32>("document.querySelectorAll('limen-popup').length").await?, 0, "nothing is left in the page");
    Ok(())
}

async fn a_modal_is_filled_and_sent_without_a_mouse(t: &Case) -> Result<()> {
    let page = t.page().await?;
    let popup = opened_from_a_button(t, &page).await?;
    page.type_text("ada@example.com").await?;
    page.press(Key::Tab).await?;
    page.type_text("Ada").await?;
    page.press(Key::Enter).await?;

    popup.until_focused("Company size").await?;
    page.type_text("5").await?;
    popup.until("root.querySelector('select').value === '50-249'").await?;
    page.press(Key::Tab).await?;
    popup.until_focused("This month").await?;
    page.press(Key::Down).await?;
    popup.until_focused("This quarter").await?;
    assert_eq!(popup.value("timescale").await?, json!("quarter"));
    page.press(Key::Tab).await?;
    popup.until_focused("Send me product news.").await?;
    page.press(Key::Space).await?;
    page.press(Key::Tab).await?;
    popup.until_focused("Back").await?;
    page.press(Key::Tab).await?;
    popup.until_focused("Book my demo").await?;
    page.press(Key::Enter).await?;

    popup.part("thanks").await?;
    popup.until_focused("Thank you, Ada!").await?;
    let fields = t.webhook.until_posts(1).await?[0].json()["fields"].clone();
    let expected = json!({
        "email": "ada@example.com", "name": "Ada", "company_size": "50-249", "timescale": "quarter", "consent.marketing": true
    });
    assert_eq!(fields, expected);
    Ok(())
}

async fn a_slide_in_leaves_the_focus_where_it_is(t: &Case) -> Result<()> {
    t.site.config(&configs::triggered(configs::slide_in(&t.webhook.url()), json!({ "exitIntent": true })));
    let page = t.page().await?;
    page.visit("/pages/host/").await?;
    page.until_ready().await?;
    page.run::<Option<bool>>("document.querySelector('#opener').focus()", vec![]).await?;
    page.leave_through_the_top().await?;
    let popup = page.popup().await?;
    assert_eq!(page.eval::<String>("document.activeElement.id").await?, "opener");
    assert_eq!(popup.eval::<u32>("root.querySelectorAll('dialog[open]').length").await?, 0, "it is no dialog");

    // Who goes into it by themselves and leaves by Esc is back where they were.
    page.point_and_click(&popup.control("textbox", "Email").await?).await?;
    popup.until_focused("Email").await?;
    page.press(Key::Escape).await?;
    popup.until_gone().await?;
    page.until("document.activeElement.id === 'opener'").await
}

/// The message that assistive technology reads with a control.
async fn description(popup: &Popup<'_>, name: &str) -> Result<String> {
    popup
        .eval(&format!(
            "root.querySelector('[name=\"{name}\"]').getAttribute('aria-describedby').split(' ').map((id) => root.getElementById(id).innerText).join(' ')"
        ))
        .await
}

async fn mistakes_are_announced_and_the_focus_goes_to_the_first(t: &Case) -> Result<()> {
    let page = t.page().await?;
    let popup = opened_from_a_button(t, &page).await?;
    popup.click("button", "Continue").await?;
    popup.until("root.querySelectorAll('[part~=error]').length === 2").await?;
    popup.until_focused("Work email").await?;
    for name in ["email", "name"] {
        assert_eq!(popup.eval::<String>(&format!("root.querySelector('[name={name}]').getAttribute('aria-invalid')")).await?, "true");
    }
    let message = description(&popup, "email").await?;
    assert!(message.contains("Work email"), "{message}");
    let message = description(&popup, "name").await?;
    assert!(message.contains("Your name"), "{message}");

    page.type_text("ada@example.com").await?;
    page.press(Key::Tab).await?;
    popup.until("root.querySelector('[name=email]').getAttribute('aria-invalid') !== 'true'").await?;
    popup.until("root.querySelectorAll('[part~=error]').length === 1").await
}

async fn what_was_typed_survives_mistakes_and_the_way_back(t: &Case) -> Result<()> {
    let page = t.page().await?;
    let popup = opened_from_a_button(t, &page).await?;
    popup.fill("Work email", "ada@").await?;
    popup.fill("Your name", "Ada").await?;
    popup.click("button", "Continue").await?;
    popup.until("root.querySelector('[part~=error]')").await?;
    assert_eq!(popup.value("email").await?, json!("ada@"));
    assert_eq!(popup.value("name").await?, json!("Ada"));
    popup.fill("Work email", "ada@example.com").await?;
    popup.click("button", "Continue").await?;
    popup.select("Company size", "250+").await?;
    popup.click("radio", "Later").await?;
    popup.click("button", "Back").await?;
    popup.control("textbox", "Work email").await?;
    assert_eq!(popup.value("email").await?, json!("ada@example.com"));
    assert_eq!(popup.value("name").await?, json!("Ada"));
    popup.click("button", "Continue").await?;
    popup.control("combobox", "Company size").await?;
    assert_eq!(popup.value("company_size").await?, json!("250+"));
    assert_eq!(popup.value("timescale").await?, json!("later"));
    Ok(())
}

async fn what_was_typed_survives_a_failed_send(t: &Case) -> Result<()> {
    t.site.config(&configs::slide_in(&t.webhook.url()));
    t.webhook.behave(Behaviour::Answer(Answer::status(500)));
    let page = t.page().await?;
    page.visit("/pages/guest/no-storage.html").await?;
    let popup = page.popup().await?;
    visit::ask_for_the_guide(&popup).await?;
    popup.until("root.querySelector('[role=alert]')?.innerText").await?;
    assert_eq!(popup.value("email").await?, json!("ada@example.com"), "the text is still there");
    assert!(page.announced("submitted").await?.is_empty(), "nobody is thanked for a lead that is nowhere");

    t.webhook.behave(Behaviour::Answer(Answer::status(201)));
    popup.click("button", "Send me the guide").await?;
    popup.part("thanks").await?;
    let posts = t.webhook.posts();
    assert_eq!(t.webhook.ids().len(), 1, "it is the same lead");
    assert!(posts.windows(2).all(|pair| pair[0].body == pair[1].body), "to the byte");
    Ok(())
}

async fn a_visitor_who_types_in_the_page_is_not_interrupted(t: &Case) -> Result<()> {
    t.site.config(&configs::modal(&t.webhook.url()));
    let page = t.page().await?;
    page.visit("/pages/guest/typing.html").await?;
    page.until_announced("score").await?;
    page.frames().await?;
    assert!(!page.has_popup().await?, "not while the visitor is typing");
    page.run::<Option<bool>>("document.activeElement.blur()", vec![]).await?;
    page.popup().await?;
    Ok(())
}
