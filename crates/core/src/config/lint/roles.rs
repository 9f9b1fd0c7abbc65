//! Page roles that match nothing or everything, and patterns that stand in the shade of others.

use super::{Warnings, pattern};
use crate::{
    config::{Config, page::Page},
    glob::Glob,
    json::AnyOf,
};
use alloc::{format, string::String, vec::Vec};

/// The roles that some page can have.
pub(super) fn possible(config: &Config) -> Vec<&str> {
    let pages = &config.pages.0;
    let has_pages = |(place, page): (usize, &(usize, Page))| page.1.patterns.0.iter().any(|glob| why_not(pages, place, glob).is_none());
    pages.iter().enumerate().filter(|page| has_pages(*page)).map(|(_, (_, page))| page.role.as_str()).collect()
}

/// Why a pattern gives no page its role.
fn why_not(pages: &[(usize, Page)], place: usize, glob: &Glob) -> Option<String> {
    if let Some(why) = pattern::impossible(glob) {
        return Some(why.into());
    }
    for (_, earlier) in pages.iter().take(place) {
        if let Some(general) = earlier.patterns.0.iter().find(|general| pattern::covers(general, glob)) {
            let role = &earlier.role;
            return Some(format!(
                "every such page is \"{role}\" already, by \"{}\"; the first role counts: put this one before it",
                general.0
            ));
        }
    }
    None
}

pub(super) fn warn(config: &Config, warnings: &mut Warnings) {
    let pages = &config.pages.0;
    let possible = possible(config);
    for (place, (index, page)) in pages.iter().enumerate() {
        let AnyOf(globs) = &page.patterns;
        for (item, glob) in globs.iter().enumerate() {
            let path = format!("pages[{index}].match[{item}]");
            let shade = globs.iter().enumerate().find(|(other, general)| {
                *other != item && pattern::covers(general, glob) && (*other < item || !pattern::covers(glob, general))
            });
            if let Some(why) = why_not(pages, place, glob) {
                warnings.add(path, format!("\"{}\" matches no page: {why}", glob.0));
            } else if let Some(encoded) = pattern::encoded(glob) {
                warnings.add(path, format!("browsers write this address with percent signs; write \"{encoded}\""));
            } else if let Some((_, general)) = shade {
                warnings.add(path, format!("\"{}\" adds nothing to \"{}\" beside it; remove it", glob.0, general.0));
            }
        }
        if !possible.contains(&page.role.as_str()) {
            warnings.add(format!("pages[{index}].role"), format!("no page has the role \"{}\": none of its patterns matches", page.role));
        }
        if place == 0 && globs.iter().any(pattern::is_everything) {
            let message =
                format!("every page has the role \"{}\", and no other role counts; put it last, or narrow its patterns", page.role);
            warnings.add(format!("pages[{index}].role"), message);
        }
    }
}
