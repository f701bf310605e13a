//! From a finished interview to the page with the code: pack, seal, cut, draw.

use kakanai_catalogue::Catalogue;
use kakanai_envelope::{PackError, PartError, PublicKey, Schema, SealError, Seed, TownTable, VALID_DAYS, qr};
use kakanai_record::Date;

use crate::code_page::CodePage;
use crate::engine::finished;
use crate::places::Places;
use crate::state::State;
use crate::tables::names;

/// The towns of a catalogue over the national ones, for packing and opening. The interview offers
/// the same towns in the same order, so that a reference into the table means the same on both sides.
#[derive(Clone, Copy)]
pub struct CityTowns<'a> {
    /// The catalogue, whose own towns come first.
    pub catalogue: &'a Catalogue,
    /// The national table, or the part of it that is loaded.
    pub table: &'a dyn Places,
}

impl TownTable for CityTowns<'_> {
    fn towns(&self, postal: &str) -> Vec<String> {
        names(self.catalogue, self.table, postal)
    }
}

/// Why there is no code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// A page still wants an answer.
    #[error("the interview is not finished: answer the page that is open")]
    Unfinished,
    /// The record cannot be packed.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// It cannot be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// It cannot be cut into parts.
    #[error(transparent)]
    Part(#[from] PartError),
    /// A part cannot be drawn.
    #[error(transparent)]
    Symbol(#[from] qr::QrError),
}

impl CodeError {
    /// A stable name, for the page's module and for counts.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unfinished => "unfinished",
            Self::Pack(_) => "pack",
            Self::Seal(SealError::TooLarge { .. }) | Self::Part(_) | Self::Symbol(_) => "too_large",
            Self::Seal(SealError::Key) => "key",
        }
    }
}

/// Seals a finished record to the city. The seed is fresh randomness, used for this code alone.
///
/// # Errors
/// Where a page still wants an answer, or the record is larger than codes can carry.
pub fn make(
    catalogue: &Catalogue,
    table: &dyn Places,
    state: &State,
    today: Date,
    key: &PublicKey,
    seed: &Seed,
) -> Result<CodePage, CodeError> {
    let record = finished(catalogue, state).ok_or(CodeError::Unfinished)?;
    let schema = Schema { dictionary: catalogue.dictionary(), hash: *catalogue.schema_hash() };
    let packed = kakanai_envelope::pack(&schema, record, today, &CityTowns { catalogue, table })?;
    drawn(catalogue, state, today, kakanai_envelope::split(&kakanai_envelope::seal(key, &packed, seed)?)?)
}

/// Draws a code that was made before, on that day: sealing the same answers again would give another one.
///
/// # Errors
/// Where a text is no part of a code that a symbol can carry.
pub fn drawn(
    catalogue: &Catalogue,
    state: &State,
    today: Date,
    texts: Vec<String>,
) -> Result<CodePage, CodeError> {
    let title = catalogue.texts().get(state.language, "code.image");
    let symbols = texts.iter().map(|text| Ok(qr::symbol(text)?.svg(title)));
    let symbols = symbols.collect::<Result<Vec<_>, CodeError>>()?;
    Ok(CodePage { symbols, texts, valid_until: last_day(catalogue, today) })
}

/// The last day on which the city takes a code made today: the city's period, within the envelope's.
pub fn last_day(catalogue: &Catalogue, today: Date) -> Date {
    let days = i64::from(catalogue.city().code_valid_days).min(VALID_DAYS.into());
    // Only beyond the year 9999 is there no such day.
    today.checked_add(jiff::SignedDuration::from_hours(24 * days)).unwrap_or(today)
}
