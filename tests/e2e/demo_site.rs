//! The main job, on the demo site as it stands: its pages, its config, the real receiver.

use anyhow::{Context, Result};
use fantoccini::{Locator, key::Key};
use limen_tests::{
    browser::Look,
    case::Case,
    page::Page,
    paths,
    receiver::{PASSWORD, Receiver},
    scenarios,
    suite::Suite,
};
use serde_json::{Value, json};

pub(crate) fn add(suite: &mut Suite) {
    scenarios![suite, Look::Light;
        a_visit_becomes_a_lead_in_the_inbox,
        a_reader_of_the_prices_is_offered_the_guide_once,
        an_applicant_is_left_alone,
        every_page_carries_the_tag_and_works,
    ];
}

async fn demo_site(t: &Case) -> Result<Receiver> {
    let receiver = Receiver::serving(&paths::repository().join("www")).await?;
    t.site.in_front_of(receiver.address);
    Ok(receiver)
}

async fn a_visit_becomes_a_lead_in_the_inbox(t: &Case) -> Result<()> {
    let mut receiver = demo_site(t).await?;
    let page = t.page().await?;
    page.visit("/").await?;
    page.until_ready().await?;
    assert_eq!(page.until_announced("score").await?, json!({ "interest": 5, "band": "cold" }));
    page.browser.client.find(Locator::LinkText("Pricing")).await?.click().await?;
    page.until("location.pathname === '/pricing'").await?;
    page.until_ready().await?;
    assert_eq!(page.until_announced("score").await?, json!({ "interest": 40, "band": "warm" }));
    assert!(!page.has_popup().await?, "nothing shows before the visitor wants to leave");

    page.leave_through_the_top().await?;
    let popup = page.popup().await?;
    assert_eq!(popup.attribute("data-campaign").await?.as_deref(), Some("book-a-demo"));
    assert_eq!(popup.attribute("data-format").await?.as_deref(), Some("modal"));
    popup.fill("Work email", "ada@example.com").await?;
    popup.fill("Your name", "Ada").await?;
    popup.click("button", "Continue").await?;
    popup.select("Company size", "50-249").await?;
    popup.click("radio", "This month").await?;
    popup.click("checkbox", "Send me product news. I can unsubscribe at any time.").await?;
    popup.click("button", "Book my demo").await?;
    let thanks = popup.part("thanks").await?;
    assert!(thanks.contains("Thank you, Ada!"), "{thanks}");
    assert!(popup.find("link", "Choose a time").await?.is_some());

    let leads = receiver.until_leads(1).await?;
    check_lead(&leads[0], &t.site.origin());

    receiver.kill9().await?;
    receiver.restart().await?;
    assert_eq!(receiver.leads().await?, leads, "a restart changes nothing");
    let rows = receiver.rows()?;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].1, leads[0]);
    see_it_in_the_inbox(&page).await
}

fn check_lead(lead: &Value, origin: &str) {
    assert_eq!(lead["campaign"]["id"], "book-a-demo");
    assert_eq!(lead["campaign"]["trigger"], "exitIntent");
    assert_eq!(lead["campaign"]["format"], "modal");
    let fields = json!({
        "email": "ada@example.com", "name": "Ada", "company_size": "50-249", "bant.timescale": "now", "consent.marketing": true
    });
    assert_eq!(lead["fields"], fields);
    let text = "Send me product news. I can unsubscribe at any time.";
    assert_eq!(lead["consents"], json!([{ "name": "consent.marketing", "given": true, "text": text, "version": "2026-11" }]));
    assert_eq!(lead["qualification"]["interest"], 40);
    assert_eq!(lead["qualification"]["band"], "warm");
    assert_eq!(lead["page"]["url"], format!("{origin}/pricing"));
    assert_eq!(lead["page"]["role"], "pricing");
    let factors = lead["score"]["factors"].as_array().expect("the score is explained");
    let points = |rule: &str| factors.iter().find(|factor| factor["rule"] == rule).map(|factor| factor["points"].clone());
    assert_eq!(points("saw-home"), Some(json!(5)));
    assert_eq!(points("saw-pricing"), Some(json!(20)));
    assert_eq!(points("home-then-pricing"), Some(json!(15)));
    let interest: i64 = factors.iter().filter(|factor| factor["axis"] == "interest").filter_map(|factor| factor["points"].as_i64()).sum();
    assert_eq!(interest, 40, "the factors add up to the score");
}

async fn see_it_in_the_inbox(page: &Page<'_>) -> Result<()> {
    page.visit("/inbox").await?;
    page.until("location.pathname === '/inbox/sign-in'").await?;
    page.browser.client.find(Locator::Css("input[type=password]")).await?.click().await?;
    page.type_text(PASSWORD).await?;
    page.press(Key::Enter).await?;
    page.until("location.pathname === '/inbox'").await?;
    page.until("document.body.innerText.includes('Ada')").await?;
    let text: String = page.eval("document.body.innerText").await?;
    assert!(text.contains("book-a-demo") && text.contains("40"), "{text}");

    page.browser.client.find(Locator::LinkText("Ada")).await.context("the lead is a link")?.click().await?;
    page.until("document.body.innerText.includes('home-then-pricing')").await?;
    let text: String = page.eval("document.body.innerText").await?;
    for word in ["ada@example.com", "saw-pricing", "saw-home", "/pricing", "Send me product news."] {
        assert!(text.contains(word), "{word} is missing: {text}");
    }
    Ok(())
}

async fn a_reader_of_the_prices_is_offered_the_guide_once(t: &Case) -> Result<()> {
    let receiver = demo_site(t).await?;
    let page = t.page().await?;
    page.visit("/pricing").await?;
    page.until_ready().await?;
    assert_eq!(page.until_announced("score").await?, json!({ "interest": 20, "band": "lukewarm" }));
    page.scroll_to_percent(50).await?;
    page.frames().await?;
    assert!(!page.has_popup().await?, "half the page is less than 60 %");
    page.scroll_to_percent(70).await?;
    let popup = page.popup().await?;
    assert_eq!(popup.attribute("data-campaign").await?.as_deref(), Some("pricing-guide"));
    assert_eq!(popup.attribute("data-format").await?.as_deref(), Some("slide-in"));
    assert_eq!(popup.focused().await?, None, "a slide-in leaves the focus alone");

    popup.fill("Email", "ada@example.com").await?;
    popup.click("button", "Send me the guide").await?;
    let thanks = popup.part("thanks").await?;
    assert!(thanks.contains("Here it is"), "{thanks}");
    let guide = popup.control("link", "Download the PDF").await?;
    let [href, download]: [Option<String>; 2] =
        page.run("return ['href', 'download'].map((name) => arguments[0].getAttribute(name))", vec![Page::argument(&guide)]).await?;
    assert_eq!(href.as_deref(), Some("/files/pricing-guide.pdf"));
    assert!(download.is_some(), "the link downloads");
    let file = reqwest::get(t.site.url("/files/pricing-guide.pdf")).await?.error_for_status()?.bytes().await?;
    assert!(file.starts_with(b"%PDF-"), "the offer is what it says");
    let lead = &receiver.until_leads(1).await?[0];
    assert_eq!(lead["campaign"]["trigger"], "scroll");
    assert_eq!(lead["qualification"]["interest"], 20);

    page.visit("/pricing").await?;
    page.until_ready().await?;
    page.scroll_to_percent(100).await?;
    page.frames().await?;
    assert!(!page.has_popup().await?, "who has the guide is not asked again");
    Ok(())
}

async fn an_applicant_is_left_alone(t: &Case) -> Result<()> {
    let _receiver = demo_site(t).await?;
    let page = t.page().await?;
    for path in ["/", "/careers", "/pricing"] {
        page.visit(path).await?;
        page.until_ready().await?;
    }
    // 5 + 20 + 15 − 30
    assert_eq!(page.until_announced("score").await?, json!({ "interest": 10, "band": "cold" }));
    page.scroll_to_percent(100).await?;
    page.frames().await?;
    page.leave_through_the_top().await?;
    assert!(!page.has_popup().await?, "someone who looks for a job is no lead");
    Ok(())
}

async fn every_page_carries_the_tag_and_works(t: &Case) -> Result<()> {
    let _receiver = demo_site(t).await?;
    let page = t.page().await?;
    for path in ["/", "/pricing", "/docs/", "/customers/", "/careers", "/book"] {
        page.visit(path).await?;
        page.until_ready().await?;
        assert_eq!(page.eval::<u32>("document.querySelectorAll('h1').length").await?, 1, "{path}");
    }
    Ok(())
}
