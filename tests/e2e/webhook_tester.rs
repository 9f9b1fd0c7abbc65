//! The webhook tester: what it says of each kind of endpoint, and the line it gives for it. It works by keyboard, and axe finds nothing.

use anyhow::Result;
use fantoccini::{Locator, key::Key};
use limen_tests::{
    axe,
    browser::{Look, Viewport},
    case::Case,
    page::Page,
    paths,
    receiver::Receiver,
    scenarios,
    suite::Suite,
    wait::until_within,
    webhook::{Answer, Behaviour, Webhook},
};
use serde_json::Value;
use std::time::Duration;

pub(crate) fn add(suite: &mut Suite) {
    scenarios![suite, Look::Light;
        every_kind_of_endpoint_gets_its_verdict,
        an_endpoint_that_hangs_is_called_so,
        a_service_is_tested_as_it_takes_leads,
        our_own_receiver_is_known,
        what_is_no_address_is_said_at_the_field,
        axe_finds_nothing_on_the_tester,
    ];
    scenarios![suite, Look::Dark; axe_finds_nothing_on_the_dark_tester];
}

/// As on an owner's server: the page, the shipped files, and a receiver at the same address.
async fn tester(t: &Case) -> Result<Receiver> {
    let receiver = Receiver::serving(&paths::repository().join("www")).await?;
    t.site.in_front_of(receiver.address);
    Ok(receiver)
}

/// What the page concludes: tone, heading, line, and each try's format, mode and word.
async fn verdict(page: &Page<'_>, url: &str, service: &str) -> Result<(String, String, String, Vec<String>)> {
    page.visit("/webhook-tester/").await?;
    page.until("document.readyState === 'complete'").await?;
    page.browser.client.find(Locator::Id("url")).await?.click().await?;
    page.type_text(url).await?;
    let choose =
        "const service = document.getElementById('service'); service.value = arguments[0]; service.dispatchEvent(new Event('change'));";
    page.run::<Option<bool>>(choose, vec![service.into()]).await?;
    if service == "salesforce" {
        page.browser.client.find(Locator::Id("oid")).await?.click().await?;
        page.type_text("00D1").await?;
    }
    // Return sends the form, as everywhere.
    page.press(Key::Enter).await?;
    let concluded = "!document.getElementById('outcome').hidden";
    until_within(Duration::from_secs(40), "the tester's conclusion", || async { Ok(page.eval::<bool>(concluded).await?.then_some(())) })
        .await?;
    assert!(page.eval::<bool>("document.activeElement.id === 'outcome'").await?, "the focus is on the outcome, so that it is read out");
    let shown: Value = page
        .eval(
            "({ tone: outcome.dataset.tone, head: document.getElementById('outcome-head').textContent,
                line: document.getElementById('line').hidden ? '' : document.getElementById('config').textContent,
                tries: [...document.querySelectorAll('#tries > li')].map(({ dataset }) => `${dataset.try} ${dataset.mode} ${dataset.word}`) })",
        )
        .await?;
    let text = |key: &str| shown[key].as_str().unwrap_or_default().to_owned();
    let tries = shown["tries"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    Ok((text("tone"), text("head"), text("line"), tries))
}

/// An endpoint's manners, and what the page is to say of them.
struct Kind {
    what: &'static str,
    answer: Answer,
    preflight: Answer,
    tone: &'static str,
    head: &'static str,
    /// The line for the config; empty when there is none.
    line: String,
    /// What comes of `simple` and `form`.
    plain: &'static str,
    /// What comes of `json`, which needs a preflight.
    json: &'static str,
}

impl Kind {
    /// One that allows preflights and says yes to all.
    fn new(what: &'static str, answer: Answer, tone: &'static str, head: &'static str) -> Self {
        Self { what, answer, preflight: Answer::status(200), tone, head, line: String::new(), plain: "taken", json: "taken" }
    }
}

async fn every_kind_of_endpoint_gets_its_verdict(t: &Case) -> Result<()> {
    let _receiver = tester(t).await?;
    let page = t.page().await?;
    let ok = || Answer::status(200);
    let line = |rest: &str| format!("\"webhook\": {{ \"url\": \"{}\"{rest} }}", t.webhook.url());
    let kinds = [
        // First, for a browser remembers for some seconds that a preflight was allowed.
        Kind {
            preflight: ok().without_cors(),
            line: line(""),
            json: "unread",
            ..Kind::new("no preflight", ok(), "good", "Your endpoint takes leads")
        },
        Kind { line: line(""), ..Kind::new("all is well", ok(), "good", "Your endpoint takes leads") },
        Kind {
            preflight: ok().without_cors(),
            line: line(", \"format\": \"blind\""),
            plain: "unread",
            json: "unread",
            ..Kind::new("no permission to read", ok().without_cors(), "unsure", "It can be sent, not confirmed")
        },
        Kind {
            line: line(", \"ack\": \"id\""),
            ..Kind::new("a captive portal", Answer::captive_portal(), "unsure", "Somebody answered, perhaps not your endpoint")
        },
        Kind {
            plain: "moved",
            json: "moved",
            ..Kind::new("moved", Answer::status(301).with("location", "https://elsewhere.example/"), "bad", "The endpoint has moved")
        },
        Kind { plain: "refused", json: "refused", ..Kind::new("switched off", Answer::status(404), "bad", "It says no (404)") },
        Kind { plain: "refused", json: "refused", ..Kind::new("broken", Answer::status(500), "bad", "It says no (500)") },
    ];
    for Kind { what, answer, preflight, tone, head, line, plain, json } in kinds {
        t.webhook.behave(Behaviour::Answer(answer));
        t.webhook.behave_to_preflights(Behaviour::Answer(preflight));
        let shown = verdict(&page, &t.webhook.url(), "").await?;
        let mut tries = vec![format!("simple cors {plain}"), format!("form cors {plain}"), format!("json cors {json}")];
        if plain == "unread" {
            tries.extend(["blind blind opaque", "form blind opaque"].map(str::to_owned));
        }
        assert_eq!(shown, (tone.to_owned(), head.to_owned(), line, tries), "{what}");
    }
    t.webhook.close().await?;
    let (tone, head, _, tries) = verdict(&page, &t.webhook.url(), "").await?;
    assert_eq!((tone.as_str(), head.as_str(), tries), ("bad", "Nothing answers there", vec!["simple cors unread".to_owned()]));
    Ok(())
}

async fn an_endpoint_that_hangs_is_called_so(t: &Case) -> Result<()> {
    let _receiver = tester(t).await?;
    t.webhook.behave(Behaviour::Hang);
    let page = t.page().await?;
    let (tone, head, line, tries) = verdict(&page, &t.webhook.url(), "").await?;
    assert_eq!((tone.as_str(), head.as_str(), line.as_str()), ("bad", "It never answers", ""));
    assert_eq!(tries, ["simple cors late"], "what came next would hang as well");
    Ok(())
}

async fn a_service_is_tested_as_it_takes_leads(t: &Case) -> Result<()> {
    let _receiver = tester(t).await?;
    let page = t.page().await?;
    let url = t.webhook.url();
    t.webhook.behave_to_preflights(Behaviour::Answer(Answer::status(200).without_cors()));
    let zapier = verdict(&page, &url, "zapier").await?;
    assert_eq!((zapier.0.as_str(), zapier.2), ("good", format!("\"webhook\": {{ \"url\": \"{url}\", \"preset\": \"zapier\" }}")));
    let posts = t.webhook.posts();
    let body = String::from_utf8_lossy(&posts[posts.len() - 1].body).into_owned();
    assert!(body.contains("&name=Limen+test&") && body.contains("&json=%7B"), "{body}");
    // Without permission to read, the same request goes unread.
    t.webhook.behave(Behaviour::Answer(Answer::status(200).without_cors()));
    let make = verdict(&page, &url, "make").await?;
    assert_eq!((make.0.as_str(), make.3), ("unsure", vec!["make cors unread".to_owned(), "make blind opaque".to_owned()]));
    assert_eq!(make.2, format!("\"webhook\": {{ \"url\": \"{url}\", \"preset\": \"make\", \"mode\": \"blind\" }}"));
    let slack = verdict(&page, &url, "slack").await?;
    assert_eq!((slack.0.as_str(), slack.3), ("unsure", vec!["slack blind opaque".to_owned()]));
    let salesforce = verdict(&page, &url, "salesforce").await?;
    assert_eq!(
        salesforce.2,
        format!("\"webhook\": {{ \"url\": \"{url}\", \"preset\": \"salesforce\", \"constants\": {{ \"oid\": \"00D1\" }} }}")
    );
    // Apps Script answers where it sends the browser to.
    let output = Webhook::start().await?;
    t.webhook.behave(Behaviour::Answer(Answer::status(302).with("location", &output.url())));
    assert_eq!(verdict(&page, &url, "apps-script").await?.3, ["apps-script cors taken"]);
    Ok(())
}

async fn our_own_receiver_is_known(t: &Case) -> Result<()> {
    let receiver = tester(t).await?;
    let page = t.page().await?;
    let (tone, head, line, tries) = verdict(&page, "/v1/leads", "").await?;
    assert_eq!((tone.as_str(), head.as_str()), ("good", "Your Limen receiver takes leads"));
    assert_eq!(line, r#""webhook": { "url": "/v1/leads" }"#);
    assert_eq!(tries, ["simple cors taken", "form cors taken", "json cors taken"]);
    let leads = receiver.until_leads(1).await?;
    assert_eq!((leads.len(), leads[0]["fields"]["name"].as_str()), (1, Some("Limen test")), "one lead, in three formats");
    Ok(())
}

async fn what_is_no_address_is_said_at_the_field(t: &Case) -> Result<()> {
    let _receiver = tester(t).await?;
    let page = t.page().await?;
    page.visit("/webhook-tester/").await?;
    page.until("document.readyState === 'complete'").await?;
    page.browser.client.find(Locator::Id("url")).await?.click().await?;
    page.type_text("hooks.zapier.com/x").await?;
    page.press(Key::Enter).await?;
    page.until("document.getElementById('url').getAttribute('aria-invalid') === 'true'").await?;
    let said: String = page.eval("document.getElementById('url-error').textContent").await?;
    assert!(said.contains("https://"), "{said}");
    page.type_text("y").await?;
    page.until("document.getElementById('url-error').hidden").await
}

async fn axe_everywhere(t: &Case) -> Result<()> {
    let _receiver = tester(t).await?;
    let page = t.page().await?;
    for viewport in [Viewport::Desktop, Viewport::Phone] {
        page.browser.resize(viewport).await?;
        page.visit("/webhook-tester/").await?;
        page.until("document.readyState === 'complete'").await?;
        axe::check(&page).await?;
        verdict(&page, "/v1/leads", "").await?;
        axe::check(&page).await?;
        verdict(&page, "/no/such/endpoint", "salesforce").await?;
        axe::check(&page).await?;
        assert!(page.eval::<bool>("document.documentElement.scrollWidth <= innerWidth").await?, "nothing is wider than the window");
    }
    Ok(())
}

async fn axe_finds_nothing_on_the_tester(t: &Case) -> Result<()> {
    axe_everywhere(t).await
}

async fn axe_finds_nothing_on_the_dark_tester(t: &Case) -> Result<()> {
    axe_everywhere(t).await
}
