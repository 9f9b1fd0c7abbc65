//! Webhooks that get no lead, leads that no webhook asks for, and names for what no lead holds.

use super::{Warnings, qualification::forms};
use crate::{
    config::{
        Config,
        scoring::Grades,
        webhook::{Preset, Webhook, chosen, read_all},
    },
    json::{Cursor, Each, nearest},
    lead::{Band, CampaignRef, Client, Evidence, Lead, Page, Qualification, Score, Visitor},
    score::qualify::grade,
    text::Words,
};
use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

pub(super) fn warn(config: &Config, warnings: &mut Warnings) {
    let Some(root) = &warnings.root else { return };
    let webhooks = read_all(root, &mut Cursor::default());
    for (index, webhook) in &webhooks.0 {
        let path = if warnings.is_list("webhook") { format!("webhook[{index}]") } else { "webhook".into() };
        warn_of_names(config, webhook, &path, warnings);
        let reads_parts = matches!(webhook.preset, Some(Preset::Hubspot | Preset::Salesforce | Preset::Slack | Preset::Generic));
        if config.seal.0 && reads_parts {
            let message = "leads are sealed, so there is nothing in them that this service could read; remove \"seal\", or send them to a webhook of yours";
            warnings.add(format!("{path}.preset"), message.into());
        }
        if webhook.when.as_ref().is_some_and(|when| !leads(config).any(|lead| when.holds(lead.campaign, lead.band, &lead.grade))) {
            let message = "it gets no lead: nothing is all of that at once (the digit of a grade is its band: 1 is hot, 4 is cold)";
            warnings.add(format!("{path}.when"), message.into());
        }
    }
    if let Some(lead) = unwanted(config, &webhooks) {
        let first = webhooks.0.first().map_or("", |(_, webhook)| webhook.url.0.as_str());
        let message = format!(
            "no webhook asks for a lead of \"{}\" that is {} with grade {}, among others; what nobody asks for goes to the first, {first}. Leave out its \
             \"when\" if that is meant, or widen another",
            lead.campaign,
            lead.band.name(),
            lead.grade
        );
        warnings.add("webhook".into(), message);
    }
}

/// What webhooks tell leads apart by.
struct Kind<'a> {
    campaign: &'a str,
    band: Band,
    grade: String,
}

/// Every kind of lead that there may be.
fn leads(config: &Config) -> impl Iterator<Item = Kind<'_>> {
    let fits = [Grades::STANDARD.a, Grades::STANDARD.b, Grades::STANDARD.c, i32::MIN];
    config.campaigns.0.iter().flat_map(move |(_, campaign)| {
        [Band::Cold, Band::Lukewarm, Band::Warm, Band::Hot].into_iter().flat_map(move |band| {
            fits.into_iter().map(move |fit| Kind { campaign: &campaign.id, band, grade: grade(fit, &Grades::STANDARD, band) })
        })
    })
}

/// A kind of lead that goes to the first webhook for want of any that asks for it.
fn unwanted<'a>(config: &'a Config, webhooks: &Each<Webhook>) -> Option<Kind<'a>> {
    let first = webhooks.0.first()?.1.when.as_ref()?;
    let is_unwanted = |lead: &Kind<'_>| {
        !first.holds(lead.campaign, lead.band, &lead.grade) && chosen(webhooks, lead.campaign, lead.band, &lead.grade) == [0]
    };
    leads(config).find(is_unwanted)
}

fn warn_of_names(config: &Config, webhook: &Webhook, path: &str, warnings: &mut Warnings) {
    let parts = parts(config);
    for (part, _) in &webhook.fields {
        // Their members are the owner's own.
        let is_open =
            ["visitor.traits.", "visitor.topics.", "visitor.firstTouch.", "visitor.lastTouch."].iter().any(|open| part.starts_with(open));
        if is_open || parts.iter().any(|known| known == part) {
            continue;
        }
        let known: Vec<&str> = parts.iter().map(String::as_str).collect();
        let message = match nearest(part, &known) {
            Some(near) => format!("no form asks for \"{part}\" and no lead has such a part; did you mean \"{near}\"?"),
            None => {
                format!("no form asks for \"{part}\" and no lead has such a part; write a field's name, or a path such as \"page.url\"")
            }
        };
        warnings.add(format!("{path}.fields"), message);
    }
}

/// What `fields` may name: fields of forms, with and without `fields.` before them, paths of the lead, and the short names of some.
fn parts(config: &Config) -> Vec<String> {
    let mut parts: Vec<String> = Words("json text score").map(ToOwned::to_owned).collect();
    for field in forms(config).flat_map(|form| &form.steps).flat_map(|step| &step.fields) {
        parts.push(field.name.clone());
        parts.push(format!("fields.{}", field.name));
    }
    let objects = [
        ("", Lead::KEYS),
        ("campaign.", CampaignRef::KEYS),
        ("", Qualification::KEYS),
        ("qualification.", Qualification::KEYS),
        ("score.", Score::KEYS),
        ("visitor.", Visitor::KEYS),
        ("page.", Page::KEYS),
        ("client.", Client::KEYS),
        ("evidence.", Evidence::KEYS),
        ("qualification.bant.", "budget authority need timescale"),
        ("score.next.", "band points"),
    ];
    for (object, keys) in objects {
        parts.extend(Words(keys).filter(|key| !key.is_empty()).map(|key| format!("{object}{key}")));
    }
    parts
}
