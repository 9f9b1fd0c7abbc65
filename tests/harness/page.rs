//! What a person does with a page.

use crate::{
    browser::{Browser, Endpoint},
    engine::Engine,
    popup::Popup,
    site::Site,
    wait::until,
};
use anyhow::{Context, Result};
use fantoccini::{
    actions::{InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction},
    elements::{Element, ElementRef},
    key::Key,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::time::Duration;

/// The name under which WebDriver hands elements over (WebDriver §12.4).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// The page in front of the visitor.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// The browser it is in.
    pub browser: &'a Browser,
    /// The site it belongs to.
    pub site: &'a Site,
}

impl<'a> Page<'a> {
    /// Visits a path of the site, as by typing the address.
    ///
    /// # Errors
    /// When the page does not load.
    pub async fn visit(&self, path: &str) -> Result<()> {
        let url = self.site.url(path);
        self.browser.client.goto(&url).await.with_context(|| format!("cannot visit {url}"))
    }

    /// Loads the page again.
    ///
    /// # Errors
    /// When it does not load.
    pub async fn reload(&self) -> Result<()> {
        Ok(self.browser.client.refresh().await?)
    }

    /// Runs the body of a function in the page and hands its result back; `arguments` are the function's arguments.
    ///
    /// # Errors
    /// When it throws or the result is of another type.
    pub async fn run<T: DeserializeOwned>(&self, body: &str, arguments: Vec<Value>) -> Result<T> {
        let value = self.browser.client.execute(body, arguments).await.with_context(|| format!("in the page: {body}"))?;
        serde_json::from_value(value.clone()).with_context(|| format!("in the page: {body}: {value}"))
    }

    /// The value of an expression in the page.
    ///
    /// # Errors
    /// When it throws or is of another type.
    pub async fn eval<T: DeserializeOwned>(&self, expression: &str) -> Result<T> {
        self.run(&format!("return ({expression})"), vec![]).await
    }

    /// Waits until an expression in the page is true. (A page that is being left may have no answer.)
    ///
    /// # Errors
    /// When it does not become true in time.
    pub async fn until(&self, expression: &str) -> Result<()> {
        until(expression, || async { Ok(self.eval::<Option<bool>>(&format!("Boolean({expression})")).await?.filter(|&met| met).map(drop)) })
            .await
    }

    /// The element that a script returns, if it returns one.
    ///
    /// # Errors
    /// When the script throws.
    pub async fn element(&self, body: &str, arguments: Vec<Value>) -> Result<Option<Element>> {
        let value: Value = self.run(body, arguments).await?;
        Ok(value[ELEMENT].as_str().map(|id| self.adopt(id)))
    }

    /// The elements that a script returns as a list.
    ///
    /// # Errors
    /// When the script throws or returns something else.
    pub async fn elements(&self, body: &str, arguments: Vec<Value>) -> Result<Vec<Element>> {
        let values: Vec<Value> = self.run(body, arguments).await?;
        Ok(values.iter().filter_map(|value| value[ELEMENT].as_str()).map(|id| self.adopt(id)).collect())
    }

    fn adopt(&self, id: &str) -> Element {
        Element::from_element_id(self.browser.client.clone(), ElementRef::from(id.to_owned()))
    }

    /// The element as an argument for a script.
    #[must_use]
    pub fn argument(element: &Element) -> Value {
        json!({ ELEMENT: element.element_id().as_ref() })
    }

    /// The role the browser computes for assistive technology.
    ///
    /// # Errors
    /// When the driver has no answer.
    pub async fn role(&self, element: &Element) -> Result<String> {
        self.computed(element, "computedrole").await
    }

    /// The accessible name the browser computes.
    ///
    /// # Errors
    /// When the driver has no answer.
    pub async fn name(&self, element: &Element) -> Result<String> {
        self.computed(element, "computedlabel").await
    }

    async fn computed(&self, element: &Element, what: &str) -> Result<String> {
        let path = format!("element/{}/{what}", element.element_id().as_ref());
        let answer = self.browser.client.issue_cmd(Endpoint { path, body: None }).await?;
        Ok(answer.as_str().unwrap_or_default().to_owned())
    }

    /// The pop-up, as soon as it is on the page and stands still: before that a person cannot aim at it either.
    ///
    /// # Errors
    /// When none comes.
    pub async fn popup(&self) -> Result<Popup<'a>> {
        let popup = Popup { page: *self };
        until("a pop-up to be visible", || async { Ok(popup.is_visible().await?.then_some(())) }).await?;
        until("the pop-up to stand still", || async {
            let before = popup.place().await?;
            self.frames().await?;
            Ok((before.is_some() && before == popup.place().await?).then_some(()))
        })
        .await?;
        Ok(popup)
    }

    /// Whether a pop-up is on the page now.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn has_popup(&self) -> Result<bool> {
        Popup { page: *self }.is_visible().await
    }

    /// Waits until the widget runs, has looked at this page and has said so.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn until_ready(&self) -> Result<()> {
        self.until_announced("ready").await.map(drop)
    }

    /// Waits for the widget to announce something (`limen:<name>`) and hands its detail back.
    ///
    /// # Errors
    /// When it does not.
    pub async fn until_announced(&self, name: &str) -> Result<Value> {
        until(&format!("limen:{name}"), || async { Ok(self.announced(name).await?.into_iter().next()) }).await
    }

    /// The details of everything of this name that the widget has announced on this page.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn announced(&self, name: &str) -> Result<Vec<Value>> {
        let script = "return (document.documentElement.limenEvents ?? []).filter((event) => event.name === arguments[0]).map((event) => event.detail)";
        self.run(script, vec![name.into()]).await
    }

    /// Presses and releases a key, wherever the focus is.
    ///
    /// # Errors
    /// When the driver refuses.
    pub async fn press(&self, key: Key) -> Result<()> {
        self.keys(&[key.into()]).await
    }

    /// Presses a key while Shift is down.
    ///
    /// # Errors
    /// When the driver refuses.
    pub async fn press_shifted(&self, key: Key) -> Result<()> {
        let (shift, key) = (char::from(Key::Shift), char::from(key));
        let strokes = [
            KeyAction::Down { value: shift },
            KeyAction::Down { value: key },
            KeyAction::Up { value: key },
            KeyAction::Up { value: shift },
        ];
        self.strokes(strokes.into()).await
    }

    /// Types a text, key by key, wherever the focus is.
    ///
    /// # Errors
    /// When the driver refuses.
    pub async fn type_text(&self, text: &str) -> Result<()> {
        self.keys(&text.chars().collect::<Vec<_>>()).await
    }

    async fn keys(&self, keys: &[char]) -> Result<()> {
        self.strokes(keys.iter().flat_map(|&value| [KeyAction::Down { value }, KeyAction::Up { value }]).collect()).await
    }

    async fn strokes(&self, strokes: Vec<KeyAction>) -> Result<()> {
        let actions = strokes.into_iter().fold(KeyActions::new("keyboard".into()), KeyActions::then);
        Ok(self.browser.client.perform_actions(actions).await?)
    }

    /// Moves the pointer to a point of the page.
    ///
    /// # Errors
    /// When the driver refuses.
    pub async fn point_at(&self, x: f64, y: f64) -> Result<()> {
        let step = PointerAction::MoveTo { duration: Some(Duration::ZERO), x, y };
        Ok(self.browser.client.perform_actions(MouseActions::new("mouse".into()).then(step)).await?)
    }

    /// Moves the pointer onto an element, presses and releases. (A driver's own click on an element may move the focus before the press.)
    ///
    /// # Errors
    /// When the driver refuses.
    pub async fn point_and_click(&self, element: &Element) -> Result<()> {
        let button = MOUSE_BUTTON_LEFT;
        let mouse = MouseActions::new("mouse".into())
            .then(PointerAction::MoveToElement { element: element.clone(), duration: Some(Duration::ZERO), x: 0.0, y: 0.0 })
            .then(PointerAction::Down { button })
            .then(PointerAction::Up { button });
        Ok(self.browser.client.perform_actions(mouse).await?)
    }

    /// Leaves the page through its top, as towards the address bar. Chromium moves a real pointer; the drivers of the others cannot leave
    /// the page, so the events that a leaving pointer causes are dispatched there.
    ///
    /// # Errors
    /// When the driver refuses.
    pub async fn leave_through_the_top(&self) -> Result<()> {
        self.point_at(300.0, 200.0).await?;
        if self.browser.engine == Engine::Chromium {
            for y in [40, -10] {
                let event = json!({ "type": "mouseMoved", "x": 300, "y": y });
                self.browser.devtools("Input.dispatchMouseEvent", event).await?;
            }
            return Ok(());
        }
        let script = "const at = { clientX: 300, clientY: -1, relatedTarget: null };
            const page = document.documentElement;
            for (const [name, bubbles] of [['pointerout', true], ['pointerleave', false], ['mouseout', true], ['mouseleave', false]]) {
                const Event = name.startsWith('pointer') ? PointerEvent : MouseEvent;
                page.dispatchEvent(new Event(name, { ...at, bubbles, pointerType: 'mouse' }));
            }";
        self.run(script, vec![]).await
    }

    /// Scrolls until the lower edge of the window is at this percentage of the page's height.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn scroll_to_percent(&self, percent: u32) -> Result<()> {
        self.run("scrollTo(0, document.documentElement.scrollHeight * arguments[0] / 100 - innerHeight)", vec![percent.into()]).await
    }

    /// Lets the page draw two frames: what a scroll or a resize causes has been handled by then.
    ///
    /// # Errors
    /// When the page does not draw.
    pub async fn frames(&self) -> Result<()> {
        let script = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))";
        self.browser.client.execute_async(script, vec![]).await?;
        Ok(())
    }

    /// A picture of the window, as PNG.
    ///
    /// # Errors
    /// When the driver refuses.
    pub async fn picture(&self) -> Result<Vec<u8>> {
        Ok(self.browser.client.screenshot().await?)
    }
}
