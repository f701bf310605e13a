//! The parts of a case, each handed over by itself.
//!
//! One code is one record is one case; 異動届, certificates and seal are its parts. The resident-record
//! system takes each part, registers it provisionally (仮登録) and, once a second person has compared what
//! came back, for good (本登録). 完了 is when every part has ended (KM-04, `practice.md`).

use kakanai_record::{Record, core};

use crate::ids::EventSeq;

/// A part of a case. Which parts a case has follows from its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// 届出: what the resident record will say.
    Move,
    /// 証明書の請求.
    Certificates,
    /// 印鑑登録.
    Seal,
}

impl Part {
    /// All parts, in the order of the counter.
    pub const ALL: [Self; 3] = [Self::Move, Self::Certificates, Self::Seal];

    /// The code in storage, mappings and file names.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Move => "move",
            Self::Certificates => "certificates",
            Self::Seal => "seal",
        }
    }

    /// The part of a code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.code() == code)
    }

    /// The word on screens.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Move => "届出",
            Self::Certificates => "証明書",
            Self::Seal => "印鑑登録",
        }
    }

    /// The parts that a record has; at least one, so that a case can end.
    pub fn of(record: &Record) -> Vec<Self> {
        let service = record.get(core::SERVICE.key()).code().unwrap_or_default();
        let certificates = service == "certificates"
            || record.get(core::CERTIFICATES_WANTED.key()).flag() == Some(true)
            || !record.elements(core::CERTIFICATE.key()).is_empty();
        let seal = service == "seal_registration" || record.get(core::SEAL_WANTED.key()).flag() == Some(true);
        let moved = !matches!(service, "certificates" | "seal_registration");
        let has = |part: &Self| match part {
            Self::Move => moved,
            Self::Certificates => certificates,
            Self::Seal => seal,
        };
        Self::ALL.into_iter().filter(has).collect()
    }
}

/// Where a part stands on its way to the other system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartState {
    /// 審査待ち: not sent.
    Waiting,
    /// 送信: released; a robot may take it, or has.
    Sent,
    /// 仮登録: came back, to be compared.
    Provisional,
    /// 本登録, or the end of a part of which nothing comes back.
    Registered,
    /// 差戻し: came back with a reason.
    Rejected,
}

impl PartState {
    /// The word on screens.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "審査待ち",
            Self::Sent => "送信",
            Self::Provisional => "仮登録",
            Self::Registered => "本登録",
            Self::Rejected => "差戻し",
        }
    }

    /// Whether the other system has the part in hand, so that its record must not change.
    pub const fn is_out(self) -> bool {
        matches!(self, Self::Sent | Self::Provisional)
    }
}

/// A part that is to be sent, and whether something comes back (the city's mapping says so).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sending {
    /// The part.
    pub part: Part,
    /// Whether 仮登録 or 差戻し is awaited; else the part ends when it is taken.
    pub returns: bool,
}

/// What the other system has registered in one column of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// Number of the list's element; 0 for a line about the case.
    pub element: u16,
    /// Name of the column.
    pub column: String,
    /// What came back.
    pub value: String,
}

/// How far one part of a case has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// Where it stands.
    pub state: PartState,
    /// The event that sent it last; its file carries this number.
    pub sent: EventSeq,
    /// Whether an answer is awaited.
    pub returns: bool,
    /// Whether the other side has taken it.
    pub taken: bool,
    /// What came back at 仮登録.
    pub answers: Vec<Registered>,
    /// Why it came back, or was called back.
    pub reason: String,
}

impl Handover {
    /// Not sent yet.
    pub const fn waiting() -> Self {
        Self {
            state: PartState::Waiting,
            sent: EventSeq::ZERO,
            returns: false,
            taken: false,
            answers: Vec::new(),
            reason: String::new(),
        }
    }
}
