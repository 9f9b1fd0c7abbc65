//! The pop-up on the page, as a person meets it: by roles, accessible names and visible text.

use crate::{engine::Engine, page::Page, wait::until};
use anyhow::{Context, Result, bail};
use fantoccini::elements::Element;
use serde_json::{Value, json};

/// Everything a person can act on, in the order of the page.
const CONTROLS: &str =
    "return [...document.querySelector('limen-popup').shadowRoot.querySelectorAll('input, select, textarea, button, a[href]')]
    .filter((element) => element.getClientRects().length > 0 && element.tabIndex >= 0)";

/// The pop-up.
#[derive(Clone, Copy, Debug)]
pub struct Popup<'a> {
    /// The page it is on.
    pub page: Page<'a>,
}

impl Popup<'_> {
    /// Whether it is there and takes up room.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn is_visible(&self) -> Result<bool> {
        self.page
            .eval("[...(document.querySelector('limen-popup')?.shadowRoot?.querySelectorAll('*') ?? [])].some((element) => element.offsetHeight > 0)")
            .await
    }

    /// Where its frame is, once that has its full strength. (Measured, because WebKit does not name the animations of a shadow tree.)
    pub(crate) async fn place(&self) -> Result<Option<[f64; 4]>> {
        let script = "const frame = document.querySelector('limen-popup')?.shadowRoot.querySelector('[part~=popup], form');
            if (!frame || getComputedStyle(frame).opacity !== '1') return null;
            const { left, top, right, bottom } = frame.getBoundingClientRect();
            return [left, top, right, bottom]";
        self.page.run(script, vec![]).await
    }

    /// Waits until it is gone.
    ///
    /// # Errors
    /// When it stays.
    pub async fn until_gone(&self) -> Result<()> {
        until("the pop-up to go", || async { Ok((!self.is_visible().await?).then_some(())) }).await
    }

    /// An attribute of the host element: `data-campaign`, `data-variant`, `data-format`.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn attribute(&self, name: &str) -> Result<Option<String>> {
        self.page.run("return document.querySelector('limen-popup')?.getAttribute(arguments[0]) ?? null", vec![name.into()]).await
    }

    /// The value of an expression in which `root` is the shadow root.
    ///
    /// # Errors
    /// When it throws or is of another type.
    pub async fn eval<T: serde::de::DeserializeOwned>(&self, expression: &str) -> Result<T> {
        self.page.run(&format!("const root = document.querySelector('limen-popup').shadowRoot; return ({expression})"), vec![]).await
    }

    /// Waits until such an expression is true.
    ///
    /// # Errors
    /// When it does not become true in time.
    pub async fn until(&self, expression: &str) -> Result<()> {
        until(expression, || async { Ok(self.eval::<bool>(&format!("Boolean({expression})")).await?.then_some(())) }).await
    }

    /// The control with this role and accessible name, as soon as it is there.
    ///
    /// # Errors
    /// When there is none; tells what is there instead.
    pub async fn control(&self, role: &str, name: &str) -> Result<Element> {
        let found = until(&format!("a {role} named {name:?}"), || self.find(role, name)).await;
        match found {
            Ok(element) => Ok(element),
            Err(error) => Err(error.context(format!("there are {:?}", self.controls().await?))),
        }
    }

    /// The control with this role and accessible name now, if it is there.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn find(&self, role: &str, name: &str) -> Result<Option<Element>> {
        for element in self.page.elements(CONTROLS, vec![]).await? {
            if self.page.name(&element).await? == name && self.role(&element).await? == role {
                return Ok(Some(element));
            }
        }
        Ok(None)
    }

    /// The role that the engine computes, in ARIA's words.
    async fn role(&self, element: &Element) -> Result<String> {
        let role = self.page.role(element).await?.to_lowercase();
        // WebKitGTK calls a select what it looks like, a button that opens a menu (its atk heritage); HTML-AAM calls it a combobox.
        let is_select = self.page.browser.engine == Engine::Webkit && role == "button" && element.tag_name().await? == "select";
        Ok(if is_select { "combobox".to_owned() } else { role })
    }

    /// Role and accessible name of everything a person can act on, in order.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn controls(&self) -> Result<Vec<(String, String)>> {
        let mut all = Vec::new();
        for element in self.page.elements(CONTROLS, vec![]).await? {
            all.push((self.role(&element).await?, self.page.name(&element).await?));
        }
        Ok(all)
    }

    /// Clicks into the text field with this label and types, over what was there.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn fill(&self, label: &str, text: &str) -> Result<()> {
        let field = self.control("textbox", label).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Chooses an option of the select with this label.
    ///
    /// # Errors
    /// When there is no such select or option.
    pub async fn select(&self, label: &str, option: &str) -> Result<()> {
        let select = self.control("combobox", label).await?;
        Ok(select.select_by_label(option).await?)
    }

    /// Clicks the radio button, checkbox, button or link with this name.
    ///
    /// # Errors
    /// When there is none, or something covers it.
    pub async fn click(&self, role: &str, name: &str) -> Result<()> {
        self.control(role, name).await?.click().await.with_context(|| format!("cannot click the {role} {name:?}"))
    }

    /// What the field with this `name` holds.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn value(&self, name: &str) -> Result<Value> {
        let script = "const form = document.querySelector('limen-popup').shadowRoot.querySelector('form');
            const found = [...form.elements].filter((control) => control.name === arguments[0]);
            if (found[0]?.type === 'radio') return found.find((control) => control.checked)?.value ?? '';
            return found[0]?.type === 'checkbox' ? found[0].checked : found[0]?.value ?? null";
        self.page.run(script, vec![name.into()]).await
    }

    /// The accessible name of what has the focus inside the pop-up; nothing when the focus is elsewhere.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn focused(&self) -> Result<Option<String>> {
        match self.page.element("return document.querySelector('limen-popup')?.shadowRoot.activeElement ?? null", vec![]).await? {
            Some(element) => Ok(Some(self.page.name(&element).await?)),
            None => Ok(None),
        }
    }

    /// Waits until the focus is on what has this accessible name.
    ///
    /// # Errors
    /// When it does not get there.
    pub async fn until_focused(&self, name: &str) -> Result<()> {
        let reached =
            until(&format!("the focus on {name:?}"), || async { Ok((self.focused().await?.as_deref() == Some(name)).then_some(())) }).await;
        match reached {
            Ok(()) => Ok(()),
            Err(error) => bail!("{error}: it is on {:?}", self.focused().await?),
        }
    }

    /// The visible text of a part (`thanks`, `error`), as soon as it is there.
    ///
    /// # Errors
    /// When the part does not appear.
    pub async fn part(&self, part: &str) -> Result<String> {
        let script = "const part = document.querySelector('limen-popup')?.shadowRoot.querySelector(`[part~=\"${arguments[0]}\"]`);
            return part && part.getClientRects().length > 0 ? part.innerText : null";
        until(&format!("the part {part:?}"), || self.page.run(script, vec![json!(part)])).await
    }

    /// A picture of the window, as PNG.
    ///
    /// # Errors
    /// When the driver refuses.
    pub async fn picture(&self) -> Result<Vec<u8>> {
        self.page.picture().await
    }
}
