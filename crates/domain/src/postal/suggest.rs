//! Towns by what somebody types, where the postal code is not known.

use super::PostalTable;
use crate::kana::search_key;
use crate::municipality::MunicipalityCode;
use crate::town::{PostalCode, Town};

impl PostalTable {
    /// Up to `limit` towns of a municipality whose text contains, or whose reading begins with, what was typed; in the
    /// order of their postal codes, those whose text begins with it first. Compared by [`search_key`].
    #[must_use]
    pub fn suggest(
        &self,
        municipality: MunicipalityCode,
        typed: &str,
        limit: usize,
    ) -> Vec<(PostalCode, Town<'_>)> {
        let key = search_key(typed);
        let place =
            self.municipalities.binary_search(&municipality).ok().and_then(|at| u16::try_from(at).ok());
        let Some(place) = place.filter(|_| !key.is_empty()) else { return Vec::new() };
        let mut found: Vec<(bool, PostalCode, Town<'_>)> = Vec::new();
        for (at, code) in self.codes().enumerate() {
            let (Some(&from), Some(&to)) = (self.starts.get(at), self.starts.get(at + 1)) else { break };
            for index in from as usize..to as usize {
                // Only the towns of the one municipality are read at all: some hundreds of more than 100,000.
                let town = self.places.get(index).filter(|&&at| at == place).and_then(|_| self.town(index));
                let Some(town) = town.filter(|town| !town.text.is_empty()) else { continue };
                let text = search_key(town.text);
                if text.contains(&key) || search_key(town.kana).starts_with(&key) {
                    found.push((!text.starts_with(&key), code, town));
                }
            }
        }
        found.sort_by_key(|(later, code, _)| (*later, *code));
        found.into_iter().take(limit).map(|(_, code, town)| (code, town)).collect()
    }
}
