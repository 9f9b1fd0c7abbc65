//! From the script tag to a running engine: the config and the facts of the page load.

use crate::{ffi, listen, perform::notice, random, runtime};
use limen_core::{Event, Place, event::Started};

/// Builds the engine from the config's text (none: the built-in one) and tells it that the page has started. False when the
/// config cannot be used at all; the console then says why.
pub(crate) fn start(config: Option<&str>, config_name: String, webhook: Option<String>) -> bool {
    let place = Place { config_name, webhook, page_url: ffi::Document::url() };
    let boot = limen_core::boot(config, &place);
    if let Some(line) = &boot.notice {
        notice::warn(line);
    }
    let Some(engine) = boot.engine else { return false };
    runtime::install(engine);
    listen::begin();
    runtime::dispatch(Event::Started(facts()));
    true
}

/// What the browser says about itself, the page and the visitor's settings.
fn facts() -> Started {
    let (visible, focused) = listen::engagement::attention();
    Started {
        seed: random::seed(),
        page: listen::page::current(),
        language: ffi::Navigator::language(),
        time_zone: ffi::time_zone(),
        utc_offset_minutes: ffi::utc_offset(),
        viewport: (ffi::Window::inner_width(), ffi::Window::inner_height()),
        touch: ffi::has_coarse_pointer(),
        webdriver: ffi::Navigator::webdriver() == Some(true),
        gpc: ffi::Navigator::global_privacy_control() == Some(true),
        visible,
        focused,
    }
}
