//! What a test gets: a site and a webhook of its own, and on demand a page in the engine's browser and a real receiver.

use crate::{
    browser::{Browser, Look, Storage, Viewport},
    engine::Engine,
    page::Page,
    receiver::Receiver,
    site::Site,
    trap::{self, Expected, Kind, Times},
    webhook::Webhook,
};
use anyhow::{Result, ensure};
use std::sync::{Mutex, PoisonError};
use tokio::sync::OnceCell;

/// One scenario in one engine.
#[derive(Debug)]
pub struct Case {
    /// The engine.
    pub engine: Engine,
    /// What the visitor's system prefers.
    pub look: Look,
    /// The owner's web site, of an origin without a past.
    pub site: Site,
    /// The owner's endpoint.
    pub webhook: Webhook,
    browser: OnceCell<Browser>,
    kept: Mutex<Option<Browser>>,
    expected: Mutex<Vec<Expected>>,
}

impl Case {
    pub(crate) async fn open(engine: Engine, look: Look, kept: Option<Browser>) -> Result<Self> {
        let (site, webhook) = (Site::start().await?, Webhook::start().await?);
        site.fill("webhook", &webhook.url());
        Ok(Self { engine, look, site, webhook, browser: OnceCell::new(), kept: Mutex::new(kept), expected: Mutex::default() })
    }

    /// The page. The engine's browser stays open from test to test; a test with another look restarts it.
    ///
    /// # Errors
    /// When the browser does not start.
    pub async fn page(&self) -> Result<Page<'_>> {
        self.page_with(Storage::Allowed).await
    }

    /// The page in a browser whose settings refuse every site its storage. Such a browser is one of its own, so tests that use it should
    /// follow one another; none can use both.
    ///
    /// # Errors
    /// When the browser does not start.
    pub async fn page_without_storage(&self) -> Result<Page<'_>> {
        self.page_with(Storage::Refused).await
    }

    async fn page_with(&self, storage: Storage) -> Result<Page<'_>> {
        let browser = self.browser.get_or_try_init(|| async {
            let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).take();
            match kept {
                Some(browser) if browser.look == self.look && browser.storage == storage => Ok(browser),
                other => {
                    if let Some(browser) = other {
                        browser.close().await;
                    }
                    let browser = Browser::start(self.engine, self.look, storage).await?;
                    browser.resize(Viewport::Desktop).await?;
                    anyhow::Ok(browser)
                }
            }
        });
        let browser = browser.await?;
        ensure!(browser.storage == storage, "this test has a browser already, with storage {:?}", browser.storage);
        Ok(Page { browser, site: &self.site })
    }

    /// The page on a phone's narrow screen.
    ///
    /// # Errors
    /// When the browser does not start.
    pub async fn phone(&self) -> Result<Page<'_>> {
        let page = self.page().await?;
        page.browser.resize(Viewport::Phone).await?;
        Ok(page)
    }

    /// A real receiver, empty, that takes leads from the site's origin.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn receiver(&self) -> Result<Receiver> {
        Receiver::start(&self.site.origin()).await
    }

    /// Says that the page will say exactly one line on the console with all these words in it. Unexpected lines fail the test, and so
    /// do expected ones that do not come.
    pub fn expect_console_line(&self, words: &[&str]) {
        self.expect(Kind::Console, words);
    }

    /// Says that this will be caught, once.
    pub fn expect(&self, kind: Kind, words: &[&str]) {
        self.foresee(kind, words, Times::Once);
    }

    /// Says that this may be caught, any number of times or not at all.
    pub fn allow(&self, kind: Kind, words: &[&str]) {
        self.foresee(kind, words, Times::Any);
    }

    fn foresee(&self, kind: Kind, words: &[&str], times: Times) {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        self.expected.lock().unwrap_or_else(PoisonError::into_inner).push(Expected { kind, words, times });
    }

    /// The last act of every test: nothing went wrong in any of its pages but what it expected.
    pub(crate) fn judge(&self) -> Result<()> {
        trap::judge(&self.site.caught(), &self.expected.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Makes the browser ready for the next test; nothing when none was used or it is not to be trusted any more.
    pub(crate) async fn close(mut self) -> Option<Browser> {
        let Some(browser) = self.browser.take() else {
            return self.kept.into_inner().unwrap_or_else(PoisonError::into_inner);
        };
        match tidy(&browser).await {
            Ok(()) => Some(browser),
            Err(_) => {
                browser.close().await;
                None
            }
        }
    }

    /// What the browser showed when the test failed, then its end.
    pub(crate) async fn abandon(mut self) -> Option<Vec<u8>> {
        let browser = self.browser.take()?;
        let picture = tokio::time::timeout(crate::wait::PATIENCE, browser.client.screenshot()).await.ok()?.ok();
        browser.close().await;
        picture
    }
}

async fn tidy(browser: &Browser) -> Result<()> {
    let windows = browser.client.windows().await?;
    for window in windows.iter().skip(1) {
        browser.client.switch_to_window(window.clone()).await?;
        browser.client.close_window().await?;
    }
    ensure!(!windows.is_empty(), "the browser has no window left");
    browser.client.switch_to_window(windows[0].clone()).await?;
    browser.client.delete_all_cookies().await?;
    browser.client.goto("about:blank").await?;
    browser.resize(Viewport::Desktop).await
}
