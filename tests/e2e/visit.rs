//! What visitors of several tests do alike.

use anyhow::Result;
use limen_tests::{page::Page, popup::Popup};

/// Fills the modal of [`crate::configs::modal`] as a person would, up to and with the last button.
pub(crate) async fn book_a_demo(popup: &Popup<'_>) -> Result<()> {
    fill_first_step(popup).await?;
    popup.click("button", "Continue").await?;
    popup.select("Company size", "50-249").await?;
    popup.click("radio", "This month").await?;
    popup.click("checkbox", "Send me product news.").await?;
    popup.click("button", "Book my demo").await
}

/// The first step alone.
pub(crate) async fn fill_first_step(popup: &Popup<'_>) -> Result<()> {
    popup.fill("Work email", "ada@example.com").await?;
    popup.fill("Your name", "Ada").await
}

/// Fills the slide-in of [`crate::configs::slide_in`] and sends it.
pub(crate) async fn ask_for_the_guide(popup: &Popup<'_>) -> Result<()> {
    popup.fill("Email", "ada@example.com").await?;
    popup.click("button", "Send me the guide").await
}

/// Visits a page, waits for the pop-up, sends the form of the modal and waits for the thanks.
pub(crate) async fn book_on(page: &Page<'_>, path: &str) -> Result<()> {
    page.visit(path).await?;
    let popup = page.popup().await?;
    book_a_demo(&popup).await?;
    let thanks = popup.part("thanks").await?;
    assert!(thanks.contains("Thank you, Ada!"), "{thanks}");
    Ok(())
}
