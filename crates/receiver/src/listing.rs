//! From a lead to its row: the columns that lists show.

use crate::store::NewLead;
use limen_core::{lead::Lead, popup::Value, sealed::Sealed, time::Millis};

/// What forms usually call the company.
const COMPANY_FIELDS: [&str; 4] = ["company", "company_name", "organisation", "organization"];

/// The row of a lead: its text as it came, and the columns copied from it. The core has made sure that its id is a UUID; upper and lower case
/// are one id.
pub(crate) fn row(received_at: Millis, lead: &Lead, body: String) -> NewLead {
    NewLead {
        id: lead.id.to_ascii_lowercase(),
        received_at,
        body,
        occurred_at: lead.occurred_at.to_rfc3339(),
        site: lead.site.clone(),
        campaign: lead.campaign.id.clone(),
        page: lead.page.url.clone(),
        name: name(lead),
        email: text(lead, "email").map(str::to_owned),
        company: COMPANY_FIELDS.iter().find_map(|field| text(lead, field)).map(str::to_owned),
        band: lead.qualification.band.name(),
        grade: lead.qualification.grade.clone(),
        stage: lead.qualification.stage.name(),
        interest: lead.qualification.interest,
        fit: lead.qualification.fit,
        words: search_text(lead),
    }
}

/// The row of a sealed lead: all that can be said of it is on its envelope. What it does not tell is empty, which no lead's columns are.
pub(crate) fn sealed_row(received_at: Millis, sealed: &Sealed, body: String) -> NewLead {
    NewLead {
        id: sealed.id.to_ascii_lowercase(),
        received_at,
        body,
        // When it was submitted is under the seal.
        occurred_at: received_at.to_rfc3339(),
        site: sealed.site.clone(),
        campaign: String::new(),
        page: String::new(),
        name: None,
        email: None,
        company: None,
        band: "",
        grade: String::new(),
        stage: "",
        interest: 0,
        fit: 0,
        words: format!("{}\n{}\nsealed", sealed.id, sealed.site).to_lowercase(),
    }
}

/// Everything that a search should find this lead by, in lower case, one a line.
pub(crate) fn search_text(lead: &Lead) -> String {
    let qualification = &lead.qualification;
    let mut words = vec![
        lead.id.as_str(),
        &lead.site,
        &lead.campaign.id,
        &lead.page.url,
        &lead.page.title,
        qualification.band.name(),
        &qualification.grade,
        qualification.stage.name(),
    ];
    for (_, value) in &lead.fields {
        match value {
            Value::Text(text) => words.push(text),
            Value::Many(texts) => words.extend(texts.iter().map(String::as_str)),
            Value::Flag(_) => {}
        }
    }
    words.join("\n").to_lowercase()
}

/// What to call the person: the field `name`, or first and last name.
pub(crate) fn name(lead: &Lead) -> Option<String> {
    let whole = text(lead, "name").map(str::to_owned);
    whole.or_else(|| {
        let parts: Vec<&str> = ["first_name", "last_name"].iter().filter_map(|field| text(lead, field)).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    })
}

/// A text field that was filled in.
pub(crate) fn text<'a>(lead: &'a Lead, field: &str) -> Option<&'a str> {
    lead.fields.iter().rev().find(|(name, _)| name == field).and_then(|(_, value)| match value {
        Value::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
        Value::Flag(_) | Value::Many(_) => None,
    })
}
