//! A lead that nobody left: what `limen check --dry-run` shows the requests of.

use limen_core::{
    config::{Config, campaign::Campaign, form::Field, webhook::When},
    json::AnyOf,
    lead::{Band, CampaignRef, Client, Consent, Lead, Page, Qualification, Score, Touch, Visitor},
    popup::{FieldKind, Value},
    time::Millis,
};

/// When it was left: 2026-01-01 at noon.
pub(crate) const WHEN: Millis = Millis(1_767_268_800_000);

/// A lead such as a webhook with this condition gets, of a campaign of the config.
pub(crate) fn lead(config: &Config, when: Option<&When>) -> Lead {
    let campaign = when.and_then(|when| when.campaign.as_ref()).and_then(|AnyOf(ids)| ids.first());
    let campaigns = || config.campaigns.0.iter().map(|(_, campaign): &(usize, Campaign)| campaign);
    let campaign = campaigns().find(|known| campaign.is_none_or(|wanted| wanted.0 == known.id)).or_else(|| campaigns().next());
    let grade = when.and_then(|when| when.grade.as_ref()).and_then(|AnyOf(parts)| parts.first());
    let band = when.and_then(|when| when.band.as_ref()).and_then(|AnyOf(bands)| bands.first().copied());
    let (letter, band) = graded(grade.map_or("", |grade| grade.0.as_str()), band);
    Lead {
        kind: "lead.captured".into(),
        version: 1,
        id: "019b7960-9000-7000-8000-000000000001".into(),
        occurred_at: WHEN,
        site: config.site.clone().unwrap_or_else(|| "your-site.example".into()),
        campaign: campaign.map(reference).unwrap_or_default(),
        fields: campaign.map(|campaign| fields(campaign).map(|field| (field.name.clone(), value(field))).collect()).unwrap_or_default(),
        consents: campaign
            .map(|campaign| fields(campaign).filter(|field| field.kind == FieldKind::Consent).map(consent).collect())
            .unwrap_or_default(),
        qualification: Qualification { band, grade: format!("{letter}{}", digit(band)), interest: 40, fit: 35, ..Qualification::default() },
        score: Score { config: config.hash(), engine: limen_core::ENGINE.into(), ..Score::default() },
        visitor: Visitor {
            sessions: 1,
            page_views: 3,
            engaged_seconds: 95,
            first_seen_at: WHEN,
            first_touch: Touch { referrer: "https://search.example/".into(), utm: Vec::new() },
            ..Visitor::default()
        },
        page: Page { url: "https://your-site.example/pricing".into(), title: "Pricing".into(), role: None },
        client: Client { language: "en-GB".into(), time_zone: "Europe/Berlin".into(), viewport: vec![1280, 800], touch: false },
        ..Lead::default()
    }
}

/// The letter and the band that a grade's parts and a band ask for; the digit of a grade is its band.
fn graded(grade: &str, band: Option<Band>) -> (char, Band) {
    let letter = grade.chars().find(char::is_ascii_alphabetic).unwrap_or('B');
    let of_digit = [Band::Cold, Band::Lukewarm, Band::Warm, Band::Hot].into_iter().find(|band| grade.contains(digit(*band)));
    (letter, band.or(of_digit).unwrap_or(Band::Warm))
}

fn digit(band: Band) -> char {
    match band {
        Band::Hot => '1',
        Band::Warm => '2',
        Band::Lukewarm => '3',
        Band::Cold => '4',
    }
}

fn reference(campaign: &Campaign) -> CampaignRef {
    CampaignRef {
        id: campaign.id.clone(),
        variant: None,
        goal: campaign.goal.clone(),
        format: campaign.format.name().into(),
        trigger: "immediate".into(),
    }
}

fn fields(campaign: &Campaign) -> impl Iterator<Item = &Field> {
    campaign.form.steps.iter().flat_map(|step| &step.fields)
}

fn consent(field: &Field) -> Consent {
    Consent { name: field.name.clone(), given: true, text: field.label.clone(), version: field.version.clone() }
}

/// What somebody might enter.
fn value(field: &Field) -> Value {
    let option = || field.options.first().map(|option| option.value.clone()).unwrap_or_default();
    match field.kind {
        FieldKind::Email => Value::Text("ada@example.com".into()),
        FieldKind::Tel => Value::Text("+44 20 7946 0000".into()),
        FieldKind::Textarea => Value::Text("A sample message, with a & and an é.".into()),
        FieldKind::Text => Value::Text("Ada Lovelace".into()),
        FieldKind::Select | FieldKind::Radio => Value::Text(option()),
        FieldKind::Checkbox if !field.options.is_empty() => Value::Many(vec![option()]),
        FieldKind::Checkbox | FieldKind::Consent => Value::Flag(true),
    }
}
