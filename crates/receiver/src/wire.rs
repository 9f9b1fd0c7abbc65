//! Stands in for the core's lead type until it is there.

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Lead {
    pub(crate) id: String,
    pub(crate) occurred_at: String,
    pub(crate) site: String,
    pub(crate) campaign: Campaign,
    pub(crate) fields: serde_json::Map<String, serde_json::Value>,
    pub(crate) qualification: Qualification,
    pub(crate) page: Page,
}
#[derive(Deserialize)]
pub(crate) struct Campaign {
    pub(crate) id: String,
}
#[derive(Deserialize)]
pub(crate) struct Qualification {
    pub(crate) stage: String,
    pub(crate) band: String,
    pub(crate) grade: String,
    pub(crate) interest: i32,
    pub(crate) fit: i32,
}
#[derive(Deserialize)]
pub(crate) struct Page {
    pub(crate) url: String,
}

pub(crate) struct Issue {
    pub(crate) path: String,
    pub(crate) at: Option<u32>,
    pub(crate) message: String,
}

impl Lead {
    pub(crate) fn from_json(text: &str) -> Result<Lead, Vec<Issue>> {
        serde_json::from_str(text).map_err(|error| vec![Issue { path: String::new(), at: None, message: error.to_string() }])
    }
}

pub(crate) fn line_of(text: &str, at: u32) -> u32 {
    text.bytes().take(at as usize).fold(1, |line, byte| line + u32::from(byte == b'\n'))
}
