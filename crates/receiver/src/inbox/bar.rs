//! Points as a bar. Drawn as SVG: the CSP allows no inline style, and a length is an attribute there.

use maud::{Markup, html};

/// A bar as long as `value` is of `whole`; negative values in another colour. The number stands beside it, so screen
/// readers pass over it.
pub(super) fn part(value: i64, whole: i64) -> Markup {
    let length = value.saturating_abs().saturating_mul(100) / whole.max(1);
    html! {
        svg.bar.negative[value < 0] viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" {
            rect.track width="100" height="6" {}
            rect.length width=(length.clamp(0, 100)) height="6" {}
        }
    }
}
