//! From a lead to its row: the columns that lists show.

use crate::{store::NewLead, wire::Lead};
use limen_core::time::Millis;

/// What forms usually call the company.
const COMPANY_FIELDS: [&str; 4] = ["company", "company_name", "organisation", "organization"];

pub(crate) fn row(id: String, received_at: Millis, lead: &Lead, body: String) -> NewLead {
    let text = |name: &str| {
        let value = lead.fields.get(name)?.as_str()?.trim();
        (!value.is_empty()).then(|| value.to_owned())
    };
    NewLead {
        id,
        received_at,
        body,
        occurred_at: lead.occurred_at.clone(),
        site: lead.site.clone(),
        campaign: lead.campaign.id.clone(),
        page: lead.page.url.clone(),
        name: text("name").or_else(|| {
            let parts = [text("first_name"), text("last_name")];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            (!parts.is_empty()).then(|| parts.join(" "))
        }),
        email: text("email"),
        company: COMPANY_FIELDS.iter().find_map(|name| text(name)),
        band: lead.qualification.band.clone(),
        grade: lead.qualification.grade.clone(),
        stage: lead.qualification.stage.clone(),
        interest: lead.qualification.interest.into(),
        fit: lead.qualification.fit.into(),
    }
}
