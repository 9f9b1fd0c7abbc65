//! On a narrow screen.

use crate::configs;
use anyhow::Result;
use limen_tests::{browser::Look, case::Case, scenarios, suite::Suite};

pub(crate) fn add(suite: &mut Suite) {
    scenarios![suite, Look::Light;
        a_pop_up_is_a_sheet_at_the_lower_edge,
        what_is_pressed_is_large_enough_for_a_thumb,
    ];
}

async fn a_pop_up_is_a_sheet_at_the_lower_edge(t: &Case) -> Result<()> {
    for config in [configs::modal(&t.webhook.url()), configs::slide_in(&t.webhook.url())] {
        t.site.config(&config);
        let page = t.phone().await?;
        page.visit("/pages/host/").await?;
        let popup = page.popup().await?;
        let (left, right, bottom): (f64, f64, f64) = popup
            .eval(
                "((box) => [box.left, document.documentElement.clientWidth - box.right, innerHeight - box.bottom])
                 (root.querySelector('[part~=popup]').getBoundingClientRect())",
            )
            .await?;
        assert!([left, right, bottom].iter().all(|gap| gap.abs() <= 1.0), "gaps left, right, below: {left} {right} {bottom}");
        assert!(page.eval::<bool>("document.documentElement.scrollWidth <= innerWidth").await?, "nothing to scroll sideways");
    }
    Ok(())
}

async fn what_is_pressed_is_large_enough_for_a_thumb(t: &Case) -> Result<()> {
    t.site.config(&configs::modal(&t.webhook.url()));
    let page = t.phone().await?;
    page.visit("/pages/host/").await?;
    let popup = page.popup().await?;
    // WCAG 2.2, 2.5.8: 24 CSS pixels; thumbs like 44 for what everyone presses.
    let sizes: Vec<(String, f64, f64)> = popup
        .eval(
            "[...root.querySelectorAll('button, input:not([tabindex=\"-1\"]), select')].map((element) => [element, element.getBoundingClientRect()])
             .map(([element, box]) => [element.getAttribute('part'), box.width, box.height])",
        )
        .await?;
    assert!(sizes.len() >= 4, "{sizes:?}");
    assert!(sizes.iter().all(|(_, width, height)| *width >= 24.0 && *height >= 24.0), "{sizes:?}");
    assert!(sizes.iter().filter(|(part, ..)| part != "close").all(|(_, _, height)| *height >= 44.0), "{sizes:?}");
    Ok(())
}
