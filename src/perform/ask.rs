//! Whether now is a moment to show something: the page may object, and some moments are bad on any page.

use super::emit;
use crate::{ffi, runtime};
use limen_core::{Event, event::Verdict};

/// Whatever takes text, but buttons and boxes do not.
const EDITABLE: &str =
    "input:not([type=button],[type=submit],[type=reset],[type=checkbox],[type=radio],[type=range],[type=image]),textarea,select";

/// Looks at the page, then asks it.
pub(super) fn may_show(campaign: String) {
    let verdict = if is_busy() {
        Verdict::NotNow
    } else if emit::ask("limen:before-show", &campaign) {
        Verdict::Allowed
    } else {
        Verdict::Vetoed
    };
    runtime::dispatch(Event::ShowAnswered { campaign, verdict });
}

/// Another dialog is open, something is fullscreen, or the visitor is typing.
fn is_busy() -> bool {
    let typing = |element: ffi::Element| element.is_content_editable() || element.matches(EDITABLE);
    ffi::Document::fullscreen_element().is_some() || ffi::Document::active_element().is_some_and(typing) || has_dialog()
}

/// An open modal dialog. Libraries keep closed ones in the document: those take up no space.
fn has_dialog() -> bool {
    let dialogs = ffi::Document::query_all("dialog:modal,[aria-modal=true]");
    (0..dialogs.length()).any(|index| ffi::Element::from(dialogs.get(index)).client_rects().length() > 0)
}
