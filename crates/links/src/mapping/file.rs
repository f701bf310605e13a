//! The file as written, with the places of its words.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::form::Form;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(rename = "move")]
    pub(super) moving: Option<PartSource>,
    pub(super) certificates: Option<PartSource>,
    pub(super) seal: Option<PartSource>,
    /// What another system calls our keys.
    #[serde(default)]
    pub(super) table: BTreeMap<String, Spanned<BTreeMap<String, Spanned<String>>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartSource {
    pub(super) returns: bool,
    pub(super) each: Option<Spanned<String>>,
    pub(super) columns: Spanned<Vec<Spanned<ColumnSource>>>,
    pub(super) answer: Option<Spanned<Vec<Spanned<String>>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ColumnSource {
    pub(super) name: Spanned<String>,
    pub(super) source: Spanned<String>,
    pub(super) form: Option<Spanned<Form>>,
    pub(super) table: Option<Spanned<String>>,
}
