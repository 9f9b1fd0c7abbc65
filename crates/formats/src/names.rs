//! `fields` and `constants`: what a receiver calls the parts of a lead, and what it wants besides.

use crate::lead::LeadView;
use limen_core::{
    config::webhook::Webhook,
    event::Scalar,
    json::{Number, encode},
};

/// The owner's names by the full path of the part. By default there is none.
#[derive(Default)]
pub(crate) struct Names(Vec<(String, Option<String>)>);

impl Names {
    /// Those of a webhook, for a lead.
    pub(crate) fn of(webhook: &Webhook, lead: &LeadView<'_>) -> Names {
        Names(webhook.fields.iter().map(|(part, name)| (lead.path(part), name.clone())).collect())
    }

    /// What a part is called: by the owner, else by default. None when the owner leaves it out, or nobody has a name for it.
    pub(crate) fn name<'n>(&'n self, path: &str, default: Option<&'n str>) -> Option<&'n str> {
        match self.0.iter().find(|(named, _)| named == path) {
            Some((_, name)) => name.as_deref(),
            None => default,
        }
    }

    /// The parts that the owner has named, and how; those left out are not among them.
    pub(crate) fn named(&self) -> Vec<(&str, &str)> {
        self.0.iter().filter_map(|(path, name)| Some((path.as_str(), name.as_deref()?))).collect()
    }
}

/// The constants, as text.
pub(crate) fn constants(webhook: &Webhook) -> Vec<(&str, String)> {
    let written = |value: &Scalar| match value {
        Scalar::Text(text) => text.clone(),
        Scalar::Integer(whole) => encode(&Number::whole(*whole)),
        Scalar::Flag(flag) => encode(flag),
    };
    webhook.constants.iter().map(|(name, value)| (name.as_str(), written(value))).collect()
}
