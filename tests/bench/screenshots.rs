//! Pictures of everything a person sees, for looking at: demo pages, pop-ups in every state, wide and narrow, light and dark, the inbox.
//! They go to `<target>/screenshots`.

use anyhow::Result;
use fantoccini::{Locator, key::Key};
use limen_tests::{
    browser::{Browser, Look, Storage, Viewport},
    engine::Engine,
    page::Page,
    paths, process,
    receiver::{PASSWORD, Receiver},
    site::Site,
    webhook::{Answer, Behaviour, Webhook},
};
use std::{fs, path::PathBuf};

#[tokio::main]
async fn main() -> Result<()> {
    let result = all().await;
    process::kill_everything_of_this_run();
    result
}

async fn all() -> Result<()> {
    let into = paths::target().join("screenshots");
    fs::create_dir_all(&into)?;
    for look in [Look::Light, Look::Dark] {
        let browser = Browser::start(Engine::Chromium, look, Storage::Allowed).await?;
        for viewport in [Viewport::Desktop, Viewport::Phone] {
            browser.resize(viewport).await?;
            // A site of its own for each: no pop-up of the one keeps that of the other away.
            demo_pages(&Camera::new(&browser, look, viewport, &into).await?).await?;
            modal(&Camera::new(&browser, look, viewport, &into).await?).await?;
            slide_in(&Camera::new(&browser, look, viewport, &into).await?).await?;
            webhook_tester(&Camera::new(&browser, look, viewport, &into).await?).await?;
        }
        browser.close().await;
    }
    println!("{}", into.display());
    Ok(())
}

struct Camera<'a> {
    browser: &'a Browser,
    site: Site,
    into: PathBuf,
    label: String,
    _receiver: Receiver,
}

impl<'a> Camera<'a> {
    async fn new(browser: &'a Browser, look: Look, viewport: Viewport, into: &std::path::Path) -> Result<Self> {
        let receiver = Receiver::serving(&paths::repository().join("www")).await?;
        let site = Site::start().await?;
        site.in_front_of(receiver.address);
        let label = format!("{look:?}-{viewport:?}").to_lowercase();
        Ok(Self { browser, site, into: into.to_path_buf(), label, _receiver: receiver })
    }

    fn page(&self) -> Page<'_> {
        Page { browser: self.browser, site: &self.site }
    }

    async fn take(&self, what: &str) -> Result<()> {
        let page = self.page();
        if page.has_popup().await? {
            page.popup().await?;
        }
        let file = self.into.join(format!("{what}-{}.png", self.label));
        fs::write(file, page.picture().await?)?;
        Ok(())
    }
}

async fn demo_pages(camera: &Camera<'_>) -> Result<()> {
    let page = camera.page();
    for (name, path) in [
        ("home", "/"),
        ("docs", "/docs/"),
        ("customers", "/customers/"),
        ("careers", "/careers"),
        ("book", "/book"),
        ("pricing", "/pricing"),
    ] {
        page.visit(path).await?;
        page.until_ready().await?;
        camera.take(&format!("page-{name}")).await?;
    }
    Ok(())
}

async fn modal(camera: &Camera<'_>) -> Result<()> {
    let page = camera.page();
    for path in ["/", "/pricing"] {
        page.visit(path).await?;
        page.until_ready().await?;
    }
    // By name: a phone has no pointer that could leave.
    page.run::<Option<bool>>("limen('show', 'book-a-demo')", vec![]).await?;
    let popup = page.popup().await?;
    camera.take("modal-1-open").await?;
    popup.click("button", "Continue").await?;
    popup.until("root.querySelector('[part~=error]')").await?;
    camera.take("modal-2-errors").await?;
    popup.fill("Work email", "ada@example.com").await?;
    popup.fill("Your name", "Ada Lovelace").await?;
    popup.click("button", "Continue").await?;
    popup.select("Company size", "50-249").await?;
    popup.click("radio", "This month").await?;
    popup.click("checkbox", "Send me product news. I can unsubscribe at any time.").await?;
    camera.take("modal-3-second-step").await?;
    popup.click("button", "Book my demo").await?;
    popup.part("thanks").await?;
    camera.take("modal-4-thanks").await?;
    page.until_announced("delivered").await?;
    inbox(camera).await
}

async fn slide_in(camera: &Camera<'_>) -> Result<()> {
    let page = camera.page();
    page.visit("/pricing").await?;
    page.until_ready().await?;
    page.scroll_to_percent(75).await?;
    let popup = page.popup().await?;
    camera.take("slide-in-1-open").await?;
    popup.fill("Email", "ada@").await?;
    popup.click("button", "Send me the guide").await?;
    popup.until("root.querySelector('[part~=error]')").await?;
    camera.take("slide-in-2-error").await?;
    popup.fill("Email", "ada@example.com").await?;
    popup.click("button", "Send me the guide").await?;
    popup.part("thanks").await?;
    camera.take("slide-in-3-thanks").await
}

async fn webhook_tester(camera: &Camera<'_>) -> Result<()> {
    let page = camera.page();
    let test = async |url: &str, service: &str| -> Result<()> {
        page.visit("/webhook-tester/").await?;
        page.until("document.readyState === 'complete'").await?;
        let enter = "document.getElementById('url').value = arguments[0]; document.getElementById('service').value = arguments[1];
            document.getElementById('go').click();";
        page.run::<Option<bool>>(enter, vec![url.into(), service.into()]).await?;
        page.until("!document.getElementById('outcome').hidden").await
    };
    page.visit("/webhook-tester/").await?;
    camera.take("tester-1-empty").await?;
    test("/v1/leads", "").await?;
    camera.take("tester-2-works").await?;
    let webhook = Webhook::start().await?;
    webhook.behave(Behaviour::Answer(Answer::status(200).without_cors()));
    webhook.behave_to_preflights(Behaviour::Answer(Answer::status(200).without_cors()));
    test(&webhook.url(), "").await?;
    camera.take("tester-3-unconfirmed").await?;
    webhook.behave(Behaviour::Answer(Answer::status(404)));
    test(&webhook.url(), "zapier").await?;
    camera.take("tester-4-refused").await
}

async fn inbox(camera: &Camera<'_>) -> Result<()> {
    let page = camera.page();
    page.visit("/inbox").await?;
    camera.take("inbox-1-sign-in").await?;
    page.browser.client.find(Locator::Css("input[type=password]")).await?.click().await?;
    page.type_text(PASSWORD).await?;
    page.press(Key::Enter).await?;
    page.until("location.pathname === '/inbox' && document.body.innerText.includes('Ada')").await?;
    camera.take("inbox-2-list").await?;
    page.browser.client.find(Locator::XPath("//a[contains(., 'Ada')]")).await?.click().await?;
    page.until("document.body.innerText.includes('home-then-pricing')").await?;
    camera.take("inbox-3-lead").await
}
