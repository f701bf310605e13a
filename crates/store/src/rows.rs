//! Rows as both engines read them, and the way from there to the types of this crate.
//!
//! Numbers are signed 64-bit in both databases. A value that no program of ours writes becomes
//! [`StoreError::Corrupt`] naming table, column and row.

use kakanai_reception::ids::{CaseId, CommandId, EventSeq, VisitId};
use kakanai_reception::procedure::{Adjust, AdjustReason};

use crate::access::{AccessEntry, AccessRow, AccessSeal};
use crate::append::Appended;
use crate::base::{Code, Day, Login, Millis, Month, OfficeCode, VisitNumber};
use crate::cases::{CaseHeader, CaseRow, StoredEvent};
use crate::chain::ChainHash;
use crate::counts::AdjustmentCount;
use crate::error::{Result, StoreError};
use crate::outbox::{OutboxEntry, OutboxId, OutboxItem};
use crate::seal::{SealedBlob, SealedEvent};
use crate::sign_in::Wait;
use crate::staff::{Session, Staff, TokenHash};
use crate::tablet::{Pairing, PairingCode, Shown, Tablet};

/// Names the place of a value, for the error where it cannot be.
#[derive(Clone, Copy)]
struct At<'a> {
    table: &'static str,
    row: &'a dyn std::fmt::Debug,
}

impl At<'_> {
    fn corrupt(self, column: &'static str) -> StoreError {
        StoreError::Corrupt { table: self.table, column, row: format!("{:02x?}", self.row) }
    }

    fn bytes<const N: usize>(self, column: &'static str, bytes: &[u8]) -> Result<[u8; N]> {
        bytes.try_into().map_err(|_| self.corrupt(column))
    }

    fn count<T: TryFrom<i64>>(self, column: &'static str, number: i64) -> Result<T> {
        number.try_into().map_err(|_| self.corrupt(column))
    }

    fn text<T: std::str::FromStr>(self, column: &'static str, text: &str) -> Result<T> {
        text.parse().map_err(|_| self.corrupt(column))
    }
}

/// A case joined with its visit and summary.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct CaseRecord {
    pub id: Vec<u8>,
    pub visit_id: Vec<u8>,
    pub office: String,
    pub day: i64,
    pub serial: i64,
    pub state: String,
    pub seq: i64,
    pub chain: Vec<u8>,
    pub opened_at: i64,
    pub changed_at: i64,
    pub erased_at: Option<i64>,
    pub sealed: Option<Vec<u8>>,
}

impl TryFrom<CaseRecord> for CaseRow {
    type Error = StoreError;

    fn try_from(row: CaseRecord) -> Result<Self> {
        let at = At { table: "cases", row: &row.id };
        let header = CaseHeader {
            case: CaseId::from_bytes(at.bytes("id", &row.id)?),
            visit: VisitId::from_bytes(at.bytes("visit_id", &row.visit_id)?),
            number: visit_number(&row.office, row.day, row.serial)?,
            state: at.text("state", &row.state)?,
            seq: EventSeq(at.count("seq", row.seq)?),
            chain: ChainHash(at.bytes("chain", &row.chain)?),
            opened_at: Millis(row.opened_at),
            changed_at: Millis(row.changed_at),
            erased_at: row.erased_at.map(Millis),
        };
        Ok(Self { header, summary: row.sealed.map(SealedBlob::from_bytes) })
    }
}

/// The number of a visit out of its columns.
///
/// # Errors
/// [`StoreError::Corrupt`].
pub fn visit_number(office: &str, day: i64, serial: i64) -> Result<VisitNumber> {
    let at = At { table: "visits", row: &(office, day, serial) };
    let yyyymmdd = at.count("day", day)?;
    Ok(VisitNumber {
        office: at.text("office", office)?,
        day: Day::new(yyyymmdd).map_err(|_| at.corrupt("day"))?,
        serial: at.count("serial", serial)?,
    })
}

/// The end of a case, as an append needs it.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct EndRecord {
    pub seq: i64,
    pub chain: Vec<u8>,
    pub erased_at: Option<i64>,
    pub office: String,
    pub day: i64,
    pub serial: i64,
}

impl EndRecord {
    /// Checks that an append may follow, and gives the last link and the visit's number.
    ///
    /// # Errors
    /// [`StoreError::Erased`], [`StoreError::Moved`], [`StoreError::Corrupt`].
    pub fn continue_from(&self, case: CaseId, expected: EventSeq) -> Result<(ChainHash, VisitNumber)> {
        let at = At { table: "cases", row: &case };
        let now = EventSeq(at.count("seq", self.seq)?);
        if self.erased_at.is_some() {
            return Err(StoreError::Erased { case });
        }
        if now != expected {
            return Err(StoreError::Moved { case, now });
        }
        Ok((ChainHash(at.bytes("chain", &self.chain)?), visit_number(&self.office, self.day, self.serial)?))
    }
}

/// A command kept before, with the number of its visit.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct CommandRecord {
    pub case_id: Vec<u8>,
    pub first_seq: i64,
    pub last_seq: i64,
    pub office: String,
    pub day: i64,
    pub serial: i64,
}

impl TryFrom<CommandRecord> for Appended {
    type Error = StoreError;

    fn try_from(row: CommandRecord) -> Result<Self> {
        let at = At { table: "commands", row: &row.case_id };
        Ok(Self {
            case: CaseId::from_bytes(at.bytes("case_id", &row.case_id)?),
            repeated: true,
            first: EventSeq(at.count("first_seq", row.first_seq)?),
            last: EventSeq(at.count("last_seq", row.last_seq)?),
            number: visit_number(&row.office, row.day, row.serial)?,
        })
    }
}

/// An event.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct EventRecord {
    pub seq: i64,
    pub command_id: Vec<u8>,
    pub at: i64,
    pub sealed: Vec<u8>,
    pub chain: Vec<u8>,
}

impl TryFrom<EventRecord> for StoredEvent {
    type Error = StoreError;

    fn try_from(row: EventRecord) -> Result<Self> {
        let at = At { table: "events", row: &(row.seq, &row.command_id) };
        Ok(Self {
            seq: EventSeq(at.count("seq", row.seq)?),
            command: CommandId::from_bytes(at.bytes("command_id", &row.command_id)?),
            at: Millis(row.at),
            chain: ChainHash(at.bytes("chain", &row.chain)?),
            sealed: SealedEvent::from_bytes(row.sealed),
        })
    }
}

/// A taken outbox entry.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct OutboxRecord {
    pub id: Vec<u8>,
    pub case_id: Vec<u8>,
    pub kind: String,
    pub payload: Option<Vec<u8>>,
    pub at: i64,
}

impl TryFrom<OutboxRecord> for OutboxItem {
    type Error = StoreError;

    fn try_from(row: OutboxRecord) -> Result<Self> {
        let at = At { table: "outbox", row: &row.id };
        let entry = OutboxEntry {
            id: OutboxId(at.bytes("id", &row.id)?),
            kind: at.text("kind", &row.kind)?,
            payload: SealedBlob::from_bytes(row.payload.ok_or_else(|| at.corrupt("payload"))?),
        };
        Ok(Self { entry, case: CaseId::from_bytes(at.bytes("case_id", &row.case_id)?), at: Millis(row.at) })
    }
}

/// A row of the access log.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct AccessRecord {
    pub number: i64,
    pub at: i64,
    pub staff: String,
    pub action: String,
    pub case_id: Option<Vec<u8>>,
    pub visit_id: Option<Vec<u8>>,
    pub purpose: String,
    pub place: String,
}

impl TryFrom<AccessRecord> for AccessRow {
    type Error = StoreError;

    fn try_from(row: AccessRecord) -> Result<Self> {
        let at = At { table: "access_log", row: &row.number };
        let id = |column, bytes: &Option<Vec<u8>>| bytes.as_ref().map(|b| at.bytes(column, b)).transpose();
        let entry = AccessEntry {
            at: Millis(row.at),
            staff: at.text::<Login>("staff", &row.staff)?,
            action: at.text("action", &row.action)?,
            case: id("case_id", &row.case_id)?.map(CaseId::from_bytes),
            visit: id("visit_id", &row.visit_id)?.map(VisitId::from_bytes),
            purpose: at.text("purpose", &row.purpose)?,
            place: at.text("place", &row.place)?,
        };
        Ok(Self { number: at.count("number", row.number)?, entry })
    }
}

/// A seal of the access log.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct SealRecord {
    pub number: i64,
    pub at: i64,
    pub first_row: i64,
    pub last_row: i64,
    pub row_count: i64,
    pub hash: Vec<u8>,
}

impl TryFrom<SealRecord> for AccessSeal {
    type Error = StoreError;

    fn try_from(row: SealRecord) -> Result<Self> {
        let at = At { table: "access_seals", row: &row.number };
        Ok(Self {
            number: at.count("number", row.number)?,
            at: Millis(row.at),
            first: at.count("first_row", row.first_row)?,
            last: at.count("last_row", row.last_row)?,
            rows: at.count("row_count", row.row_count)?,
            hash: ChainHash(at.bytes("hash", &row.hash)?),
        })
    }
}

/// A member of staff.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct StaffRecord {
    pub login: String,
    pub name: String,
    pub password: String,
    pub roles: String,
    pub office: String,
    pub active: bool,
}

impl TryFrom<StaffRecord> for Staff {
    type Error = StoreError;

    fn try_from(row: StaffRecord) -> Result<Self> {
        let at = At { table: "staff", row: &row.login };
        let roles = row.roles.split(' ').filter(|role| !role.is_empty());
        Ok(Self {
            login: at.text("login", &row.login)?,
            roles: roles.map(|role| at.text::<Code>("roles", role)).collect::<Result<_>>()?,
            office: at.text::<OfficeCode>("office", &row.office)?,
            active: row.active,
            name: row.name,
            password: row.password,
        })
    }
}

/// A session.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct SessionRecord {
    pub token: Vec<u8>,
    pub staff: String,
    pub created: i64,
    pub seen: i64,
    pub expires: i64,
}

impl TryFrom<SessionRecord> for Session {
    type Error = StoreError;

    fn try_from(row: SessionRecord) -> Result<Self> {
        let at = At { table: "sessions", row: &row.staff };
        Ok(Self {
            token: TokenHash(at.bytes("token", &row.token)?),
            staff: at.text("staff", &row.staff)?,
            created: Millis(row.created),
            seen: Millis(row.seen),
            expires: Millis(row.expires),
        })
    }
}

/// A tablet.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct TabletRecord {
    pub token: Vec<u8>,
    pub code: Option<i64>,
    pub made: i64,
    pub seen: i64,
    pub terminal: Option<String>,
    pub office: Option<String>,
    pub paired_at: Option<i64>,
    pub case_id: Option<Vec<u8>>,
    pub shown_event: Option<i64>,
    pub shown_at: Option<i64>,
}

impl TryFrom<TabletRecord> for Tablet {
    type Error = StoreError;

    fn try_from(row: TabletRecord) -> Result<Self> {
        let at = At { table: "tablets", row: &row.made };
        let pairing = match (row.code, row.terminal, row.paired_at) {
            (Some(code), None, None) => {
                let code = PairingCode::new(at.count("code", code)?);
                Pairing::Waiting(code.map_err(|_| at.corrupt("code"))?)
            }
            (None, Some(terminal), Some(paired)) => Pairing::Paired {
                terminal: at.text("terminal", &terminal)?,
                office: row.office.map(|office| at.text("office", &office)).transpose()?,
                at: Millis(paired),
            },
            _ => return Err(at.corrupt("terminal")),
        };
        let shows = match (row.case_id, row.shown_event, row.shown_at) {
            (Some(case), Some(event), Some(shown)) => Some(Shown {
                case: CaseId::from_bytes(at.bytes("case_id", &case)?),
                event: EventSeq(at.count("shown_event", event)?),
                at: Millis(shown),
            }),
            (None, None, None) => None,
            _ => return Err(at.corrupt("case_id")),
        };
        let token = TokenHash(at.bytes("token", &row.token)?);
        Ok(Self { token, made: Millis(row.made), seen: Millis(row.seen), pairing, shows })
    }
}

/// The last wait of a login or a place.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct WaitRecord {
    pub step: i64,
    pub until: i64,
}

impl TryFrom<WaitRecord> for Wait {
    type Error = StoreError;

    fn try_from(row: WaitRecord) -> Result<Self> {
        let at = At { table: "sign_in_waits", row: &row.until };
        Ok(Self { step: at.count("step", row.step)?, until: Millis(row.until) })
    }
}

/// How many cases are in a state.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct CountRecord {
    pub state: String,
    pub cases: i64,
}

impl TryFrom<CountRecord> for (Code, u64) {
    type Error = StoreError;

    fn try_from(row: CountRecord) -> Result<Self> {
        let at = At { table: "cases", row: &row.state };
        Ok((at.text("state", &row.state)?, at.count("count", row.cases)?))
    }
}

/// How often a procedure was adjusted.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct AdjustmentRecord {
    pub month: i64,
    pub office: String,
    pub procedure: String,
    pub how: String,
    pub why: String,
    pub made: i64,
    pub restored: i64,
}

impl TryFrom<AdjustmentRecord> for AdjustmentCount {
    type Error = StoreError;

    fn try_from(row: AdjustmentRecord) -> Result<Self> {
        let at = At { table: "procedure_counts", row: &(row.month, &row.office, &row.procedure) };
        Ok(Self {
            month: Month::new(at.count("month", row.month)?).map_err(|_| at.corrupt("month"))?,
            office: at.text("office", &row.office)?,
            procedure: at.text("procedure", &row.procedure)?,
            how: Adjust::of_code(&row.how).ok_or_else(|| at.corrupt("how"))?,
            why: AdjustReason::of_code(&row.why).ok_or_else(|| at.corrupt("why"))?,
            made: at.count("made", row.made)?,
            restored: at.count("restored", row.restored)?,
        })
    }
}

/// A code read back, such as the terminal of a tablet.
///
/// # Errors
/// [`StoreError::Corrupt`].
pub fn code(table: &'static str, column: &'static str, text: &str) -> Result<Code> {
    At { table, row: &text }.text(column, text)
}

/// A number of ours as both databases keep it.
///
/// # Errors
/// [`StoreError::Invalid`] beyond 2⁶³, which nothing here reaches.
pub fn number(value: u64) -> Result<i64> {
    value.try_into().map_err(|_| StoreError::Invalid { what: "a number beyond 2^63" })
}
